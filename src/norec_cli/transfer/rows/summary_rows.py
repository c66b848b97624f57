"""Rows of a table that are no records: totals of other rows, and headings of sections."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.names import TOTAL_ROW
from norec_cli.transfer.rows.problems import ProblemKind, RowProblem, quoted
from norec_cli.transfer.rows.vocabulary import is_total
from norec_cli.transfer.tables.table import LEAST_COLUMNS, TableRow

SummaryKind = Literal["total", "heading"]

_HEADING_ROW = "is alone in its row, like the heading of a section: --skip-totals leaves out such rows"
_TITLE_ROW = "is merged over several columns, like the title of a section: --skip-totals leaves out such rows"
_NEEDED = ("from", "to", "participants", "outgoing", "incoming", "women", "men", "start", "year")


class TotalRows(msgspec.Struct, frozen=True):
    """How the rows of a table are known that add up other rows.

    Attributes:
        skip: whether such rows, and headings of sections, are left out instead of refused.
        marks: texts that mark such a row, by the positions of columns other than those of the partners.
        sums: ids of partners, or folded names, that were found to be sums of the others.
    """

    skip: bool = False
    marks: Mapping[int, frozenset[str]] = {}
    sums: frozenset[str] = frozenset()


# No total row is left out, and only the partners tell which ones they are.
REFUSED = TotalRows()


class SummaryRows:
    """Finder of rows that are totals or headings of sections."""

    def __init__(self, mapping: ColumnMapping, marks: Mapping[int, frozenset[str]]) -> None:
        """Begin a table.

        Args:
            mapping: the columns of its fields.
            marks: texts that mark total rows, by the positions of columns.
        """
        self._mapping = mapping
        self._marks = marks
        self._partners = [mapping.columns[side] for side in ("from", "to") if side in mapping.columns]
        filled = {mapping.columns[field] for field in _NEEDED if field in mapping.columns}
        #: Whether a row may be read as a record though it is a total or a heading.
        self.may_look_right = bool(marks) or len(filled) < 2

    def find(self, row: TableRow, problems: Sequence[RowProblem]) -> tuple[SummaryKind, RowProblem] | None:
        """Return what kind of row without a record a row is, and the problem with it; None if it is none.

        Args:
            row: a row, as the file has it.
            problems: what is wrong with its values.
        """
        if row.problem:
            return ("heading", RowProblem(row.line, "", "", f"{quoted(row.title)} {_TITLE_ROW}")) if row.title else None
        for problem in problems:
            if problem.kind in ("total", "sum"):
                return "total", problem
        for position, texts in self._marks.items():
            if row.cells[position] in texts:
                return "total", self._problem(row, position, TOTAL_ROW, "total")
        filled = [position for position, text in enumerate(row.cells) if text.strip()]
        if any(position not in filled for position in self._partners):
            for position in filled:
                if is_total(row.cells[position]):
                    return "total", self._problem(row, position, TOTAL_ROW, "total")
        if len(filled) == 1 and len(row.cells) >= LEAST_COLUMNS:
            return "heading", self._problem(row, filled[0], _HEADING_ROW, "other")
        return None

    def _problem(self, row: TableRow, position: int, reason: str, kind: ProblemKind) -> RowProblem:
        return RowProblem(row.line, self._mapping.headings[position], row.cells[position], reason, kind=kind)
