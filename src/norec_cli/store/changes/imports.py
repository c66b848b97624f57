"""The change that an import makes: all of its records, or none."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from norec_cli.model.change import RecordKind
from norec_cli.model.dates import NEAR_DAYS
from norec_cli.model.errors import NorecError, ProblemList
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.books import Books, Contents, reference_problems
from norec_cli.store.changes.bulk import write_exchanges
from norec_cli.store.changes.registers import write_register
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.store import Store

_NEAR = timedelta(days=NEAR_DAYS)
_ANYBODY = object()  # used as a reference that fits every exchange
_MOST_LISTED = 100

_Record = TypeVar("_Record", Exchange, Partner, Project)


class Incoming(msgspec.Struct, frozen=True):
    """Records to import into a store.

    Attributes:
        partners: by id.
        projects: by id.
        exchanges: by id.
        says: names of the attributes that the imported table has; other attributes of records in the store stay.
    """

    partners: Mapping[str, Partner] = {}
    projects: Mapping[str, Project] = {}
    exchanges: Mapping[str, Exchange] = {}
    says: Collection[str] = ()


class Outcome(msgspec.Struct):
    """Result of comparing incoming records with the store.

    Attributes:
        added: ids of the new records, by kind.
        differing: records that differ from the store's, named as `exchange x7k2m9qd4r`: the store's version and the
            imported one.
        unchanged: number of records that are in the store as they are.
        alike: ids of new exchanges that may be in the store under another id, each with that id: same sender, host and
            number of people, and a start at most `NEAR_DAYS` days away.
    """

    added: dict[RecordKind, list[str]] = msgspec.field(default_factory=dict)
    differing: dict[str, tuple[object, object]] = msgspec.field(default_factory=dict)
    unchanged: int = 0
    alike: dict[str, str] = msgspec.field(default_factory=dict)


def compare(books: Books, incoming: Incoming) -> Outcome:
    """Compare incoming records with those of the store.

    Raises:
        NorecError: if the new version of a record would contradict itself.
        StoreReadError: if the exchanges have errors.
    """
    outcome = Outcome()
    present: set[str] = set()
    problems = ProblemList()

    def compare_record(name: str, before: _Record, imported: _Record) -> None:
        try:
            after = _overlaid(before, imported, incoming.says)
        except ValueError as error:
            problems.add(f"{name} can't be changed to what the file says: {error}")
            return
        if before == after:
            outcome.unchanged += 1
        else:
            outcome.differing[name] = (before, after)

    alike = _Alike(incoming.exchanges)
    for exchange in books.exchanges():
        imported = incoming.exchanges.get(exchange.id)
        if imported is None:
            alike.see(exchange)
        else:
            present.add(exchange.id)
            compare_record(f"exchange {exchange.id}", exchange, imported)
    for key in books.partners.keys() & incoming.partners.keys():
        compare_record(f"partner {key}", books.partners[key], incoming.partners[key])
    for key in books.projects.keys() & incoming.projects.keys():
        compare_record(f"project {key}", books.projects[key], incoming.projects[key])
    problems.raise_if_any(NorecError)
    new = [key for key in incoming.exchanges if key not in present] if present else [*incoming.exchanges]
    outcome.added = {
        "partner": [key for key in incoming.partners if key not in books.partners],
        "project": [key for key in incoming.projects if key not in books.projects],
        "exchange": new,
    }
    outcome.alike = alike.among(new)
    return outcome


def refuse_misfits(books: Books, incoming: Incoming, outcome: Outcome) -> None:
    """Refuse to replace records if an exchange would no longer fit its partners or its project.

    Raises:
        NorecError: names every such exchange.
    """
    if not outcome.differing:
        return
    replaced = {name: after for name, (_, after) in outcome.differing.items()}
    partners = {**incoming.partners, **books.partners}
    partners |= {key: new for key in partners if isinstance(new := replaced.get(f"partner {key}"), Partner)}
    projects = {**incoming.projects, **books.projects}
    projects |= {key: new for key in projects if isinstance(new := replaced.get(f"project {key}"), Project)}
    problems = ProblemList(_MOST_LISTED)
    for before in books.exchanges():
        after = replaced.get(f"exchange {before.id}", before)
        if isinstance(after, Exchange) and (found := reference_problems(after, partners, projects)):
            known = reference_problems(before, books.partners, books.projects)
            for text in found:
                if text not in known:
                    problems.add(f"exchange {before.id} would no longer fit: {text}")
    problems.raise_if_any(NorecError, advice=("Nothing was imported.",))


def import_records(store: Store, plan: Callable[[Books], Incoming], author: Author, *, update: bool) -> Outcome:
    """Import records into a store, in one change.

    Args:
        store: the store.
        plan: returns the records, given what the store holds; raises NorecError to refuse.
        author: who imports, with the hash of the imported file.
        update: whether to replace records of the store that differ; else they stay.

    Returns:
        What was new, different and unchanged.

    Raises:
        NorecError: if `plan` raises it, or an exchange would no longer fit its partners or its project.
    """

    def draft(books: Books) -> tuple[Contents, Outcome]:
        incoming = plan(books)
        outcome = compare(books, incoming)
        if update:
            refuse_misfits(books, incoming, outcome)
        return _contents(books, incoming, outcome, update=update), outcome

    return store.change(draft, author)


class _Alike:
    """Finds new exchanges that may be in the store already, under another id."""

    def __init__(self, incoming: Mapping[str, Exchange]) -> None:
        self._incoming = incoming
        self._wanted: set[tuple[object, ...]] = set()
        self._seen: dict[tuple[object, ...], list[tuple[date, str]]] = {}

    def see(self, exchange: Exchange) -> None:
        """Note an exchange of the store that is not among the incoming ones."""
        if not self._wanted:
            self._wanted = set(map(self._facts, self._incoming.values()))
        if (facts := self._facts(exchange)) in self._wanted:
            for ref in {exchange.ref, _ANYBODY}:
                self._seen.setdefault((facts, ref), []).append((exchange.start, exchange.id))

    def among(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the incoming exchanges that may be in the store under another id, each with that id.

        Args:
            keys: the ids of the incoming exchanges.
        """
        for seen in self._seen.values():
            seen.sort()
        found: dict[str, str] = {}
        for key in keys if self._seen else ():
            exchange = self._incoming[key]
            # A person without a reference may be anybody.
            refs = (_ANYBODY,) if exchange.ref is None else (exchange.ref, None)
            near = [other for ref in refs if (other := self._near(exchange, ref)) is not None]
            if near:
                found[key] = min(near)[1]
        return found

    def _near(self, exchange: Exchange, ref: object) -> tuple[date, str] | None:
        """Return start and id of the first exchange with this reference that starts near an incoming exchange."""
        seen = self._seen.get((self._facts(exchange), ref), ())
        place = bisect_left(seen, (exchange.start - _NEAR, ""))
        return seen[place] if place < len(seen) and seen[place][0] <= exchange.start + _NEAR else None

    @staticmethod
    def _facts(exchange: Exchange) -> tuple[object, ...]:
        return exchange.sender, exchange.host, exchange.participants


