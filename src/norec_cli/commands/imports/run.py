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
from norec_cli.model.change import ImportedFile
from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import escape_formula
from norec_cli.model.wording import plural
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming, Outcome, compare, import_records, refuse_misfits
from norec_cli.store.store import Store
from norec_cli.transfer.rows.columns import ColumnMapping, TableKind, match_columns
from norec_cli.transfer.rows.problems import RowProblem
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
        check: raises NorecError if what the import would do has to be decided by a person.
    """

    incoming: Incoming
    rows: int
    problems: Sequence[RowProblem]
    bad: Sequence[TableRow]
    notes: Sequence[str] = ()
    advice: Sequence[str] = ()
    ids: Sequence[str] = ()
    left_out: int = 0
    check: Callable[[Outcome], None] = lambda _: None


class TableInStore(msgspec.Struct, frozen=True):
    """A table that is imported, with the store that it comes into.

    Attributes:
        table: the table.
        mapping: the columns of its fields.
        file: the file that it is in.
        display_name: the name of that file for messages.
        store: the store.
        books: what the store holds.
    """

    table: Table
    mapping: ColumnMapping
    file: ImportedFile
    display_name: str
    store: Store
    books: Books


ReadRecords = Callable[[TableInStore], ImportPlan]
CheckColumns = Callable[[ColumnMapping], None]


def needs_columns(*fields: str) -> CheckColumns:
    """Return a check that a table has columns, or constant texts, for some fields."""
    return lambda mapping: refuse_missing_columns(mapping, fields)


def run_import(
    context: Context, kind: TableKind, options: ImportOptions, check_columns: CheckColumns, read_records: ReadRecords
) -> None:
    """Import a table, or print what would happen, or what is wrong.

    Args:
        context: the surroundings.
        kind: the kind of the records.
        options: the options of the import.
        check_columns: raises UsageError if a column is missing.
        read_records: makes records of the rows.

    Raises:
        NorecError: if the table can't be read, or a row is bad and bad rows are not to be left out.
    """
    source = find_source(context, options.file)
    table = read_source(context, source, options.table)
    if not table.headings:
        tell(context, f"norec: {source.display_name}: {table.description}, without records")
        confirm(context, "0\t0\t0\t0\t0", "There is nothing to import.")
        return
    mapping = match_columns(kind, table.headings, options.table.maps, options.table.constants)
    tell(context, *describe_columns(source.display_name, table, mapping))
    store = open_store(context, f"import {kind}")
    check_columns(mapping)

    file = ImportedFile(source.digest(), source.name, options.table.sheet or "")

    def make_plan(books: Books) -> ImportPlan:
        plan = read_records(TableInStore(table, mapping, file, source.display_name, store, books))
        _refuse_bad_rows(context, source, options, plan)
        return plan

    def set_aside(plan: ImportPlan) -> None:
        _set_aside(context, source, table, options, plan)

    plan, outcome = (
        _try_out(store, make_plan, options) if options.dry_run else _import(store, make_plan, set_aside, options)
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
        plan.check(outcome)
        if options.update:
            refuse_misfits(books, plan.incoming, outcome)
    return plan, outcome


def _import(
    store: Store,
    make_plan: Callable[[Books], ImportPlan],
    set_aside: Callable[[ImportPlan], None],
    options: ImportOptions,
) -> tuple[ImportPlan, Outcome]:
    """Import records in one change, and return what was imported."""
    plans: list[ImportPlan] = []  # the store asks again if somebody changed it meanwhile; the last plan counts

    def incoming(books: Books) -> Incoming:
        plans.append(make_plan(books))
        return plans[-1].incoming

    def check(outcome: Outcome) -> None:
        plans[-1].check(outcome)
        set_aside(plans[-1])

    outcome = import_records(store, incoming, check, update=options.update)
    return plans[-1], outcome


def _refuse_bad_rows(context: Context, source: TableSource, options: ImportOptions, plan: ImportPlan) -> None:
    """Report bad rows; refuse the import if they may not be left out."""
    if options.errors is not None:
        sheet = problems_sheet(plan.problems)
        data, holds = comma_separated(sheet).encode(), plural(len(sheet.rows), "error")
        save(context, options.errors, data, [sheet], source=options.file, force=options.force, holds=holds)
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
    if plan.problems and options.dry_run:
        _bad_name(context, source)


def _set_aside(context: Context, source: TableSource, table: Table, options: ImportOptions, plan: ImportPlan) -> None:
    """Write bad rows to a file, if there are any."""
    if not plan.problems:
        return
    name = _bad_name(context, source)
    data = _csv_of(table, plan.bad, plan.ids)
    holds = plural(len(plan.bad), "bad row")
    save(context, name, data, (), source=options.file, force=options.force, holds=holds)


def _bad_name(context: Context, source: TableSource) -> str:
    """Return the name of the file for bad rows.

    Raises:
        NorecError: if something that is not a file has that name.
    """
    name = f"{source.stem}.bad.csv"
    if (context.cwd / name).exists() and not (context.cwd / name).is_file():
        raise NorecError(f"{name} exists already and is not a file: move it away first; nothing was imported")
    return name


def _csv_of(table: Table, rows: Sequence[TableRow], ids: Sequence[str]) -> bytes:
    """Return rows of a table with its headings as CSV, with a column of ids if there are any."""
    from norec_cli.transfer.tables.csv_reader import csv_line  # only bad rows need it

    lines = [[*table.headings], *(row.cells for row in rows)]
    if ids:
        lines = [[row_id, *cells] for row_id, cells in zip(("id", *ids), lines, strict=True)]
    return "".join(csv_line([escape_formula(cell) for cell in cells], table.delimiter) for cells in lines).encode()
