"""What a person asks to see: of which exchanges, by what, in which unit, as of which day."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from norec_cli.model.dates import FIRST, LAST
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.balance import Rule

By = Literal["partner", "project", "pair", "country", "region", "side", "sector", "area", "year", "round"]
GROUPS: tuple[By, ...] = get_args(By)
CLOSED: tuple[By, ...] = ("project", "area", "year", "round")  # inside such a group everything sent is received


class Selection(msgspec.Struct, frozen=True):
    """Which exchanges count: by their start, for the whole stay.

    Attributes:
        year: the calendar year of the start.
        since: the earliest start.
        until: the latest start.
        projects: the ids of their projects; None for all, and those without one.
        round: the number of their round.
    """

    year: int | None = None
    since: date | None = None
    until: date | None = None
    projects: frozenset[str] | None = None
    round: int | None = None

    def is_everything(self) -> bool:
        """Whether no exchange is left out."""
        return self == Selection()

    def is_of_projects(self) -> bool:
        """Whether it takes every exchange of some projects, or of all."""
        return msgspec.structs.replace(self, projects=None).is_everything()

    def of(self, exchanges: Iterable[Exchange]) -> Iterable[Exchange]:
        """Those of the exchanges that are selected."""
        return exchanges if self.is_everything() else filter(self.takes, exchanges)

    def has_dates(self) -> bool:
        """Return whether it asks for a time in which exchanges start."""
        return self.year is not None or self.since is not None or self.until is not None

    def overlaps(self, start: date, end: date) -> bool:
        """Return whether a period shares a day with the time in which selected exchanges start."""
        first, last = self.since or FIRST, self.until or LAST
        if self.year is not None:
            first, last = max(first, date(self.year, 1, 1)), min(last, date(self.year, 12, 31))
        return first <= last and start <= last and end >= first

    def has_project(self, project_id: str) -> bool:
        """Whether exchanges of a project may be selected."""
        return self.projects is None or project_id in self.projects

    def takes(self, exchange: Exchange) -> bool:
        """Whether an exchange is selected."""
        return (
            (self.year is None or exchange.start.year == self.year)
            and (self.since is None or exchange.start >= self.since)
            and (self.until is None or exchange.start <= self.until)
            and (self.projects is None or exchange.project in self.projects)
            and (self.round is None or exchange.round == self.round)
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
        projects: the projects that were asked for.
        areas: the areas that were asked for.
        members: the partners of the projects that were asked for, which have a row each.
    """

    as_of: date
    rule: Rule
    by: By = "partner"
    selection: Selection = msgspec.field(default_factory=Selection)
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

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
            "project": list(self.projects),
            "area": list(self.areas),
            "round": chosen.round,
            "partner": list(self.partners),
            "country": list(self.countries),
        }
        return {name: value for name, value in every.items() if value}
