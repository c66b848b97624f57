"""What each round planned, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger
from norec_cli.reports.core.flow_table import Flow, FlowTable, Pair, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.partitions import partition_of
from norec_cli.reports.core.query import ExchangeFilter, Query

if TYPE_CHECKING:
    from norec_cli.model.project import Project


Key = tuple[str, int]  # a project's id and a round's number
Plans = Mapping[Key, Mapping[Pair, tuple[int, int | None]]]


class RoundLine(msgspec.Struct, frozen=True):
    """What one partner was to send to another in a round, and did.

    A round that has begun with neither a plan nor exchanges has one line, without partners and with nothing counted.

    Attributes:
        project: the project's id.
        round: the round's number.
        sender: the partner that sends.
        host: the partner that receives.
        planned: people; 0 if the plan doesn't name the two.
        planned_months: their months in all, as planned; None if the plan doesn't say.
        begun: people whose stay has begun.
        days: their person-days so far.
        upcoming: people whose stay begins later.
        replacing: people among those who took the place of others of this line that had ended early: two people fill
            one slot. Nobody takes more places than became free, or one of another line.
        ended_early: people whose stay has ended early by the day.
        cancelled: people who never went, with what is known now.
        reasons: the people ended early and cancelled, by the reason why.
    """

    project: str
    round: int
    sender: str = ""
    host: str = ""
    planned: int = 0
    planned_months: int | None = None
    begun: int = 0
    days: int = 0
    upcoming: int = 0
    replacing: int = 0
    ended_early: int = 0
    cancelled: int = 0
    reasons: Mapping[str, int] = msgspec.field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Slots of the plan that nobody fills, or is going to; below 0, people beyond the plan."""
        return self.planned - (self.begun + self.upcoming - self.replacing)


