"""Reading files without ever waiting or reading endlessly.

A path may lead to anything: a pipe that nobody writes to, a device that never ends. So the kind of a file is checked
before it is read. The functions raise OSError; the store turns it into a message.
"""

import errno
import io
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select
from typing import Any, BinaryIO

_MANY = 1 << 20
_AS_IT_IS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # Windows has only the second

# Bytes of the longest line of the exchanges that is accepted; no exchange needs as many.
MOST_LINE = 1 << 20

# The same for the history: a line of it may hold every exchange of a large store, before and after a change.
MOST_HISTORY = 1 << 30

_GRACE = 0.5  # seconds to wait for a program to begin to write to a named pipe

_KINDS = {
    stat.S_IFIFO: "a named pipe (FIFO)",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
}


class NotAFileError(OSError):
    """A path leads to something that is not a file: a folder, a pipe, a device."""

    def __init__(self, path: Path, mode: int) -> None:
        """Make an error that says what it is instead.

        Args:
            path: the path.
            mode: the mode that `stat` returns for it.
        """
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        super().__init__(errno.EINVAL, f"it is {kind}, not a file", str(path))


class LineTooLongError(OSError):
    """A line is longer than is accepted.

    Attributes:
        line: its number; None if unknown.
    """

    def __init__(self, longest: int, length: int | None = None, line: int | None = None) -> None:
        """Make an error that says how long the line is.

        Args:
            longest: the number of bytes that are accepted.
            length: the number of bytes that the line has; None if unknown.
            line: its number; None if unknown.
        """
        self.line = line
        size = "" if length is None else f" ({length:,})"
        super().__init__(errno.EFBIG, f"has more than {longest:,} bytes{size}: shorten the line, or delete it")


def read(path: Path) -> bytes:
    """Return all bytes of a file; raise NotAFileError if the path leads to something else."""
    with open_to_read(path) as file:
        return file.read()


def open_to_read(path: Path) -> BinaryIO:
    """Open a file for reading; it stays the same file even if another is renamed to its path.

    Raises:
        NotAFileError: if it is a folder, a pipe, a device or a socket.
    """
    return _opened(path, stat.S_ISREG)


def read_pipe(path: Path, most: int) -> bytes | None:
    """Return what a program writes to a pipe, or None if the path leads to a file, which can be read more than once.

    Args:
        path: the path.
        most: largest number of bytes to read, because a pipe may never end.

    Raises:
        NotAFileError: if the path leads to neither a pipe nor a file.
        OSError: if no program writes to the pipe.
    """
    with _opened(path, lambda mode: stat.S_ISREG(mode) or stat.S_ISFIFO(mode)) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        first = file.read(1)
        # No byte yet: the program that writes to a named pipe may be about to open it.
        if first == b"" and not select([file], [], [], _GRACE)[0]:
            text = "nothing came from this pipe: first start the program that writes to it"
            raise OSError(errno.EPIPE, text, str(path))
        os.set_blocking(file.fileno(), True)
        return (first or b"") + read_stream(file, most - 1)


