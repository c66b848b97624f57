"""Which folder is the store."""

import os
from pathlib import Path

from norec_cli.model.errors import NorecError, StoreReadError
from norec_cli.model.store_files import SETTINGS_FILE
from norec_cli.model.wording import shorten
from norec_cli.store.files.reading import NotAFileError

# How much of a path a message shows.
LONGEST_PATH = 200

TO_BEGIN = (
    "To begin:",
    "  norec init",
    '  norec partners add "NAME" --country KE',
    "  norec exchanges log --from ID --to ID --start 2026-09-01 --months 10",
)


def find_store(option: str | None, variable: str | None, cwd: Path) -> tuple[Path, str, str]:
    """The folder of the store, and how it was found.

    Args:
        option: what `--store` says; it goes before everything else.
        variable: what `NOREC_STORE` says; it goes before looking around.
        cwd: the current folder; the nearest folder at or above it that holds `norec.toml` is the store.

    Returns:
        The folder; the path to it as the person would type it, empty for the current folder; and what named it.

    Raises:
        NorecError: if there is no store there.
        StoreReadError: if what marks a store is there, but is no file.
    """
    if option is not None:
        return named_store(option, "--store", cwd)
    if variable:
        return named_store(variable, "NOREC_STORE", cwd)
    for folder in (cwd, *cwd.parents):
        if _holds_mark(folder, str(folder)):
            return folder, "" if folder == cwd else os.path.relpath(folder, cwd), "nearest folder"
    raise NorecError(f"no store in {cwd} or above it", advice=TO_BEGIN)


def named_store(given: str, origin: str, cwd: Path) -> tuple[Path, str, str]:
    """The folder of a store that a person named; see `find_store`.

    Args:
        given: what they wrote.
        origin: where they wrote it.
        cwd: the current folder.

    Raises:
        NorecError: if it is no store.
        StoreReadError: as `find_store`.
    """
    folder = cwd / given
    whole, given = given, shorten(given, LONGEST_PATH)
    if not given:
        raise NorecError(f"{origin} is empty: name the folder of a store")
    if _holds_mark(folder, f"{given} ({origin})"):
        return folder, whole, origin
    if not folder.exists():
        raise NorecError(f"there is no folder {given} ({origin})")
    if not folder.is_dir():
        raise NorecError(f"{given} ({origin}) is a file: name the folder that holds it")
    raise NorecError(
        f"{given} ({origin}) is not a store: it holds no {SETTINGS_FILE}", advice=(f"norec init {given} makes one",)
    )


def _holds_mark(folder: Path, shown: str) -> bool:
    mark = folder / SETTINGS_FILE
    try:
        if mark.is_file():
            return True
        found = mark.is_symlink() or mark.exists()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{shown} can't be read: {getattr(error, 'strerror', None) or error}") from None
    if found:  # or a store above this one would be taken for it
        what = NotAFileError(mark, mark.stat().st_mode).strerror if mark.exists() else "it is a link to nothing"
        raise StoreReadError(f"{shown}: {SETTINGS_FILE}: {what}: move it away, and put the file back")
    return False
