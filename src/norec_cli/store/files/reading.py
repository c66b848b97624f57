"""Reading files: what is opened is a file, never waited for, and never read without end.

A name may lead to anything: a pipe that nobody writes to, a device that never ends. So what is opened is looked at
before it is read. The functions raise OSError; the store turns it into words.
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
_AS_IT_IS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # Windows knows the second alone

# No exchange needs a longer line; nothing longer is held in memory.
MOST_LINE = 1 << 20

# A line of the history may hold every exchange of a large store, as it was before and after.
MOST_HISTORY = 1 << 30

_GRACE = 0.5  # seconds in which a program that is to write to a named pipe must have begun

_KINDS = {
    stat.S_IFIFO: "a named pipe (FIFO)",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
}


class NotAFileError(OSError):
    """What has the name of a file is something else: a folder, a pipe, a device."""

    def __init__(self, path: Path, mode: int) -> None:
        """Say what it is instead.

        Args:
            path: where it is.
            mode: its mode, as `stat` gives it.
        """
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        super().__init__(errno.EINVAL, f"it is {kind}, not a file", str(path))


class LineTooLongError(OSError):
    """A line is too long to be held in memory.

    Attributes:
        line: its number; None if that isn't known.
    """

    def __init__(self, longest: int, length: int | None = None, line: int | None = None) -> None:
        """Say how long it is.

        Args:
            longest: how many bytes a line may have.
            length: how many it has; None if that isn't known.
            line: its number; None if that isn't known.
        """
        self.line = line
        size = "" if length is None else f" ({length:,})"
        super().__init__(errno.EFBIG, f"has more than {longest:,} bytes{size}: shorten the line, or delete it")


def read(path: Path) -> bytes:
    """Return all bytes of a file; raise NotAFileError if it is none."""
    with open_to_read(path) as file:
        return file.read()


def open_to_read(path: Path) -> BinaryIO:
    """Open a file for reading; what is opened stays as it is when another file takes its name.

    Raises:
        NotAFileError: if it is a folder, a pipe, a device or a socket, none of which is waited for.
    """
    return _opened(path, stat.S_ISREG)


def read_pipe(path: Path, most: int) -> bytes | None:
    """Return what a pipe gives, or None if a path leads to a file, which can be read more than once.

    Args:
        path: where it is.
        most: how many bytes are read at the most: a pipe could go on without end.

    Raises:
        NotAFileError: if it is neither.
        OSError: if no program writes to the pipe.
    """
    with _opened(path, lambda mode: stat.S_ISREG(mode) or stat.S_ISFIFO(mode)) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        first = file.read(1)
        # Nothing at all: whoever is to write to a pipe that has a name may just be about to open it.
        if first == b"" and not select([file], [], [], _GRACE)[0]:
            text = "nothing came from this pipe: first start the program that writes to it"
            raise OSError(errno.EPIPE, text, str(path))
        os.set_blocking(file.fileno(), True)
        return (first or b"") + read_stream(file, most - 1)


def read_stream(file: BinaryIO, most: int) -> bytes:
    """Return what an open stream gives, at most so many bytes."""
    pieces = []
    while most > 0 and (piece := file.read(min(most, _MANY))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _opened(path: Path, may_be: Callable[[int], bool]) -> BinaryIO:
    """Open what a path leads to, and wait for nobody; raise NotAFileError if its mode is none that it may have."""
    try:
        fd = os.open(path, os.O_RDONLY | _AS_IT_IS)
    except OSError as error:
        if path.is_socket():  # it can't even be opened
            raise NotAFileError(path, stat.S_IFSOCK) from error
        if path.is_dir():  # nor can a folder, on some systems
            raise NotAFileError(path, stat.S_IFDIR) from error
        raise
    mode = os.fstat(fd).st_mode
    if not may_be(mode):
        os.close(fd)
        raise NotAFileError(path, mode)
    return os.fdopen(fd, "rb", buffering=0)


def refuse_other_kinds(path: Path) -> None:
    """Raise NotAFileError if a name is that of a link, a folder, a pipe or a device; a name may be free."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise NotAFileError(path, mode)


def blocks(file: BinaryIO, limit: int, longest: int = MOST_LINE) -> Iterator[bytes]:
    """Yield the first bytes of an open file, in pieces of whole lines; what is appended meanwhile is left out.

    Args:
        file: the file.
        limit: how many bytes.
        longest: how many bytes a line may have, with its line feed; a mebibyte or more.

    Raises:
        LineTooLongError: if a line has more.
    """
    file.seek(0)
    stream = io.BufferedReader(_UpTo(file, limit), buffer_size=_MANY)
    start = 0
    while piece := stream.read(_MANY):
        rest = stream.readline(longest)
        begin = piece.rfind(b"\n") + 1  # of the last line
        if len(piece) - begin + len(rest) > longest:
            raise _too_long(file, start + begin, limit, longest)
        yield piece + rest
        start += len(piece) + len(rest)


def _too_long(file: BinaryIO, start: int, limit: int, longest: int) -> LineTooLongError:
    """Make the error about a line that begins at a position, with its number and its length."""
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
    """Return so many bytes of an open file from a position on, or as many as there are."""
    end = min(start + length, os.fstat(file.fileno()).st_size)  # a position may be anything that a person wrote
    if start >= end:
        return b""
    file.seek(start)
    return b"".join(iter(lambda: file.read(max(0, end - file.tell())), b""))


def size(path: Path) -> int:
    """How many bytes a file has; none if there is no such file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def ends_with_line(path: Path) -> bool:
    """Whether a file is empty, not there, or ends with a line feed."""
    try:
        with open_to_read(path) as file:
            last = read_part(file, max(0, os.fstat(file.fileno()).st_size - 1), 1)
    except FileNotFoundError:
        return True
    return last in (b"", b"\n")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to, whatever it holds; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def stamp(path: Path) -> tuple[int, int, int, int] | None:
    """What changes when a file does: which it is, its size, its time; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def digest(path: Path) -> str:
    """Return the SHA-256 hash of a file; empty if there is none."""
    from hashlib import sha256  # only a change needs it, and OpenSSL takes its time to load

    found = sha256()
    try:
        with open_to_read(path) as file:
            while piece := file.read(_MANY):
                found.update(piece)
    except FileNotFoundError:
        return ""
    return found.hexdigest()


def last_line(file: BinaryIO, size: int) -> bytes:
    """Return the last line of the first bytes of a file, whole or torn; empty if there are none.

    Raises:
        LineTooLongError: if it is longer than any line may be.
    """
    tail = read_part(file, max(0, size - MOST_LINE - 1), min(size, MOST_LINE + 1))
    begin = tail.rfind(b"\n", 0, -1) + 1
    if begin == 0 and len(tail) < size:
        raise LineTooLongError(MOST_LINE)
    return tail[begin:]
