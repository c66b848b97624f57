"""What a sheet says of its cells besides their values: merged cells and hidden columns."""

import re
from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import BinaryIO
from xml.parsers import expat

import msgspec
from openpyxl.utils import column_index_from_string, get_column_letter

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import shorten
from norec_cli.transfer.tables.limits import MOST_COLUMNS, MOST_ROWS, Limit
from norec_cli.transfer.tables.table import CellProblem

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)
_BLOCK = 1 << 20
_MARKS = (b"mergeCell", b"hidden", b'width="0')
_LONGEST_COUNT = 3  # digits; a longer number may be a year


class MergedArea(msgspec.Struct, frozen=True, gc=False):
    """Cells of a sheet that are merged into one, whose value is in the first.

    Attributes:
        area: the cells as the sheet names them: `A2:A5`.
        row: the first row, counted from 1.
        last_row: the last row.
        column: the first column, counted from 0.
        last_column: the last column.
    """

    area: str
    row: int
    last_row: int
    column: int
    last_column: int


class SheetLayout(msgspec.Struct, frozen=True):
    """Merged cells and hidden columns of a sheet.

    Attributes:
        downwards: what is merged over several rows, in the order of their first rows.
        sideways: the rows with cells that are merged over several columns, and the first of these columns.
        hidden: the hidden columns, counted from 0.
    """

    downwards: tuple[MergedArea, ...] = ()
    sideways: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()


def read_layout(xml: BinaryIO, limit: Limit) -> SheetLayout:
    """Return the layout of a sheet.

    Args:
        xml: the file of the sheet in its workbook, at its beginning, to be read to its end.
        limit: the most that the workbook may hold.

    Raises:
        NorecError: if merged cells overlap, or there are too many.
        ValueError: if the file is damaged.
        ExpatError: if it is no XML.
    """
    merges: list[MergedArea] = []
    edges = [0] * (MOST_COLUMNS + 2)  # where hidden columns begin (+1), and where they have ended (-1)

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "mergeCell":
            limit.add_values(8)
            merge = _merge_of(attributes.get("ref", ""))
            merges.extend([merge] if merge else [])
        elif name == "col" and is_hidden(attributes, "width"):
            edges[min(int(attributes["min"]), MOST_COLUMNS + 1)] += 1
            edges[min(int(attributes["max"]), MOST_COLUMNS) + 1] -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    while block := xml.read(_BLOCK):
        parser.Parse(block, False)  # noqa: FBT003 - expat takes it by place
    parser.Parse(b"", True)  # noqa: FBT003 - as above
    downwards = tuple(sorted((m for m in merges if m.last_row > m.row), key=lambda m: (m.row, m.column)))
    _refuse_overlaps(downwards, limit.file)
    hidden = (n - 1 for n, depth in enumerate(accumulate(edges)) if depth > 0 and n)
    return SheetLayout(
        downwards, frozenset((m.row, m.column) for m in merges if m.last_column > m.column), frozenset(hidden)
    )


def is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Return whether a row or a column is hidden, or has no size.

    Args:
        attributes: what the sheet says of it.
        size: the name of its height or width.
    """
    return attributes.get("hidden") in ("1", "true") or float(attributes.get(size, 1)) == 0


def has_layout(xml: BinaryIO) -> bool:
    """Return whether the file of a sheet may say anything of merged cells, or hidden columns or rows."""
    tail = b""
    while block := xml.read(_BLOCK):
        piece = tail + block
        if any(mark in piece for mark in _MARKS) or b"\0" in piece:  # 0: a text of two bytes for each character
            return True
        tail = block[-16:]
    return False


def _merge_of(area: str) -> MergedArea | None:
    """Return the merge of an area; None for a single cell.

    Raises:
        ValueError: if the text names no area.
    """
    if ":" not in area:
        return None
    found = _RANGE.fullmatch(area)
    if not found:
        raise ValueError(f"merged cells {area}")
    column, last_column = (column_index_from_string(found[n]) - 1 for n in (1, 3))
    row, last_row = int(found[2]), int(found[4])
    if not (1 <= row <= last_row <= MOST_ROWS and column <= last_column):
        raise ValueError(f"merged cells {area}")
    return MergedArea(area, row, last_row, column, last_column)


def _refuse_overlaps(merges: tuple[MergedArea, ...], file: str) -> None:
    for one, other in pairwise(sorted(merges, key=lambda merge: (merge.column, merge.row))):
        if one.column == other.column and other.row <= one.last_row:
            words = f"merged cells that overlap ({one.area} and {other.area})"
            raise NorecError(f"{file} has {words}: open it in a spreadsheet program, unmerge them and save it")


class MergedCells:
    """Filler of cells that are merged downwards: each row of the merge gets its value.

    Attributes:
        reach: the last row of the merges that begin with a value in the row that was filled last.
    """

    def __init__(self, merges: tuple[MergedArea, ...]) -> None:
        """Begin a sheet.

        Args:
            merges: what is merged over several rows, in the order of their first rows.
        """
        self.reach = 0
        self._merges = iter(merges)
        self._next = next(self._merges, None)
        # The merges that go on, by column, each with its text, and what is wrong with it.
        self._open: dict[int, tuple[MergedArea, str, CellProblem | None]] = {}

    def fill(self, row: int, texts: list[str], problems: dict[int, CellProblem]) -> int:
        """Fill the cells of a row, and return how many were filled.

        Args:
            row: the number of the row, larger than that of the row before.
            texts: the texts of its cells, of which some are replaced.
            problems: what is wrong with its cells, by column.
        """
        filled = self.reach = 0
        for column, (merge, text, problem) in list(self._open.items()):
            if merge.last_row < row:
                del self._open[column]
                continue
            texts.extend([""] * (column + 1 - len(texts)))
            place = f"{get_column_letter(column + 1)}{row}"
            if texts[column] and texts[column] != text:
                held = shorten(texts[column])
                problems[column] = CellProblem(
                    f'holds "{held}" behind the merged cells {merge.area}: unmerge them', place
                )
            elif problem:
                problems[column] = problem
            elif text.isdecimal() and len(text) <= _LONGEST_COUNT:  # perhaps of people, who would be counted twice
                problems[column] = CellProblem(
                    f"is merged with the {text} above: unmerge {merge.area}, and write each number", place
                )
            else:
                filled += not texts[column]
                texts[column] = text
        while self._next is not None and self._next.row <= row:
            merge, self._next = self._next, next(self._merges, None)
            column = merge.column
            text = texts[column] if merge.row == row and column < len(texts) else ""
            if merge.last_row > row and (text or column in problems):
                self._open[column] = (merge, text, problems.get(column))
                self.reach = max(self.reach, merge.last_row)
        return filled
