"""Tables in CSV, TSV and the like: recognise the encoding and the delimiter, and read the rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.spreadsheet_text import unescape_formula
from norec_cli.transfer.record_columns import is_export
from norec_cli.transfer.tables.cell_errors import find_errors
from norec_cli.transfer.tables.csv_rows import read_cells, refuse_swallowed_rows
from norec_cli.transfer.tables.headings import MOST_LOOKED_AT, choose_headings
from norec_cli.transfer.tables.row_source import RowSource, make_table
from norec_cli.transfer.tables.table import LEAST_COLUMNS, Table, TableRow
from norec_cli.transfer.tables.table_file import HowToRead, TableFile

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "|"}
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_MOST_SAMPLED = 60
_BROKEN = "\N{REPLACEMENT CHARACTER}"


def read_text_table(file: TableFile, how: HowToRead) -> Table:
    """Return the table of a text file with delimiters.

    Args:
        file: the file.
        how: how it is read; its encoding is one that Python knows.

    Raises:
        NorecError: if the file can't be decoded, or has no headings.
    """
    encoding = how.encoding or recognise_encoding(file)
    with file.open_file() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        sample = _read_text(text, _SAMPLE, file.display_name)
    named = _named_delimiter(sample)
    delimiter = named or _recognise_delimiter(sample, file.display_name, how)
    source = _CsvSource(file, encoding, delimiter, skip_first=named is not None)
    kind = "TSV" if delimiter == "\t" else "CSV"
    separators = DELIMITERS.get(delimiter, delimiter)
    description = f"{kind}, {_NAMES.get(encoding, encoding.upper())}, columns separated by {separators}"
    return make_table(source, description, header=how.header, known=how.known, delimiter=delimiter)


class _CsvSource(RowSource):
    """A text file with delimiters."""

    def __init__(self, file: TableFile, encoding: str, delimiter: str, *, skip_first: bool) -> None:
        """Begin a file.

        Args:
            file: the file.
            encoding: its encoding.
            delimiter: what separates the cells.
            skip_first: whether the first line only names the delimiter.
        """
        super().__init__(file.display_name)
        self._open_file = file.open_file
        self._encoding = encoding
        self._delimiter = delimiter
        self._skip_first = skip_first

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows that are not empty, without blanks around cells and apostrophes before formulas."""
        shows_errors = not is_export(self.headings)  # in an export, such a text is what was recorded
        lines: list[str] = []  # of the row
        with self._open_file() as raw, io.TextIOWrapper(raw, self._encoding, newline="") as text:
            rows = read_cells(text, self.file, self._delimiter, lines)
            try:
                for line, cells, problem in islice(rows, 1, None) if self._skip_first else rows:
                    stripped = [cell.strip() for cell in cells]
                    if not any(stripped):
                        continue
                    characters = lines[0]
                    if len(lines) > 1:
                        self._refuse_swallowed(TableRow(line, cells, problem))
                        characters = "".join(lines)
                    if problem:
                        yield TableRow(line, cells, problem)
                    elif "'" in characters or "#" in characters or "Err:" in characters:
                        stripped = [unescape_formula(cell) for cell in stripped]
                        yield TableRow(line, stripped, "", find_errors(stripped) if shows_errors else None)
                    else:
                        yield TableRow(line, stripped)
            except UnicodeError as error:
                raise NorecError(f"{self.file} is not {text.encoding}: {error}") from None

    def _refuse_swallowed(self, row: TableRow) -> None:
        """Refuse the file if quotes in a row take in lines that look like rows, which would be lost."""
        if len(self.headings) > 1 and row.line > self.headings_line:
            refuse_swallowed_rows(row, len(self.headings), self._delimiter, self.file)

    def fit(self, row: TableRow) -> TableRow:
        """Return a row with as many cells as there are headings; empty cells too many at its end are left out."""
        width, number = len(self.headings), len(row.cells)
        if row.problem:
            return row
        if not any(row.cells[width:]):
            alone = number == 1 and width >= LEAST_COLUMNS  # like a line below the table: Source: …
            if number >= width or alone or not any(self.headings[number:]):
                return TableRow(row.line, row.cells[:width] + [""] * (width - number), "", row.cell_problems)
            problem = f"the row has only {number} of {width} columns: is it cut off?"
        else:
            shown = self._delimiter.strip()
            hint = f': put quotes around texts that contain "{self._delimiter}"' if shown else ""
            problem = f"the row has {number} columns, but there are {width} headings{hint}"
        return TableRow(row.line, row.cells, problem)


def recognise_encoding(file: TableFile) -> str:
    """Return the encoding of a text: as its byte order mark says, else UTF-8 if all of it is, else Windows-1252.

    Args:
        file: the file.

    Raises:
        NorecError: if it is neither, or could be both.
    """
    with file.open_file() as raw:
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
    return _recognise_windows(file)


def _recognise_windows(file: TableFile) -> str:
    """Return `cp1252`, which is Windows-1252, for a text that is not all UTF-8.

    Raises:
        NorecError: if it isn't Windows-1252 either, or most of it is UTF-8.
    """
    valid = invalid = line = 0
    with file.open_file() as raw, io.TextIOWrapper(raw, "utf-8", errors="replace", newline="\n") as text:
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
        raise NorecError(Problem(words, file.display_name, line))
    line = 1
    with file.open_file() as raw:
        while data := raw.read(_BLOCK):
            try:
                data.decode("cp1252")
            except UnicodeDecodeError as error:
                line += data.count(b"\n", 0, error.start)
                words = f"has a byte (0x{data[error.start]:02x}) that is neither UTF-8 nor Windows-1252: say --encoding"
                raise NorecError(Problem(words, file.display_name, line)) from None
            line += data.count(b"\n")
    return "cp1252"


def _read_text(text: io.TextIOWrapper, length: int, file: str) -> str:
    try:
        return text.read(length)
    except UnicodeError as error:
        raise NorecError(f"{file} is not {text.encoding}: {error}") from None


def _named_delimiter(sample: str) -> str | None:
    """Return the delimiter that the first line names, as Excel writes it (`sep=;`); None if it names none."""
    found = re.match(r"(?i:\"?sep=)([^\w\s\"]|\t)\"?[ \t,;]*(?:[\r\n]|$)", sample)
    return found[1] if found else None


def _recognise_delimiter(sample: str, file: str, how: HowToRead) -> str:
    """Return the delimiter with which the headings name the most fields, and most rows have as many cells as they."""
    best = (0, 0.0, 0, ",")
    for delimiter in DELIMITERS:
        rows = read_cells(io.StringIO(sample, newline=""), file, delimiter, [])
        stripped = (TableRow(line, [cell.strip() for cell in cells], problem) for line, cells, problem in rows)
        sampled = list(islice((row for row in stripped if any(row.cells)), _MOST_SAMPLED))
        if not sampled:
            continue
        first = [n for n, row in enumerate(sampled) if row.line == how.header]
        headings = sampled[first[0] if first else choose_headings(sampled[:MOST_LOOKED_AT], how.known)].cells
        width = len(headings)
        if width > 1:
            complete = (
                sampled[:-1] if len(sample) == _SAMPLE and len(sampled) > 1 else sampled
            )  # the last may be cut off
            share = sum(len(row.cells) == width for row in complete) / len(complete)
            fields = min(how.known(headings), 2) if how.known else 0
            best = max(best, (fields, round(share, 1), width, delimiter), key=lambda candidate: candidate[:3])
    return best[3]


def csv_line(cells: Sequence[str], delimiter: str) -> str:
    """Return a row as a line of a file with such delimiters."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
