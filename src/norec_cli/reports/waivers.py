"""Findings that the partners have agreed to leave as they are."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from norec_cli.model.settings import Waiver
from norec_cli.model.words import did_you_mean
from norec_cli.reports.check_rules import CHECKS
from norec_cli.reports.findings import Checking, Finding


class Waived(msgspec.Struct, frozen=True):
    """A finding that a waiver silences."""

    finding: Finding
    waiver: Waiver


def apply_waivers(
    findings: Iterable[Finding], waivers: Sequence[Waiver]
) -> tuple[list[Finding], list[Waived], list[Waiver]]:
    """Set aside what is waived; faults of the files can't be.

    Returns:
        The findings that are left; those that are waived; the waivers that silence nothing.
    """
    by_key = {(waiver.rule, waiver.record): waiver for waiver in waivers if waiver.rule in _waivable()}
    left, waived = [], []
    for finding in findings:
        waiver = by_key.get((finding.check.rule, finding.about))
        if waiver is None:
            left.append(finding)
        else:
            waived.append(Waived(finding, waiver))
    used = [one.waiver for one in waived]
    return left, waived, [waiver for waiver in waivers if not any(waiver is one for one in used)]


def check_waivers(
    unused: Iterable[Waiver], waivers: Sequence[Waiver], on: Checking, *, all_looked_at: bool
) -> Iterator[Finding]:
    """What is wrong with waivers that silence nothing.

    Args:
        unused: those.
        waivers: all, in their order.
        on: what was checked.
        all_looked_at: whether everything was, so that what silences nothing has nothing to silence.
    """
    for waiver in unused:
        if waiver.rule not in _waivable():
            what = "can't be waived" if waiver.rule in CHECKS else f"is no rule{did_you_mean(waiver.rule, _waivable())}"
            text = f"{waiver.rule} {what}"
        elif all_looked_at and waiver.on <= on.view.as_of:
            text = f"waives nothing: {waiver.record} doesn't offend against {waiver.rule}"
        else:
            continue
        place = next(place for place, one in enumerate(waivers) if one is waiver)
        line = on.place.line_of(on.place.settings, ("waivers", place))
        yield Finding(CHECKS["waivers-fit"], "warning", text, on.place.settings, line, f"waiver {place + 1}")


def _waivable() -> list[str]:
    return [rule for rule, check in CHECKS.items() if not check.of_files and rule != "waivers-fit"]
