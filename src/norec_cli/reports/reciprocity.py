"""The main question: does every partner send and receive in approximately equal numbers?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.balance import VERDICTS, Balance, Verdict
from norec_cli.reports.flows import Flow, FlowTable, fold_flows
from norec_cli.reports.groups import Group, groups_of, regroup
from norec_cli.reports.view import View


@dataclass(frozen=True, slots=True)
class Row:
    """A partner, a pair of partners, or a group of them.

    Attributes:
        group: what it stands for.
        balance: what it sent and received, adjustments included, in people or person-days.
        within: what stayed within a group of partners: neither sent nor received by it.
        upcoming_sent: people or person-days planned to be sent.
        upcoming_received: the same to be received.
        adjusted: whether adjustments are counted.
        pair: the two partners of a pair; the balance is read from the side of the first.
    """

    group: Group
    balance: Balance
    within: int
    upcoming_sent: int
    upcoming_received: int
    adjusted: bool
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A group of exchanges inside which everything sent is received: a year.

    Attributes:
        group: what it stands for.
        returned: how much of it came back.
        partners: partners that sent or received in it.
        balanced_partners: how many of them are balanced by what they sent and received in it.
        upcoming: people or person-days planned.
    """

    group: Group
    returned: "Returned"
    partners: int
    balanced_partners: int
    upcoming: int


