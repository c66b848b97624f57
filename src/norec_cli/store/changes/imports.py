"""The change that an import makes: many records at once, all of them or none."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from norec_cli.model.change import Kind
from norec_cli.model.dates import NEAR_DAYS
from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.store.books import Books, reference_errors
from norec_cli.store.changes.bulk import write_exchanges
from norec_cli.store.changes.registers import write_register
from norec_cli.store.files.snapshot import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.store import Store

Contents = dict[str, Iterable[bytes]]
Changed = Mapping[str, tuple[object, object]]
_NEAR = timedelta(days=NEAR_DAYS)
_ANYBODY = object()  # in the place of a reference: whoever it is
_MOST_NAMED = 100

_Record = TypeVar("_Record", Exchange, Partner, Project)


class Incoming(msgspec.Struct, frozen=True):
    """Records that are to be in a store.

    Attributes:
        partners: by id.
        projects: by id.
        exchanges: by id.
        says: the attributes of which they say something; of a record that is there, the others stay.
    """

    partners: Mapping[str, Partner] = {}
    projects: Mapping[str, Project] = {}
    exchanges: Mapping[str, Exchange] = {}
    says: Collection[str] = ()


class Outcome(msgspec.Struct):
    """What became of them.

    Attributes:
        added: the ids of those that are new, by kind.
        differing: those that were there and say something else, each as `exchange x7k2m9qd4r`: what was recorded, and
            what the import says.
        unchanged: how many were there as they are.
        alike: new exchanges of the same partners and number as one that is recorded already, starting near it; by
            their ids, each with the id of that.
    """

    added: dict[Kind, list[str]] = msgspec.field(default_factory=dict)
    differing: dict[str, tuple[object, object]] = msgspec.field(default_factory=dict)
    unchanged: int = 0
    alike: dict[str, str] = msgspec.field(default_factory=dict)


def compare(books: Books, incoming: Incoming) -> Outcome:
    """What is new of some records, and what is there already.

    Raises:
        NorecError: if a record would contradict itself.
        StoreReadError: if anything is wrong with the store.
    """
    outcome = Outcome()
    there: set[str] = set()
    problems: list[str] = []

    def meet(name: str, before: _Record, given: _Record) -> None:
        try:
            after = _overlaid(before, given, incoming.says)
        except ValueError as error:
            problems.append(f"{name}, of which this says something else: {error}")
            return
        if before == after:
            outcome.unchanged += 1
        else:
            outcome.differing[name] = (before, after)

    alike = _Alike(incoming.exchanges)
    for exchange in books.exchanges():
        given = incoming.exchanges.get(exchange.id)
        if given is None:
            alike.see(exchange)
        else:
            there.add(exchange.id)
            meet(f"exchange {exchange.id}", exchange, given)
    for key in books.partners.keys() & incoming.partners.keys():
        meet(f"partner {key}", books.partners[key], incoming.partners[key])
    for key in books.projects.keys() & incoming.projects.keys():
        meet(f"project {key}", books.projects[key], incoming.projects[key])
    if problems:
        raise NorecError(*problems)
    new = [key for key in incoming.exchanges if key not in there] if there else [*incoming.exchanges]
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
        NorecError: with each that would not.
    """
    if not outcome.differing:
        return
    after = {name: now for name, (_, now) in outcome.differing.items()}
    partners = {**incoming.partners, **books.partners}
    partners |= {key: one for key in partners if isinstance(one := after.get(f"partner {key}"), Partner)}
    projects = {**incoming.projects, **books.projects}
    projects |= {key: one for key in projects if isinstance(one := after.get(f"project {key}"), Project)}
    wrong: list[str] = []
    for was in books.exchanges():
        now = after.get(f"exchange {was.id}", was)
        if isinstance(now, Exchange) and (found := reference_errors(now, partners, projects)):
            known = reference_errors(was, books.partners, books.projects)
            wrong += [f"exchange {was.id} would no longer fit: {text}" for text in found if text not in known]
    if wrong:
        more = (f"and {len(wrong) - _MOST_NAMED:,} more",) if len(wrong) > _MOST_NAMED else ()
        raise NorecError(*wrong[:_MOST_NAMED], advice=(*more, "Nothing was imported."))