def _overlaid(before: _Record, imported: _Record, says: Collection[str]) -> _Record:
    """Return a record with the values that its imported version has; where that is empty, the old value stays."""
    values = {name: value for name in says if (value := getattr(imported, name, None)) not in (None, ())}
    if isinstance(before, Exchange):
        return msgspec.structs.replace(before, **{key: value for key, value in values.items() if key != "id"})
    return type(before).model_validate({**before.model_dump(), **values})


def _contents(books: Books, incoming: Incoming, outcome: Outcome, *, update: bool) -> Contents:
    """Return the new contents of the files that change."""
    changed = outcome.differing if update else {}
    contents: dict[str, Iterable[bytes]] = {}
    registers: tuple[
        tuple[str, str, RecordKind, Mapping[str, Partner | Project], Mapping[str, Partner | Project]], ...
    ] = (
        (PARTNERS, "partners", "partner", books.partners, incoming.partners),
        (PROJECTS, "projects", "project", books.projects, incoming.projects),
    )
    for file, group, kind, present, imported in registers:
        new: dict[str, Partner | Project] = {key: imported[key] for key in outcome.added[kind]}
        new |= {key: changed[f"{kind} {key}"][1] for key in imported if f"{kind} {key}" in changed}  # type: ignore[misc]  # it has that kind
        raw = books.snapshot.read(file)
        old = {key: present[key] for key in new if key in present}
        written = write_register(raw, books.snapshot.name_of(file), group, old, new)
        if written != raw:
            contents[file] = [written]
    replaced = [after for _, after in outcome.differing.values() if isinstance(after, Exchange)] if update else []
    added = [incoming.exchanges[key] for key in outcome.added["exchange"]]
    if replaced or added:
        contents[EXCHANGES] = write_exchanges(books, {exchange.id: exchange for exchange in replaced}, added)
    return contents
