"""Tables in XLSX, JSON and JSON lines: cells have types there, which are put into text that says the same."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from norec_cli.model.faults import Fault, Refused
from norec_cli.model.guarding import unescaped, unguarded
from norec_cli.model.words import did_you_mean, listed
from norec_cli.transfer.table import Open, Row, Table, checked_headings

_ABOUT = "about"  # the sheet on which exports tell what they are


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
        from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, and seldom needed

        with open_file() as raw:
            book = load_workbook(raw, read_only=True, data_only=True)
            try:
                for number, cells in enumerate(book[name].iter_rows(values_only=True), start=1):
                    texts = [_text_of(unescaped(cell) if isinstance(cell, str) else cell) for cell in cells]
                    if any(texts):
                        yield Row(number, texts)
            finally:
                book.close()

    first = next(rows(), Row(1, []))
    width = max((n for n, heading in enumerate(first.cells, start=1) if heading), default=0)
    headings = checked_headings(first.cells[:width], file)

    def body() -> Iterator[Row]:
        found = rows()
        next(found)
        for row in found:
            cells = row.cells[:width] + [""] * (width - len(row.cells))
            beyond = any(row.cells[width:])
            yield Row(row.line, cells, "there is something beyond the last heading" if beyond else "")

    return Table(headings, body, f'XLSX, sheet "{name}"', is_text=False)


def _sheets(open_file: Open, file: str) -> dict[str, bool]:
    """The names of the sheets of a workbook, and whether each holds anything."""
    from openpyxl import load_workbook  # noqa: PLC0415 - as above
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    with open_file() as raw:
        try:
            book = load_workbook(raw, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
            raise Refused(f"{file} is no XLSX workbook that can be read ({error})") from None
        try:
            return {
                sheet.title: any(any(row) for row in sheet.iter_rows(values_only=True, max_row=20))
                for sheet in book.worksheets
            }
        finally:
            book.close()


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
        text = raw.read().decode("utf-8-sig", errors="strict") if not lines else ""
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
                yield Row(number, cells, "" if _is_unicode(cells) else "it holds half a character, which is no text")
            else:
                yield Row(number, [], str(record) if isinstance(record, ValueError) else "it is no object")

    return Table(headings, body, described, is_text=lines)


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
                    yield number, json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
                except UnicodeDecodeError:
                    raise Refused(Fault("is not valid UTF-8", file, number)) from None
                except (ValueError, RecursionError) as error:
                    yield number, ValueError(f"it is no JSON: {error}")


def _records_of(text: str, file: str) -> Iterable[Any]:
    try:
        found = json.loads(text)
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
        return "; ".join(_text_of(one) for one in value)
    return unguarded(str(value).strip())
