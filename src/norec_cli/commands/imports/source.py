"""The file that is imported."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec

from norec_cli.commands.imports.given import Given
from norec_cli.context import World
from norec_cli.model.faults import Refused
from norec_cli.render.screen import Progress
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
    """

    shown: str
    reader: Open
    ending: str
    stem: str

    def digest(self) -> str:
        """The SHA-256 hash of what it holds."""
        found = sha256()
        with self.reader() as file:
            while piece := file.read(1 << 20):
                found.update(piece)
        return found.hexdigest()


def find_source(world: World, file: str) -> Source:
    """The file that a person named; `-` is standard input, which is read whole.

    Raises:
        Refused: if it can't be read.
    """
    if file == STANDARD_INPUT:
        raw = world.stdin.read()
        return Source("standard input", lambda: BytesIO(raw), "", "import")
    path = world.cwd / file
    try:
        if path.is_dir():
            raise Refused(f"{file} is a folder: name a file")
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise Refused(f"{file} can't be read: {getattr(error, 'strerror', None) or error}") from None
    world.sources.append(path)
    return Source(file, lambda: path.open("rb"), path.suffix.lower(), Path(file).stem)


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
