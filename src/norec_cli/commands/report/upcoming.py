"""`norec report upcoming`."""

from functools import partial
from typing import Annotated

import typer

from norec_cli.commands.common.arguments import convert_argument
from norec_cli.commands.common.command import command
from norec_cli.commands.common.converters import whole_number
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import show_report
from norec_cli.context import Context
from norec_cli.render.layouts.upcoming import lay_out_upcoming
from norec_cli.reports.upcoming import report_upcoming

app = typer.Typer(add_completion=False)

_DAYS = 60
_MOST_DAYS = 36525  # a hundred years


@command(app, "upcoming", example="norec report upcoming --as-of 2012-06-01 --days 30", options=SELECTION)
def upcoming(
    context: Context,
    options: ReportOptions,
    days: Annotated[
        str | None, typer.Option("--days", metavar="N", help=f"Days to look ahead; default: {_DAYS}.")
    ] = None,
) -> None:
    """List who leaves and comes home in the coming days, which rounds close and which reports are due.

    Also list what should have been confirmed or reported by now and was not, whatever its date.
    """
    ahead = convert_argument("--days", whole_number(0, _MOST_DAYS), days)
    report = partial(report_upcoming, days=_DAYS if ahead is None else ahead)
    show_report(context, options, report, lay_out_upcoming)
