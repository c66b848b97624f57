"""`norec report needs`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING
from norec_cli.commands.common.report_query import Asked
from norec_cli.context import World
from norec_cli.render.layouts.needs import lay_out_needs
from norec_cli.reports.needs import report_needs

app = typer.Typer(add_completion=False)


@command(app, "needs", example="norec report needs --json")
def needs(world: World, asked: Asked) -> None:
    """Show which needs were met and capacities used, by whom; what is open; who only teaches or only learns."""
    asked = asked.checked().without(*JUDGING)
    with open_store(world).books() as books:
        report = report_needs(books.exchanges(), books.partners, asked.view(books), books.projects)
    asked.show(lay_out_needs(report))
