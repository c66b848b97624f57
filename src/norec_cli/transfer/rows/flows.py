"""A table of flows, for a report without a store: each name in it is a partner."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from norec_cli.model.country import find_country
from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold
from norec_cli.model.lookup import UnknownNameError
from norec_cli.model.partner import Partner
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.exchanges import ExchangeReader
from norec_cli.transfer.rows.names import Names
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.summary_rows import REFUSED, TotalRows
from norec_cli.transfer.tables.table import Table, is_unknown


def read_flows(
    table: Table,
    mapping: ColumnMapping,
    *,
    today: date,
    order: Order | None,
    undated: date | None,
    totals: TotalRows = REFUSED,
) -> tuple[ExchangeReader, dict[str, Partner], list[Exchange]]:
    """Read the exchanges of a table, and the partners that they name.

    Args:
        table: the table.
        mapping: the columns of its fields.
        today: today's date.
        order: whether day or month comes first, as a person said; None to take it from the dates.
        undated: the day on which every exchange starts if the table has no dates.
        totals: how total rows are known, and whether they are left out.

    Returns:
        The reader with what is wrong; the partners by name, without a country where the table has none or several; the
        exchanges.
    """
    nobody = Names.of_partners({})
    first: dict[str, str] = {}  # the first spelling of each name, by the name without regard to case

    def find(text: str) -> str:
        if not mapping.is_export:  # an export names partners by their ids, and "none" may be one
            if is_unknown(text):
                raise UnknownNameError
            with suppress(UnknownNameError):
                nobody.find(text)  # refuses total rows
        return first.setdefault(fold(text), text)

    context = RowContext(find, Names("project", {}), today, order, undated=undated, totals=totals)
    reading = ExchangeReader(table, mapping, context)
    exchanges = list(reading.exchanges())
    countries = _countries(table, mapping)
    names = sorted({name for exchange in exchanges for name in (exchange.sender, exchange.host)})
    partners = {name: Partner.model_construct(name=name, country=countries.get(fold(name), "")) for name in names}
    return reading, partners, exchanges


def _countries(table: Table, mapping: ColumnMapping) -> Mapping[str, str]:
    """Return the country of each name that has exactly one in the table."""
    sides = [side for side in ("from", "to") if f"{side}_country" in mapping.columns]
    texts_of: dict[str, set[str]] = {}
    for row in table.rows() if sides else ():
        for side in sides if not row.problem else ():
            name, text = mapping.text(row.cells, side), mapping.text(row.cells, f"{side}_country")
            texts_of.setdefault(fold(name), set()).add(text)
    countries: dict[str, str] = {}
    for name, texts in texts_of.items():
        try:
            codes = {find_country(text).code for text in texts}
        except ValueError:
            continue
        if len(codes) == 1:
            countries[name] = codes.pop()
    return countries
