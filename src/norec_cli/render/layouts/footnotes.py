"""What stands beneath a report: what was counted, what that leaves open, and by which rule it was judged."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from norec_cli.model.country import find_country
from norec_cli.model.rounding import rounded
from norec_cli.model.settings import DEFAULT_ALLOWANCE, DEFAULT_ALLOWANCE_MONTHS, DEFAULT_TOLERANCE
from norec_cli.model.wording import join_names, plural
from norec_cli.render.layouts.amounts import INDEX_PLACES, SHARE_PLACES, amount, for_people, in_json, months
from norec_cli.reports.core.balance import Balance, BalanceRule, Unit
from norec_cli.reports.core.flow_table import FlowTable
from norec_cli.reports.core.query import GroupBy, Query
from norec_cli.reports.core.returned import Returned
from norec_cli.reports.core.rows import Row

_DEFAULTS: Mapping[Unit, BalanceRule] = {
    "people": BalanceRule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE, "people"),
    "months": BalanceRule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE_MONTHS, "months"),
}

# How the first record of each kind is made.
_FIRST = {
    "partners": ': norec partners add "NAME" --country KE',
    "projects": ': norec projects add "TITLE" --partner ID --partner ID',
    "rounds": ": norec projects round PROJECT 1 --start DATE --end DATE",
    "exchanges": ": norec exchanges log --from ID --to ID --start 2026-09-01 --months 10",
}
_OF_ROWS: Mapping[GroupBy, str] = {"project": "projects", "area": "areas of projects", "round": "rounds"}


def nothing(kind: str, query: Query) -> str:
    """Say that there are no records of a kind, or none that are selected.

    Args:
        kind: what they are, in the plural: partners, projects, rounds, exchanges.
        query: what was asked for.
    """
    return f"No {kind} are selected." if query.filters() else f"No {kind} yet{_FIRST.get(kind, '.')}"


def no_rows(query: Query) -> str:
    """Say why a report has no rows of the kind that is asked for."""
    if not query.selection.is_everything() or query.group_by in ("pair", "year"):
        return no_exchanges(query)
    return nothing(_OF_ROWS.get(query.group_by, "partners"), query)


def no_exchanges(query: Query) -> str:
    """Say that a report has no exchanges to count."""
    none = "No exchanges are selected" if query.filters() else "No exchanges yet"
    return f"{none}, or only cancelled ones."


def of_all(query: Query) -> str:
    """What figures of the whole are called, where not all rows are shown above them."""
    return ", all partners" if query.of_some_rows else ""


def only_dealings(query: Query) -> list[str]:
    """Say that only the dealings of partners with countries are counted, where both are asked for."""
    if not query.of_dealings:
        return []
    where = join_names([find_country(code).name for code in query.countries])
    return [f"Only exchanges between {join_names(query.partners)} and partners of {where} are counted."]


def parts_overlap(query: Query) -> list[str]:
    """That what stands in two rows was counted once."""
    by_area = "An exchange of a project with several areas stands in the row of each, and is counted once in all."
    return [by_area] if query.group_by == "area" else []


def counted(table: FlowTable, query: Query) -> str:
    """How much was counted."""
    people, exchanges = plural(table.people, "person", "people"), plural(table.exchanges, "exchange")
    words = f"Counted{of_all(query)}: {people} in {exchanges}"
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


def returned_in_json(returned: Returned, rule: BalanceRule) -> dict[str, object]:
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
        people = plural(table.people, "person", "people")
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
    return f"{plural(number, 'adjustment')} left out: {them} of a partner as a whole, in people."


def came_back(returned: Returned, query: Query) -> list[str]:
    """How much of the whole came back; nothing where nothing was sent."""
    if returned.index is None:
        return []
    direct, others, none = (
        for_people(value, query.rule) for value in (returned.direct, returned.through_others, returned.unreturned)
    )
    index = rounded(returned.index, 2)
    return [
        f"Came back{of_all(query)}: {direct} directly, {others} through others; not returned: {none}. Index {index}."
    ]


def rule_in_words(rule: BalanceRule) -> list[str]:
    """What is called balanced, and who says so."""
    own = _DEFAULTS[rule.unit]
    allowance, percent = _exactly(rule.allowance), _exactly(rule.tolerance * 100)
    origin = (
        "the program's own" if (rule.tolerance, rule.allowance) == (own.tolerance, own.allowance) else "chosen here"
    )
    one = "person" if rule.unit == "people" and rule.allowance == 1 else rule.unit
    return [
        f"Balanced: each way at least once, apart by at most {allowance} {one} or {percent} % of sent and received.",
        f"This rule is {origin}: none is published for the model.",
    ]


def first_stay(balances: Sequence[Balance], rule: BalanceRule) -> list[str]:
    """Say how much must come first where nothing went one way, if any row in months is such a row."""
    if rule.unit == "people" or not any(balance.verdict in ("only-sends", "only-hosts") for balance in balances):
        return []
    return [f"To balance, where nothing went one way: at least {rule.least_months} months, the shortest usual stay."]


def what_has_ended(rows: Iterable[Row], query: Query) -> list[str]:
    """Say what to do about rows that have ended and aren't balanced; nothing if there are none."""
    if not any(row.ended is not None and row.balance.verdict not in ("balanced", "none") for row in rows):
        return []
    who = {"partner": "Ended partners", "pair": "Pairs with a partner that has ended"}
    whose = who.get(query.group_by, f"Rows by {query.group_by} of which every partner has ended")
    return [f"{whose} can't send or receive any more: settle what is left with norec partners adjust."]


def _exactly(value: Fraction) -> str:
    """A number of a rule with all its decimals."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():,f}"
