"""Find partners that two stores may have under different names, by what they did."""

from collections import Counter

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import NamedLedger
from norec_cli.model.wording import plural


def possible_duplicates(ours: NamedLedger, theirs: NamedLedger, days: int) -> list[str]:
    """Return a sentence for each partner of theirs whose exchanges look like those of a partner that only we have.

    Two exchanges look alike if the other partner, the direction and the number of people are the same and the starts
    are near each other.

    Args:
        ours: what our store holds.
        theirs: what the other store holds, with our ids.
        days: how many days apart the starts of one exchange may be.
    """
    only_ours, only_theirs = (
        ours.partners.keys() - theirs.partners.keys(),
        theirs.partners.keys() - ours.partners.keys(),
    )
    by_facts: dict[tuple[object, ...], list[tuple[str, Exchange]]] = {}
    for exchange in ours.records:
        for partner, facts in _sides(exchange, only_ours):
            by_facts.setdefault(facts, []).append((partner, exchange))
    alike: Counter[tuple[str, str]] = Counter()
    for exchange in theirs.records:
        for partner, facts in _sides(exchange, only_theirs):
            near = {
                known for known, other in by_facts.get(facts, ()) if abs((other.start - exchange.start).days) <= days
            }
            alike.update((partner, known) for known in near)
    return [
        f"partner {new} is not known here, but {plural(number, 'exchange looks', 'exchanges look')} like one of "
        f'{known}: if the two are the same, run norec partners edit {known} --add-alias "{theirs.partners[new].name}"'
        for (new, known), number in sorted(alike.items())
    ]


def _sides(exchange: Exchange, partners: set[str]) -> list[tuple[str, tuple[object, ...]]]:
    """Return the given partners that take part in an exchange, each with the facts to compare."""
    sides: list[tuple[str, tuple[object, ...]]] = []
    if exchange.sender in partners:
        sides.append((exchange.sender, ("from", exchange.host, exchange.participants)))
    if exchange.host in partners:
        sides.append((exchange.host, ("to", exchange.sender, exchange.participants)))
    return sides
