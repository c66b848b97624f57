"""`report rounds`: what each round planned, and what happened."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger
from norec_cli.reports.core.flow_table import Flow, FlowTable, Pair, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.parts import parts_by
from norec_cli.reports.core.query import ExchangeFilter, Query

if TYPE_CHECKING:
    from norec_cli.model.project import Project


RoundKey = tuple[str, int]  # a project's id and a round's number
Plans = Mapping[RoundKey, Mapping[Pair, tuple[int, int | None]]]


class RoundLine(msgspec.Struct, frozen=True):
    """What one partner planned to send to another in a round, and what it did send.

    A round that has begun with neither a plan nor exchanges has one line, without partners and with nothing counted.

    Attributes:
        project: the project's id.
        round: the round's number.
        sender: the id of the partner that sends.
        host: the id of the partner that receives.
        planned: people in the plan; 0 if it doesn't name the two partners.
        planned_months: person-months in the plan; None if it doesn't say.
        begun: people whose stay has begun.
        days: their person-days so far.
        upcoming: people whose stay begins later.
        replacing: replacements for people of the same line who left early; at most one for each place that became free.
        ended_early: people whose stay has ended early by the day.
        cancelled: people who never went, as far as is known now.
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
        """Return the places of the plan that nobody fills or will fill; a negative number is people beyond the plan."""
        return self.planned - (self.begun + self.upcoming - self.replacing)


class Rounds(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        lines: lines of rounds that have a plan or exchanges or have begun, sorted by project, round, sender and host.
        counted: the flow table of the exchanges in these lines.
        without_round: number of selected exchanges that belong to no round, without cancelled ones.
        elsewhere: number of selected exchanges whose round has no day in the selected time, without cancelled ones.
        without_plan: rounds, as `PROJECT N`, that have exchanges but no plan.
        empty: rounds that have begun with neither a plan nor exchanges, with their first day.
    """

    query: Query
    lines: tuple[RoundLine, ...]
    counted: FlowTable
    without_round: int
    elsewhere: int
    without_plan: tuple[str, ...]
    empty: Mapping[RoundKey, date]

    @property
    def planned(self) -> int:
        """Return the people planned in all lines."""
        return sum(line.planned for line in self.lines)

    @property
    def begun(self) -> int:
        """Return the people whose stay has begun, in all lines."""
        return sum(line.begun for line in self.lines)

    @property
    def upcoming(self) -> int:
        """Return the people whose stay begins later, in all lines."""
        return sum(line.upcoming for line in self.lines)

    @property
    def missing(self) -> int:
        """Return the places that nobody fills, in all lines; people beyond a plan fill no place of another line."""
        return sum(max(0, line.missing) for line in self.lines)

    @property
    def beyond_plan(self) -> int:
        """Return the people beyond the plan, in all lines."""
        return sum(max(0, -line.missing) for line in self.lines)


class _Outcome(msgspec.Struct):
    """What the flow table doesn't say about the people whom one partner sent to another in a round.

    Attributes:
        ended_early: people whose stay has ended early by the day.
        cancelled: people who never went.
        reasons: the people ended early and cancelled, by the reason why.
        left: the people who left early, by the id of their exchange.
        replacing: the people who replace an exchange, by its id.
    """

    ended_early: int = 0
    cancelled: int = 0
    reasons: Counter[str] = msgspec.field(default_factory=Counter)
    left: dict[str, int] = msgspec.field(default_factory=dict)
    replacing: Counter[str] = msgspec.field(default_factory=Counter)

    def replacements(self) -> int:
        """Return the people who replace others of the same round and pair; at most as many as left early."""
        return sum(min(number, self.left[key]) for key, number in self.replacing.items() if key in self.left)


class RoundNotes:
    """Facts about rounds that come from single exchanges and are not in the flow table."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._outcomes: dict[RoundKey, dict[Pair, _Outcome]] = {}

    def note(self, exchange: Exchange) -> None:
        """Note an exchange; one that belongs to no round is ignored."""
        if exchange.project is None or exchange.round is None:
            return
        pairs = self._outcomes.setdefault((exchange.project, exchange.round), {})
        outcomes = pairs.setdefault((exchange.sender, exchange.host), _Outcome())
        reason = exchange.reason_by(self._as_of)
        if reason is not None:
            outcomes.reasons[reason] += exchange.participants
        if exchange.cancelled:
            outcomes.cancelled += exchange.participants
            return
        if exchange.ended_early is not None:
            outcomes.left[exchange.id] = exchange.participants
        if exchange.state(self._as_of) == "ended-early":
            outcomes.ended_early += exchange.participants
        if exchange.replaces is not None:
            outcomes.replacing[exchange.replaces] += exchange.participants

    def lines(self, table: FlowTable, plans: Plans) -> Iterator[RoundLine]:
        """Yield what each round planned and what happened, by project, round, sender and host.

        Args:
            table: the flow table of the noted exchanges, with a part for each round.
            plans: the plan of each round.
        """
        for key in sorted({*plans, *self._outcomes}):
            project, number = key
            plan, outcomes = plans.get(key, {}), self._outcomes.get(key, {})
            flows = table.parts.get(f"{project} {number}", {})
            for pair in sorted({*plan, *outcomes}):
                people, months = plan.get(pair, (0, None))
                flow, outcome = flows.get(pair, Flow()), outcomes.get(pair, _Outcome())
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
                    replacing=outcome.replacements(),
                    ended_early=outcome.ended_early,
                    cancelled=outcome.cancelled,
                    reasons=dict(sorted(outcome.reasons.items())),
                )


