"""What is wrong with rows of a table."""

import msgspec


class RowFault(msgspec.Struct, frozen=True):
    """Something that is wrong with a row.

    Attributes:
        line: its line in the file, or its row on the sheet.
        column: the heading of the column; empty if it is about the whole row.
        value: what stands there.
        reason: what is wrong, going on from the value.
        whole_column: whether no row of the column can be trusted.
    """

    line: int
    column: str
    value: str
    reason: str
    whole_column: bool = False

    def in_words(self) -> str:
        """The fault as a message goes on after file and line."""
        if not self.column:
            return self.reason
        value = quoted(self.value) if self.value else "(empty)"
        return f"{self.column}: {value} {self.reason}"


def quoted(text: str) -> str:
    """A text of somebody's table in a message."""
    return f'"{text}"'
