"""What the rows of a view stand for: partners, groups of them, or pairs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from norec_cli.model.ids import NOT_RECORDED
from norec_cli.model.partner import Partner
from norec_cli.reports.core.query import PARTITIONS, GroupBy, Query

Side = Literal["sent", "received", "within"]


class Group(msgspec.Struct, frozen=True):
    """What a row stands for.

    Attributes:
        id: the partner's id, the country's code, the name of a region, side or sector, `A ~ B` for a pair.
        name: how people call it.
        country: the code of its country, empty if it has no single one.
        pair: the two partners of a pair; the row is read from the side of the first.
    """

    id: str
    name: str
    country: str = ""
    pair: tuple[str, str] | None = None


class Grouping:
    """How a view puts partners into rows."""

    def __init__(self, partners: Mapping[str, Partner], query: Query) -> None:
        """Find the group of every partner.

        Args:
            partners: the register by id.
            query: whose `by` says what a row stands for.
        """
        self._partners = partners
        self._query = query
        self.keeps_partners_apart = query.group_by in ("partner", "pair", *PARTITIONS)
        self._of = {
            partner_id: _group_of(partner_id, partner, query.group_by) for partner_id, partner in partners.items()
        }
        self._shown: set[str] | None = None
        self._ends: dict[str, list[date | None]] | None = None

    def of(self, partner_id: str) -> Group:
        """The group of a partner: itself, unless the view puts partners together."""
        return self._of[partner_id]

    def every(self) -> list[Group]:
        """All groups of partners, by id; no pairs."""
        return sorted(set(self._of.values()), key=lambda group: group.id)

    def shows(self, *partner_ids: str) -> bool:
        """Whether the view shows what concerns these partners: any of them is asked for."""
        if not self._query.partners and not self._query.countries:
            return True
        return any(key in self._partners and self._query.shows(key, self._partners[key]) for key in partner_ids)

    def shows_together(self, partner_ids: Iterable[str]) -> bool:
        """Return whether the view shows what is of several partners together, such as a project.

        Any of them is asked for; where dealings are, any two that have them.
        """
        names = tuple(partner_ids)
        return self.shows(*names) and self._query.selection.is_among(names)

    def shows_row(self, group: Group) -> bool:
        """Whether the view shows the row of a group: any of its partners is asked for."""
        if group.pair is not None:
            return self.shows(*group.pair)
        if self._shown is None:
            self._shown = {found.id for key, found in self._of.items() if self.shows(key)}
        return group.id in self._shown

    def ended(self, group: Group) -> date | None:
        """Return since when a group can neither send nor receive any more; None if it can on the day of the view.

        A pair ends with the first of its partners, any other group with the last.
        """
        if group.pair is not None:
            return min(filter(None, map(self._end_of, group.pair)), default=None)
        if self._ends is None:
            self._ends = {}
            for key, found in self._of.items():
                self._ends.setdefault(found.id, []).append(self._end_of(key))
        ends = self._ends[group.id]
        passed = [end for end in ends if end is not None]
        return max(passed) if len(passed) == len(ends) else None

    def _end_of(self, partner_id: str) -> date | None:
        """Return the day on which a partner ended; None if it hasn't by the day of the view."""
        end = self._partners[partner_id].ended
        return end if end is not None and end <= self._query.as_of else None

    def side(self, group: Group, sender: str, host: str) -> Side | None:
        """What an exchange between two partners is to a group; None if it isn't the group's at all."""
        if group.pair is not None:
            return {group.pair: "sent", group.pair[::-1]: "received"}.get((sender, host))  # type: ignore[return-value]  # one of them
        sends, hosts = self._of[sender].id == group.id, self._of[host].id == group.id
        if sends and hosts:
            return "within"
        return "sent" if sends else "received" if hosts else None


def pair_of(one: str, other: str) -> Group:
    """The pair of two partners; the one whose id sorts first is its first."""
    a, b = sorted((one, other))
    return Group(f"{a} ~ {b}", f"{a} ~ {b}", pair=(a, b))


def _group_of(partner_id: str, partner: Partner, by: GroupBy) -> Group:
    if by == "country":
        return Group(partner.country, partner.where().name, partner.country)
    if by == "region":
        region = partner.where().subregion
        return Group(region or NOT_RECORDED, region or "not recorded")
    if by == "side":
        return Group(partner.on_side(), partner.on_side().capitalize())
    if by == "sector":
        return Group(partner.sector or NOT_RECORDED, partner.sector or "not recorded")
    return Group(partner_id, partner.name, partner.country)
