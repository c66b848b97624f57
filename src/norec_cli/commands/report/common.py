"""Parts that the commands of reports share: open what a report is about, and show it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.ledger import Ledger
from norec_cli.model.wording import join_names
from norec_cli.render.sheet import Sheet
from norec_cli.reports.core.query import Query

if TYPE_CHECKING:
    from norec_cli.commands.report.table_ledger import TableLedger
    from norec_cli.store.books import Books

_Report = TypeVar("_Report")


@contextmanager
def open_books(context: Context, options: ReportOptions, *, by_date: bool = False) -> "Iterator[Books | TableLedger]":
    """Yield the records that a report is about: those of a store, or of a table of flows.

    Args:
        context: the surroundings.
        options: the options of the report.
        by_date: whether the report needs dates.

    Raises:
        UsageError: if an option about a table was typed without `--input`.
        NorecError: if the store or the table can't be read, or the table lacks what the report needs.
    """
    if options.input is not None:
        from norec_cli.commands.report.table_ledger import read_ledger  # most reports are about a store

        yield read_ledger(context, options, options.input, by_date=by_date)
        return
    if idle := options.table_flags:
        raise UsageError(f"{join_names(idle)} {'works' if len(idle) == 1 else 'work'} only with --input")
    with open_store(context).books() as books:
        if options.group_by == "project":
            books.refuse_reserved_project()
        yield books


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
