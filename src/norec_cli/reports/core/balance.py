"""Decide whether sent and received are approximately equal.

Amounts are whole people or whole person-days. People are compared exactly. Months are compared as they are printed, in
whole tenths: two stays of eight calendar months differ by up to three days, and both are 8.0. Norec publishes no number
for "approximately equal"; the defaults are this project's, and docs/reciprocity.md says why they are what they are.
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

import msgspec

from norec_cli.model.dates import DAYS_A_MONTH
from norec_cli.model.rounding import in_steps
from norec_cli.model.settings import DEFAULT_LEAST_MONTHS

Unit = Literal["people", "months"]
Verdict = Literal["balanced", "sends-more", "hosts-more", "only-sends", "only-hosts", "none"]
VERDICTS: tuple[Verdict, ...] = ("balanced", "sends-more", "hosts-more", "only-sends", "only-hosts", "none")

# The sets of verdicts that --only and --fail-on choose.
VERDICT_SETS: dict[str, frozenset[Verdict]] = {
    "balanced": frozenset({"balanced"}),
    "unbalanced": frozenset({"sends-more", "hosts-more", "only-sends", "only-hosts"}),
    "one-way": frozenset({"only-sends", "only-hosts"}),
}


class BalanceRule(msgspec.Struct, frozen=True):
    """By how much sent and received may differ and still be called balanced.

    Attributes:
        tolerance: allowed difference as a share of sent plus received, from 0 to 1.
        allowance: difference that is always allowed, in people or months.
        unit: people or months.
        least_months: calendar months of the shortest usual stay.
    """

    tolerance: Fraction
    allowance: Fraction
    unit: Unit
    least_months: int = DEFAULT_LEAST_MONTHS

    @classmethod
    def of(
        cls,
        tolerance: Fraction | Decimal,
        allowance: Fraction | Decimal | int,
        unit: Unit,
        least_months: int = DEFAULT_LEAST_MONTHS,
    ) -> "BalanceRule":
        """Return the rule with exact values of the numbers from settings and options."""
        return cls(Fraction(tolerance), Fraction(allowance), unit, least_months)

    def step(self) -> Fraction:
        """Return the smallest amount that is compared: one person, or a tenth of a month in days."""
        return Fraction(1) if self.unit == "people" else DAYS_A_MONTH / 10

    def steps(self, amount: int | Fraction) -> int:
        """Return people or days as the whole steps that are printed and compared: people, or tenths of a month."""
        return in_steps(amount / self.step(), 0)

    def allowed(self, total: int | Fraction) -> Fraction:
        """Return the greatest difference, in steps, that is balanced at a total of sent and received."""
        share = self.tolerance * total / self.step()
        if self.unit == "people":
            return max(self.allowance, share)
        return Fraction(max(in_steps(self.allowance, 1), in_steps(share, 0)))

    def first_stay(self) -> int:
        """Return the fewest steps that a first stay in a direction takes: one person, or the shortest usual stay."""
        return 1 if self.unit == "people" else 10 * self.least_months


class Balance(msgspec.Struct, frozen=True):
    """What one partner sent and received, in people or person-days, and the rule that judges it."""

    sent: int
    received: int
    rule: BalanceRule

    @property
    def difference(self) -> int:
        """Return sent minus received."""
        return self.sent - self.received

    @property
    def index(self) -> Fraction | None:
        """Return 1 - |sent - received| / (sent + received), or None if nothing was sent or received.

        This is the index of Grubel and Lloyd (Intra-Industry Trade, 1975): 1 if both are equal, 0 if all goes one way.
        """
        total = self.sent + self.received
        return 1 - Fraction(abs(self.difference), total) if total else None

    @property
    def verdict(self) -> Verdict:
        """Return how sent and received compare.

        One-way comes before the rule: 1 to 0 differs by one person only, but nothing came back. In months the amounts
        are compared with zero in days, because one day rounds to 0.0 months.
        """
        if not self.sent and not self.received:
            return "none"
        if not self.received:
            return "only-sends"
        if not self.sent:
            return "only-hosts"
        if abs(self.rule.steps(self.difference)) <= self.rule.allowed(self.sent + self.received):
            return "balanced"
        return "sends-more" if self.difference > 0 else "hosts-more"

    @property
    def until_balanced(self) -> int:
        """Return the fewest further steps in the direction with less that make it balanced.

        A step is one person or a tenth of a month. If nothing went in that direction, a first stay is the least.

        With k more steps, the gap g becomes g - k and the total n becomes n + k. The allowance suffices as soon as
        k >= g - allowance; the tolerance as soon as g - k <= tolerance * (n + k), or
        k >= (g - tolerance * n) / (1 + tolerance). In months the share is rounded, so the gap may be half a step more.
        """
        if self.verdict in ("balanced", "none"):
            return 0
        rule = self.rule
        gap, total = abs(rule.steps(self.difference)), (self.sent + self.received) / rule.step()
        half = Fraction(0) if rule.unit == "people" else Fraction(1, 2)
        by_allowance = gap - rule.allowed(0)
        by_tolerance = (gap - half - rule.tolerance * total) / (1 + rule.tolerance)
        least = 1 if self.sent and self.received else rule.first_stay()
        return max(least, ceil(min(by_allowance, by_tolerance)))
