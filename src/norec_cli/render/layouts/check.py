"""How `check` is laid out, and the rules that it goes by."""

from collections import Counter
from collections.abc import Sequence

from norec_cli.checks.findings import Finding
from norec_cli.checks.rules import Check
from norec_cli.checks.waivers import Waived
from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of
from norec_cli.render.layouts.footnotes import only_dealings
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query

_SEVERITIES = {"error": "red", "warning": "yellow"}
_ORDER = ("error", "warning", "information")
_COLUMNS = (
    Column("severity", "Severity", styles=_SEVERITIES, drop_order=1),
    Column("rule", "Rule", drop_order=2),
    Column("file", "File", flexible=True),
    Column("line", "Line", number=True, is_label=True),
    Column("record", "Record", flexible=True, drop_order=3),
    Column("finding", "Finding", flexible=True),
)
_RULES = (
    Column("rule", "Rule"),
    Column("severity", "Severity", styles=_SEVERITIES),
    Column("asks", "What must be so", flexible=True),
    Column("why", "Why", flexible=True, drop_order=1),
    Column("mend", "How to mend it", flexible=True, drop_order=2),
)


def lay_out_findings(
    findings: Sequence[Finding],
    waived: Sequence[Waived],
    not_checked: Sequence[str],
    query: Query,
    *,
    looked_at: str = "",
) -> Sheet:
    """Return all findings as a sheet: errors first, then warnings, then information; people read a line for each.

    Within each severity those of one project stand together, those of none first; then they go by rule, and by record.

    Args:
        findings: them.
        waived: those that are waived.
        not_checked: rules that couldn't be looked at, because records that they need can't be read.
        query: what was asked for.
        looked_at: how much was looked at, in words, for people who hear that nothing is wrong; empty to say nothing.
    """
    ordered = sorted(findings, key=_order)
    number = Counter(found.severity for found in findings)
    footnotes = []
    if findings:
        errors, warnings = plural(number["error"], "error"), plural(number["warning"], "warning")
        footnotes.append(f"{errors}, {warnings}, {number['information']:,} for information.")
    footnotes += [_waiver_in_words(one) for one in waived] + only_dealings(query)
    if not_checked:
        footnotes.append(f"Not checked, because not everything can be read: {', '.join(not_checked)}.")
    if findings:
        footnotes.append("norec check --explain RULE says why it matters and how to mend it.")
    return Sheet(
        title=f"Findings, as of {query.as_of}{filters_of(query)}",
        columns=_COLUMNS,
        rows=[(found.severity, found.check.rule, found.file, found.line, found.about, found.text) for found in ordered],
        json_header={"schema": "norec.check/1", "as_of": query.as_of.isoformat(), "filters": query.filters()},
        totals={
            "rows": len(findings),
            "errors": number["error"],
            "warnings": number["warning"],
            "not_checked": list(not_checked),
            "information": number["information"],
            "waived": [_waiver_in_json(one) for one in waived],
        },
        footnotes=footnotes,
        empty=_nothing_wrong(looked_at, query) if looked_at and not findings else "",
        sentence=_sentence,
    )


def _nothing_wrong(looked_at: str, query: Query) -> str:
    selected = f" with what is selected ({filters_of(query).removeprefix(', ')})" if query.filters() else ""
    return f"Nothing wrong{selected}: {looked_at} looked at."


def _order(found: Finding) -> tuple[object, ...]:
    """Return what a finding is sorted by: severity, project, rule, record, and where it is."""
    place = (found.file, found.line or 0, found.text)
    return (_ORDER.index(found.severity), found.project, found.check.rule, found.about, *place)


def _sentence(row: Sequence[Cell]) -> str:
    """A finding in one line, its place first, as compilers write theirs."""
    severity, rule, file, line, record, finding = row
    place = f"{file}:{line}" if line else file
    about = f" ({record})" if record else ""
    return f"{place}: {severity}: {finding}{about} [{rule}]"


def _waiver_in_words(one: Waived) -> str:
    waiver, found = one.waiver, one.finding
    return (
        f"Waived: {found.text} ({found.about}) [{waiver.rule}], by {waiver.by} on {waiver.on}, because: {waiver.reason}"
    )


def _waiver_in_json(one: Waived) -> dict[str, str]:
    waiver, found = one.waiver, one.finding
    return {
        "severity": found.severity,
        "rule": waiver.rule,
        "record": waiver.record,
        "finding": found.text,
        "reason": waiver.reason,
        "by": waiver.by,
        "on": waiver.on.isoformat(),
    }


def lay_out_rule(check: Check) -> Sheet:
    """One rule, explained."""
    return Sheet(
        title=f"Rule {check.rule}",
        columns=_RULES,
        rows=[_rule_cells(check)],
        json_header={"schema": "norec.check.rule/1"},
        is_record=True,
    )


def lay_out_rules(checks: Sequence[Check]) -> Sheet:
    """All rules."""
    return Sheet(
        title="Rules",
        columns=_RULES,
        rows=[_rule_cells(check) for check in checks],
        json_header={"schema": "norec.check.rules/1"},
        totals={"rows": len(checks)},
    )


def _rule_cells(check: Check) -> tuple[str, ...]:
    return (check.rule, check.severity, check.asks, check.why, check.mend)
