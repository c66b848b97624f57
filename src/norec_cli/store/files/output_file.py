"""Writing a result to a file that a person names."""

from pathlib import Path

from norec_cli.model.errors import NorecError
from norec_cli.model.store_files import ALL_FILES, SETTINGS_FILE, TORN
from norec_cli.model.wording import shorten
from norec_cli.store.files import disk, reading
from norec_cli.store.files.locate import LONGEST_PATH

_HIDDEN = ".norec"  # prefix of the names of a store's other files
_STREAMS = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/console", "/dev/full")


def present_content(path: Path, display_name: str) -> bytes | None:
    """Return the content of a file that is to be replaced; None if it doesn't exist, or is a pipe or a terminal.

    Args:
        path: the file.
        display_name: the path as the person typed it.

    Raises:
        NorecError: if it is a folder, a device or a file of a store, or can't be read.
    """
    display_name = shorten(display_name, LONGEST_PATH)
    try:
        if path.is_dir():
            raise NorecError(f"{display_name} is a folder: name a file in it")
        if _is_of_a_store(path.resolve()):
            raise NorecError(f"{display_name} is a file of a store: choose another name")
        if not path.exists():
            return None
        if path.is_file():
            return reading.read(path)
        if path.is_block_device() or (path.is_char_device() and not str(path.resolve()).startswith(_STREAMS)):
            raise NorecError(f"{display_name} is a device: choose another name")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{display_name} can't be written: {getattr(error, 'strerror', None) or error}") from None
    return None


def save_result(path: Path, display_name: str, data: bytes) -> None:
    """Create or replace a file, all of it or nothing.

    Args:
        path: the file.
        display_name: the path as the person typed it.
        data: its new content.

    Raises:
        NorecError: if it is a folder, a device or a file of a store, or can't be written.
    """
    display_name = shorten(display_name, LONGEST_PATH)
    present_content(path, display_name)
    try:
        if path.exists() and not path.is_file():  # a pipe or a terminal is written to, not replaced
            disk.write_into(path, data)
        else:
            disk.create(path, data)
    except OSError as error:
        raise NorecError(f"{display_name} can't be written: {error.strerror}") from None
    except disk.DurabilityError as error:
        raise NorecError(
            f"{display_name} was written, but it isn't certain that it is safe on the disk: {error}"
        ) from None


def _is_of_a_store(path: Path) -> bool:
    """Return whether a path leads to a file of a store, under its own or another name."""
    folder = path.parent
    if not (folder / SETTINGS_FILE).exists():
        return False
    names = (*ALL_FILES, TORN)
    if path.name.casefold() in names or path.name.casefold().startswith(_HIDDEN):
        return True
    return path.exists() and any((folder / name).exists() and path.samefile(folder / name) for name in names)
