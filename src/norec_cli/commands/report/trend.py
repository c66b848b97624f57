"""`norec report trend`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import BALANCES
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import open_books
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.render.layouts.trend import lay_out_trend
from norec_cli.reports.core.query import PARTS
from norec_cli.reports.trend import report_trend

app = typer.Typer(add_completion=False)


@command(app, "trend", example="norec report trend --as-of 2012-12-31 --by country", options=BALANCES)
def trend(
    context: Context,
    options: ReportOptions,
) -> None:
    """Show year by year what each partner sent and received, and the balance so far."""
    if options.group_by in ("project", "area"):
        raise UsageError(f"a trend runs by year, or --by round: --by {options.group_by} has no order")
    if options.group_by in PARTS:
        options.refuse_partner_filters()
    with open_books(context, options, by_date=True) as books:
        sheet = lay_out_trend(report_trend(books, options.query(books)))
    options.show(sheet)
