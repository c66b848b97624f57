"""The files of a store as they were at one moment, whatever is changed while they are read.

A change of several files is committed when the file `.norec.pending` names them: from then on, what is staged beside
each of them is its content, until it has taken its place. So a store whose last change was cut off is read as that
change left it, or as it was before; nothing need be written for that.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from norec_cli.model.faults import Fault, Refused, StoreUnreadable
from norec_cli.store import disk
from norec_cli.store.locate import MARK

PARTNERS = "partners.toml"
PROJECTS = "projects.toml"
EXCHANGES = "exchanges.jsonl"
PENDING = ".norec.pending"

# Exchanges first: what is appended after the registers were opened may name partners that they don't have yet.
FILES = (EXCHANGES, PROJECTS, PARTNERS, MARK)

# A store may do without these; one that isn't there is as good as an empty one.
MAY_LACK = {PROJECTS}

_MOST_TRIES = 100


def pending_files(folder: Path) -> tuple[str, ...]:
    """The files of a change that is committed and not all in place; empty if there is none.

    Raises:
        OSError: if it can't be read.
    """
    try:
        named = json.loads(disk.read(folder / PENDING))
    except FileNotFoundError:
        return ()
    return tuple(file for file in FILES if file in named)


class Snapshot:
    """The files of a store, open, as they were at one moment."""

    def __init__(self, folder: Path, shown: str) -> None:
        """Open them.

        Args:
            folder: the store.
            shown: how messages call the folder.

        Raises:
            StoreUnreadable: if one of them is missing or can't be opened.
            Refused: if they change faster than they can be opened.
        """
        self._shown = shown
        self._contents: dict[str, bytes] = {}
        for _ in range(_MOST_TRIES):
            with self._reading(PENDING):
                try:
                    pending = pending_files(folder)
                except ValueError as error:  # no JSON
                    raise OSError(0, "it is no list of files") from error
            self._paths = {file: _settled(folder / file, file in pending) for file in FILES}
            self._files = {}
            self._lacking: set[str] = set()
            try:
                for file, path in self._paths.items():
                    if file in MAY_LACK and not path.exists():
                        self._lacking.add(file)
                        continue
                    with self._reading(file):
                        self._files[file] = disk.open_to_read(path)
            except StoreUnreadable:
                moved = self._moved(folder, pending)
                self.close()
                if moved:
                    continue
                raise
            self._size = _whole_size(self._files[EXCHANGES])
            self._stamp = disk.stamp(self._paths[EXCHANGES])
            if not self._moved(folder, pending):
                return
            self.close()
        raise Refused("the store keeps changing while it is read: try again")

    def name_of(self, file: str) -> str:
        """A file of the store as messages call it."""
        return os.path.join(self._shown, file)  # noqa: PTH118 - `a/../b` stays as the person typed it

    def read(self, file: str) -> bytes:
        """All bytes of a file, as they were when they were first asked for; none of one that isn't there."""
        if file not in self._files:
            return b""
        if file not in self._contents:
            with self._reading(file):
                self._files[file].seek(0)
                self._contents[file] = self._files[file].read()
        return self._contents[file]

    def has(self, file: str) -> bool:
        """Whether the store has a file."""
        return file in self._files

    def describe(self, file: str) -> tuple[int, datetime]:
        """Bytes of a file that the store has, and when it was last changed."""
        found = os.fstat(self._files[file].fileno())
        return found.st_size, datetime.fromtimestamp(found.st_mtime, UTC)

    @contextmanager
    def exchange_blocks(self) -> Iterator[Iterable[bytes]]:
        """The exchanges from the first, in pieces of whole lines; what was appended since is not among them."""
        with self._reading(EXCHANGES):
            yield disk.blocks(self._files[EXCHANGES], self._size)

    def last_line(self) -> bytes:
        """The last line of the exchanges, whole or torn; empty if there are none."""
        with self._reading(EXCHANGES):
            return disk.last_line(self._files[EXCHANGES], self._size)

    def is_current(self, files: Iterable[str]) -> bool:
        """Whether these files still hold what they held."""
        for file in files:
            if file == EXCHANGES:
                if disk.stamp(self._paths[file]) != self._stamp:
                    return False
            elif file in self._files:
                with self._reading(file):
                    if disk.read(self._paths[file]) != self.read(file):
                        return False
            elif self._paths[file].exists():
                return False
        return True

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    def _moved(self, folder: Path, pending: tuple[str, ...]) -> bool:
        """Whether another file took the place of one that is open, or a change was committed, meanwhile."""
        if pending_files(folder) != pending:
            return True
        appeared = any(self._paths[file].exists() for file in self._lacking)
        return appeared or any(
            disk.identity(self._paths[file]) != _identity(opened) for file, opened in self._files.items()
        )

    @contextmanager
    def _reading(self, file: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            text = "is missing: put it back, or make an empty file of that name if it held nothing"
            raise StoreUnreadable(Fault(text, self.name_of(file))) from None
        except OSError as error:
            raise StoreUnreadable(Fault(f"can't be read: {error.strerror or error}", self.name_of(file))) from None


def _settled(path: Path, pending: bool) -> Path:  # noqa: FBT001 - private, and it reads well where it is called
    return disk.staged(path) if pending and disk.staged(path).exists() else path


def _identity(opened: BinaryIO) -> tuple[int, int]:
    found = os.fstat(opened.fileno())
    return found.st_dev, found.st_ino


def _whole_size(exchanges: BinaryIO) -> int:
    """The size of the exchanges when they end with a line: while one is being appended, they may end within it.

    A line that was cut off stays as it is, and whoever reads it says so.
    """
    for _ in range(_MOST_TRIES):
        size = _size(exchanges)
        exchanges.seek(max(0, size - 1))
        if exchanges.read(1) in (b"", b"\n"):
            break
    return size


def _size(opened: BinaryIO) -> int:
    return os.fstat(opened.fileno()).st_size
