"""Read a table of flows, for a report without a store."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from norec_cli.commands.common.people import describe_people
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.common.row_problems import refuse_or_tell_problems
from norec_cli.commands.common.table_notes import describe_reading, describe_rows, tell_notes
from norec_cli.commands.common.table_source import open_table, refuse_missing_columns
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import find_id, partner_names
from norec_cli.model.partner import Partner
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.model.wording import not_found
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_columns import settle_columns
from norec_cli.transfer.rows.flows import read_flows
from norec_cli.transfer.rows.near_partners import NameDecisions, split_same_names

if TYPE_CHECKING:
    from norec_cli.model.project import Project

UNDATED = "no column of dates found, so only people can be counted: if there is one, name it with --map start=…"

_NEED_COUNTRIES = ("country", "region", "side", "sector")
_NEED_PROJECTS = ("project", "area", "round")
# Fields that need the records of a store.
_UNUSED_FIELDS = ("project", "round", "topics", "ref", "note", "id", "replaces")


class TableLedger:
    """Ledger of a table of flows: each name in it is a partner."""

    def __init__(self, name: str, partners: dict[str, Partner], exchanges: Sequence[Exchange]) -> None:
        """Hold the records of a table.

        Args:
            name: the name of the file for messages.
            partners: the partners by name.
            exchanges: the exchanges.
        """
        self.settings = Settings(schema_number=SCHEMA, name=name)
        self.partners = partners
        self.projects: dict[str, Project] = {}
        self._exchanges = exchanges

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every exchange of the table."""
        return iter(self._exchanges)

    def partner_id(self, text: str) -> str:
        """Return the name of the partner that a person means.

        Raises:
            NorecError: if no partner has this name, or several have it.
        """
        return find_id("partner", text, partner_names(self.partners))

    def project_id(self, text: str) -> NoReturn:
        """Refuse a project, because a table of flows has none.

        Raises:
            NorecError: always.
        """
        raise NorecError(not_found("project", text, ()))


def read_ledger(context: Context, options: ReportOptions, file: str, *, by_date: bool) -> TableLedger:
    """Return the ledger of a table of flows, after saying on standard error how the table was read.

    Args:
        context: the surroundings.
        options: the options of the report.
        file: the path of the table; `-` for standard input.
        by_date: whether the report needs dates.

    Raises:
        NorecError: if the table can't be read, rows in it are bad, or it lacks what the report needs.
    """
    opened = open_table(
        context, file, options.table, "exchanges", unused=_UNUSED_FIELDS, choose=_readable, unread="not read"
    )
    source, table, mapping = opened.source, opened.table, opened.mapping
    if not table.headings:
        return TableLedger(source.display_name, {}, [])
    dated = _has_dates(mapping)
    refuse_missing_columns(table, mapping, "exchanges")
    _refuse_unusable_options(options, dated=dated)
    if by_date and not dated:
        raise UsageError(UNDATED)
    settled = settle_columns(
        table, mapping, ignore_rest=options.table.ignore_rest, skip_totals=options.table.skip_totals
    )
    tell_notes(context, settled.notes)
    mapping = settled.mapping
    flows = read_flows(
        table,
        mapping,
        today=context.today(),
        order=options.table.order,
        undated=None if dated else options.as_of,
        decisions=NameDecisions(split_same_names(options.table.same, table, mapping), options.table.new),
        totals=settled.totals,
    )
    reading, partners = flows.reading, flows.partners
    notes = [
        *describe_rows(table, opened.said),
        *describe_reading(reading, mapping),
        *describe_people(flows.exchanges),
    ]
    refuse_or_tell_problems(
        context,
        source,
        reading.problems,
        (len(reading.bad), reading.rows),
        options.table,
        notes=notes,
        undecided=flows.undecided,
        no_records=reading.left_out.no_records,
    )
    if options.group_by in _NEED_COUNTRIES and any(not partner.country for partner in partners.values()):
        raise UsageError(f"--by {options.group_by} needs a column with the country of every sender and host")
    return TableLedger(source.display_name, partners, flows.exchanges)


def _has_dates(mapping: ColumnMapping) -> bool:
    """Return whether a table says when exchanges began."""
    return mapping.has("start") or mapping.has("year")


def _readable(mapping: ColumnMapping) -> ColumnMapping:
    """Return the columns that can be read: those of lengths and ends only if the table says when exchanges began."""
    return mapping if _has_dates(mapping) else mapping.without("months", "weeks", "days", "end")


def _refuse_unusable_options(options: ReportOptions, *, dated: bool) -> None:
    """Refuse options that need what a table of flows doesn't have."""
    if (
        options.group_by in _NEED_PROJECTS
        or options.projects
        or options.areas
        or options.exchange_filter.round is not None
    ):
        raise UsageError("a table of flows has no projects: import it into a store first")
    needs_dates = options.unit == "months" or options.group_by == "year" or options.filters_by_date()
    if needs_dates and not dated:
        raise UsageError(UNDATED)
