"""Changes of projects."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import unknown_partner
from norec_cli.model.store_files import EXCHANGES, PROJECTS
from norec_cli.model.wording import plural, shorten
from norec_cli.store.changes.registers import change_records, write_register
from norec_cli.store.changes.waivers import rename_in_waivers
from norec_cli.store.formats import toml_edit
from norec_cli.store.formats.toml_values import to_toml

if TYPE_CHECKING:
    from norec_cli.model.project import Project
    from norec_cli.store.books import Books, Contents
    from norec_cli.store.formats.toml_statements import TomlPath
    from norec_cli.store.store import Store


def add_project(store: "Store", project_id: str, make: "Callable[[Books], Project]") -> "Project":
    """Add a project at the end of the register; every other byte of it stays.

    Args:
        store: the store.
        project_id: the new project's id.
        make: returns the record, given what the store holds; raises NorecError to refuse.

    Returns:
        The record.

    Raises:
        NorecError: if another project has the id, or a partner is unknown.
    """

    def draft(books: "Books") -> "tuple[Contents, Project]":
        if project_id in books.projects:
            title = shorten(books.projects[project_id].title)
            raise NorecError(f'the id "{project_id}" is already used by {title}: for another project, use --id')
        project = make(books)
        _refuse_unknown_partners(books, project)
        raw, file = _register(books)
        return {PROJECTS: [write_register(raw, file, "projects", {}, {project_id: project})]}, project

    return store.change(draft)


def edit_project(store: "Store", named: str, change: "Callable[[Project, Books], Project]") -> "tuple[str, Project]":
    """Change the record of a project in place.

    Args:
        store: the store.
        named: the project's id or title.
        change: returns the new record, given the present one and what the store holds; raises NorecError to refuse.

    Returns:
        The project's id and its new record.

    Raises:
        NorecError: if there is no such project, a partner is unknown, or exchanges of the project would no longer fit.
    """

    def draft(books: "Books") -> "tuple[Contents, tuple[str, Project]]":
        project_id = books.project_id(named)
        before = books.projects[project_id]
        after = change(before, books)
        _refuse_unknown_partners(books, after)
        _refuse_orphans(books, project_id, before, after)
        raw, file = _register(books)
        written = write_register(raw, file, "projects", {project_id: before}, {project_id: after})
        return {PROJECTS: [written]}, (project_id, after)

    return store.change(draft)


def rename_project(store: "Store", named: str, new: str) -> str:
    """Give a project, named by id or title, another id, everywhere in the store; return the old id.

    Raises:
        NorecError: if there is no such project, or another project has the new id.
    """

    def draft(books: "Books") -> "tuple[Contents, str]":
        old = books.project_id(named)
        if new in books.projects:
            raise NorecError(f'the id "{new}" is already used by {shorten(books.projects[new].title)}: choose another')
        raw, file = _register(books)
        renamed = toml_edit.rename_table(raw, file, "projects", old, new)

        def rename(exchange: Exchange) -> Collection[Exchange] | None:
            return [msgspec.structs.replace(exchange, project=new)] if exchange.project == old else None

        waivers = rename_in_waivers(books, "project", old, new)
        return {PROJECTS: [renamed], EXCHANGES: books.rewritten(rename), **waivers}, old

    return store.change(draft)


def remove_project(store: "Store", named: str) -> str:
    """Remove a project, named by id or title, and return its id.

    Raises:
        NorecError: if there is no such project, or exchanges belong to it.
    """

    def draft(books: "Books") -> "tuple[Contents, str]":
        project_id = books.project_id(named)
        number = sum(exchange.project == project_id for exchange in books.exchanges())
        if number:
            them = "it" if number == 1 else "them"
            raise NorecError(f"{project_id} is used by {plural(number, 'exchange')}: reassign or remove {them} first")
        raw, file = _register(books)
        return {PROJECTS: [toml_edit.remove_table(raw, file, ("projects", project_id))]}, project_id

    return store.change(draft)


def projects_with_partner(projects: "Mapping[str, Project]", partner_id: str) -> list[str]:
    """Return the ids of the projects that have a partner."""
    return [project_id for project_id, project in projects.items() if partner_id in project.partners]


def rename_in_projects(books: "Books", old: str, new: str) -> bytes:
    """Return the register of projects with a partner's id replaced by another in all of them."""
    raw, file = _register(books)
    projects = {project_id: books.projects[project_id] for project_id in projects_with_partner(books.projects, old)}
    changed: Mapping[TomlPath, tuple[dict[str, Any], dict[str, Any]]] = {
        ("projects", project_id): (to_toml(project), to_toml(project.with_partner_ids({old: new})))
        for project_id, project in projects.items()
    }
    return change_records(raw, file, changed)


def _register(books: "Books") -> tuple[bytes, str]:
    """Return the bytes of the register of projects, and its name for messages."""
    return books.snapshot.read(PROJECTS), books.snapshot.name_of(PROJECTS)


def _refuse_orphans(books: "Books", project_id: str, before: "Project", after: "Project") -> None:
    """Raise NorecError if a project loses a partner or a round that its exchanges have."""
    if set(after.partners) >= set(before.partners) and after.rounds.keys() >= before.rounds.keys():
        return
    counts: Counter[str] = Counter()
    for exchange in books.exchanges():
        if exchange.project == project_id and not exchange.cancelled:
            counts.update(set(after.misfits(exchange)) - set(before.misfits(exchange)))
    if counts:
        messages = (
            f"{text}, and {plural(number, 'exchange needs', 'exchanges need')} it" for text, number in counts.items()
        )
        raise NorecError(*messages, advice=("Change those first: norec exchanges edit ID.",))


def _refuse_unknown_partners(books: "Books", project: "Project") -> None:
    """Raise NorecError if a project names partners that are not in the register."""
    unknown = [name for name in project.partners if name not in books.partners]
    if unknown:
        raise NorecError(*(unknown_partner(books.partners, name) for name in unknown))
