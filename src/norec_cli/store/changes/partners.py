"""The changes of one or several records: what becomes of the files."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from norec_cli.model.errors import InvalidRecordError, NorecError, UsageError
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.wording import plural, shorten
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import mentioning, rename_in_projects
from norec_cli.store.changes.registers import write_register
from norec_cli.store.changes.waivers import rename_in_waivers
from norec_cli.store.files.snapshot import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.formats import toml_edit
from norec_cli.store.store import Store

Contents = Mapping[str, Iterable[bytes]]

_MOST_NAMED = 10


def add_partner(store: Store, partner_id: str, partner: Partner) -> None:
    """Add a partner to the end of the register, and leave every other byte of it as it is.

    Raises:
        NorecError: if the id is taken.
    """

    def draft(books: Books) -> Contents:
        _refuse_taken(books, partner_id, "give another with --id")
        raw, file = _register(books)
        return {PARTNERS: [write_register(raw, file, "partners", {}, {partner_id: partner})]}

    store.change(draft)


def edit_partner(store: Store, named: str, change: Callable[[Partner], Partner]) -> tuple[str, Partner]:
    """Change what is recorded of a partner, in place; its adjustments stay.

    Args:
        store: the store.
        named: the partner's id or name.
        change: makes the new record of the present one; raises NorecError if it can't be.

    Returns:
        The id and the new record.

    Raises:
        NorecError: if there is no such partner.
    """
    results: list[tuple[str, Partner]] = []

    def draft(books: Books) -> Contents:
        partner_id = books.partner_id(named)
        before = books.partner(partner_id)
        after = change(before)
        results.append((partner_id, after))
        if after.ended is not None:
            _refuse_later_starts(books, partner_id, after)
        raw, file = _register(books)
        return {PARTNERS: [write_register(raw, file, "partners", {partner_id: before}, {partner_id: after})]}

    store.change(draft)
    return results[-1]


def adjust_partner(store: Store, named: str, adjustment: Adjustment) -> str:
    """Add an adjustment to a partner, given by id or name, and return its id.

    Raises:
        NorecError: if there is no such partner.
    """
    ids: list[str] = []

    def draft(books: Books) -> Contents:
        ids.append(partner_id := books.partner_id(named))
        before = books.partner(partner_id)
        after = before.model_copy(update={"adjustments": (*before.adjustments, adjustment)})
        raw, file = _register(books)
        return {PARTNERS: [write_register(raw, file, "partners", {partner_id: before}, {partner_id: after})]}

    store.change(draft)
    return ids[-1]


def rename_partner(store: Store, named: str, new: str) -> tuple[str, int]:
    """Give a partner, called by id or name, another id, wherever it is mentioned.

    Returns:
        Its old id, and how many exchanges mention it.

    Raises:
        NorecError: if there is no such partner, or the new id is taken.
    """
    olds: list[str] = []
    mentions: list[int] = []

    def draft(books: Books) -> Contents:
        olds.append(old := books.partner_id(named))
        _refuse_taken(books, new, "choose another")
        raw, file = _register(books)
        mentions.append(0)

        def renamed(exchange: Exchange) -> Collection[Exchange] | None:
            if old not in (exchange.sender, exchange.host):
                return None
            mentions[-1] += 1
            return [replaced(exchange, sender=_swap(exchange.sender), host=_swap(exchange.host))]

        def _swap(partner_id: str) -> str:
            return new if partner_id == old else partner_id

        contents: dict[str, Iterable[bytes]] = {PARTNERS: [toml_edit.rename_table(raw, file, "partners", old, new)]}
        if mentioning(books.projects, old):
            contents[PROJECTS] = [rename_in_projects(books, old, new)]
        return {**contents, EXCHANGES: books.rewritten(renamed), **rename_in_waivers(books, "partner", old, new)}

    store.change(draft)
    return olds[-1], mentions[-1]


def remove_partner(store: Store, named: str) -> str:
    """Take a partner, given by id or name, out of the register, and return its id.

    Raises:
        NorecError: if there is no such partner, or exchanges mention it; the message names them.
    """
    ids: list[str] = []

    def draft(books: Books) -> Contents:
        ids.append(partner_id := books.partner_id(named))
        mentions = [e for e in books.exchanges() if partner_id in (e.sender, e.host)]
        if mentions:
            raise NorecError(
                f"{partner_id} is mentioned in {plural(len(mentions), 'exchange')}: "
                f"it stays, or they go first; `norec partners end` keeps it out of new ones",
                advice=_named(mentions),
            )
        if projects := mentioning(books.projects, partner_id):
            raise NorecError(f"{partner_id} is mentioned in {', '.join(projects)}: take it out there first")
        raw, file = _register(books)
        return {PARTNERS: [toml_edit.remove_table(raw, file, ("partners", partner_id))]}

    store.change(draft)
    return ids[-1]


def edit_exchanges(
    store: Store, beginnings: Collection[str], change: Callable[[Exchange, Books], Collection[Exchange]]
) -> list[tuple[Exchange, list[Exchange]]]:
    """Put other records in the place of exchanges.

    Args:
        store: the store.
        beginnings: ids, or beginnings that no other id has.
        change: makes the records that take an exchange's place in these books; none removes it. Raises NorecError if it
            can't be.

    Returns:
        Each exchange with what took its place.

    Raises:
        NorecError: if an exchange isn't there, or a new record names an unknown or an ended partner.
    """
    results: list[list[tuple[Exchange, list[Exchange]]]] = []

    def draft(books: Books) -> Contents:
        found = {exchange.id: exchange for exchange in find_exchanges(books.exchanges(), beginnings)}
        after = {exchange.id: list(change(exchange, books)) for exchange in found.values()}
        results.append([(exchange, after[exchange.id]) for exchange in found.values()])
        for exchange, instead in results[-1]:
            for one in instead:
                books.refuse_misfits(one, before=exchange)
            if not instead:
                _refuse_replaced(books, exchange)
        moved = [one for exchange, instead in results[-1] if _takes_more(exchange, instead) for one in instead]
        books.refuse_misplaced(moved, lambda exchange: after.get(exchange.id, (exchange,)))
        return {EXCHANGES: books.rewritten(lambda exchange: after.get(exchange.id))}

    store.change(draft)
    return results[-1]


def _takes_more(before: Exchange, after: Collection[Exchange]) -> bool:
    """Return whether records take another place than the one that they stand for, or that of more people."""
    place = (before.replaces, before.sender, before.host)
    if any((one.replaces, one.sender, one.host) != place for one in after):
        return True
    people = 0 if before.cancelled else before.participants
    return sum(one.participants for one in after if not one.cancelled) > people


def find_exchange(exchanges: Iterable[Exchange], beginning: str) -> Exchange:
    """Return the exchange that a beginning of an id means; see `find_exchanges`."""
    (found,) = find_exchanges(exchanges, [beginning])
    return found


def find_exchanges(exchanges: Iterable[Exchange], beginnings: Collection[str]) -> list[Exchange]:
    """Return the exchange that each word means: the one whose id it is, else the only one whose id begins so.

    Args:
        exchanges: all of them; run to the end.
        beginnings: what was typed, in letters of any case.

    Raises:
        UsageError: if a word is empty.
        NorecError: if a word means none, or more than one; the message lists the candidates.
    """
    words = [text.strip().casefold() for text in beginnings]
    if not all(words):
        raise UsageError("the id of an exchange must not be empty")
    pool = [exchange for exchange in exchanges if exchange.id.startswith(tuple(words))]
    return [_choose(pool, word) for word in words]


def _choose(pool: Iterable[Exchange], word: str) -> Exchange:
    """Return the exchange that a word means, of those that begin with one of several words."""
    found = [exchange for exchange in pool if exchange.id.startswith(word)]
    for exchange in found:
        if exchange.id == word:
            return exchange
    if not found:
        raise NorecError(f'no exchange "{shorten(word)}"', advice=("norec exchanges list shows them all",))
    if len(found) > 1:
        raise NorecError(f'"{shorten(word)}" begins the ids of {len(found)} exchanges', advice=_named(found))
    return found[0]


def replaced(exchange: Exchange, **values: Any) -> Exchange:
    """A copy of an exchange with some values changed, checked as any other.

    Raises:
        NorecError: if the values contradict each other; every contradiction at once.
    """
    try:
        return msgspec.structs.replace(exchange, **values)
    except InvalidRecordError as error:
        raise NorecError(*(replace(problem, about=f"exchange {exchange.id}") for problem in error.problems)) from None


def _register(books: Books) -> tuple[bytes, str]:
    return books.snapshot.read(PARTNERS), books.snapshot.name_of(PARTNERS)


def _refuse_taken(books: Books, partner_id: str, mend: str) -> None:
    if partner_id in books.partners:
        raise NorecError(f'the id "{partner_id}" is taken by {shorten(books.partners[partner_id].name)}: {mend}')


def _refuse_later_starts(books: Books, partner_id: str, partner: Partner) -> None:
    later = [
        exchange
        for exchange in books.exchanges()
        if partner_id in (exchange.sender, exchange.host)
        and not exchange.cancelled
        and partner.ended is not None
        and exchange.start > partner.ended
    ]
    if later:
        text = f"{partner_id} can't end on {partner.ended}: {plural(len(later), 'exchange')} of its start later"
        raise NorecError(text, advice=_named(later))


def _refuse_replaced(books: Books, exchange: Exchange) -> None:
    by = [other for other in books.exchanges() if other.replaces == exchange.id]
    if by:
        raise NorecError(
            f"{exchange.id} is replaced by {plural(len(by), 'exchange')}: change them first", advice=_named(by)
        )


def _named(exchanges: Collection[Exchange]) -> tuple[str, ...]:
    """A line for each of some exchanges, by id."""
    ordered = sorted(exchanges, key=lambda exchange: exchange.id)
    lines = [f"  {e.id}  {e.sender} to {e.host}, {e.start}" for e in ordered[:_MOST_NAMED]]
    return (*lines, *([f"  and {len(ordered) - _MOST_NAMED} more"] if len(ordered) > _MOST_NAMED else []))
