"""What every import does: read, say what was understood, refuse or import."""

from collections.abc import Callable, Sequence

import msgspec

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.saving import save
from norec_cli.commands.imports.messages import describe_columns, differences, errors_sheet, result_of, summarise_errors
from norec_cli.commands.imports.options import ImportOptions
from norec_cli.commands.imports.source import Source, find_source, table_of
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.spreadsheet_text import escape_formula
from norec_cli.model.wording import plural
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming, compare, import_records, refuse_misfits
from norec_cli.transfer.rows.columns import ColumnMapping, Kind, match_columns, named
from norec_cli.transfer.rows.errors import RowFault
from norec_cli.transfer.tables.table import Row, Table


class ImportPlan(msgspec.Struct, frozen=True):
    """What rows would bring into a store.

    Attributes:
        incoming: the records.
        rows: how many rows there were.
        problems: what is wrong with some.
        bad: those rows.
        notes: what a person should know, a line each.
        advice: what to do about the faults.
        ids: of the bad rows, where the table has none.
    """

    incoming: Incoming
    rows: int
    problems: Sequence[RowFault]
    bad: Sequence[Row]
    notes: Sequence[str] = ()
    advice: Sequence[str] = ()
    ids: Sequence[str] = ()


Plan = Callable[[Table, ColumnMapping, Books], ImportPlan]


def run_import(context: Context, kind: Kind, given: ImportOptions, plan: Plan) -> None:
    """Import a table, or say what would happen, or what is wrong.

    Args:
        context: where.
        kind: of which records.
        given: what was typed.
        plan: makes records of the rows, in view of what the store holds; raises NorecError if a column is missing.

    Raises:
        NorecError: if a row is bad, unless those are to be left out.
    """
    source = find_source(context, given.file)
    table = table_of(context, source, given)
    if not table.headings:
        tell(context, f"norec: {source.shown}: {table.described}, without records")
        confirm(context, "0\t0\t0\t0\t0", "There is nothing to import.")
        return
    matching = match_columns(kind, table.headings, given.maps, given.constants)
    tell(context, *describe_columns(source.shown, table, matching))
    store = open_store(context, f"import {kind}")
    planned: list[ImportPlan] = []

    def build_plan(books: Books) -> Incoming:
        planned[:] = [plan(table, matching, books)]
        _refuse_or_set_aside(context, source, table, given, planned[0])
        return planned[0].incoming

    if given.dry_run:
        with store.books() as books:
            incoming = build_plan(books)
            outcome = compare(books, incoming)
            if given.update:
                refuse_misfits(books, incoming, outcome)
    else:
        author = msgspec.structs.replace(store.author, source=source.digest())
        outcome = import_records(store, build_plan, author, update=given.update)
    found = planned[0]
    tell(context, *found.notes, *differences(outcome, update=given.update and not given.dry_run))
    result, sentence = result_of(kind, outcome, found.rows, len(found.bad), given)
    confirm(context, result, sentence)


def refuse_if_lacking(matching: ColumnMapping, fields: Sequence[str], *more: str) -> None:
    """Refuse a table that doesn't say what every record needs.

    Args:
        matching: its columns.
        fields: what is needed.
        more: what else is missing, in words.

    Raises:
        UsageError: with what is missing, and the columns that there are.
    """
    missing = [field for field in fields if not matching.has(field)]
    lacking = [f"there is no column for {field}: say which with --map {field}=…" for field in missing]
    if lacking or more:
        advice = f"The columns are {named(matching.headings)}, as the first row that holds something has them."
        raise UsageError(*lacking, *more, advice=(advice,))


def _refuse_or_set_aside(
    context: Context, source: Source, table: Table, given: ImportOptions, planned: ImportPlan
) -> None:
    """Say what is wrong with rows, and write them to a file, if they may be left out; else refuse."""
    if given.errors is not None:
        sheet = errors_sheet(planned.problems)
        wrote = f"Wrote {plural(len(sheet.rows), 'fault')} to {given.errors}"
        save(context, given.errors, comma_separated(sheet).encode(), [sheet], force=given.force, wrote=wrote)
    if not planned.problems:
        return
    shown, more = summarise_errors(planned.problems, source.shown)
    rest = (f"and {plural(more, 'fault')} more: --errors FILE lists all",) if more else ()
    whole_column = any(problem.whole_column for problem in planned.problems)
    if whole_column or not given.skip_bad:
        verb = "is" if len(planned.bad) == 1 else "are"
        last = f"{plural(len(planned.bad), 'row')} of {planned.rows:,} {verb} bad: nothing was imported."
        mend = " A column can't be read for sure." if whole_column else " --skip-bad imports the others."
        raise NorecError(*shown, advice=(*rest, *planned.advice, last + mend))
    tell(context, *(f"{problem.file}:{problem.line}: {problem.text}" for problem in shown), *rest)
    name = f"{source.stem}.bad.csv"
    if (context.cwd / name).exists() and not (context.cwd / name).is_file():
        raise NorecError(f"{name} is there already, and is no file: move it away first; nothing was imported")
    raw = _as_text(table, planned.bad, planned.ids)
    if not given.dry_run:
        wrote = f"norec: {plural(len(planned.bad), 'bad row')} written to {name}"
        save(context, name, raw, (), force=given.force, wrote=wrote)


def _as_text(table: Table, rows: Sequence[Row], ids: Sequence[str]) -> bytes:
    """Rows with their headings, and ids if they have none, as a text that can be mended and imported."""
    from norec_cli.transfer.tables.csv_reader import written_row  # only bad rows need it

    lines = [[*table.headings], *(row.cells for row in rows)]
    if ids:
        lines = [[one, *cells] for one, cells in zip(("id", *ids), lines, strict=True)]
    return "".join(written_row([escape_formula(cell) for cell in cells], table.delimiter) for cells in lines).encode()
