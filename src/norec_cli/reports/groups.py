"""Partners put together: by country, region, side or sector, or in pairs."""

from collections.abc import Mapping
from dataclasses import dataclass

from norec_cli.model.partner import Partner
from norec_cli.reports.flows import Flow, FlowTable
from norec_cli.reports.view import By

NOT_RECORDED = "not-recorded"


@dataclass(frozen=True, slots=True)
class Group:
    """What a row stands for.

    Attributes:
        id: the partner's id, the country's code, the name of a region, side or sector.
        name: how people call it.
        country: the code of its country, empty if it has no single one.
    """

    id: str
    name: str
    country: str = ""


def group_of(partner_id: str, partner: Partner, by: By) -> Group:
    """The group that a partner belongs to."""
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


def groups_of(partners: Mapping[str, Partner], by: By) -> dict[str, Group]:
    """The group of each partner, by the partner's id."""
    return {partner_id: group_of(partner_id, partner, by) for partner_id, partner in partners.items()}


def regroup(table: FlowTable, groups: Mapping[str, Group], by: By) -> dict[tuple[str, str], Flow]:
    """The flows between groups; those within one stand under (group, group)."""
    if by in ("partner", "pair"):
        return {(sender, host): flow for (sender, host, _), flow in table.flows.items()}
    merged: dict[tuple[str, str], Flow] = {}
    for (sender, host, _), flow in table.flows.items():
        pair = (groups[sender].id, groups[host].id)
        if pair not in merged:
            merged[pair] = Flow()
        merged[pair].add(flow)
    return merged
