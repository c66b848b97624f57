"""Tables in JSON and JSON lines: typed values become text that says the same."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, BinaryIO

import msgspec

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.json_keys import repeated_keys
from norec_cli.model.spreadsheet_text import join_list
from norec_cli.model.wording import join_names, listed_shortly, plural, shorten
from norec_cli.transfer.record_columns import is_export
from norec_cli.transfer.tables.cell_errors import find_errors
from norec_cli.transfer.tables.limits import Limit, refuse_too_many_columns
from norec_cli.transfer.tables.table import Table, TableRow, checked_headings, is_unknown, text_of
from norec_cli.transfer.tables.table_file import TableFile

# The keys under which services answer with rows, say how many there are in all, and where the next ones are.
_KEYS = ("rows", "results", "data", "value", "items", "records")
_COUNTS = ("count", "total", "total_count", "totalCount", "@odata.count")
_NEXT = (
    "next",
    "@odata.nextLink",
    "nextLink",
    "next_url",
    "nextPageToken",
    "next_page_token",
    "next_cursor",
    "has_more",
    "hasMore",
)
_PAGES = (("page", "pages"), ("page", "total_pages"), ("page", "totalPages"), ("current_page", "last_page"))
_ABOUT_PAGES = ("links", "_links", "meta", "metadata", "paging", "pagination")
_HALF = "the object has half a character (a lone surrogate): correct the text"


class _InvalidLine(msgspec.Struct, frozen=True):
    """A line that is not JSON, and why."""

    line: str
    problem: str


def read_json(file: TableFile, *, lines: bool) -> Table:
    """Return the table of a JSON document: a list of objects, an object that has one, or an object on each line.

    Args:
        file: the file.
        lines: whether the file has an object on each line.

    Raises:
        NorecError: if the file is something else, or too large.
    """
    limit = file.limit()
    notes: dict[str, str] = {}
    with file.open_file() as raw:
        records = list(_lines_of(raw, limit) if lines else enumerate(_records_of(raw, limit, notes), start=1))
    columns: dict[str, None] = {}
    for _, record in records:
        if isinstance(record, dict):
            columns |= dict.fromkeys(record)
    description = "JSON lines, UTF-8" if lines else "JSON, UTF-8"
    if not records:
        return Table((), lambda: iter(()), description, notes=notes)
    refuse_too_many_columns(len(columns), file.display_name)
    limit.add_values(len(columns) * len(records))
    headings = checked_headings([str(column) for column in columns], file.display_name)
    verbatim = is_export(headings)

    def read_body() -> Iterator[TableRow]:
        for number, record in records:
            if isinstance(record, dict):
                cells = [_cell(record.get(column), verbatim=verbatim) for column in columns]
                if _is_unicode(cells):
                    yield TableRow(number, cells, "", None if verbatim else find_errors(cells))
                else:
                    yield TableRow(number, [json.dumps(record)], _HALF)
            elif isinstance(record, _InvalidLine):
                yield TableRow(number, [record.line], record.problem)
            else:
                yield TableRow(
                    number, [json.dumps(record)], "this is not a JSON object: write {…} with the values of one record"
                )

    return Table(headings, read_body, description, notes=notes)


def parse_json(text: str, **readers: Callable[[str], Any]) -> Any:
    """Return the value of a JSON text.

    Args:
        text: the text.
        readers: functions that make values of numbers, as `json.loads` takes them.

    Raises:
        ValueError: if the text is not JSON, or an object in it has a key twice; the message is a short phrase.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, **readers)  # type: ignore[arg-type]  # the names are those of json.loads
    except RecursionError:
        raise ValueError("lists and objects are nested too deeply") from None
    except (ValueError, ArithmeticError) as error:
        too_long = "integer string conversion" in str(error)
        raise ValueError("it has a number of thousands of digits" if too_long else shorten(str(error), 200)) from None


