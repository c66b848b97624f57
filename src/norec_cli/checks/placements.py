"""What offends against the rules about single placements."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.model.exchange import Exchange
from norec_cli.model.replacing import Place, place_of, replacement_problem
from norec_cli.model.wording import plural


def check_placement(exchange: Exchange, line: int, on: CheckContext) -> Iterator[Finding]:
    """What a placement offends against, whatever the others are.

    Args:
        exchange: the record.
        line: where it stands.
        on: what is checked, and against what.
    """

    def finding(rule: str, text: str) -> Finding:
        return on.of_exchange(rule, text, line, exchange.id, exchange.project)

    as_of = on.query.as_of
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


def _check_project(exchange: Exchange, line: int, on: CheckContext) -> Iterator[Finding]:
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
    last = exchange.last_day()
    outside = []
    if period.start is not None and exchange.start < period.start:
        outside.append(f"starts on {exchange.start}, and {what} on {period.start}")
    if period.end is not None and last is not None and last > period.end:
        outside.append(f"ends on {last}, and {what} on {period.end}")
    elif period.end is not None and exchange.start > period.end:
        outside.append(f"starts on {exchange.start}, and {what} ends on {period.end}")
    if outside:
        yield on.of_exchange("within-round", "; ".join(outside), line, exchange.id, exchange.project)


class Replacements:
    """Placements that take the place of others."""

    def __init__(self) -> None:
        self._replacing: list[tuple[Exchange, int, bool]] = []
        self._places: dict[str, Place] = {}

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Take a placement into account; what isn't shown is known, and not looked at."""
        place = place_of(exchange)
        if place is not None:
            self._places[exchange.id] = place
        if exchange.replaces is not None:
            self._replacing.append((exchange, line, shown))

    def check(self, on: CheckContext) -> Iterator[Finding]:
        """Yield what is wrong with them, asked when all placements are known.

        Of those that replace the same one, the first by start and id are right: the order of lines means nothing.
        """
        taking: dict[str, list[Exchange]] = {}
        for exchange, line, shown in sorted(self._replacing, key=lambda item: (item[0].start, item[0].id)):
            name = exchange.replaces or ""
            before = taking.setdefault(name, [])
            if not on.place.has_exchange(name):
                text = f'replaces "{name}", which is not in the books'
            elif on.place.is_unreadable(name):
                text = ""  # nothing is known of it
            else:
                text = replacement_problem(exchange, self._places.get(name), before)
            if not exchange.cancelled and not text:
                before.append(exchange)
            if text and shown:
                yield on.of_exchange("replacements-fit", text, line, exchange.id, exchange.project)


class Doubles:
    """Placements that may be recorded twice: they say the same, under two ids."""

    def __init__(self) -> None:
        # Plain lists, and a number made of what each placement says: a million texts would take much memory.
        # That two of a million that differ have the same number is less likely than one in ten million.
        self._keys = array("q")
        self._lines = array("q")
        self._ids: list[str] = []
        self._projects: list[str | None] = []
        self._one_text: dict[str | None, str | None] = {}

    def note(self, exchange: Exchange, line: int, *, shown: bool) -> None:
        """Take a placement into account; what isn't shown is passed over, and what another rule is about."""
        if not shown or exchange.ref is not None or exchange.stopped():
            return
        self._keys.append(hash(exchange.facts()))
        self._lines.append(line)
        self._ids.append(exchange.id)
        self._projects.append(self._one_text.setdefault(exchange.project, exchange.project))

    def check(self, on: CheckContext) -> Iterator[Finding]:
        """Yield a finding about the second, by id, of all that say the same."""
        repeated = {key for key, following in pairwise(sorted(self._keys)) if key == following}
        alike: defaultdict[int, list[tuple[str, int, str | None]]] = defaultdict(list)
        for place, key in enumerate(self._keys):
            if key in repeated:
                alike[key].append((self._ids[place], self._lines[place], self._projects[place]))
        for group in alike.values():
            (first, _, _), (second, line, project), *others = sorted(group)
            too = f", and so {plural(len(others), 'other does', 'others do')}" if others else ""
            yield on.of_exchange("recorded-once", f"says the same as exchange {first}{too}", line, second, project)


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

    def check(self, on: CheckContext) -> Iterator[Finding]:
        """Who was in two places at a time; told of the placement that began later."""
        for ref, stays in self._stays.items():
            yield from _overlaps(ref, sorted(stays), on)


def _overlaps(ref: str, stays: Iterable[_Stay], on: CheckContext) -> Iterator[Finding]:
    longest: _Stay | None = None  # of those before, the one that lasts longest
    for stay in stays:
        start, last, exchange_id, line, shown, project = stay
        if longest is not None and start <= longest[1] and (shown or longest[4]):
            text = f'starts on {start}, and "{ref}" is away with exchange {longest[2]} until {longest[1]}'
            yield on.of_exchange("refs-apart", text, line, exchange_id, project)
        if longest is None or last > longest[1]:
            longest = stay
