"""Whether the record can be trusted: what offends against the rules that it is checked by."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.checks.placements import Doubles, Persons, Replacements, check_placement
from norec_cli.checks.projects import ProjectNotes, parts_of_projects
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import NO_PROJECT, RESERVED
from norec_cli.reports.core.flow_table import FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.rows import adjustments_of, regroup, rows_of

if TYPE_CHECKING:
    from norec_cli.checks.rules import Severity


def check_records(exchanges: Iterable[tuple[int, Exchange]], on: CheckContext) -> Iterator[Finding]:
    """What offends against the rules about records that can be read.

    With a filter on exchanges, partners are not judged; projects are if it is for projects and nothing else.

    Args:
        exchanges: those that can be read, each with its line; run once, to the end.
        on: what is checked, and against what.
    """
    selection = on.query.selection
    grouping = Grouping(on.partners, on.query)
    found: list[Finding] = []
    replacements, persons, doubles = Replacements(), Persons(), Doubles()
    projects = ProjectNotes(on) if on.projects and selection.is_of_projects() else None

    def looked_at() -> Iterator[Exchange]:
        for line, exchange in exchanges:
            ends = [key for key in (exchange.sender, exchange.host) if key in on.partners]
            shown = selection.takes(exchange) and (not ends or grouping.shows(*ends))
            if shown:
                found.extend(check_placement(exchange, line, on))
            replacements.note(exchange, line, shown=shown)
            persons.note(exchange, line, shown=shown)
            doubles.note(exchange, line, shown=shown)
            if len(ends) == 2:
                if projects is not None:
                    projects.note(exchange)
                yield exchange

    table = fold_flows(looked_at(), on.query.as_of, parts_of_projects if projects is not None else None)
    yield from _check_ids(grouping, on)
    yield from found
    yield from replacements.check(on)
    yield from persons.check(on)
    yield from doubles.check(on)
    if projects is not None:
        yield from projects.check(table)
    if selection.is_everything():
        yield from _check_names(grouping, on)
        yield from _check_leavers(table, on)


def _check_ids(grouping: Grouping, on: CheckContext) -> Iterator[Finding]:
    """Find partners and projects whose ids mean something else."""
    text = "has an id with a meaning of its own: norec {}s rename {} NEW"
    for key in on.partners:
        if key in RESERVED and grouping.shows(key):
            yield on.of_partner("ids-reserved", text.format("partner", key), key)
    for key, project in on.projects.items():
        if key in RESERVED and on.query.selection.has_project(key) and grouping.shows_together(project.partners):
            severity: Severity = "error" if key == NO_PROJECT else "warning"
            yield on.of_project("ids-reserved", text.format("project", key), (key,), severity=severity)


def _check_names(grouping: Grouping, on: CheckContext) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for partner_id, partner in on.partners.items():
        shared = []
        for name in dict.fromkeys((partner.name, *partner.aliases)):
            other = first.setdefault((partner.country, " ".join(name.casefold().split())), partner_id)
            if other != partner_id and grouping.shows(partner_id, other):
                shared.append(f'"{name}", as {other} is')
        if shared:
            yield on.of_partner("names-distinct", f"is called {' and '.join(shared)}", partner_id)


def _check_leavers(table: FlowTable, on: CheckContext) -> Iterator[Finding]:
    """Whether partners that have ended are balanced, by the rule of the store and with their adjustments."""
    query = Query(on.query.as_of, on.standards[""].people, partners=on.query.partners, countries=on.query.countries)
    grouping = Grouping(on.partners, query)
    adjustments, _ = adjustments_of(on.partners, query)
    for row in rows_of(regroup(table.flows, grouping), adjustments, grouping, query):
        partner, balance = on.partners[row.group.id], row.balance
        if partner.has_ended(query.as_of) and balance.verdict not in ("balanced", "none"):
            text = (
                f"ended on {partner.ended} with {balance.sent} sent and {balance.received} received: {balance.verdict}"
            )
            yield on.of_partner("leavers-balanced", text, row.group.id)
