"""Find exchanges of a table that may be recorded already, under another id."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, islice

from norec_cli.model.dates import NEAR_DAYS
from norec_cli.model.exchange import Exchange

_NEAR = timedelta(days=NEAR_DAYS)
_ANYBODY = object()  # used as a reference that fits every exchange

_Facts = tuple[str, str, int]
_Left = dict[str | None, list[Exchange]]  # by reference
_Details = tuple[date | None, str | None, int | None]


class AlikeExchanges:
    """Finder of new exchanges that may be in the store already, under another id.

    Two exchanges are alike if they have the same sender, host, start and number of people, and nothing in which they
    contradict each other: two ends, projects, rounds or references that differ.
    """

    def __init__(self, incoming: Mapping[str, Exchange], others: Collection[str] = ()) -> None:
        """Begin with the exchanges of a table.

        Args:
            incoming: the exchanges by id.
            others: ids of recorded exchanges that are known to be others.
        """
        self._incoming = incoming
        self._others = others
        self._wanted: set[_Facts] = set()
        self._seen: defaultdict[_Facts, defaultdict[date, list[Exchange]]] = defaultdict(lambda: defaultdict(list))

    def see(self, exchange: Exchange) -> None:
        """Note an exchange of the store that is not among the incoming ones."""
        if not self._wanted:
            self._wanted = set(map(_facts, self._incoming.values()))
        if (facts := _facts(exchange)) in self._wanted and exchange.id not in self._others:
            self._seen[facts][exchange.start].append(exchange)

    def take_alike(self, keys: Iterable[str]) -> dict[str, Exchange]:
        """Return the incoming exchanges that are alike to recorded ones, one to one; these are no longer looked at.

        Args:
            keys: the ids of the incoming exchanges.

        Returns:
            The recorded exchanges by the ids of the incoming ones, in the order of those.
        """
        rows: defaultdict[tuple[_Facts, date], list[Exchange]] = defaultdict(list)
        for key in keys if self._seen else ():
            exchange = self._incoming[key]
            by_start = self._seen.get(facts := _facts(exchange))
            if by_start is not None and exchange.start in by_start:
                rows[facts, exchange.start].append(exchange)
        found: dict[str, Exchange] = {}
        for (facts, start), exchanges in rows.items():
            matched = _matched(exchanges, self._seen[facts][start])
            taken = {exchange.id for exchange in matched.values()}
            self._seen[facts][start] = [other for other in self._seen[facts][start] if other.id not in taken]
            found |= matched
        return {key: found[key] for key in self._incoming if key in found} if found else {}

    def near(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the incoming exchanges that start near a recorded one with the same partners and number of people.

        Args:
            keys: the ids of the incoming exchanges.

        Returns:
            The id of the first such exchange, by the ids of the incoming ones.
        """
        seen: defaultdict[tuple[_Facts, object], list[tuple[date, str]]] = defaultdict(list)
        for facts, by_start in self._seen.items():
            for exchange in chain.from_iterable(by_start.values()):
                for ref in {exchange.ref, _ANYBODY}:
                    seen[facts, ref].append((exchange.start, exchange.id))
        for places in seen.values():
            places.sort()
        found: dict[str, str] = {}
        for key in keys if seen else ():
            exchange = self._incoming[key]
            facts = _facts(exchange)
            if facts not in self._seen:
                continue
            # A person without a reference may be anybody.
            refs = (_ANYBODY,) if exchange.ref is None else (exchange.ref, None)
            first = [_first_near(seen.get((facts, ref), []), exchange.start) for ref in refs]
            near = [place for place in first if place is not None]
            if near:
                found[key] = min(near)[1]
        return found


def _facts(exchange: Exchange) -> _Facts:
    return exchange.sender, exchange.host, exchange.participants


def _details(exchange: Exchange) -> _Details:
    return exchange.end, exchange.project, exchange.round


def _first_near(seen: Sequence[tuple[date, str]], start: date) -> tuple[date, str] | None:
    """Return start and id of the first exchange that starts near a day; `seen` is sorted."""
    place = bisect_left(seen, (start - _NEAR, ""))
    return seen[place] if place < len(seen) and seen[place][0] <= start + _NEAR else None


def _matched(rows: Iterable[Exchange], recorded: Sequence[Exchange]) -> dict[str, Exchange]:
    """Return recorded exchanges by the ids of rows that don't contradict them, each once.

    Args:
        rows: exchanges of a table that have sender, host, start and number of people in common.
        recorded: recorded exchanges that have the same of these.
    """
    left: dict[_Details, _Left] = {}
    for exchange in reversed(recorded):
        left.setdefault(_details(exchange), {}).setdefault(exchange.ref, []).append(exchange)
    found: dict[str, Exchange] = {}
    others = []
    for row in rows:  # rows that are equal in all details come first, so that no other row takes their place
        by_ref = left.get(_details(row), {})
        if row.ref in by_ref:
            found[row.id] = _take(by_ref, row.ref)
        else:
            others.append(row)
    for row in others:
        for details, by_ref in left.items():
            if all(None in pair or pair[0] == pair[1] for pair in zip(_details(row), details, strict=True)):
                # A person without a reference may be anybody.
                refs = list(islice(by_ref, 1)) if row.ref is None else [ref for ref in (row.ref, None) if ref in by_ref]
                if refs:
                    found[row.id] = _take(by_ref, refs[0])
                    break
    return found


def _take(by_ref: _Left, ref: str | None) -> Exchange:
    """Remove an exchange with a reference, and return it."""
    exchange = by_ref[ref].pop()
    if not by_ref[ref]:
        del by_ref[ref]
    return exchange
