"""The row of headings of a table, and rows among the others that only repeat or tag the headings."""

import re
from collections.abc import Callable, Sequence

from norec_cli.model.folding import fold
from norec_cli.transfer.tables.table import TableRow

KnownHeadings = Callable[[Sequence[str]], int]  # returns how many of some cells are headings of known fields

MOST_LOOKED_AT = 20  # rows among which the headings are looked for
_MOST_IN_TITLE = 2  # filled cells of a row above the headings: a title, a name with a date
_YEAR = 4  # digits
_HXL_TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(?:\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*", re.ASCII)
# Hashtags of the Humanitarian Exchange Language that a table of people or organisations may have.
_HASHTAGS = {
    "#access", "#activity", "#adm1", "#adm2", "#adm3", "#affected", "#beneficiary", "#capacity", "#channel", "#contact",
    "#country", "#date", "#description", "#event", "#frequency", "#geo", "#group", "#id", "#indicator", "#inneed",
    "#item", "#lang", "#loc", "#meta", "#modality", "#need", "#operations", "#org", "#output", "#population",
    "#reached", "#region", "#respondee", "#sector", "#service", "#status", "#subsector", "#targeted", "#type", "#value",
}  # fmt: skip


def choose_headings(rows: Sequence[TableRow], known: KnownHeadings | None = None) -> int:
    """Return the position of the row of headings among the first rows of a table.

    That is the first row with more than two filled cells, unless a row up to there names known fields. In a table of
    two columns it is the first row with both, the one that names more known fields going before. A row of numbers has
    its headings above it, even if these are two under a blank corner.

    Args:
        rows: the first rows that are not empty, one at least.
        known: returns how many of some cells are headings of known fields; None if no fields are known.
    """
    numbers = next((position for position, row in enumerate(rows) if _has_only_numbers(row.cells)), 0)
    rows = rows[:numbers] or rows
    filled = [sum(map(bool, row.cells)) for row in rows]
    wide = next((position for position, number in enumerate(filled) if number > _MOST_IN_TITLE), len(rows) - 1)

    def preference(position: int) -> tuple[int, int, int]:
        score = known(rows[position].cells) if known and not rows[position].problem else 0
        return score if score > 1 else 0, min(filled[position], _MOST_IN_TITLE + 1), score

    return max(range(wide + 1), key=preference)  # of equal ones the first


def _has_only_numbers(cells: Sequence[str]) -> bool:
    """Return whether a row has two numbers or more, and beside them one name at most; years are headings, too."""
    texts = [cell for cell in cells if cell]
    numbers = sum(text.isdecimal() and not (len(text) == _YEAR and text.startswith(("19", "20"))) for text in texts)
    return numbers > 1 and len(texts) - numbers <= 1


def is_repeated(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Return whether a row has the texts of the headings again, however they are capitalised and spaced."""
    return len(cells) == len(headings) and all(
        cell == heading or fold(cell) == fold(heading) for cell, heading in zip(cells, headings, strict=True)
    )


def is_hxl_row(cells: Sequence[str]) -> bool:
    """Return whether a row has tags of the Humanitarian Exchange Language, such as `#org+from`, and nothing else."""
    tags = [cell for cell in cells if cell]
    return all(map(_HXL_TAG.fullmatch, tags)) and any(
        "+" in tag or tag.casefold() in _HASHTAGS or tag.casefold().startswith("#x_") for tag in tags
    )
