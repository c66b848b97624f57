"""Problems in the rows of a table."""

import msgspec

from norec_cli.model.wording import shorten
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.tables.table import TableRow

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
    """

    line: int
    column: str
    value: str
    reason: str
    whole_column: bool = False
    place: str = ""

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


def problem_in(row: TableRow, mapping: ColumnMapping, field: str, reason: str) -> RowProblem:
    """Return a problem with the text of a field.

    Args:
        row: the row.
        mapping: the columns of the fields.
        field: the field; if it has neither column nor constant text, the problem names the field itself.
        reason: what is wrong; it goes on from the text.
    """
    column = mapping.source(field) if mapping.has(field) else field
    return RowProblem(row.line, column, mapping.text(row.cells, field), reason)
