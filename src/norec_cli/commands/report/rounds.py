"""`norec report rounds`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import show_report
from norec_cli.context import Context
from norec_cli.render.layouts.rounds import lay_out_rounds
from norec_cli.reports.rounds import report_rounds

app = typer.Typer(add_completion=False)


@command(app, "rounds", example="norec report rounds --project grid-arendal-2011", options=SELECTION)
def rounds(context: Context, options: ReportOptions) -> None:
    """Compare each round's plan with what happened: who is missing, who stopped or never went, and why.

    With --year, --since and --until, list the rounds with a day in that time, each with all its exchanges.
    """
    show_report(context, options, report_rounds, lay_out_rounds)
