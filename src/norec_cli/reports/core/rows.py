"""The rows of a view: what each partner, group or pair sent and received, summed from flows and adjustments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from norec_cli.model.partner import Adjustment, Partner
from norec_cli.reports.core.balance import Balance, BalanceRule, Unit
from norec_cli.reports.core.flow_table import COUNTED, UPCOMING, Flow, Pair
from norec_cli.reports.core.groups import Group, Grouping, pair_of
from norec_cli.reports.core.query import PARTITIONS, Query

Between = Mapping[Pair, Flow]
Dated = list[tuple[str, Adjustment]]


class Row(msgspec.Struct, frozen=True):
    """A partner, a pair of partners, or a group of them.

    Attributes:
        group: what it stands for.
        balance: what it sent and received, adjustments included, in people or person-days.
        within: what stayed within a group of partners: neither sent nor received by it.
        upcoming_sent: people or person-days planned to be sent.
        upcoming_received: the same to be received.
        adjusted: whether adjustments are counted.
        ended: since when it can neither send nor receive any more, by the day of the view; None if it still can.
    """

    group: Group
    balance: Balance
    within: int
    upcoming_sent: int
    upcoming_received: int
    adjusted: bool
    ended: date | None = None

    @property
    def until_balanced(self) -> int | None:
        """The fewest further steps of the rule that make it balanced; None if it has ended, and none can come."""
        return None if self.ended is not None else self.balance.until_balanced


class Sums(msgspec.Struct):
    """What goes into a row, in people or person-days.

    Attributes:
        sent: counted, adjustments included.
        received: counted, adjustments included.
        within: counted, and neither sent nor received.
        upcoming_sent: planned to be sent.
        upcoming_received: planned to be received.
        adjusted: whether there is any adjustment.
    """

    sent: int = 0
    received: int = 0
    within: int = 0
    upcoming_sent: int = 0
    upcoming_received: int = 0
    adjusted: bool = False

    def row(self, group: Group, rule: BalanceRule, ended: date | None = None) -> Row:
        """Return these sums as the row of a group, judged by a rule.

        Args:
            group: what the row stands for.
            rule: what is called balanced.
            ended: since when the group can neither send nor receive any more.
        """
        balance = Balance(self.sent, self.received, rule)
        return Row(group, balance, self.within, self.upcoming_sent, self.upcoming_received, self.adjusted, ended)


def adjustments_of(partners: Mapping[str, Partner], query: Query) -> tuple[Dated, int]:
    """The adjustments that a view counts, with the partner of each, and how many of that day or before it leaves out.

    They are people of a partner: of no exchange, pair, closed group or month, so that a view of those has none.
    """
    dated = [(key, a) for key, partner in partners.items() for a in partner.adjustments if a.on <= query.as_of]
    counts = (
        query.rule.unit == "people" and query.selection.is_everything() and query.group_by not in ("pair", *PARTITIONS)
    )
    return (dated, 0) if counts else ([], len(dated))


def regroup(flows: Between, grouping: Grouping) -> Between:
    """Flows between groups; those within one stand under (group, group)."""
    if grouping.keeps_partners_apart:
        return flows
    merged: dict[Pair, Flow] = {}
    for (sender, host), flow in flows.items():
        pair = (grouping.of(sender).id, grouping.of(host).id)
        if pair not in merged:
            merged[pair] = Flow()
        merged[pair].add(flow)
    return merged


def sum_flows(between: Between, unit: Unit) -> defaultdict[str, Sums]:
    """What each partner or group that has flow sent and received, by its id."""
    sums: defaultdict[str, Sums] = defaultdict(Sums)
    begun, planned = COUNTED[unit], UPCOMING[unit]
    for (sender, host), flow in between.items():
        amount, upcoming = begun(flow), planned(flow)
        ours, theirs = sums[sender], sums[host]
        if sender == host:
            ours.within += amount
            continue
        ours.sent += amount
        ours.upcoming_sent += upcoming
        theirs.received += amount
        theirs.upcoming_received += upcoming
    return sums


def sum_rows(between: Between, adjustments: Dated, grouping: Grouping, query: Query) -> dict[Group, Sums]:
    """The sums of every group, or pair, that has any."""
    if query.group_by == "pair":
        return _sum_pairs(between, query.rule)
    sums = sum_flows(between, query.rule.unit)
    for partner_id, adjustment in adjustments:
        total = sums[grouping.of(partner_id).id]
        total.sent += adjustment.sent
        total.received += adjustment.received
        total.adjusted = True
    return {group: sums[group.id] for group in grouping.every() if group.id in sums}


def _sum_pairs(between: Between, rule: BalanceRule) -> dict[Group, Sums]:
    """The sums of each two partners with flow, from the side of the one whose id sorts first."""
    begun, planned = COUNTED[rule.unit], UPCOMING[rule.unit]
    sums = {}
    for group in sorted({pair_of(*pair) for pair in between}, key=lambda group: group.id):
        assert group.pair is not None  # noqa: S101 - tells the type checker
        there, back = between.get(group.pair, Flow()), between.get(group.pair[::-1], Flow())
        sums[group] = Sums(
            sent=begun(there),
            received=begun(back),
            upcoming_sent=planned(there),
            upcoming_received=planned(back),
        )
    return sums


def rows_of(between: Between, adjustments: Dated, grouping: Grouping, query: Query) -> Iterable[Row]:
    """The rows that a view shows.

    Every group; with a filter on exchanges, and of pairs, those with flow, and of the projects that are asked for
    those of every partner.
    """
    sums = sum_rows(between, adjustments, grouping, query)
    everything = query.selection.is_everything()
    members = {grouping.of(name) for name in query.members}
    for group in sums if query.group_by == "pair" else grouping.every():
        if (everything or group in sums or group in members) and grouping.shows_row(group):
            yield sums.get(group, Sums()).row(group, query.rule, grouping.ended(group))
