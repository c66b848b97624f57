"""The disk: the one module that writes, syncs and renames.

What is here either happens wholly or leaves the disk as it was, and is on the disk when it returns: file and
folder are synced where the system can. What changes the disk goes through `os` as this module sees it, so that a
test can make each such call fail. The functions raise OSError; the store turns it into words.
"""

import errno
import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
STAGED = ".norec-new"
_BLOCK = 65536
_MANY = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)  # Windows turns \n into \r\n without it


class NotCertainError(Exception):
    """Something was written, but it can't be said that it is whole and on the disk for good."""


def read(path: Path) -> bytes:
    """All bytes of a file."""
    with path.open("rb") as file:
        return file.read()


def open_to_read(path: Path) -> BinaryIO:
    """A file open for reading; what is opened stays as it is when another file takes its name."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return path.open("rb", buffering=0)


def blocks(file: BinaryIO, limit: int) -> Iterator[bytes]:
    """The first bytes of an open file, in pieces of whole lines; what is appended meanwhile is not there."""
    file.seek(0)
    stream = io.BufferedReader(_UpTo(file, limit), buffer_size=_MANY)
    while piece := stream.read(_MANY):
        yield piece + stream.readline()


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
    """So many bytes of an open file from a position on, or as many as there are."""
    file.seek(start)
    return b"".join(iter(lambda: file.read(max(0, start + length - file.tell())), b""))


def size(path: Path) -> int:
    """How many bytes a file has; none if there is no such file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def ends_with_line(path: Path) -> bool:
    """Whether a file is empty, not there, or ends with a line feed."""
    try:
        with path.open("rb") as file:
            last = read_part(file, max(0, path.stat().st_size - 1), 1)
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


def last_line(file: BinaryIO, size: int) -> bytes:
    """The last line of the first bytes of a file, whole or torn; empty if there are none."""
    tail = b""
    start = size
    while start > 0 and b"\n" not in tail[:-1]:
        step = min(_BLOCK, start)
        start = file.seek(start - step)
        tail = file.read(step) + tail
    return tail[tail.rfind(b"\n", 0, -1) + 1 :]


def make_folder(path: Path) -> None:
    """A folder private to its user, with those above it; nothing happens if it is there."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(folder, PRIVATE_FOLDER)  # noqa: PTH102 - every system call goes through `os`
        sync_folder(folder.parent)
    if not path.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(path))


def append(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file that is there, all of them or none."""
    with _naming(path):
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY)
        before = os.fstat(fd).st_size
        try:
            _write_all(fd, data)
            os.fsync(fd)
        except BaseException:
            _take_back(fd, before, data)
            raise
        finally:
            with suppress(OSError):  # synced is synced, whatever closing says
                os.close(fd)


def staged(path: Path) -> Path:
    """Where the next content of a file stands before it takes the file's place: beside what a link leads to."""
    target = Path(os.path.realpath(path))
    return target.with_name(f".{target.name}{STAGED}")


def stage(path: Path, chunks: Iterable[bytes]) -> None:
    """Write the next content of a file beside it, and put it on the disk; the file itself stays as it is.

    It gets the file's mode; that of a new file is private. If writing fails, nothing of it is left.
    """
    next_one = staged(path)
    now = os.stat(path) if path.exists() else None  # noqa: PTH116 - every system call goes through `os`
    if now is not None and not os.access(path, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    try:
        with _naming(next_one):
            fd = os.open(next_one, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, PRIVATE_FILE)
            try:
                for chunk in _gathered(chunks):
                    _write_all(fd, chunk)
                if now is not None and hasattr(os, "fchmod"):
                    os.fchmod(fd, stat.S_IMODE(now.st_mode))
                os.fsync(fd)
            finally:
                os.close(fd)
    except BaseException:
        unstage(path)
        raise


def unstage(path: Path) -> None:
    """Take back what was staged for a file, if anything was; what can't be removed does no harm."""
    with suppress(OSError):
        os.unlink(staged(path))  # noqa: PTH108 - every system call goes through `os`


def put_in_place(path: Path) -> None:
    """Let the staged content of a file take its place, in one step for every reader. A link stays a link."""
    next_one, target = staged(path), Path(os.path.realpath(path))
    os.replace(next_one, target)  # noqa: PTH105 - every system call goes through `os`
    try:
        sync_folder(target.parent)
    except OSError as error:
        raise NotCertainError(str(error.strerror)) from error


def create(path: Path, data: bytes) -> None:
    """Make a file with a content, whole or not at all; one that is there is replaced."""
    stage(path, [data])
    try:
        put_in_place(path)
    except BaseException:
        unstage(path)  # if it is still there
        raise


def write_into(path: Path, data: bytes) -> None:
    """Write to a device or a pipe."""
    with _naming(path):
        fd = os.open(path, os.O_WRONLY | _BINARY)
        try:
            _write_all(fd, data)
        finally:
            os.close(fd)


def write_temporary(name: str, text: str) -> Path:
    """A new file in the system's folder for temporary ones, private to its user.

    Args:
        name: how its name begins.
        text: what it holds.
    """
    import tempfile  # noqa: PLC0415 - only an edit by hand needs it

    fd, path = tempfile.mkstemp(prefix=f"norec-{name}-", suffix=".toml")
    with os.fdopen(fd, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return Path(path)


def remove(path: Path) -> None:
    """Remove a file."""
    os.unlink(path)  # noqa: PTH108 - every system call goes through `os`
    sync_folder(path.parent)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let every OSError name the file: the system does so only where it was given a path."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces put together, so that a million lines don't take a million writes."""
    parts: list[bytes] = []
    length = 0
    for chunk in chunks:
        parts.append(chunk)
        length += len(chunk)
        if length >= _MANY:
            yield b"".join(parts)
            parts, length = [], 0
    yield b"".join(parts)


def _take_back(fd: int, before: int, data: bytes) -> None:
    """Cut off what was written of some data, and nothing that somebody else wrote behind it."""
    try:
        if os.fstat(fd).st_size <= before + len(data):
            os.ftruncate(fd, before)
            return
    except OSError as error:
        raise NotCertainError(f"part of a line may stand at the end of the file: {error.strerror}") from error
    raise NotCertainError("somebody else wrote to the end of the file at the same time: look at it")


def _write_all(fd: int, data: bytes) -> None:
    """Write until nothing is left: the system may take less than it is given."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk; Windows has no such call, and does it by itself."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems can't, and need not
            raise
    finally:
        os.close(fd)


def write_note(path: Path, text: str) -> None:
    """Leave a word in a file. It is a courtesy: where it can't be written, nothing else suffers."""
    with suppress(OSError):
        path.write_text(text, encoding="utf-8")
