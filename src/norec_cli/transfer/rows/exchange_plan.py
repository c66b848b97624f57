"""Read the exchanges of a table that are to be imported into a store, and the partners to create for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold
from norec_cli.model.lookup import UnknownNameError, project_names
from norec_cli.model.partner import Partner
from norec_cli.model.years import YearStart
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.exchanges import ExchangeReader, read_exchanges
from norec_cli.transfer.rows.names import Names
from norec_cli.transfer.rows.names_in_table import codes_in
from norec_cli.transfer.rows.near_partners import NameDecisions, UndecidedName
from norec_cli.transfer.rows.new_partners import NewPartners, find_new_partners
from norec_cli.transfer.rows.problems import quoted
from norec_cli.transfer.rows.repeated_headings import without_repeated_headings
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.summary_rows import REFUSED, TotalRows
from norec_cli.transfer.rows.unknown_partners import explain_unknown_names
from norec_cli.transfer.tables.table import Table

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Misfits = Callable[[Exchange, Mapping[str, Partner]], Iterable[str]]


class ExchangePlan(msgspec.Struct, frozen=True):
    """Exchanges and new partners of a table.

    Attributes:
        reading: the reader of the rows, with what is wrong in them.
        exchanges: the exchanges by id.
        partners: the partners to create because rows name them, by id.
        undecided: the names that are near others, so that a person has to decide whose they are.
        without_country: the names that can't be created as partners without a country, each with the sides on which
            rows have it.
    """

    reading: ExchangeReader
    exchanges: Mapping[str, Exchange]
    partners: Mapping[str, Partner]
    undecided: Sequence[UndecidedName] = ()
    without_country: Mapping[str, Sequence[str]] = {}


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
    years_begin: YearStart,
    decisions: NameDecisions,
    series: str,
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
        years_begin: the day on which the years of the store begin.
        decisions: what a person decided about names of partners.
        series: the series of the file.
        totals: how total rows are known, and whether they are left out.

    Raises:
        UsageError: if a decision is about a name that no row has.
    """
    table = without_repeated_headings(table, mapping, Names.of_partners(partners).knows)
    are_codes = codes_in(table, mapping, totals.marks)
    names = Names.of_partners(partners, are_codes)
    new = find_new_partners(table, mapping, names, partners, decisions) if create else NewPartners(decisions=decisions)
    everybody = {**partners, **new.partners}
    all_names = Names.of_partners(everybody, are_codes) if new.partners else names
    may_misfit = mapping.has("project") or any(partner.ended is not None for partner in partners.values())
    context = RowContext(
        find_partner=_finder_of(all_names, new),
        projects=Names("project", project_names(projects)),
        today=today,
        order=order,
        academic_years_begin=years_begin.academic(),
        academic_years_of=_academic_years(projects, years_begin) if mapping.has("project") else {},
        recorded=recorded,
        series=series,
        totals=totals,
        misfits=(lambda exchange: misfits(exchange, everybody)) if may_misfit else None,
    )
    reading, read = read_exchanges(table, mapping, context, lambda key: key in partners or new.is_decided(key))
    exchanges = {exchange.id: exchange for exchange in read}
    decisions.refuse_unused()
    reading.problems[:] = explain_unknown_names(reading.problems, table, mapping, partners, decisions)
    used = {key for exchange in exchanges.values() for key in (exchange.sender, exchange.host)} if create else set()
    created = {key: partner for key, partner in new.partners.items() if key in used}
    return ExchangePlan(reading, exchanges, created, new.undecided, new.without_country)


def _finder_of(names: Names, new: NewPartners) -> Callable[[str], str]:
    """Return a function that finds the id of the partner that a text means, or raises ValueError.

    Args:
        names: the names of all partners, also of the new ones.
        new: the new partners, with what was decided about names.
    """

    def find(text: str) -> str:
        meant = new.decisions.meant(text)
        if new.reasons and (reason := new.reasons.get(fold(meant))):
            raise ValueError(reason)
        try:
            return names.find(meant)
        except UnknownNameError as error:
            if meant == text:
                raise
            raise ValueError(f"is said to be {quoted(meant)}, which {error}") from None

    return find


def _academic_years(projects: "Mapping[str, Project]", years_begin: YearStart) -> dict[str, YearStart]:
    """Return the day on which an academic year begins for each project that has years of its own."""
    return {key: project.years_begin(years_begin).academic() for key, project in projects.items() if project.year_start}
