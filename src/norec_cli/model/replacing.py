"""Whether an exchange may replace another, which must have stopped, have the same partners, and leave a free place."""

from collections.abc import Iterable, Sequence

import msgspec

from norec_cli.model.exchange import Exchange


class FreedPlace(msgspec.Struct, frozen=True):
    """The place that an exchange left, for as many people as it was of.

    Attributes:
        sender: the partner that sent it.
        host: the partner that was to receive it.
        people: how many may take its place.
    """

    sender: str
    host: str
    people: int


def freed_place(exchange: Exchange) -> FreedPlace | None:
    """Return the place that an exchange left; None if it was neither cancelled nor ended early."""
    return FreedPlace(exchange.sender, exchange.host, exchange.participants) if exchange.stopped() else None


def replacement_problem(exchange: Exchange, place: FreedPlace | None, others: Sequence[Exchange]) -> str:
    """Say why an exchange can't take the place of the one that it names, or return an empty text.

    Args:
        exchange: the one that is to take the place.
        place: what the other left; None if that goes on.
        others: who has taken that place before, cancelled ones apart.
    """
    name = f'replaces "{exchange.replaces}"'
    if place is None:
        return f"{name}, which was neither cancelled nor ended early"
    free = place.people - sum(other.participants for other in others)
    if free <= 0 and not exchange.cancelled:
        return f"{name}, but exchange {others[0].id} has already taken its place"
    if (exchange.sender, exchange.host) != (place.sender, place.host):
        return f"{name}, which is from {place.sender} to {place.host}"
    if exchange.participants <= free or exchange.cancelled:
        return ""
    verb = "is" if free == 1 else "are"
    return (
        f"is of {exchange.participants} people, but only {free} of the {place.people} places of "
        f'"{exchange.replaces}" {verb} free'
    )


def misplaced(exchanges: Iterable[Exchange], changed: Sequence[Exchange]) -> list[str]:
    """Say which of some exchanges can't take the place of the one that they name, each in words.

    Args:
        exchanges: all of them, as they will be; run to the end.
        changed: those that are asked about.
    """
    wanted = {one.replaces for one in changed if one.replaces is not None}
    if not wanted:
        return []
    named: dict[str, Exchange] = {}
    taking: dict[str | None, list[Exchange]] = {}
    for exchange in exchanges:
        if exchange.id in wanted:
            named[exchange.id] = exchange
        if exchange.replaces in wanted and not exchange.cancelled:
            taking.setdefault(exchange.replaces, []).append(exchange)
    problems = []
    for one in changed:
        if one.replaces is None:
            continue
        if one.replaces not in named:
            problems.append(f'replaces "{one.replaces}", which is not in the books')
            continue
        others = [other for other in taking.get(one.replaces, ()) if other.id != one.id]
        problems.append(replacement_problem(one, freed_place(named[one.replaces]), others))
    return [problem for problem in problems if problem]
