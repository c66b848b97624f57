"""Numbers of people and of months, as cells and in JSON."""

from fractions import Fraction

from norec_cli.model.rounding import rounded
from norec_cli.render.sheet import Column
from norec_cli.reports.core.balance import DAYS_A_MONTH, Rule
from norec_cli.reports.core.query import View

INDEX_PLACES = 6
SHARE_PLACES = 10  # published figures to compare with have that many


def amount(value: int | Fraction, rule: Rule) -> int | Fraction:
    """An amount in the rule's unit: whole people, or days as months."""
    return int(value) if rule.unit == "people" else months(value)


def months(days: int | Fraction) -> Fraction:
    """Person-days as person-months."""
    return Fraction(days) / DAYS_A_MONTH


def amount_column(field: str, heading: str, *, spare: int = 0, hidden: bool = False) -> Column:
    """A column of amounts: months have one decimal, each rounded by itself."""
    return Column(field, heading, number=True, places=1, places_shown=1, spare=spare, hidden=hidden)


def index_column(*, spare: int = 0) -> Column:
    """A column of indexes: six decimals for machines, two for people."""
    return Column("index", "Index", number=True, places=INDEX_PLACES, places_shown=2, spare=spare)


def in_json(value: int | Fraction | None, places: int = 1) -> int | float | None:
    """A number with so many decimals as JSON has it."""
    return float(rounded(value, places)) if isinstance(value, Fraction) else value


def exact(value: Fraction) -> int | float:
    """A setting as JSON has it: 0.1 for one tenth, 1 for one."""
    return int(value) if value.denominator == 1 else float(value)


def for_people(value: int | Fraction, rule: Rule) -> str:
    """An amount in a sentence."""
    return Column("", "", places_shown=1).for_people(amount(value, rule))


def head_of(view: View, schema: str) -> dict[str, object]:
    """What opens the JSON document of a report: its schema, and the view that it answers."""
    return {
        "schema": schema,
        "as_of": view.as_of.isoformat(),
        "by": view.by,
        "unit": view.rule.unit,
        "rule": {"tolerance": exact(view.rule.tolerance), "allowance": exact(view.rule.allowance)},
        "filters": view.filters(),
    }


def title_of(view: View, what: str) -> str:
    """The title of a report, with the day and the filters in words."""
    return f"{what} in {view.rule.unit}, as of {view.as_of}{filters_of(view)}"


def filters_of(view: View) -> str:
    """Return the filters of a view in words, for a title."""
    filters = view.filters()
    words = "".join(
        f", {name} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in filters.items()
        if not (view.of_dealings and name in ("partner", "country"))
    )
    if view.of_dealings:
        words += f", exchanges of {', '.join(view.partners)} with {', '.join(view.countries)}"
    return words
