"""Numbers of people and of months, as cells and in JSON."""

from fractions import Fraction

from norec_cli.model.dates import DAYS_A_MONTH
from norec_cli.model.rounding import rounded
from norec_cli.render.sheet import Column
from norec_cli.reports.core.balance import BalanceRule
from norec_cli.reports.core.query import Query

INDEX_PLACES = 6
SHARE_PLACES = 10  # published figures to compare with have that many


def amount(value: int | Fraction, rule: BalanceRule) -> int | Fraction:
    """An amount in the rule's unit: whole people, or days as months."""
    return int(value) if rule.unit == "people" else months(value)


def months(days: int | Fraction) -> Fraction:
    """Person-days as person-months."""
    return Fraction(days) / DAYS_A_MONTH


def amount_column(field: str, heading: str, *, drop_order: int = 0, hidden: bool = False) -> Column:
    """A column of amounts: months have one decimal, each rounded by itself."""
    return Column(field, heading, number=True, decimals=1, decimals_shown=1, drop_order=drop_order, hidden=hidden)


def index_column(*, drop_order: int = 0) -> Column:
    """A column of indexes: six decimals for machines, two for people."""
    return Column("index", "Index", number=True, decimals=INDEX_PLACES, decimals_shown=2, drop_order=drop_order)


def in_json(value: int | Fraction | None, decimals: int = 1) -> int | float | None:
    """A number with so many decimals as JSON has it."""
    return float(rounded(value, decimals)) if isinstance(value, Fraction) else value


def exact(value: Fraction) -> int | float:
    """A setting as JSON has it: 0.1 for one tenth, 1 for one."""
    return int(value) if value.denominator == 1 else float(value)


def for_people(value: int | Fraction, rule: BalanceRule) -> str:
    """An amount in a sentence."""
    return Column("", "", decimals_shown=1).for_people(amount(value, rule))


def head_of(query: Query, schema: str) -> dict[str, object]:
    """What opens the JSON document of a report: its schema, and the view that it answers."""
    return {
        "schema": schema,
        "as_of": query.as_of.isoformat(),
        "by": query.group_by,
        "unit": query.rule.unit,
        "rule": {"tolerance": exact(query.rule.tolerance), "allowance": exact(query.rule.allowance)},
        "filters": query.filters(),
    }


def title_of(query: Query, what: str) -> str:
    """The title of a report, with the day and the filters in words."""
    return f"{what} in {query.rule.unit}, as of {query.as_of}{filters_of(query)}"


def filters_of(query: Query) -> str:
    """Return the filters of a view in words, for a title."""
    filters = query.filters()
    words = "".join(
        f", {name} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in filters.items()
        if not (query.of_dealings and name in ("partner", "country"))
    )
    if query.of_dealings:
        words += f", exchanges of {', '.join(query.partners)} with {', '.join(query.countries)}"
    return words
