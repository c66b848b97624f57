"""What is wrong with rows of a table."""

import msgspec

from norec_cli.model.wording import shorten

_LONGEST = 300  # characters of a reason, which may quote what it is about


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
        """Return the fault as a message goes on after file and line."""
        reason = shorten(self.reason, _LONGEST)
        if not self.column:
            return reason
        value = quoted(self.value) if self.value else "(empty)"
        return f"{shorten(self.column)}: {value} {reason}"


def quoted(text: str) -> str:
    """Return a text of somebody's table as a message quotes it: not more than a line of it."""
    return f'"{shorten(text)}"'
