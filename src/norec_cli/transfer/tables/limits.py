"""The most that is read of a file into memory, whatever size the file claims to have."""

from norec_cli.model.errors import NorecError

DEFAULT = 500 << 20
MOST_COLUMNS = 16_384  # as many as a sheet of a workbook has
MOST_ROWS = 1_048_576  # as a sheet of a workbook has
# Bytes: the least memory that a value takes, however short it is in the file.
_VALUE = 16

ADVICE = "NOREC_MAX_SIZE sets another limit, in MB (norec help environment). A CSV file needs none."


class Limit:
    """Counter of what is read of a file into memory; it refuses a file that is too large."""

    def __init__(self, file: str, most: int = DEFAULT) -> None:
        """Begin to count.

        Args:
            file: the name of the file for messages.
            most: the most bytes that it may have, unpacked.
        """
        self.file = file
        self.most = most
        self._values = 0

    def check(self, size: int) -> None:
        """Refuse a file that has more bytes than it may.

        Args:
            size: how many bytes it has.

        Raises:
            NorecError: if these are too many.
        """
        if size > self.most:
            raise NorecError(f"{self.file} holds more than {self._in_mb()} when it is unpacked", advice=(ADVICE,))

    def add_values(self, number: int) -> None:
        """Add to the number of values that were read, and refuse a file with more than fit into memory.

        Args:
            number: how many more were read.

        Raises:
            NorecError: if there are too many.
        """
        self._values += number
        if self._values * _VALUE > self.most:
            text = f"{self.file} holds more than {self.most // _VALUE:,} values, including empty cells"
            raise NorecError(f"{text}: too many for {self._in_mb()}", advice=(ADVICE,))

    def _in_mb(self) -> str:
        return f"{self.most >> 20:,} MB" if self.most >= 1 << 20 else f"{self.most:,} bytes"


def refuse_too_many_columns(number: int, file: str) -> None:
    """Refuse a table that has more columns than a sheet of a workbook can have.

    Args:
        number: how many columns it has.
        file: the name of the file for messages.

    Raises:
        NorecError: if these are too many.
    """
    if number > MOST_COLUMNS:
        raise NorecError(
            f"{file} has {number:,} columns, but a table may have {MOST_COLUMNS:,} at most: leave some out"
        )
