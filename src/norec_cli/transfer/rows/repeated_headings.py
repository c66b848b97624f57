"""Rows that repeat the headings of a table in other words: they are no records."""

import re
from collections.abc import Callable, Iterator

import msgspec

from norec_cli.model.wording import plural
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.headings import COUNTS, headings_of, normalise
from norec_cli.transfer.tables.table import Table, TableRow

_SUBJECT = "headings in other words"
_SIDES = ("from", "to")
# Fields of which a row of headings has no number.
_NUMBERED = (*COUNTS, "start", "end", "year", "months", "weeks", "days")
_DIGIT = re.compile(r"\d")


def without_repeated_headings(table: Table, mapping: ColumnMapping, knows: Callable[[str], bool]) -> Table:
    """Return a table of exchanges without rows in which the partners' cells are headings; a note counts these.

    Args:
        table: the table.
        mapping: the columns of its fields.
        knows: returns whether a text is the name of a partner; a row with one is a record.
    """
    sides = {field: mapping.columns[field] for field in _SIDES if field in mapping.columns}
    if mapping.is_ours or not sides:
        return table
    counts = {field: mapping.columns[field] for field in COUNTS if field in mapping.columns}
    names = {field: _names_of(mapping, field) for field in (*sides, *counts)}
    numbered = [mapping.columns[field] for field in _NUMBERED if field in mapping.columns]
    seen: dict[str, bool] = {}  # whether the text of the first side is a heading; most texts occur in many rows
    first, place = next(iter(sides.items()))

    def repeats(row: TableRow) -> bool:
        if not all(normalise(row.cells[at]) in names[field] for field, at in sides.items()):
            return False
        if any(_DIGIT.search(row.cells[at]) for at in numbered) or any(knows(row.cells[at]) for at in sides.values()):
            return False
        if len(set(sides.values())) > 1:
            return True
        return bool(counts) and all(normalise(row.cells[at]) in names[field] for field, at in counts.items())

    def read_rows() -> Iterator[TableRow]:
        repeated = 0
        for row in table.rows():
            if row.problem:
                yield row
                continue
            text = row.cells[place]
            may_be = seen.get(text)
            if may_be is None:
                may_be = seen[text] = normalise(text) in names[first]
            if may_be and repeats(row):
                repeated += 1
            else:
                yield row
        table.notes.pop(_SUBJECT, None)
        if repeated:
            table.notes[_SUBJECT] = f"left out: {plural(repeated, 'row')} with the headings again, in other words"

    return msgspec.structs.replace(table, rows=read_rows)


def _names_of(mapping: ColumnMapping, field: str) -> frozenset[str]:
    """Return the headings, normalised, that a column of a field may have: those of this table and the known ones."""
    known = headings_of("exchanges")
    own = normalise(mapping.headings[mapping.columns[field]])
    one_column = field in _SIDES and not all(side in mapping.columns for side in _SIDES)
    return frozenset({*known[field], own, *(known["partner"] if one_column else ())} - {""})
