"""The files of a store as they were at one moment, whatever is changed while they are read.

A change is committed when `.norec.pending` is there (`pending.py`). So a store whose last change was cut off is read as
that change left it, or as it was before; nothing need be written for that.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from norec_cli.model.errors import NorecError, Problem, StoreReadError
from norec_cli.model.store_files import EXCHANGES, FILES, HISTORY, MAY_LACK
from norec_cli.store.files import disk, reading
from norec_cli.store.files.pending import PENDING, Pending, missing_tail, read_pending

_MOST_TRIES = 100


class Snapshot:
    """The files of a store, open, as they were at one moment."""

    def __init__(
        self, folder: Path, shown: str, *, files: Iterable[str] = FILES, committed: Pending | None = None
    ) -> None:
        """Open them.

        Args:
            folder: the store.
            shown: how messages call the folder.
            files: which of its files are opened.
            committed: a change that the store is read as if it were made; None reads it as it is.

        Raises:
            StoreReadError: if one of them is missing or can't be opened.
            NorecError: if they change faster than they can be opened.
        """
        self._folder = folder
        self._shown = shown
        self._contents: dict[str, bytes] = {}
        for _ in range(_MOST_TRIES):
            self.unsettled = self._read_pending()
            change = committed or self.unsettled or Pending()
            self._staged = change.staged
            # Before anything is read: what is added after this look is found by the next.
            stamps = {file: reading.stamp(self._path_of(file)) for file in files if file == EXCHANGES}
            self._paths = {file: self._path_of(file) for file in files}
            self._files: dict[str, BinaryIO] = {}
            self._lacking: set[str] = set()
            try:
                for file, path in self._paths.items():
                    if file in MAY_LACK and not path.exists() and not path.is_symlink():
                        self._lacking.add(file)
                        continue
                    with self._reading(file):
                        self._files[file] = reading.open_to_read(path)
            except StoreReadError:
                moved = self._moved()
                self.close()
                if moved:
                    continue
                raise
            self._sizes = {file: self._whole_size(file, opened) for file, opened in self._files.items()}
            self._stamp = stamps.get(EXCHANGES)
            self._added = {file: self._lacking_of(file, change) for file in change.appended if file in self._paths}
            if not self._moved():
                return
            self.close()
        raise NorecError("the store keeps changing while it is read: try again")

    def name_of(self, file: str) -> str:
        """A file of the store as messages call it."""
        return os.path.join(self._shown, file)  # noqa: PTH118 - `a/../b` stays as the person typed it

    def read(self, file: str) -> bytes:
        """All bytes of a file, as they were when they were first asked for; none of one that isn't there."""
        if file not in self._contents:
            self._contents[file] = self._read_whole(file)
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
        with self.blocks(EXCHANGES) as found:
            yield found

    @contextmanager
    def blocks(self, file: str) -> Iterator[Iterable[bytes]]:
        """A file from its first line, in pieces of whole lines; of one that isn't there none."""
        with self._reading(file):
            opened = self._files.get(file)
            longest = reading.MOST_HISTORY if file == HISTORY else reading.MOST_LINE
            there = reading.blocks(opened, self._sizes[file], longest) if opened is not None else iter(())
            yield _with_end(there, self._added.get(file, b""))

    def part(self, file: str, start: int, length: int) -> bytes:
        """So many bytes of a file from a position on, or as many as there are. The store must be settled."""
        if file not in self._files:
            return b""
        with self._reading(file):
            return reading.read_part(self._files[file], start, length)

    def size(self, file: str) -> int:
        """How many bytes a file has, with what a committed change adds to it."""
        return self._sizes.get(file, 0) + len(self._added.get(file, b""))

    def last_line(self) -> bytes:
        """The last line of the exchanges, whole or torn; empty if there are none. The store must be settled."""
        with self._reading(EXCHANGES):
            return reading.last_line(self._files[EXCHANGES], self._sizes[EXCHANGES])

    def end(self, file: str, length: int) -> bytes:
        """Return so many bytes at the end of a file, or all of fewer. The store must be settled."""
        size = self.size(file)
        return self.part(file, max(0, size - length), min(size, length))

    def is_current(self, files: Iterable[str]) -> bool:
        """Whether these files still hold what they held."""
        for file in files:
            if file == EXCHANGES:
                if reading.stamp(self._paths[file]) != self._stamp:
                    return False
            elif file in self._files:
                before = self.read(file)
                try:
                    if reading.read(self._paths[file]) != before:
                        return False
                except OSError:  # whoever reads the store anew is told
                    return False
            elif self._paths[file].exists():
                return False
        return True

    def is_still_unsettled(self) -> bool:
        """Whether the change that was being put in place when the files were opened still is."""
        return self._read_pending() == self.unsettled

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    def _read_pending(self) -> Pending | None:
        with self._reading(PENDING):
            try:
                return read_pending(self._folder)
            except ValueError as error:
                raise OSError(0, "it is no list of files") from error

    def _read_whole(self, file: str) -> bytes:
        if file not in self._files:
            return self._added.get(file, b"")
        with self._reading(file):
            return reading.read_part(self._files[file], 0, _size(self._files[file])) + self._added.get(file, b"")

    def _whole_size(self, file: str, opened: BinaryIO) -> int:
        """The size of a file when it ends with a line: while one is being appended, it may end within it.

        A line that was cut off stays as it is, and whoever reads it says so.
        """
        for _ in range(_MOST_TRIES if file in (EXCHANGES, HISTORY) else 1):
            size = _size(opened)
            if reading.read_part(opened, max(0, size - 1), 1) in (b"", b"\n"):
                break
        return size

    def _lacking_of(self, file: str, change: Pending) -> bytes:
        """What a committed change adds to a file, and isn't there yet."""
        opened = self._files.get(file)
        if opened is None:
            return change.appended[file].text.encode()
        with self._reading(file):
            return missing_tail(
                self._sizes[file], lambda start, length: reading.read_part(opened, start, length), change.appended[file]
            )

    def _path_of(self, file: str) -> Path:
        """Where the content of a file stands: beside it, if a committed change put it there and it is there yet."""
        path = self._folder / file
        return disk.staged(path) if file in self._staged and disk.staged(path).exists() else path

    def _moved(self) -> bool:
        """Whether another file took the place of one that is open, or a change was committed, meanwhile."""
        if self._read_pending() != self.unsettled:
            return True
        if any(self._path_of(file) != path for file, path in self._paths.items()):
            return True  # what was staged took its place
        appeared = any(self._paths[file].exists() for file in self._lacking)
        return appeared or any(
            reading.identity(self._paths[file]) != _identity(opened) for file, opened in self._files.items()
        )

    @contextmanager
    def _reading(self, file: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            path = self._folder / file
            text = "is missing: put it back, or make an empty file of that name if it held nothing"
            if path.is_symlink():
                text = f"is a link to {path.readlink()}, which isn't there: put that back, or remove the link"
            raise StoreReadError(Problem(text, self.name_of(file))) from None
        except reading.NotAFileError as error:
            back = "" if file in (*MAY_LACK, PENDING) else ", and put the file back"
            text = f"{error.strerror}: move it away{back}".removeprefix("it ")
            raise StoreReadError(Problem(text, self.name_of(file))) from None
        except reading.LineTooLongError as error:
            raise StoreReadError(Problem(str(error.strerror), self.name_of(file), error.line)) from None
        except OSError as error:
            raise StoreReadError(Problem(f"can't be read: {error.strerror or error}", self.name_of(file))) from None


def _with_end(blocks: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """Pieces of whole lines with something behind them; a last line that was open belongs to one piece with it."""
    last = b""
    for block in blocks:
        if last:
            yield last
        last = block
    if last or end:
        yield last + end


def _identity(opened: BinaryIO) -> tuple[int, int]:
    found = os.fstat(opened.fileno())
    return found.st_dev, found.st_ino


def _size(opened: BinaryIO) -> int:
    return os.fstat(opened.fileno()).st_size
