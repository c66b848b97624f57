"""A table that a person names, for imports and for reports with --input: find it, read it, say what was understood."""

import re
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec

from norec_cli.commands.common.sheets import names_on_sheet, sheets_by_kind
from norec_cli.commands.common.table_options import TableOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, Problem, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import join_names, listed_shortly, plural, shorten
from norec_cli.render.screen import Progress, tell
from norec_cli.store.files.locate import LONGEST_PATH
from norec_cli.store.files.reading import read_pipe, read_stream
from norec_cli.transfer.rows.columns import ColumnMapping, TableKind, known_headings, list_headings
from norec_cli.transfer.rows.exchange_columns import Settled, settle_columns
from norec_cli.transfer.rows.exchanges import ExchangeReader
from norec_cli.transfer.rows.names import NO_PARTNER
from norec_cli.transfer.rows.near_partners import UndecidedName
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.tables.cell_errors import use_columns
from norec_cli.transfer.tables.limits import DEFAULT, Limit
from norec_cli.transfer.tables.matrix import refuse_matrix
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Open, Table, TableRow

STANDARD_INPUT = "-"
_MOST_PROBLEMS = 100
_FEW = 500  # up to this many problems all lines are named, above it the first lines of each
_FIRST_LINES = 5
_MOST_UNKNOWN = 5  # names of partners
_MOST_NAMES = 20
# Fields with names that need an explanation in messages.
_FIELD_NAMES = {"from": "the sender (from)", "to": "the host (to)"}


class TableSource(msgspec.Struct, frozen=True):
    """A file with a table.

    Attributes:
        display_name: its name for messages.
        open_file: opens it, each time it is called.
        ending: the ending of its name, in lower case.
        stem: its name without folder and ending.
        folder: the folder that it is in, as typed; empty for standard input and a pipe.
        name: its name without folder; empty for standard input and a pipe.
    """

    display_name: str
    open_file: Open
    ending: str
    stem: str
    folder: str = ""
    name: str = ""

    def digest(self) -> str:
        """Return the SHA-256 hash of the file."""
        digest = sha256()
        with self.open_file() as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()


def find_source(context: Context, file: str) -> TableSource:
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
        return TableSource("standard input", lambda: BytesIO(data), "", "import")
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
        return TableSource(display_name, lambda: BytesIO(piped), path.suffix.lower(), Path(file).stem)
    name = path.name.encode(errors="replace").decode()  # a name may hold bytes that are no text
    folder = str(Path(file).parent)
    return TableSource(display_name, lambda: path.open("rb"), path.suffix.lower(), Path(file).stem, folder, name)


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


def read_source(context: Context, source: TableSource, options: TableOptions, kind: TableKind) -> Table:
    """Return the table in a file; reading a long one shows its progress on a terminal.

    Args:
        context: the surroundings.
        source: the file.
        options: how the table is read.
        kind: the kind of the records in it.

    Raises:
        NorecError: if the file can't be read as a table.
    """
    sheet, others = (options.sheet, ()) if options.sheet is not None else _only_sheet_of(context, source, options, kind)
    table = read_table(
        source.open_file,
        source.display_name,
        source.ending,
        sheet=sheet,
        encoding=options.encoding,
        header=options.header,
        visible=options.visible,
        matrix=options.matrix,
        known=known_headings(kind, options.maps),
        most=most_bytes(context),
    )
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


def _only_sheet_of(
    context: Context, source: TableSource, options: TableOptions, kind: TableKind
) -> tuple[str | None, Sequence[str]]:
    """Return the only sheet of a workbook with records of a kind, and the others; nothing if that isn't certain.

    It is certain if every other sheet has the columns of another kind of records.
    """
    sheets = sheets_by_kind(
        source.open_file, source.display_name, source.ending, {kind: options.maps}, most_bytes(context)
    )
    fitting = [name for name, holds in sheets.items() if holds == kind]
    if len(fitting) != 1 or None in sheets.values():
        return None, ()
    return fitting[0], [
        f"sheet {quoted(name)} (it holds {holds})" for name, holds in sheets.items() if name != fitting[0]
    ]


def sheets_with_partners(context: Context, source: TableSource, names: Collection[str]) -> list[str]:
    """Return the names of the sheets of a workbook that hold partners, and among them some with these names."""
    wanted, most = set(map(fold, names)), most_bytes(context)
    sheets = sheets_by_kind(source.open_file, source.display_name, source.ending, {}, most)
    return [
        sheet
        for sheet, kind in sheets.items()
        if kind == "partners"
        and not wanted.isdisjoint(map(fold, names_on_sheet(source.open_file, source.display_name, sheet, most)))
    ]


