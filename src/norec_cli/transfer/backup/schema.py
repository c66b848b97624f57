"""The tables of a backup: their names, their columns, and how a record becomes a row."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from norec_cli.transfer.record_columns import EXCHANGE, PARTNER, PROJECT, Field, make_fields

Value = str | int | bool | Decimal | date | tuple[str, ...] | tuple[int, ...] | None


class BackupTable(msgspec.Struct, frozen=True):
    """A table with a value in each row for each column.

    Attributes:
        name: its name, for example `partners`.
        fields: its columns.
        rows: its rows.
    """

    name: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Value]]


_RULES = make_fields(
    tolerance="number", allowance="count", allowance_months="number", least_months="count", most_months="count"
)

# Columns that an export has only if a record of the table has a value for them.
WHERE_SET = ("year_start",)
_YEARS = make_fields(year_start="text")

# Every table of a store, in the order of its sheets; the last one only in an export with --private.
TABLES: Mapping[str, tuple[Field, ...]] = {
    "store": (*make_fields(schema="count", name="text"), *_RULES, *_YEARS),
    "waivers": make_fields(rule="text", record="text", reason="text", by="text", on="day"),
    "partners": PARTNER,
    "adjustments": make_fields(partner="text", on="day", sent="count", received="count", reason="text"),
    "projects": (*PROJECT, *_RULES, *_YEARS),
    "rounds": make_fields(
        project="text", round="count", start="day", end="day", report_due="day", reported_on="day", plan="texts"
    ),
    "exchanges": EXCHANGE,
    "files": make_fields(file="text", line="count", text="text"),
}
RULES = tuple(field.key for field in _RULES)
FILES = "files"

# The files whose lines the table `files` holds.
TEXTS = ("norec.toml", "partners.toml", "projects.toml")


def row_of(fields: Sequence[Field], values: Mapping[str, Any]) -> tuple[Value, ...]:
    """Return a row with the value of each column; None where there is no value, or an empty list."""
    return tuple(_value(values.get(field.key)) for field in fields)


def _value(value: Any) -> Value:
    if isinstance(value, list | tuple):
        return tuple(value) or None
    if isinstance(value, Decimal):
        return value.normalize()  # 24 and 24.0 are the same number
    return value  # type: ignore[no-any-return]  # a record holds nothing else
