"""What each round planned, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import parse_plan
from norec_cli.reports.flows import Pair, fold_flows
from norec_cli.reports.groups import Grouping
from norec_cli.reports.view import View

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
        replacing: people among those who took the place of one that had ended early: both fill one slot.
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
    found: dict[tuple[str, int], dict[Pair, list[Exchange]]] = {}
    early: set[str] = set()
    without_round = 0
    for exchange in view.selection.of(exchanges):
        if exchange.ended_early is not None:
            early.add(exchange.id)
        if exchange.project is None or exchange.round is None:
            without_round += not exchange.cancelled
            continue
        pairs = found.setdefault((exchange.project, exchange.round), {})
        pairs.setdefault((exchange.sender, exchange.host), []).append(exchange)
    plans = _plans(projects, view)
    lines = [
        _line((*key, *pair), plans.get(key, {}).get(pair), found.get(key, {}).get(pair, []), early, view)
        for key in sorted({*plans, *found})
        for pair in sorted({*plans.get(key, {}), *found.get(key, {})})
        if grouping.shows(*pair)
    ]
    unplanned = [key for key in sorted(found) if not plans.get(key)]
    return Rounds(
        view=view,
        lines=tuple(lines),
        without_round=without_round,
        without_plan=tuple(f"{project} {number}" for project, number in unplanned),
    )


_Plan = dict[Pair, tuple[int, int | None]]


def _plans(projects: "Mapping[str, Project]", view: View) -> dict[tuple[str, int], _Plan]:
    """People and months planned of each pair, in the rounds that are asked for."""
    chosen = view.selection
    plans: dict[tuple[str, int], _Plan] = {}
    for key, project in projects.items():
        for number, one in project.rounds.items():
            of_it = (chosen.projects is None or key in chosen.projects) and chosen.round in (None, int(number))
            dates = (
                (chosen.year is None or one.start.year <= chosen.year <= one.end.year)
                and (chosen.since is None or one.end >= chosen.since)
                and (chosen.until is None or one.start <= chosen.until)
            )
            if of_it and dates:
                lines = map(parse_plan, one.plan)
                plans[key, int(number)] = {(line.sender, line.host): (line.people, line.months) for line in lines}
    return plans


def _line(
    of: tuple[str, int, str, str],
    plan: tuple[int, int | None] | None,
    exchanges: list[Exchange],
    early: set[str],
    view: View,
) -> Line:
    people, months = plan or (0, None)
    table = fold_flows(exchanges, view.as_of)
    reasons: Counter[str] = Counter()
    for exchange in exchanges:
        if exchange.reason is not None:
            reasons[exchange.reason] += exchange.participants
    project, number, sender, host = of
    return Line(
        project=project,
        round=number,
        sender=sender,
        host=host,
        planned=people,
        planned_months=None if months is None else people * months,
        begun=table.people,
        days=table.days,
        upcoming=sum(flow.upcoming_people for flow in table.flows.values()),
        replacing=sum(e.participants for e in exchanges if e.replaces in early and not e.cancelled),
        ended_early=sum(e.participants for e in exchanges if e.state(view.as_of) == "ended-early"),
        cancelled=sum(e.participants for e in exchanges if e.cancelled),
        reasons=dict(sorted(reasons.items())),
    )
