"""A sheet: an answer laid out in columns and rows, independent of any format."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from norec_cli.model.errors import UsageError
from norec_cli.model.wording import did_you_mean

Cell = str | int | bool | Fraction | Decimal | date | tuple[str | int, ...] | None


class Column(msgspec.Struct, frozen=True):
    """Name and properties of a column.

    Attributes:
        field: its name in machine formats.
        heading: its name for people.
        number: whether it holds numbers, which are aligned to the right.
        decimals: decimals of a fraction in machine formats.
        decimals_shown: decimals of a fraction for people.
        drop_order: when the column is left out. If the terminal is narrow, columns whose rows are all equal are left
            out first. Then those with the highest drop_order are, all with one drop_order at a time. Columns with 0 say
            what a row is and stay; if they don't fit even with cells on several lines, each record becomes a block of
            `heading: value` lines.
        flexible: whether its text may be broken into several lines.
        hidden: whether tables for people omit it.
        is_label: whether its numbers are names, such as years, so that thousands get no comma.
        verbatim: whether CSV and workbooks keep its control characters and line breaks.
        most: greatest number of entries of a list in tables for people; the others are counted; 0 for no limit.
        styles: styles of values, where colour is used.
    """

    field: str
    heading: str
    number: bool = False
    decimals: int = 0
    decimals_shown: int = 0
    drop_order: int = 0
    flexible: bool = False
    hidden: bool = False
    is_label: bool = False
    verbatim: bool = False
    most: int = 0
    styles: Mapping[str, str] = msgspec.field(default_factory=dict)


def text_of(value: Cell) -> str:
    """Return a value as text; the entries of a list separated by semicolons."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class Expected(msgspec.Struct, frozen=True):
    """Rows without news: tables for people count them instead of listing them; machine formats list them.

    Attributes:
        is_one: returns whether a row is one of them.
        words: returns a sentence about their number.
        nothing_else: sentence for a table without other rows.
    """

    is_one: Callable[[Sequence[Cell]], bool]
    words: Callable[[int], str]
    nothing_else: str


class Sheet(msgspec.Struct, frozen=True):
    """An answer laid out in columns and rows.

    Attributes:
        title: title for people.
        columns: in the order of every format.
        rows: values in the columns' order.
        json_header: first fields of the JSON document, the schema first.
        totals: fields under `totals` in the JSON document; for a single record, fields that replace those of its row
            because they have more structure.
        footnotes: lines below the table.
        empty: sentence for a table without rows.
        is_record: whether it is a single record, shown field by field, with its fields at the top level in JSON.
        overview: the same answer in a form that people read more easily; a table shows it if there is room and the rows
            are neither sorted nor filtered.
        sentence: returns a row as a line; people read these lines instead of a table.
        expected: rows that tables for people count instead of listing; None to list all.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    json_header: Mapping[str, Any]
    totals: Mapping[str, Any] = msgspec.field(default_factory=dict)
    footnotes: Sequence[str] = ()
    empty: str = "Nothing to show."
    is_record: bool = False
    overview: "Sheet | None" = None
    sentence: Callable[[Sequence[Cell]], str] | None = None
    expected: Expected | None = None


def without_expected(sheet: Sheet) -> Sheet:
    """Return a sheet whose expected rows are counted in a footnote instead of listed, as tables for people have it."""
    expected = sheet.expected
    if expected is None:
        return sheet
    rows = [row for row in sheet.rows if not expected.is_one(row)]
    number = len(sheet.rows) - len(rows)
    footnotes = [*([expected.words(number)] if number else []), *sheet.footnotes]
    empty = expected.nothing_else if number else sheet.empty
    return msgspec.structs.replace(sheet, rows=rows, footnotes=footnotes, empty=empty, expected=None)


class Arrangement(msgspec.Struct, frozen=True):
    """Filter and order of the rows of a sheet.

    Attributes:
        sort: field to sort by; None to keep the order. Rows without a value come last.
        reverse: whether to reverse the order.
        only: verdicts to show; None for all rows.
    """

    sort: str | None = None
    reverse: bool = False
    only: frozenset[str] | None = None

    def apply(self, sheet: Sheet) -> Sheet:
        """Return a sheet with the rows filtered and sorted.

        Raises:
            UsageError: if the sheet has no such field, or no verdicts.
        """
        if self == Arrangement():
            return _with_number_shown(sheet)
        places = {column.field: place for place, column in enumerate(sheet.columns)}
        rows = list(sheet.rows)
        if self.only is not None:
            if "verdict" not in places:
                raise UsageError("--only needs rows that have a verdict: these have none")
            rows = [row for row in rows if row[places["verdict"]] in self.only]
        if self.sort is not None:
            if self.sort not in places:
                fields = ", ".join(places)
                raise UsageError(
                    f'--sort: there is no field "{self.sort}"{did_you_mean(self.sort, places)}',
                    advice=(f"The fields are {fields}.",),
                )
            place = places[self.sort]
            with_value = [row for row in rows if row[place] not in (None, "", ())]
            without = [row for row in rows if row[place] in (None, "", ())]
            with_value.sort(key=lambda row: _order(row[place]), reverse=self.reverse)
            rows = with_value + without
        elif self.reverse:
            rows.reverse()
        footnotes = list(sheet.footnotes)
        if len(rows) < len(sheet.rows):
            footnotes.insert(0, f"{len(rows):,} of {len(sheet.rows):,} shown.")
        empty = sheet.empty if rows or not sheet.rows else "No rows with this verdict."
        return _with_number_shown(
            msgspec.structs.replace(sheet, rows=rows, footnotes=footnotes, empty=empty, overview=None)
        )


def _with_number_shown(sheet: Sheet) -> Sheet:
    """Return a sheet with the number of its rows under `shown` of its totals."""
    if "rows" not in sheet.totals:
        return sheet
    return msgspec.structs.replace(sheet, totals={**sheet.totals, "shown": len(sheet.rows)})


def _order(value: Any) -> tuple[bool, Any]:
    """Return the sort key of a value: numbers come before texts."""
    number = isinstance(value, int | Fraction | Decimal)
    return not number, value if number else text_of(value).casefold()
