"""Which exchanges of two stores are the same, by a rule that `docs/merging.md` states.

Nothing here guesses further than the rule: what it doesn't take for the same is another exchange.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

import msgspec

from norec_cli.merge.exchanges import contradictions, lacking
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import RANDOM_BYTES, exchange_id

DAYS = 14

Apart = Collection[tuple[str, str]]


class MatchedPair(msgspec.Struct, frozen=True):
    """An exchange that two stores have.

    Attributes:
        ours: our record.
        theirs: theirs; what it replaces is named by the id that it has here.
        differences: the keys in which they contradict each other; none if they agree.
        perhaps: whether only the pair and the dates say that it is the same: the numbers differ.
    """

    ours: Exchange
    theirs: Exchange
    differences: tuple[str, ...]
    perhaps: bool


class ExchangeMatches(msgspec.Struct, frozen=True):
    """Two stores' exchanges beside each other.

    Attributes:
        pairs: those that both have, by start and our id.
        only_ours: those that only we have, likewise.
        only_theirs: those that only they have, likewise, with the ids that they get here.
    """

    pairs: tuple[MatchedPair, ...]
    only_ours: tuple[Exchange, ...]
    only_theirs: tuple[Exchange, ...]


def match_exchanges(
    ours: Sequence[Exchange], theirs: Sequence[Exchange], days: int = DAYS, apart: Apart = ()
) -> ExchangeMatches:
    """Find the exchanges that two stores both have.

    They are the same with the same id, unless nothing else agrees; else with the same reference, or the same number of
    participants, of the same pair with starts near each other; else, perhaps, with the pair and the starts alone. Each
    is matched once at most, the nearest starts first, whatever the order of the records.

    Args:
        ours: one store's.
        theirs: the other's, under our ids of partners and projects.
        days: how far apart the starts may be.
        apart: ids of ours and theirs of which a person said that they are different exchanges.
    """
    left, right = {e.id: e for e in ours}, {e.id: e for e in theirs}
    found: list[tuple[str, str, bool]] = []

    def take(one: str, other: str, *, perhaps: bool = False) -> None:
        if one in left and other in right:
            found.append((one, other, perhaps))
            del left[one], right[other]

    for exchange in theirs:
        take(_other_id(exchange), exchange.id)
    for exchange in theirs:
        same = left.get(exchange.id)
        if same is not None and (exchange.id, exchange.id) not in apart and _has_in_common(same, exchange, days):
            take(exchange.id, exchange.id)
    for agrees in (_same_ref, _same_number, None):
        for within in (0, days):  # most start on the same day: then few are left to be compared with many
            near = _near(left.values(), right.values(), within, apart)
            near = [one for one in near if agrees is None or agrees(*one)]
            for one, other in sorted(near, key=_nearness):
                take(one.id, other.id, perhaps=agrees is None)
    taken = {exchange.id for exchange in ours}
    ids = {key: _other_id(one) if key in taken else key for key, one in right.items()}
    ids |= {other: one for one, other, _ in found}
    by_id, others = {e.id: e for e in ours}, {e.id: e for e in theirs}
    named = {key: _renamed(others[key], ids) for key in ids}
    pairs = [
        MatchedPair(by_id[one], named[other], contradictions(by_id[one], named[other]), perhaps)
        for one, other, perhaps in found
    ]
    return ExchangeMatches(
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.ours.start, pair.ours.id))),
        only_ours=_in_order(left.values()),
        only_theirs=_in_order(msgspec.structs.replace(named[key], id=ids[key]) for key in right),
    )


def _renamed(exchange: Exchange, ids: dict[str, str]) -> Exchange:
    """Their record with what it replaces called by the id that this has here."""
    replaces = ids.get(exchange.replaces, exchange.replaces) if exchange.replaces else None
    if replaces in (exchange.id, ids[exchange.id]):  # it names no record of theirs, so it names nothing
        replaces = None
    return msgspec.structs.replace(exchange, replaces=replaces)


def _other_id(exchange: Exchange) -> str:
    """The id that another store's exchange gets where its own means something else: always the same one."""
    return exchange_id(sha256(b"theirs " + msgspec.json.encode(exchange)).digest()[:RANDOM_BYTES])


def _has_in_common(one: Exchange, other: Exchange, days: int) -> bool:
    return _pair(one) == _pair(other) or _distance(one, other) <= days


def _same_ref(one: Exchange, other: Exchange) -> bool:
    return one.ref is not None and one.ref == other.ref


def _same_number(one: Exchange, other: Exchange) -> bool:
    return one.participants == other.participants


def _near(
    ours: Iterable[Exchange], theirs: Iterable[Exchange], days: int, apart: Apart
) -> list[tuple[Exchange, Exchange]]:
    """Every two of the same pair whose starts are near each other."""
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
    """Those of some days that are near one; whichever way is the shorter."""
    if len(known) <= 2 * days:
        yield from (day for day in known if abs((day - start).days) <= days)
        return
    for step in range(-days, days + 1):
        day = start + timedelta(step)
        if day in known:
            yield day


def _nearness(two: tuple[Exchange, Exchange]) -> tuple[int, int, int, list[str]]:
    """What is taken first: the nearest, then what agrees most; the same from both sides."""
    one, other = two
    return _distance(one, other), len(contradictions(one, other)), lacking(one, other), sorted((one.id, other.id))


def _pair(exchange: Exchange) -> tuple[str, str]:
    return exchange.sender, exchange.host


def _distance(one: Exchange, other: Exchange) -> int:
    return abs((one.start - other.start).days)


def _in_order(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    order: Callable[[Exchange], tuple[date, str]] = lambda exchange: (exchange.start, exchange.id)  # noqa: E731
    return tuple(sorted(exchanges, key=order))
