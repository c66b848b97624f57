"""What stands beneath a report: what was counted, what that leaves open, and by which rule it was judged."""

from decimal import Decimal
from fractions import Fraction

from norec_cli.model.settings import DEFAULT_ALLOWANCE, DEFAULT_ALLOWANCE_MONTHS, DEFAULT_TOLERANCE
from norec_cli.model.words import count
from norec_cli.render.amounts import INDEX_PLACES, SHARE_PLACES, amount, for_people, in_json, months
from norec_cli.render.sheet import rounded
from norec_cli.reports.balance import Rule
from norec_cli.reports.flows import FlowTable
from norec_cli.reports.returned import Returned
from norec_cli.reports.view import View

_DEFAULTS = (
    Rule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE, "people"),
    Rule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE_MONTHS, "months"),
)


def of_all(view: View) -> str:
    """What figures of the whole are called, where not all rows are shown above them."""
    return ", all partners" if view.partners or view.countries else ""


def parts_overlap(view: View) -> list[str]:
    """That what stands in two rows was counted once."""
    by_area = "An exchange of a project with several areas stands in the row of each, and is counted once in all."
    return [by_area] if view.by == "area" else []


def counted(table: FlowTable, view: View) -> str:
    """How much was counted."""
    people, exchanges = count(table.people, "person", "people"), count(table.exchanges, "exchange")
    words = f"Counted{of_all(view)}: {people} in {exchanges}"
    if table.days_a_person is not None:
        all_months, each = rounded(months(table.days), 1), rounded(months(table.days_a_person), 1)
        words += f", {all_months:,} months, {each:,} months a stay"
    return words + "."


def counted_in_json(table: FlowTable) -> dict[str, object]:
    """The same and what it leaves open, as fields of `totals`."""
    each = table.days_a_person
    return {
        "exchanges": table.exchanges,
        "people": table.people,
        "unconfirmed": table.unconfirmed,
        "without_end": table.without_end,
        "months": in_json(months(table.days)),
        "months_per_person": in_json(None if each is None else months(each)),
    }


def returned_in_json(returned: Returned, rule: Rule) -> dict[str, object]:
    """How much of a whole came back, as fields of JSON."""
    return {
        "direct": in_json(amount(returned.direct, rule)),
        "through_others": in_json(amount(returned.through_others, rule)),
        "unreturned": in_json(amount(returned.unreturned, rule)),
        "index": in_json(returned.index, INDEX_PLACES),
        "direct_share": in_json(returned.direct_share, SHARE_PLACES),
        "effectiveness": in_json(returned.effectiveness, SHARE_PLACES),
    }


def caveats(table: FlowTable, *, adjusted: bool = False, left_out: int = 0) -> list[str]:
    """What a reader must know of the figures.

    Args:
        table: what was counted.
        adjusted: whether adjustments are in some rows.
        left_out: how many adjustments are in none.
    """
    lines = from_plans(table)
    if table.without_end:
        people = count(table.people, "person", "people")
        lack = "lacks" if table.people == 1 else "lack"
        lines.append(f"{table.without_end:,} of {people} {lack} a length: no end is recorded.")
    if adjusted:
        lines.append("Sent and received of the adjusted contain their adjustments; the totals don't.")
    if left_out:
        lines.append(adjustments_left_out(left_out))
    return lines


def from_plans(table: FlowTable) -> list[str]:
    """Say how many of the counted exchanges nobody has confirmed; nothing if there are none."""
    if not table.unconfirmed:
        return []
    return [f"{table.unconfirmed:,} of {table.exchanges:,} counted from plans, not confirmed."]


def adjustments_left_out(number: int) -> str:
    """That a view can't contain some adjustments."""
    them = "it is" if number == 1 else "they are"
    return f"{count(number, 'adjustment')} left out: {them} of a partner as a whole, in people."


def came_back(returned: Returned, view: View) -> list[str]:
    """How much of the whole came back; nothing where nothing was sent."""
    if returned.index is None:
        return []
    direct, others, none = (
        for_people(value, view.rule) for value in (returned.direct, returned.through_others, returned.unreturned)
    )
    index = rounded(returned.index, 2)
    return [
        f"Came back{of_all(view)}: {direct} directly, {others} through others; not returned: {none}. Index {index}."
    ]


def rule_in_words(rule: Rule) -> list[str]:
    """What is called balanced, and who says so."""
    allowance, percent = _exactly(rule.allowance), _exactly(rule.tolerance * 100)
    origin = "the program's own" if rule in _DEFAULTS else "chosen here"
    one = "person" if rule.unit == "people" and rule.allowance == 1 else rule.unit
    return [
        f"Balanced: each way at least once, apart by at most {allowance} {one} or {percent} % of sent and received.",
        f"This rule is {origin}: none is published for the model.",
    ]


def _exactly(value: Fraction) -> str:
    """A number of a rule with all its decimals."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():,f}"