class Rounds(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked for.
        lines: by project, round, sender and host; of rounds that have a plan or exchanges, or have begun.
        counted: the flow table of the exchanges in these lines.
        without_round: exchanges that the view selects and shows and that are of no round, without the cancelled ones.
        elsewhere: the same of exchanges whose round does not reach into the time asked for.
        without_plan: rounds, as `PROJECT N`, that have exchanges and no plan recorded.
        empty: rounds that have begun with neither a plan nor exchanges, with their first day.
    """

    query: Query
    lines: tuple[RoundLine, ...]
    counted: FlowTable
    without_round: int
    elsewhere: int
    without_plan: tuple[str, ...]
    empty: Mapping[Key, date]

    @property
    def planned(self) -> int:
        """People planned, in all lines."""
        return sum(line.planned for line in self.lines)

    @property
    def begun(self) -> int:
        """People whose stay has begun, in all lines."""
        return sum(line.begun for line in self.lines)

    @property
    def upcoming(self) -> int:
        """People whose stay begins later, in all lines."""
        return sum(line.upcoming for line in self.lines)

    @property
    def missing(self) -> int:
        """Slots that nobody fills, in the lines that have such; what is beyond other plans doesn't fill them."""
        return sum(max(0, line.missing) for line in self.lines)

    @property
    def beyond_plan(self) -> int:
        """People beyond the plan, in the lines that have such."""
        return sum(max(0, -line.missing) for line in self.lines)


class _Fates(msgspec.Struct):
    """What became of the people whom one partner sent another in a round, beside what the flow table tells.

    Attributes:
        ended_early: people whose stay has ended early by the day.
        cancelled: people who never went.
        reasons: the people ended early and cancelled, by the reason why.
        left: how many people left in each exchange that ended early.
        replacing: by how many people each exchange is replaced.
    """

    ended_early: int = 0
    cancelled: int = 0
    reasons: Counter[str] = msgspec.field(default_factory=Counter)
    left: dict[str, int] = msgspec.field(default_factory=dict)
    replacing: Counter[str] = msgspec.field(default_factory=Counter)

    def in_places_of_others(self) -> int:
        """People in places that others of the same round and pair had left early; no more than these were."""
        return sum(min(number, self.left[key]) for key, number in self.replacing.items() if key in self.left)


class RoundNotes:
    """What single placements say of their rounds."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._fates: dict[Key, dict[Pair, _Fates]] = {}

    def note(self, exchange: Exchange) -> None:
        """Take a placement into account; one that is of no round changes nothing."""
        if exchange.project is None or exchange.round is None:
            return
        pairs = self._fates.setdefault((exchange.project, exchange.round), {})
        fates = pairs.setdefault((exchange.sender, exchange.host), _Fates())
        reason = exchange.reason_by(self._as_of)
        if reason is not None:
            fates.reasons[reason] += exchange.participants
        if exchange.cancelled:
            fates.cancelled += exchange.participants
            return
        if exchange.ended_early is not None:
            fates.left[exchange.id] = exchange.participants
        if exchange.state(self._as_of) == "ended-early":
            fates.ended_early += exchange.participants
        if exchange.replaces is not None:
            fates.replacing[exchange.replaces] += exchange.participants

    def lines(self, table: FlowTable, plans: Plans) -> Iterator[RoundLine]:
        """What each round planned, and what became of it, by project, round, sender and host.

        Args:
            table: the flow table of the noted placements, with a part for each round.
            plans: what the rounds planned.
        """
        for key in sorted({*plans, *self._fates}):
            project, number = key
            plan, fates = plans.get(key, {}), self._fates.get(key, {})
            flows = table.parts.get(f"{project} {number}", {})
            for pair in sorted({*plan, *fates}):
                people, months = plan.get(pair, (0, None))
                flow, found = flows.get(pair, Flow()), fates.get(pair, _Fates())
                yield RoundLine(
                    project=project,
                    round=number,
                    sender=pair[0],
                    host=pair[1],
                    planned=people,
                    planned_months=None if months is None else people * months,
                    begun=flow.people,
                    days=flow.days,
                    upcoming=flow.upcoming_people,
                    replacing=found.in_places_of_others(),
                    ended_early=found.ended_early,
                    cancelled=found.cancelled,
                    reasons=dict(sorted(found.reasons.items())),
                )


class _Chosen:
    """Chooses the exchanges of the rounds that a view lists, whenever they start.

    A recorded round is listed if its period reaches into the time that is asked for. One that only exchanges name has
    no period; it is listed if one of them starts in that time.

    Attributes:
        used: rounds that exchanges name, whether or not these are shown.
        without_round: selected exchanges of no round, without the cancelled ones.
        elsewhere: selected exchanges of rounds that are not listed, without the cancelled ones.
    """

    def __init__(self, query: Query, plans: Plans, projects: "Mapping[str, Project]", grouping: Grouping) -> None:
        self.used: set[Key] = set()
        self.without_round = 0
        self.elsewhere = 0
        self._selection = query.selection
        self._plans = plans
        self._grouping = grouping
        self._recorded = {(key, int(number)) for key, project in projects.items() for number in project.rounds}

    def of(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """Yield the exchanges of the listed rounds that the view shows; run it to the end before reading the counts."""
        unrecorded: dict[Key, list[Exchange]] = {}
        chosen: set[Key] = set()
        for exchange in exchanges:
            selected = self._selection.takes(exchange)
            counts = selected and not exchange.cancelled and self._shows(exchange)
            if exchange.project is None or exchange.round is None:
                self.without_round += counts
                continue
            key = (exchange.project, exchange.round)
            self.used.add(key)
            if key not in self._recorded:
                unrecorded.setdefault(key, []).append(exchange)
                chosen |= {key} if selected else set()
            elif key not in self._plans:
                self.elsewhere += counts
            elif self._shows(exchange):
                yield exchange
        for key in chosen:
            yield from filter(self._shows, unrecorded[key])

    def _shows(self, exchange: Exchange) -> bool:
        """Return whether the view shows an exchange of a round that is listed."""
        pair = (exchange.sender, exchange.host)
        return self._grouping.shows(*pair) and self._selection.is_between(*pair)


def report_rounds(ledger: Ledger, query: Query) -> Rounds:
    """Compare what was planned for each round with what was done.

    Dates that are asked for choose rounds. A round that is listed counts whole, whenever its exchanges start.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: what is asked for; with rows filtered, what goes from or to those partners.
    """
    projects = ledger.projects
    grouping = Grouping(ledger.partners, query)
    notes = RoundNotes(query.as_of)
    plans = plans_of(projects, query.selection)
    chosen = _Chosen(query, plans, projects, grouping)

    def noted() -> Iterator[Exchange]:
        for exchange in chosen.of(ledger.exchanges()):
            notes.note(exchange)
            yield exchange

    table = fold_flows(noted(), query.as_of, partition_of("round", projects))
    lines = [
        line
        for line in notes.lines(table, plans)
        if grouping.shows(line.sender, line.host) and query.selection.is_between(line.sender, line.host)
    ]
    unplanned = dict.fromkeys(name_of(line) for line in lines if not plans.get((line.project, line.round)))
    idle = {
        key: projects[key[0]].rounds[str(key[1])].start
        for key in plans
        if not plans[key] and key not in chosen.used and grouping.shows_together(projects[key[0]].partners)
    }
    begun = {key: start for key, start in idle.items() if start <= query.as_of}
    lines += [RoundLine(project, number) for project, number in begun]
    return Rounds(
        query=query,
        lines=tuple(sorted(lines, key=lambda line: (line.project, line.round, line.sender, line.host))),
        counted=table,
        without_round=chosen.without_round,
        elsewhere=chosen.elsewhere,
        without_plan=tuple(unplanned),
        empty=begun,
    )


def name_of(line: RoundLine) -> str:
    """Return the name of a line's round, for example `rivers 1`."""
    return f"{line.project} {line.round}"


def plans_of(projects: "Mapping[str, Project]", chosen: ExchangeFilter) -> Plans:
    """Return the people and months planned of each pair, of the rounds that a selection lists; empty without a plan."""
    return {
        (key, int(number)): {(line.sender, line.host): (line.people, line.months) for line in one.planned()}
        for key, project in projects.items()
        if chosen.has_project(key)
        for number, one in project.rounds.items()
        if chosen.round in (None, int(number)) and chosen.overlaps(one.start, one.end)
    }
