"""Waivers: findings that the partners agreed to accept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.checks.rules import CHECK_RULES
from norec_cli.model.settings import Waiver
from norec_cli.model.wording import did_you_mean


class Waived(msgspec.Struct, frozen=True):
    """A finding with the waiver that covers it."""

    finding: Finding
    waiver: Waiver


def apply_waivers(
    findings: Iterable[Finding], waivers: Sequence[Waiver], as_of: date
) -> tuple[list[Finding], list[Waived], list[Waiver]]:
    """Separate the findings that are waived from the others; a problem with the files can't be waived.

    Args:
        findings: the findings.
        waivers: the waivers of the store.
        as_of: the day; later waivers are ignored.

    Returns:
        The findings that are left; the waived ones; the waivers up to that day that cover no finding.
    """
    in_force = [waiver for waiver in waivers if waiver.on <= as_of]
    by_key: dict[tuple[str, ...], Waiver] = {}
    for waiver in in_force:
        if waiver.rule in _waivable():
            by_key.setdefault(_key(waiver.rule, waiver.record), waiver)
    left, waived = [], []
    for finding in findings:
        waiver_found = by_key.get(_key(finding.rule.id, finding.about))
        if waiver_found is None:
            left.append(finding)
        else:
            waived.append(Waived(finding, waiver_found))
    used = [item.waiver for item in waived]
    return left, waived, [waiver for waiver in in_force if not any(waiver is other for other in used)]


def check_waivers(
    unused: Iterable[Waiver], waivers: Sequence[Waiver], context: CheckContext, *, all_looked_at: bool
) -> Iterator[Finding]:
    """Yield what is wrong with waivers that cover no finding.

    Args:
        unused: the waivers that cover no finding.
        waivers: all waivers, in their order.
        context: what was checked.
        all_looked_at: whether every record was checked, so that a waiver that covers no finding is certainly useless.
    """
    keys = [_key(waiver.rule, waiver.record) for waiver in waivers]
    for waiver in unused:
        index = next(index for index, other in enumerate(waivers) if other is waiver)
        first = keys.index(keys[index])
        if waiver.rule not in _waivable():
            known = waiver.rule in CHECK_RULES
            text = f"{waiver.rule} " + (
                "can't be waived" if known else f"is no rule{did_you_mean(waiver.rule, _waivable())}"
            )
        elif first < index:
            text = f"says what waiver {first + 1} says"
        elif all_looked_at:
            text = f"waives nothing: {waiver.record} doesn't break {waiver.rule}"
        else:
            continue
        line = context.locations.line_of(context.locations.settings, ("waivers", index))
        yield Finding(
            CHECK_RULES["waivers-fit"], "warning", text, context.locations.settings, line, f"waiver {index + 1}"
        )


def _key(rule_id: str, record: str) -> tuple[str, ...]:
    """Return a rule and a record as they are compared: of two partners either may be named first."""
    return (rule_id, *sorted(record.split(" and ")))


def _waivable() -> list[str]:
    """Return the ids of the rules that can be waived."""
    return [rule.id for rule in CHECK_RULES.values() if not rule.of_files and rule.id != "waivers-fit"]
