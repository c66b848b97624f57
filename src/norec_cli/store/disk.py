"""The disk: the one module that opens, writes, syncs, renames or locks.

What is here either happens wholly or leaves the disk as it was, and is on the disk when it returns: file and
folder are synced where the system can. Every system call goes through `os` as this module sees it, so that a
test can make each of them fail. The functions raise OSError; the store turns it into words.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMPORARY = ".norec-tmp-"
_BLOCK = 65536
_BINARY = getattr(os, "O_BINARY", 0)  # Windows turns \n into \r\n without it


class ChangedMeanwhileError(Exception):
    """The file no longer holds what the new content was made from."""


class LockTakenError(Exception):
    """Another process holds the lock; the message says who, if that is known."""


def read(path: Path) -> bytes:
    """All bytes of a file."""
    with path.open("rb") as file:
        return file.read()


def read_lines(path: Path) -> AbstractContextManager[Iterable[bytes]]:
    """A file open for reading line by line, each with its line feed."""
    return path.open("rb", buffering=1 << 20)


def size(path: Path) -> int:
    """Bytes of a file."""
    return path.stat().st_size


def read_last_line(path: Path) -> bytes:
    """What stands after the last line feed but one: the last line, whole or torn; empty for an empty file."""
    with path.open("rb") as file:
        start = file.seek(0, os.SEEK_END)
        tail = b""
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
        _sync_folder(folder.parent)
    if not path.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(path))


def append(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file that is there, all of them or none."""
    fd = os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY)
    try:
        before = os.fstat(fd).st_size
        try:
            _write_all(fd, data)
            os.fsync(fd)
        except BaseException:
            os.ftruncate(fd, before)
            raise
    finally:
        os.close(fd)


def replace(path: Path, data: bytes, *, expected: bytes | None) -> None:
    """Give a file new content, in one step for every reader.

    A symbolic link is followed and kept; the file keeps its mode. A file that is not there is made private.

    Args:
        path: the file.
        data: its new content.
        expected: the content that the new one was made from, None if there was no file.

    Raises:
        ChangedMeanwhileError: if the file holds something else by now; it is left as it is.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}{TEMPORARY}{os.getpid()}")
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if expected is not None else PRIVATE_FILE
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, PRIVATE_FILE)
        try:
            _write_all(fd, data)
            if hasattr(os, "fchmod") and mode != PRIVATE_FILE:
                os.fchmod(fd, mode)
            os.fsync(fd)
        finally:
            os.close(fd)
        now = read(target) if target.exists() else None
        if now != expected:
            raise ChangedMeanwhileError(path)  # noqa: TRY301 - the same clean-up holds for it
        os.replace(temporary, target)  # noqa: PTH105 - every system call goes through `os`
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextmanager
def lock(path: Path, *, wait: float, holder: str) -> Iterator[None]:
    """Hold a lock file, so that only one process at a time changes the store.

    Args:
        path: the lock file; it is made if need be and stays.
        wait: seconds to wait for another process.
        holder: who this is, for the message that another process shows.

    Raises:
        LockTakenError: if another process still holds it after that time.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only a change needs it, and it is slow to load

    lock_file = FileLock(path, timeout=wait, mode=PRIVATE_FILE)
    try:
        lock_file.acquire()
    except Timeout:
        raise LockTakenError(_noted_holder(path)) from None
    try:
        _note_holder(path, holder)
        yield
    finally:
        _note_holder(path, "")
        lock_file.release()


def _write_all(fd: int, data: bytes) -> None:
    """Write until nothing is left: the system may take less than it is given."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def _sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk; Windows has no such call, and does it by itself."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _note_holder(path: Path, holder: str) -> None:
    """Leave a word for those who wait. It is a courtesy: where it can't be written, nothing else suffers."""
    with suppress(OSError):
        path.write_text(holder, encoding="utf-8")


def _noted_holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
