"""Numbers of people and months as cells and in JSON, and the common titles and headers of reports."""

from fractions import Fraction

from norec_cli.model.dates import DAYS_A_MONTH
from norec_cli.model.rounding import rounded
from norec_cli.render.sheet import Column
from norec_cli.reports.core.balance import BalanceRule
from norec_cli.reports.core.query import Query

INDEX_PLACES = 6
SHARE_PLACES = 10  # as many as the published figures that they are compared with


def amount(value: int | Fraction, rule: BalanceRule) -> int | Fraction:
    """Return an amount in the unit of a rule: people as they are, days as months."""
    return int(value) if rule.unit == "people" else months(value)


def months(days: int | Fraction) -> Fraction:
    """Return person-days as person-months."""
    return Fraction(days) / DAYS_A_MONTH


def amount_column(field: str, heading: str, *, drop_order: int = 0, hidden: bool = False) -> Column:
    """Return a column of amounts; months have one decimal."""
    return Column(field, heading, number=True, decimals=1, decimals_shown=1, drop_order=drop_order, hidden=hidden)


def index_column(*, drop_order: int = 0) -> Column:
    """Return a column of indexes, with six decimals for machines and two for people."""
    return Column("index", "Index", number=True, decimals=INDEX_PLACES, decimals_shown=2, drop_order=drop_order)


def in_json(value: int | Fraction | None, decimals: int = 1) -> int | float | None:
    """Return a number for JSON, a fraction rounded to `decimals`."""
    return float(rounded(value, decimals)) if isinstance(value, Fraction) else value


def exact(value: Fraction) -> int | float:
    """Return a setting for JSON: 0.1 for one tenth, 1 for one."""
    return int(value) if value.denominator == 1 else float(value)


def amount_text(value: int | Fraction, rule: BalanceRule) -> str:
    """Return an amount for a sentence, with commas; months have one decimal."""
    number = amount(value, rule)
    return f"{number if isinstance(number, int) else rounded(number, 1):,}"


def head_of(query: Query, schema: str) -> dict[str, object]:
    """Return the first fields of the JSON document of a report: its schema and its query."""
    return {
        "schema": schema,
        "as_of": query.as_of.isoformat(),
        "by": query.group_by,
        "unit": query.rule.unit,
        "rule": {"tolerance": exact(query.rule.tolerance), "allowance": exact(query.rule.allowance)},
        "filters": query.filters(),
    }


def title_of(query: Query, subject: str) -> str:
    """Return the title of a report: its subject, unit, date and filters in words."""
    return f"{subject} in {query.rule.unit}, as of {query.as_of}{filters_of(query)}"


def filters_of(query: Query) -> str:
    """Return the filters of a query in words, for a title; an empty text if there are none."""
    filters = query.filters()
    words = "".join(
        f", {name} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in filters.items()
        if not (query.only_between and name in ("partner", "country"))
    )
    if query.only_between:
        words += f", exchanges of {', '.join(query.partners)} with {', '.join(query.countries)}"
    return words
