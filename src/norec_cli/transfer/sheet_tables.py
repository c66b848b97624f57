"""Tables in XLSX, JSON and JSON lines: cells have types there, which are put into text that says the same."""

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import msgspec

from norec_cli.model.faults import Fault, Refused
from norec_cli.model.guarding import unescaped, unguarded
from norec_cli.model.words import did_you_mean, listed
from norec_cli.transfer.table import Open, Row, Table, checked_headings

_ABOUT = "about"  # the sheet on which exports tell what they are
_MOST_LOOKED_AT = 20  # rows, to see whether a sheet holds anything
_HALF = "it holds half a character, which is no text"


class _Unread(msgspec.Struct, frozen=True):
    """A line that is no JSON, and why."""

    line: str
    problem: str


def read_sheet(open_file: Open, file: str, sheet: str | None) -> Table:
    """The table on a sheet of an XLSX workbook.

    Args:
        open_file: opens it, each time it is called.
        file: its name for messages.
        sheet: the sheet's name; None if there is only one that holds anything.

    Raises:
        Refused: if it is no workbook, there is no such sheet, or it must be said which one.
    """
    name = _chosen(_sheets(open_file, file), file, sheet)

    def rows() -> Iterator[Row]:
        with _opened(open_file, file) as book:
            for number, cells in enumerate(_cells_of(book[name], file), start=1):
                texts = [_text_of(unescaped(cell) if isinstance(cell, str) else cell) for cell in cells]
                if any(texts):
                    yield Row(number, texts)

    first = next(rows(), Row(1, []))
    width = max((n for n, heading in enumerate(first.cells, start=1) if heading), default=0)
    headings = checked_headings(first.cells[:width], file)

    def body() -> Iterator[Row]:
        found = rows()
        next(found)
        for row in found:
            if any(row.cells[width:]):
                yield Row(row.line, row.cells, "there is something beyond the last heading")
            else:
                yield Row(row.line, row.cells[:width] + [""] * (width - len(row.cells)))

    return Table(headings, body, f'XLSX, sheet "{name}"', is_text=False)


def _sheets(open_file: Open, file: str) -> dict[str, bool]:
    """The names of the sheets of a workbook, and whether each holds anything."""
    with _opened(open_file, file) as book:
        found = {
            sheet.title: any(any(row) for row in islice(_cells_of(sheet, file), _MOST_LOOKED_AT))
            for sheet in book.worksheets
        }
    if not found:
        raise Refused(f"{file} has no sheet of cells")
    return found


@contextmanager
def _opened(open_file: Open, file: str) -> Iterator[Any]:
    """A workbook, open to be read."""
    from norec_cli.transfer.stores.workbook import Reader  # noqa: PLC0415 - slow to load, and seldom needed

    with open_file() as raw:
        try:
            with warnings.catch_warnings(action="ignore"):  # of what the library passes over: none of it is a value
                reader = Reader(raw, read_only=True, data_only=True, keep_links=False)
                reader.read()
        except Exception as error:  # noqa: BLE001 - what is no workbook makes the library fail in any way
            raise _unreadable(file, error) from None
        try:
            yield reader.wb
        finally:
            reader.wb.close()


def _cells_of(sheet: Any, file: str) -> Iterator[tuple[Any, ...]]:
    """The values of each row of a sheet; a damaged one is noticed only on the way."""
    sheet.reset_dimensions()  # some programs note them wrongly, and rows beyond them would be passed over
    rows = sheet.iter_rows(values_only=True)
    while True:
        try:
            cells = next(rows, None)
        except Exception as error:  # noqa: BLE001 - as above
            raise _unreadable(file, error) from None
        if cells is None:
            return
        yield cells


def _unreadable(file: str, error: Exception) -> Refused:
    return Refused(f"{file} is no XLSX workbook that can be read ({type(error).__name__}: {error})")


def _chosen(sheets: Mapping[str, bool], file: str, sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in sheets:
            raise Refused(f'{file} has no sheet "{sheet}"{did_you_mean(sheet, sheets)}: it has {listed([*sheets])}')
        return sheet
    filled = [name for name, holds in sheets.items() if holds and name != _ABOUT]
    if len(filled) > 1:
        raise Refused(f"{file} has several sheets: say which with --sheet: {listed(filled)}")
    return filled[0] if filled else next(iter(sheets))


def read_json(open_file: Open, file: str, *, lines: bool) -> Table:
    """The table of a JSON document, a list of objects or one with `rows`, or of objects a line.

    Raises:
        Refused: if it isn't that.
    """
    with open_file() as raw:
        text = _decoded(raw.read(), file) if not lines else ""
    records = list(_lines_of(open_file, file) if lines else enumerate(_records_of(text, file), start=1))
    columns: dict[str, None] = {}
    for _, record in records:
        if isinstance(record, dict):
            columns |= dict.fromkeys(record)
    described = "JSON lines, UTF-8" if lines else "JSON, UTF-8"
    if not records:
        return Table((), lambda: iter(()), described, is_text=lines)
    headings = checked_headings([str(column) for column in columns], file)

    def body() -> Iterator[Row]:
        for number, record in records:
            if isinstance(record, dict):
                cells = [_text_of(record.get(column)) for column in columns]
                whole = _is_unicode(cells)
                yield Row(number, cells) if whole else Row(number, [json.dumps(record)], _HALF)
            elif isinstance(record, _Unread):
                yield Row(number, [record.line], record.problem)
            else:
                yield Row(number, [json.dumps(record)], "it is no object")

    return Table(headings, body, described, is_text=lines)


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(Fault("is not valid UTF-8", file, raw.count(b"\n", 0, error.start) + 1)) from None


def _is_unicode(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:  # JSON can say lone surrogates
        return False
    return True


def _lines_of(open_file: Open, file: str) -> Iterator[tuple[int, Any]]:
    with open_file() as raw:
        for number, line in enumerate(raw, start=1):
            if line.strip():
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    raise Refused(Fault("is not valid UTF-8", file, number)) from None
                try:
                    yield number, json.loads(text, object_pairs_hook=_object)
                except (ValueError, RecursionError) as error:
                    yield number, _Unread(text.strip(), f"it is no JSON: {error}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # the first would be dropped without a word
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise ValueError(f'"{twice}" stands twice in an object')
    return found


def _records_of(text: str, file: str) -> Iterable[Any]:
    try:
        found = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{file} is no JSON: {error}") from None
    records = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(records, list):
        raise Refused(f'{file} is neither a list of objects nor a document with "rows"')
    return records


def _text_of(value: Any) -> str:
    """A typed cell as text: a whole number without a point, a date as ISO has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(_text_of(json.dumps(one) if isinstance(one, list) else one) for one in value)
    if isinstance(value, dict):
        value = json.dumps(value)
    return unguarded(str(value).strip())
