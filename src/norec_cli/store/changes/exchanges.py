"""Changes of exchanges: finding them by their ids, and replacing their records."""

from bisect import insort
from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec

from norec_cli.model.errors import InvalidRecordError, NorecError, UsageError
from norec_cli.model.exchange import Exchange
from norec_cli.model.store_files import EXCHANGES
from norec_cli.model.wording import plural, shorten
from norec_cli.store.books import Books, Contents
from norec_cli.store.store import Store

_MOST_LISTED = 10


class ExchangeList:
    """The first exchanges of any number by id, in memory that doesn't grow with the number.

    Attributes:
        number: how many there are.
    """

    def __init__(self, exchanges: Iterable[Exchange] = ()) -> None:
        """List some exchanges."""
        self.number = 0
        self._first: list[Exchange] = []
        for exchange in exchanges:
            self.add(exchange)

    def add(self, exchange: Exchange) -> None:
        """Add an exchange."""
        self.number += 1
        insort(self._first, exchange, key=lambda one: one.id)
        del self._first[_MOST_LISTED:]

    def lines(self) -> tuple[str, ...]:
        """Return a line for each of the first ten exchanges, and one that says how many more there are."""
        more = self.number - len(self._first)
        lines = [f"  {e.id}  {e.sender} to {e.host}, {e.start}" for e in self._first]
        return (*lines, *([f"  and {more:,} more"] if more else []))


def edit_exchanges(
    store: Store, prefixes: Collection[str], change: Callable[[Exchange, Books], Collection[Exchange]]
) -> list[tuple[Exchange, list[Exchange]]]:
    """Replace exchanges by other records.

    Args:
        store: the store.
        prefixes: ids of exchanges, or prefixes that no other id has.
        change: returns the new records for an exchange, given what the store holds; none to remove it. Raises
            NorecError to refuse.

    Returns:
        Each exchange with its new records.

    Raises:
        UsageError: if a prefix is empty.
        NorecError: if a prefix fits no exchange or several, `change` raises it, a new record doesn't fit its partners,
            its project or the exchange that it replaces, an exchange to remove is replaced by another, or the files
            can't be written.
        StoreLockedError: if another process holds the store.
        StoreReadError: if a file of the store has errors.
    """

    def draft(books: Books) -> tuple[Contents, list[tuple[Exchange, list[Exchange]]]]:
        before = {exchange.id: exchange for exchange in find_exchanges(books.exchanges(), prefixes)}
        after = {exchange.id: list(change(exchange, books)) for exchange in before.values()}
        edits = [(exchange, after[exchange.id]) for exchange in before.values()]
        for exchange, records in edits:
            for record in records:
                books.refuse_misfits(record, before=exchange)
            if not records:
                _refuse_if_replaced(books, exchange)
        moved = [record for exchange, records in edits if _takes_more(exchange, records) for record in records]
        books.refuse_misplaced(moved, lambda exchange: after.get(exchange.id, (exchange,)))
        return {EXCHANGES: books.rewritten(lambda exchange: after.get(exchange.id))}, edits

    return store.change(draft)


def _takes_more(before: Exchange, after: Collection[Exchange]) -> bool:
    """Return whether new records replace another exchange than the old one did, or are of more people."""
    place = (before.replaces, before.sender, before.host)
    if any((record.replaces, record.sender, record.host) != place for record in after):
        return True
    people = 0 if before.cancelled else before.participants
    return sum(record.participants for record in after if not record.cancelled) > people


def find_exchange(exchanges: Iterable[Exchange], prefix: str) -> Exchange:
    """Return the exchange whose id is, or begins with, a text; see `find_exchanges`.

    Raises:
        UsageError: if the text is empty.
        NorecError: if it fits no exchange, or more than one.
    """
    (exchange,) = find_exchanges(exchanges, [prefix])
    return exchange


def find_exchanges(exchanges: Iterable[Exchange], prefixes: Collection[str]) -> list[Exchange]:
    """Return one exchange for each prefix: the one with exactly this id, else the only one whose id begins with it.

    Args:
        exchanges: all exchanges; read to the end.
        prefixes: what was typed, in upper or lower case.

    Raises:
        UsageError: if a prefix is empty.
        NorecError: if a prefix fits no exchange, or more than one; the message lists these.
    """
    prefixes = [prefix.strip().casefold() for prefix in prefixes]
    if not all(prefixes):
        raise UsageError("the id of an exchange must not be empty")
    candidates = [exchange for exchange in exchanges if exchange.id.startswith(tuple(prefixes))]
    return [_choose(candidates, prefix) for prefix in prefixes]


def _choose(candidates: Iterable[Exchange], prefix: str) -> Exchange:
    """Return the exchange with this id, or the only one whose id begins with it; raise NorecError if there is none."""
    fitting = [exchange for exchange in candidates if exchange.id.startswith(prefix)]
    for exchange in fitting:
        if exchange.id == prefix:
            return exchange
    if not fitting:
        raise NorecError(f'no exchange "{shorten(prefix)}"', advice=("norec exchanges list shows all exchanges",))
    if len(fitting) > 1:
        raise NorecError(
            f'"{shorten(prefix)}" begins the ids of {len(fitting)} exchanges: type more of the id',
            advice=list_exchanges(fitting),
        )
    return fitting[0]


def replaced(exchange: Exchange, **values: Any) -> Exchange:
    """Return a copy of an exchange with some values changed and all checked.

    Raises:
        NorecError: if values contradict each other; names every contradiction.
    """
    try:
        return msgspec.structs.replace(exchange, **values)
    except InvalidRecordError as error:
        about = f"exchange {exchange.id}"
        raise NorecError(*(msgspec.structs.replace(problem, about=about) for problem in error.problems)) from None


def list_exchanges(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    """Return a line for each of the first ten exchanges, sorted by id, and one that says how many more there are."""
    return ExchangeList(exchanges).lines()


def _refuse_if_replaced(books: Books, exchange: Exchange) -> None:
    """Raise NorecError if another exchange replaces this one."""
    successors = [other for other in books.exchanges() if other.replaces == exchange.id]
    if successors:
        raise NorecError(
            f"{exchange.id} is replaced by {plural(len(successors), 'exchange')}: change them first",
            advice=list_exchanges(successors),
        )
