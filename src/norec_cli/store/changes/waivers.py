"""Changes of waivers when the records that they name get other ids."""

from typing import TYPE_CHECKING, Literal

from norec_cli.model.store_files import SETTINGS_FILE
from norec_cli.store.formats import toml_edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from norec_cli.model.settings import Waiver
    from norec_cli.store.books import Books, Contents


Kind = Literal["partner", "project"]


def rename_in_waivers(books: "Books", kind: Kind, old: str, new: str) -> "Contents":
    """Return the settings file with an id replaced by another in every waiver; nothing if no waiver has the id."""
    raw = books.snapshot.read(SETTINGS_FILE)
    places = waivers_naming(books.settings.waivers, kind, old)
    for place in places:
        record = _renamed(books.settings.waivers[place].record, kind, old, new)
        raw = toml_edit.change_table(
            raw, books.snapshot.name_of(SETTINGS_FILE), ("waivers", place), {}, {"record": record}
        )
    return {SETTINGS_FILE: [raw]} if places else {}


def waivers_naming(waivers: "Sequence[Waiver]", kind: Kind, record_id: str) -> list[int]:
    """Return the places of the waivers that name a partner or project, counted from 0."""
    return [
        place for place, waiver in enumerate(waivers) if _renamed(waiver.record, kind, record_id, "") != waiver.record
    ]


def _renamed(record: str, kind: Kind, old: str, new: str) -> str:
    """Return the name that `check` gives a record, such as `project p round 1 a to b`, with an id replaced."""
    words = record.split(" ")
    for at, word in enumerate(words):
        before, after = words[at - 1 : at], words[at + 1 : at + 2]
        in_plan = kind == "partner" and ["to"] in (before, after)
        if word == old and (before == [kind] or in_plan):
            words[at] = new
    return " ".join(words)
