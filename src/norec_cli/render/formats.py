"""The formats: each writes any sheet as text."""

import csv
import io
import json
from collections.abc import Callable

from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.render.text import escape_json, spreadsheet_text

FORMATS = ("table", "plain", "csv", "json")


def plain(sheet: Sheet) -> str:
    """One record a line, fields separated by tabs, no heading; nothing is cut or left out."""
    return "".join(
        "\t".join(column.for_machines(value) for column, value in zip(sheet.columns, row, strict=True)) + "\n"
        for row in sheet.rows
    )


def comma_separated(sheet: Sheet) -> str:
    """CSV with a heading; text that a spreadsheet would run as a formula is guarded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.field for column in sheet.columns)
    for row in sheet.rows:
        writer.writerow(_csv_cell(column, value) for column, value in zip(sheet.columns, row, strict=True))
    return out.getvalue()


def json_document(sheet: Sheet) -> str:
    """One JSON document."""
    rows = [
        {column.field: column.for_json(value) for column, value in zip(sheet.columns, row, strict=True)}
        for row in sheet.rows
    ]
    if sheet.single:
        document = {**sheet.head, **rows[0], **sheet.totals}
    else:
        document = {**sheet.head, "rows": rows, "totals": sheet.totals}
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


MACHINE: dict[str, Callable[[Sheet], str]] = {"plain": plain, "csv": comma_separated, "json": json_document}


def _csv_cell(column: Column, value: Cell) -> str:
    text = column.for_machines(value)
    return spreadsheet_text(text) if isinstance(value, str | tuple) else text
