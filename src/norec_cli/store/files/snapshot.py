"""The files of a store as they were at one moment, even if they are changed while they are read.

A change is made when `.norec.pending` exists (`pending.py`), and is pending until all files are in place. So a store
whose last change was interrupted is read either as it was before that change or as it is after it, without writing
anything.
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
        self, folder: Path, display_name: str, *, files: Iterable[str] = FILES, trial: Pending | None = None
    ) -> None:
        """Open the files.

        Args:
            folder: the folder of the store.
            display_name: the folder as messages show it.
            files: names of the files to open.
            trial: a change to read the store with, as if it were pending; None: read the store as it is.

        Raises:
            StoreReadError: if a file is missing or can't be opened.
            NorecError: if the files change faster than they can be opened.
        """
        self._folder = folder
        self._display_name = display_name
        self._contents: dict[str, bytes] = {}
        for _ in range(_MOST_TRIES):
            self.pending = self._read_pending()
            change = trial or self.pending or Pending()
            self._staged = change.staged
            # Taken before anything is read, so that `is_current` finds whatever is added later.
            stamps = {file: reading.stamp(self._path_of(file)) for file in files if file == EXCHANGES}
            self._paths = {file: self._path_of(file) for file in files}
            self._files: dict[str, BinaryIO] = {}
            self._absent: set[str] = set()
            try:
                for file, path in self._paths.items():
                    if file in MAY_LACK and not path.exists() and not path.is_symlink():
                        self._absent.add(file)
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
            self._added = {file: self._missing_tail_of(file, change) for file in change.appended if file in self._paths}
            if not self._moved():
                return
            self.close()
        raise NorecError("the store keeps changing while it is read: try again")

    def name_of(self, file: str) -> str:
        """Return the path of a file of the store as messages show it."""
        return os.path.join(self._display_name, file)  # noqa: PTH118 - `a/../b` stays as the person typed it

    def read(self, file: str) -> bytes:
        """Return all bytes of a file, as they were at the first call; none if the file doesn't exist."""
        if file not in self._contents:
            self._contents[file] = self._read_whole(file)
        return self._contents[file]

    def has(self, file: str) -> bool:
        """Return whether a file exists."""
        return file in self._files

    def describe(self, file: str) -> tuple[int, datetime]:
        """Return the size of an existing file in bytes, and the time of its last change."""
        status = os.fstat(self._files[file].fileno())
        return status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)

    @contextmanager
    def exchange_blocks(self) -> Iterator[Iterable[bytes]]:
        """Open the exchanges from the first line, in pieces of whole lines; lines appended later are left out."""
        with self.blocks(EXCHANGES) as pieces:
            yield pieces

    @contextmanager
    def blocks(self, file: str) -> Iterator[Iterable[bytes]]:
        """Open a file from its first line, in pieces of whole lines; there are none if the file doesn't exist."""
        with self._reading(file):
            opened = self._files.get(file)
            longest = reading.MOST_HISTORY if file == HISTORY else reading.MOST_LINE
            pieces = reading.blocks(opened, self._sizes[file], longest) if opened is not None else iter(())
            yield _with_end(pieces, self._added.get(file, b""))

    def part(self, file: str, start: int, length: int) -> bytes:
        """Return a number of bytes of a file from a position on, or as many as there are. No change may be pending."""
        if file not in self._files:
            return b""
        with self._reading(file):
            return reading.read_part(self._files[file], start, length)

    def size(self, file: str) -> int:
        """Return the size of a file in bytes, with what a pending change adds to it."""
        return self._sizes.get(file, 0) + len(self._added.get(file, b""))

    def last_line(self) -> bytes:
        """Return the last line of the exchanges, even if it is cut off; empty if none. No change may be pending."""
        with self._reading(EXCHANGES):
            return reading.last_line(self._files[EXCHANGES], self._sizes[EXCHANGES])

    def end(self, file: str, length: int) -> bytes:
        """Return a number of bytes at the end of a file, or all if there are fewer. No change may be pending."""
        size = self.size(file)
        return self.part(file, max(0, size - length), min(size, length))

    def is_current(self, files: Iterable[str]) -> bool:
        """Return whether these files still hold what they held when they were opened."""
        for file in files:
            if file == EXCHANGES:
                if reading.stamp(self._paths[file]) != self._stamp:
                    return False
            elif file in self._files:
                before = self.read(file)
                try:
                    if reading.read(self._paths[file]) != before:
                        return False
                except OSError:  # the next attempt to open the store reports it
                    return False
            elif self._paths[file].exists():
                return False
        return True

    def is_still_pending(self) -> bool:
        """Return whether the change that was pending when the files were opened still is."""
        return self._read_pending() == self.pending

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    def _read_pending(self) -> Pending | None:
        """Return the pending change; None if there is none."""
        with self._reading(PENDING):
            try:
                return read_pending(self._folder)
            except ValueError as error:
                raise OSError(0, "it is not a list of files") from error

    def _read_whole(self, file: str) -> bytes:
        """Return all bytes of a file, with what a pending change adds to it."""
        if file not in self._files:
            return self._added.get(file, b"")
        with self._reading(file):
            return reading.read_part(self._files[file], 0, _size(self._files[file])) + self._added.get(file, b"")

    def _whole_size(self, file: str, opened: BinaryIO) -> int:
        """Return the size of a file at a moment when it ends with a whole line.

        While another process appends a line, the file may end within it. If that lasts, the line is cut off, and the
        reader of the line reports it.
        """
        for _ in range(_MOST_TRIES if file in (EXCHANGES, HISTORY) else 1):
            size = _size(opened)
            if reading.read_part(opened, max(0, size - 1), 1) in (b"", b"\n"):
                break
        return size

    def _missing_tail_of(self, file: str, change: Pending) -> bytes:
        """Return what a pending change adds to a file and is not there yet."""
        opened = self._files.get(file)
        if opened is None:
            return change.appended[file].text.encode()
        with self._reading(file):
            return missing_tail(
                self._sizes[file], lambda start, length: reading.read_part(opened, start, length), change.appended[file]
            )

    def _path_of(self, file: str) -> Path:
        """Return the path of a file's content: its staged file, if a pending change has one not yet in place."""
        path = self._folder / file
        return disk.staged(path) if file in self._staged and disk.staged(path).exists() else path

    def _moved(self) -> bool:
        """Return whether an open file was replaced, or a change became pending, since the files were opened."""
        if self._read_pending() != self.pending:
            return True
        if any(self._path_of(file) != path for file, path in self._paths.items()):
            return True  # a staged file was put in place
        appeared = any(self._paths[file].exists() for file in self._absent)
        return appeared or any(
            reading.identity(self._paths[file]) != _identity(opened) for file, opened in self._files.items()
        )

    @contextmanager
    def _reading(self, file: str) -> Iterator[None]:
        """Turn errors of the disk while a file is read into StoreReadError with a message."""
        try:
            yield
        except FileNotFoundError:
            path = self._folder / file
            text = "is missing: put it back, or make an empty file with this name if it held nothing"
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
    """Yield pieces of whole lines, with an addition joined to the last piece, whose last line may be open."""
    last = b""
    try:
        for block in blocks:
            if last:
                yield last
            last = block
    except reading.LineTooLongError:
        yield last
        raise
    if last or end:
        yield last + end


def _identity(opened: BinaryIO) -> tuple[int, int]:
    """Return device and inode of an open file."""
    status = os.fstat(opened.fileno())
    return status.st_dev, status.st_ino


def _size(opened: BinaryIO) -> int:
    """Return the size of an open file in bytes."""
    return os.fstat(opened.fileno()).st_size
