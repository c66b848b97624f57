"""Tables in CSV, TSV and the like: recognise the encoding and the delimiter, and read the rows."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TextIO

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.spreadsheet_text import unescape_formula
from norec_cli.transfer.tables.csv_rows import read_rows
from norec_cli.transfer.tables.limits import refuse_too_many_columns
from norec_cli.transfer.tables.table import Open, Table, TableRow, checked_headings, with_width

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "|"}
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_MOST_SAMPLED = 60
_BROKEN = "\N{REPLACEMENT CHARACTER}"


def read_text_table(open_file: Open, file: str, encoding: str | None = None) -> Table:
    """Return the table of a text file with delimiters.

    Args:
        open_file: opens the file, each time it is called.
        file: its name for messages.
        encoding: the encoding that a person named; None to recognise it.

    Raises:
        NorecError: if the file can't be decoded, or has no headings.
    """
    encoding = encoding or recognise_encoding(open_file, file)
    with open_file() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        sample = _read_text(text, _SAMPLE, file)
    delimiter = _recognise_delimiter(sample, file)

    def read_all() -> Iterator[TableRow]:
        with open_file() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            try:
                yield from _rows(text, file, delimiter)
            except UnicodeError as error:
                raise NorecError(f"{file} is not {text.encoding}: {error}") from None

    first = next(read_all(), TableRow(1, []))
    if first.problem:
        raise NorecError(Problem(f"the headings can't be read: {first.problem}", file, first.line))
    refuse_too_many_columns(len(first.cells), file)
    headings = checked_headings(first.cells, file)

    def read_body() -> Iterator[TableRow]:
        rows = read_all()
        next(rows)
        width = len(headings)
        for row in rows:
            yield row if len(row.cells) == width else with_width(row, width, delimiter)

    kind = "TSV" if delimiter == "\t" else "CSV"
    description = f"{kind}, {_NAMES.get(encoding, encoding.upper())}, columns separated by {DELIMITERS[delimiter]}"
    return Table(headings, read_body, description, delimiter=delimiter)


def recognise_encoding(open_file: Open, file: str) -> str:
    """Return the encoding of a text: as its byte order mark says, else UTF-8 if all of it is, else Windows-1252.

    Args:
        open_file: opens the file, each time it is called.
        file: its name for messages.

    Raises:
        NorecError: if it is neither, or could be both.
    """
    with open_file() as raw:
        head = raw.read(4096)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        in_pairs = len(head) > 3 and b"\0\0" not in head  # a damaged file has these; UTF-16 text has not
        if in_pairs and head[1::2].count(0) > len(head) // 4:
            return "utf-16-le"
        if in_pairs and head[::2].count(0) > len(head) // 4:
            return "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        piece = head
        try:
            while piece:
                decoder.decode(piece)
                piece = raw.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    return _recognise_windows(open_file, file)


def _recognise_windows(open_file: Open, file: str) -> str:
    """Return `cp1252`, which is Windows-1252, for a text that is not all UTF-8.

    Raises:
        NorecError: if it isn't Windows-1252 either, or most of it is UTF-8.
    """
    valid = invalid = line = 0
    with open_file() as raw, io.TextIOWrapper(raw, "utf-8", errors="replace", newline="\n") as text:
        lines = 1
        while piece := text.read(_BLOCK):
            marks = piece.count(_BROKEN)
            if marks and not invalid:
                line = lines + piece.count("\n", 0, piece.index(_BROKEN))
            lines += piece.count("\n")
            invalid += marks
            valid += sum(not c.isascii() for c in piece) - marks if not piece.isascii() else 0
    if valid >= invalid:
        words = "is not valid UTF-8 here, but other lines are: correct it, or say --encoding"
        raise NorecError(Problem(words, file, line))
    line = 1
    with open_file() as raw:
        while data := raw.read(_BLOCK):
            try:
                data.decode("cp1252")
            except UnicodeDecodeError as error:
                line += data.count(b"\n", 0, error.start)
                words = f"has a byte (0x{data[error.start]:02x}) that is neither UTF-8 nor Windows-1252: say --encoding"
                raise NorecError(Problem(words, file, line)) from None
            line += data.count(b"\n")
    return "cp1252"


def _read_text(text: io.TextIOWrapper, length: int, file: str) -> str:
    try:
        return text.read(length)
    except UnicodeError as error:
        raise NorecError(f"{file} is not {text.encoding}: {error}") from None


def _recognise_delimiter(sample: str, file: str) -> str:
    """Return the delimiter with which most rows have as many cells as the headings; of several, the most cells."""
    best = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        rows = [row.cells for row in islice(_rows(io.StringIO(sample, newline=""), file, delimiter), _MOST_SAMPLED)]
        width = len(rows[0]) if rows else 0
        if width > 1:
            complete = rows[:-1] or rows  # the sample may end within the last row
            share = sum(len(row) == width for row in complete) / len(complete)
            best = max(best, (round(share, 1), width, delimiter), key=lambda candidate: candidate[:2])
    return best[2]


def _rows(text: TextIO, file: str, delimiter: str) -> Iterator[TableRow]:
    """Yield the rows that are not empty, without blanks around cells and apostrophes before formulas."""
    for row in read_rows(text, file, delimiter):
        if row.problem:
            yield row
            continue
        stripped = [cell.strip() for cell in row.cells]
        characters = "".join(stripped)
        if characters:
            yield TableRow(row.line, [unescape_formula(cell) for cell in stripped] if "'" in characters else stripped)


def csv_line(cells: Sequence[str], delimiter: str) -> str:
    """Return a row as a line of a file with such delimiters."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
