"""Saving a result to a file that a person names."""

from pathlib import Path

from norec_cli.model.errors import NorecError
from norec_cli.model.store_files import ALL_FILES, SETTINGS_FILE, TORN
from norec_cli.model.wording import shorten
from norec_cli.store.files import disk, reading
from norec_cli.store.files.locate import LONGEST_PATH

_HIDDEN = ".norec"  # how the names of a store's other files begin
_STREAMS = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/console", "/dev/full")


def present_content(path: Path, shown: str) -> bytes | None:
    """Return what a file holds that is to be replaced; None if it isn't there, or is a pipe or the like.

    Args:
        path: the file.
        shown: how the person called it.

    Raises:
        NorecError: if nothing may be written there: it is a folder, a device or a file of a store; or it can't be read.
    """
    shown = shorten(shown, LONGEST_PATH)
    try:
        if path.is_dir():
            raise NorecError(f"{shown} is a folder: name a file in it")
        if _is_of_a_store(path.resolve()):
            raise NorecError(f"{shown} is a file of a store: choose another name")
        if not path.exists():
            return None
        if path.is_file():
            return reading.read(path)
        if path.is_block_device() or (path.is_char_device() and not str(path.resolve()).startswith(_STREAMS)):
            raise NorecError(f"{shown} is a device: choose another name")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{shown} can't be written: {getattr(error, 'strerror', None) or error}") from None
    return None


def save_result(path: Path, shown: str, data: bytes) -> None:
    """Write a file, whole or not at all; one that is there is replaced.

    Args:
        path: the file.
        shown: how the person called it.
        data: what it holds then.

    Raises:
        NorecError: as `present_content` does, or if it can't be written.
    """
    shown = shorten(shown, LONGEST_PATH)
    present_content(path, shown)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe stays what it is
            disk.write_into(path, data)
        else:
            disk.create(path, data)
    except OSError as error:
        raise NorecError(f"{shown} can't be written: {error.strerror}") from None
    except disk.DurabilityError as error:
        raise NorecError(
            f"{shown} was written, but it isn't certain that it is on the disk for good: {error}"
        ) from None


def _is_of_a_store(path: Path) -> bool:
    """Return whether a path leads to a file of a store, whatever name it has."""
    folder = path.parent
    if not (folder / SETTINGS_FILE).exists():
        return False
    names = (*ALL_FILES, TORN)
    if path.name.casefold() in names or path.name.casefold().startswith(_HIDDEN):
        return True
    return path.exists() and any((folder / name).exists() and path.samefile(folder / name) for name in names)
