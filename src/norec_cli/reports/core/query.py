"""What is asked of a report: which exchanges, which rows, which unit, as of which day."""

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
# Kinds of rows that are parts of the exchanges. Inside a part everything that is sent is also received.
PARTS: tuple[GroupBy, ...] = ("project", "area", "year", "round")


class Between(msgspec.Struct, frozen=True):
    """Exchanges between some partners and those of some countries, either way.

    Attributes:
        partners: the ids of the partners.
        others: the ids of the partners of the countries.
    """

    partners: frozenset[str]
    others: frozenset[str]

    def include_pair(self, one: str, other: str) -> bool:
        """Return whether an exchange between these two partners is selected."""
        return (one in self.partners and other in self.others) or (other in self.partners and one in self.others)

    def include_any_pair(self, partners: Collection[str]) -> bool:
        """Return whether an exchange between any two of these partners is selected."""
        return any(self.include_pair(one, other) for one in partners for other in partners if one != other)


class ExchangeFilter(msgspec.Struct, frozen=True):
    """Which exchanges count. One that starts in the time counts with its whole stay.

    Attributes:
        year: the calendar year of the start.
        since: the earliest start.
        until: the latest start.
        projects: ids of the projects; None for all exchanges, also those without a project.
        round: the number of the round.
        between: the partners between whom they are; None for all.
    """

    year: int | None = None
    since: date | None = None
    until: date | None = None
    projects: frozenset[str] | None = None
    round: int | None = None
    between: Between | None = None

    def selects_everything(self) -> bool:
        """Return whether no exchange is left out."""
        return self == ExchangeFilter()

    def selects_whole_projects(self) -> bool:
        """Return whether every exchange of the selected projects is selected: no filter but that by project is set."""
        return msgspec.structs.replace(self, projects=None).selects_everything()

    def select(self, exchanges: Iterable[Exchange]) -> Iterable[Exchange]:
        """Return those of some exchanges that are selected."""
        return exchanges if self.selects_everything() else filter(self.matches, exchanges)

    def filters_by_date(self) -> bool:
        """Return whether exchanges are selected by the day on which they start."""
        return self.year is not None or self.since is not None or self.until is not None

    def overlaps(self, start: date, end: date) -> bool:
        """Return whether a period shares a day with the time in which selected exchanges start."""
        first, last = self.since or FIRST, self.until or LAST
        if self.year is not None:
            first, last = max(first, date(self.year, 1, 1)), min(last, date(self.year, 12, 31))
        return first <= last and start <= last and end >= first

    def includes_project(self, project_id: str) -> bool:
        """Return whether exchanges of a project may be selected."""
        return self.projects is None or project_id in self.projects

    def includes_pair(self, one: str, other: str) -> bool:
        """Return whether exchanges between two partners may be selected."""
        return self.between is None or self.between.include_pair(one, other)

    def includes_any_pair(self, partners: Collection[str]) -> bool:
        """Return whether exchanges between any two of some partners, such as a project's, may be selected."""
        return self.between is None or self.between.include_any_pair(partners)

    def matches(self, exchange: Exchange) -> bool:
        """Return whether an exchange is selected."""
        return (
            (self.year is None or exchange.start.year == self.year)
            and (self.since is None or exchange.start >= self.since)
            and (self.until is None or exchange.start <= self.until)
            and (self.projects is None or exchange.project in self.projects)
            and (self.round is None or exchange.round == self.round)
            and self.includes_pair(exchange.sender, exchange.host)
        )


class Query(msgspec.Struct, frozen=True):
    """What is asked of a report.

    Attributes:
        as_of: the day that the figures hold for.
        rule: the unit, and what is called balanced.
        group_by: the kind of rows.
        selection: which exchanges count.
        partners: ids of the partners whose rows are shown, with complete figures; empty for all.
        countries: codes (alpha-2) of the countries whose partners' rows are shown; empty for all. If partners are given
            too, their rows are shown, and only their exchanges with these countries are selected.
        projects: ids of the projects that were typed.
        areas: areas that were typed.
        members: ids of the partners of these projects; each has a row.
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
    def only_between(self) -> bool:
        """Return whether only the exchanges between some partners and some countries are selected: both are given."""
        return bool(self.partners and self.countries)

    @property
    def leaves_out_rows(self) -> bool:
        """Return whether rows are left out whose figures are in the totals."""
        return bool(self.partners or self.countries) and not self.only_between

    def with_exchanges_between(self, partners: Mapping[str, Partner]) -> "Query":
        """Return the query with its filter on partners and countries together, if any, as a filter on exchanges.

        Args:
            partners: the partners by id.
        """
        if not self.only_between:
            return self
        others = frozenset(key for key, partner in partners.items() if partner.country in self.countries)
        selection = msgspec.structs.replace(self.selection, between=Between(frozenset(self.partners), others))
        return msgspec.structs.replace(self, selection=selection)

    def shows_partner(self, partner_id: str, partner: Partner) -> bool:
        """Return whether the row of a partner is shown; with `only_between`, only the named partners have one."""
        if self.partners:
            return partner_id in self.partners
        return not self.countries or partner.country in self.countries

    def filters(self) -> dict[str, Any]:
        """Return the filters that are set, by the names that JSON has for them."""
        chosen = self.selection
        values = {
            "year": chosen.year,
            "since": chosen.since and chosen.since.isoformat(),
            "until": chosen.until and chosen.until.isoformat(),
            "project": list(self.projects),
            "area": list(self.areas),
            "round": chosen.round,
            "partner": list(self.partners),
            "country": list(self.countries),
        }
        return {name: value for name, value in values.items() if value}
