"""`norec report summary`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import show_report
from norec_cli.context import Context
from norec_cli.render.layouts.summary import lay_out_summary
from norec_cli.reports.summary import report_summary

app = typer.Typer(add_completion=False)


@command(app, "summary", example="norec report summary --year 2011", options=SELECTION)
def summary(context: Context, options: ReportOptions) -> None:
    """Show the figures of an annual report, and the same as sentences."""
    options.refuse_partner_filters()
    show_report(context, options, report_summary, lay_out_summary)
