"""Partners that two stores call by different names: nothing but what they did can tell."""

from collections import Counter

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import NamedLedger
from norec_cli.model.wording import plural


def possible_duplicates(ours: NamedLedger, theirs: NamedLedger, days: int) -> list[str]:
    """What to think of partners that only they have, if their exchanges look like those of partners that only we have.

    They look so if the other partner, the direction and the number are the same and the starts near.

    Args:
        ours: what our store holds.
        theirs: what the other does, under our ids.
        days: how far apart the starts of one exchange may be.
    """
    our_own, their_own = ours.partners.keys() - theirs.partners.keys(), theirs.partners.keys() - ours.partners.keys()
    known: dict[tuple[object, ...], list[tuple[str, Exchange]]] = {}
    for exchange in ours.records:
        for partner, facts in _sides(exchange, our_own):
            known.setdefault(facts, []).append((partner, exchange))
    alike: Counter[tuple[str, str]] = Counter()
    for exchange in theirs.records:
        for partner, facts in _sides(exchange, their_own):
            near = {one for one, other in known.get(facts, ()) if abs((other.start - exchange.start).days) <= days}
            alike.update((partner, one) for one in near)
    return [
        f"partner {new} is not known here, but {_so_many(number)} like one of {one}: if the two are one, say so first: "
        f'norec partners edit {one} --add-alias "{theirs.partners[new].name}"'
        for (new, one), number in sorted(alike.items())
    ]


def _so_many(number: int) -> str:
    return plural(number, "exchange of its is", "exchanges of its are")


def _sides(exchange: Exchange, partners: set[str]) -> list[tuple[str, tuple[object, ...]]]:
    """Those of some partners that an exchange has, each with what else tells it from others."""
    found: list[tuple[str, tuple[object, ...]]] = []
    if exchange.sender in partners:
        found.append((exchange.sender, ("from", exchange.host, exchange.participants)))
    if exchange.host in partners:
        found.append((exchange.host, ("to", exchange.sender, exchange.participants)))
    return found
