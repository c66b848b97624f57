"""Changing several files of a store together or not at all.

New contents of files are staged beside them and synced. Lines that are only appended to files are written into
`.norec.pending`, which also names the staged files. It is created by one rename: at that moment the change is made.
Then each staged file is put in place, the lines are appended, and `.norec.pending` is removed. If the process is
killed, `Snapshot` reads the store either as it was before that moment or as it is after it, and the next change
completes what is left (`complete_pending`).
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from norec_cli.model.store_files import ALL_FILES, TORN
from norec_cli.store.files import disk, reading
from norec_cli.store.files.pending import PENDING, Append, Pending, missing_tail, read_pending


def complete_pending(folder: Path, still_current: Callable[[], bool] | None = None) -> bool:
    """Complete the pending change, if there is one; delete what a change that was not made left behind.

    Args:
        folder: the folder of the store.
        still_current: returns whether the files still hold what the change was made from; called right before they are
            replaced. None for an interrupted change, which is compared with the hashes that it left.

    Returns:
        True if the change is complete; False if the files are not current, and nothing was done.

    Raises:
        OSError: if that fails; the store can be read nevertheless.
    """
    try:
        pending = read_pending(folder)
    except ValueError as error:
        raise OSError(0, "it is not a list of files", str(folder / PENDING)) from error
    made = pending or Pending()
    aside = [TORN] if disk.staged(folder / TORN).exists() else []  # most stores never have it
    files = [*ALL_FILES, *aside]
    ready = [file for file in files if file in made.staged and disk.staged(folder / file).exists()]
    if still_current is None:
        for file in ready:
            _refuse_changed(folder / file, made.before.get(file))
    elif not still_current():
        return False
    disk.put_in_place(*(folder / file for file in ready))
    for file in files:
        if file not in made.staged:
            disk.unstage(folder / file)
        if file in made.appended:
            _append(folder / file, made.appended[file])
    disk.unstage(folder / PENDING)
    if pending is not None:
        disk.remove(folder / PENDING)
    return True


def _refuse_changed(path: Path, before: str | None) -> None:
    """Raise OSError if somebody edited a file after a change of it was interrupted, as its hash shows."""
    if before is None or not path.exists() or reading.digest(path) == before:
        return
    staged = disk.staged(path).name
    text = (
        f"it was edited after a change of it was interrupted: delete {staged} to keep your edit, "
        "or delete the file itself to get that change"
    )
    raise OSError(0, text, str(path))


def write_files(
    folder: Path,
    contents: Mapping[str, Iterable[bytes]],
    appended: Callable[[], Mapping[str, str] | None],
    still_current: Callable[[], bool],
) -> str | None:
    """Replace files of a store and append to others, all of it or nothing.

    Args:
        folder: the folder of the store; this process holds its lock and has called `complete_pending`.
        contents: new contents, by file name. If making one raises an error, it is passed on and nothing is changed.
        appended: returns the lines to append, by file name; called when all contents are staged. It returns None if
            these are what the files hold already, so that nothing is to be done.
        still_current: returns whether the files still hold what the contents were made from; called before the change
            is made, and again right before the files are replaced.

    Returns:
        None if the store was changed meanwhile, and nothing was done. Else the change is made: the text says why it is
        not all in place yet, which the next change completes, or is empty if it is.

    Raises:
        OSError: if a file can't be written; nothing was changed.
        DurabilityError: if the change is made, but may be lost in a power cut.
    """
    try:
        for file, chunks in contents.items():
            disk.stage(folder / file, chunks)
        if contents:
            disk.sync_folder(folder)  # the staged files must be on the disk before `.norec.pending` names them
        added = appended()
        before = {} if added is None else {file: reading.digest(folder / file) for file in contents}
        current = still_current()
        if current and added is not None:
            additions = {file: Append(reading.size(folder / file), text) for file, text in added.items()}
            disk.create(folder / PENDING, msgspec.json.encode(Pending(tuple(contents), additions, before)))
    except BaseException:
        # If `.norec.pending` exists, the change is made, even if the disk reported an error.
        for file in () if (folder / PENDING).exists() else contents:
            disk.unstage(folder / file)
        raise
    if not current or added is None:
        for file in contents:
            disk.unstage(folder / file)
        return "" if current else None
    try:
        if not complete_pending(folder, still_current):  # somebody edited a file meanwhile: the change is made anew
            disk.remove(folder / PENDING)
            for file in contents:
                disk.unstage(folder / file)
            return None
    except (OSError, disk.DurabilityError) as error:
        return str(getattr(error, "strerror", None) or error)
    return ""


def _append(path: Path, append: Append) -> None:
    """Append what is missing at the end of a file; create the file if it doesn't exist."""
    if not path.exists():
        disk.create(path, b"")
    with reading.open_to_read(path) as file:
        missing = missing_tail(reading.size(path), lambda start, length: reading.read_part(file, start, length), append)
    if missing:
        disk.append(path, missing)
