"""Check all records of a store against the rules."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from norec_cli.checks.exchanges import Duplicates, Overlaps, Replacements, check_exchange
from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.checks.names import check_names
from norec_cli.checks.projects import ProjectNotes, parts_of_projects
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import NO_PROJECT, RESERVED
from norec_cli.reports.core.flow_table import FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.rows import adjustments_of, regroup, rows_of

if TYPE_CHECKING:
    from norec_cli.checks.rules import Severity


def check_records(records: Iterable[tuple[int, Exchange]], context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about the records that can be read.

    With a filter on exchanges, partners are not checked; projects are checked only if the filter is by project alone.

    Args:
        records: the exchanges that can be read, each with its line; run once, to the end.
        context: the records, the query and the thresholds.
    """
    selection = context.query.selection
    grouping = Grouping(context.partners, context.query)
    findings: list[Finding] = []
    replacements, overlaps, duplicates = Replacements(), Overlaps(), Duplicates()
    projects = ProjectNotes(context) if context.projects and selection.selects_whole_projects() else None

    def noted() -> Iterator[Exchange]:
        for line, exchange in records:
            ends = [key for key in (exchange.sender, exchange.host) if key in context.partners]
            shown = selection.matches(exchange) and (not ends or grouping.shows(*ends))
            if shown:
                findings.extend(check_exchange(exchange, line, context))
            replacements.note(exchange, line, shown=shown)
            overlaps.note(exchange, line, shown=shown)
            duplicates.note(exchange, line, shown=shown)
            if len(ends) == 2:
                if projects is not None:
                    projects.note(exchange)
                yield exchange

    table = fold_flows(noted(), context.query.as_of, parts_of_projects if projects is not None else None)
    yield from _check_ids(grouping, context)
    yield from findings
    yield from replacements.check(context)
    yield from overlaps.check(context)
    yield from duplicates.check(context)
    if projects is not None:
        yield from projects.check(table)
    if selection.selects_everything():
        yield from check_names(grouping, context)
        yield from _check_leavers(table, context)


def _check_ids(grouping: Grouping, context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each partner or project with a reserved id."""
    text = "has an id with a meaning of its own: norec {}s rename {} NEW"
    for key in context.partners:
        if key in RESERVED and grouping.shows(key):
            yield context.of_partner("ids-reserved", text.format("partner", key), key)
    for key, project in context.projects.items():
        if (
            key in RESERVED
            and context.query.selection.includes_project(key)
            and grouping.shows_together(project.partners)
        ):
            severity: Severity = "error" if key == NO_PROJECT else "warning"
            yield context.of_project("ids-reserved", text.format("project", key), (key,), severity=severity)


def _check_leavers(table: FlowTable, context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each partner that has ended unbalanced, by the store's rule and with its adjustments."""
    query = Query(
        context.query.as_of,
        context.thresholds[""].people,
        partners=context.query.partners,
        countries=context.query.countries,
    )
    grouping = Grouping(context.partners, query)
    adjustments, _ = adjustments_of(context.partners, query)
    for row in rows_of(regroup(table.flows, grouping), adjustments, grouping, query):
        partner, balance = context.partners[row.group.id], row.balance
        if partner.has_ended(query.as_of) and balance.verdict not in ("balanced", "none"):
            text = (
                f"ended on {partner.ended} with {balance.sent} sent and {balance.received} received: {balance.verdict}"
            )
            yield context.of_partner("leavers-balanced", text, row.group.id)
