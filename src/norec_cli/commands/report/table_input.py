"""Make a report directly from a table of flows, without a store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import meant, partner_names
from norec_cli.model.partner import Partner, find_partner
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.model.wording import join_names, not_found, plural
from norec_cli.render.screen import tell
from norec_cli.store.books import Books

if TYPE_CHECKING:
    from norec_cli.model.project import Project

InputOption = Annotated[
    str | None,
    typer.Option("--input", metavar="FILE", help="Table of flows to read instead of a store; - for standard input."),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="With --input: column of a field; repeatable."),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="With --input: sheet of the workbook.")
]
DateFormatOption = Annotated[
    str | None,
    typer.Option("--date-format", metavar="DMY|MDY", help="With --input: order of day and month in its dates."),
]

UNDATED = "the table has no dates, so it can tell of people only; if it has, --map start=… says where"

_NEED_COUNTRIES = ("country", "region", "side", "sector")
_NEED_PROJECTS = ("project", "area", "round")
# Fields of exchanges that a table of flows doesn't have.
_LEFT_OUT = ("project", "round", "topics", "ref", "note", "id", "replaces")


class TableInput(msgspec.Struct, frozen=True):
    """The options about a table that a report is made from.

    Attributes:
        file: the file of the table; None to read a store.
        maps: a column for each field, as `FIELD=COLUMN`.
        sheet: the sheet of a workbook.
        date_format: the order of day and month.
    """

    file: str | None
    maps: list[str] | None
    sheet: str | None
    date_format: str | None


class TableLedger:
    """What a table of flows holds, as a ledger; its partners are the names in the table."""

    def __init__(self, name: str, partners: dict[str, Partner], exchanges: Sequence[Exchange]) -> None:
        """Hold what was read."""
        self.settings = Settings(schema_number=SCHEMA, name=name)
        self.partners = partners
        self.projects: dict[str, Project] = {}
        self._exchanges = exchanges

    def exchanges(self) -> Iterator[Exchange]:
        """Return every exchange of the table."""
        return iter(self._exchanges)

    def partner_id(self, text: str) -> str:
        """Return the partner that a person means; raise NorecError if none has that name, or several have."""
        partner_id = meant("partner", text, partner_names(self.partners))
        find_partner(self.partners, partner_id)
        return partner_id

    def project_id(self, text: str) -> str:
        """Raise NorecError: a table has no projects."""
        raise NorecError(not_found("project", text, ()))


@contextmanager
def open_books(
    context: Context, options: ReportOptions, table: TableInput, *, by_date: bool = False
) -> Iterator[Books | TableLedger]:
    """Open what a report is made from: a store, or a table of flows.

    Args:
        context: where the store or table is looked for.
        options: the options of the report.
        table: the options about a table.
        by_date: whether the report needs dates.

    Raises:
        NorecError: if the store or table can't be read, or has too little for this report.
    """
    if table.file is not None:
        yield _read(context, options, table.file, table, by_date=by_date)
        return
    arguments = {"--map": table.maps, "--sheet": table.sheet, "--date-format": table.date_format}
    if idle := [flag for flag, word in arguments.items() if word]:
        raise UsageError(f"{join_names(idle)} {'works' if len(idle) == 1 else 'work'} only with --input")
    with open_store(context).books() as books:
        if options.group_by == "project":
            books.refuse_reserved_project()
        yield books


def _read(context: Context, options: ReportOptions, file: str, words: TableInput, *, by_date: bool) -> TableLedger:
    """The table, with what it was understood to say told; all faults at once."""
    from norec_cli.commands.imports.exchanges import notes_of
    from norec_cli.commands.imports.messages import describe_columns, summarise_errors
    from norec_cli.commands.imports.options import ImportOptions, order_in, pairs_of  # most are about a store
    from norec_cli.commands.imports.run import refuse_if_lacking
    from norec_cli.commands.imports.source import find_source, table_of
    from norec_cli.transfer.rows.columns import match_columns
    from norec_cli.transfer.rows.flows import read_flows

    arguments = ArgumentReader()
    maps = pairs_of(arguments, "--map", words.maps)
    order = arguments.convert("--date-format", order_in, words.date_format)
    arguments.raise_errors()
    source = find_source(context, file)
    given = ImportOptions(
        file, maps, {}, words.sheet, None, order, dry_run=False, skip_bad=False, errors=None, update=False
    )
    table = table_of(context, source, given)
    if not table.headings:
        return TableLedger(source.shown, {}, [])
    matching = match_columns("exchanges", table.headings, {**dict.fromkeys(_LEFT_OUT, ""), **maps}, {})
    dated = matching.has("start") or matching.has("year")
    if not dated:
        matching = matching.without("months", "end")
    tell(context, *describe_columns(source.shown, table, matching))
    refuse_if_lacking(matching, ("from", "to"))
    _refuse_what_it_cant_tell(options, dated=dated)
    if by_date and not dated:
        raise UsageError(UNDATED)
    reading, partners, exchanges = read_flows(
        table, matching, today=context.today(), order=order, undated=None if dated else options.as_of
    )
    if reading.problems:
        shown, more = summarise_errors(reading.problems, source.shown)
        rest = (f"and {plural(more, 'fault')} more",) if more else ()
        raise NorecError(*shown, advice=(*rest, f"{len(reading.bad):,} of {reading.rows:,} rows are bad."))
    if options.group_by in _NEED_COUNTRIES and any(not partner.country for partner in partners.values()):
        raise UsageError(f"--by {options.group_by} needs a column with the country of every sender and host")
    tell(context, *notes_of(reading, matching))
    return TableLedger(source.shown, partners, exchanges)


def _refuse_what_it_cant_tell(options: ReportOptions, *, dated: bool) -> None:
    """Refuse options that ask for what no table of flows says."""
    if options.group_by in _NEED_PROJECTS or options.projects or options.areas or options.dates.round is not None:
        raise UsageError("a table of flows has no projects: import it into a store first")
    needs_dates = options.unit == "months" or options.group_by == "year" or options.dates.has_dates()
    if needs_dates and not dated:
        raise UsageError(UNDATED)
