"""Replace texts in cells by others, as a person says with `--map-value COLUMN:TEXT=MEANING`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

import msgspec

from norec_cli.model.errors import ProblemList, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import join_names, shorten
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.headings import find_column, list_headings
from norec_cli.transfer.rows.vocabulary import Direction, State
from norec_cli.transfer.tables.table import Table, TableRow

LEFT_OUT = "left-out"
STATES: tuple[str, ...] = (*get_args(State), LEFT_OUT)
# What words of these fields may mean.
MEANINGS: Mapping[str, tuple[str, ...]] = {"status": STATES, "direction": get_args(Direction)}


def replace_values(table: Table, mapping: ColumnMapping, words: Sequence[str]) -> Table:
    """Return a table in which some texts of cells are replaced by what they mean.

    Args:
        table: the table.
        mapping: the columns of the fields.
        words: words `COLUMN:TEXT=MEANING`, as a person typed them; a column may be called by its field, too.

    Raises:
        UsageError: if a word isn't of this form, or there is no such column or meaning.
    """
    if not words:
        return table
    meanings: dict[int, dict[str, str]] = {}
    problems = ProblemList()
    for word in words:
        _read_word(word, table, mapping, meanings, problems)
    problems.raise_if_any(UsageError, (f"The columns are {list_headings(table.headings)}.",))

    def rows() -> Iterator[TableRow]:
        for row in table.rows():
            yield row if row.problem else _replaced(row, meanings)

    return msgspec.structs.replace(table, rows=rows)


def _read_word(
    word: str, table: Table, mapping: ColumnMapping, meanings: dict[int, dict[str, str]], problems: ProblemList
) -> None:
    """Add what a word says to the meanings of texts by column, or what is wrong with it to the problems."""
    called, sign, meaning = word.rpartition("=")
    parts = called.split(":")
    if not sign or len(parts) == 1:
        problems.add(f'--map-value: "{shorten(word)}" is not COLUMN:TEXT=MEANING')
        return
    for number in range(1, len(parts)):  # headings and texts may have colons, too
        name, text = ":".join(parts[:number]).strip(), ":".join(parts[number:]).strip()
        place = mapping.columns.get(name.casefold().replace("-", "_"))
        positions = find_column(table.headings, name) or ([] if place is None or place in mapping.sums else [place])
        if len(positions) == 1:
            break
    else:
        problems.add(f'--map-value: there is no column "{shorten(parts[0].strip())}", or several')
        return
    meaning = meaning.strip()
    for field, known in MEANINGS.items():
        if mapping.columns.get(field) == positions[0] and meaning not in known:
            problems.add(f'--map-value: "{shorten(meaning)}" is not one of {join_names(known, "or")}')
    meanings.setdefault(positions[0], {})[fold(text)] = meaning


def _replaced(row: TableRow, meanings: Mapping[int, Mapping[str, str]]) -> TableRow:
    cells = [*row.cells]
    for position, words in meanings.items():
        if (meaning := words.get(fold(cells[position]))) is not None:
            cells[position] = meaning
    return msgspec.structs.replace(row, cells=cells)
