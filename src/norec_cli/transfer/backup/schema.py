"""The tables of a store: which there are, what stands in their columns, and a row of one."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

Kind = Literal["text", "count", "number", "day", "flag", "texts", "counts"]
Value = str | int | bool | Decimal | date | tuple[str, ...] | tuple[int, ...] | None

# What an export leaves out unless it is asked for.
PRIVATE = ("contact", "ref", "note")


class Field(msgspec.Struct, frozen=True):
    """What stands in a column.

    Attributes:
        key: its heading, which is the key of the file.
        kind: what its values are.
    """

    key: str
    kind: Kind = "text"

    @property
    def private(self) -> bool:
        """Whether an export leaves it out unless it is asked for."""
        return self.key in PRIVATE


class BackupTable(msgspec.Struct, frozen=True):
    """A table, with a value in each row for each column.

    Attributes:
        name: what it is called.
        fields: its columns.
        rows: its rows.
    """

    name: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Value]]


def _fields(**kinds: Kind) -> tuple[Field, ...]:
    return tuple(Field(key.rstrip("_"), kind) for key, kind in kinds.items())


_RULES = _fields(
    tolerance="number", allowance="count", allowance_months="number", least_months="count", most_months="count"
)

PARTNER = _fields(
    id="text", name="text", country="text", city="text", sector="text", side="text", needs="texts",
    capacities="texts", aliases="texts", ended="day", contact="text", note="text",
)  # fmt: skip
PROJECT = _fields(
    id="text", title="text", partners="texts", coordinator="text", chosen_by="texts", chosen_on="day",
    assessed_on="day", assessed_by="texts", areas="texts", issues="texts", goals="counts", start="day", end="day",
    type="text", agreement="text", note="text",
)  # fmt: skip
EXCHANGE = _fields(
    id="text", from_="text", to="text", participants="count", women="count", start="day", end="day", ended_early="day",
    cancelled="flag", reason="text", confirmed="flag", replaces="text", project="text", round="count", topics="texts",
    ref="text", note="text",
)  # fmt: skip

# Every table of a store, in the order of its sheets; the last is there only if what is private is.
TABLES: Mapping[str, tuple[Field, ...]] = {
    "store": (*_fields(schema="count", name="text"), *_RULES),
    "waivers": _fields(rule="text", record="text", reason="text", by="text", on="day"),
    "partners": PARTNER,
    "adjustments": _fields(partner="text", on="day", sent="count", received="count", reason="text"),
    "projects": (*PROJECT, *_RULES),
    "rounds": _fields(
        project="text", round="count", start="day", end="day", report_due="day", reported_on="day", plan="texts"
    ),
    "exchanges": EXCHANGE,
    "files": _fields(file="text", line="count", text="text"),
}
RULES = tuple(field.key for field in _RULES)
FILES = "files"

# The files whose lines stand in that table.
TEXTS = ("norec.toml", "partners.toml", "projects.toml")


_EXPORTED = frozenset(
    tuple(field.key for field in fields if private or not field.private)
    for fields in (PARTNER, PROJECT, EXCHANGE)
    for private in (False, True)
)


def is_export(headings: Sequence[str]) -> bool:
    """Return whether a table has exactly the columns of records as `norec export` writes them."""
    return tuple(headings) in _EXPORTED


def fields_of(fields: Sequence[Field], *, private: bool) -> tuple[Field, ...]:
    """Those of some columns that an export has."""
    return tuple(field for field in fields if private or not field.private)


def row_of(fields: Sequence[Field], values: Mapping[str, Any]) -> tuple[Value, ...]:
    """A row: of each column the value under its key; None where there is none, or an empty list."""
    return tuple(_value(values.get(field.key)) for field in fields)


def _value(value: Any) -> Value:
    if isinstance(value, list | tuple):
        return tuple(value) or None
    if isinstance(value, Decimal):
        return value.normalize()  # 24 and 24.0 are one
    return value  # type: ignore[no-any-return]  # what stands in a record
