"""The steps of every import of a table: read, say what was understood, refuse or import."""

from collections.abc import Callable, Sequence

import msgspec

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.saving import save
from norec_cli.commands.common.table_source import (
    TableSource,
    describe_columns,
    find_source,
    read_source,
    refuse_missing_columns,
    refuse_or_tell_problems,
)
from norec_cli.commands.imports.messages import describe_differences, problems_sheet, summarise_outcome
from norec_cli.commands.imports.options import ImportOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import escape_formula
from norec_cli.model.wording import plural
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming, Outcome, compare, import_records, refuse_misfits
from norec_cli.store.store import Store
from norec_cli.transfer.rows.columns import ColumnMapping, TableKind, match_columns
from norec_cli.transfer.rows.exchange_columns import Settled
from norec_cli.transfer.rows.problems import RowProblem
from norec_cli.transfer.rows.value_words import replace_values
from norec_cli.transfer.tables.table import Table, TableRow


class ImportPlan(msgspec.Struct, frozen=True):
    """The records that a table would bring into a store, and what is wrong in its rows.

    Attributes:
        incoming: the records.
        rows: the number of rows.
        problems: what is wrong in rows.
        bad: the rows with something wrong.
        notes: what a person should know of how rows were read, a line each.
        advice: what to do about the problems.
        ids: the ids of the bad rows, if the table has no column of ids.
        left_out: the number of records in the table that are not recorded, such as exchanges of 0 people.
    """

    incoming: Incoming
    rows: int
    problems: Sequence[RowProblem]
    bad: Sequence[TableRow]
    notes: Sequence[str] = ()
    advice: Sequence[str] = ()
    ids: Sequence[str] = ()
    left_out: int = 0


ReadRecords = Callable[[Table, Settled, Books], ImportPlan]
Settle = Callable[[Table, ColumnMapping], Settled]


def needs_columns(*fields: str) -> Settle:
    """Return a check that a table has columns, or constant texts, for some fields."""

    def check(_: Table, mapping: ColumnMapping) -> Settled:
        refuse_missing_columns(mapping, fields)
        return Settled(mapping)

    return check


def run_import(
    context: Context, kind: TableKind, options: ImportOptions, settle: Settle, read_records: ReadRecords
) -> None:
    """Import a table, or print what would happen, or what is wrong.

    Args:
        context: the surroundings.
        kind: the kind of the records.
        options: the options of the import.
        settle: settles what the columns mean; raises UsageError if one is missing, or a person must say something.
        read_records: makes records of the rows, given what the store holds.

    Raises:
        NorecError: if the table can't be read, or a row is bad and bad rows are not to be left out.
    """
    source = find_source(context, options.file)
    table = read_source(context, source, options.table)
    if not table.headings:
        tell(context, f"norec: {source.display_name}: {table.description}, without records")
        confirm(context, "0\t0\t0\t0\t0", "There is nothing to import.")
        return
    mapping = match_columns(kind, table.headings, options.table.maps, options.table.constants, options.table.ignored)
    table = replace_values(table, mapping, options.table.meanings)
    tell(context, *describe_columns(source.display_name, table, mapping))
    store = open_store(context, f"import {kind}")
    settled = settle(table, mapping)
    tell(context, *(f"norec: {note}" for note in settled.notes))

    def make_plan(books: Books) -> ImportPlan:
        plan = read_records(table, settled, books)
        _refuse_or_set_aside(context, source, table, options, plan)
        return plan

    plan, outcome = (
        _try_out(store, make_plan, options) if options.dry_run else _import(store, source, make_plan, options)
    )
    tell(context, *plan.notes, *describe_differences(outcome, update=options.update and not options.dry_run))
    result, sentence = summarise_outcome(kind, outcome, plan.rows, plan.left_out, len(plan.bad), options)
    confirm(context, result, sentence)


def _try_out(
    store: Store, make_plan: Callable[[Books], ImportPlan], options: ImportOptions
) -> tuple[ImportPlan, Outcome]:
    """Return what an import would do, without doing it."""
    with store.books() as books:
        plan = make_plan(books)
        outcome = compare(books, plan.incoming)
        if options.update:
            refuse_misfits(books, plan.incoming, outcome)
    return plan, outcome


def _import(
    store: Store, source: TableSource, make_plan: Callable[[Books], ImportPlan], options: ImportOptions
) -> tuple[ImportPlan, Outcome]:
    """Import records in one change, and return what was imported."""
    plans: list[ImportPlan] = []  # the store asks again if somebody changed it meanwhile; the last plan counts

    def incoming(books: Books) -> Incoming:
        plans.append(make_plan(books))
        return plans[-1].incoming

    author = msgspec.structs.replace(store.author, source=source.digest())
    outcome = import_records(store, incoming, author, update=options.update)
    return plans[-1], outcome


def _refuse_or_set_aside(
    context: Context, source: TableSource, table: Table, options: ImportOptions, plan: ImportPlan
) -> None:
    """Report bad rows, and write them to a file if they may be left out; refuse the import otherwise."""
    if options.errors is not None:
        sheet = problems_sheet(plan.problems)
        data, holds = comma_separated(sheet).encode(), plural(len(sheet.rows), "error")
        save(context, options.errors, data, [sheet], source=options.file, force=options.force, holds=holds)
    if not plan.problems:
        return
    refuse_or_tell_problems(
        context,
        source,
        plan.problems,
        (len(plan.bad), plan.rows),
        options.table,
        more="--errors FILE lists all",
        advice=plan.advice,
        outcome="nothing was imported",
        cure="--skip-bad imports the other rows.",
    )
    name = f"{source.stem}.bad.csv"
    if (context.cwd / name).exists() and not (context.cwd / name).is_file():
        raise NorecError(f"{name} exists already and is not a file: move it away first; nothing was imported")
    data = _csv_of(table, plan.bad, plan.ids)
    if not options.dry_run:
        holds = plural(len(plan.bad), "bad row")
        save(context, name, data, (), source=options.file, force=options.force, holds=holds)


def _csv_of(table: Table, rows: Sequence[TableRow], ids: Sequence[str]) -> bytes:
    """Return rows of a table with its headings as CSV, with a column of ids if there are any."""
    from norec_cli.transfer.tables.csv_reader import csv_line  # only bad rows need it

    lines = [[*table.headings], *(row.cells for row in rows)]
    if ids:
        lines = [[row_id, *cells] for row_id, cells in zip(("id", *ids), lines, strict=True)]
    return "".join(csv_line([escape_formula(cell) for cell in cells], table.delimiter) for cells in lines).encode()
