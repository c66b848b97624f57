"""The settings of a store: its name, and the rule by which it judges balance."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from norec_cli.model.validation import Record, Text

SCHEMA = 1

DEFAULT_TOLERANCE = Decimal("0.1")
DEFAULT_ALLOWANCE = 1
DEFAULT_ALLOWANCE_MONTHS = Decimal(8)


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


class Rules(Record):
    """What "approximately equal" means in this store; a key that is absent has the program's default.

    Attributes:
        tolerance: share of sent and received together by which the two may differ, from 0 to 1.
        allowance: people by which they may differ in any case.
        allowance_months: the same for person-months.
    """

    tolerance: Annotated[Number, Field(ge=0, le=1)] = DEFAULT_TOLERANCE
    allowance: Annotated[int, Field(ge=0, le=MOST)] = DEFAULT_ALLOWANCE
    allowance_months: Annotated[Number, Field(ge=0, le=MOST)] = DEFAULT_ALLOWANCE_MONTHS


class Settings(Record):
    """The contents of `norec.toml`.

    Attributes:
        schema_number: the version of the store's format.
        name: what the store is called.
        rules: how balance is judged.
    """

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=True)

    schema_number: Annotated[int, Field(alias="schema")]
    name: Text
    rules: Rules = Rules()
