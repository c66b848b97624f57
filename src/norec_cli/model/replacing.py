"""Decide whether an exchange may replace another.

The other must be cancelled or ended early, have the same sender and host, and have been of enough people: those that
replace it are together not more than it had.
"""

from collections.abc import Iterable, Sequence

import msgspec

from norec_cli.model.exchange import Exchange


class FreedPlace(msgspec.Struct, frozen=True):
    """What became free when an exchange was cancelled or ended early.

    Attributes:
        sender: id of the partner that sent the people.
        host: id of the partner that was to receive them.
        people: how many people may come instead.
    """

    sender: str
    host: str
    people: int


def freed_place(exchange: Exchange) -> FreedPlace | None:
    """Return what became free when an exchange stopped; None if it was neither cancelled nor ended early."""
    return FreedPlace(exchange.sender, exchange.host, exchange.participants) if exchange.stopped() else None


def replacement_problem(exchange: Exchange, place: FreedPlace | None, others: Sequence[Exchange]) -> str:
    """Return in words why an exchange can't replace the one that it names; an empty text if it can.

    Args:
        exchange: the exchange.
        place: what became free when the other one stopped; None if that one was neither cancelled nor ended early.
        others: the exchanges that replace the other one already; cancelled ones are not among them.
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
    """Return in words what is wrong with exchanges that can't replace the one that they name.

    Args:
        exchanges: all exchanges, as they will be after the change; read to the end.
        changed: the exchanges to check.
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
            problems.append(f'replaces "{one.replaces}", which is not in the store')
            continue
        others = [other for other in taking.get(one.replaces, ()) if other.id != one.id]
        problems.append(replacement_problem(one, freed_place(named[one.replaces]), others))
    return [problem for problem in problems if problem]
