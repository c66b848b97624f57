"""The settings of a store: its name, the rules by which it judges, and what it has been excused from."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from norec_cli.model.dates import MOST_MONTHS
from norec_cli.model.validation import Day, Record, Text

SCHEMA = 1

DEFAULT_TOLERANCE = Decimal("0.1")
DEFAULT_ALLOWANCE = 1
DEFAULT_ALLOWANCE_MONTHS = Decimal(8)
DEFAULT_LEAST_MONTHS = 3
DEFAULT_MOST_MONTHS = 18


MOST = 1_000_000_000
_MOST_DECIMALS = 18


def _whole_to_decimal(value: Any) -> Any:
    """TOML writes 8 and 8.0; both are a number of months."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _check_decimals(value: Decimal) -> Decimal:
    """Exact arithmetic with a number costs as much as it has digits."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and not -_MOST_DECIMALS <= exponent <= _MOST_DECIMALS:
        raise ValueError(f"must have at most {_MOST_DECIMALS} digits on each side of the point")
    return value


Number = Annotated[Decimal, BeforeValidator(_whole_to_decimal), AfterValidator(_check_decimals)]
Months = Annotated[int, Field(ge=1, le=MOST_MONTHS)]


def check_months(most: int | None, info: ValidationInfo) -> int | None:
    """The longest usual stay, which is no shorter than the shortest.

    Raises:
        ValueError: if it is.
    """
    least = info.data.get("least_months")
    if most is not None and least is not None and most < least:
        raise ValueError(f"{most} is less than least_months {least}")
    return most


class Rules(Record):
    """What "approximately equal" and a usual stay mean in this store; a key that is absent has the program's default.

    Attributes:
        tolerance: share of sent and received together by which the two may differ, from 0 to 1.
        allowance: people by which they may differ in any case.
        allowance_months: the same for person-months.
        least_months: calendar months of the shortest usual stay.
        most_months: calendar months of the longest.
    """

    tolerance: Annotated[Number, Field(ge=0, le=1)] = DEFAULT_TOLERANCE
    allowance: Annotated[int, Field(ge=0, le=MOST)] = DEFAULT_ALLOWANCE
    allowance_months: Annotated[Number, Field(ge=0, le=MOST)] = DEFAULT_ALLOWANCE_MONTHS
    least_months: Months = DEFAULT_LEAST_MONTHS
    most_months: Annotated[Months, Field(validate_default=True)] = DEFAULT_MOST_MONTHS

    _in_order = field_validator("most_months")(check_months)


class Waiver(Record):
    """Something that `check` finds and that the partners have agreed to leave as it is.

    Attributes:
        rule: the rule that is offended against.
        record: the record that it is about, as `check` names it.
        reason: why it may stay so.
        by: who decided that.
        on: when.
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
        name: what the store is called.
        rules: how balance and lengths are judged.
        waivers: findings of `check` that may stay as they are.
    """

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=True)

    schema_number: Annotated[int, Field(alias="schema")]
    name: Text
    rules: Rules = Rules()
    waivers: Annotated[tuple[Waiver, ...], Field(strict=False)] = ()
