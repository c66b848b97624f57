"""`norec check`."""

from typing import Annotated

import typer

from norec_cli.checks.findings import CheckContext, Finding, SourceLocations, as_finding
from norec_cli.checks.rules import CHECKS
from norec_cli.checks.run import check_records
from norec_cli.checks.waivers import Waived, apply_waivers, check_waivers
from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import one_of
from norec_cli.commands.common.report_options import CHECKED
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.repairing import repair_first
from norec_cli.context import Context
from norec_cli.model.wording import plural
from norec_cli.render.layouts.check import lay_out_findings, lay_out_rule, lay_out_rules
from norec_cli.render.screen import tell
from norec_cli.store.files.locate import SETTINGS_FILE
from norec_cli.store.files.snapshot import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.lenient_books import LenientBooks

app = typer.Typer(add_completion=False)

FOUND = 3
_ALL = "all"
_NEED_EVERY_RECORD = tuple(rule for rule, check in CHECKS.items() if check.needs_all)
_OF_SOME_EXCHANGES = "norec: partners, projects and rounds are not judged by some of their exchanges"


@command(app, "check", example="norec check --project grid-arendal-2011", options=CHECKED)
def check(
    context: Context,
    options: ReportOptions,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 for a warning too.")] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="RULE", help='What a rule asks, why, and how to mend it; "all" for all.'),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="First mend what needs no judgement, and say what; undo takes it back.")
    ] = False,
) -> None:
    """Look for everything that is wrong with the records; in a pipe silent if nothing is.

    Exits with 3 if there is an error. With --partner, --country and --project it tells only of those and their
    exchanges, with --year, --since and --until only of such exchanges, and always of records that can't be read.
    """
    arguments = ArgumentReader()
    rule = arguments.convert("--explain", one_of((*CHECKS, _ALL)), explain)
    arguments.raise_errors()
    if rule is not None:
        options.show(lay_out_rules(tuple(CHECKS.values())) if rule == _ALL else lay_out_rule(CHECKS[rule]))
        return
    if repair:
        repair_first(context)
    with open_store(context).examination() as examination:
        on = CheckContext(
            partners=examination.partners,
            projects=examination.projects,
            query=options.query(examination),
            thresholds=options.thresholds(examination),
            locations=_locations(examination),
        )
        findings, waived = _examine(examination, on)
        not_checked = _NEED_EVERY_RECORD if examination.problems else ()
        says_so = context.stdout_is_terminal and not context.quiet and not examination.problems
        looked_at = _looked_at(examination, len(CHECKS)) if says_so else ""
        sheet = lay_out_findings(findings, waived, not_checked, on.query, looked_at=looked_at)
    options.show(sheet)
    if not on.query.selection.is_of_projects():
        tell(context, _OF_SOME_EXCHANGES)
    severities = {finding.severity for finding in findings}
    if "error" in severities or (strict and "warning" in severities):
        raise typer.Exit(FOUND)


def _looked_at(examination: LenientBooks, rules: int) -> str:
    """Return how much was looked at, in words."""
    held = (
        (examination.number, "exchange"),
        (len(examination.partners), "partner"),
        (len(examination.projects), "project"),
        (rules, "rule"),
    )
    return ", ".join(plural(number, name) for number, name in held)


def _examine(examination: LenientBooks, on: CheckContext) -> tuple[list[Finding], list[Waived]]:
    """All findings, and those that are waived; where a record can't be read, without those that need every one."""
    found = list(check_records(examination.numbered_exchanges(), on))
    if examination.problems:
        found = [one for one in found if not one.check.needs_all]
    waivers = examination.settings.waivers if examination.settings else ()
    left, waived, unused = apply_waivers(found, waivers, on.query.as_of)
    everything = not examination.problems and not on.query.filters()
    left += check_waivers(unused, waivers, on, all_looked_at=everything)
    return [as_finding(problem) for problem in examination.problems] + left, waived


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
