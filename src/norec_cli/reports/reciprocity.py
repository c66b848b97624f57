"""The main question: does every partner send and receive in approximately equal numbers?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from norec_cli.model.partner import Partner
from norec_cli.reports.balance import VERDICTS, Balance, Rule, Verdict
from norec_cli.reports.flows import Flow, FlowTable


@dataclass(frozen=True, slots=True)
class Row:
    """One partner.

    Attributes:
        id: the partner's.
        name: the partner's.
        country: ISO 3166-1 alpha-2.
        balance: what it sent and received, adjustments included, in people or person-days.
        upcoming_sent: people or person-days planned to be sent.
        upcoming_received: the same to be received.
        adjusted: whether adjustments are counted.
    """

    id: str
    name: str
    country: str
    balance: Balance
    upcoming_sent: int
    upcoming_received: int
    adjusted: bool


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
        as_of: the day it holds for.
        rule: what was called balanced, and the unit.
        rows: the partners, by id.
        returned: the whole view, without adjustments.
        exchanges: placements counted.
        people: participants in them.
        days: their person-days.
        unconfirmed: placements counted from plans that nobody confirmed.
        without_end: people whose stay has no end, and so no length.
        adjustments_left_out: adjustments dated by the day that a report in months can't contain.
    """

    as_of: date
    rule: Rule
    rows: tuple[Row, ...]
    returned: Returned
    exchanges: int
    people: int
    days: int
    unconfirmed: int
    without_end: int
    adjustments_left_out: int

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many rows have each verdict that occurs."""
        found = Counter(row.balance.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def days_a_person(self) -> Fraction | None:
        """Average length of the stays that have one, in days."""
        with_length = self.people - self.without_end
        return Fraction(self.days, with_length) if with_length else None


def report_reciprocity(table: FlowTable, partners: dict[str, Partner], rule: Rule) -> Reciprocity:
    """Judge every registered partner by what it sent and received.

    Args:
        table: the exchanges, summed.
        partners: the register by id.
        rule: what counts as balanced; its unit decides whether people or person-days are compared.
    """
    in_people = rule.unit == "people"
    sums: dict[str, _Sum] = {partner_id: _Sum() for partner_id in partners}
    amounts: dict[tuple[str, str], int] = {}
    for (sender, host), flow in table.flows.items():
        amount, upcoming = _amounts(flow, in_people=in_people)
        amounts[sender, host] = amount
        sums[sender].sent += amount
        sums[sender].upcoming_sent += upcoming
        sums[host].received += amount
        sums[host].upcoming_received += upcoming
    returned = measure_returned(amounts)
    left_out = 0
    for partner_id, partner in partners.items():
        for adjustment in partner.adjustments:
            if adjustment.on > table.as_of:
                continue
            if not in_people:
                left_out += 1
                continue
            sums[partner_id].sent += adjustment.sent
            sums[partner_id].received += adjustment.received
            sums[partner_id].adjusted = True
    return Reciprocity(
        as_of=table.as_of,
        rule=rule,
        rows=tuple(_row(partner_id, partners[partner_id], sums[partner_id], rule) for partner_id in sorted(sums)),
        returned=returned,
        exchanges=table.exchanges,
        people=table.people,
        days=table.days,
        unconfirmed=table.unconfirmed,
        without_end=table.without_end,
        adjustments_left_out=left_out,
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
    upcoming_sent: int = 0
    upcoming_received: int = 0
    adjusted: bool = False


def _amounts(flow: Flow, *, in_people: bool) -> tuple[int, int]:
    return (flow.people, flow.upcoming_people) if in_people else (flow.days, flow.upcoming_days)


def _row(partner_id: str, partner: Partner, total: _Sum, rule: Rule) -> Row:
    return Row(
        id=partner_id,
        name=partner.name,
        country=partner.country,
        balance=Balance(total.sent, total.received, rule),
        upcoming_sent=total.upcoming_sent,
        upcoming_received=total.upcoming_received,
        adjusted=total.adjusted,
    )
