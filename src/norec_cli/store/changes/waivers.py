"""What becomes of waivers when the records that they name get other ids."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from norec_cli.store.files.locate import SETTINGS_FILE
from norec_cli.store.formats import toml_edit

if TYPE_CHECKING:
    from norec_cli.store.books import Books


def rename_in_waivers(
    books: "Books", kind: Literal["partner", "project"], old: str, new: str
) -> Mapping[str, Iterable[bytes]]:
    """The settings with a partner or a project called by another id in every waiver; nothing if none names it."""
    raw = before = books.snapshot.read(SETTINGS_FILE)
    for place, waiver in enumerate(books.settings.waivers):
        record = _renamed(waiver.record, kind, old, new)
        if record != waiver.record:
            raw = toml_edit.change_table(
                raw, books.snapshot.name_of(SETTINGS_FILE), ("waivers", place), {}, {"record": record}
            )
    return {} if raw == before else {SETTINGS_FILE: [raw]}


def _renamed(record: str, kind: str, old: str, new: str) -> str:
    """A record as `check` names it, `project p round 1 a to b` for example, with one id in the place of another."""
    words = record.split(" ")
    for at, word in enumerate(words):
        before, after = words[at - 1 : at], words[at + 1 : at + 2]
        of_plan = kind == "partner" and ["to"] in (before, after)
        if word == old and (before == [kind] or of_plan):
            words[at] = new
    return " ".join(words)
