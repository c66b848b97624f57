"""Tables as they stand in a file: a workbook, an archive of CSV tables, a JSON document."""

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


class Raw(msgspec.Struct, frozen=True):
    """A table as it was read.

    Attributes:
        heading: the names of its columns.
        rows: each with its number and its cells; those that hold nothing are left out.
        sparse: whether a column stands there only if a row has something in it.
    """

    heading: tuple[Any, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    sparse: bool = False


def read_tables(data: bytes, shown: str, ending: str, most: int = DEFAULT) -> dict[str, Raw]:
    """Return the tables of a file, by name.

    Args:
        data: its bytes.
        shown: how messages call it.
        ending: how its name ends, in lower case, which says what it is.
        most: how many bytes it may hold, unpacked.

    Raises:
        NorecError: if it is not what its name says, or holds too much.
    """
    limit = Limit(shown, most)
    if ending == ".json":
        return _read_json(data, limit)
    with whole(data, limit) as archive:
        if ending == ".zip":
            return _read_archive(archive, limit)
    from norec_cli.transfer.backup.workbook import read_workbook  # only a workbook needs its library

    return {name: table_of(rows) for name, rows in read_workbook(data, limit)}


def whole(data: bytes, limit: Limit) -> Archive:
    """Open an archive of which no file is damaged.

    Raises:
        NorecError: if it isn't that, or holds too much.
    """
    archive = Archive(io.BytesIO(data), limit)
    try:
        broken = archive.testzip()
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise NorecError(f"{limit.file} is broken, or not what its name says") from None
    except (RuntimeError, NotImplementedError) as error:  # packed in a way that is not known
        raise NorecError(f"{limit.file} can't be unpacked: {error}") from None
    if broken is not None:
        raise NorecError(f"{limit.file} is broken: {shorten(broken)} in it is damaged")
    return archive


def table_of(lines: Iterable[tuple[int, Iterable[Any]]]) -> Raw:
    """A table made of numbered lines, the first of which is its heading."""
    heading: tuple[Any, ...] | None = None
    rows = []
    for number, line in lines:
        cells = list(line)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if heading is None:
            heading = tuple(cells)
        elif cells:
            rows.append((number, tuple(cells)))
    return Raw(heading or (), tuple(rows))


def _read_archive(archive: Archive, limit: Limit) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        if member.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
            continue  # what systems add when they pack a folder
        shown = f"{limit.file}: {shorten(member.filename)}"
        if path.suffix.lower() != ".csv" or path.stem in found:
            raise NorecError(f"{shown} is no table, or stands there twice: each is a file NAME.csv")
        try:
            with io.TextIOWrapper(archive.open(member, "r"), "utf-8-sig", newline="") as text:
                found[path.stem] = table_of(_numbered(text, shown, limit))
        except UnicodeDecodeError:
            raise NorecError(f"{shown} is not valid UTF-8") from None
    return found


def _numbered(text: TextIO, shown: str, limit: Limit) -> Iterator[tuple[int, list[str]]]:
    """Read the rows of a CSV table, numbered as a spreadsheet program would."""
    for number, row in enumerate(read_rows(text, shown, ","), start=1):
        if row.problem:
            raise NorecError(Problem(row.problem, shown, row.line))
        limit.add_values(len(row.cells))
        yield number, [unescape_formula(cell) for cell in row.cells]


def _read_json(data: bytes, limit: Limit) -> dict[str, Raw]:
    limit.check(len(data))
    limit.add_values(data.count(b",") + data.count(b"[") + data.count(b"{"))
    shown = limit.file
    try:
        document = parse_json(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse_constant)
    except ValueError as error:
        raise NorecError(f"{shown} is no JSON: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise NorecError(f'{shown} is no export of a store: its "schema" must be "{SCHEMA}"')
    tables = document.get("tables")
    if not isinstance(tables, dict) or not all(map(_is_table, tables.values())):
        raise NorecError(f'{shown} is no export of a store: its "tables" must be lists of objects, by name')
    return {name: _raw(rows, limit) for name, rows in tables.items()}


def _raw(rows: list[dict[str, Any]], limit: Limit) -> Raw:
    """Return a list of objects as a table; row 2 is the first, as in the other formats."""
    heading = tuple(dict.fromkeys(key for row in rows for key in row))
    limit.add_values(len(heading) * len(rows))
    lines = tuple((at, tuple(row.get(key) for key in heading)) for at, row in enumerate(rows, start=2))
    return Raw(heading, lines, sparse=True)


def _is_table(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number")
