"""Saving a result to a file that a person names."""

from pathlib import Path

from norec_cli.model.faults import Refused
from norec_cli.model.words import shorten
from norec_cli.store import disk
from norec_cli.store.locate import LONGEST_PATH, MARK
from norec_cli.store.snapshot import ALL_FILES


def save_result(path: Path, shown: str, data: bytes) -> None:
    """Write a file, whole or not at all; one that is there is replaced.

    Args:
        path: the file.
        shown: how the person called it.
        data: what it holds then.

    Raises:
        Refused: if it is a file of a store, or can't be written.
    """
    shown = shorten(shown, LONGEST_PATH)
    try:
        if path.name in ALL_FILES and (path.parent / MARK).exists():
            raise Refused(f"{shown} is a file of a store: choose another name")
        if path.is_dir():
            raise Refused(f"{shown} is a folder: name a file in it")
        if path.exists() and not path.is_file():  # a device or a pipe stays what it is
            disk.write_into(path, data)
        else:
            disk.create(path, data)
    except OSError as error:
        raise Refused(f"{shown} can't be written: {error.strerror}") from None
    except disk.NotCertainError as error:
        raise Refused(f"{shown} was written, but it isn't certain that it is on the disk for good: {error}") from None
