"""`norec report summary`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING
from norec_cli.commands.common.report_query import Asked
from norec_cli.context import World
from norec_cli.render.layouts.summary import lay_out_summary
from norec_cli.reports.summary import report_summary

app = typer.Typer(add_completion=False)


@command(app, "summary", example="norec report summary --year 2011")
def summary(world: World, asked: Asked) -> None:
    """Show the figures of an annual report, and the sentences that say them."""
    asked = asked.checked().without_rows(*JUDGING)
    with open_store(world).books() as books:
        report = report_summary(books.exchanges(), books.partners, asked.view(books), books.projects)
    asked.show(lay_out_summary(report))
