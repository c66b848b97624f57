"""The changes of projects: what becomes of their file."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import unknown_partner
from norec_cli.model.wording import plural, shorten
from norec_cli.store.changes.registers import change_records, write_register
from norec_cli.store.changes.waivers import rename_in_waivers
from norec_cli.store.files.snapshot import EXCHANGES, PROJECTS
from norec_cli.store.formats import toml_edit
from norec_cli.store.formats.toml_values import to_toml

if TYPE_CHECKING:
    from norec_cli.model.project import Project
    from norec_cli.store.books import Books
    from norec_cli.store.formats.toml_statements import TomlPath
    from norec_cli.store.store import Store

Contents = Mapping[str, Iterable[bytes]]


def add_project(store: "Store", project_id: str, make: "Callable[[Books], Project]") -> "Project":
    """Add a project to the end of the file, and leave every other byte of it as it is.

    Args:
        store: the store.
        project_id: the id it gets.
        make: makes the record in view of the books; raises NorecError if it can't be.

    Returns:
        The record.

    Raises:
        NorecError: if the id is taken, or a partner is not known.
    """
    results: list[Project] = []

    def draft(books: "Books") -> Contents:
        _refuse_taken(books, project_id, "give another with --id")
        project = make(books)
        results.append(project)
        _refuse_unknown(books, project)
        raw, file = _file(books)
        return {PROJECTS: [write_register(raw, file, "projects", {}, {project_id: project})]}

    store.change(draft)
    return results[-1]


def edit_project(store: "Store", named: str, change: "Callable[[Project, Books], Project]") -> "tuple[str, Project]":
    """Change what is recorded of a project, in place.

    Args:
        store: the store.
        named: the project's id or title.
        change: makes the new record of the present one in these books; raises NorecError if it can't be.

    Returns:
        The id and the new record.

    Raises:
        NorecError: if there is no such project, a partner is unknown, or exchanges of the project would no longer fit.
    """
    results: list[tuple[str, Project]] = []

    def draft(books: "Books") -> Contents:
        project_id = books.project_id(named)
        before = books.project(project_id)
        after = change(before, books)
        results.append((project_id, after))
        _refuse_unknown(books, after)
        _refuse_orphans(books, project_id, before, after)
        raw, file = _file(books)
        return {PROJECTS: [write_register(raw, file, "projects", {project_id: before}, {project_id: after})]}

    store.change(draft)
    return results[-1]


def rename_project(store: "Store", named: str, new: str) -> str:
    """Give a project, called by id or title, another id, in its exchanges too; return the old one.

    Raises:
        NorecError: if there is no such project, or the new id is taken.
    """
    olds: list[str] = []

    def draft(books: "Books") -> Contents:
        olds.append(old := books.project_id(named))
        _refuse_taken(books, new, "choose another")
        raw, file = _file(books)
        renamed = toml_edit.rename_table(raw, file, "projects", old, new)

        def moved(exchange: Exchange) -> Collection[Exchange] | None:
            return [msgspec.structs.replace(exchange, project=new)] if exchange.project == old else None

        waivers = rename_in_waivers(books, "project", old, new)
        return {PROJECTS: [renamed], EXCHANGES: books.rewritten(moved), **waivers}

    store.change(draft)
    return olds[-1]


def remove_project(store: "Store", named: str) -> str:
    """Take a project, given by id or title, out, and return its id.

    Raises:
        NorecError: if there is no such project, or exchanges mention it.
    """
    ids: list[str] = []

    def draft(books: "Books") -> Contents:
        ids.append(project_id := books.project_id(named))
        exchanges = sum(exchange.project == project_id for exchange in books.exchanges())
        if exchanges:
            raise NorecError(
                f"{project_id} is mentioned in {plural(exchanges, 'exchange')}: it stays, or they go first"
            )
        raw, file = _file(books)
        return {PROJECTS: [toml_edit.remove_table(raw, file, ("projects", project_id))]}

    store.change(draft)
    return ids[-1]


def mentioning(projects: "Mapping[str, Project]", partner_id: str) -> list[str]:
    """The ids of the projects that have a partner; nothing in a project names one that it doesn't have."""
    return [project_id for project_id, project in projects.items() if partner_id in project.partners]


def rename_in_projects(books: "Books", old: str, new: str) -> bytes:
    """The file of the projects, with a partner called by another id wherever it is mentioned."""
    raw, file = _file(books)
    projects = {project_id: books.projects[project_id] for project_id in mentioning(books.projects, old)}
    changed: Mapping[TomlPath, tuple[dict[str, Any], dict[str, Any]]] = {
        ("projects", project_id): (to_toml(project), to_toml(project.with_partner_ids({old: new})))
        for project_id, project in projects.items()
    }
    return change_records(raw, file, changed)


def _file(books: "Books") -> tuple[bytes, str]:
    return books.snapshot.read(PROJECTS), books.snapshot.name_of(PROJECTS)


def _refuse_taken(books: "Books", project_id: str, mend: str) -> None:
    if project_id in books.projects:
        raise NorecError(f'the id "{project_id}" is taken by {shorten(books.projects[project_id].title)}: {mend}')


def _refuse_orphans(books: "Books", project_id: str, before: "Project", after: "Project") -> None:
    """Refuse to take a partner or a round from a project that its exchanges have."""
    if set(after.partners) >= set(before.partners) and after.rounds.keys() >= before.rounds.keys():
        return
    wrong: Counter[str] = Counter()
    for exchange in books.exchanges():
        if exchange.project == project_id and not exchange.cancelled:
            wrong.update(set(after.misfits(exchange)) - set(before.misfits(exchange)))
    if wrong:
        said = (
            f"{text}, and {plural(number, 'exchange needs', 'exchanges need')} it" for text, number in wrong.items()
        )
        raise NorecError(*said, advice=("Change those first: norec exchanges edit ID.",))


def _refuse_unknown(books: "Books", project: "Project") -> None:
    unknown: Collection[str] = [name for name in project.partners if name not in books.partners]
    if unknown:
        raise NorecError(*(unknown_partner(books.partners, name) for name in unknown))
