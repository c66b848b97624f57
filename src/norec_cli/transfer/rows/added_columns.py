"""Add columns of people up, as a person says with `--map participants=Nurses+Doctors`."""

from collections.abc import Iterator, Sequence

import msgspec

from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.tables.table import Table, TableRow


def add_up_columns(table: Table, mapping: ColumnMapping) -> Table:
    """Return a table with a column more for each sum of columns; its cell is empty if all that it adds up are empty.

    Args:
        table: the table.
        mapping: the columns of its fields, with the sums.
    """
    if not mapping.sums:
        return table
    sums = [mapping.sums[position] for position in sorted(mapping.sums)]

    def read_rows() -> Iterator[TableRow]:
        for row in table.rows():
            more = [""] * len(sums) if row.problem else [_sum_of(table.headings, row.cells, places) for places in sums]
            yield msgspec.structs.replace(row, cells=[*row.cells, *more])

    return msgspec.structs.replace(table, headings=mapping.headings, rows=read_rows, added=len(sums))


def _sum_of(headings: Sequence[str], texts: Sequence[str], places: Sequence[int]) -> str:
    """Return the sum of some cells; if one is no number, its heading and text, which are refused as a number."""
    total = ""
    for place in places:
        text = texts[place].strip()
        if not text:
            continue
        try:
            total = str(int(total or "0") + cells.whole(text))
        except ValueError:
            return f"{headings[place]}: {text}"
    return total
