"""What a person asks to see: of which exchanges, by what, in which unit, as of which day."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from norec_cli.model.dates import FIRST, LAST
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.core.balance import BalanceRule

GroupBy = Literal["partner", "project", "pair", "country", "region", "side", "sector", "area", "year", "round"]
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)
# Inside such a group everything that is sent is received.
PARTITIONS: tuple[GroupBy, ...] = ("project", "area", "year", "round")


class Dealings(msgspec.Struct, frozen=True):
    """Exchanges between some partners and those of some countries, either way.

    Attributes:
        partners: the ids of the partners.
        others: the ids of the partners of the countries.
    """

    partners: frozenset[str]
    others: frozenset[str]

    def are_between(self, one: str, other: str) -> bool:
        """Return whether an exchange between two partners is one of these."""
        return (one in self.partners and other in self.others) or (other in self.partners and one in self.others)

    def are_among(self, names: Collection[str]) -> bool:
        """Return whether an exchange between any two of some partners is one of these."""
        return any(self.are_between(one, other) for one in names for other in names if one != other)


class ExchangeFilter(msgspec.Struct, frozen=True):
    """Which exchanges count: by their start, for the whole stay.

    Attributes:
        year: the calendar year of the start.
        since: the earliest start.
        until: the latest start.
        projects: the ids of their projects; None for all, and those without one.
        round: the number of their round.
        dealings: between whom they are; None for all.
    """

    year: int | None = None
    since: date | None = None
    until: date | None = None
    projects: frozenset[str] | None = None
    round: int | None = None
    dealings: Dealings | None = None

    def is_everything(self) -> bool:
        """Whether no exchange is left out."""
        return self == ExchangeFilter()

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

    def is_between(self, one: str, other: str) -> bool:
        """Return whether exchanges between two partners may be selected."""
        return self.dealings is None or self.dealings.are_between(one, other)

    def is_among(self, names: Collection[str]) -> bool:
        """Return whether exchanges between any two of some partners, such as a project's, may be selected."""
        return self.dealings is None or self.dealings.are_among(names)

    def takes(self, exchange: Exchange) -> bool:
        """Whether an exchange is selected."""
        return (
            (self.year is None or exchange.start.year == self.year)
            and (self.since is None or exchange.start >= self.since)
            and (self.until is None or exchange.start <= self.until)
            and (self.projects is None or exchange.project in self.projects)
            and (self.round is None or exchange.round == self.round)
            and self.is_between(exchange.sender, exchange.host)
        )


class Query(msgspec.Struct, frozen=True):
    """What a report is asked for.

    Attributes:
        as_of: the day it holds for.
        rule: the unit, and what is called balanced.
        group_by: the kind of rows.
        selection: which exchanges count.
        partners: the partners whose rows are shown, with complete figures; empty for all.
        countries: the countries (alpha-2) whose partners' rows are shown; empty for all. With partners too, the rows
            are theirs, and only their dealings with these countries are selected.
        projects: the projects that were asked for.
        areas: the areas that were asked for.
        members: the partners of the projects that were asked for, which have a row each.
    """

    as_of: date
    rule: BalanceRule
    group_by: GroupBy = "partner"
    selection: ExchangeFilter = msgspec.field(default_factory=ExchangeFilter)
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def of_dealings(self) -> bool:
        """Whether partners and countries are both asked for, so that only exchanges between them are selected."""
        return bool(self.partners and self.countries)

    @property
    def of_some_rows(self) -> bool:
        """Whether some rows are left out whose figures the totals contain."""
        return bool(self.partners or self.countries) and not self.of_dealings

    def among(self, partners: Mapping[str, Partner]) -> "Query":
        """Return this view of a register: with the dealings that are asked for, if any are, selected by ids.

        Args:
            partners: the register by id.
        """
        if not self.of_dealings:
            return self
        others = frozenset(key for key, partner in partners.items() if partner.country in self.countries)
        selection = msgspec.structs.replace(self.selection, dealings=Dealings(frozenset(self.partners), others))
        return msgspec.structs.replace(self, selection=selection)

    def shows(self, partner_id: str, partner: Partner) -> bool:
        """Return whether the rows of a partner are shown; where dealings are asked for, those of the named partners."""
        if self.partners:
            return partner_id in self.partners
        return not self.countries or partner.country in self.countries

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
