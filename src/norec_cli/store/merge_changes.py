"""Bringing many records into a store at once: what becomes of the files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault, Refused
from norec_cli.model.ids import new_id_problem
from norec_cli.model.partner import Partner
from norec_cli.store import documents, edits
from norec_cli.store.books import misfits
from norec_cli.store.many import write_many
from norec_cli.store.project_changes import append_project, change_project
from norec_cli.store.records import table_of
from norec_cli.store.snapshot import EXCHANGES, PARTNERS, PROJECTS

if TYPE_CHECKING:
    from norec_cli.model.project import Project
    from norec_cli.store.books import Books
    from norec_cli.store.store import Store


class Records(msgspec.Struct, frozen=True):
    """Everything that a store is to hold; nothing that it holds now is left out.

    Attributes:
        partners: by id.
        projects: by id.
        exchanges: all of them.
    """

    partners: Mapping[str, Partner]
    projects: "Mapping[str, Project]"
    exchanges: Sequence[Exchange]


def put_records(store: "Store", make: "Callable[[Books], Records]") -> None:
    """Add records to a store and change those that differ, in place; all other lines stay as they are.

    Args:
        store: the store.
        make: the records that it is to hold, made of what it holds; raises Refused if there can't be such.

    Raises:
        Refused: as `make` does, or if an exchange doesn't fit the partners and projects.
    """

    def draft(books: "Books") -> Mapping[str, Iterable[bytes]]:
        records = make(books)
        before = {exchange.id: exchange for exchange in books.exchanges()}
        changed = {one.id: one for one in records.exchanges if one != before.get(one.id)}
        _refuse_misfits(books, records, before)
        contents: dict[str, Iterable[bytes]] = {}
        partners, projects = _partners(books, records), _projects(books, records)
        if partners != books.snapshot.read(PARTNERS):
            contents[PARTNERS] = [partners]
        if projects != books.snapshot.read(PROJECTS):
            contents[PROJECTS] = [projects]
        if changed:
            contents[EXCHANGES] = write_many(books, changed, [one for key, one in changed.items() if key not in before])
        return contents

    store.change(draft)


def _refuse_misfits(books: "Books", records: Records, before: Mapping[str, Exchange]) -> None:
    """Refuse new ids that are reserved, and exchanges that no longer fit the partners and projects."""
    faults = [
        Fault(f'the id "{key}" {problem}: norec {kind}s rename {key} NEW, in the other store', about=f"{kind} {key}")
        for kind, new, old in (
            ("partner", records.partners, books.partners),
            ("project", records.projects, books.projects),
        )
        for key in new
        if key not in old and (problem := new_id_problem(key))
    ]
    for exchange in records.exchanges:
        was = before.get(exchange.id)
        known = set(misfits(was, books.partners, books.projects)) if was is not None else set()
        wrong = misfits(exchange, records.partners, records.projects)
        faults += [Fault(text, about=f"exchange {exchange.id}") for text in wrong if text not in known]
    if faults:
        raise Refused(*faults, advice=("Correct one of the stores first; nothing was changed.",))


def _partners(books: "Books", records: Records) -> bytes:
    raw, file = books.snapshot.read(PARTNERS), books.snapshot.name_of(PARTNERS)
    for key, before in books.partners.items():
        if (after := records.partners[key]) != before:
            raw = _edited_partner(raw, file, key, before, after)
    new = {key: table_of(partner) for key, partner in records.partners.items() if key not in books.partners}
    return documents.append_tables(raw, file, "partners", new)


def _edited_partner(raw: bytes, file: str, key: str, before: Partner, after: Partner) -> bytes:
    now, then = table_of(before), table_of(after)
    had, has = now.pop("adjustments", []), then.pop("adjustments", [])
    raw = edits.change_table(raw, file, ("partners", key), now, then)
    new = list(has)
    gone = []
    for place, adjustment in enumerate(had):
        if adjustment in new:
            new.remove(adjustment)
        else:
            gone.append(place)
    for adjustment in new:
        raw = edits.append_entry(raw, file, ("partners", key, "adjustments"), adjustment)
    for place in reversed(gone):
        raw = edits.remove_table(raw, file, ("partners", key, "adjustments", place))
    return raw


def _projects(books: "Books", records: Records) -> bytes:
    raw, file = books.snapshot.read(PROJECTS), books.snapshot.name_of(PROJECTS)
    for key, project in records.projects.items():
        if key not in books.projects:
            raw = append_project(raw, file, key, project)
        elif project != books.projects[key]:
            raw = change_project(raw, file, key, books.projects[key], project)
    return raw
