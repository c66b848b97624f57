"""Changing several files of a store together or not at all.

The new contents are staged beside the files and synced. One file takes its place by a rename, which is one step. Of
several, `.norec.pending` names them all, itself put there by a rename: that is the moment at which the change is
made. Then each takes its place, and `.norec.pending` is removed. Whatever kills the process, `Snapshot` reads the store
as it was before that moment or as it is after it, and the next change puts in place what is left (`settle`).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from norec_cli.store import disk
from norec_cli.store.snapshot import FILES, PENDING, pending_files


def settle(folder: Path) -> None:
    """Finish a change that was cut off after it was made, and clear away what one left that was not.

    Raises:
        OSError: if that can't be done; the store can be read all the same.
    """
    pending = pending_files(folder)
    for file in FILES:
        if file in pending:
            if disk.staged(folder / file).exists():
                disk.put_in_place(folder / file)
        else:
            disk.unstage(folder / file)
    disk.unstage(folder / PENDING)
    if pending:
        disk.remove(folder / PENDING)


def write_files(folder: Path, contents: Mapping[str, Iterable[bytes]], still_current: Callable[[], bool]) -> bool:
    """Give files of a store new contents, all of them or none.

    Args:
        folder: the store; this process holds its lock, and `settle` was called.
        contents: what to write, by file; what making it raises, is raised, and nothing was changed.
        still_current: whether the store still is what the contents were made from; asked last of all.

    Returns:
        Whether it was done: not, if the store had been changed meanwhile.

    Raises:
        OSError: if a file can't be written; nothing was changed.
        NotCertainError: if it was done, but may not outlast a power cut.
    """
    paths = [folder / file for file in contents]
    try:
        for file, chunks in contents.items():
            disk.stage(folder / file, chunks)
        current = still_current()
        if current and len(paths) > 1:
            disk.create(folder / PENDING, json.dumps(list(contents)).encode())
    except BaseException:
        for path in paths:
            disk.unstage(path)
        raise
    if not current:
        for path in paths:
            disk.unstage(path)
    elif len(paths) == 1:
        disk.put_in_place(paths[0])
    else:
        # It is done. What fails from here on is put right by the next change.
        with suppress(OSError, disk.NotCertainError):
            settle(folder)
    return current
