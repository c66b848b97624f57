"""How `report reciprocity` is laid out."""

from decimal import Decimal
from fractions import Fraction

from norec_cli.model.settings import DEFAULT_ALLOWANCE, DEFAULT_ALLOWANCE_MONTHS, DEFAULT_TOLERANCE
from norec_cli.model.words import count
from norec_cli.render.sheet import Cell, Column, Sheet, rounded
from norec_cli.reports.balance import DAYS_A_MONTH, Rule
from norec_cli.reports.reciprocity import ClosedRow, Reciprocity, Returned, Row
from norec_cli.reports.view import CLOSED, View

_VERDICT_STYLES = {
    "balanced": "green",
    "sends-more": "yellow",
    "hosts-more": "yellow",
    "only-sends": "red",
    "only-hosts": "red",
    "none": "dim",
}
_DEFAULTS = (
    Rule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE, "people"),
    Rule.of(DEFAULT_TOLERANCE, DEFAULT_ALLOWANCE_MONTHS, "months"),
)
_INDEX = 6
_SHARE = 10  # published figures to compare with have that many


def lay_out_reciprocity(report: Reciprocity) -> Sheet:
    """The report as a sheet: in months every amount has one decimal, each rounded by itself."""
    view = report.view
    rule = view.rule
    closed = view.by in CLOSED
    columns = _closed_columns() if closed else _columns(report)
    rows = [_closed_cells(row, rule) if isinstance(row, ClosedRow) else _cells(row, view) for row in report.rows]
    return Sheet(
        title=f"Reciprocity by {view.by} in {rule.unit}, as of {view.as_of}{_chosen(view)}",
        columns=columns,
        rows=rows,
        head={
            "schema": "norec.report.reciprocity/1",
            "as_of": view.as_of.isoformat(),
            "by": view.by,
            "unit": rule.unit,
            "rule": {"tolerance": _number(rule.tolerance), "allowance": _number(rule.allowance)},
            "filters": view.filters(),
        },
        totals=_totals(report),
        foot=_foot(report),
        empty="Nothing is selected." if view.filters() else 'No partners yet: norec partners add "NAME" --country KE',
    )


def _columns(report: Reciprocity) -> tuple[Column, ...]:
    view = report.view
    rows = [row for row in report.rows if isinstance(row, Row)]
    upcoming = any(row.upcoming_sent or row.upcoming_received for row in rows)
    columns = [
        Column("id", view.by.capitalize()),
        Column("name", "Name", flexible=True, spare=3, hidden=view.by == "pair"),
        Column("country", "Country", spare=5, hidden=view.by != "partner"),
        _amount_column("sent", "Sent"),
        _amount_column("received", "Received"),
        _amount_column("balance", "Balance"),
        Column("index", "Index", number=True, places=_INDEX, places_shown=2, spare=6),
        Column("verdict", "Verdict", styles=_VERDICT_STYLES),
        _amount_column("until_balanced", "To balance", spare=2),
        _amount_column("upcoming_sent", "Will send", spare=4, hidden=not upcoming),
        _amount_column("upcoming_received", "Will host", spare=4, hidden=not upcoming),
        Column("adjusted", "Adjusted", spare=1, hidden=not any(row.adjusted for row in rows)),
    ]
    if view.by == "pair":
        columns += [Column("a", "A", hidden=True), Column("b", "B", hidden=True)]
    elif view.by != "partner":
        columns.append(_amount_column("within", "Within", spare=4))
    return tuple(columns)


def _closed_columns() -> tuple[Column, ...]:
    return (
        Column("id", "Year"),
        Column("name", "Name", hidden=True),
        Column("country", "Country", hidden=True),
        _amount_column("people", "Sent"),
        _amount_column("direct", "Directly"),
        _amount_column("through_others", "Through others", spare=3),
        _amount_column("unreturned", "Not returned"),
        Column("index", "Index", number=True, places=_INDEX, places_shown=2),
        Column("partners", "Partners", number=True, spare=1),
        Column("balanced_partners", "Balanced", number=True, spare=1),
        _amount_column("upcoming", "Upcoming", spare=2),
    )


def _closed_cells(row: ClosedRow, rule: Rule) -> tuple[Cell, ...]:
    returned = row.returned
    return (
        row.group.id,
        row.group.name,
        row.group.country,
        _amount(returned.total, rule),
        _amount(returned.direct, rule),
        _amount(returned.through_others, rule),
        _amount(returned.unreturned, rule),
        returned.index,
        row.partners,
        row.balanced_partners,
        _amount(row.upcoming, rule),
    )


def _chosen(view: View) -> str:
    """The filters in words, for the title."""
    return "".join(
        f", {name} {', '.join(value) if isinstance(value, list) else value}" for name, value in view.filters().items()
    )


