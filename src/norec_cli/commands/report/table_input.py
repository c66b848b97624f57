"""Options for a report on a table of flows, without a store."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.wording import join_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from norec_cli.commands.report.table_ledger import TableLedger
    from norec_cli.store.books import Books

InputOption = Annotated[
    str | None,
    typer.Option(
        "--input", metavar="FILE", help="Table of flows to report on instead of a store; - for standard input."
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="With --input: column of a field; repeatable."),
]
SheetOption = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="With --input: sheet of a workbook.")]
DateFormatOption = Annotated[
    str | None,
    typer.Option(
        "--date-format", metavar="DMY|MDY", help="With --input: order of day and month; default: as the dates show."
    ),
]


class TableInput(msgspec.Struct, frozen=True):
    """A table of flows to report on, as typed.

    Attributes:
        file: the path of the table; None to report on a store.
        maps: words `FIELD=COLUMN`.
        sheet: the name of a sheet of a workbook.
        date_format: the order of day and month.
    """

    file: str | None
    maps: list[str] | None
    sheet: str | None
    date_format: str | None


@contextmanager
def open_books(
    context: Context, options: ReportOptions, table_input: TableInput, *, by_date: bool = False
) -> "Iterator[Books | TableLedger]":
    """Yield the records that a report is about: those of a store, or of a table of flows.

    Args:
        context: the surroundings.
        options: the options of the report.
        table_input: the table, if a person named one.
        by_date: whether the report needs dates.

    Raises:
        NorecError: if the store or the table can't be read, or the table lacks what the report needs.
    """
    if table_input.file is not None:
        from norec_cli.commands.report.table_ledger import read_ledger  # most reports are about a store

        yield read_ledger(context, options, table_input, table_input.file, by_date=by_date)
        return
    arguments = {"--map": table_input.maps, "--sheet": table_input.sheet, "--date-format": table_input.date_format}
    if idle := [flag for flag, word in arguments.items() if word]:
        raise UsageError(f"{join_names(idle)} {'works' if len(idle) == 1 else 'work'} only with --input")
    with open_store(context).books() as books:
        if options.group_by == "project":
            books.refuse_reserved_project()
        yield books
