"""`norec check`."""

from typing import Annotated

import typer

from norec_cli.commands.converters import one_of
from norec_cli.commands.options import command, open_store
from norec_cli.commands.typed import Typed
from norec_cli.commands.views import Asked
from norec_cli.context import World
from norec_cli.render.check import lay_out_findings, lay_out_rule, lay_out_rules
from norec_cli.reports.check_rules import CHECKS
from norec_cli.reports.checks import Finding, Place, check_records, finding_of
from norec_cli.reports.view import View
from norec_cli.store.examine import Examination
from norec_cli.store.snapshot import EXCHANGES, PARTNERS

app = typer.Typer(add_completion=False)

FOUND = 3
_ALL = "all"
_NEED_EVERY_RECORD = ("leavers-balanced",)


@command(app, "check", example="norec check --strict --json")
def check(
    world: World,
    asked: Asked,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 for a warning too.")] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="RULE", help='What a rule asks, why, and how to mend it; "all" for all.'),
    ] = None,
) -> None:
    """Look for everything that is wrong with the records; silent if nothing is.

    Exits with 3 if there is an error. With --partner and --country it tells only of those partners and their exchanges,
    with --year, --since and --until only of such exchanges, and always of records that can't be read.
    """
    typed = Typed()
    rule = typed.take("--explain", one_of((*CHECKS, _ALL)), explain)
    typed.refuse_if_wrong()
    asked = asked.checked().without("by", "unit")
    if rule is not None:
        asked.show(lay_out_rules(tuple(CHECKS.values())) if rule == _ALL else lay_out_rule(CHECKS[rule]))
        return
    with open_store(world).examination() as examination:
        view = asked.view(examination)
        findings = _examine(examination, view)
        not_checked = _NEED_EVERY_RECORD if examination.faults else ()
        sheet = lay_out_findings(findings, not_checked, view)
    asked.show(sheet)
    severities = {finding.check.severity for finding in findings}
    if "error" in severities or (strict and "warning" in severities):
        raise typer.Exit(FOUND)


def _examine(examination: Examination, view: View) -> list[Finding]:
    """All findings; where a record can't be read, without those that need every one."""
    place = Place(
        partners=examination.name_of(PARTNERS),
        exchanges=examination.name_of(EXCHANGES),
        line_of=examination.line_of,
        has_exchange=examination.has_exchange,
    )
    found = list(check_records(examination.exchanges(), examination.partners, examination.projects, view, place))
    if examination.faults:
        found = [one for one in found if one.check.rule not in _NEED_EVERY_RECORD]
    return [finding_of(fault) for fault in examination.faults] + found
