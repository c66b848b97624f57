"""The one module that writes, syncs and renames files.

Each function does all of its work or leaves the disk as it was. When it returns, the result is on the disk: file and
folder are synced where the system can do that. Every call that changes the disk goes through this module's `os`, so
that a test can make it fail. The functions raise OSError; the store turns it into a message.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os import fdopen
from os import open as _open  # for the note in the lock file, which may fail without harm
from pathlib import Path

from norec_cli.store.files.reading import NotAFileError, refuse_other_kinds

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
STAGED = ".norec-new"
_MANY = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)  # without it, Windows turns \n into \r\n
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # without it, opening a pipe waits for the other end
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class DurabilityError(Exception):
    """Something was written, but it is not certain that all of it is safely on the disk."""


def make_folder(path: Path) -> None:
    """Create a folder that is private to its user, and those above it, unless it exists.

    Raises:
        NotADirectoryError: if something else is there.
        OSError: if a folder can't be created; those above it that were created stay.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(folder, PRIVATE_FOLDER)  # noqa: PTH102 - every system call goes through `os`
        sync_folder(folder.parent)
    if not path.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(path))


def append(path: Path, data: bytes) -> None:
    """Append bytes to an existing file, all of them or none.

    Raises:
        OSError: if that fails, and nothing was appended.
        DurabilityError: if that fails, and a part may be left at the end of the file.
    """
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
            with suppress(OSError):  # the bytes are synced, even if closing fails
                os.close(fd)


def staged(path: Path) -> Path:
    """Return the path at which a file's next content is staged: beside the file, or beside the target of a link."""
    target = Path(os.path.realpath(path))
    return target.with_name(f".{target.name}{STAGED}")


def stage(path: Path, chunks: Iterable[bytes]) -> None:
    """Write the next content of a file beside it and sync it; the file itself stays.

    The staged file gets the mode of the file; a new one is private to its user. If writing fails, or making the content
    raises an error, it is removed.

    Args:
        path: the file.
        chunks: its next content, in pieces.

    Raises:
        PermissionError: if this user may not write to the file.
        NotAFileError: if a folder is where the content is staged.
        OSError: if the content can't be written.
    """
    staged_path = staged(path)
    now = os.stat(path) if path.exists() else None  # noqa: PTH116 - every system call goes through `os`
    if now is not None and not os.access(path, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    try:
        with _naming(staged_path):
            fd = _open_new(staged_path)
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
    """Open a new file for writing; a file that a killed process, or anybody else, left there is removed first."""
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
    """Remove the staged content of a file, if there is any; if that fails, it does no harm."""
    with suppress(OSError):
        os.unlink(staged(path))  # noqa: PTH108 - every system call goes through `os`


def put_in_place(*paths: Path) -> None:
    """Replace files by their staged contents, each by one rename. A link stays a link.

    Nothing slow is done between the renames, because what others write to the files meanwhile is lost.

    Raises:
        NotAFileError: if staged content is not a file; no file was replaced.
        OSError: if a rename fails; the files before it were replaced.
        DurabilityError: if all files were replaced, but a folder could not be synced.
    """
    moves = [(staged(path), Path(os.path.realpath(path))) for path in paths]
    for staged_path, _ in moves:
        refuse_other_kinds(staged_path)
    for staged_path, target in moves:
        os.replace(staged_path, target)  # noqa: PTH105 - every system call goes through `os`
    try:
        for folder in dict.fromkeys(target.parent for _, target in moves):
            sync_folder(folder)
    except OSError as error:
        raise DurabilityError(str(error.strerror)) from error


def create(path: Path, data: bytes) -> None:
    """Create or replace a file, all of it or nothing.

    Raises:
        OSError: if that fails, and nothing was changed; see `stage`.
        DurabilityError: if the file was replaced, but its folder could not be synced.
    """
    stage(path, [data])
    try:
        put_in_place(path)
    except BaseException:
        unstage(path)  # if it is still there
        raise


def write_into(path: Path, data: bytes) -> None:
    """Write to a device or a pipe; raise OSError, instead of waiting, if no program reads the pipe."""
    with _naming(path):
        fd = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        try:
            os.set_blocking(fd, True)
            _write_all(fd, data)
        finally:
            os.close(fd)


def write_temporary(name: str, text: str) -> Path:
    """Create a file in the system's temporary folder, private to its user, and return its path.

    Args:
        name: part of its name.
        text: its content.
    """
    import tempfile  # only an edit by hand needs it

    fd, path = tempfile.mkstemp(prefix=f"norec-{name}-", suffix=".toml")
    with os.fdopen(fd, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return Path(path)


def remove(path: Path) -> None:
    """Remove a file.

    Raises:
        OSError: if that fails, or its folder can't be synced.
    """
    os.unlink(path)  # noqa: PTH108 - every system call goes through `os`
    sync_folder(path.parent)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Add the file's name to an OSError without one: the system names a file only if it was given a path."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield small pieces joined to large ones, so that a million lines don't take a million writes."""
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
    """Cut off the part of some data that was written, unless somebody else wrote after it."""
    try:
        if os.fstat(fd).st_size <= before + len(data):
            os.ftruncate(fd, before)
            return
    except OSError as error:
        raise DurabilityError(f"part of a line may be at the end of the file: {error.strerror}") from error
    raise DurabilityError("somebody else wrote to the end of the file at the same time: look at it")


def _write_all(fd: int, data: bytes) -> None:
    """Write all bytes: the system may take fewer than it is given, so this repeats."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def sync_folder(folder: Path) -> None:
    """Sync the entries of a folder; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems don't support it and need no such call
            raise
    finally:
        os.close(fd)


def write_note(path: Path, text: str) -> None:
    """Write a note into an existing file, never through a link; ignore it if that fails."""
    with suppress(OSError):
        fd = _open(path, os.O_WRONLY | os.O_TRUNC | _NO_WAIT | _NO_LINK | _BINARY)
        with fdopen(fd, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
