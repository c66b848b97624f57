"""The disk: the one module that writes, syncs and renames.

What is here either happens wholly or leaves the disk as it was, and is on the disk when it returns: file and
folder are synced where the system can. What changes the disk goes through `os` as this module sees it, so that a
test can make each such call fail. The functions raise OSError; the store turns it into words.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os import fdopen
from os import open as _open  # for a note, which is no part of the store and may fail
from pathlib import Path

from norec_cli.store.files.reading import NotAFileError, refuse_other_kinds

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
STAGED = ".norec-new"
_MANY = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)  # Windows turns \n into \r\n without it
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # to open a pipe would wait for whoever is at its other end
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class DurabilityError(Exception):
    """Something was written, but it can't be said that it is whole and on the disk for good."""


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
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | _NO_WAIT | _BINARY)
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
            fd = _open_new(next_one)
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


def _open_new(path: Path) -> int:
    """Open a new file for writing; what a killed process, or anybody else, left under its name is removed first."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY  # never through a link, and never into a pipe
    try:
        return os.open(path, flags, PRIVATE_FILE)
    except FileExistsError:
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            raise NotAFileError(path, mode) from None
        os.unlink(path)  # noqa: PTH108 - every system call goes through `os`
        return os.open(path, flags, PRIVATE_FILE)


def unstage(path: Path) -> None:
    """Take back what was staged for a file, if anything was; what can't be removed does no harm."""
    with suppress(OSError):
        os.unlink(staged(path))  # noqa: PTH108 - every system call goes through `os`


def put_in_place(*paths: Path) -> None:
    """Let the staged contents of files take their places, each in one step for every reader. A link stays a link.

    Nothing slow is done between the renames: what is written to one of the files by then is lost.
    """
    moves = [(staged(path), Path(os.path.realpath(path))) for path in paths]
    for next_one, _ in moves:
        refuse_other_kinds(next_one)
    for next_one, target in moves:
        os.replace(next_one, target)  # noqa: PTH105 - every system call goes through `os`
    try:
        for folder in dict.fromkeys(target.parent for _, target in moves):
            sync_folder(folder)
    except OSError as error:
        raise DurabilityError(str(error.strerror)) from error


def create(path: Path, data: bytes) -> None:
    """Make a file with a content, whole or not at all; one that is there is replaced."""
    stage(path, [data])
    try:
        put_in_place(path)
    except BaseException:
        unstage(path)  # if it is still there
        raise


def write_into(path: Path, data: bytes) -> None:
    """Write to a device, or to a pipe that a program reads; raise OSError if none does, rather than wait for it."""
    with _naming(path):
        fd = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        try:
            os.set_blocking(fd, True)
            _write_all(fd, data)
        finally:
            os.close(fd)


def write_temporary(name: str, text: str) -> Path:
    """A new file in the system's folder for temporary ones, private to its user.

    Args:
        name: how its name begins.
        text: what it holds.
    """
    import tempfile  # only an edit by hand needs it

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
        raise DurabilityError(f"part of a line may stand at the end of the file: {error.strerror}") from error
    raise DurabilityError("somebody else wrote to the end of the file at the same time: look at it")


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
    """Leave a word in a file of ours, never through a link. Where it can't be written, nothing else suffers."""
    with suppress(OSError):
        fd = _open(path, os.O_WRONLY | os.O_TRUNC | _NO_WAIT | _NO_LINK | _BINARY)
        with fdopen(fd, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
