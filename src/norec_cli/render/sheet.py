"""A sheet: an answer laid out in columns and rows, before it is known how it will be written."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from norec_cli.render.text import one_line, visible

Cell = str | int | bool | Fraction | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column.

    Attributes:
        field: its name in machine formats.
        heading: its name for people.
        number: whether it holds numbers, which stand at the right.
        places: decimals of a fraction in machine formats.
        places_shown: decimals of a fraction for people.
        spare: a narrow terminal leaves out the columns with the highest first; 0 is never left out.
        flexible: whether its text may run over several lines.
        hidden: whether a table for people leaves it out.
        styles: the style of certain values, for people who see colour.
    """

    field: str
    heading: str
    number: bool = False
    places: int = 0
    places_shown: int = 0
    spare: int = 0
    flexible: bool = False
    hidden: bool = False
    styles: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def for_people(self, value: Cell) -> str:
        """A value as a person reads it in a table."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Fraction):
            return f"{rounded(value, self.places_shown):,}"
        if isinstance(value, int):
            return f"{value:,}"
        return visible(_words(value))

    def for_machines(self, value: Cell) -> str:
        """A value as a field of a line: bare, on one line, empty where there is none."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Fraction):
            return f"{rounded(value, self.places):f}"
        return one_line(_words(value))

    def for_json(self, value: Cell) -> Any:
        """A value as JSON has it."""
        if isinstance(value, Fraction):
            return float(rounded(value, self.places))
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Sheet:
    """An answer laid out.

    Attributes:
        title: what it answers, for people.
        columns: in the order of every format.
        rows: values in the columns' order.
        head: the fields that open the JSON document, its schema first.
        totals: the fields under `totals` of the JSON document; of a single record, the fields that have more
            structure there than in a line.
        foot: lines beneath the table.
        empty: what a table says that has no rows.
        single: whether it is one record, shown field by field, with its fields at the top of the JSON document.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    head: Mapping[str, Any]
    totals: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    foot: Sequence[str] = ()
    empty: str = "Nothing to show."
    single: bool = False


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction with so many decimals; halves go away from zero, so that -x is written as x is."""
    scale = 10**places
    whole = (abs(value.numerator) * scale * 2 + value.denominator) // (value.denominator * 2)
    sign = "-" if value < 0 and whole else ""
    return Decimal(f"{sign}{whole}e-{places}")  # made of text: arithmetic would round to 28 digits


def _words(value: str | int | date | tuple[str, ...] | None) -> str:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, tuple) else str(value)
