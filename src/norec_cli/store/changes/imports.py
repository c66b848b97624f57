"""The change that an import makes: all of its records, or none."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

import msgspec

from norec_cli.model.change import ImportedFile, RecordKind
from norec_cli.model.errors import NorecError, ProblemList
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.books import Books, Contents, reference_problems
from norec_cli.store.changes.alike import AlikeExchanges
from norec_cli.store.changes.bulk import write_exchanges
from norec_cli.store.changes.registers import write_register
from norec_cli.store.store import Store

_MOST_LISTED = 100

_Record = TypeVar("_Record", Exchange, Partner, Project)


class Incoming(msgspec.Struct, frozen=True):
    """Records to import into a store.

    Attributes:
        partners: by id.
        projects: by id.
        exchanges: by id.
        attributes: names of the attributes that the imported table has; other attributes of records in the store stay.
        file: the imported file.
        same: ids of exchanges that a person called the same as recorded ones in an earlier import, each with the id of
            the recorded one.
        alike_are_same: whether exchanges that are alike to recorded ones are the same; else they are new.
        others: ids of recorded exchanges that are known to be others than those of the table.
        set_aside: the ids of the rows with errors that are written to a file of their own.
    """

    partners: Mapping[str, Partner] = {}
    projects: Mapping[str, Project] = {}
    exchanges: Mapping[str, Exchange] = {}
    attributes: Collection[str] = ()
    file: ImportedFile | None = None
    same: Mapping[str, str] = {}
    alike_are_same: bool = False
    others: Collection[str] = ()
    set_aside: tuple[str, ...] = ()


class Outcome(msgspec.Struct):
    """Result of comparing incoming records with the store.

    Attributes:
        added: ids of the new records, by kind.
        differing: records that differ from the store's, named as `exchange x7k2m9qd4r`: the store's version and the
            imported one.
        unchanged: number of records that are in the store as they are.
        same: ids of exchanges that a person called the same as recorded ones, each with the id of the recorded one.
        alike: ids of exchanges that are alike to recorded ones, each with the id of the recorded one; see
            `AlikeExchanges`. They are new unless `Incoming` says that they are the same.
        near: ids of other new exchanges that may be in the store under another id, each with that id: same sender, host
            and number of people, and a start at most `NEAR_DAYS` days away.
    """

    added: dict[RecordKind, list[str]] = msgspec.field(default_factory=dict)
    differing: dict[str, tuple[object, object]] = msgspec.field(default_factory=dict)
    unchanged: int = 0
    same: dict[str, str] = msgspec.field(default_factory=dict)
    alike: dict[str, str] = msgspec.field(default_factory=dict)
    near: dict[str, str] = msgspec.field(default_factory=dict)


def compare(books: Books, incoming: Incoming) -> Outcome:
    """Compare incoming records with those of the store.

    Raises:
        NorecError: if the new version of a record would contradict itself.
        StoreReadError: if the exchanges have errors.
    """
    outcome = Outcome()
    compare_record = _RecordComparison(incoming, outcome)
    new = _compare_exchanges(books, incoming, compare_record, outcome)
    for key in books.partners.keys() & incoming.partners.keys():
        compare_record(f"partner {key}", books.partners[key], incoming.partners[key])
    for key in books.projects.keys() & incoming.projects.keys():
        compare_record(f"project {key}", books.projects[key], incoming.projects[key])
    compare_record.problems.raise_if_any(NorecError)
    outcome.added = {
        "partner": [key for key in incoming.partners if key not in books.partners],
        "project": [key for key in incoming.projects if key not in books.projects],
        "exchange": new,
    }
    return outcome


class _RecordComparison:
    """Comparer of records of a store with incoming ones.

    Attributes:
        problems: gets the records whose new version would contradict itself.
    """

    def __init__(self, incoming: Incoming, outcome: Outcome) -> None:
        self._incoming = incoming
        self._outcome = outcome
        self.problems = ProblemList()

    def __call__(self, name: str, before: _Record, imported: _Record) -> None:
        """Note in the outcome whether a recorded version differs from the imported one."""
        try:
            after = _overlaid(before, imported, self._incoming.attributes)
        except ValueError as error:
            self.problems.add(f"{name} can't be changed to what the file says: {error}")
            return
        if before == after:
            self._outcome.unchanged += 1
        else:
            self._outcome.differing[name] = (before, after)


def _compare_exchanges(
    books: Books, incoming: Incoming, compare_record: _RecordComparison, outcome: Outcome
) -> list[str]:
    """Compare the incoming exchanges with those of the store, and return the ids of the new ones."""
    present: set[str] = set()
    called_same = set(incoming.same.values())
    known: dict[str, Exchange] = {}
    alike = AlikeExchanges(incoming.exchanges, {*incoming.others, *called_same})
    for exchange in books.exchanges():
        imported = incoming.exchanges.get(exchange.id)
        if imported is None:
            alike.see(exchange)
        else:
            present.add(exchange.id)
            compare_record(f"exchange {exchange.id}", exchange, _resolved(imported, incoming.same))
        if exchange.id in called_same:
            known[exchange.id] = exchange
    same = {key: known[other] for key, other in incoming.same.items() if other in known and key not in present}
    new = [key for key in incoming.exchanges if key not in present and key not in same]
    found = alike.take_alike(new)
    outcome.alike = {key: exchange.id for key, exchange in found.items()}
    outcome.near = alike.near([key for key in new if key not in found] if found else new)
    if incoming.alike_are_same:
        same |= found
        new = [key for key in new if key not in found]
    outcome.same = {key: exchange.id for key, exchange in same.items()}
    for key, exchange in same.items():
        compare_record(f"exchange {exchange.id}", exchange, _resolved(incoming.exchanges[key], outcome.same))
    return new


def _resolved(exchange: Exchange, same: Mapping[str, str]) -> Exchange:
    """Return an exchange that replaces the recorded one, if the one that it replaces is the same as that."""
    recorded = same.get(exchange.replaces or "")
    return exchange if recorded is None else msgspec.structs.replace(exchange, replaces=recorded)


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


def import_records(
    store: Store,
    plan: Callable[[Books], Incoming],
    check: Callable[[Outcome], None],
    *,
    update: bool,
) -> Outcome:
    """Import records into a store, in one change.

    Args:
        store: the store.
        plan: returns the records, given what the store holds; raises NorecError to refuse.
        check: raises NorecError to refuse what the last plan would do.
        update: whether to replace records of the store that differ; else they stay.

    Returns:
        What was new, different and unchanged.

    Raises:
        NorecError: if `plan` or `check` raises it, or an exchange would no longer fit its partners or its project.
    """
    author = store.author

    def draft(books: Books) -> tuple[Contents, Outcome]:
        nonlocal author
        incoming = plan(books)
        outcome = compare(books, incoming)
        check(outcome)
        if update:
            refuse_misfits(books, incoming, outcome)
        author = msgspec.structs.replace(
            store.author,
            file=incoming.file,
            same=outcome.alike if incoming.alike_are_same else {},
            set_aside=incoming.set_aside,
        )
        return _contents(books, incoming, outcome, update=update), outcome

    return store.change(draft, lambda: author)


def _overlaid(before: _Record, imported: _Record, attributes: Collection[str]) -> _Record:
    """Return a record with the values that its imported version has; where that is empty, the old value stays."""
    values = {name: value for name in attributes if (value := getattr(imported, name, None)) not in (None, ())}
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
    added = [_resolved(incoming.exchanges[key], outcome.same) for key in outcome.added["exchange"]]
    if replaced or added:
        contents[EXCHANGES] = write_exchanges(books, {exchange.id: exchange for exchange in replaced}, added)
    return contents
