"""`norec report mirror`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.other_store import AllOption, DaysOption, read_other, take_days
from norec_cli.commands.common.report_options import EXCHANGES
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.render.layouts.mirror import lay_out_mirror
from norec_cli.render.screen import tell
from norec_cli.reports.mirror import report_mirror

app = typer.Typer(add_completion=False)


@command(app, "mirror", example="norec report mirror ../kampala", options=EXCHANGES)
def mirror(
    context: Context,
    options: ReportOptions,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Folder of the other store; it is only read.")],
    days: DaysOption = None,
    everything: AllOption = False,
) -> None:
    """Compare with another store's records of the same exchanges: what agrees, differs, or is in one only."""
    arguments = ArgumentReader()
    most_days = take_days(arguments, days)
    arguments.raise_problems()
    store = open_store(context)
    theirs = read_other(context, store, other)
    with store.books() as books:
        query = options.query(books)
        report = report_mirror(books, query, theirs, most_days)
    options.show(lay_out_mirror(report, everything=everything))
    tell(context, *(f"{report.other}: {line}" for line in report.doubts))
