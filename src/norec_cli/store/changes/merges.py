"""The change that a merge makes: records added and replaced, all in one change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import new_id_problem
from norec_cli.model.partner import Partner
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.books import reference_problems
from norec_cli.store.changes.bulk import write_exchanges
from norec_cli.store.changes.registers import write_register

if TYPE_CHECKING:
    from norec_cli.model.project import Project
    from norec_cli.store.books import Books, Contents
    from norec_cli.store.store import Store


class Records(msgspec.Struct, frozen=True):
    """Everything that a store holds after a merge; nothing that it held before is missing.

    Attributes:
        partners: by id.
        projects: by id.
        exchanges: all of them.
    """

    partners: Mapping[str, Partner]
    projects: "Mapping[str, Project]"
    exchanges: Sequence[Exchange]


def put_records(store: "Store", make: "Callable[[Books], Records]") -> None:
    """Add records to a store and change those that differ in place; all other lines stay.

    Args:
        store: the store.
        make: returns the records that the store is to hold, given what it holds; raises NorecError to refuse.

    Raises:
        NorecError: if `make` raises it, or an exchange doesn't fit the partners and projects.
    """

    def draft(books: "Books") -> "tuple[Contents, None]":
        records = make(books)
        before = {exchange.id: exchange for exchange in books.exchanges()}
        changed = {exchange.id: exchange for exchange in records.exchanges if exchange != before.get(exchange.id)}
        _refuse_misfits(books, records, before)
        contents: dict[str, Iterable[bytes]] = {}
        for file, group, old, new in (
            (PARTNERS, "partners", books.partners, records.partners),
            (PROJECTS, "projects", books.projects, records.projects),
        ):
            raw = books.snapshot.read(file)
            if (written := write_register(raw, books.snapshot.name_of(file), group, old, new)) != raw:
                contents[file] = [written]
        if changed:
            contents[EXCHANGES] = write_exchanges(
                books, changed, [exchange for key, exchange in changed.items() if key not in before]
            )
        return contents, None

    store.change(draft)


def _refuse_misfits(books: "Books", records: Records, before: Mapping[str, Exchange]) -> None:
    """Raise NorecError if a new id is reserved, or an exchange no longer fits its partners and project."""
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
        old = before.get(exchange.id)
        known = set(reference_problems(old, books.partners, books.projects)) if old is not None else set()
        found = reference_problems(exchange, records.partners, records.projects)
        problems += [Problem(text, about=f"exchange {exchange.id}") for text in found if text not in known]
    if problems:
        raise NorecError(*problems, advice=("Correct one of the stores first; nothing was changed.",))
