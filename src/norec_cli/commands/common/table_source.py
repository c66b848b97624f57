"""A table that a person names, for imports and for reports with --input: find it, read it, say what was understood."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec

from norec_cli.commands.common.table_options import TableOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, Problem, UsageError
from norec_cli.model.wording import plural, shorten
from norec_cli.render.screen import Progress, tell
from norec_cli.store.files.locate import LONGEST_PATH
from norec_cli.store.files.reading import read_pipe, read_stream
from norec_cli.transfer.rows.columns import ColumnMapping, list_headings
from norec_cli.transfer.rows.exchange_columns import Settled, settle_columns
from norec_cli.transfer.rows.exchanges import ExchangeReader
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.tables.limits import DEFAULT, Limit
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Open, Table, TableRow

STANDARD_INPUT = "-"
_MOST_PROBLEMS = 100
_FEW = 500  # up to this many problems all lines are named, above it the first lines of each
_FIRST_LINES = 5
# Fields with names that need an explanation in messages.
_FIELD_NAMES = {"from": "the sender (from)", "to": "the host (to)"}


class TableSource(msgspec.Struct, frozen=True):
    """A file with a table.

    Attributes:
        display_name: its name for messages.
        open_file: opens it, each time it is called.
        ending: the ending of its name, in lower case.
        stem: its name without folder and ending.
    """

    display_name: str
    open_file: Open
    ending: str
    stem: str

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
    return TableSource(display_name, lambda: path.open("rb"), path.suffix.lower(), Path(file).stem)


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


def read_source(context: Context, source: TableSource, options: TableOptions) -> Table:
    """Return the table in a file; reading a long one shows its progress on a terminal.

    Args:
        context: the surroundings.
        source: the file.
        options: how the table is read.

    Raises:
        NorecError: if the file can't be read as a table.
    """
    table = read_table(
        source.open_file,
        source.display_name,
        source.ending,
        sheet=options.sheet,
        encoding=options.encoding,
        most=most_bytes(context),
    )
    progress = Progress(context, "rows read")
    if not progress.shows:
        return table

    def rows() -> Iterator[TableRow]:
        with progress:
            for row in table.rows():
                progress.step()
                yield row

    return msgspec.structs.replace(table, rows=rows)


def refuse_missing_columns(mapping: ColumnMapping, fields: Sequence[str], *problems: str) -> None:
    """Refuse a table without the columns that every record needs.

    Args:
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
        advice = f"The columns are {list_headings(mapping.headings)} (taken from the first row that isn't empty)."
        raise UsageError(*lacking, *problems, advice=(advice,))


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


def describe_columns(display_name: str, table: Table, mapping: ColumnMapping) -> list[str]:
    """Return lines that say what kind of table a file is, and which column holds which field.

    Args:
        display_name: the name of the file for messages.
        table: the table.
        mapping: the columns of its fields.
    """
    fields = [f"{field} is {quoted(mapping.headings[position])}" for field, position in mapping.columns.items()]
    fields += [f"{field} is {quoted(text)} for all" for field, text in mapping.constants.items()]
    lines = [f"norec: {display_name}: {table.description}"]
    if fields:
        lines.append(f"norec: {', '.join(fields)}")
    if mapping.unused:
        lines.append(f"norec: not imported: {list_headings(mapping.unused)}")
    return lines


def describe_reading(reading: ExchangeReader, mapping: ColumnMapping) -> list[str]:
    """Return lines that say how the rows of exchanges were read.

    Args:
        reading: the reader of the rows, at its end.
        mapping: the columns of the fields.
    """
    notes = [f"norec: for example, {reading.example}"] if reading.example else []
    if not any(map(mapping.has, ("participants", "men", "outgoing", "incoming"))):
        notes.append("norec: no column says how many people: each row counts as one person")
    if "year" in mapping.columns and not mapping.has("start"):
        notes.append(
            "norec: a year starts on 1 January, an academic year (2014-2015) on 1 September; ends are not known"
        )
    if reading.decimal_comma:
        notes.append("norec: numbers use a decimal comma")
    left_out = reading.left_out
    if left_out.within:
        people = plural(left_out.people_within, "person", "people")
        notes.append(f"norec: left out: {plural(left_out.within, 'row')} within one organisation ({people})")
    if left_out.nobody:
        notes.append(f"norec: left out: {plural(left_out.nobody, 'row')} of 0 people")
    for status, rows in left_out.by_status.items():
        notes.append(f"norec: left out: {plural(rows, 'row')} of no exchange (status: {status})")
    if left_out.totals:
        notes.append(f"norec: left out: {plural(left_out.totals, 'total row')}")
    if left_out.headings:
        notes.append(f"norec: left out: {plural(left_out.headings, 'heading')} of sections")
    return notes


def refuse_or_tell_problems(
    context: Context,
    source: TableSource,
    problems: Sequence[RowProblem],
    bad_of_all: tuple[int, int],
    options: TableOptions,
    *,
    more: str = "",
    advice: Sequence[str] = (),
    outcome: str = "",
    cure: str = "--skip-bad leaves them out.",
) -> None:
    """Refuse a table with bad rows, or say what is wrong with them if a person left bad rows out.

    Args:
        context: the surroundings.
        source: the file.
        problems: what is wrong in its rows.
        bad_of_all: the numbers of bad rows and of all rows.
        options: how the table is read.
        more: where all problems can be seen if there are too many to list them.
        advice: lines of advice.
        outcome: what the refusal means for the command.
        cure: what leaves the bad rows out.

    Raises:
        NorecError: if there are problems and bad rows are not left out, or a whole column is wrong.
    """
    if not problems:
        return
    listed, left = _summarise_problems(problems, source.display_name)
    rest = (f"and {plural(left, 'error')} more{': ' if more else ''}{more}",) if left else ()
    whole_column = any(problem.whole_column for problem in problems)
    bad, rows = bad_of_all
    if whole_column or not options.skip_bad:
        verb = "has" if bad == 1 else "have"
        summary = f"{plural(bad, 'row')} of {rows:,} {verb} errors{': ' if outcome else ''}{outcome}."
        cure = "Correct the column first." if whole_column else cure
        raise NorecError(*listed, advice=(*rest, *advice, f"{summary} {cure}"))
    tell(context, *(f"{problem.file}:{problem.line}: {problem.text}" for problem in listed), *rest)


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
