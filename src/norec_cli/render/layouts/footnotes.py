"""Footnotes of reports: what was counted, what a reader must know about it, and the rule of balance."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from norec_cli.model.country import find_country
from norec_cli.model.rounding import rounded
from norec_cli.model.settings import DEFAULT_ALLOWANCE, DEFAULT_ALLOWANCE_MONTHS, DEFAULT_TOLERANCE
from norec_cli.model.wording import join_names, plural
from norec_cli.render.layouts.amounts import INDEX_PLACES, SHARE_PLACES, amount, amount_text, in_json, months
from norec_cli.reports.core.balance import Balance, BalanceRule, Unit
from norec_cli.reports.core.flow_table import FlowTable
from norec_cli.reports.core.query import GroupBy, Query
from norec_cli.reports.core.returned import Returned
from norec_cli.reports.core.rows import Row

_DEFAULTS: Mapping[Unit, BalanceRule] = {
    "people": BalanceRule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE, "people"),
    "months": BalanceRule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE_MONTHS, "months"),
}

# Command that makes the first record of each kind.
_FIRST = {
    "partners": ': norec partners add "NAME" --country KE',
    "projects": ': norec projects add "TITLE" --partner ID --partner ID',
    "rounds": ": norec projects round PROJECT 1 --start DATE --end DATE",
    "exchanges": ": norec exchanges log --from ID --to ID --start 2026-09-01 --months 10",
}
_OF_ROWS: Mapping[GroupBy, str] = {"project": "projects", "area": "areas of projects", "round": "rounds"}


def nothing(kind: str, query: Query) -> str:
    """Return the message that there are no records of a kind, or none that are selected.

    Args:
        kind: plural noun: partners, projects, rounds or exchanges.
        query: the query.
    """
    return f"No {kind} are selected." if query.filters() else f"No {kind} yet{_FIRST.get(kind, '.')}"


def no_rows(query: Query) -> str:
    """Return the message of a report without rows."""
    if not query.selection.selects_everything() or query.group_by in ("pair", "year"):
        return no_exchanges(query)
    return nothing(_OF_ROWS.get(query.group_by, "partners"), query)


def no_exchanges(query: Query) -> str:
    """Return the message of a report without exchanges to count."""
    none = "No exchanges are selected" if query.filters() else "No exchanges yet"
    return f"{none}, or only cancelled ones."


def of_all(query: Query) -> str:
    """Return `, all partners` for figures of all rows when only some rows are shown, else an empty text."""
    return ", all partners" if query.leaves_out_rows else ""


def only_between(query: Query) -> list[str]:
    """Return a footnote if --partner and --country together limit the exchanges."""
    if not query.only_between:
        return []
    where = join_names([find_country(code).name for code in query.countries])
    return [f"Only exchanges between {join_names(query.partners)} and partners of {where} are counted."]


def parts_overlap(query: Query) -> list[str]:
    """Return a footnote if an exchange can be in several rows."""
    by_area = "An exchange of a project with several areas is in the row of each, and counts once in the totals."
    return [by_area] if query.group_by == "area" else []


def counted(table: FlowTable, query: Query) -> str:
    """Return the footnote with the number of people, exchanges and months."""
    people, exchanges = plural(table.people, "person", "people"), plural(table.exchanges, "exchange")
    words = f"Counted{of_all(query)}: {people} in {exchanges}"
    if table.days_a_person is not None:
        all_months, each = rounded(months(table.days), 1), rounded(months(table.days_a_person), 1)
        words += f", {all_months:,} months, {each:,} months a stay"
    return words + "."


def counted_in_json(table: FlowTable) -> dict[str, object]:
    """Return what was counted, and how much is unconfirmed or without an end, as fields of `totals`."""
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
    """Return how much of what was sent came back, as fields of JSON."""
    return {
        "direct": in_json(amount(returned.direct, rule)),
        "through_others": in_json(amount(returned.through_others, rule)),
        "unreturned": in_json(amount(returned.unreturned, rule)),
        "index": in_json(returned.index, INDEX_PLACES),
        "direct_share": in_json(returned.direct_share, SHARE_PLACES),
        "effectiveness": in_json(returned.effectiveness, SHARE_PLACES),
    }


def caveats(table: FlowTable, *, adjusted: bool = False, left_out: int = 0) -> list[str]:
    """Return footnotes about unconfirmed exchanges, exchanges without an end, and adjustments.

    Args:
        table: the exchanges that were counted.
        adjusted: whether some rows contain adjustments.
        left_out: number of adjustments that no row contains.
    """
    lines = from_plans(table)
    if table.without_end:
        people = plural(table.people, "person", "people")
        lack = "lacks" if table.people == 1 else "lack"
        lines.append(f"{table.without_end:,} of {people} {lack} a length: no end is recorded.")
    if adjusted:
        lines.append("Sent and received of adjusted rows contain their adjustments; the totals don't.")
    if left_out:
        lines.append(adjustments_left_out(left_out))
    return lines


def from_plans(table: FlowTable) -> list[str]:
    """Return a footnote with the number of unconfirmed exchanges, if there are any."""
    if not table.unconfirmed:
        return []
    return [f"{table.unconfirmed:,} of {table.exchanges:,} counted from plans, not confirmed."]


def adjustments_left_out(number: int) -> str:
    """Return the footnote about adjustments that a report leaves out."""
    them = "it is" if number == 1 else "they are"
    return f"{plural(number, 'adjustment')} left out: {them} of a partner as a whole, in people."


def came_back(returned: Returned, query: Query) -> list[str]:
    """Return a footnote with how much of what was sent came back, if anything was sent."""
    if returned.index is None:
        return []
    direct, others, none = (
        amount_text(value, query.rule) for value in (returned.direct, returned.through_others, returned.unreturned)
    )
    index = rounded(returned.index, 2)
    return [
        f"Came back{of_all(query)}: {direct} directly, {others} through others; not returned: {none}. Index {index}."
    ]


def rule_in_words(rule: BalanceRule) -> list[str]:
    """Return footnotes with the rule of balance and its origin."""
    default = _DEFAULTS[rule.unit]
    allowance, percent = _exactly(rule.allowance), _exactly(rule.tolerance * 100)
    origin = (
        "the program's own"
        if (rule.tolerance, rule.allowance) == (default.tolerance, default.allowance)
        else "chosen here"
    )
    noun = "person" if rule.unit == "people" and rule.allowance == 1 else rule.unit
    return [
        f"Balanced: each way at least once, apart by at most {allowance} {noun} or {percent} % of sent and received.",
        f"This rule is {origin}: none is published for the model.",
    ]


def first_stay(balances: Sequence[Balance], rule: BalanceRule) -> list[str]:
    """Return a footnote about the least stay that balances, if a row in months has nothing one way."""
    if rule.unit == "people" or not any(balance.verdict in ("only-sends", "only-hosts") for balance in balances):
        return []
    return [f"To balance, where nothing went one way: at least {rule.least_months} months, the shortest usual stay."]


def what_has_ended(rows: Iterable[Row], query: Query) -> list[str]:
    """Return a footnote about rows that have ended and aren't balanced, if there are any."""
    if not any(row.ended is not None and row.balance.verdict not in ("balanced", "none") for row in rows):
        return []
    who = {"partner": "Ended partners", "pair": "Pairs with a partner that has ended"}
    whose = who.get(query.group_by, f"Rows by {query.group_by} of which every partner has ended")
    return [f"{whose} can't send or receive any more: settle what is left with norec partners adjust."]


def _exactly(value: Fraction) -> str:
    """Return a number with all its decimals."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():,f}"