def refuse_missing_columns(table: Table, mapping: ColumnMapping, fields: Sequence[str], *problems: str) -> None:
    """Refuse a table without the columns that every record needs.

    Args:
        table: the table.
        mapping: the columns of the fields.
        fields: the fields that are needed.
        problems: what else is missing, in words.

    Raises:
        UsageError: with what is missing, and the columns that the table has.
    """
    missing = [field for field in fields if not mapping.has(field)]
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


def settle_flows(table: Table, mapping: ColumnMapping, options: TableOptions) -> Settled:
    """Settle what the columns of a table of exchanges mean.

    Args:
        table: the table.
        mapping: the columns that were found by their headings.
        options: how the table is read.

    Raises:
        UsageError: if a column could change who is counted, and nobody said how.
    """
    return settle_columns(table, mapping, ignore_rest=options.ignore_rest, skip_totals=options.skip_totals)


def use_mapped_columns(source: TableSource, table: Table, mapping: ColumnMapping, kind: TableKind) -> Table:
    """Return a table in which a row is bad if a cell that is used has no value but an error; see `use_columns`.

    Args:
        source: the file.
        table: the table.
        mapping: the columns of the fields.
        kind: the kind of the records.

    Raises:
        NorecError: if the table looks like a matrix of who went to whom.
    """
    if kind == "exchanges" and not (mapping.has("from") and mapping.has("to")):
        refuse_matrix(table, source.display_name)
    return use_columns(table, frozenset(mapping.columns.values()), source.display_name)


def describe_rows(table: Table, said: Collection[str]) -> list[str]:
    """Return lines that say which rows were left out and which cells filled in, once all rows have been read.

    Args:
        table: the table.
        said: the subjects of its notes that were said before.
    """
    return [note for subject, note in table.notes.items() if subject not in said]


def tell_notes(context: Context, notes: Sequence[str]) -> None:
    """Print what was understood of a table, below the line that names its file."""
    tell(context, *(f"  {note}" for note in notes))


def tell_columns(context: Context, display_name: str, table: Table, mapping: ColumnMapping) -> None:
    """Print what kind of table a file is, and which column holds which field.

    Args:
        context: the surroundings.
        display_name: the name of the file for messages.
        table: the table.
        mapping: the columns of its fields.
    """
    fields = [f"{field} is {quoted(mapping.headings[position])}" for field, position in mapping.columns.items()]
    fields += [f"{field} is {quoted(text)} for all" for field, text in mapping.constants.items()]
    notes = [", ".join(fields)] if fields else []
    if mapping.unused:
        notes.append(f"not imported: {list_headings(mapping.unused)}")
    tell(context, f"norec: {display_name}: {table.description}")
    tell_notes(context, [*notes, *table.notes.values()])


def describe_reading(reading: ExchangeReader, mapping: ColumnMapping) -> list[str]:
    """Return lines that say how the rows of exchanges were read.

    Args:
        reading: the reader of the rows, at its end.
        mapping: the columns of the fields.
    """
    notes = [f"{'' if number else 'for example, '}{example}" for number, example in enumerate(reading.examples)]
    if not any(map(mapping.has, ("participants", "men", "outgoing", "incoming"))):
        notes.append("no column says how many people: each row counts as one person")
    if "year" in mapping.columns and not mapping.has("start"):
        notes.append("a year starts on 1 January, an academic year (2014-2015) on 1 September; ends are not known")
    if reading.decimal_comma:
        notes.append("numbers use a decimal comma")
    left_out = reading.left_out
    if left_out.within:
        people = plural(left_out.people_within, "person", "people")
        notes.append(f"left out: {plural(left_out.within, 'row')} within one organisation ({people})")
    if left_out.nobody:
        notes.append(f"left out: {plural(left_out.nobody, 'row')} of 0 people")
    for status, rows in left_out.by_status.items():
        notes.append(f"left out: {plural(rows, 'row')} of no exchange (status: {status})")
    if left_out.totals:
        notes.append(f"left out: {plural(left_out.totals, 'total row')}")
    if left_out.headings:
        notes.append(f"left out: {plural(left_out.headings, 'heading')} of sections")
    return notes


