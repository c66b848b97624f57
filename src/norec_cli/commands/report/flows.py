"""`norec report flows`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.report.table_input import DateFormatOption, Input, InputOption, MapOption, SheetOption, books_of
from norec_cli.context import World
from norec_cli.render.layouts.flows import lay_out_flows
from norec_cli.reports.flows import report_flows

app = typer.Typer(add_completion=False)


@command(app, "flows", example="norec report flows --as-of 2012-12-31")
def flows(
    world: World,
    asked: Asked,
    input_: InputOption = None,
    maps: MapOption = None,
    sheet_name: SheetOption = None,
    date_format: DateFormatOption = None,
) -> None:
    """Show who sent how many to whom: a matrix for people, a line for each two in a pipe."""
    asked.checked()
    with books_of(world, asked, Input(input_, maps, sheet_name, date_format)) as books:
        sheet = lay_out_flows(report_flows(books.exchanges(), books.partners, asked.view(books), books.projects))
    asked.show(sheet)
