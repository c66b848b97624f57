"""`norec report flows`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import FIGURES
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import open_books
from norec_cli.context import Context
from norec_cli.render.layouts.flows import lay_out_flows
from norec_cli.reports.flows import report_flows

app = typer.Typer(add_completion=False)


@command(app, "flows", example="norec report flows --as-of 2012-12-31", options=FIGURES)
def flows(
    context: Context,
    options: ReportOptions,
) -> None:
    """Show who sent how many to whom: a matrix on a terminal, a line for each sender and host in a pipe."""
    with open_books(context, options) as books:
        sheet = lay_out_flows(report_flows(books, options.query(books)))
    options.show(sheet)