class _RoundFilter:
    """Selects the exchanges of the rounds that are listed, whenever they start.

    A recorded round is listed if its period has a day in the selected time. A round that only exchanges name
    has no period; it is listed if one of them starts in that time.

    Attributes:
        used: rounds that any exchange names.
        without_round: number of selected exchanges of no round, without cancelled ones.
        elsewhere: number of selected exchanges of rounds that are not listed, without cancelled ones.
    """

    def __init__(self, query: Query, plans: Plans, projects: "Mapping[str, Project]", grouping: Grouping) -> None:
        self.used: set[RoundKey] = set()
        self.without_round = 0
        self.elsewhere = 0
        self._selection = query.selection
        self._plans = plans
        self._grouping = grouping
        self._recorded = {(key, int(number)) for key, project in projects.items() for number in project.rounds}

    def select(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """Yield the selected exchanges of the listed rounds; run it to its end before you read the counts."""
        unrecorded: dict[RoundKey, list[Exchange]] = {}
        listed: set[RoundKey] = set()
        for exchange in exchanges:
            selected = self._selection.matches(exchange)
            counts = selected and not exchange.cancelled and self._shows(exchange)
            if exchange.project is None or exchange.round is None:
                self.without_round += counts
                continue
            key = (exchange.project, exchange.round)
            self.used.add(key)
            if key not in self._recorded:
                unrecorded.setdefault(key, []).append(exchange)
                listed |= {key} if selected else set()
            elif key not in self._plans:
                self.elsewhere += counts
            elif self._shows(exchange):
                yield exchange
        for key in listed:
            yield from filter(self._shows, unrecorded[key])

    def _shows(self, exchange: Exchange) -> bool:
        """Return whether the filters on partners and countries choose an exchange."""
        pair = (exchange.sender, exchange.host)
        return self._grouping.shows(*pair) and self._selection.includes_pair(*pair)


def report_rounds(ledger: Ledger, query: Query) -> Rounds:
    """Compare the plan of each round with what happened.

    Filters by date choose rounds. A round that is listed counts with all its exchanges, whenever they start.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected; with filters on rows, lines from or to those partners are listed.
    """
    projects = ledger.projects
    grouping = Grouping(ledger.partners, query)
    notes = RoundNotes(query.as_of)
    plans = plans_of(projects, query.selection)
    round_filter = _RoundFilter(query, plans, projects, grouping)

    def noted() -> Iterator[Exchange]:
        for exchange in round_filter.select(ledger.exchanges()):
            notes.note(exchange)
            yield exchange

    table = fold_flows(noted(), query.as_of, parts_by("round", projects))
    lines = [
        line
        for line in notes.lines(table, plans)
        if grouping.shows(line.sender, line.host) and query.selection.includes_pair(line.sender, line.host)
    ]
    without_plan = dict.fromkeys(name_of(line) for line in lines if not plans.get((line.project, line.round)))
    idle = {
        key: projects[key[0]].rounds[str(key[1])].start
        for key in plans
        if not plans[key] and key not in round_filter.used and grouping.shows_together(projects[key[0]].partners)
    }
    begun = {key: start for key, start in idle.items() if start <= query.as_of}
    lines += [RoundLine(project, number) for project, number in begun]
    return Rounds(
        query=query,
        lines=tuple(sorted(lines, key=lambda line: (line.project, line.round, line.sender, line.host))),
        counted=table,
        without_round=round_filter.without_round,
        elsewhere=round_filter.elsewhere,
        without_plan=tuple(without_plan),
        empty=begun,
    )


def name_of(line: RoundLine) -> str:
    """Return the name of a line's round, for example `rivers 1`."""
    return f"{line.project} {line.round}"


def plans_of(projects: "Mapping[str, Project]", chosen: ExchangeFilter) -> Plans:
    """Return the planned people and months of each pair, by round, of the rounds that a filter lists.

    A round without a plan is there with nothing in it.
    """
    return {
        (key, int(number)): {(line.sender, line.host): (line.people, line.months) for line in period.planned()}
        for key, project in projects.items()
        if chosen.includes_project(key)
        for number, period in project.rounds.items()
        if chosen.round in (None, int(number)) and chosen.overlaps(period.start, period.end)
    }
