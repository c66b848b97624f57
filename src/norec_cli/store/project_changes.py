"""The changes of projects: what becomes of their file."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Refused
from norec_cli.model.partner import unknown_partner
from norec_cli.model.words import count, shorten
from norec_cli.store import documents, edits
from norec_cli.store.records import table_of
from norec_cli.store.snapshot import EXCHANGES, PROJECTS
from norec_cli.store.waiver_changes import rename_in_waivers

if TYPE_CHECKING:
    from norec_cli.model.project import Project
    from norec_cli.store.books import Books
    from norec_cli.store.store import Store

Contents = Mapping[str, Iterable[bytes]]


def add_project(store: "Store", project_id: str, project: "Project") -> None:
    """Add a project to the end of the file, and leave every other byte of it as it is.

    Raises:
        Refused: if the id is taken, or a partner is not known.
    """

    def draft(books: "Books") -> Contents:
        _refuse_taken(books, project_id, "give another with --id")
        _refuse_unknown(books, project)
        raw, file = _file(books)
        return {PROJECTS: [append_project(raw, file, project_id, project)]}

    store.change(draft)


def append_project(raw: bytes, file: str, project_id: str, project: "Project") -> bytes:
    """The file with a project at its end, and a table for each of its rounds."""
    table = table_of(project)
    rounds = table.pop("rounds", {})
    raw = documents.append_table(raw, file, "projects", project_id, table)
    for number, one in rounds.items():
        raw = edits.add_table(raw, file, ("projects", project_id, "rounds", number), one)
    return raw


def edit_project(store: "Store", project_id: str, change: "Callable[[Project], Project]") -> "Project":
    """Change what is recorded of a project, in place.

    Args:
        store: the store.
        project_id: the project's id.
        change: makes the new record of the present one; raises Refused if it can't be.

    Returns:
        The new record.

    Raises:
        Refused: if there is no such project, a partner is not known, or exchanges of the project would no longer fit.
    """
    results: list[Project] = []

    def draft(books: "Books") -> Contents:
        before = books.project(project_id)
        after = change(before)
        results.append(after)
        _refuse_unknown(books, after)
        _refuse_orphans(books, project_id, before, after)
        raw, file = _file(books)
        return {PROJECTS: [change_project(raw, file, project_id, before, after)]}

    store.change(draft)
    return results[-1]


def rename_project(store: "Store", old: str, new: str) -> None:
    """Give a project another id, in its exchanges too.

    Raises:
        Refused: if there is no such project, or the new id is taken.
    """

    def draft(books: "Books") -> Contents:
        books.project(old)
        _refuse_taken(books, new, "choose another")
        raw, file = _file(books)
        renamed = edits.rename_table(raw, file, "projects", old, new)

        def moved(exchange: Exchange) -> Collection[Exchange] | None:
            return [msgspec.structs.replace(exchange, project=new)] if exchange.project == old else None

        waivers = rename_in_waivers(books, "project", old, new)
        return {PROJECTS: [renamed], EXCHANGES: books.rewritten(moved), **waivers}

    store.change(draft)


def remove_project(store: "Store", project_id: str) -> None:
    """Take a project out.

    Raises:
        Refused: if there is no such project, or exchanges mention it.
    """

    def draft(books: "Books") -> Contents:
        books.project(project_id)
        exchanges = sum(exchange.project == project_id for exchange in books.exchanges())
        if exchanges:
            raise Refused(f"{project_id} is mentioned in {count(exchanges, 'exchange')}: it stays, or they go first")
        raw, file = _file(books)
        return {PROJECTS: [edits.remove_table(raw, file, ("projects", project_id))]}

    store.change(draft)


def change_project(raw: bytes, file: str, project_id: str, before: "Project", after: "Project") -> bytes:
    """The file of the projects with one changed in place from one record to another."""
    return _edited(raw, file, project_id, table_of(before), table_of(after))


def mentioning(projects: "Mapping[str, Project]", partner_id: str) -> list[str]:
    """The ids of the projects that have a partner; nothing in a project names one that it doesn't have."""
    return [project_id for project_id, project in projects.items() if partner_id in project.partners]


def rename_in_projects(books: "Books", old: str, new: str) -> bytes:
    """The file of the projects, with a partner called by another id wherever it is mentioned."""
    raw, file = _file(books)
    for project_id in mentioning(books.projects, old):
        table = table_of(books.projects[project_id])
        raw = _edited(raw, file, project_id, table, _renamed(table, old, new))
    return raw


def _renamed(table: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """The table of a project with a partner renamed."""

    def swap(names: list[str]) -> list[str]:
        return [new if name == old else name for name in names]

    after = {
        key: swap(value) if key in ("partners", "chosen_by", "assessed_by") else value for key, value in table.items()
    }
    if table.get("coordinator") == old:
        after["coordinator"] = new
    if "rounds" in table:
        after["rounds"] = {
            number: {**one, "plan": [":".join(swap(line.split(":")[:2]) + line.split(":")[2:]) for line in one["plan"]]}
            if "plan" in one
            else one
            for number, one in table["rounds"].items()
        }
    return after


def _edited(raw: bytes, file: str, project_id: str, before: dict[str, Any], after: dict[str, Any]) -> bytes:
    """The file with a project's table, and those of its rules and rounds, changed from one to the other."""
    path = ("projects", project_id)
    now, then = (
        {("rules",): table.pop("rules", {}), **{("rounds", key): one for key, one in table.pop("rounds", {}).items()}}
        for table in (before, after)
    )
    raw = edits.change_table(raw, file, path, before, after)
    for within in {**now, **then}:
        at, was, becomes = (*path, *within), now.get(within), then.get(within)
        if was == becomes:
            continue
        if not becomes:
            raw = edits.remove_table(raw, file, at)
        elif not was:
            raw = edits.add_table(raw, file, at, becomes)
        else:
            raw = edits.change_table(raw, file, at, was, becomes)
    return raw


def _file(books: "Books") -> tuple[bytes, str]:
    return books.snapshot.read(PROJECTS), books.snapshot.name_of(PROJECTS)


def _refuse_taken(books: "Books", project_id: str, mend: str) -> None:
    if project_id in books.projects:
        raise Refused(f'the id "{project_id}" is taken by {shorten(books.projects[project_id].title)}: {mend}')


def _refuse_orphans(books: "Books", project_id: str, before: "Project", after: "Project") -> None:
    """Refuse to take a partner or a round from a project that its exchanges have."""
    if set(after.partners) >= set(before.partners) and after.rounds.keys() >= before.rounds.keys():
        return
    wrong: Counter[str] = Counter()
    for exchange in books.exchanges():
        if exchange.project == project_id and not exchange.cancelled:
            wrong.update(set(after.misfits(exchange)) - set(before.misfits(exchange)))
    if wrong:
        said = (f"{text}, and {count(number, 'exchange needs', 'exchanges need')} it" for text, number in wrong.items())
        raise Refused(*said, advice=("Change those first: norec exchanges edit ID.",))


def _refuse_unknown(books: "Books", project: "Project") -> None:
    unknown: Collection[str] = [name for name in project.partners if name not in books.partners]
    if unknown:
        raise Refused(*(unknown_partner(books.partners, name) for name in unknown))
