"""Make and show a report of a store, for the commands that do nothing else."""

from collections.abc import Callable
from typing import TypeVar

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.model.ledger import Ledger
from norec_cli.render.sheet import Sheet
from norec_cli.reports.core.query import Query

_Report = TypeVar("_Report")


def show_report(
    context: Context,
    options: ReportOptions,
    report: Callable[[Ledger, Query], _Report],
    lay_out: Callable[[_Report], Sheet],
) -> None:
    """Make a report of the store that the command is about, and show it.

    Args:
        context: where the store is looked for.
        options: what was typed: which exchanges and rows, in which format.
        report: makes the report.
        lay_out: makes a sheet of it.

    Raises:
        NorecError: if the store can't be read, or the options name a partner or project that it doesn't have.
    """
    with open_store(context).books() as books:
        answer = report(books, options.query(books))
    options.show(lay_out(answer))
