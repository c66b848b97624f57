"""What the cells of columns hold altogether: needed where one row alone doesn't show what a column means."""

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import islice

from norec_cli.transfer.tables.table import Table, is_unknown

_MOST_TEXTS = 5_000  # different texts of a column that are kept: a column with more is no column of few words
_ROWS_AT_ONCE = 5_000


def survey(table: Table, positions: Collection[int]) -> Mapping[int, Counter[str]]:
    """Return how often each text occurs in some columns, without texts that are empty or say that nothing is known.

    All rows are read that can be read. Of a column with very many different texts only the first ones are kept.

    Args:
        table: the table.
        positions: the positions of the columns.
    """
    found: dict[int, Counter[str]] = {position: Counter() for position in positions}
    rows = (row.cells for row in table.rows() if not row.problem) if positions else iter(())
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        for position, texts in found.items():
            if len(texts) <= _MOST_TEXTS:
                texts.update([cells[position] for cells in some])
    for texts in found.values():
        for text in [text for text in texts if is_unknown(text)]:
            del texts[text]
    return found
