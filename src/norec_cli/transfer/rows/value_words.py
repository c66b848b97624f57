"""Read texts of cells as they are seen, or as a person explains them with `--map-value COLUMN:TEXT=MEANING`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import get_args

import msgspec

from norec_cli.model.errors import ProblemList, UsageError
from norec_cli.model.folding import fold, visible_text
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
    """Return a table in which some texts of cells are replaced by what they mean, without invisible characters.

    Invisible characters stay in columns that may hold any text, such as names and notes.

    Args:
        table: the table.
        mapping: the columns of the fields.
        words: words `COLUMN:TEXT=MEANING`, as a person typed them; a column may be called by its field, too.

    Raises:
        UsageError: if a word isn't of this form, or there is no such column or meaning.
    """
    meanings: dict[int, dict[str, str]] = {}
    problems = ProblemList()
    for word in words:
        _read_word(word, table, mapping, meanings, problems)
    problems.raise_if_any(UsageError, (f"The columns are {list_headings(table.headings)}.",))

    any_text = mapping.holds_any_text()

    def rows() -> Iterator[TableRow]:
        for row in table.rows():
            seen = row if row.problem or "".join(row.cells).isascii() else _as_seen(row, any_text)
            yield seen if seen.problem or not meanings else _replaced(seen, meanings)

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


def _as_seen(row: TableRow, any_text: Collection[int]) -> TableRow:
    """Return a row without invisible characters in its cells, but for the columns that may hold any text."""
    cells = [
        text if text.isascii() or place in any_text else visible_text(text) for place, text in enumerate(row.cells)
    ]
    return msgspec.structs.replace(row, cells=cells)


def _replaced(row: TableRow, meanings: Mapping[int, Mapping[str, str]]) -> TableRow:
    cells = [*row.cells]
    for position, words in meanings.items():
        if (meaning := words.get(fold(cells[position]))) is not None:
            cells[position] = meaning
    return msgspec.structs.replace(row, cells=cells)
