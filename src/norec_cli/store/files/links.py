"""Files of a store that are symbolic links: written only where they lead to records of their own kind.

A link stays a link: the next content is put in the place of the file that it leads to. A link that leads elsewhere by
mistake, or by somebody's intent, must not cost that other file.
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

# What the registers hold before they hold a record.
FRESH = {
    PARTNERS: f"# Partner organisations. `norec partners add` {_ADDS}",
    PROJECTS: f"# Projects. `norec projects add` {_ADDS}",
}

_decoder = msgspec.json.Decoder(Change)


class StrayLinkError(OSError):
    """A link of a store leads to something that no command may write to."""

    def __init__(self, path: Path, text: str) -> None:
        """Say which link, and what is wrong with it."""
        super().__init__(0, text, str(path))


def refuse_stray_links(folder: Path) -> None:
    """Refuse to change a store of which a file is a link that leads to no file of that kind.

    Args:
        folder: the store.

    Raises:
        StrayLinkError: if a link leads nowhere, or to something else than an empty file or records of its kind; or if
            a file that is the program's own is a link at all.
        OSError: if what it leads to can't be read.
    """
    for file in (PENDING, TORN):
        if (folder / file).is_symlink():
            raise StrayLinkError(folder / file, "it is a link, and must be a file of its own: remove it")
    for file, is_of_kind in _KINDS.items():
        path = folder / file
        if not path.is_symlink():
            continue
        shown = path.readlink()
        if not path.exists():
            raise StrayLinkError(path, f"it is a link to {shown}, which isn't there: put that back, or remove the link")
        if not is_of_kind(path):
            raise StrayLinkError(path, f"it is a link to {shown}, which holds something else: remove the link")


def _has_table(group: str) -> Callable[[Path], bool]:
    """Return what tells whether a file is a register with records, or one that is fresh."""

    def tells(path: Path) -> bool:
        raw = reading.read(path)
        if not raw.strip() or raw.decode(errors="replace") in FRESH.values():
            return True
        try:
            return bool(toml_files.TomlFile(raw, group).values.get(group))
        except StoreReadError:
            return False

    return tells


def _has_line(is_record: Callable[[bytes], bool]) -> Callable[[Path], bool]:
    """Return what tells whether the first line of a file that says anything is a record; an empty file will do."""

    def tells(path: Path) -> bool:
        with reading.open_to_read(path) as file:
            for block in reading.blocks(file, reading.size(path), reading.MOST_HISTORY):
                for line in block.split(b"\n"):
                    if line.strip():
                        return is_record(line.removeprefix(b"\xef\xbb\xbf"))
        return True

    return tells


def _is_change(line: bytes) -> bool:
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
