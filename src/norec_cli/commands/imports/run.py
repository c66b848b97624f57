"""What every import does: read, say what was understood, refuse or import."""

from collections.abc import Callable, Sequence

import msgspec

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.saving import save
from norec_cli.commands.imports.messages import differences, errors_sheet, result_of, told, understood
from norec_cli.commands.imports.options import Given
from norec_cli.commands.imports.source import Source, find_source, table_of
from norec_cli.context import World
from norec_cli.model.errors import CommandLineWrong, Refused
from norec_cli.model.spreadsheet_text import guarded
from norec_cli.model.wording import count
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming, compare, import_records, refuse_misfits
from norec_cli.transfer.rows.columns import Kind, Matching, match_columns, named
from norec_cli.transfer.rows.errors import RowFault
from norec_cli.transfer.tables.table import Row, Table


class Planned(msgspec.Struct, frozen=True):
    """What rows would bring into a store.

    Attributes:
        incoming: the records.
        rows: how many rows there were.
        faults: what is wrong with some.
        bad: those rows.
        notes: what a person should know, a line each.
        advice: what to do about the faults.
        ids: of the bad rows, where the table has none.
    """

    incoming: Incoming
    rows: int
    faults: Sequence[RowFault]
    bad: Sequence[Row]
    notes: Sequence[str] = ()
    advice: Sequence[str] = ()
    ids: Sequence[str] = ()


Plan = Callable[[Table, Matching, Books], Planned]


def run_import(world: World, kind: Kind, given: Given, plan: Plan) -> None:
    """Import a table, or say what would happen, or what is wrong.

    Args:
        world: where.
        kind: of which records.
        given: what was typed.
        plan: makes records of the rows, in view of what the store holds; raises Refused if a column is missing.

    Raises:
        Refused: if a row is bad, unless those are to be left out.
    """
    source = find_source(world, given.file)
    table = table_of(world, source, given)
    if not table.headings:
        tell(world, f"norec: {source.shown}: {table.described}, without records")
        confirm(world, "0\t0\t0\t0\t0", "There is nothing to import.")
        return
    matching = match_columns(kind, table.headings, given.maps, given.constants)
    tell(world, *understood(source.shown, table, matching))
    store = open_store(world, f"import {kind}")
    planned: list[Planned] = []

    def look(books: Books) -> Incoming:
        planned[:] = [plan(table, matching, books)]
        _refuse_or_set_aside(world, source, table, given, planned[0])
        return planned[0].incoming

    if given.dry_run:
        with store.books() as books:
            incoming = look(books)
            outcome = compare(books, incoming)
            if given.update:
                refuse_misfits(books, incoming, outcome)
    else:
        author = msgspec.structs.replace(store.author, source=source.digest())
        outcome = import_records(store, look, author, update=given.update)
    found = planned[0]
    tell(world, *found.notes, *differences(outcome, update=given.update and not given.dry_run))
    result, sentence = result_of(kind, outcome, found.rows, len(found.bad), given)
    confirm(world, result, sentence)


def refuse_if_lacking(matching: Matching, fields: Sequence[str], *more: str) -> None:
    """Refuse a table that doesn't say what every record needs.

    Args:
        matching: its columns.
        fields: what is needed.
        more: what else is missing, in words.

    Raises:
        CommandLineWrong: with what is missing, and the columns that there are.
    """
    missing = [field for field in fields if not matching.has(field)]
    lacking = [f"there is no column for {field}: say which with --map {field}=…" for field in missing]
    if lacking or more:
        advice = f"The columns are {named(matching.headings)}, as the first row that holds something has them."
        raise CommandLineWrong(*lacking, *more, advice=(advice,))


def _refuse_or_set_aside(world: World, source: Source, table: Table, given: Given, planned: Planned) -> None:
    """Say what is wrong with rows, and write them to a file, if they may be left out; else refuse."""
    if given.errors is not None:
        sheet = errors_sheet(planned.faults)
        wrote = f"Wrote {count(len(sheet.rows), 'fault')} to {given.errors}"
        save(world, given.errors, comma_separated(sheet).encode(), [sheet], force=given.force, wrote=wrote)
    if not planned.faults:
        return
    shown, more = told(planned.faults, source.shown)
    rest = (f"and {count(more, 'fault')} more: --errors FILE lists all",) if more else ()
    whole_column = any(fault.whole_column for fault in planned.faults)
    if whole_column or not given.skip_bad:
        verb = "is" if len(planned.bad) == 1 else "are"
        last = f"{count(len(planned.bad), 'row')} of {planned.rows:,} {verb} bad: nothing was imported."
        mend = " A column can't be read for sure." if whole_column else " --skip-bad imports the others."
        raise Refused(*shown, advice=(*rest, *planned.advice, last + mend))
    tell(world, *(f"{fault.file}:{fault.line}: {fault.text}" for fault in shown), *rest)
    name = f"{source.stem}.bad.csv"
    if (world.cwd / name).exists() and not (world.cwd / name).is_file():
        raise Refused(f"{name} is there already, and is no file: move it away first; nothing was imported")
    raw = _as_text(table, planned.bad, planned.ids)
    if not given.dry_run:
        wrote = f"norec: {count(len(planned.bad), 'bad row')} written to {name}"
        save(world, name, raw, (), force=given.force, wrote=wrote)


def _as_text(table: Table, rows: Sequence[Row], ids: Sequence[str]) -> bytes:
    """Rows with their headings, and ids if they have none, as a text that can be mended and imported."""
    from norec_cli.transfer.tables.csv_reader import written_row  # noqa: PLC0415 - only bad rows need it

    lines = [[*table.headings], *(row.cells for row in rows)]
    if ids:
        lines = [[one, *cells] for one, cells in zip(("id", *ids), lines, strict=True)]
    return "".join(written_row([guarded(cell) for cell in cells], table.delimiter) for cells in lines).encode()
