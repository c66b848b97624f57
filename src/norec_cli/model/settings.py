"""The settings of a store: its name, its rules for balance and lengths, and waived findings."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from norec_cli.model.dates import MOST_MONTHS
from norec_cli.model.validation import Day, Record, Text
from norec_cli.model.years import CALENDAR, YearStart, check_year_start

SCHEMA = 1

DEFAULT_TOLERANCE = Decimal("0.1")
DEFAULT_ALLOWANCE = 1
DEFAULT_ALLOWANCE_MONTHS = Decimal(8)
DEFAULT_LEAST_MONTHS = 3
DEFAULT_MOST_MONTHS = 18


MOST = 1_000_000_000
_MOST_DECIMALS = 18


def _whole_to_decimal(value: Any) -> Any:
    """Return a whole number as a decimal number, because TOML has both 8 and 8.0; any other value stays."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _check_decimals(value: Decimal) -> Decimal:
    """Refuse a number with too many digits, because exact arithmetic takes time for each digit."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and not -_MOST_DECIMALS <= exponent <= _MOST_DECIMALS:
        raise ValueError(f"must have at most {_MOST_DECIMALS} digits on each side of the point")
    return value


Number = Annotated[Decimal, BeforeValidator(_whole_to_decimal), AfterValidator(_check_decimals)]
Months = Annotated[int, Field(ge=1, le=MOST_MONTHS)]
FirstDay = Annotated[str, AfterValidator(check_year_start)]


def check_months(most: int | None, info: ValidationInfo) -> int | None:
    """Return the longest usual stay in months; refuse it if it is shorter than the shortest.

    Raises:
        ValueError: if it is shorter.
    """
    least = info.data.get("least_months")
    if most is not None and least is not None and most < least:
        raise ValueError(f"{most} is less than least_months {least}")
    return most


class RuleSettings(Record):
    """What "approximately equal" and a usual stay mean in a store; a missing key has the program's default.

    Attributes:
        tolerance: accepted difference between sent and received, as a share of both together, from 0 to 1.
        allowance: difference that is always accepted, in people.
        allowance_months: difference that is always accepted, in person-months.
        least_months: shortest usual stay in calendar months.
        most_months: longest usual stay in calendar months.
    """

    tolerance: Annotated[Number, Field(ge=0, le=1)] = DEFAULT_TOLERANCE
    allowance: Annotated[int, Field(ge=0, le=MOST)] = DEFAULT_ALLOWANCE
    allowance_months: Annotated[Number, Field(ge=0, le=MOST)] = DEFAULT_ALLOWANCE_MONTHS
    least_months: Months = DEFAULT_LEAST_MONTHS
    most_months: Annotated[Months, Field(validate_default=True)] = DEFAULT_MOST_MONTHS

    _in_order = field_validator("most_months")(check_months)


class Waiver(Record):
    """A finding of `norec check` that was agreed to be in order.

    Attributes:
        rule: the id of the rule.
        record: the record, named as `check` names it.
        reason: why the finding is in order.
        by: who decided that.
        on: the day of the decision.
    """

    rule: Text
    record: Text
    reason: Text
    by: Text
    on: Day


class Settings(Record):
    """The contents of `norec.toml`.

    Attributes:
        schema_number: the version of the store's format.
        name: the name of the store.
        year_start: the day on which its years begin, as `MM-DD`.
        rules: when a balance is approximately equal, and a stay usual.
        waivers: findings of `check` that are in order.
    """

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=True)

    schema_number: Annotated[int, Field(alias="schema")]
    name: Text
    year_start: FirstDay = str(CALENDAR)
    rules: RuleSettings = RuleSettings()
    waivers: Annotated[tuple[Waiver, ...], Field(strict=False)] = ()

    @property
    def years_begin(self) -> YearStart:
        """Return the day on which its years begin."""
        return YearStart.parse(self.year_start)
