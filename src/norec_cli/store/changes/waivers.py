"""Changes of waivers when the records that they name get other ids."""

from typing import TYPE_CHECKING, Literal

from norec_cli.model.store_files import SETTINGS_FILE
from norec_cli.store.formats import toml_edit

if TYPE_CHECKING:
    from norec_cli.store.books import Books, Contents


def rename_in_waivers(books: "Books", kind: Literal["partner", "project"], old: str, new: str) -> "Contents":
    """Return the settings file with an id replaced by another in every waiver; nothing if no waiver has the id."""
    raw = before = books.snapshot.read(SETTINGS_FILE)
    for place, waiver in enumerate(books.settings.waivers):
        record = _renamed(waiver.record, kind, old, new)
        if record != waiver.record:
            raw = toml_edit.change_table(
                raw, books.snapshot.name_of(SETTINGS_FILE), ("waivers", place), {}, {"record": record}
            )
    return {} if raw == before else {SETTINGS_FILE: [raw]}


def _renamed(record: str, kind: str, old: str, new: str) -> str:
    """Return the name that `check` gives a record, such as `project p round 1 a to b`, with an id replaced."""
    words = record.split(" ")
    for at, word in enumerate(words):
        before, after = words[at - 1 : at], words[at + 1 : at + 2]
        in_plan = kind == "partner" and ["to"] in (before, after)
        if word == old and (before == [kind] or in_plan):
            words[at] = new
    return " ".join(words)
