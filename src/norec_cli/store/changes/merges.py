"""Bringing many records into a store at once: what becomes of the files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import new_id_problem
from norec_cli.model.partner import Partner
from norec_cli.store.books import reference_errors
from norec_cli.store.changes.bulk import write_exchanges
from norec_cli.store.changes.registers import write_register
from norec_cli.store.files.snapshot import EXCHANGES, PARTNERS, PROJECTS

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
        make: the records that it is to hold, made of what it holds; raises NorecError if there can't be such.

    Raises:
        NorecError: as `make` does, or if an exchange doesn't fit the partners and projects.
    """

    def draft(books: "Books") -> Mapping[str, Iterable[bytes]]:
        records = make(books)
        before = {exchange.id: exchange for exchange in books.exchanges()}
        changed = {one.id: one for one in records.exchanges if one != before.get(one.id)}
        _refuse_misfits(books, records, before)
        contents: dict[str, Iterable[bytes]] = {}
        for file, group, now, then in (
            (PARTNERS, "partners", books.partners, records.partners),
            (PROJECTS, "projects", books.projects, records.projects),
        ):
            raw = books.snapshot.read(file)
            if (written := write_register(raw, books.snapshot.name_of(file), group, now, then)) != raw:
                contents[file] = [written]
        if changed:
            contents[EXCHANGES] = write_exchanges(
                books, changed, [one for key, one in changed.items() if key not in before]
            )
        return contents

    store.change(draft)


def _refuse_misfits(books: "Books", records: Records, before: Mapping[str, Exchange]) -> None:
    """Refuse new ids that are reserved, and exchanges that no longer fit the partners and projects."""
    problems = [
        Problem(f'the id "{key}" {problem}: norec {kind}s rename {key} NEW, in the other store', about=f"{kind} {key}")
        for kind, new, old in (
            ("partner", records.partners, books.partners),
            ("project", records.projects, books.projects),
        )
        for key in new
        if key not in old and (problem := new_id_problem(key))
    ]
    for exchange in records.exchanges:
        was = before.get(exchange.id)
        known = set(reference_errors(was, books.partners, books.projects)) if was is not None else set()
        wrong = reference_errors(exchange, records.partners, records.projects)
        problems += [Problem(text, about=f"exchange {exchange.id}") for text in wrong if text not in known]
    if problems:
        raise NorecError(*problems, advice=("Correct one of the stores first; nothing was changed.",))
