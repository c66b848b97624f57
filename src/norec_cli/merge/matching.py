"""Find the exchanges that two stores both have, by the rule in `docs/merging.md`.

What the rule doesn't match counts as two different exchanges.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

import msgspec

from norec_cli.merge.exchanges import contradictions, count_lacking, describe_keys
from norec_cli.model.dates import NEAR_DAYS
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import RANDOM_BYTES, exchange_id

Apart = Collection[tuple[str, str]]


class MatchedPair(msgspec.Struct, frozen=True):
    """An exchange that two stores both have.

    Attributes:
        ours: our record.
        theirs: their record; the exchange that it replaces has our id.
        differences: the keys in which the two contradict each other; empty if they agree.
        perhaps: whether only the pair and the dates match, but the numbers of people differ.
    """

    ours: Exchange
    theirs: Exchange
    differences: tuple[str, ...]
    perhaps: bool

    def describe_differences(self) -> str:
        """Return in words what the two records contradict each other in; empty if they agree."""
        words = describe_keys(self.differences)
        return f"perhaps the same: {words}" if self.perhaps else words


class ExchangeMatches(msgspec.Struct, frozen=True):
    """The exchanges of two stores, matched.

    Attributes:
        pairs: the exchanges that both have, sorted by start and our id.
        only_ours: the exchanges that only our store has, sorted by start and id.
        only_theirs: the exchanges that only the other store has, with the ids that they get here; sorted likewise.
    """

    pairs: tuple[MatchedPair, ...]
    only_ours: tuple[Exchange, ...]
    only_theirs: tuple[Exchange, ...]


def match_exchanges(
    ours: Sequence[Exchange], theirs: Sequence[Exchange], days: int = NEAR_DAYS, apart: Apart = ()
) -> ExchangeMatches:
    """Find the exchanges that two stores both have.

    Two exchanges are the same if they have the same id, unless neither pair nor dates match; else if they are of the
    same pair, start near each other, and have the same reference or the same number of participants; else perhaps if
    only the pair and the starts match. Each is matched once at most, the nearest starts first, whatever the order.

    Args:
        ours: the exchanges of our store.
        theirs: the exchanges of the other store, with our ids of partners and projects.
        days: how many days apart the starts may be.
        apart: pairs of our id and theirs that a person has called different exchanges.
    """
    left, right = {exchange.id: exchange for exchange in ours}, {exchange.id: exchange for exchange in theirs}
    matched: list[tuple[str, str, bool]] = []

    def take(one: str, other: str, *, perhaps: bool = False) -> None:
        if one in left and other in right:
            matched.append((one, other, perhaps))
            del left[one], right[other]

    for exchange in theirs:
        take(_other_id(exchange), exchange.id)
    for exchange in theirs:
        same = left.get(exchange.id)
        if same is not None and (exchange.id, exchange.id) not in apart and _has_in_common(same, exchange, days):
            take(exchange.id, exchange.id)
    for agrees in (_same_ref, _same_number, None):
        for within in (0, days):  # most start on the same day, so few are left for the slower comparison
            near = _near(left.values(), right.values(), within, apart)
            near = [candidate for candidate in near if agrees is None or agrees(*candidate)]
            for one, other in sorted(near, key=_nearness):
                take(one.id, other.id, perhaps=agrees is None)
    taken = {exchange.id for exchange in ours}
    ids = {key: _other_id(exchange) if key in taken else key for key, exchange in right.items()}
    ids |= {other: one for one, other, _ in matched}
    by_id, others = {exchange.id: exchange for exchange in ours}, {exchange.id: exchange for exchange in theirs}
    renamed = {key: _with_our_ids(others[key], ids) for key in ids}
    pairs = [
        MatchedPair(by_id[one], renamed[other], contradictions(by_id[one], renamed[other]), perhaps)
        for one, other, perhaps in matched
    ]
    return ExchangeMatches(
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.ours.start, pair.ours.id))),
        only_ours=_in_order(left.values()),
        only_theirs=_in_order(msgspec.structs.replace(renamed[key], id=ids[key]) for key in right),
    )


def _with_our_ids(exchange: Exchange, ids: dict[str, str]) -> Exchange:
    """Return their record with our id of the exchange that it replaces."""
    replaces = ids.get(exchange.replaces, exchange.replaces) if exchange.replaces else None
    if replaces in (exchange.id, ids[exchange.id]):  # it named no record of theirs, and must not name itself
        replaces = None
    return msgspec.structs.replace(exchange, replaces=replaces)


def _other_id(exchange: Exchange) -> str:
    """Return the id that an exchange of another store gets if its own is taken here; always the same one."""
    return exchange_id(sha256(b"theirs " + msgspec.json.encode(exchange)).digest()[:RANDOM_BYTES])


def _has_in_common(one: Exchange, other: Exchange, days: int) -> bool:
    """Return whether two exchanges are of the same pair or start near each other."""
    return _pair(one) == _pair(other) or _distance(one, other) <= days


def _same_ref(one: Exchange, other: Exchange) -> bool:
    return one.ref is not None and one.ref == other.ref


def _same_number(one: Exchange, other: Exchange) -> bool:
    return one.participants == other.participants


def _near(
    ours: Iterable[Exchange], theirs: Iterable[Exchange], days: int, apart: Apart
) -> list[tuple[Exchange, Exchange]]:
    """Return all of our exchanges with each of theirs of the same pair that starts near."""
    by_pair: defaultdict[tuple[str, str], dict[date, list[Exchange]]] = defaultdict(dict)
    for exchange in theirs:
        by_pair[_pair(exchange)].setdefault(exchange.start, []).append(exchange)
    return [
        (exchange, other)
        for exchange in ours
        for start in _days_near(exchange.start, days, by_pair.get(_pair(exchange), {}))
        for other in by_pair[_pair(exchange)][start]
        if (exchange.id, other.id) not in apart
    ]


def _days_near(start: date, days: int, known: Collection[date]) -> Iterator[date]:
    """Yield the known days that are near a day."""
    if len(known) <= 2 * days:
        yield from (day for day in known if abs((day - start).days) <= days)
        return
    for step in range(-days, days + 1):
        day = start + timedelta(step)
        if day in known:
            yield day


def _nearness(candidate: tuple[Exchange, Exchange]) -> tuple[int, int, int, list[str]]:
    """Return the sort key of two exchanges: nearest first, then those that agree most; the same from both sides."""
    one, other = candidate
    return _distance(one, other), len(contradictions(one, other)), count_lacking(one, other), sorted((one.id, other.id))


def _pair(exchange: Exchange) -> tuple[str, str]:
    return exchange.sender, exchange.host


def _distance(one: Exchange, other: Exchange) -> int:
    return abs((one.start - other.start).days)


def _in_order(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    order: Callable[[Exchange], tuple[date, str]] = lambda exchange: (exchange.start, exchange.id)  # noqa: E731
    return tuple(sorted(exchanges, key=order))
