"""The file that is imported."""

import re
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec

from norec_cli.commands.imports.options import ImportOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.wording import shorten
from norec_cli.render.screen import Progress
from norec_cli.store.files.locate import LONGEST_PATH
from norec_cli.store.files.reading import read_pipe, read_stream
from norec_cli.transfer.tables.limits import DEFAULT, Limit
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Open, Row, Table

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


def find_source(context: Context, file: str) -> Source:
    """Find the file that a person named; `-` is standard input, which is read whole, as is a pipe such as `<(…)`.

    Raises:
        NorecError: if it can't be read.
    """
    if file == STANDARD_INPUT:
        limit = Limit("standard input", most_bytes(context))
        try:
            piped = read_stream(context.stdin, limit.most + 1)
        except OSError as error:
            raise NorecError(f"standard input can't be read: {error.strerror}") from None
        limit.check(len(piped))
        return Source("standard input", lambda: BytesIO(piped), "", "import")
    path, shown = context.cwd / file, shorten(file, LONGEST_PATH)
    limit = Limit(shown, most_bytes(context))
    try:
        if path.is_dir():
            raise NorecError(f"{shown} is a folder: name a file")
        given = read_pipe(path, limit.most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{shown} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if given is not None:  # it can be read only once
        limit.check(len(given))
        return Source(shown, lambda: BytesIO(given), path.suffix.lower(), Path(file).stem)
    context.sources.append(path)
    return Source(shown, lambda: path.open("rb"), path.suffix.lower(), Path(file).stem)


def most_bytes(context: Context) -> int:
    """Return how many bytes a file may hold that is read into memory: `NOREC_MAX_SIZE` says it in MB.

    Raises:
        UsageError: if that is no number of MB.
    """
    said = context.environ.get("NOREC_MAX_SIZE", "").strip()
    if not said:
        return DEFAULT
    if not re.fullmatch("[0-9]{1,9}", said) or int(said) == 0:
        raise UsageError(f'NOREC_MAX_SIZE: "{shorten(said)}" must be a whole number of MB, 1 or more')
    return int(said) << 20


def table_of(context: Context, source: Source, given: ImportOptions) -> Table:
    """The table in a file; on a terminal, reading a long one shows how far it is.

    Raises:
        NorecError: if it is none.
    """
    table = read_table(
        source.reader,
        source.shown,
        source.ending,
        sheet=given.sheet,
        encoding=given.encoding,
        most=most_bytes(context),
    )
    progress = Progress(context, "rows read")
    if not progress.shows:
        return table

    def rows() -> Iterator[Row]:
        with progress:
            for row in table.rows():
                progress.step()
                yield row

    return msgspec.structs.replace(table, rows=rows)
