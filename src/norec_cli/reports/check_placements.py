"""What offends against the rules about single placements."""

from collections.abc import Iterable, Iterator
from datetime import date

from norec_cli.model.exchange import Exchange
from norec_cli.reports.findings import Checking, Finding


def check_placement(exchange: Exchange, line: int, on: Checking) -> Iterator[Finding]:
    """What a placement offends against, whatever the others are.

    Args:
        exchange: the record.
        line: where it stands.
        on: what is checked, and against what.
    """

    def finding(rule: str, text: str) -> Finding:
        return on.of_exchange(rule, text, line, exchange.id, exchange.project)

    as_of = on.view.as_of
    if exchange.confirmed and exchange.cancelled:
        yield finding("confirmed-begun", "is confirmed, and cancelled")
    elif exchange.confirmed and exchange.start > as_of:
        yield finding("confirmed-begun", f"is confirmed, and starts on {exchange.start}")
    if exchange.cancelled:
        return

    if exchange.project is not None:
        yield from _check_project(exchange, line, on)
    gone = [
        f"{partner_id} ended on {ended}"
        for partner_id in (exchange.sender, exchange.host)
        if partner_id in on.partners and (ended := on.partners[partner_id].ended) is not None and exchange.start > ended
    ]
    if gone:
        yield finding("nothing-after-end", f"starts on {exchange.start}, but {' and '.join(gone)}")
    if exchange.start <= as_of and not exchange.confirmed:
        yield finding("plans-confirmed", f"was to start on {exchange.start}, and nobody has confirmed it")
    if exchange.last_day() is None:
        yield finding("ends-recorded", f"starts on {exchange.start} and has no end")
    if exchange.end is not None:
        standards = on.standards.get(exchange.project or "", on.standards[""])
        problem = standards.length_problem(exchange.start, exchange.end)
        if problem:
            yield finding("lengths-usual", f"from {exchange.start} to {exchange.end}: {problem}")


def _check_project(exchange: Exchange, line: int, on: Checking) -> Iterator[Finding]:
    """How a placement fits its project and round."""
    project = on.projects.get(exchange.project or "")
    if project is None:
        return
    misfits = list(project.misfits(exchange))
    if misfits:
        yield on.of_exchange("within-project", "; ".join(misfits), line, exchange.id, exchange.project)
    period = project.rounds.get(str(exchange.round)) if exchange.round is not None else project
    if period is None:
        return
    what = f"round {exchange.round}" if exchange.round is not None else exchange.project
    last = exchange.last_day() or exchange.start
    outside = []
    if period.start is not None and exchange.start < period.start:
        outside.append(f"starts on {exchange.start}, and {what} on {period.start}")
    if period.end is not None and last > period.end:
        outside.append(f"ends on {last}, and {what} on {period.end}")
    if outside:
        yield on.of_exchange("within-round", "; ".join(outside), line, exchange.id, exchange.project)


class Replacements:
    """Placements that take the place of others."""

    def __init__(self) -> None:
        self._replacing: list[tuple[int, Exchange]] = []
        self._stopped: set[str] = set()

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Take a placement into account; what isn't shown is known, and not looked at."""
        if exchange.cancelled or exchange.ended_early is not None:
            self._stopped.add(exchange.id)
        if exchange.replaces is not None and shown:
            self._replacing.append((line, exchange))

    def check(self, on: Checking) -> Iterator[Finding]:
        """What stands wrong with them, asked when all placements are known."""
        first: dict[str, str] = {}
        for line, exchange in self._replacing:
            name = exchange.replaces or ""
            other = first.setdefault(name, exchange.id)
            if not on.place.has_exchange(name):
                text = f'replaces "{name}", which is not in the books'
            elif name not in self._stopped:
                text = f'replaces "{name}", which was neither cancelled nor ended early'
            elif other != exchange.id:
                text = f'replaces "{name}", as exchange {other} does'
            else:
                continue
            yield on.of_exchange("replacements-fit", text, line, exchange.id, exchange.project)


_Stay = tuple[date, date, str, int, bool, str]


class Persons:
    """Where each person, by the ref, was and when."""

    def __init__(self) -> None:
        self._stays: dict[str, list[_Stay]] = {}

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Take a placement into account; what isn't shown is known, and not told of."""
        if exchange.ref is not None and not exchange.cancelled:
            stay = (
                exchange.start,
                exchange.last_day() or exchange.start,
                exchange.id,
                line,
                shown,
                exchange.project or "",
            )
            self._stays.setdefault(exchange.ref, []).append(stay)

    def check(self, on: Checking) -> Iterator[Finding]:
        """Who was in two places at a time; told of the placement that began later."""
        for ref, stays in self._stays.items():
            yield from _overlaps(ref, sorted(stays), on)


def _overlaps(ref: str, stays: Iterable[_Stay], on: Checking) -> Iterator[Finding]:
    longest: _Stay | None = None  # of those before, the one that lasts longest
    for stay in stays:
        start, last, exchange_id, line, shown, project = stay
        if longest is not None and start <= longest[1] and (shown or longest[4]):
            text = f'starts on {start}, and "{ref}" is away with exchange {longest[2]} until {longest[1]}'
            yield on.of_exchange("refs-apart", text, line, exchange_id, project)
        if longest is None or last > longest[1]:
            longest = stay
