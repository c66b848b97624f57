"""CSV and its kin: the encoding, what parts the columns, the rows."""

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
from norec_cli.transfer.tables.table import Open, Row, Table, checked_headings, with_width

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_MOST_SAMPLED = 60
_BROKEN = "\N{REPLACEMENT CHARACTER}"


def read_text_table(open_file: Open, file: str, encoding: str | None = None) -> Table:
    """The table of a CSV, TSV or semicolon file.

    Args:
        open_file: opens it, each time it is called.
        file: its name for messages.
        encoding: as a person gave it; None lets it be recognised.

    Raises:
        NorecError: if it can't be decoded, or has no headings.
    """
    encoding = encoding or recognise_encoding(open_file, file)
    with open_file() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        sample = _decoded(text, _SAMPLE, file)
    delimiter = _recognise_delimiter(sample, file)

    def rows() -> Iterator[Row]:
        with open_file() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            try:
                yield from _rows(text, file, delimiter)
            except UnicodeError as error:
                raise NorecError(f"{file} is not {text.encoding}: {error}") from None

    first = next(rows(), Row(1, []))
    if first.problem:
        raise NorecError(Problem(f"the headings can't be read: {first.problem}", file, first.line))
    refuse_too_many_columns(len(first.cells), file)
    headings = checked_headings(first.cells, file)

    def body() -> Iterator[Row]:
        found = rows()
        next(found)
        width = len(headings)
        for row in found:
            yield row if len(row.cells) == width else with_width(row, width, delimiter)

    kind = "TSV" if delimiter == "\t" else "CSV"
    called = _NAMES.get(encoding, encoding.upper())
    return Table(headings, body, f"{kind}, {called}, columns parted by {DELIMITERS[delimiter]}", delimiter=delimiter)


def recognise_encoding(open_file: Open, file: str) -> str:
    """The encoding of a text: by its mark, else UTF-8 if all of it is that, else Windows-1252.

    Raises:
        NorecError: if it is neither, or there are reasons for both.
    """
    with open_file() as raw:
        head = raw.read(4096)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        in_pairs = len(head) > 3 and b"\0\0" not in head  # as damage leaves them, and no text in UTF-16
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
    return _windows(open_file, file)


def _windows(open_file: Open, file: str) -> str:
    """Return the name of Windows-1252, which a text that isn't all UTF-8 must be.

    Raises:
        NorecError: if it isn't, or much of it is UTF-8.
    """
    whole = broken = line = 0
    with open_file() as raw, io.TextIOWrapper(raw, "utf-8", errors="replace", newline="\n") as text:
        lines = 1
        while piece := text.read(_BLOCK):
            marks = piece.count(_BROKEN)
            if marks and not broken:
                line = lines + piece.count("\n", 0, piece.index(_BROKEN))
            lines += piece.count("\n")
            broken += marks
            whole += sum(not c.isascii() for c in piece) - marks if not piece.isascii() else 0
    if whole >= broken:
        words = "is not valid UTF-8 here, though much of the rest is: mend it, or say --encoding"
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


def _decoded(text: io.TextIOWrapper, length: int, file: str) -> str:
    try:
        return text.read(length)
    except UnicodeError as error:
        raise NorecError(f"{file} is not {text.encoding}: {error}") from None


def _recognise_delimiter(sample: str, file: str) -> str:
    """Return what separates the columns: most rows have as many cells as the headings then, and these are the most."""
    best = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        rows = [row.cells for row in islice(_rows(io.StringIO(sample, newline=""), file, delimiter), _MOST_SAMPLED)]
        width = len(rows[0]) if rows else 0
        if width > 1:
            whole = rows[:-1] or rows  # the sample may end within the last
            share = sum(len(row) == width for row in whole) / len(whole)
            best = max(best, (round(share, 1), width, delimiter), key=lambda one: one[:2])
    return best[2]


def _rows(text: TextIO, file: str, delimiter: str) -> Iterator[Row]:
    """Read the rows, without the blanks and the guards of cells; those that hold nothing are passed over."""
    for row in read_rows(text, file, delimiter):
        if row.problem:
            yield row
            continue
        stripped = [cell.strip() for cell in row.cells]
        whole = "".join(stripped)
        if whole:
            yield Row(row.line, [unescape_formula(cell) for cell in stripped] if "'" in whole else stripped)


def written_row(cells: Sequence[str], delimiter: str) -> str:
    """A row as a line of such a file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
