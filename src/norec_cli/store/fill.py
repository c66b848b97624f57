"""Filling an empty store with everything that another one held."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from norec_cli.model.change import Hunk
from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Refused, StoreUnreadable
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.settings import Settings
from norec_cli.model.validation import Record
from norec_cli.store import documents, edits, journal
from norec_cli.store.books import Books
from norec_cli.store.locate import MARK
from norec_cli.store.project_changes import change_project
from norec_cli.store.records import table_of
from norec_cli.store.snapshot import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.statements import Path
from norec_cli.store.store import Store

Values = dict[str, Any]


def fill_store(
    store: Store,
    settings: Settings,
    partners: Mapping[str, Partner],
    projects: Mapping[str, Project],
    exchanges: Sequence[Exchange],
    texts: Mapping[str, str] | None,
) -> None:
    """Give an empty store its contents, in one change.

    Args:
        store: the store.
        settings: what its settings are to be.
        partners: its partners, by id.
        projects: its projects, by id.
        exchanges: in the order in which they are to stand.
        texts: the texts to begin with, by file, so that comments and order stay; what they say otherwise than the
            records is changed in place. None begins with what the store's files hold.

    Raises:
        Refused: if the store holds something already, or a text can't be read, or is so written that it can't be
            changed where it must be.
    """

    def draft(books: Books) -> Mapping[str, Iterable[bytes]]:
        _refuse_full(books)
        files = (MARK, PARTNERS, PROJECTS)
        raw = {file: books.snapshot.read(file) for file in files}
        if texts is not None:
            raw = {
                file: texts[file].encode() if file in texts else raw[file] if file == MARK else b"" for file in files
            }
        try:
            new = {
                MARK: _settled(raw[MARK], settings),
                PARTNERS: _with_partners(raw[PARTNERS], partners),
                PROJECTS: _with_projects(raw[PROJECTS], partners, projects),
            }
        except StoreUnreadable as refusal:  # of a text that was given
            raise Refused(
                *refusal.faults, advice=("These lines stand in the table files. Nothing was changed.",)
            ) from None
        contents: dict[str, Iterable[bytes]] = {
            file: [text] for file, text in new.items() if text != books.snapshot.read(file)
        }
        if exchanges:
            before = books.snapshot.read(EXCHANGES).decode()
            lines = b"".join(map(journal.encode, exchanges))
            books.note(Hunk(0, before, lines.decode()))
            contents[EXCHANGES] = [lines]
        return contents

    store.change(draft)


def _refuse_full(books: Books) -> None:
    held = [name for name, found in (("partners", books.partners), ("projects", books.projects)) if found]
    held += ["waivers"] if books.settings.waivers else []
    held += ["exchanges"] if any(True for _ in books.exchanges()) else []
    if held:
        raise Refused(
            f"this store holds {' and '.join(held)} already: a whole store goes into an empty one",
            advice=("Make one with norec init and import there; norec merge joins two stores.",),
        )


def _settled(raw: bytes, settings: Settings) -> bytes:
    """The settings, changed in place."""
    now = documents.read_settings(raw, MARK)
    if now == settings:
        return raw
    raw = edits.change_table(raw, MARK, (), {"name": now.name}, {"name": settings.name})
    raw = _with_table(raw, MARK, ("rules",), now.rules, settings.rules)
    return _with_entries(raw, MARK, ("waivers",), now.waivers, settings.waivers)


def _with_partners(raw: bytes, partners: Mapping[str, Partner]) -> bytes:
    """The register, changed in place; what is new stands at its end."""
    now = documents.read_partners(raw, PARTNERS)
    for key in now.keys() - partners.keys():
        raw = edits.remove_table(raw, PARTNERS, ("partners", key))
    for key in sorted(now.keys() & partners.keys()):
        before, after = now[key], partners[key]
        if before != after:
            path = ("partners", key)
            raw = edits.change_table(raw, PARTNERS, path, _own(before, "adjustments"), _own(after, "adjustments"))
            raw = _with_entries(raw, PARTNERS, (*path, "adjustments"), before.adjustments, after.adjustments)
    raw = _with_new(raw, [_partner_text(key, one) for key, one in partners.items() if key not in now])
    _refuse_unless(partners, lambda: documents.read_partners(raw, PARTNERS), PARTNERS, "partners")
    return raw


def _with_projects(raw: bytes, partners: Collection[str], projects: Mapping[str, Project]) -> bytes:
    """The projects, changed in place; what is new stands at the end."""
    import tomli_w  # noqa: PLC0415 - only a change needs it

    now = documents.read_projects(raw, PROJECTS, partners)
    for key in now.keys() - projects.keys():
        raw = edits.remove_table(raw, PROJECTS, ("projects", key))
    for key in sorted(now.keys() & projects.keys()):
        if now[key] != projects[key]:
            raw = change_project(raw, PROJECTS, key, now[key], projects[key])
    new = [tomli_w.dumps({"projects": {key: table_of(one)}}) for key, one in projects.items() if key not in now]
    raw = _with_new(raw, new)
    _refuse_unless(projects, lambda: documents.read_projects(raw, PROJECTS, partners), PROJECTS, "projects")
    return raw


def _refuse_unless(expected: object, read: Callable[[], object], file: str, group: str) -> None:
    """Refuse unless a register that was added to says what it must: its lines may make something else of the sum."""
    try:
        found = read()
    except StoreUnreadable:
        found = None
    if found != expected:
        raise documents.closed(file, group)


def _with_new(raw: bytes, texts: Collection[str]) -> bytes:
    """A file with new tables at its end."""
    return documents.appended(raw, "\n".join(texts)) if texts else raw


def _with_table(raw: bytes, file: str, path: Path, before: Record, after: Record) -> bytes:
    """A file with one of its own tables changed from one record to another."""
    was, becomes = table_of(before), table_of(after)
    if was != becomes and path[0] not in documents.Document(raw, file).values:
        return edits.add_table(raw, file, path, becomes)
    return edits.change_table(raw, file, path, was, becomes)


def _with_entries(raw: bytes, file: str, path: Path, before: Sequence[Record], after: Sequence[Record]) -> bytes:
    """A file with a list of tables changed, entry by entry."""
    for place, (was, becomes) in enumerate(zip(before, after, strict=False)):
        raw = edits.change_table(raw, file, (*path, place), table_of(was), table_of(becomes))
    for place in reversed(range(len(after), len(before))):
        raw = edits.remove_table(raw, file, (*path, place))
    for added in after[len(before) :]:
        raw = edits.append_entry(raw, file, path, table_of(added))
    return raw


def _own(record: Record, *others: str) -> Values:
    """What stands in a record's own table."""
    return {key: value for key, value in table_of(record).items() if key not in others}


def _partner_text(key: str, partner: Partner) -> str:
    """A partner as it stands in the register: a table, and one for each adjustment."""
    import tomli_w  # noqa: PLC0415 - only a change needs it

    text = tomli_w.dumps({"partners": {key: _own(partner, "adjustments")}})
    for adjustment in partner.adjustments:
        text += f"\n[[partners.{key}.adjustments]]\n{tomli_w.dumps(table_of(adjustment))}"
    return text
