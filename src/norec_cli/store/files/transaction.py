"""Changing several files of a store together or not at all.

The new contents of some files are staged beside them and synced; what is only added to others is put into
`.norec.pending` itself, which names all of them and is put there by a rename: that is the moment at which the change is
made. Then each file takes its place, or gets its lines, and `.norec.pending` is removed. Whatever kills the process,
`Snapshot` reads the store as it was before that moment or as it is after it, and the next change puts in place what is
left (`settle`).
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from norec_cli.model.store_files import ALL_FILES, TORN
from norec_cli.store.files import disk, reading
from norec_cli.store.files.pending import PENDING, Append, Pending, missing_tail, read_pending


def settle(folder: Path, still_current: Callable[[], bool] | None = None) -> bool:
    """Finish a change that was made but is not all in place, and clear away what one left that was not made.

    Args:
        folder: the store.
        still_current: whether the files still hold what the change was made of; asked right before they are replaced.
            None if the change was cut off, and the hashes that it left must tell.

    Returns:
        Whether it is finished; False if the files are not current, and nothing was done.

    Raises:
        OSError: if that can't be done; the store can be read all the same.
    """
    try:
        pending = read_pending(folder)
    except ValueError as error:
        raise OSError(0, "it is no list of files", str(folder / PENDING)) from error
    made = pending or Pending()
    aside = [TORN] if disk.staged(folder / TORN).exists() else []  # few stores ever have it
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
    """Refuse to replace a file that somebody changed after a change of it was cut off, as its hash tells."""
    if before is None or not path.exists() or reading.digest(path) == before:
        return
    staged = disk.staged(path).name
    text = (
        f"it was edited after a change of it was cut off: delete {staged} to keep it, or delete it to get that change"
    )
    raise OSError(0, text, str(path))


def write_files(
    folder: Path,
    contents: Mapping[str, Iterable[bytes]],
    appended: Callable[[], Mapping[str, str] | None],
    still_current: Callable[[], bool],
) -> str | None:
    """Give files of a store new contents, and add to others, all of it or nothing.

    Args:
        folder: the store; this process holds its lock, and `settle` was called.
        contents: what to write, by file; what making it raises, is raised, and nothing was changed.
        appended: what to add to the ends of files, by file; asked when all contents are made. None if these turned
            out to be what the files hold, so that there is nothing to do.
        still_current: whether the store still is what the contents were made from; asked before the change is made,
            and again right before the files are replaced.

    Returns:
        None if the store had been changed meanwhile, and nothing was done; else what went wrong after it was done, and
        will be put right by the next change; empty if nothing did.

    Raises:
        OSError: if a file can't be written; nothing was changed.
        DurabilityError: if it was done, but may not outlast a power cut.
    """
    try:
        for file, chunks in contents.items():
            disk.stage(folder / file, chunks)
        if contents:
            disk.sync_folder(folder)  # what `.norec.pending` names must be there if that is
        added = appended()
        before = {} if added is None else {file: reading.digest(folder / file) for file in contents}
        current = still_current()
        if current and added is not None:
            additions = {file: Append(reading.size(folder / file), text) for file, text in added.items()}
            disk.create(folder / PENDING, msgspec.json.encode(Pending(tuple(contents), additions, before)))
    except BaseException:
        # Once the pending change is there, it is made, though the disk may not have said so.
        for file in () if (folder / PENDING).exists() else contents:
            disk.unstage(folder / file)
        raise
    if not current or added is None:
        for file in contents:
            disk.unstage(folder / file)
        return "" if current else None
    try:
        if not settle(folder, still_current):  # somebody wrote to a file since: the change is made of it once more
            disk.remove(folder / PENDING)
            for file in contents:
                disk.unstage(folder / file)
            return None
    except (OSError, disk.DurabilityError) as error:
        return str(getattr(error, "strerror", None) or error)
    return ""


def _append(path: Path, append: Append) -> None:
    """Add what a file still lacks; one that isn't there is made."""
    if not path.exists():
        disk.create(path, b"")
    with reading.open_to_read(path) as file:
        lacking = missing_tail(reading.size(path), lambda start, length: reading.read_part(file, start, length), append)
    if lacking:
        disk.append(path, lacking)
