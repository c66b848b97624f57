"""What a person asks to see: of which exchanges, by what, in which unit, as of which day."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.balance import Rule

By = Literal["partner", "pair", "country", "region", "side", "sector", "year"]
GROUPS: tuple[By, ...] = ("partner", "pair", "country", "region", "side", "sector", "year")
CLOSED: tuple[By, ...] = ("year",)  # inside such a group everything sent is received


class Selection(msgspec.Struct, frozen=True):
    """Which exchanges count: by their start, for the whole stay.

    Attributes:
        year: the calendar year of the start.
        since: the earliest start.
        until: the latest start.
    """

    year: int | None = None
    since: date | None = None
    until: date | None = None

    def is_everything(self) -> bool:
        """Whether no exchange is left out."""
        return self == Selection()

    def of(self, exchanges: Iterable[Exchange]) -> Iterable[Exchange]:
        """Those of the exchanges that are selected."""
        return exchanges if self.is_everything() else filter(self.takes, exchanges)

    def takes(self, exchange: Exchange) -> bool:
        """Whether an exchange is selected."""
        return (
            (self.year is None or exchange.start.year == self.year)
            and (self.since is None or exchange.start >= self.since)
            and (self.until is None or exchange.start <= self.until)
        )


class View(msgspec.Struct, frozen=True):
    """What a report is asked for.

    Attributes:
        as_of: the day it holds for.
        rule: the unit, and what is called balanced.
        by: what the rows are.
        selection: which exchanges count.
        partners: the partners whose rows are shown, with complete figures; empty for all.
        countries: the countries (alpha-2) whose partners' rows are shown; empty for all.
    """

    as_of: date
    rule: Rule
    by: By = "partner"
    selection: Selection = msgspec.field(default_factory=Selection)
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def shows(self, partner_id: str, partner: Partner) -> bool:
        """Whether the rows of a partner are shown."""
        return (not self.partners or partner_id in self.partners) and (
            not self.countries or partner.country in self.countries
        )

    def filters(self) -> dict[str, Any]:
        """The filters that are set, as JSON has them."""
        chosen = self.selection
        every = {
            "year": chosen.year,
            "since": chosen.since and chosen.since.isoformat(),
            "until": chosen.until and chosen.until.isoformat(),
            "partner": list(self.partners),
            "country": list(self.countries),
        }
        return {name: value for name, value in every.items() if value}