def refuse_or_tell_problems(
    context: Context,
    source: TableSource,
    problems: Sequence[RowProblem],
    bad_of_all: tuple[int, int],
    options: TableOptions,
    *,
    notes: Sequence[str] = (),
    more: str = "",
    advice: Sequence[str] = (),
    undecided: Sequence[UndecidedName] = (),
    outcome: str = "",
    cure: str = "--skip-bad leaves them out.",
) -> None:
    """Refuse a table with bad rows, or say how it was read and what is wrong in rows if a person left bad rows out.

    Args:
        context: the surroundings.
        source: the file.
        problems: what is wrong in its rows.
        bad_of_all: the numbers of bad rows and of all rows.
        options: how the table is read.
        notes: what was understood of the table; printed first if it isn't refused.
        more: where all problems can be seen if there are too many to list them.
        advice: lines of advice.
        undecided: names that a person has to decide about, whether bad rows are left out or not.
        outcome: what the refusal means for the command.
        cure: what leaves the bad rows out.

    Raises:
        NorecError: if there are problems and bad rows are not left out, a whole column is wrong, or a person has to
            decide about names.
    """
    listed, left = _summarise_problems([*problems, *(name.problem for name in undecided)], source.display_name)
    rest = (f"and {plural(left, 'error')} more{': ' if more else ''}{more}",) if left else ()
    whole_column = any(problem.whole_column for problem in problems)
    if undecided or whole_column or (problems and not options.skip_bad):
        closing = [*_sum_up_undecided(undecided, outcome)]
        if problems and (whole_column or not options.skip_bad):
            bad, rows = bad_of_all
            verb = "has" if bad == 1 else "have"
            summary = f"{plural(bad, 'row')} of {rows:,} {verb} errors{': ' if outcome else ''}{outcome}."
            closing.append(f"{summary} {'Correct the column first.' if whole_column else cure}")
        raise NorecError(*listed, advice=(*rest, *advice, *closing))
    tell_notes(context, notes)
    tell(context, *(f"{problem.file}:{problem.line}: {problem.text}" for problem in listed), *rest)


def _sum_up_undecided(undecided: Sequence[UndecidedName], outcome: str) -> Iterator[str]:
    """Yield lines that say how many names are undecided, and how to take all of them for what they are near."""
    if undecided:
        must = "1 name may be" if len(undecided) == 1 else f"{len(undecided):,} names may be"
        yield f"{must} another spelling{': ' if outcome else ''}{outcome}."
    if len(undecided) > 1:
        yield f"If each is the same partner as what it is near, add: {' '.join(name.same for name in undecided)}"


def _summarise_problems(found: Sequence[RowProblem], display_name: str) -> tuple[list[Problem], int]:
    """Return what is wrong in rows of a file, and how many problems more there are than these.

    Args:
        found: what is wrong; the same thing in several rows becomes one problem with all of their lines.
        display_name: the name of the file for messages.
    """
    problems = [Problem(text, display_name, line) for line, text in _grouped(found)]
    return problems[:_MOST_PROBLEMS], max(0, len(problems) - _MOST_PROBLEMS)


def _grouped(found: Sequence[RowProblem]) -> list[tuple[int, str]]:
    """Return each different problem once, with its first line and, in words, the other lines."""
    unknown = {problem.value: None for problem in found if problem.reason == NO_PARTNER}
    if len(unknown) > _MOST_UNKNOWN:  # a new store knows nobody: one problem, not one for each name
        line = min(problem.line for problem in found if problem.reason == NO_PARTNER)
        names = listed_shortly([quoted(name) for name in unknown], _MOST_NAMES)
        rest = [problem for problem in found if problem.reason != NO_PARTNER]
        combined = (line, f"{len(unknown):,} names are of no partner: {names}")
        return sorted([combined, *_grouped(rest)], key=lambda one: one[0])
    lines_of: dict[tuple[str, str, str], list[int]] = {}
    texts: dict[tuple[str, str, str], str] = {}
    for problem in sorted(found, key=lambda problem: problem.line):
        key = (problem.column, problem.value, problem.reason)
        lines_of.setdefault(key, []).append(problem.line)
        texts[key] = problem.in_words()
    most = len(found) if len(found) <= _FEW else _FIRST_LINES
    return [(lines[0], texts[key] + _other_lines(lines[1:], most)) for key, lines in lines_of.items()]


def _other_lines(lines: Sequence[int], most: int) -> str:
    if not lines:
        return ""
    numbers = [str(line) for line in lines[:most]]
    more = f", and {len(lines) - len(numbers):,} more" if len(lines) > len(numbers) else ""
    return f" (also on {'line' if len(lines) == 1 else 'lines'} {', '.join(numbers)}{more})"
