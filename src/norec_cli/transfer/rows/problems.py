"""Problems in the rows of a table."""

from typing import Literal

import msgspec

from norec_cli.model.lookup import UnknownNameError
from norec_cli.model.wording import shorten
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.names import SumError, TotalRowError
from norec_cli.transfer.tables.table import TableRow

# No partner has a name; the same, and the reason says which names are near; the row is a total by a word; the name is
# a sum by its numbers; or something else.
ProblemKind = Literal["unknown-partner", "near-partner", "total", "sum", "other"]

_LONGEST = 300  # characters of a reason, which may quote what it is about


class RowProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong in a row; no `Problem`, because its column and value are needed apart.

    Attributes:
        line: the line of the file, or the row of the sheet.
        column: the heading of the column; empty if the whole row is wrong.
        value: the text of the cell.
        reason: what is wrong; it goes on from the value.
        whole_column: whether the problem makes every row of the column doubtful.
        place: the cell of a matrix with which the reason begins; empty for other problems.
        kind: what kind of problem it is.
    """

    line: int
    column: str
    value: str
    reason: str
    whole_column: bool = False
    place: str = ""
    kind: ProblemKind = "other"

    @property
    def is_unknown_partner(self) -> bool:
        """Whether the problem is that no partner has the name."""
        return self.kind in ("unknown-partner", "near-partner")

    def in_words(self) -> str:
        """Return the problem as it follows file and line in a message."""
        reason = shorten(self.reason, _LONGEST)
        if not self.column:
            return reason
        value = quoted(self.value) if self.value else "(empty)"
        return f"{shorten(self.column)}: {value} {reason}"


def quoted(text: str) -> str:
    """Return a text of a table in quotes, on one line and not too long."""
    return f'"{shorten(text)}"'


def kind_of(error: ValueError) -> ProblemKind:
    """Return the kind of the problem with a text that couldn't be read."""
    if isinstance(error, TotalRowError):
        return "sum" if isinstance(error, SumError) else "total"
    if isinstance(error, UnknownNameError) and error.kind == "partner":
        return "near-partner" if error.hint else "unknown-partner"
    return "other"


def problem_in(
    row: TableRow, mapping: ColumnMapping, field: str, reason: str, kind: ProblemKind = "other"
) -> RowProblem:
    """Return a problem with the text of a field.

    Args:
        row: the row.
        mapping: the columns of the fields.
        field: the field; if it has neither column nor constant text, the problem names the field itself.
        reason: what is wrong; it goes on from the text.
        kind: what kind of problem it is.
    """
    column = mapping.source(field) if mapping.has(field) else field
    return RowProblem(row.line, column, mapping.text(row.cells, field), reason, kind=kind)