@dataclass(frozen=True, slots=True)
class Returned:
    """How much of a whole view came back, in people or person-days; direct + through_others + unreturned = total.

    Attributes:
        total: all that was sent, W.
        direct: the sum over ordered pairs of min(w(i, j), w(j, i)). Over W it is the reciprocity of weighted networks
            (Squartini and others, Scientific Reports 3:2729, 2013).
        through_others: what came back, but from others: the sum of min(sent, received), less direct.
        unreturned: W less the sum of min(sent, received). Times 100/W it is the migration effectiveness index. It is
            also the fewest new exchanges that would square everybody, if anyone could send to anyone.
    """

    total: int
    direct: int
    through_others: int
    unreturned: int

    @property
    def index(self) -> Fraction | None:
        """1 - unreturned / total; None where nothing was sent."""
        return 1 - Fraction(self.unreturned, self.total) if self.total else None

    @property
    def direct_share(self) -> Fraction | None:
        """Direct / total; None where nothing was sent."""
        return Fraction(self.direct, self.total) if self.total else None

    @property
    def effectiveness(self) -> Fraction | None:
        """100 * unreturned / total; None where nothing was sent."""
        return Fraction(100 * self.unreturned, self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """The report.

    Attributes:
        view: what was asked for.
        rows: by id of their groups.
        returned: the whole view, without adjustments; between partners, or between their groups.
        within: people or person-days that stayed within a group of partners.
        exchanges: placements counted.
        people: participants in them.
        days: their person-days.
        unconfirmed: placements counted from plans that nobody confirmed.
        without_end: people whose stay has no end, and so no length.
        adjustments_left_out: adjustments dated by the day that this view can't contain.
    """

    view: View
    rows: tuple[Row, ...] | tuple[ClosedRow, ...]
    returned: Returned
    within: int
    exchanges: int
    people: int
    days: int
    unconfirmed: int
    without_end: int
    adjustments_left_out: int

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many rows have each verdict that occurs."""
        found = Counter(row.balance.verdict for row in self.rows if isinstance(row, Row))
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def days_a_person(self) -> Fraction | None:
        """Average length of the stays that have one, in days."""
        with_length = self.people - self.without_end
        return Fraction(self.days, with_length) if with_length else None


def report_reciprocity(exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View) -> Reciprocity:
    """Judge partners, or groups of them, by what they sent and received.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        view: what is asked for.
    """
    part = (lambda exchange: str(exchange.start.year)) if view.by == "year" else None
    table = fold_flows(view.selection.of(exchanges), view.as_of, part)
    in_people = view.rule.unit == "people"
    groups = groups_of(partners, view.by)
    between = regroup(table, groups, view.by)
    within = sum(flow.amount(in_people=in_people) for (a, b), flow in between.items() if a == b)
    rows: tuple[Row, ...] | tuple[ClosedRow, ...]
    if view.by == "year":
        rows = _closed_rows(table, view)
    elif view.by == "pair":
        rows = _pair_rows(between, partners, view)
    else:
        rows = _open_rows(between, groups, partners, view)
    counted = in_people and view.selection.is_everything() and view.by not in ("pair", "year")
    dated = sum(a.on <= view.as_of for partner in partners.values() for a in partner.adjustments)
    return Reciprocity(
        view=view,
        rows=rows,
        returned=measure_returned(
            {pair: flow.amount(in_people=in_people) for pair, flow in between.items() if pair[0] != pair[1]}
        ),
        within=within,
        exchanges=table.exchanges,
        people=table.people,
        days=table.days,
        unconfirmed=table.unconfirmed,
        without_end=table.without_end,
        adjustments_left_out=0 if counted else dated,
    )


def measure_returned(amounts: dict[tuple[str, str], int]) -> Returned:
    """How much of a set of flows is returned directly, through others, or not at all.

    Args:
        amounts: what went from the first to the second of each pair, in any one unit.
    """
    sent: dict[str, int] = {}
    received: dict[str, int] = {}
    direct = 0
    for (sender, host), amount in amounts.items():
        sent[sender] = sent.get(sender, 0) + amount
        received[host] = received.get(host, 0) + amount
        direct += min(amount, amounts.get((host, sender), 0))
    both_ways = sum(min(amount, received.get(partner, 0)) for partner, amount in sent.items())
    total = sum(sent.values())
    return Returned(total, direct, both_ways - direct, total - both_ways)


@dataclass(slots=True)
class _Sum:
    sent: int = 0
    received: int = 0
    within: int = 0
    upcoming_sent: int = 0
    upcoming_received: int = 0
    flows: bool = False
    adjusted: bool = False


def _open_rows(
    between: Mapping[tuple[str, str], Flow],
    groups: Mapping[str, Group],
    partners: Mapping[str, Partner],
    view: View,
) -> tuple[Row, ...]:
    """A row for each group; without filters for every one, else for those with flow."""
    in_people = view.rule.unit == "people"
    sums = {group.id: _Sum() for group in groups.values()}
    for (sender, host), flow in between.items():
        amount, upcoming = flow.amount(in_people=in_people), flow.upcoming(in_people=in_people)
        sums[sender].flows = sums[host].flows = True
        if sender == host:
            sums[sender].within += amount
            continue
        sums[sender].sent += amount
        sums[sender].upcoming_sent += upcoming
        sums[host].received += amount
        sums[host].upcoming_received += upcoming
    if in_people and view.selection.is_everything():
        for partner_id, partner in partners.items():
            total = sums[groups[partner_id].id]
            for adjustment in partner.adjustments:
                if adjustment.on <= view.as_of:
                    total.sent += adjustment.sent
                    total.received += adjustment.received
                    total.adjusted = True
    shown = {groups[key].id: groups[key] for key, partner in partners.items() if view.shows(key, partner)}
    return tuple(
        Row(
            group=shown[key],
            balance=Balance(sums[key].sent, sums[key].received, view.rule),
            within=sums[key].within,
            upcoming_sent=sums[key].upcoming_sent,
            upcoming_received=sums[key].upcoming_received,
            adjusted=sums[key].adjusted,
        )
        for key in sorted(shown)
        if view.selection.is_everything() or sums[key].flows
    )


def _pair_rows(between: Mapping[tuple[str, str], Flow], partners: Mapping[str, Partner], view: View) -> tuple[Row, ...]:
    """A row for each two partners with flow, read from the side of the one whose id sorts first."""
    in_people = view.rule.unit == "people"
    rows = []
    for a, b in sorted({(min(pair), max(pair)) for pair in between}):
        if not (view.shows(a, partners[a]) or view.shows(b, partners[b])):
            continue
        there, back = between.get((a, b), Flow()), between.get((b, a), Flow())
        rows.append(
            Row(
                group=Group(f"{a} ~ {b}", f"{a} ~ {b}"),
                balance=Balance(there.amount(in_people=in_people), back.amount(in_people=in_people), view.rule),
                within=0,
                upcoming_sent=there.upcoming(in_people=in_people),
                upcoming_received=back.upcoming(in_people=in_people),
                adjusted=False,
                pair=(a, b),
            )
        )
    return tuple(rows)


def _closed_rows(table: FlowTable, view: View) -> tuple[ClosedRow, ...]:
    """A row for each group into which the exchanges were parted."""
    in_people = view.rule.unit == "people"
    parts: dict[str, dict[tuple[str, str], Flow]] = {}
    for (sender, host, group), flow in table.flows.items():
        parts.setdefault(group, {})[sender, host] = flow
    rows = []
    for group, flows in sorted(parts.items()):
        amounts = {pair: flow.amount(in_people=in_people) for pair, flow in flows.items() if flow.people}
        names = sorted({name for pair in amounts for name in pair})
        balances = [
            Balance(
                sum(n for (sender, _), n in amounts.items() if sender == name),
                sum(n for (_, host), n in amounts.items() if host == name),
                view.rule,
            )
            for name in names
        ]
        rows.append(
            ClosedRow(
                group=Group(group, group),
                returned=measure_returned(amounts),
                partners=len(names),
                balanced_partners=sum(balance.verdict == "balanced" for balance in balances),
                upcoming=sum(flow.upcoming(in_people=in_people) for flow in flows.values()),
            )
        )
    return tuple(rows)
