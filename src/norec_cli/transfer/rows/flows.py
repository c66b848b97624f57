"""A table of flows, for a report without a store: whoever it names is a partner."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from norec_cli.model.country import find_country
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import UnknownNameError, folded
from norec_cli.model.partner import Partner
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.exchanges import ExchangeReader, RowContext
from norec_cli.transfer.rows.names import Names
from norec_cli.transfer.tables.table import Table, is_unknown


def read_flows(
    table: Table, matching: ColumnMapping, *, today: date, order: Order | None, undated: date | None
) -> tuple[ExchangeReader, dict[str, Partner], list[Exchange]]:
    """The exchanges of a table, and those whom they name, by name; a country that isn't told, or twice, is empty.

    Args:
        table: the table.
        matching: its columns.
        today: the day.
        order: in which order day and month stand, as a person said.
        undated: the day on which everything starts, where the table has no dates.
    """
    nobody = Names.of_partners({})
    first: dict[str, str] = {}  # a name as it is written first, by the name without regard to case

    def find(text: str) -> str:
        if not matching.own:  # an export names partners by their ids, whatever these look like
            if is_unknown(text):
                raise UnknownNameError
            with suppress(UnknownNameError):
                nobody.find(text)  # refuses totals
        return first.setdefault(folded(text), text)

    reading = ExchangeReader(table, matching, RowContext(find, Names("project", {}), today, order, undated=undated))
    exchanges = list(reading.exchanges())
    countries = _countries(table, matching)
    names = sorted({name for one in exchanges for name in (one.sender, one.host)})
    partners = {name: Partner.model_construct(name=name, country=countries.get(folded(name), "")) for name in names}
    return reading, partners, exchanges


def _countries(table: Table, matching: ColumnMapping) -> Mapping[str, str]:
    """The country of each name that stands with one, and one only."""
    sides = [side for side in ("from", "to") if f"{side}_country" in matching.columns]
    said: dict[str, set[str]] = {}
    for row in table.rows() if sides else ():
        for side in sides if not row.problem else ():
            name, text = (row.cells[matching.columns[field]] for field in (side, f"{side}_country"))
            said.setdefault(folded(name), set()).add(text)
    found: dict[str, str] = {}
    for name, texts in said.items():
        try:
            codes = {find_country(text).code for text in texts}
        except ValueError:
            continue
        if len(codes) == 1:
            found[name] = codes.pop()
    return found
