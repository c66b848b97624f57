"""`norec check`."""

from typing import Annotated

import typer

from norec_cli.checks.findings import CheckContext, Finding, SourceLocations, as_finding
from norec_cli.checks.rules import CHECK_RULES
from norec_cli.checks.run import check_records
from norec_cli.checks.waivers import Waived, apply_waivers, check_waivers
from norec_cli.commands.common.arguments import convert_argument
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import one_of
from norec_cli.commands.common.report_options import CHECKED
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.merge.differences import differences
from norec_cli.model import exit_codes
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS, SETTINGS_FILE, TORN
from norec_cli.model.wording import plural
from norec_cli.render.layouts.check import lay_out_findings, lay_out_rule, lay_out_rules
from norec_cli.render.screen import tell
from norec_cli.store.changes.repair import Repair, plan_repair
from norec_cli.store.changes.repair import repair as repair_store
from norec_cli.store.changes.undo import REPAIRING
from norec_cli.store.lenient_books import LenientBooks

app = typer.Typer(add_completion=False)

_ALL = "all"
_NEED_EVERY_RECORD = tuple(rule.id for rule in CHECK_RULES.values() if rule.needs_all)
_OF_SOME_EXCHANGES = "norec: partners, projects and rounds are not checked, because only some exchanges are selected"


@command(app, "check", example="norec check --project grid-arendal-2011", options=CHECKED)
def check(
    context: Context,
    options: ReportOptions,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with code 3 for a warning too.")] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="RULE", help='Rule to explain instead of checking; "all" for all rules.'),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="First repair what has only one right repair; norec undo undoes it.")
    ] = False,
) -> None:
    """List everything that is wrong with the records, and exit with code 3 if there is an error.

    --partner, --country and --project limit it to those and their exchanges, --year, --since and --until to the
    exchanges of that time; records that can't be read are always listed. In a pipe, no output means no findings.
    """
    rule_id = convert_argument("--explain", one_of((*CHECK_RULES, _ALL), "norec check --explain all"), explain)
    if rule_id is not None:
        options.show(
            lay_out_rules(tuple(CHECK_RULES.values())) if rule_id == _ALL else lay_out_rule(CHECK_RULES[rule_id])
        )
        return
    if repair:
        repair_before_check(context)
    with open_store(context).examination() as examination:
        checked = CheckContext(
            partners=examination.partners,
            projects=examination.projects,
            query=options.query(examination),
            thresholds=options.thresholds(examination),
            locations=_locations(examination),
        )
        findings, waived = _examine(examination, checked)
        not_checked = _NEED_EVERY_RECORD if examination.problems else ()
        is_told = context.stdout_is_terminal and not context.options.quiet and not examination.problems
        looked_at = _extent(examination) if is_told else ""
        sheet = lay_out_findings(findings, waived, not_checked, checked.query, looked_at=looked_at)
    options.show(sheet)
    if not checked.query.selection.selects_whole_projects():
        tell(context, _OF_SOME_EXCHANGES)
    severities = {finding.severity for finding in findings}
    if "error" in severities or (strict and "warning" in severities):
        raise typer.Exit(exit_codes.FOUND)


def repair_before_check(context: Context) -> None:
    """Repair what has only one right repair, after printing it; print the versions of what a person must decide."""
    store = open_store(context, REPAIRING)
    plan = plan_repair(store)
    tell(context, *_describe_repair(plan))
    if plan.mends:
        repair_store(store, plan, store.author)


def _describe_repair(plan: Repair) -> list[str]:
    """Return a line for each repair, and the versions of each exchange that a person must decide on."""
    lines = []
    for exchange in plan.twice:
        if exchange.stays is None:
            places = " and ".join(f"{plan.file}:{number}" for number, _ in exchange.lines)
            lines.append(f"{places}: {len(exchange.lines)} versions of exchange {exchange.id}: keep the right one")
            lines += [f"  {text}" for text in differences([text for _, text in exchange.lines])]
            continue
        lines += [
            f"{plan.file}:{number}: removed, because line {exchange.stays} is a later version of it: {text}"
            for number, text in exchange.lines
            if number != exchange.stays
        ]
    if plan.torn is not None:
        number, torn = plan.torn
        lines.append(f"{plan.file}:{number}: incomplete line moved to {TORN}: {torn.decode(errors='replace')}")
    if plan.open_end:
        lines.append(f"{plan.file}: missing line feed added at its end")
    return lines


def _extent(examination: LenientBooks) -> str:
    """Return how many records and rules were looked at, in words."""
    numbers = (
        (examination.number, "exchange"),
        (len(examination.partners), "partner"),
        (len(examination.projects), "project"),
        (len(CHECK_RULES), "rule"),
    )
    return ", ".join(plural(number, name) for number, name in numbers)


def _examine(examination: LenientBooks, checked: CheckContext) -> tuple[list[Finding], list[Waived]]:
    """Return the findings, and the waived ones apart.

    If a record can't be read, rules that need every record are left out.
    """
    findings = list(check_records(examination.numbered_exchanges(), checked))
    if examination.problems:
        findings = [finding for finding in findings if not finding.rule.needs_all]
    waivers = examination.settings.waivers if examination.settings else ()
    remaining, waived, unused = apply_waivers(findings, waivers, checked.query.as_of)
    everything = not examination.problems and not checked.query.filters()
    remaining += check_waivers(unused, waivers, checked, all_looked_at=everything)
    return [as_finding(problem) for problem in examination.problems] + remaining, waived


def _locations(examination: LenientBooks) -> SourceLocations:
    return SourceLocations(
        settings=examination.name_of(SETTINGS_FILE),
        partners=examination.name_of(PARTNERS),
        projects=examination.name_of(PROJECTS),
        exchanges=examination.name_of(EXCHANGES),
        line_of=examination.line_of,
        has_exchange=examination.has_exchange,
        is_unreadable=examination.is_unreadable,
    )