def read_stream(file: BinaryIO, most: int) -> bytes:
    """Return the bytes of an open stream, up to a number of them."""
    pieces = []
    while most > 0 and (piece := file.read(min(most, _MANY))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _opened(path: Path, may_be: Callable[[int], bool]) -> BinaryIO:
    """Open a path for reading without waiting; raise NotAFileError if it has another mode than it may have."""
    try:
        fd = os.open(path, os.O_RDONLY | _AS_IT_IS)
    except OSError as error:
        if path.is_socket():  # a socket can't be opened
            raise NotAFileError(path, stat.S_IFSOCK) from error
        if path.is_dir():  # on some systems a folder can't be opened
            raise NotAFileError(path, stat.S_IFDIR) from error
        raise
    mode = os.fstat(fd).st_mode
    if not may_be(mode):
        os.close(fd)
        raise NotAFileError(path, mode)
    return os.fdopen(fd, "rb", buffering=0)


def refuse_other_kinds(path: Path) -> None:
    """Raise NotAFileError if a path is that of a link, a folder, a pipe or a device; it may also not exist."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise NotAFileError(path, mode)


def blocks(file: BinaryIO, limit: int, longest: int = MOST_LINE) -> Iterator[bytes]:
    """Yield the first bytes of an open file in pieces of whole lines; bytes appended meanwhile are left out.

    Args:
        file: the file.
        limit: the number of bytes.
        longest: the number of bytes that a line may have, with its line feed; at least a mebibyte.

    Raises:
        LineTooLongError: if a line has more, after the lines before it.
    """
    file.seek(0)
    stream = io.BufferedReader(_UpTo(file, limit), buffer_size=_MANY)
    start = 0
    while piece := stream.read(_MANY):
        rest = stream.readline(longest)
        begin = piece.rfind(b"\n") + 1  # of the last line
        if len(piece) - begin + len(rest) > longest:
            if begin:
                yield piece[:begin]
            raise _too_long(file, start + begin, limit, longest)
        yield piece + rest
        start += len(piece) + len(rest)


def _too_long(file: BinaryIO, start: int, limit: int, longest: int) -> LineTooLongError:
    """Make the error about the line that begins at a position, with its number and length."""
    file.seek(0)
    before = io.BufferedReader(_UpTo(file, start), buffer_size=_MANY)
    number = 1 + sum(piece.count(b"\n") for piece in iter(lambda: before.read(_MANY), b""))
    file.seek(start)
    length = 0
    rest = io.BufferedReader(_UpTo(file, limit - start), buffer_size=_MANY)
    while piece := rest.readline(_MANY):
        length += len(piece)
        if piece.endswith(b"\n"):
            break
    return LineTooLongError(longest, length, number)


class _UpTo(io.RawIOBase):
    """The next bytes of a file, up to a number of them."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        taken = self._file.readinto(memoryview(buffer)[: self._left])  # type: ignore[attr-defined]
        self._left -= taken
        return int(taken)


def read_part(file: BinaryIO, start: int, length: int) -> bytes:
    """Return a number of bytes of an open file from a position on, or as many as there are."""
    end = min(start + length, os.fstat(file.fileno()).st_size)  # the position may come from an edited history
    if start >= end:
        return b""
    file.seek(start)
    return b"".join(iter(lambda: file.read(max(0, end - file.tell())), b""))


def size(path: Path) -> int:
    """Return the size of a file in bytes; 0 if it doesn't exist."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def ends_with_line(path: Path) -> bool:
    """Return whether a file ends with a line feed, is empty, or doesn't exist."""
    try:
        with open_to_read(path) as file:
            last = read_part(file, max(0, os.fstat(file.fileno()).st_size - 1), 1)
    except FileNotFoundError:
        return True
    return last in (b"", b"\n")


def identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode of a file, which another file at the same path doesn't have; None if there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def stamp(path: Path) -> tuple[int, int, int, int] | None:
    """Return device, inode, size and time of a file, of which one differs if it was changed; None if there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def digest(path: Path) -> str:
    """Return the SHA-256 hash of a file in hexadecimal digits; empty if the file doesn't exist."""
    from hashlib import sha256  # only a change needs it, and OpenSSL takes its time to load

    total = sha256()
    try:
        with open_to_read(path) as file:
            while piece := file.read(_MANY):
                total.update(piece)
    except FileNotFoundError:
        return ""
    return total.hexdigest()


def last_line(file: BinaryIO, size: int) -> bytes:
    """Return the last line of an open file, even if it is cut off; empty if the file is.

    Args:
        file: the file.
        size: the number of its bytes to look at; later ones are ignored.

    Raises:
        LineTooLongError: if the line is longer than is accepted.
    """
    tail = read_part(file, max(0, size - MOST_LINE - 1), min(size, MOST_LINE + 1))
    begin = tail.rfind(b"\n", 0, -1) + 1
    if begin == 0 and len(tail) < size:
        raise LineTooLongError(MOST_LINE)
    return tail[begin:]
