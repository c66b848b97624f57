"""The file that is imported."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec

from norec_cli.commands.imports.given import Given
from norec_cli.context import World
from norec_cli.model.faults import Refused
from norec_cli.model.words import shorten
from norec_cli.render.screen import Progress
from norec_cli.store.locate import LONGEST_PATH
from norec_cli.store.reading import read_pipe, read_stream
from norec_cli.transfer.reading import read_table
from norec_cli.transfer.table import Open, Row, Table

STANDARD_INPUT = "-"


class Source(msgspec.Struct, frozen=True):
    """A file to import.

    Attributes:
        shown: what messages call it.
        reader: opens it, each time it is called.
        ending: how its name ends, in lower case.
        stem: its name without folder and ending.
        path: where it is; None for standard input.
    """

    shown: str
    reader: Open
    ending: str
    stem: str
    path: Path | None = None

    def is_file(self, path: Path) -> bool:
        """Whether a file is the one that is imported."""
        return self.path is not None and path.exists() and path.samefile(self.path)

    def digest(self) -> str:
        """The SHA-256 hash of what it holds."""
        found = sha256()
        with self.reader() as file:
            while piece := file.read(1 << 20):
                found.update(piece)
        return found.hexdigest()


def find_source(world: World, file: str) -> Source:
    """Find the file that a person named; `-` is standard input, which is read whole, as is a pipe such as `<(…)`.

    Raises:
        Refused: if it can't be read.
    """
    if file == STANDARD_INPUT:
        try:
            piped = read_stream(world.stdin, file)
        except OSError as error:
            raise Refused(f"standard input can't be read: {error.strerror}") from None
        return Source("standard input", lambda: BytesIO(piped), "", "import")
    path = world.cwd / file
    try:
        if path.is_dir():
            raise Refused(f"{shorten(file, LONGEST_PATH)} is a folder: name a file")
        given = read_pipe(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise Refused(f"{shorten(file, LONGEST_PATH)} can't be read: {reason}") from None
    if given is not None:  # it can be read only once
        return Source(file, lambda: BytesIO(given), path.suffix.lower(), Path(file).stem, path)
    return Source(file, lambda: path.open("rb"), path.suffix.lower(), Path(file).stem, path)


def table_of(world: World, source: Source, given: Given) -> Table:
    """The table in a file; on a terminal, reading a long one shows how far it is.

    Raises:
        Refused: if it is none.
    """
    table = read_table(source.reader, source.shown, source.ending, sheet=given.sheet, encoding=given.encoding)
    progress = Progress(world, "rows read")
    if not progress.shows:
        return table

    def rows() -> Iterator[Row]:
        with progress:
            for row in table.rows():
                progress.step()
                yield row

    return msgspec.structs.replace(table, rows=rows)
