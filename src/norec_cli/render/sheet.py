"""A sheet: an answer laid out in columns and rows, before it is known how it will be written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from norec_cli.model.errors import UsageError
from norec_cli.model.rounding import rounded
from norec_cli.model.spreadsheet_text import escape_formula, join_list
from norec_cli.model.wording import did_you_mean
from norec_cli.render.formats.escaping import markdown_text, one_line, spreadsheet_text, visible

Cell = str | int | bool | Fraction | Decimal | date | tuple[str | int, ...] | None


class Column(msgspec.Struct, frozen=True):
    """What stands in a column.

    Attributes:
        field: its name in machine formats.
        heading: its name for people.
        number: whether it holds numbers, which stand at the right.
        decimals: decimals of a fraction in machine formats.
        decimals_shown: decimals of a fraction for people.
        drop_order: a narrow terminal leaves out the columns with the highest first, all with the same together, and
            among these first the ones that say the same in all rows. Those with 0 say what a row is and stay; if they
            don't fit even with their cells on several lines, each record becomes a block of `heading: value` lines.
        flexible: whether its text may run over several lines.
        hidden: whether a table for people leaves it out.
        is_label: whether its numbers count nothing, so that no comma parts their thousands.
        verbatim: whether CSV and workbooks have its text with line breaks and all, and not on one line.
        most: how many entries of a list people see; the others are counted. 0 for all.
        styles: the style of certain values, for people who see colour.
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

    def for_people(self, value: Cell) -> str:
        """A value as a person reads it in a table."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Fraction):
            return f"{rounded(value, self.decimals_shown):,}"
        if isinstance(value, int):
            return str(value) if self.is_label else f"{value:,}"
        return visible(_words(self._first_few(value)))

    def for_markdown(self, value: Cell) -> str:
        """A value as a cell of a Markdown table, for people."""
        if isinstance(value, bool | int | Fraction):
            return self.for_people(value)
        return markdown_text(_words(self._first_few(value)))

    def for_machines(self, value: Cell) -> str:
        """A value as a field of a line: bare, on one line, empty where there is none."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Fraction):
            return f"{rounded(value, self.decimals):f}"
        return one_line(_words(value))

    def for_spreadsheets(self, value: str | tuple[str | int, ...]) -> str:
        """Return a text for CSV or a workbook, with an apostrophe before what would be run as a formula.

        Args:
            value: a text, or a list; where texts leave as they are, a list is written so that it can be read again.
        """
        if not self.verbatim:
            return spreadsheet_text(_words(value))
        return escape_formula(join_list(value) if isinstance(value, tuple) and value else _words(value))

    def _first_few(self, value: Cell) -> Any:
        """Return a value as it is, but of a list longer than `most` the first entries and how many more there are."""
        if not (self.most and isinstance(value, tuple) and len(value) > self.most):
            return value
        return (*value[: self.most], f"and {len(value) - self.most:,} more (--all lists them)")

    def for_json(self, value: Cell) -> Any:
        """A value as JSON has it."""
        if isinstance(value, Fraction):
            return float(rounded(value, self.decimals))
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value


class Expected(msgspec.Struct, frozen=True):
    """Rows that say only what was expected: tables for people count them, machine formats list them.

    Attributes:
        is_one: tells whether a row is one of them.
        words: says how many there are.
        nothing_else: what a table says that has no other rows.
    """

    is_one: Callable[[Sequence[Cell]], bool]
    words: Callable[[int], str]
    nothing_else: str


class Sheet(msgspec.Struct, frozen=True):
    """An answer laid out.

    Attributes:
        title: what it answers, for people.
        columns: in the order of every format.
        rows: values in the columns' order.
        json_header: the fields that open the JSON document, its schema first.
        totals: the fields under `totals` of the JSON document; of a single record, the fields that have more
            structure there than in a line.
        footnotes: lines beneath the table.
        empty: what a table says that has no rows.
        is_record: whether it is one record, shown field by field, with its fields at the top of the JSON document.
        overview: the same answer as people see it best, where that isn't one record a row; a table shows it if there
            is room, unless the rows are arranged otherwise.
        sentence: says a row in one line; people read those instead of a table, and `empty` if there are no rows.
        expected: the rows that tables for people count instead of listing them; None lists all.
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


def for_people(sheet: Sheet) -> Sheet:
    """Return a sheet as a table shows it: what says only what was expected is counted beneath it."""
    expected = sheet.expected
    if expected is None:
        return sheet
    rows = [row for row in sheet.rows if not expected.is_one(row)]
    number = len(sheet.rows) - len(rows)
    footnotes = [*([expected.words(number)] if number else []), *sheet.footnotes]
    empty = expected.nothing_else if number else sheet.empty
    return msgspec.structs.replace(sheet, rows=rows, footnotes=footnotes, empty=empty, expected=None)


class Arrangement(msgspec.Struct, frozen=True):
    """Which rows of a sheet are shown, and in which order; nothing else changes by it.

    Attributes:
        sort: the field to sort by; None leaves the order as it is. Rows without a value come last.
        reverse: whether the order is turned round.
        only: the verdicts that are shown; None for all rows.
    """

    sort: str | None = None
    reverse: bool = False
    only: frozenset[str] | None = None

    def apply(self, sheet: Sheet) -> Sheet:
        """The sheet with its rows so arranged.

        Raises:
            UsageError: if it has no such field, or no verdicts to choose by.
        """
        if self == Arrangement():
            return _with_shown(sheet)
        decimals = {column.field: place for place, column in enumerate(sheet.columns)}
        rows = list(sheet.rows)
        if self.only is not None:
            if "verdict" not in decimals:
                raise UsageError("--only needs rows that have a verdict: these have none")
            rows = [row for row in rows if row[decimals["verdict"]] in self.only]
        if self.sort is not None:
            if self.sort not in decimals:
                fields = ", ".join(decimals)
                raise UsageError(
                    f'--sort: there is no field "{self.sort}"{did_you_mean(self.sort, decimals)}',
                    advice=(f"The fields are {fields}.",),
                )
            place = decimals[self.sort]
            with_value = [row for row in rows if row[place] not in (None, "", ())]
            without = [row for row in rows if row[place] in (None, "", ())]
            with_value.sort(key=lambda row: _order(row[place]), reverse=self.reverse)
            rows = with_value + without
        elif self.reverse:
            rows.reverse()
        footnotes = list(sheet.footnotes)
        if len(rows) < len(sheet.rows):
            footnotes.insert(0, f"{len(rows):,} of {len(sheet.rows):,} shown.")
        empty = sheet.empty if rows or not sheet.rows else "No row is like that."
        return _with_shown(msgspec.structs.replace(sheet, rows=rows, footnotes=footnotes, empty=empty, overview=None))


def _with_shown(sheet: Sheet) -> Sheet:
    """A sheet whose totals say how many rows are shown."""
    if "rows" not in sheet.totals:
        return sheet
    return msgspec.structs.replace(sheet, totals={**sheet.totals, "shown": len(sheet.rows)})


def _order(value: Any) -> tuple[bool, Any]:
    """What a value is sorted by: numbers before words, whatever stands in a column."""
    number = isinstance(value, int | Fraction | Decimal)
    return not number, value if number else _words(value).casefold()


def _words(value: str | int | Decimal | date | tuple[str | int, ...] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
