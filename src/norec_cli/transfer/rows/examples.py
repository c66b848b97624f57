"""Choose rows of a table that show how it was read."""

from norec_cli.model.exchange import Exchange
from norec_cli.transfer.tables.table import TableRow

Example = tuple[TableRow, Exchange]


class Examples:
    """Chooser of the first and the last row with an exchange and one near the middle, of a table of any length."""

    def __init__(self) -> None:
        """Begin without rows."""
        self._count = 0
        self._first: Example | None = None
        self._last: Example | None = None
        self._between: list[tuple[int, Example]] = []  # those at the last two powers of two

    def note(self, row: TableRow, exchange: Exchange) -> None:
        """Note the next row, and the exchange that was made of it."""
        self._count += 1
        self._last = (row, exchange)
        self._first = self._first or self._last
        if self._count & (self._count - 1) == 0:
            self._between = [*self._between[-1:], (self._count, self._last)]

    def chosen(self) -> list[Example]:
        """Return the first row, one from the middle, and the last; fewer if there are not so many."""
        inner = [(number, example) for number, example in self._between if 1 < number < self._count]
        middle = min(inner, key=lambda one: abs(2 * one[0] - self._count), default=(0, None))[1]
        last = self._last if self._count > 1 else None
        return [example for example in (self._first, middle, last) if example is not None]
