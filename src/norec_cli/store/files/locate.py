"""Finding the folder of the store."""

import os
from pathlib import Path

from norec_cli.model.errors import NorecError, StoreReadError
from norec_cli.model.store_files import SETTINGS_FILE
from norec_cli.model.wording import shorten
from norec_cli.store.files.reading import NotAFileError

# Characters of a path that a message shows.
LONGEST_PATH = 200

TO_BEGIN = (
    "To begin:",
    "  norec init",
    '  norec partners add "NAME" --country KE',
    "  norec exchanges log --from ID --to ID --start 2026-09-01 --months 10",
)


def find_store(option: str | None, variable: str | None, cwd: Path) -> tuple[Path, str, str]:
    """Find the folder of the store.

    Args:
        option: the value of `--store`, which is used first.
        variable: the value of `NOREC_STORE`, which is used next.
        cwd: the current folder; else the store is the nearest folder, this one or above, that holds `norec.toml`.

    Returns:
        The folder; its path as the person would type it, empty for the current folder; and what named it.

    Raises:
        NorecError: if there is no store there.
        StoreReadError: if `norec.toml` is there but is not a file.
    """
    if option is not None:
        return named_store(option, "--store", cwd)
    if variable:
        return named_store(variable, "NOREC_STORE", cwd)
    for folder in (cwd, *cwd.parents):
        if _holds_mark(folder, str(folder)):
            return folder, "" if folder == cwd else os.path.relpath(folder, cwd), "nearest folder"
    raise NorecError(f"no store in {cwd} or above it", advice=TO_BEGIN)


def named_store(path: str, origin: str, cwd: Path) -> tuple[Path, str, str]:
    """Find the folder of a store that a person named; returns the same as `find_store`.

    Args:
        path: the path that the person typed.
        origin: the option or variable that has the path.
        cwd: the current folder.

    Raises:
        NorecError: if it is not a store.
        StoreReadError: if `norec.toml` is there but is not a file.
    """
    folder = cwd / path
    display_name = shorten(path, LONGEST_PATH)
    if not display_name:
        raise NorecError(f"{origin} is empty: name the folder of a store")
    if _holds_mark(folder, f"{display_name} ({origin})"):
        return folder, path, origin
    if not folder.exists():
        raise NorecError(f"there is no folder {display_name} ({origin})")
    if not folder.is_dir():
        raise NorecError(f"{display_name} ({origin}) is a file: name the folder that holds it")
    advice = (f"norec init {display_name} makes one",)
    raise NorecError(f"{display_name} ({origin}) is not a store: it holds no {SETTINGS_FILE}", advice=advice)


def _holds_mark(folder: Path, display_name: str) -> bool:
    """Return whether a folder holds `norec.toml`; raise StoreReadError if it is there but is not a file."""
    mark = folder / SETTINGS_FILE
    try:
        if mark.is_file():
            return True
        exists = mark.is_symlink() or mark.exists()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{display_name} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if exists:  # else a store above this folder would be used by mistake
        reason = NotAFileError(mark, mark.stat().st_mode).strerror if mark.exists() else "it is a link to nothing"
        raise StoreReadError(f"{display_name}: {SETTINGS_FILE}: {reason}: move it away, and put the file back")
    return False
