"""Read the exchanges of a table that are to be imported into a store, and the partners to create for them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold
from norec_cli.model.lookup import UnknownNameError, project_names
from norec_cli.model.partner import Partner
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.exchanges import ExchangeReader
from norec_cli.transfer.rows.names import Names, NewPartners
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.summary_rows import REFUSED, TotalRows
from norec_cli.transfer.tables.table import Table, is_unknown

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Misfits = Callable[[Exchange, Mapping[str, Partner]], Iterable[str]]


class ExchangePlan(msgspec.Struct, frozen=True):
    """Exchanges and new partners of a table.

    Attributes:
        reading: the reader of the rows, with what is wrong in them.
        exchanges: the exchanges by id.
        partners: the partners to create because rows name them, by id.
    """

    reading: ExchangeReader
    exchanges: Mapping[str, Exchange]
    partners: Mapping[str, Partner]


def plan_exchanges(
    table: Table,
    mapping: ColumnMapping,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    misfits: Misfits,
    *,
    today: date,
    order: Order | None,
    create: bool,
    recorded: Mapping[str, str | None],
    totals: TotalRows = REFUSED,
) -> ExchangePlan:
    """Read a table of exchanges.

    Args:
        table: the table.
        mapping: the columns of its fields.
        partners: the partners of the store by id.
        projects: the projects of the store by id.
        misfits: returns in words what in an exchange contradicts its partners (all of them, also new ones) or project.
        today: today's date.
        order: whether day or month comes first, as a person said; None to take it from the dates.
        create: whether to create partners for names that no partner has.
        recorded: the references of the recorded exchanges by id.
        totals: how total rows are known, and whether they are left out.
    """
    names = Names.of_partners(partners)
    new, reasons = _new_partners(table, mapping, names, partners) if create else ({}, {})
    everybody = {**partners, **new}
    all_names = Names.of_partners(everybody) if new else names

    def find(text: str) -> str:
        if reasons and (reason := reasons.get(fold(text))):
            raise ValueError(reason)
        return all_names.find(text)

    may_misfit = mapping.has("project") or any(partner.ended is not None for partner in partners.values())
    context = RowContext(
        find_partner=find,
        projects=Names("project", project_names(projects)),
        today=today,
        order=order,
        recorded=recorded,
        totals=totals,
        misfits=(lambda exchange: misfits(exchange, everybody)) if may_misfit else None,
    )
    reading = ExchangeReader(table, mapping, context)
    exchanges = {exchange.id: exchange for exchange in reading.exchanges()}
    used = {key for exchange in exchanges.values() for key in (exchange.sender, exchange.host)} if new else set()
    return ExchangePlan(reading, exchanges, {key: partner for key, partner in new.items() if key in used})


def _new_partners(
    table: Table, mapping: ColumnMapping, names: Names, partners: Mapping[str, Partner]
) -> tuple[dict[str, Partner], dict[str, str]]:
    """Return new partners by id for names that no partner has, and the reasons why others can't be created, by name."""
    new = NewPartners(partners)
    seen: set[tuple[str, str]] = set()
    for row in table.rows():
        if row.problem:
            continue
        for side in ("from", "to"):
            text = mapping.text(row.cells, side)
            country = mapping.text(row.cells, f"{side}_country")
            if (text, country) in seen or mapping.says_nothing(side, text):
                continue
            seen.add((text, country))
            try:
                names.find(text)
            except UnknownNameError:
                new.add_name(text, "" if is_unknown(country) else country)
            except ValueError:
                pass  # reported when the row is read
    return new.partners()
