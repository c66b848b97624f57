"""Partner organisations."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from norec_cli.model.country import Country, Side, countries, find_country
from norec_cli.model.settings import MOST
from norec_cli.model.validation import Day, Record, Text, check_distinct
from norec_cli.model.wording import shorten

Sector = Literal["civil-society", "public", "private"]

# TOML has lists; a record that can't change holds tuples. Strictness is lifted for that one step only.
Texts = Annotated[tuple[Text, ...], Field(strict=False), AfterValidator(check_distinct)]


def _check_country(code: str) -> str:
    if code in countries():
        return code
    try:
        country = find_country(code)
    except ValueError as error:
        raise ValueError(f"is not known: {error}") from None
    raise ValueError(f'must be a two-letter code: write "{country.code}" for {country.name}, not "{shorten(code)}"')


class Adjustment(Record):
    """People sent and received that no exchange of the store records.

    It is an opening balance from older books, or a settlement that was agreed later.
    """

    on: Day
    sent: Annotated[int, Field(ge=0, le=MOST)] = 0
    received: Annotated[int, Field(ge=0, le=MOST)] = 0
    reason: Text


class Partner(Record):
    """An organisation, institution or company that takes part in exchanges.

    Attributes:
        name: its name.
        country: ISO 3166-1 alpha-2 code.
        city: its city.
        sector: civil-society, public or private.
        side: north or south; overrides the side of its country.
        needs: topics it wants to learn about.
        capacities: topics it can teach.
        aliases: other names it goes by.
        contact: whom to ask; an export leaves it out without --private.
        note: anything else; an export leaves it out without --private.
        ended: the last day on which its exchanges may start.
        adjustments: people sent and received that no exchange records.
    """

    name: Text
    country: Annotated[str, AfterValidator(_check_country)]
    city: Text | None = None
    sector: Sector | None = None
    side: Side | None = None
    needs: Texts = ()
    capacities: Texts = ()
    aliases: Texts = ()
    contact: Text | None = None
    note: Text | None = None
    ended: Day | None = None
    adjustments: Annotated[tuple[Adjustment, ...], Field(strict=False)] = ()

    def where(self) -> Country:
        """Return its country."""
        return countries()[self.country]

    def has_ended(self, as_of: date) -> bool:
        """Return whether it has ended on a day or before, so that no exchange of it may start later."""
        return self.ended is not None and self.ended <= as_of

    def on_side(self) -> Side:
        """Return its side, north or south: the recorded one, or else its country's."""
        return self.side or self.where().side
