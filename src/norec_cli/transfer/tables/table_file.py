"""A file with a table, and how a person wants it read."""

from hashlib import sha256
from pathlib import Path

import msgspec

from norec_cli.transfer.tables.headings import KnownHeadings
from norec_cli.transfer.tables.limits import DEFAULT, Limit
from norec_cli.transfer.tables.matrix import MatrixOptions
from norec_cli.transfer.tables.table import Open


class TableFile(msgspec.Struct, frozen=True):
    """A file with a table.

    Attributes:
        display_name: its name for messages.
        open_file: opens it, each time it is called.
        ending: the ending of its name, in lower case; if it is not known, the first bytes of the file decide.
        stem: its name without folder and ending.
        folder: the folder that it is in, as typed; empty for standard input and a pipe.
        name: its name without folder; empty for standard input and a pipe.
        most: the most bytes that it may have in memory, unpacked; a text is not read into memory.
    """

    display_name: str
    open_file: Open
    ending: str
    stem: str = ""
    folder: str = ""
    name: str = ""
    most: int = DEFAULT

    def limit(self) -> Limit:
        """Return a new counter of what is read of the file into memory."""
        return Limit(self.display_name, self.most)

    def digest(self) -> str:
        """Return the SHA-256 hash of the file."""
        digest = sha256()
        with self.open_file() as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    def folder_digest(self, cwd: Path) -> str:
        """Return a short hash of the path of the folder; empty if the file has none.

        Args:
            cwd: the current folder.
        """
        path = str((cwd / self.folder).resolve()) if self.name else ""
        return sha256(path.encode(errors="surrogateescape")).hexdigest()[:16] if path else ""


class HowToRead(msgspec.Struct, frozen=True):
    """How a table is read.

    Attributes:
        sheet: the name of a sheet of a workbook; None if only one sheet isn't empty.
        encoding: the encoding of a text as a person named it; None to recognise it.
        header: the line, or the row of a sheet, with the headings; None to find it.
        visible: whether hidden rows and columns of a sheet are left out.
        matrix: how the table is read if it is a matrix of who went to whom; None if it has a row for each exchange.
        known: returns how many of some cells are headings of known fields; None if no fields are known.
    """

    sheet: str | None = None
    encoding: str | None = None
    header: int | None = None
    visible: bool = False
    matrix: MatrixOptions | None = None
    known: KnownHeadings | None = None
