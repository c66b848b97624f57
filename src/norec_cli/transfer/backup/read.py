"""Read the tables of a backup from a workbook, an archive of CSV tables or a JSON document."""

import io
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, TextIO
from zipfile import BadZipFile

import msgspec

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.spreadsheet_text import unescape_formula
from norec_cli.model.wording import shorten
from norec_cli.transfer.backup.export import SCHEMA
from norec_cli.transfer.tables.csv_rows import read_rows
from norec_cli.transfer.tables.json_reader import parse_json
from norec_cli.transfer.tables.limits import DEFAULT, Limit
from norec_cli.transfer.tables.unpacking import Archive


class RawTable(msgspec.Struct, frozen=True):
    """A table as it was read from a file, not checked yet.

    Attributes:
        headings: the headings of its columns.
        rows: the numbers and the cells of the rows that are not empty.
        sparse: whether the file leaves out columns without any value.
    """

    headings: tuple[Any, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    sparse: bool = False


def read_tables(data: bytes, display_name: str, ending: str, most: int = DEFAULT) -> dict[str, RawTable]:
    """Return the tables of a file, by name.

    Args:
        data: the bytes of the file.
        display_name: its name for messages.
        ending: the ending of its name, in lower case, which decides how it is read.
        most: the most bytes that it may have, unpacked.

    Raises:
        NorecError: if the file is not what its ending says, or too large.
    """
    limit = Limit(display_name, most)
    if ending == ".json":
        return _read_json(data, limit)
    with open_archive(data, limit) as archive:
        if ending == ".zip":
            return _read_archive(archive, limit)
    from norec_cli.transfer.backup.workbook import read_workbook  # only a workbook needs its library

    return {name: table_of(rows) for name, rows in read_workbook(data, limit)}


def open_archive(data: bytes, limit: Limit) -> Archive:
    """Return an open archive, after testing that no file in it is damaged.

    Args:
        data: the bytes of the archive.
        limit: the most that it may hold.

    Raises:
        NorecError: if it is no archive, damaged or too large.
    """
    archive = Archive(io.BytesIO(data), limit)
    try:
        broken = archive.testzip()
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise NorecError(f"{limit.file} is broken, or not what its name says") from None
    except (RuntimeError, NotImplementedError) as error:  # an unknown compression
        raise NorecError(f"{limit.file} can't be unpacked: {error}") from None
    if broken is not None:
        raise NorecError(f"{limit.file} is broken: {shorten(broken)} in it is damaged")
    return archive


def table_of(lines: Iterable[tuple[int, Iterable[Any]]]) -> RawTable:
    """Return a table made of numbered lines, of which the first has the headings."""
    headings: tuple[Any, ...] | None = None
    rows = []
    for number, line in lines:
        cells = list(line)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if headings is None:
            headings = tuple(cells)
        elif cells:
            rows.append((number, tuple(cells)))
    return RawTable(headings or (), tuple(rows))


def _read_archive(archive: Archive, limit: Limit) -> dict[str, RawTable]:
    tables: dict[str, RawTable] = {}
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        if member.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
            continue  # operating systems add these when they pack a folder
        display_name = f"{limit.file}: {shorten(member.filename)}"
        if path.suffix.lower() != ".csv" or path.stem in tables:
            raise NorecError(f"{display_name} is not a table, or is there twice: each table must be one file NAME.csv")
        try:
            with io.TextIOWrapper(archive.open(member, "r"), "utf-8-sig", newline="") as text:
                tables[path.stem] = table_of(_numbered(text, display_name, limit))
        except UnicodeDecodeError:
            raise NorecError(f"{display_name} is not valid UTF-8") from None
    return tables


def _numbered(text: TextIO, display_name: str, limit: Limit) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV table with the numbers that a spreadsheet program gives them."""
    for number, row in enumerate(read_rows(text, display_name, ","), start=1):
        if row.problem:
            raise NorecError(Problem(row.problem, display_name, row.line))
        limit.add_values(len(row.cells))
        yield number, [unescape_formula(cell) for cell in row.cells]


def _read_json(data: bytes, limit: Limit) -> dict[str, RawTable]:
    limit.check(len(data))
    limit.add_values(data.count(b",") + data.count(b"[") + data.count(b"{"))
    display_name = limit.file
    try:
        document = parse_json(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse_constant)
    except ValueError as error:
        raise NorecError(f"{display_name} is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise NorecError(f'{display_name} is not an export of a store: its "schema" must be "{SCHEMA}"')
    tables = document.get("tables")
    if not isinstance(tables, dict) or not all(map(_is_table, tables.values())):
        raise NorecError(f'{display_name} is not an export of a store: its "tables" must be lists of objects, by name')
    return {name: _raw(rows, limit) for name, rows in tables.items()}


def _raw(rows: list[dict[str, Any]], limit: Limit) -> RawTable:
    """Return a list of objects as a table; the first row is number 2, as in the other formats."""
    headings = tuple(dict.fromkeys(key for row in rows for key in row))
    limit.add_values(len(headings) * len(rows))
    lines = tuple((number, tuple(row.get(key) for key in headings)) for number, row in enumerate(rows, start=2))
    return RawTable(headings, lines, sparse=True)


def _is_table(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")
