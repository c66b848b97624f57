"""Put partners into the rows of a report: one partner, a group of partners, or a pair."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from norec_cli.model.ids import NOT_RECORDED
from norec_cli.model.partner import Partner
from norec_cli.reports.core.query import PARTS, GroupBy, Query

Direction = Literal["sent", "received", "within"]


class Group(msgspec.Struct, frozen=True):
    """A partner, a group of partners, or a pair that has a row.

    Attributes:
        id: the partner's id, the country's code, the name of a region, side or sector, `A ~ B` for a pair.
        name: its name for people.
        country: the code of its country; empty if it has no single one.
        pair: the ids of the two partners of a pair; sent and received are those of the first. None for no pair.
    """

    id: str
    name: str
    country: str = ""
    pair: tuple[str, str] | None = None


class Grouping:
    """The group of each partner, for the kind of rows of a query."""

    def __init__(self, partners: Mapping[str, Partner], query: Query) -> None:
        """Find the group of every partner.

        Args:
            partners: the partners by id.
            query: its `group_by` is the kind of rows.
        """
        self._partners = partners
        self._query = query
        self.keeps_partners_apart = query.group_by in ("partner", "pair", *PARTS)
        self._group_by_partner = {
            partner_id: _group_of(partner_id, partner, query.group_by) for partner_id, partner in partners.items()
        }
        self._shown_ids: set[str] | None = None
        self._ends: dict[str, list[date | None]] | None = None

    def group_of(self, partner_id: str) -> Group:
        """Return the group of a partner: the partner alone, unless the query puts partners together."""
        return self._group_by_partner[partner_id]

    def all_groups(self) -> list[Group]:
        """Return all groups of partners, sorted by id, without pairs."""
        return sorted(set(self._group_by_partner.values()), key=lambda group: group.id)

    def shows(self, *partner_ids: str) -> bool:
        """Return whether any of these partners is selected."""
        if not self._query.partners and not self._query.countries:
            return True
        return any(key in self._partners and self._query.shows_partner(key, self._partners[key]) for key in partner_ids)

    def shows_together(self, partner_ids: Iterable[str]) -> bool:
        """Return whether something that several partners share, such as a project, is selected.

        It is if any of the partners is. If only exchanges between some partners are selected, there must also be two
        partners here between whom such exchanges may be.
        """
        names = tuple(partner_ids)
        return self.shows(*names) and self._query.selection.includes_any_pair(names)

    def shows_row(self, group: Group) -> bool:
        """Return whether any partner of a group is selected, so that its row is shown."""
        if group.pair is not None:
            return self.shows(*group.pair)
        if self._shown_ids is None:
            self._shown_ids = {
                partner_group.id for key, partner_group in self._group_by_partner.items() if self.shows(key)
            }
        return group.id in self._shown_ids

    def ended(self, group: Group) -> date | None:
        """Return the day on which a group ended; None if it has not ended by the day of the query.

        A pair ends with the first of its partners, any other group with the last.
        """
        if group.pair is not None:
            return min(filter(None, map(self._end_of, group.pair)), default=None)
        if self._ends is None:
            self._ends = {}
            for key, partner_group in self._group_by_partner.items():
                self._ends.setdefault(partner_group.id, []).append(self._end_of(key))
        ends = self._ends[group.id]
        passed = [end for end in ends if end is not None]
        return max(passed) if len(passed) == len(ends) else None

    def _end_of(self, partner_id: str) -> date | None:
        """Return the day on which a partner ended; None if it has not ended by the day of the query."""
        end = self._partners[partner_id].ended
        return end if end is not None and end <= self._query.as_of else None

    def direction(self, group: Group, sender: str, host: str) -> Direction | None:
        """Return the direction of an exchange as seen by a group; None if the group takes no part."""
        if group.pair is not None:
            return {group.pair: "sent", group.pair[::-1]: "received"}.get((sender, host))  # type: ignore[return-value]  # one of them
        sends, hosts = self._group_by_partner[sender].id == group.id, self._group_by_partner[host].id == group.id
        if sends and hosts:
            return "within"
        return "sent" if sends else "received" if hosts else None


def pair_of(one: str, other: str) -> Group:
    """Return the pair of two partners; the one whose id sorts first comes first."""
    a, b = sorted((one, other))
    return Group(f"{a} ~ {b}", f"{a} ~ {b}", pair=(a, b))


def _group_of(partner_id: str, partner: Partner, by: GroupBy) -> Group:
    """Return the group of a partner for a kind of rows."""
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
