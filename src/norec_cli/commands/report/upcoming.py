"""`norec report upcoming`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import whole_number
from norec_cli.commands.common.report_options import SELECTION
from norec_cli.commands.common.report_query import ReportOptions
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
        str | None, typer.Option("--days", metavar="N", help=f"How far to look ahead; else {_DAYS} days.")
    ] = None,
) -> None:
    """List who leaves and comes home in the coming days, which rounds close, which reports are due.

    Whatever its date, also what should be confirmed or reported by now and is not.
    """
    arguments = ArgumentReader()
    ahead = arguments.convert("--days", whole_number(0, _MOST_DAYS), days)
    arguments.raise_errors()
    with open_store(context).books() as books:
        query = options.query(books)
        report = report_upcoming(books, query, _DAYS if ahead is None else ahead)
    options.show(lay_out_upcoming(report))