def _amount_column(field: str, heading: str, *, spare: int = 0, hidden: bool = False) -> Column:
    return Column(field, heading, number=True, places=1, places_shown=1, spare=spare, hidden=hidden)


def _cells(row: Row, view: View) -> tuple[Cell, ...]:
    balance, rule = row.balance, view.rule
    until = balance.until_balanced * rule.step()
    cells: tuple[Cell, ...] = (
        row.group.id,
        row.group.name,
        row.group.country,
        _amount(balance.sent, rule),
        _amount(balance.received, rule),
        _amount(balance.difference, rule),
        balance.index,
        balance.verdict,
        _amount(until, rule),
        _amount(row.upcoming_sent, rule),
        _amount(row.upcoming_received, rule),
        row.adjusted,
    )
    if row.pair is not None:
        return (*cells, *row.pair)
    return cells if view.by == "partner" else (*cells, _amount(row.within, rule))


def _amount(amount: int | Fraction, rule: Rule) -> int | Fraction:
    """An amount in the report's unit: whole people, or days as months."""
    return int(amount) if rule.unit == "people" else Fraction(amount) / DAYS_A_MONTH


def _number(value: Fraction) -> int | float:
    """A setting as JSON has it: 0.1 for one tenth, 1 for one."""
    return int(value) if value.denominator == 1 else float(value)


def _json(value: int | Fraction | None, places: int) -> int | float | None:
    return float(rounded(value, places)) if isinstance(value, Fraction) else value


def _totals(report: Reciprocity) -> dict[str, object]:
    rule, returned = report.view.rule, report.returned
    per_person = report.days_a_person
    return {
        "rows": len(report.rows),
        "exchanges": report.exchanges,
        "people": report.people,
        "direct": _json(_amount(returned.direct, rule), 1),
        "through_others": _json(_amount(returned.through_others, rule), 1),
        "unreturned": _json(_amount(returned.unreturned, rule), 1),
        "index": _json(returned.index, _INDEX),
        "verdicts": report.verdicts,
        "unconfirmed": report.unconfirmed,
        "without_end": report.without_end,
        "months": _json(report.days / DAYS_A_MONTH, 1),
        "months_per_person": _json(per_person / DAYS_A_MONTH if per_person is not None else None, 1),
        "direct_share": _json(returned.direct_share, _SHARE),
        "effectiveness": _json(returned.effectiveness, _SHARE),
        "adjustments_left_out": report.adjustments_left_out,
        "within": _json(_amount(report.within, rule), 1),
    }


def _foot(report: Reciprocity) -> list[str]:
    view = report.view
    lines = [_counted(report), *_came_back(report.returned, view.rule), *_rule(view.rule)]
    if report.verdicts:
        lines.insert(0, "Verdicts: " + ", ".join(f"{n} {verdict}" for verdict, n in report.verdicts.items()))
    if report.unconfirmed:
        lines.append(f"{report.unconfirmed:,} of {report.exchanges:,} counted from plans, not confirmed.")
    if report.without_end:
        people = count(report.people, "person", "people")
        lines.append(f"{report.without_end:,} of {people} lack a length: no end is recorded.")
    if any(isinstance(row, Row) and row.adjusted for row in report.rows):
        lines.append("Sent and received of the adjusted contain their adjustments; the totals don't.")
    if report.adjustments_left_out:
        number = count(report.adjustments_left_out, "adjustment")
        lines.append(f"{number} left out: they are people of a partner, of no exchange, pair or month.")
    return lines


def _counted(report: Reciprocity) -> str:
    people, exchanges = count(report.people, "person", "people"), count(report.exchanges, "exchange")
    words = f"Counted: {people} in {exchanges}"
    if report.days_a_person is not None:
        months = rounded(report.days / DAYS_A_MONTH, 1)
        words += f", {months:,} months, {rounded(report.days_a_person / DAYS_A_MONTH, 1):,} months a stay"
    return words + "."


def _came_back(returned: Returned, rule: Rule) -> list[str]:
    if returned.index is None:
        return []
    direct, others, none = (
        Column("", "", places_shown=1).for_people(_amount(amount, rule))
        for amount in (returned.direct, returned.through_others, returned.unreturned)
    )
    index = rounded(returned.index, 2)
    return [f"Came back: {direct} directly, {others} through others; not returned: {none}. Index {index}."]


def _exactly(value: Fraction) -> str:
    """A number of a rule with all its decimals."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():,f}"


def _rule(rule: Rule) -> list[str]:
    allowance, percent = _exactly(rule.allowance), _exactly(rule.tolerance * 100)
    origin = "the program's own" if rule in _DEFAULTS else "chosen here"
    one = "person" if rule.unit == "people" and rule.allowance == 1 else rule.unit
    return [
        f"Balanced: each way at least once, apart by at most {allowance} {one} or {percent} % of sent and received.",
        f"This rule is {origin}: none is published for the model.",
    ]
