"""`norec report summary`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.render.layouts.summary import lay_out_summary
from norec_cli.reports.summary import report_summary

app = typer.Typer(add_completion=False)


@command(app, "summary", example="norec report summary --year 2011", options=SELECTION)
def summary(context: Context, options: ReportOptions) -> None:
    """Show the figures of an annual report, and the sentences that say them."""
    options.refuse_partner_filters()
    with open_store(context).books() as books:
        report = report_summary(books, options.query(books))
    options.show(lay_out_summary(report))