def _cell(value: Any, *, verbatim: bool) -> str:
    """Return a value as the text of a cell; a list so that it can be read as the same list."""
    if isinstance(value, list):
        entries = [
            json.dumps(entry) if isinstance(entry, list | dict) else text_of(entry, verbatim=True) for entry in value
        ]
        texts = [entry for entry in entries if entry]
        looks_unknown = len(texts) == 1 and is_unknown(texts[0])
        return json.dumps(texts, ensure_ascii=False) if looks_unknown else join_list(texts) if texts else ""
    return json.dumps(value) if isinstance(value, dict) else text_of(value, verbatim=verbatim)


def _is_unicode(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:  # JSON can say lone surrogates
        return False
    return True


def _lines_of(raw: BinaryIO, limit: Limit) -> Iterator[tuple[int, Any]]:
    size = 0
    for number in count(1):
        line = raw.readline(limit.most + 1)
        size += len(line)
        _check(line, size, limit)
        if not line:
            return
        if line.strip():
            text = _decoded(line, limit.file, number)
            try:
                yield number, parse_json(text)
            except ValueError as error:
                yield number, _InvalidLine(text.strip(), f"this is not JSON: {error}")


def _check(raw: bytes, size: int, limit: Limit) -> None:
    """Refuse JSON that is too large, or has more values than fit into memory."""
    limit.check(size)
    limit.add_values(raw.count(b",") + raw.count(b"[") + raw.count(b"{"))


def _decoded(raw: bytes, file: str, line: int = 1) -> str:
    try:
        return raw.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise NorecError(Problem("is not valid UTF-8", file, line + raw.count(b"\n", 0, error.start))) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):  # the first would be dropped silently
        raise ValueError(f'"{shorten(repeated_keys(pairs)[0])}" is in an object twice')
    return values


def _records_of(raw: BinaryIO, limit: Limit, notes: dict[str, str]) -> Iterable[Any]:
    """Return the objects of a document: the list that it is, or that it has under a usual key.

    Args:
        raw: the document.
        limit: the most that it may hold.
        notes: gets a sentence if the document says that it has only some of the rows.
    """
    data = raw.read(limit.most + 1)
    _check(data, len(data), limit)
    try:
        document = parse_json(_decoded(data, limit.file))
    except ValueError as error:
        raise NorecError(f"{limit.file} is not JSON: {error}") from None
    if isinstance(document, list):
        return document
    lists = [key for key in _KEYS if isinstance(document, dict) and isinstance(document.get(key), list)]
    if len(lists) > 1:
        names = join_names([f'"{key}"' for key in lists])
        raise NorecError(f"{limit.file} has lists under {names}: keep only the one with the rows")
    if not lists:
        known = listed_shortly([f'"{key}"' for key in _KEYS], word="or")
        raise NorecError(f"{limit.file} is neither a list of objects nor an object with a list under {known}")
    records: list[Any] = document[lists[0]]
    if pages := _says_more(document, len(records)):
        notes["pages"] = f"{pages}: if there are other pages, get and read them too"
    return records


def _says_more(document: Mapping[str, Any], number: int) -> str:
    """Return in words why a document has only some of the rows; empty if it doesn't say so.

    Args:
        document: the document, as many services answer.
        number: how many rows it has.
    """
    for place in (document, *(document.get(key) for key in _ABOUT_PAGES)):
        if not isinstance(place, dict):
            continue
        for key in _NEXT:
            if place.get(key) not in (None, "", False, [], {}):
                return f'the file holds only some of the rows ("{key}" says where the next ones are)'
        for key in _COUNTS:
            total = place.get(key)
            if isinstance(total, int) and total > number:
                return f'the file holds {plural(number, "row")}, and "{key}" says {total:,}'
        for page, pages in _PAGES:
            first, last = place.get(page), place.get(pages)
            if isinstance(first, int) and isinstance(last, int) and first < last:
                return f"the file holds page {first} of {last}"
    return ""
