"""The rule: whether what was sent and what was received are approximately equal.

Amounts are whole people or whole person-days. People are compared exactly. Months are compared as they are printed, in
whole tenths: two stays of eight calendar months differ by up to three days, and both are 8.0. Norec publishes no number
for "approximately equal"; the defaults are this project's, and docs/reciprocity.md says why they are what they are.
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

import msgspec

from norec_cli.model.rounding import in_steps
from norec_cli.model.settings import DEFAULT_LEAST_MONTHS

Unit = Literal["people", "months"]
Verdict = Literal["balanced", "sends-more", "hosts-more", "only-sends", "only-hosts", "none"]
VERDICTS: tuple[Verdict, ...] = ("balanced", "sends-more", "hosts-more", "only-sends", "only-hosts", "none")

DAYS_A_MONTH = Fraction(1461, 48)  # 365.25 / 12


class BalanceRule(msgspec.Struct, frozen=True):
    """By how much sent and received may differ.

    Attributes:
        tolerance: share of both together, 0 to 1.
        allowance: in the unit, whatever the share.
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
        """Make a rule of numbers as settings and options have them, taken exactly."""
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
    """What one partner sent and received, in people or in person-days, judged by a rule."""

    sent: int
    received: int
    rule: BalanceRule

    @property
    def difference(self) -> int:
        """Sent less received: positive if it sent more."""
        return self.sent - self.received

    @property
    def index(self) -> Fraction | None:
        """1 - |sent - received| / (sent + received), None where nothing was sent or received.

        The index of Grubel and Lloyd (Intra-Industry Trade, 1975): 1 if both are equal, 0 if all goes one way.
        """
        total = self.sent + self.received
        return 1 - Fraction(abs(self.difference), total) if total else None

    @property
    def verdict(self) -> Verdict:
        """How the two compare. One-way is a verdict of its own: 1 to 0 is within a person, yet nothing came back.

        Whether anything was sent or received is a question of days: one day is less than a tenth of a month.
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
        """The fewest further steps in the lacking direction that make it balanced: people, or tenths of a month.

        Where nothing went that way, a first stay at the least. With k more, the gap g is g - k and the total n is
        n + k. The allowance suffices as soon as k >= g - allowance; the tolerance as soon as g - k <= tolerance *
        (n + k), or k >= (g - tolerance * n) / (1 + tolerance). In months the share is rounded, which lets the gap be
        half a tenth more.
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