def import_records(store: Store, plan: Callable[[Books], Incoming], author: Author, *, update: bool) -> Outcome:
    """Bring records into a store, in one change.

    Args:
        store: the store.
        plan: the records, made in view of what the store holds; raises NorecError if they can't be.
        author: who does it, with the hash of where they are from.
        update: whether those that are there and say something else are replaced; else they stay.

    Raises:
        NorecError: as `plan` does.
    """
    outcomes: list[Outcome] = []

    def draft(books: Books) -> Contents:
        incoming = plan(books)
        outcome = compare(books, incoming)
        if update:
            refuse_misfits(books, incoming, outcome)
        outcomes.append(outcome)
        return _contents(books, incoming, outcome, update=update)

    store.change(draft, author)
    return outcomes[-1]


class _Alike:
    """Finds new exchanges that may be one and the same as one that is recorded already, under another id."""

    def __init__(self, incoming: Mapping[str, Exchange]) -> None:
        self._incoming = incoming
        self._wanted: set[tuple[object, ...]] = set()
        self._seen: dict[tuple[object, ...], list[tuple[date, str]]] = {}

    def see(self, exchange: Exchange) -> None:
        """Note a recorded exchange that isn't among the incoming."""
        if not self._wanted:
            self._wanted = set(map(self._facts, self._incoming.values()))
        if (facts := self._facts(exchange)) in self._wanted:
            for ref in {exchange.ref, _ANYBODY}:
                self._seen.setdefault((facts, ref), []).append((exchange.start, exchange.id))

    def among(self, keys: Iterable[str]) -> dict[str, str]:
        """Return those of some incoming exchanges that are like one that was seen, each with the id of that.

        Args:
            keys: the ids of the incoming exchanges.
        """
        for seen in self._seen.values():
            seen.sort()
        found: dict[str, str] = {}
        for key in keys if self._seen else ():
            one = self._incoming[key]
            refs = (_ANYBODY,) if one.ref is None else (one.ref, None)  # who has no reference may be anybody
            near = [other for ref in refs if (other := self._near(one, ref)) is not None]
            if near:
                found[key] = min(near)[1]
        return found

    def _near(self, one: Exchange, ref: object) -> tuple[date, str] | None:
        """Return the first that was seen with a reference and starts near an incoming exchange."""
        seen = self._seen.get((self._facts(one), ref), ())
        place = bisect_left(seen, (one.start - _NEAR, ""))
        return seen[place] if place < len(seen) and seen[place][0] <= one.start + _NEAR else None

    @staticmethod
    def _facts(exchange: Exchange) -> tuple[object, ...]:
        return exchange.sender, exchange.host, exchange.participants


def _overlaid(before: _Record, given: _Record, says: Collection[str]) -> _Record:
    """A record with what another says of it; where that says nothing, it stays as it is."""
    values = {name: value for name in says if (value := getattr(given, name, None)) not in (None, ())}
    if isinstance(before, Exchange):
        return msgspec.structs.replace(before, **{key: value for key, value in values.items() if key != "id"})
    return type(before).model_validate({**before.model_dump(), **values})


def _contents(books: Books, incoming: Incoming, outcome: Outcome, *, update: bool) -> Contents:
    """The new contents of the files that change."""
    changed = outcome.differing if update else {}
    contents: Contents = {}
    registers: tuple[tuple[str, str, Kind, Mapping[str, Partner | Project], Mapping[str, Partner | Project]], ...] = (
        (PARTNERS, "partners", "partner", books.partners, incoming.partners),
        (PROJECTS, "projects", "project", books.projects, incoming.projects),
    )
    for file, group, kind, there, given in registers:
        new: dict[str, Partner | Project] = {key: given[key] for key in outcome.added[kind]}
        new |= {key: changed[f"{kind} {key}"][1] for key in given if f"{kind} {key}" in changed}  # type: ignore[misc]  # of that kind
        raw = books.snapshot.read(file)
        written = write_register(
            raw, books.snapshot.name_of(file), group, {key: there[key] for key in new if key in there}, new
        )
        if written != raw:
            contents[file] = [written]
    replaced = [after for _, after in outcome.differing.values() if isinstance(after, Exchange)] if update else []
    more = [incoming.exchanges[key] for key in outcome.added["exchange"]]
    if replaced or more:
        contents[EXCHANGES] = write_exchanges(books, {one.id: one for one in replaced}, more)
    return contents
