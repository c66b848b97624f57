"""Parts of the exchanges inside which everything that is sent is also received: years, projects, areas, rounds."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import NO_AREA, NO_PROJECT, NO_ROUND
from norec_cli.reports.core.balance import Balance
from norec_cli.reports.core.flow_table import COUNTED, UPCOMING, FlowTable
from norec_cli.reports.core.groups import Group, Grouping
from norec_cli.reports.core.query import GroupBy, Query
from norec_cli.reports.core.returned import Returned, measure_returned
from norec_cli.reports.core.rows import regroup, sum_rows

if TYPE_CHECKING:
    from norec_cli.model.project import Project


class PartRow(msgspec.Struct, frozen=True):
    """The row of a part of the exchanges: of a year, a project, an area or a round.

    Attributes:
        group: the year, project, area or round.
        returned: how much of what was sent in it came back.
        partners: partners that sent or received in it.
        balanced_partners: how many of them are balanced by what they sent and received in it.
        upcoming: people who will go, or person-days to come.
    """

    group: Group
    returned: Returned
    partners: int
    balanced_partners: int
    upcoming: int


def parts_by(by: GroupBy, projects: Mapping[str, "Project"]) -> Callable[[Exchange], Iterable[str]] | None:
    """Return a function that gives the years, projects, areas or rounds of an exchange; None for other kinds of rows.

    Args:
        by: the kind of rows.
        projects: the projects by id, for their areas.
    """
    if by == "year":
        return lambda exchange: (str(exchange.start.year),)
    if by == "project":
        return lambda exchange: (exchange.project or NO_PROJECT,)
    if by == "round":
        return lambda exchange: (f"{exchange.project} {exchange.round}" if exchange.round else NO_ROUND,)
    if by == "area":
        areas = {project_id: project.areas or (NO_AREA,) for project_id, project in projects.items()}
        return lambda exchange: areas.get(exchange.project or "", (NO_AREA,))
    return None


def part_sort_key(part: str) -> tuple[str, int]:
    """Return the sort key of a part: round 10 of a project comes after its round 2."""
    name, _, number = part.rpartition(" ")
    return (name, int(number)) if name and number.isdigit() else (part, 0)


def _recorded(query: Query, projects: Mapping[str, "Project"]) -> Iterable[str]:
    """Yield the recorded projects, areas or rounds that have a row even if none of their exchanges is selected.

    These are all selected ones if the only filters on exchanges are --project, --area and (for rounds) --round; else
    those of the projects that were named.
    """
    chosen = query.selection
    if query.group_by == "round":
        chosen = msgspec.structs.replace(chosen, round=None)
    keys = projects if chosen.selects_whole_projects() else query.projects
    for key in filter(chosen.includes_project, keys):
        if query.group_by == "project":
            yield key
        elif query.group_by == "area":
            yield from projects[key].areas
        elif query.group_by == "round":
            yield from (
                f"{key} {number}" for number in projects[key].rounds if query.selection.round in (None, int(number))
            )


def part_rows(
    table: FlowTable, grouping: Grouping, query: Query, projects: Mapping[str, "Project"]
) -> tuple[PartRow, ...]:
    """Return a row for each part of a flow table and for each recorded one without exchanges, sorted by name."""
    begun_amount, planned_amount = COUNTED[query.rule.unit], UPCOMING[query.rule.unit]
    rows = []
    for part in sorted({*table.parts, *_recorded(query, projects)}, key=part_sort_key):
        flows = table.parts.get(part, {})
        begun = regroup({pair: flow for pair, flow in flows.items() if flow.people}, grouping)
        sums = sum_rows(begun, [], grouping, query).values()
        balances = [Balance(total.sent, total.received, query.rule) for total in sums]
        rows.append(
            PartRow(
                group=Group(part, projects[part].title if query.group_by == "project" and part in projects else part),
                returned=measure_returned({pair: begun_amount(flow) for pair, flow in begun.items()}),
                partners=len(balances),
                balanced_partners=sum(balance.verdict == "balanced" for balance in balances),
                upcoming=sum(planned_amount(flow) for flow in flows.values()),
            )
        )
    return tuple(rows)
