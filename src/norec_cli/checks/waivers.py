"""Findings that the partners have agreed to leave as they are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.checks.rules import CHECKS
from norec_cli.model.settings import Waiver
from norec_cli.model.wording import did_you_mean


class Waived(msgspec.Struct, frozen=True):
    """A finding that a waiver silences."""

    finding: Finding
    waiver: Waiver


def apply_waivers(
    findings: Iterable[Finding], waivers: Sequence[Waiver], as_of: date
) -> tuple[list[Finding], list[Waived], list[Waiver]]:
    """Set aside what is waived by a day; faults of the files can't be.

    Returns:
        The findings that are left; those that are waived; the waivers of that day or before that silence nothing.
    """
    given = [waiver for waiver in waivers if waiver.on <= as_of]
    by_key: dict[tuple[str, str], Waiver] = {}
    for waiver in given:
        if waiver.rule in _waivable():
            by_key.setdefault((waiver.rule, waiver.record), waiver)
    left, waived = [], []
    for finding in findings:
        found = by_key.get((finding.check.rule, finding.about))
        if found is None:
            left.append(finding)
        else:
            waived.append(Waived(finding, found))
    used = [one.waiver for one in waived]
    return left, waived, [waiver for waiver in given if not any(waiver is one for one in used)]


def check_waivers(
    unused: Iterable[Waiver], waivers: Sequence[Waiver], on: CheckContext, *, all_looked_at: bool
) -> Iterator[Finding]:
    """What is wrong with waivers that silence nothing.

    Args:
        unused: those.
        waivers: all, in their order.
        on: what was checked.
        all_looked_at: whether everything was, so that what silences nothing has nothing to silence.
    """
    for waiver in unused:
        place = next(place for place, one in enumerate(waivers) if one is waiver)
        first = next(at for at, one in enumerate(waivers) if (one.rule, one.record) == (waiver.rule, waiver.record))
        if waiver.rule not in _waivable():
            what = "can't be waived" if waiver.rule in CHECKS else f"is no rule{did_you_mean(waiver.rule, _waivable())}"
            text = f"{waiver.rule} {what}"
        elif first < place:
            text = f"says what waiver {first + 1} says"
        elif all_looked_at:
            text = f"waives nothing: {waiver.record} doesn't offend against {waiver.rule}"
        else:
            continue
        line = on.place.line_of(on.place.settings, ("waivers", place))
        yield Finding(CHECKS["waivers-fit"], "warning", text, on.place.settings, line, f"waiver {place + 1}")


def _waivable() -> list[str]:
    return [rule for rule, check in CHECKS.items() if not check.of_files and rule != "waivers-fit"]
