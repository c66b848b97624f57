"""What each round planned, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.closed import parts_of
from norec_cli.reports.flows import Flow, FlowTable, Pair, fold_flows
from norec_cli.reports.groups import Grouping
from norec_cli.reports.view import Selection, View

if TYPE_CHECKING:
    from norec_cli.model.project import Project


class Line(msgspec.Struct, frozen=True):
    """What one partner was to send to another in a round, and did.

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
        ended_early: people whose stay ended early.
        cancelled: people who never went.
        reasons: people by the reason why they stopped or never went.
    """

    project: str
    round: int
    sender: str
    host: str
    planned: int
    planned_months: int | None
    begun: int
    days: int
    upcoming: int
    replacing: int
    ended_early: int
    cancelled: int
    reasons: Mapping[str, int]

    @property
    def missing(self) -> int:
        """Slots of the plan that nobody fills, or is going to; below 0, people beyond the plan."""
        return self.planned - (self.begun + self.upcoming - self.replacing)


class Rounds(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        view: what was asked for.
        lines: by project, round, sender and host; of rounds that have a plan or exchanges.
        without_round: exchanges of the view that are of no round, cancelled ones apart.
        without_plan: rounds, as `PROJECT N`, that have exchanges and no plan recorded.
    """

    view: View
    lines: tuple[Line, ...]
    without_round: int
    without_plan: tuple[str, ...]

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


Key = tuple[str, int]  # a project's id and a round's number
Plans = Mapping[Key, Mapping[Pair, tuple[int, int | None]]]


class _Fates(msgspec.Struct):
    """What became of the people whom one partner sent another in a round, beside what the flow table tells.

    Attributes:
        ended_early: people whose stay ended early.
        cancelled: people who never went.
        reasons: people by the reason why they stopped or never went.
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
    """What single placements say of their rounds.

    Attributes:
        without_round: exchanges that are of no round, cancelled ones apart.
    """

    def __init__(self, as_of: date) -> None:
        self.without_round = 0
        self._as_of = as_of
        self._fates: dict[Key, dict[Pair, _Fates]] = {}

    def note(self, exchange: Exchange) -> None:
        """Take a placement into account."""
        if exchange.project is None or exchange.round is None:
            self.without_round += not exchange.cancelled
            return
        pairs = self._fates.setdefault((exchange.project, exchange.round), {})
        fates = pairs.setdefault((exchange.sender, exchange.host), _Fates())
        if exchange.reason is not None:
            fates.reasons[exchange.reason] += exchange.participants
        if exchange.cancelled:
            fates.cancelled += exchange.participants
            return
        if exchange.ended_early is not None:
            fates.left[exchange.id] = exchange.participants
        if exchange.state(self._as_of) == "ended-early":
            fates.ended_early += exchange.participants
        if exchange.replaces is not None:
            fates.replacing[exchange.replaces] += exchange.participants

    def lines(self, table: FlowTable, plans: Plans) -> Iterator[Line]:
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
                yield Line(
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


def report_rounds(
    exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View, projects: "Mapping[str, Project]"
) -> Rounds:
    """Hold what was planned for each round against what was done.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        view: what is asked for; with rows filtered, what goes from or to those partners.
        projects: the register of projects by id.
    """
    grouping = Grouping(partners, view)
    notes = RoundNotes(view.as_of)

    def noted() -> Iterator[Exchange]:
        for exchange in view.selection.of(exchanges):
            notes.note(exchange)
            yield exchange

    table = fold_flows(noted(), view.as_of, parts_of("round", projects))
    plans = plans_of(projects, view.selection)
    every = list(notes.lines(table, plans))
    recorded = plans_of(projects, msgspec.structs.replace(view.selection, dealings=None))
    unplanned = dict.fromkeys(
        f"{line.project} {line.round}" for line in every if not recorded.get((line.project, line.round))
    )
    return Rounds(
        view=view,
        lines=tuple(line for line in every if grouping.shows(line.sender, line.host)),
        without_round=notes.without_round,
        without_plan=tuple(unplanned),
    )


def plans_of(projects: "Mapping[str, Project]", chosen: Selection) -> Plans:
    """People and months planned of each pair, in the rounds that are asked for."""
    plans: dict[Key, dict[Pair, tuple[int, int | None]]] = {}
    for key, project in projects.items():
        for number, one in project.rounds.items():
            of_it = chosen.has_project(key) and chosen.round in (None, int(number))
            dates = (
                (chosen.year is None or one.start.year <= chosen.year <= one.end.year)
                and (chosen.since is None or one.end >= chosen.since)
                and (chosen.until is None or one.start <= chosen.until)
            )
            if of_it and dates:
                plans[key, int(number)] = {
                    (line.sender, line.host): (line.people, line.months)
                    for line in one.planned()
                    if chosen.is_between(line.sender, line.host)
                }
    return plans
