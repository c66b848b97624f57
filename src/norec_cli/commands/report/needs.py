"""`norec report needs`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import show_report
from norec_cli.context import Context
from norec_cli.render.layouts.needs import lay_out_needs
from norec_cli.reports.needs import report_needs

app = typer.Typer(add_completion=False)


@command(app, "needs", example="norec report needs --json", options=SELECTION)
def needs(context: Context, options: ReportOptions) -> None:
    """Show which needs were met and capacities used, by whom, what is open, and who only teaches or only learns."""
    show_report(context, options, report_needs, lay_out_needs)
