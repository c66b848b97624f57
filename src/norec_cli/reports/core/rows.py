"""The rows of a report: what each partner, group or pair sent and received, from flows and adjustments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from norec_cli.model.partner import Adjustment, Partner
from norec_cli.reports.core.balance import Balance, BalanceRule, Unit
from norec_cli.reports.core.flow_table import COUNTED, UPCOMING, Flow, Pair
from norec_cli.reports.core.groups import Group, Grouping, pair_of
from norec_cli.reports.core.query import PARTS, Query

Between = Mapping[Pair, Flow]
Dated = list[tuple[str, Adjustment]]


class Row(msgspec.Struct, frozen=True):
    """A partner, a pair of partners, or a group of them.

    Attributes:
        group: the partner, pair or group.
        balance: what it sent and received, with adjustments, in people or person-days.
        within: people or person-days that stayed within the group: neither sent nor received.
        upcoming_sent: people or person-days that it will send.
        upcoming_received: people or person-days that it will receive.
        adjusted: whether adjustments are counted.
        ended: the day on which it ended; None if it has not ended by the day of the query.
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
        """Return the fewest further steps of the rule that make it balanced; None if it has ended."""
        return None if self.ended is not None else self.balance.until_balanced


class Sums(msgspec.Struct):
    """The sums of a row while it is being added up, in people or person-days.

    Attributes:
        sent: counted as sent, with adjustments.
        received: counted as received, with adjustments.
        within: counted within a group, neither sent nor received.
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
            group: the partner, pair or group.
            rule: what is called balanced.
            ended: the day on which it ended, if it has.
        """
        balance = Balance(self.sent, self.received, rule)
        return Row(group, balance, self.within, self.upcoming_sent, self.upcoming_received, self.adjusted, ended)


def adjustments_of(partners: Mapping[str, Partner], query: Query) -> tuple[Dated, int]:
    """Return the adjustments that count, each with its partner's id, and how many are left out.

    Later ones than the day of the query are neither. An adjustment is a number of people of one partner and belongs to
    no exchange, pair, project or month, so it is left out if the query selects or counts by those.
    """
    dated = [
        (key, adjustment)
        for key, partner in partners.items()
        for adjustment in partner.adjustments
        if adjustment.on <= query.as_of
    ]
    counts = (
        query.rule.unit == "people" and query.selection.selects_everything() and query.group_by not in ("pair", *PARTS)
    )
    return (dated, 0) if counts else ([], len(dated))


def regroup(flows: Between, grouping: Grouping) -> Between:
    """Return the flows between groups; the flow within a group is that of (group, group)."""
    if grouping.keeps_partners_apart:
        return flows
    merged: dict[Pair, Flow] = {}
    for (sender, host), flow in flows.items():
        pair = (grouping.group_of(sender).id, grouping.group_of(host).id)
        if pair not in merged:
            merged[pair] = Flow()
        merged[pair].add(flow)
    return merged


def sum_flows(between: Between, unit: Unit) -> defaultdict[str, Sums]:
    """Return what each partner or group sent and received, by its id, of those that have any flow."""
    sums: defaultdict[str, Sums] = defaultdict(Sums)
    begun, planned = COUNTED[unit], UPCOMING[unit]
    for (sender, host), flow in between.items():
        amount, upcoming = begun(flow), planned(flow)
        of_sender, of_host = sums[sender], sums[host]
        if sender == host:
            of_sender.within += amount
            continue
        of_sender.sent += amount
        of_sender.upcoming_sent += upcoming
        of_host.received += amount
        of_host.upcoming_received += upcoming
    return sums


def sum_rows(between: Between, adjustments: Dated, grouping: Grouping, query: Query) -> dict[Group, Sums]:
    """Return the sums of every group or pair that has flow or adjustments."""
    if query.group_by == "pair":
        return _sum_pairs(between, query.rule)
    sums = sum_flows(between, query.rule.unit)
    for partner_id, adjustment in adjustments:
        total = sums[grouping.group_of(partner_id).id]
        total.sent += adjustment.sent
        total.received += adjustment.received
        total.adjusted = True
    return {group: sums[group.id] for group in grouping.all_groups() if group.id in sums}


def _sum_pairs(between: Between, rule: BalanceRule) -> dict[Group, Sums]:
    """Return the sums of each pair with flow, as seen by the partner whose id sorts first."""
    begun, planned = COUNTED[rule.unit], UPCOMING[rule.unit]
    sums = {}
    for group in sorted({pair_of(*pair) for pair in between}, key=lambda group: group.id):
        assert group.pair is not None  # noqa: S101 - tells the type checker
        forth, back = between.get(group.pair, Flow()), between.get(group.pair[::-1], Flow())
        sums[group] = Sums(
            sent=begun(forth),
            received=begun(back),
            upcoming_sent=planned(forth),
            upcoming_received=planned(back),
        )
    return sums


def rows_of(between: Between, adjustments: Dated, grouping: Grouping, query: Query) -> Iterable[Row]:
    """Yield the rows that a query selects.

    These are the rows of every group. Pairs, and groups when exchanges are filtered, have a row only if they have flow;
    partners of a selected project always have one.
    """
    sums = sum_rows(between, adjustments, grouping, query)
    everything = query.selection.selects_everything()
    members = {grouping.group_of(name) for name in query.members}
    for group in sums if query.group_by == "pair" else grouping.all_groups():
        if (everything or group in sums or group in members) and grouping.shows_row(group):
            yield sums.get(group, Sums()).row(group, query.rule, grouping.ended(group))
