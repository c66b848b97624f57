"""`norec report rounds`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.render.layouts.rounds import lay_out_rounds
from norec_cli.reports.rounds import report_rounds

app = typer.Typer(add_completion=False)


@command(app, "rounds", example="norec report rounds --project grid-arendal-2011", options=SELECTION)
def rounds(context: Context, options: ReportOptions) -> None:
    """Compare what each round planned with what became of it: who is missing, who stopped or never went, and why.

    With --year, --since and --until: the rounds that reach into that time, each with all its exchanges.
    """
    with open_store(context).books() as books:
        report = report_rounds(books, options.query(books))
    options.show(lay_out_rounds(report))
