"""Write single values, in the ways that several formats share."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from norec_cli.model.rounding import rounded
from norec_cli.model.spreadsheet_text import escape_formula, join_list
from norec_cli.model.years import Year
from norec_cli.render.formats.escaping import spreadsheet_text
from norec_cli.render.sheet import Cell, Column, text_of


def text_for_people(column: Column, value: Cell, escape: Callable[[str], str]) -> str:
    """Return a value for people: numbers with commas, and of a long list the first entries and how many more.

    Args:
        column: the column of the value.
        value: the value.
        escape: makes a text from the data safe for the format.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return f"{rounded(value, column.decimals_shown):,}"
    if isinstance(value, int):
        return str(value) if column.is_label else f"{value:,}"
    if isinstance(value, tuple) and 0 < column.most < len(value):
        value = (*value[: column.most], f"and {len(value) - column.most:,} more (--all lists them)")
    return escape(text_of(value))


def text_for_spreadsheets(column: Column, value: str | tuple[str | int, ...]) -> str:
    """Return a text for CSV or a workbook, with an apostrophe before what would be run as a formula.

    Args:
        column: the column of the value.
        value: a text or a list; in a verbatim column a list is written so that it can be read back.
    """
    if not column.verbatim:
        return spreadsheet_text(text_of(value))
    return escape_formula(join_list(value) if isinstance(value, tuple) and value else text_of(value))


def json_value(column: Column, value: Cell) -> Any:
    """Return a value for JSON: a fraction with the decimals of its column, a date as text."""
    if isinstance(value, Fraction):
        return float(rounded(value, column.decimals))
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Year):
        return value.number
    return list(value) if isinstance(value, tuple) else value
