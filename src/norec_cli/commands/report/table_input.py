"""Open what a report is about: a store, or a table of flows."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.wording import join_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from norec_cli.commands.report.table_ledger import TableLedger
    from norec_cli.store.books import Books


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
    table = options.table
    if table.file is not None:
        from norec_cli.commands.report.table_ledger import read_ledger  # most reports are about a store

        yield read_ledger(context, options, table.file, by_date=by_date)
        return
    arguments = {"--map": table.maps, "--sheet": table.sheet, "--date-format": table.date_format}
    if idle := [flag for flag, word in arguments.items() if word]:
        raise UsageError(f"{join_names(idle)} {'works' if len(idle) == 1 else 'work'} only with --input")
    with open_store(context).books() as books:
        if options.group_by == "project":
            books.refuse_reserved_project()
        yield books
