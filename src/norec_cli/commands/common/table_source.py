"""Open a table that a person names, for imports and for reports with --input: find it, read it, find its columns."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import msgspec

from norec_cli.commands.common.table_notes import tell_columns
from norec_cli.commands.common.table_options import TableOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import join_names, shorten
from norec_cli.render.screen import Progress
from norec_cli.store.files.locate import LONGEST_PATH
from norec_cli.store.files.reading import read_pipe, read_stream
from norec_cli.transfer.rows.added_columns import add_up_columns
from norec_cli.transfer.rows.columns import ColumnMapping, match_columns
from norec_cli.transfer.rows.headings import TableKind, known_headings, list_headings
from norec_cli.transfer.rows.problems import quoted
from norec_cli.transfer.rows.sheets import NEEDED, names_on_sheet, sheets_by_kind
from norec_cli.transfer.rows.value_words import replace_values
from norec_cli.transfer.tables.cell_errors import use_columns
from norec_cli.transfer.tables.limits import DEFAULT, Limit
from norec_cli.transfer.tables.matrix import refuse_matrix
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Table, TableRow
from norec_cli.transfer.tables.table_file import HowToRead, TableFile

STANDARD_INPUT = "-"
# Fields with names that need an explanation in messages.
_FIELD_NAMES = {"from": "the sender (from)", "to": "the host (to)"}


class OpenTable(msgspec.Struct, frozen=True):
    """A table whose columns are found, and of which it was said how it is understood.

    Attributes:
        source: the file.
        table: the table; without headings if there is nothing in it.
        mapping: the columns of its fields.
        said: the subjects of those of its notes that were said.
    """

    source: TableFile
    table: Table
    mapping: ColumnMapping = ColumnMapping({}, {}, (), ())
    said: frozenset[str] = frozenset()


def open_table(
    context: Context,
    file: str,
    options: TableOptions,
    kind: TableKind,
    *,
    unused: Collection[str] = (),
    choose: Callable[[ColumnMapping], ColumnMapping] = lambda mapping: mapping,
    unread: str = "not imported",
) -> OpenTable:
    """Return the table that a person named, after saying on standard error what it is and which columns it has.

    Args:
        context: the surroundings.
        file: the path of the table; `-` for standard input.
        options: how the table is read.
        kind: the kind of the records in it.
        unused: fields that are read only if a person named their column.
        choose: returns which of the columns that were found are read.
        unread: what is said of columns from which no field is read.

    Raises:
        NorecError: if the file can't be read as a table, or its columns aren't certain.
    """
    source = find_source(context, file)
    table = read_source(context, source, options, kind)
    if not table.headings:
        return OpenTable(source, table)
    maps = {**{field: "" for field in unused if field not in options.constants}, **options.maps}
    found = match_columns(kind, table.headings, maps, options.constants, options.ignored_columns)
    table, mapping = replace_values(table, found, options.meanings), choose(found)
    if kind == "exchanges" and not (mapping.has("from") and mapping.has("to")):
        refuse_matrix(table, source.display_name)
    table = use_columns(add_up_columns(table, mapping), mapping.read, source.display_name)
    tell_columns(context, source.display_name, table, mapping, unused=unread)
    return OpenTable(source, table, mapping, frozenset(table.notes))


def find_source(context: Context, file: str) -> TableFile:
    """Return the file that a person named; standard input and pipes such as `<(…)` are read at once.

    Args:
        context: the surroundings.
        file: the path of the file; `-` for standard input.

    Raises:
        NorecError: if the file can't be read, or is too large.
    """
    if file == STANDARD_INPUT:
        limit = Limit("standard input", most_bytes(context))
        try:
            data = read_stream(context.stdin, limit.most + 1)
        except OSError as error:
            raise NorecError(f"standard input can't be read: {error.strerror}") from None
        limit.check(len(data))
        return TableFile("standard input", lambda: BytesIO(data), "", "import", most=limit.most)
    path, display_name = context.cwd / file, shorten(file, LONGEST_PATH)
    limit = Limit(display_name, most_bytes(context))
    try:
        if path.is_dir():
            raise NorecError(f"{display_name} is a folder: name a file")
        piped = read_pipe(path, limit.most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{display_name} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if piped is not None:  # a pipe can be read only once
        limit.check(len(piped))
        return TableFile(display_name, lambda: BytesIO(piped), path.suffix.lower(), Path(file).stem, most=limit.most)
    name = path.name.encode(errors="replace").decode()  # a name may hold bytes that are no text
    folder = str(Path(file).parent)
    return TableFile(
        display_name, lambda: path.open("rb"), path.suffix.lower(), Path(file).stem, folder, name, limit.most
    )


def most_bytes(context: Context) -> int:
    """Return the most bytes that may be read of a file into memory; NOREC_MAX_SIZE sets it in MB.

    Raises:
        UsageError: if NOREC_MAX_SIZE is not a number of MB.
    """
    text = context.environ.get("NOREC_MAX_SIZE", "").strip()
    if not text:
        return DEFAULT
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) == 0:
        raise UsageError(f'NOREC_MAX_SIZE: "{shorten(text)}" must be a whole number of MB, 1 or more')
    return int(text) << 20


def read_source(context: Context, source: TableFile, options: TableOptions, kind: TableKind) -> Table:
    """Return the table in a file; reading a long one shows its progress on a terminal.

    Args:
        context: the surroundings.
        source: the file.
        options: how the table is read.
        kind: the kind of the records in it.

    Raises:
        NorecError: if the file can't be read as a table.
    """
    sheet, others = (options.sheet, ()) if options.sheet is not None else _only_sheet_of(source, options, kind)
    how = HowToRead(
        sheet=sheet,
        encoding=options.encoding,
        header=options.header,
        visible=options.visible,
        matrix=options.matrix_options(),
        known=known_headings(kind, options.maps),
    )
    table = read_table(source, how)
    if others:
        table.notes["other sheets"] = f"not read: {join_names(others)}"
    progress = Progress(context, "rows read")
    if not progress.shows:
        return table

    def rows() -> Iterator[TableRow]:
        with progress:
            for row in table.rows():
                progress.step()
                yield row

    return msgspec.structs.replace(table, rows=rows)


def _only_sheet_of(source: TableFile, options: TableOptions, kind: TableKind) -> tuple[str | None, Sequence[str]]:
    """Return the only sheet of a workbook with records of a kind, and the others; nothing if that isn't certain.

    It is certain if every other sheet has the columns of another kind of records.
    """
    sheets = sheets_by_kind(source, {kind: options.maps})
    fitting = [name for name, holds in sheets.items() if holds == kind]
    if len(fitting) != 1 or None in sheets.values():
        return None, ()
    return fitting[0], [
        f"sheet {quoted(name)} (it holds {holds})" for name, holds in sheets.items() if name != fitting[0]
    ]


def sheets_with_partners(source: TableFile, names: Collection[str]) -> list[str]:
    """Return the names of the sheets of a workbook that hold partners, and among them some with these names."""
    wanted = set(map(fold, names))
    return [
        sheet
        for sheet, kind in sheets_by_kind(source, {}).items()
        if kind == "partners" and not wanted.isdisjoint(map(fold, names_on_sheet(source, sheet)))
    ]


def refuse_missing_columns(table: Table, mapping: ColumnMapping, kind: TableKind, *problems: str) -> None:
    """Refuse a table without the columns that every record needs.

    Args:
        table: the table.
        mapping: the columns of the fields.
        kind: the kind of the records.
        problems: what else is missing, in words.

    Raises:
        UsageError: with what is missing, and the columns that the table has.
    """
    missing = [field for field in NEEDED[kind] if not mapping.has(field)]
    lacking = [
        f"no column found for {_FIELD_NAMES.get(field, field)}: name it with --map {field}=…" for field in missing
    ]
    if lacking or problems:
        advice = [f"The columns are {list_headings(mapping.headings)}."]
        if table.better_line:
            line = table.better_line
            advice.append(
                f"Row {table.headings_line} was taken as the headings; row {line} looks like them: add --header {line}."
            )
        elif table.headings_line:
            advice.append(
                f"Row {table.headings_line} was taken as the headings; if they are on another row, add --header ROW."
            )
        raise UsageError(*lacking, *problems, advice=tuple(advice))
