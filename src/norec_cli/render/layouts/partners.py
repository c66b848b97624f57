"""Lay out partners, as a list or a single record."""

from collections.abc import Mapping

from norec_cli.model.partner import Partner
from norec_cli.render.layouts.footnotes import nothing
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query

_LIST = (
    Column("id", "Partner", flexible=True),
    Column("name", "Name", flexible=True),
    Column("country", "Country"),
    Column("side", "Side", drop_order=4),
    Column("sector", "Sector", drop_order=1),
    Column("city", "City", drop_order=3),
    Column("needs", "Needs", flexible=True, drop_order=5),
    Column("capacities", "Capacities", flexible=True, drop_order=5),
    Column("ended", "Ended", drop_order=2),
)
_MORE = (
    Column("aliases", "Aliases"),
    Column("contact", "Contact"),
    Column("note", "Note"),
    Column("adjustments", "Adjustments"),
)


def lay_out_partners(partners: Mapping[str, Partner], query: Query) -> Sheet:
    """Return a list of partners as a sheet, without contacts and notes, which `partners show` prints."""
    return Sheet(
        title="Partners",
        columns=_LIST,
        rows=[_cells(partner_id, partner) for partner_id, partner in partners.items()],
        json_header={"schema": "norec.partners.list/1"},
        totals={"rows": len(partners)},
        empty=nothing("partners", query),
    )


def lay_out_partner(partner_id: str, partner: Partner) -> Sheet:
    """Return everything recorded about one partner as a sheet."""
    adjustments = tuple(
        f"{adjustment.on}: {adjustment.sent} sent, {adjustment.received} received ({adjustment.reason})"
        for adjustment in partner.adjustments
    )
    more = (partner.aliases, partner.contact, partner.note, adjustments)
    return Sheet(
        title=partner.name,
        columns=(*_LIST, *_MORE),
        rows=[(*_cells(partner_id, partner), *more)],
        json_header={"schema": "norec.partner/1"},
        totals={"adjustments": [adjustment.model_dump(mode="json") for adjustment in partner.adjustments]},
        is_record=True,
    )


def _cells(partner_id: str, partner: Partner) -> tuple[Cell, ...]:
    return (
        partner_id,
        partner.name,
        partner.country,
        partner.on_side(),
        partner.sector,
        partner.city,
        partner.needs,
        partner.capacities,
        partner.ended,
    )
