"""Partner organisations."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from norec_cli.model.country import Country, Side, countries, find_country
from norec_cli.model.errors import NorecError
from norec_cli.model.lookup import partner_names, unknown_record
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
    """People sent and received that no exchange in the store stands for.

    An opening balance taken over from older books, or a settlement agreed later.
    """

    on: Day
    sent: Annotated[int, Field(ge=0, le=MOST)] = 0
    received: Annotated[int, Field(ge=0, le=MOST)] = 0
    reason: Text


class Partner(Record):
    """An organisation, institution or company that takes part in exchanges.

    Attributes:
        name: what it is called.
        country: ISO 3166-1 alpha-2 code.
        city: where it sits.
        sector: civil-society, public or private.
        side: north or south, where the partners see it otherwise than the country table does.
        needs: topics it wants to learn about.
        capacities: topics it can teach.
        aliases: other names it goes by.
        contact: whom to ask; left out of exports.
        note: anything else; left out of exports.
        ended: the last day on which an exchange of its may start.
        adjustments: people sent and received that no exchange stands for.
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
        """What is known of its country."""
        return countries()[self.country]

    def has_ended(self, as_of: date) -> bool:
        """Return whether it takes part in nothing new after a day: its last day is that day, or was earlier."""
        return self.ended is not None and self.ended <= as_of

    def on_side(self) -> Side:
        """North or south: its own word if it has one, else its country's."""
        return self.side or self.where().side


def find_partner(partners: Mapping[str, Partner], partner_id: str) -> Partner:
    """Return the partner of an id.

    Raises:
        NorecError: if there is none; the message names the nearest.
    """
    if partner_id not in partners:
        raise NorecError(unknown_partner(partners, partner_id))
    return partners[partner_id]


def unknown_partner(partners: Mapping[str, Partner], partner_id: str) -> str:
    """Say that there is no such partner, with the nearest id or name."""
    return unknown_record("partner", partner_id, partner_names(partners))
