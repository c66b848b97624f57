"""`norec report trend`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.report.table_input import DateFormatOption, Input, InputOption, MapOption, SheetOption, books_of
from norec_cli.context import World
from norec_cli.model.errors import CommandLineWrong
from norec_cli.render.layouts.trend import lay_out_trend
from norec_cli.reports.core.query import CLOSED
from norec_cli.reports.trend import report_trend

app = typer.Typer(add_completion=False)


@command(app, "trend", example="norec report trend --as-of 2012-12-31 --by country")
def trend(
    world: World,
    asked: Asked,
    input_: InputOption = None,
    maps: MapOption = None,
    sheet_name: SheetOption = None,
    date_format: DateFormatOption = None,
) -> None:
    """Show year by year what each partner sent and received, and the balance so far."""
    asked.checked()
    if asked.by() in ("project", "area"):
        raise CommandLineWrong(f"a trend runs by year, or --by round: --by {asked.by()} has no order")
    if asked.by() in CLOSED:
        asked = asked.without_rows()
    with books_of(world, asked, Input(input_, maps, sheet_name, date_format), by_date=True) as books:
        sheet = lay_out_trend(report_trend(books.exchanges(), books.partners, asked.view(books), books.projects))
    asked.show(sheet)
