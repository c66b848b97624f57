"""What the rows of a view stand for: partners, groups of them, or pairs."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from norec_cli.model.partner import Partner
from norec_cli.reports.view import CLOSED, By, View

NOT_RECORDED = "not-recorded"

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

    def __init__(self, partners: Mapping[str, Partner], view: View) -> None:
        """Find the group of every partner.

        Args:
            partners: the register by id.
            view: whose `by` says what a row stands for.
        """
        self._partners = partners
        self._view = view
        self.keeps_partners_apart = view.by in ("partner", "pair", *CLOSED)
        self._of = {partner_id: _group_of(partner_id, partner, view.by) for partner_id, partner in partners.items()}
        self._shown: set[str] | None = None

    def of(self, partner_id: str) -> Group:
        """The group of a partner: itself, unless the view puts partners together."""
        return self._of[partner_id]

    def every(self) -> list[Group]:
        """All groups of partners, by id; no pairs."""
        return sorted(set(self._of.values()), key=lambda group: group.id)

    def shows(self, *partner_ids: str) -> bool:
        """Whether the view shows what concerns these partners: any of them is asked for."""
        if not self._view.partners and not self._view.countries:
            return True
        return any(key in self._partners and self._view.shows(key, self._partners[key]) for key in partner_ids)

    def shows_row(self, group: Group) -> bool:
        """Whether the view shows the row of a group: any of its partners is asked for."""
        if group.pair is not None:
            return self.shows(*group.pair)
        if self._shown is None:
            self._shown = {found.id for key, found in self._of.items() if self.shows(key)}
        return group.id in self._shown

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


def _group_of(partner_id: str, partner: Partner, by: By) -> Group:
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
