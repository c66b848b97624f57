"""The lock by which one process at a time changes a store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from norec_cli.store.disk import PRIVATE_FILE, write_note

LOCK = ".norec.lock"


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
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only a change needs it, and it is slow to load

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
        import fcntl  # noqa: PLC0415 - not on every system, and seldom asked
    except ImportError:
        return False
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(fd)
    return False


def _noted_holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
