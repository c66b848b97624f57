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
        path: the lock file; it is made if need be and stays.
        wait: seconds to wait for another process.
        holder: who this is, for the message that another process shows.

    Raises:
        LockTakenError: if another process still holds it after that time.
        NotAFileError: if a link, a folder or a pipe has its name: what a link leads to is nobody's to write in.
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
    """Whether a process holds a lock file; where the system can't tell, that none does. Nothing is written."""
    try:
        import fcntl  # not on every system, and seldom asked
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
    try:
        return shorten(read(path).decode(errors="replace"), _LONGEST_NOTE)
    except OSError:
        return ""
