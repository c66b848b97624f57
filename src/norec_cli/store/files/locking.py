"""The lock by which one process at a time changes a store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from norec_cli.model.wording import shorten
from norec_cli.store.files.disk import PRIVATE_FILE, write_note
from norec_cli.store.files.reading import open_to_read, read, refuse_other_kinds

LOCK = ".norec.lock"
_LONGEST_NOTE = 200


class LockTakenError(Exception):
    """Another process holds the lock; the message says who, if that is known."""


@contextmanager
def lock(path: Path, *, wait: float, holder: str) -> Iterator[None]:
    """Hold a lock file, so that only one process at a time changes the store.

    Args:
        path: the lock file; it is created if it doesn't exist, and stays.
        wait: seconds to wait for another process.
        holder: note about this process, for the messages of others.

    Raises:
        LockTakenError: if another process still holds the lock after that time.
        NotAFileError: if the path is a link, a folder or a pipe; what a link leads to must not be overwritten.
    """
    from filelock import FileLock, Timeout  # only a change needs it, and it is slow to load

    refuse_other_kinds(path)
    lock_file = FileLock(path, timeout=wait, mode=PRIVATE_FILE)
    try:
        lock_file.acquire()
    except Timeout:
        raise LockTakenError(_noted_holder(path)) from None
    try:
        write_note(path, holder)
        yield
    finally:
        write_note(path, "")
        lock_file.release()


def is_locked(path: Path) -> bool:
    """Return whether a process holds a lock file; False where the system can't tell. Nothing is written."""
    try:
        import fcntl  # not on every system, and seldom needed
    except ImportError:
        return False
    try:
        file = open_to_read(path)
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _noted_holder(path: Path) -> str:
    """Return the note of the process that holds a lock file; empty if it can't be read."""
    try:
        return shorten(read(path).decode(errors="replace"), _LONGEST_NOTE)
    except OSError:
        return ""
