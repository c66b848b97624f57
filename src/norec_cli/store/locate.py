"""Which folder is the store."""

import os
from pathlib import Path

from norec_cli.model.faults import Refused

MARK = "norec.toml"

TO_BEGIN = (
    "To begin:",
    "  norec init",
    '  norec partners add "NAME" --country KE',
    "  norec exchanges log --from ID --to ID --start 2026-09-01 --months 10",
)


def find_store(option: str | None, variable: str | None, cwd: Path) -> tuple[Path, str]:
    """The folder of the store, and how messages call it.

    Args:
        option: what `--store` says; it goes before everything else.
        variable: what `NOREC_STORE` says; it goes before looking around.
        cwd: the current folder; the nearest folder at or above it that holds `norec.toml` is the store.

    Returns:
        The folder, and the path to it as the person would type it; empty for the current folder.

    Raises:
        Refused: if there is no store there.
    """
    for given, origin in ((option, "--store"), (variable, "NOREC_STORE")):
        if given:
            folder = cwd / given
            if not (folder / MARK).is_file():
                raise Refused(f"{given} ({origin}) is not a store: it holds no {MARK}", advice=TO_BEGIN)
            return folder, given
    for folder in (cwd, *cwd.parents):
        if (folder / MARK).is_file():
            return folder, "" if folder == cwd else os.path.relpath(folder, cwd)
    raise Refused(f"no store in {cwd} or above it", advice=TO_BEGIN)
