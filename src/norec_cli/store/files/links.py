"""Files of a store that are symbolic links: they are written only if they lead to records of the right kind.

A link stays a link: the file that it leads to is replaced. If a link leads to some other file, by mistake or on
purpose, that file must not be overwritten.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from norec_cli.model.change import Change
from norec_cli.model.errors import StoreReadError
from norec_cli.model.store_files import EXCHANGES, HISTORY, PARTNERS, PROJECTS, SETTINGS_FILE, TORN
from norec_cli.store.files import reading
from norec_cli.store.files.pending import PENDING
from norec_cli.store.formats import toml_files
from norec_cli.store.formats.exchange_errors import id_in

_ADDS = "adds one here; comments and order stay as you write them.\n"

# Contents of the registers of a new store.
FRESH = {
    PARTNERS: f"# Partner organisations. `norec partners add` {_ADDS}",
    PROJECTS: f"# Projects. `norec projects add` {_ADDS}",
}

_decoder = msgspec.json.Decoder(Change)


class StrayLinkError(OSError):
    """A file of a store is a link to something that no command may overwrite."""

    def __init__(self, path: Path, text: str) -> None:
        """Make an error from the path of the link and a message."""
        super().__init__(0, text, str(path))


def refuse_stray_links(folder: Path) -> None:
    """Refuse to change a store in which a file is a link to something else than records of that kind.

    Args:
        folder: the folder of the store.

    Raises:
        StrayLinkError: if a link leads nowhere, or to a file that is neither empty nor has records of its kind; or if a
            file that only this program writes is a link.
        OSError: if the file that a link leads to can't be read.
    """
    for file in (PENDING, TORN):
        if (folder / file).is_symlink():
            raise StrayLinkError(folder / file, "it is a link, but must be a file: remove it")
    for file, is_of_kind in _KINDS.items():
        path = folder / file
        if not path.is_symlink():
            continue
        target = path.readlink()
        if not path.exists():
            text = f"it is a link to {target}, which isn't there: put that back, or remove the link"
            raise StrayLinkError(path, text)
        if not is_of_kind(path):
            raise StrayLinkError(path, f"it is a link to {target}, which holds something else: remove the link")


def _has_table(group: str) -> Callable[[Path], bool]:
    """Return a function that says whether a file has a table, is empty, or is a register of a new store."""

    def is_of_kind(path: Path) -> bool:
        raw = reading.read(path)
        if not raw.strip() or raw.decode(errors="replace") in FRESH.values():
            return True
        try:
            return bool(toml_files.TomlFile(raw, group).values.get(group))
        except StoreReadError:
            return False

    return is_of_kind


def _has_line(is_record: Callable[[bytes], bool]) -> Callable[[Path], bool]:
    """Return a function that says whether the first line of a file that is not blank is a record, or all are blank."""

    def is_of_kind(path: Path) -> bool:
        with reading.open_to_read(path) as file:
            for block in reading.blocks(file, reading.size(path), reading.MOST_HISTORY):
                for line in block.split(b"\n"):
                    if line.strip():
                        return is_record(line.removeprefix(b"\xef\xbb\xbf"))
        return True

    return is_of_kind


def _is_change(line: bytes) -> bool:
    """Return whether a line is a change of the history."""
    try:
        return bool(_decoder.decode(line).id)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False


_KINDS: Mapping[str, Callable[[Path], bool]] = {
    SETTINGS_FILE: _has_table("schema"),
    PARTNERS: _has_table("partners"),
    PROJECTS: _has_table("projects"),
    EXCHANGES: _has_line(lambda line: bool(id_in(line))),
    HISTORY: _has_line(_is_change),
}
