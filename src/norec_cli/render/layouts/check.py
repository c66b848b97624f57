"""Lay out the findings of `check`, and its rules."""

from collections import Counter
from collections.abc import Sequence

from norec_cli.checks.findings import Finding
from norec_cli.checks.rules import CheckRule
from norec_cli.checks.waivers import Waived
from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of
from norec_cli.render.layouts.footnotes import only_between
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
    """Return findings as a sheet of which people read a line for each.

    They are sorted by severity, project (those of no project first), rule and record.

    Args:
        findings: the findings.
        waived: findings that are waived.
        not_checked: rules that weren't checked, because records that they need can't be read.
        query: the query.
        looked_at: number of records and rules that were checked, in words, for the message that nothing is wrong; empty
            for no message.
    """
    ordered = sorted(findings, key=_order)
    number = Counter(finding.severity for finding in findings)
    footnotes = []
    if findings:
        errors, warnings = plural(number["error"], "error"), plural(number["warning"], "warning")
        footnotes.append(f"{errors}, {warnings}, {number['information']:,} for information.")
    footnotes += [_waiver_in_words(waiver) for waiver in waived] + only_between(query)
    if not_checked:
        footnotes.append(f"Not checked, because some records can't be read: {', '.join(not_checked)}.")
    if findings:
        footnotes.append("norec check --explain RULE says why it matters and how to mend it.")
    return Sheet(
        title=f"Findings, as of {query.as_of}{filters_of(query)}",
        columns=_COLUMNS,
        rows=[
            (finding.severity, finding.rule.id, finding.file, finding.line, finding.about, finding.text)
            for finding in ordered
        ],
        json_header={"schema": "norec.check/1", "as_of": query.as_of.isoformat(), "filters": query.filters()},
        totals={
            "rows": len(findings),
            "errors": number["error"],
            "warnings": number["warning"],
            "not_checked": list(not_checked),
            "information": number["information"],
            "waived": [_waiver_in_json(waiver) for waiver in waived],
        },
        footnotes=footnotes,
        empty=_nothing_wrong(looked_at, query) if looked_at and not findings else "",
        sentence=_sentence,
    )


def _nothing_wrong(looked_at: str, query: Query) -> str:
    """Return the message that nothing is wrong."""
    selected = f" with what is selected ({filters_of(query).removeprefix(', ')})" if query.filters() else ""
    return f"Nothing wrong{selected}: {looked_at} looked at."


def _order(finding: Finding) -> tuple[object, ...]:
    """Return the sort key of a finding: severity, project, rule, record and place."""
    place = (finding.file, finding.line or 0, finding.text)
    return (_ORDER.index(finding.severity), finding.project, finding.rule.id, finding.about, *place)


def _sentence(row: Sequence[Cell]) -> str:
    """Return a finding as a line that begins with its place, as compilers write theirs."""
    severity, rule, file, line, record, text = row
    place = f"{file}:{line}" if line else file
    about = f" ({record})" if record else ""
    return f"{place}: {severity}: {text}{about} [{rule}]"


def _waiver_in_words(waived: Waived) -> str:
    """Return a waived finding as a footnote."""
    waiver, finding = waived.waiver, waived.finding
    agreed = f"by {waiver.by} on {waiver.on}, because: {waiver.reason}"
    return f"Waived: {finding.text} ({finding.about}) [{waiver.rule}], {agreed}"


def _waiver_in_json(waived: Waived) -> dict[str, str]:
    """Return a waived finding for JSON."""
    waiver, finding = waived.waiver, waived.finding
    return {
        "severity": finding.severity,
        "rule": waiver.rule,
        "record": waiver.record,
        "finding": finding.text,
        "reason": waiver.reason,
        "by": waiver.by,
        "on": waiver.on.isoformat(),
    }


def lay_out_rule(rule: CheckRule) -> Sheet:
    """Return the explanation of one rule as a sheet."""
    return Sheet(
        title=f"Rule {rule.id}",
        columns=_RULES,
        rows=[_rule_cells(rule)],
        json_header={"schema": "norec.check.rule/1"},
        is_record=True,
    )


def lay_out_rules(rules: Sequence[CheckRule]) -> Sheet:
    """Return rules with their explanations as a sheet."""
    return Sheet(
        title="Rules",
        columns=_RULES,
        rows=[_rule_cells(rule) for rule in rules],
        json_header={"schema": "norec.check.rules/1"},
        totals={"rows": len(rules)},
    )


def _rule_cells(rule: CheckRule) -> tuple[str, ...]:
    return (rule.id, rule.severity, rule.asks, rule.why, rule.mend)
