"""A table of flows, for a report without a store: each name in it is a partner."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold, visible
from norec_cli.model.lookup import UnknownNameError
from norec_cli.model.near_names import pairs_of_near_names
from norec_cli.model.partner import Partner
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.exchanges import ExchangeReader, read_exchanges
from norec_cli.transfer.rows.names import Names
from norec_cli.transfer.rows.names_in_table import NameInTable, codes_in, country_of, find_names
from norec_cli.transfer.rows.near_partners import NameDecisions, UndecidedName, undecided_names
from norec_cli.transfer.rows.repeated_headings import without_repeated_headings
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.summary_rows import REFUSED, TotalRows
from norec_cli.transfer.tables.table import Table, is_unknown


class TableExchanges(msgspec.Struct, frozen=True):
    """Exchanges of a table, and the partners that they name.

    Attributes:
        reading: the reader of the rows, with what is wrong in them.
        partners: the partners by name, without a country where the table has none or several.
        exchanges: the exchanges.
        undecided: the names that are near others, so that a person has to decide whose they are.
    """

    reading: ExchangeReader
    partners: dict[str, Partner]
    exchanges: Sequence[Exchange]
    undecided: Sequence[UndecidedName] = ()


def read_flows(
    table: Table,
    mapping: ColumnMapping,
    *,
    today: date,
    order: Order | None,
    undated: date | None,
    decisions: NameDecisions,
    totals: TotalRows = REFUSED,
) -> TableExchanges:
    """Read the exchanges of a table, and the partners that they name.

    Args:
        table: the table.
        mapping: the columns of its fields.
        today: today's date.
        order: whether day or month comes first, as a person said; None to take it from the dates.
        undated: the day on which every exchange starts if the table has no dates.
        decisions: what a person decided about names.
        totals: how total rows are known, and whether they are left out.

    Raises:
        UsageError: if a decision is about a name that no row has.
    """
    table = without_repeated_headings(table, mapping, Names.of_partners({}).knows)
    nobody = Names.of_partners({}, codes_in(table, mapping, totals.marks))
    first: dict[str, str] = {}  # the first spelling of each name, by the name without regard to case
    texts: set[str] = set()

    def find(text: str) -> str:
        if not mapping.is_export:  # an export names partners by their ids, and "none" may be one
            if is_unknown(text):
                raise UnknownNameError("partner")
            if not decisions.is_new(text) and (fault := nobody.name_fault(text)):
                raise fault
        texts.add(text)
        meant = decisions.meant(text)
        return first.setdefault(fold(meant), meant if mapping.is_export else visible(meant))

    context = RowContext(find, Names("project", {}), today, order, undated=undated, totals=totals)
    reading, exchanges = read_exchanges(table, mapping, context, decisions.is_new)
    decisions.refuse_unused(also_targets=True)
    found: Mapping[str, NameInTable] = {}
    has_near_names = not mapping.is_export and bool(pairs_of_near_names(texts))
    if has_near_names or mapping.has("from_country") or mapping.has("to_country"):
        found = find_names(table, mapping, lambda text: fold(decisions.meant(text)) not in first)
    spellings: dict[str, list[NameInTable]] = {}
    for one in found.values():
        spellings.setdefault(fold(decisions.meant(one.name)), []).append(one)
    names = sorted({name for exchange in exchanges for name in (exchange.sender, exchange.host)})
    countries = {name: country_of(spellings.get(fold(name), ()))[0] for name in names}
    partners = {name: Partner.model_construct(name=name, country=countries[name]) for name in names}
    undecided = undecided_names([*found.values()], {}, decisions) if has_near_names else ()
    return TableExchanges(reading, partners, exchanges, undecided)
