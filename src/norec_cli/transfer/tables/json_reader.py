"""Tables in JSON and JSON lines: values have types there, which are put into text that says the same."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any, BinaryIO

import msgspec

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.json_keys import repeated_keys
from norec_cli.model.spreadsheet_text import joined
from norec_cli.model.wording import shorten
from norec_cli.transfer.backup.schema import is_export
from norec_cli.transfer.tables.limits import Limit, refuse_too_many_columns
from norec_cli.transfer.tables.table import Open, Row, Table, checked_headings, is_unknown
from norec_cli.transfer.tables.xlsx_reader import text_of

_HALF = "it holds half a character, which is no text"


class _Unread(msgspec.Struct, frozen=True):
    """A line that is no JSON, and why."""

    line: str
    problem: str


def read_json(open_file: Open, file: str, most: int, *, lines: bool) -> Table:
    """Return the table of a JSON document: a list of objects, an object with `rows`, or an object on each line.

    Args:
        open_file: opens it, each time it is called.
        file: its name for messages.
        most: how many bytes it may hold.
        lines: whether it has an object on each line.

    Raises:
        NorecError: if it isn't that, or holds too much.
    """
    limit = Limit(file, most)
    with open_file() as raw:
        records = list(_lines_of(raw, limit) if lines else enumerate(_records_of(raw, limit), start=1))
    columns: dict[str, None] = {}
    for _, record in records:
        if isinstance(record, dict):
            columns |= dict.fromkeys(record)
    described = "JSON lines, UTF-8" if lines else "JSON, UTF-8"
    if not records:
        return Table((), lambda: iter(()), described, is_text=lines)
    refuse_too_many_columns(len(columns), file)
    limit.add_values(len(columns) * len(records))
    headings = checked_headings([str(column) for column in columns], file)
    own = is_export(headings)

    def body() -> Iterator[Row]:
        for number, record in records:
            if isinstance(record, dict):
                cells = [_cell(record.get(column), verbatim=own) for column in columns]
                whole = _is_unicode(cells)
                yield Row(number, cells) if whole else Row(number, [json.dumps(record)], _HALF)
            elif isinstance(record, _Unread):
                yield Row(number, [record.line], record.problem)
            else:
                yield Row(number, [json.dumps(record)], "it is no object")

    return Table(headings, body, described, is_text=lines)


def parse_json(text: str, **readers: Callable[[str], Any]) -> Any:
    """Return the value of a JSON text.

    Args:
        text: the text.
        readers: what makes values of numbers, as `json.loads` takes them.

    Raises:
        ValueError: with a short phrase, if it is none, or says something twice.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, **readers)  # type: ignore[arg-type]  # the names are its own
    except RecursionError:
        raise ValueError("too many lists or objects are one within another") from None
    except (ValueError, ArithmeticError) as error:
        too_long = "integer string conversion" in str(error)
        said = "it has a number of thousands of digits" if too_long else shorten(str(error), 200)
        raise ValueError(said) from None


def _cell(value: Any, *, verbatim: bool) -> str:
    """Return a value as a cell has it: a list so that it is read as the same list."""
    if isinstance(value, list):
        entries = [json.dumps(one) if isinstance(one, list | dict) else text_of(one, verbatim=True) for one in value]
        kept = [entry for entry in entries if entry]
        one_word = len(kept) == 1 and is_unknown(kept[0])
        return json.dumps(kept, ensure_ascii=False) if one_word else joined(kept) if kept else ""
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
                yield number, _Unread(text.strip(), f"it is no JSON: {error}")


def _check(raw: bytes, size: int, limit: Limit) -> None:
    """Refuse JSON that takes too much memory: its size, and the values in it, each of which takes some."""
    limit.check(size)
    limit.add_values(raw.count(b",") + raw.count(b"[") + raw.count(b"{"))


def _decoded(raw: bytes, file: str, line: int = 1) -> str:
    try:
        return raw.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise NorecError(Problem("is not valid UTF-8", file, line + raw.count(b"\n", 0, error.start))) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # the first would be dropped without a word
        raise ValueError(f'"{shorten(repeated_keys(pairs)[0])}" stands twice in an object')
    return found


def _records_of(raw: BinaryIO, limit: Limit) -> Iterable[Any]:
    data = raw.read(limit.most + 1)
    _check(data, len(data), limit)
    try:
        found = parse_json(_decoded(data, limit.file))
    except ValueError as error:
        raise NorecError(f"{limit.file} is no JSON: {error}") from None
    records = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(records, list):
        raise NorecError(f'{limit.file} is neither a list of objects nor a document with "rows"')
    return records
