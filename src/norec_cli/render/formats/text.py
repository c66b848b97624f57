"""Write a sheet as text for other programs: plain lines, CSV, JSON, JSON lines, Markdown."""

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from norec_cli.model.rounding import rounded
from norec_cli.render.formats.cells import json_value, text_for_people, text_for_spreadsheets
from norec_cli.render.formats.escaping import escape_json, markdown_text, one_line
from norec_cli.render.sheet import Cell, Column, Sheet, text_of, without_expected


def plain(sheet: Sheet) -> str:
    """Return a record a line, fields separated by tabs, without a heading; nothing is cut or left out."""
    return "".join(
        "\t".join(_plain_cell(column, value) for column, value in zip(sheet.columns, row, strict=True)) + "\n"
        for row in sheet.rows
    )


def comma_separated(sheet: Sheet) -> str:
    """Return CSV with a heading, with an apostrophe before text that a spreadsheet would run as a formula."""
    out = io.StringIO()
    writer = csv.writer(_Lines(out), lineterminator="\r\n")
    writer.writerow(column.field for column in sheet.columns)
    for row in sheet.rows:
        writer.writerow(_csv_cell(column, value) for column, value in zip(sheet.columns, row, strict=True))
    return out.getvalue()


class _Lines:
    r"""Replaces the line ends of a CSV writer by line feeds.

    The writer is set to `\r\n`, because it quotes a text with a line break only if that is part of its own line end.
    """

    def __init__(self, out: io.StringIO) -> None:
        self._out = out

    def write(self, line: str) -> None:
        self._out.write(line.removesuffix("\r\n") + "\n")


def json_document(sheet: Sheet) -> str:
    """Return a JSON document."""
    rows = [_object(sheet, row) for row in sheet.rows]
    if sheet.is_record:
        document = {**sheet.json_header, **rows[0], **sheet.totals}
    else:
        document = {**sheet.json_header, "rows": rows, "totals": sheet.totals}
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def json_lines(sheet: Sheet) -> str:
    """Return the rows as JSON objects, one a line."""
    lines = (json.dumps(_object(sheet, row), ensure_ascii=False, separators=(",", ":")) for row in sheet.rows)
    return "".join(escape_json(line) + "\n" for line in lines)


def markdown(sheet: Sheet) -> str:
    """Return a Markdown table for people, with its footnotes as a list."""
    sheet = without_expected(sheet)
    if sheet.overview is not None:
        return markdown(sheet.overview)
    columns = [column for column in sheet.columns if not column.hidden]
    places = [sheet.columns.index(column) for column in columns]
    lines = [f"**{markdown_text(sheet.title)}**", ""]
    if sheet.rows:
        lines.append("| " + " | ".join(column.heading for column in columns) + " |")
        lines.append("|" + "|".join("---:" if column.number else "---" for column in columns) + "|")
        for row in sheet.rows:
            cells = (
                text_for_people(column, row[place], markdown_text)
                for column, place in zip(columns, places, strict=True)
            )
            lines.append("| " + " | ".join(cells) + " |")
    else:
        lines.append(markdown_text(sheet.empty))
    if sheet.footnotes:
        lines += ["", *(f"- {markdown_text(line)}" for line in sheet.footnotes)]
    return "\n".join(lines) + "\n"


def _object(sheet: Sheet, row: Sequence[Cell]) -> dict[str, Any]:
    return {column.field: json_value(column, value) for column, value in zip(sheet.columns, row, strict=True)}


def _csv_cell(column: Column, value: Cell) -> str:
    return text_for_spreadsheets(column, value) if isinstance(value, str | tuple) else _plain_cell(column, value)


def _plain_cell(column: Column, value: Cell) -> str:
    """Return a value on one line, without commas in numbers; empty for None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return f"{rounded(value, column.decimals):f}"
    return one_line(text_of(value))
