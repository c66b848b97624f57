"""Check each exchange by itself, and exchanges against each other."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.model.exchange import Exchange
from norec_cli.model.replacing import FreedPlace, freed_place, replacement_problem
from norec_cli.model.wording import plural


def check_exchange(exchange: Exchange, line: int, context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about one exchange that can be made without looking at others.

    Args:
        exchange: the exchange.
        line: its line in the file.
        context: the records, the query and the thresholds.
    """

    def finding(rule_id: str, text: str) -> Finding:
        return context.of_exchange(rule_id, text, line, exchange.id, exchange.project)

    as_of = context.query.as_of
    if exchange.confirmed and exchange.cancelled:
        yield finding("confirmed-begun", "is confirmed, and cancelled")
    elif exchange.confirmed and exchange.start > as_of:
        yield finding("confirmed-begun", f"is confirmed, and starts on {exchange.start}")
    if exchange.cancelled:
        return

    if exchange.project is not None:
        yield from _check_project(exchange, line, context)
    gone = [
        f"{partner_id} ended on {ended}"
        for partner_id in (exchange.sender, exchange.host)
        if partner_id in context.partners
        and (ended := context.partners[partner_id].ended) is not None
        and exchange.start > ended
    ]
    if gone:
        yield finding("nothing-after-end", f"starts on {exchange.start}, but {' and '.join(gone)}")
    if exchange.has_begun(as_of) and not exchange.confirmed:
        yield finding("plans-confirmed", f"was to start on {exchange.start}, and nobody has confirmed it")
    if exchange.last_day() is None:
        yield finding("ends-recorded", f"starts on {exchange.start} and has no end")
    if exchange.end is not None:
        thresholds = context.thresholds.get(exchange.project or "", context.thresholds[""])
        problem = thresholds.length_problem(exchange.start, exchange.end)
        if problem:
            yield finding("lengths-usual", f"from {exchange.start} to {exchange.end}: {problem}")


def _check_project(exchange: Exchange, line: int, context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about an exchange that doesn't fit its project or round."""
    project = context.projects.get(exchange.project or "")
    if project is None:
        return
    misfits = list(project.misfits(exchange))
    if misfits:
        yield context.of_exchange("within-project", "; ".join(misfits), line, exchange.id, exchange.project)
    period = project.rounds.get(str(exchange.round)) if exchange.round is not None else project
    if period is None:
        return
    period_name = f"round {exchange.round}" if exchange.round is not None else exchange.project
    last = exchange.last_day()
    outside = []
    if period.start is not None and exchange.start < period.start:
        outside.append(f"starts on {exchange.start}, and {period_name} on {period.start}")
    if period.end is not None and last is not None and last > period.end:
        outside.append(f"ends on {last}, and {period_name} on {period.end}")
    elif period.end is not None and exchange.start > period.end:
        outside.append(f"starts on {exchange.start}, and {period_name} ends on {period.end}")
    if outside:
        yield context.of_exchange("within-round", "; ".join(outside), line, exchange.id, exchange.project)


class Replacements:
    """Checker of exchanges that replace others."""

    def __init__(self) -> None:
        self._replacing: list[tuple[Exchange, int, bool]] = []
        self._places: dict[str, FreedPlace] = {}

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Note an exchange; one that isn't shown may be replaced, but gets no finding."""
        place = freed_place(exchange)
        if place is not None:
            self._places[exchange.id] = place
        if exchange.replaces is not None:
            self._replacing.append((exchange, line, shown))

    def check(self, context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for each exchange that can't replace the one it names; call it after all have been noted.

        Of several that replace the same one, the first by start and id are right, whatever the order of the lines.
        """
        taking: dict[str, list[Exchange]] = {}
        for exchange, line, shown in sorted(self._replacing, key=lambda item: (item[0].start, item[0].id)):
            name = exchange.replaces or ""
            earlier = taking.setdefault(name, [])
            if not context.locations.has_exchange(name):
                text = f'replaces "{name}", which is not in the store'
            elif context.locations.is_unreadable(name):
                text = ""  # it may fit or not: its record can't be read
            else:
                text = replacement_problem(exchange, self._places.get(name), earlier)
            if not exchange.cancelled and not text:
                earlier.append(exchange)
            if text and shown:
                yield context.of_exchange("replacements-fit", text, line, exchange.id, exchange.project)


class Duplicates:
    """Finder of exchanges that may be recorded twice: equal records with different ids."""

    def __init__(self) -> None:
        # Hashes instead of records, because a million records would need much memory. The chance that any two
        # different records of a million have the same hash is below one in ten million.
        self._keys = array("q")
        self._lines = array("q")
        self._ids: list[str] = []
        self._projects: list[str | None] = []
        self._shared_texts: dict[str | None, str | None] = {}

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Note an exchange; skip one that isn't shown, has a ref, or was stopped (other rules are about those)."""
        if not shown or exchange.ref is not None or exchange.stopped():
            return
        self._keys.append(hash(exchange.facts()))
        self._lines.append(line)
        self._ids.append(exchange.id)
        self._projects.append(self._shared_texts.setdefault(exchange.project, exchange.project))

    def check(self, context: CheckContext) -> Iterator[Finding]:
        """Yield a finding about the second, by id, of each set of equal records."""
        repeated = {key for key, following in pairwise(sorted(self._keys)) if key == following}
        alike: defaultdict[int, list[tuple[str, int, str | None]]] = defaultdict(list)
        for index, key in enumerate(self._keys):
            if key in repeated:
                alike[key].append((self._ids[index], self._lines[index], self._projects[index]))
        for group in alike.values():
            (first, _, _), (second, line, project), *others = sorted(group)
            too = f", and so {plural(len(others), 'other does', 'others do')}" if others else ""
            yield context.of_exchange("recorded-once", f"says the same as exchange {first}{too}", line, second, project)


_Stay = tuple[date, date, str, int, bool, str]


class Overlaps:
    """Finder of stays of one person, known by the ref, that overlap."""

    def __init__(self) -> None:
        self._stays: dict[str, list[_Stay]] = {}

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Note an exchange; a finding needs one of the two overlapping exchanges to be shown."""
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

    def check(self, context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for each exchange that begins before an earlier one of the same person is over."""
        for ref, stays in self._stays.items():
            yield from _overlaps(ref, sorted(stays), context)


def _overlaps(ref: str, stays: Iterable[_Stay], context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about the stays of one person, which are sorted by start."""
    latest: _Stay | None = None  # of the stays so far, the one that ends last
    for stay in stays:
        start, last, exchange_id, line, shown, project = stay
        if latest is not None and start <= latest[1] and (shown or latest[4]):
            text = f'starts on {start}, and "{ref}" is away with exchange {latest[2]} until {latest[1]}'
            yield context.of_exchange("refs-apart", text, line, exchange_id, project)
        if latest is None or last > latest[1]:
            latest = stay
