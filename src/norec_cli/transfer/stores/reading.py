"""Tables as they stand in a file: a workbook, an archive of CSV tables, a JSON document."""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

import msgspec

from norec_cli.model.faults import Refused
from norec_cli.model.guarding import unguarded
from norec_cli.transfer.stores.contents import SCHEMA

# How much an archive may hold when it is unpacked; a store of a million exchanges needs a third of it.
MOST_UNPACKED = 1 << 30

_LONGEST_FIELD = (1 << 31) - 1


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


def read_tables(data: bytes, shown: str) -> dict[str, Raw]:
    """The tables of a file, by name; the ending of its name says what it is.

    Args:
        data: its bytes.
        shown: how the person called it.

    Raises:
        Refused: if it is not what its name says.
    """
    ending = PurePosixPath(shown.replace("\\", "/")).suffix.lower()
    if ending == ".json":
        return _read_json(data, shown)
    with opened(data, shown) as archive:
        if ending == ".zip":
            return _read_archive(archive, shown)
    from norec_cli.transfer.stores.workbook import read_workbook  # noqa: PLC0415 - only a workbook needs its library

    return {
        name: table_of((number, cells) for number, cells in rows) for name, rows in read_workbook(data, shown).items()
    }


def opened(data: bytes, shown: str) -> ZipFile:
    """An archive that is whole, and holds no more than can be read.

    Raises:
        Refused: if it isn't that.
    """
    try:
        archive = ZipFile(io.BytesIO(data))
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise Refused(f"{shown} holds more than {MOST_UNPACKED >> 30} GiB when it is unpacked: it can't be a store")
        broken = archive.testzip()
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise Refused(f"{shown} is broken, or not what its name says") from None
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or packed in a way that is not known
        raise Refused(f"{shown} can't be unpacked: {error}") from None
    if broken is not None:
        raise Refused(f"{shown} is broken: {broken} in it is damaged")
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


def _read_archive(archive: ZipFile, shown: str) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        if member.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
            continue  # what systems add when they pack a folder
        if path.suffix.lower() != ".csv" or path.stem in found:
            raise Refused(f"{shown}: {member.filename} is no table, or stands there twice: each is a file NAME.csv")
        try:
            text = archive.read(member).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused(f"{shown}: {member.filename} is not valid UTF-8") from None
        try:
            found[path.stem] = table_of(_numbered(text))
        except csv.Error as error:
            raise Refused(f"{shown}: {member.filename} is no CSV: {error}") from None
    return found


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV table, numbered as a spreadsheet program would."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number, row in enumerate(rows, start=1):
        yield number, [unguarded(cell) for cell in row]


def _read_json(data: bytes, shown: str) -> dict[str, Raw]:
    try:
        document = json.loads(
            data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise Refused(f"{shown} is no JSON: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise Refused(f'{shown} is no export of a store: its "schema" must be "{SCHEMA}"')
    tables = document.get("tables")
    if not isinstance(tables, dict) or not all(map(_is_table, tables.values())):
        raise Refused(f'{shown} is no export of a store: its "tables" must be lists of objects, by name')
    return {name: _raw(rows) for name, rows in tables.items()}


def _raw(rows: list[dict[str, Any]]) -> Raw:
    """A list of objects as a table; row 2 is the first, as in the other formats."""
    heading = tuple(dict.fromkeys(key for row in rows for key in row))
    lines = tuple((at, tuple(row.get(key) for key in heading)) for at, row in enumerate(rows, start=2))
    return Raw(heading, lines, sparse=True)


def _is_table(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found
