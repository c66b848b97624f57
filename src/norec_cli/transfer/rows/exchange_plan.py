"""What a table of exchanges would bring into a store."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import UnknownNameError, folded, project_names
from norec_cli.model.partner import Partner
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.exchanges import ExchangeReader, RowContext
from norec_cli.transfer.rows.names import Names, NewPartners
from norec_cli.transfer.tables.table import Table, is_unknown

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Misfits = Callable[[Exchange, Mapping[str, Partner]], Iterable[str]]


class ExchangePlan(msgspec.Struct, frozen=True):
    """What was read.

    Attributes:
        reading: the rows, with what is wrong.
        exchanges: by id.
        partners: those that are made because rows name them, by id.
    """

    reading: ExchangeReader
    exchanges: Mapping[str, Exchange]
    partners: Mapping[str, Partner]


def plan_exchanges(
    table: Table,
    matching: ColumnMapping,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    misfits: Misfits,
    *,
    today: date,
    order: Order | None,
    create: bool,
    recorded: Mapping[str, str | None],
) -> ExchangePlan:
    """Read a table of exchanges in view of who is there.

    Args:
        table: the table.
        matching: its columns.
        partners: the register by id.
        projects: the register by id.
        misfits: what of an exchange its partners and its project don't bear, given all partners, new ones too.
        today: the day.
        order: in which order day and month stand, as a person said.
        create: whether partners are made that aren't there.
        recorded: the references of the exchanges that are recorded, by id.
    """
    names = Names.of_partners(partners)
    new, wrong = _founded(table, matching, names, partners) if create else ({}, {})
    everybody = {**partners, **new}
    all_names = Names.of_partners(everybody) if new else names

    def find(text: str) -> str:
        if wrong and (reason := wrong.get(folded(text))):
            raise ValueError(reason)
        return all_names.find(text)

    asks = matching.has("project") or any(partner.ended is not None for partner in partners.values())
    context = RowContext(
        find_partner=find,
        projects=Names("project", project_names(projects)),
        today=today,
        order=order,
        recorded=recorded,
        misfits=(lambda exchange: misfits(exchange, everybody)) if asks else None,
    )
    reading = ExchangeReader(table, matching, context)
    exchanges = {exchange.id: exchange for exchange in reading.exchanges()}
    used = {key for one in exchanges.values() for key in (one.sender, one.host)} if new else set()
    return ExchangePlan(reading, exchanges, {key: partner for key, partner in new.items() if key in used})


def _founded(
    table: Table, matching: ColumnMapping, names: Names, partners: Mapping[str, Partner]
) -> tuple[dict[str, Partner], dict[str, str]]:
    """Partners for the names that nobody has, and what is wrong with other such names."""
    founding = NewPartners(partners)
    met: set[tuple[str, str]] = set()
    for row in table.rows():
        if row.problem:
            continue
        for side in ("from", "to"):
            text = matching.text(row.cells, side)
            country = matching.text(row.cells, f"{side}_country")
            if (text, country) in met or matching.says_nothing(side, text):
                continue
            met.add((text, country))
            try:
                names.find(text)
            except UnknownNameError:
                founding.meet(text, "" if is_unknown(country) else country)
            except ValueError:
                pass  # said when its row is read
    return founding.partners()
