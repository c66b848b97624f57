"""How much of a file is read into memory at the most, whatever the file says of its own size."""

from norec_cli.model.errors import NorecError

DEFAULT = 500 << 20
MOST_COLUMNS = 16_384  # as many as a sheet of a workbook has
MOST_ROWS = 1_048_576  # the same
# A value takes this much memory at the least, however few bytes of the file it takes.
_VALUE = 16

ADVICE = "NOREC_MAX_SIZE sets another limit, in MB (norec help environment). A CSV file needs none."


class Limit:
    """Counts what is read of a file into memory, and refuses it before it is too much."""

    def __init__(self, file: str, most: int = DEFAULT) -> None:
        """Begin a file.

        Args:
            file: its name for messages.
            most: how many bytes it may hold, unpacked.
        """
        self.file = file
        self.most = most
        self._values = 0

    def check(self, size: int) -> None:
        """Refuse a file that holds more bytes than it may.

        Raises:
            NorecError: if it does.
        """
        if size > self.most:
            raise NorecError(f"{self.file} holds more than {self._in_mb()} when it is unpacked", advice=(ADVICE,))

    def add_values(self, number: int) -> None:
        """Count values that were read; each is as large as its place in memory.

        Raises:
            NorecError: if there are too many.
        """
        self._values += number
        if self._values * _VALUE > self.most:
            text = f"{self.file} holds more than {self.most // _VALUE:,} values, empty cells among them"
            raise NorecError(f"{text}: that is too many for {self._in_mb()}", advice=(ADVICE,))

    def _in_mb(self) -> str:
        return f"{self.most >> 20:,} MB" if self.most >= 1 << 20 else f"{self.most:,} bytes"


def refuse_too_many_columns(number: int, file: str) -> None:
    """Refuse a table that has more columns than a sheet can have.

    Raises:
        NorecError: if it has.
    """
    if number > MOST_COLUMNS:
        raise NorecError(f"{file} has {number:,} columns, and a table may have {MOST_COLUMNS:,}: leave out some")
