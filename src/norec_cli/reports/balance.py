"""The rule: whether what was sent and what was received are approximately equal.

Amounts are whole people or whole person-days, and all comparisons are exact. Norec publishes no number for
"approximately equal"; the defaults are this project's, and docs/reciprocity.md says why they are what they are.
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

import msgspec

Unit = Literal["people", "months"]
Verdict = Literal["balanced", "sends-more", "hosts-more", "only-sends", "only-hosts", "none"]
VERDICTS: tuple[Verdict, ...] = ("balanced", "sends-more", "hosts-more", "only-sends", "only-hosts", "none")

DAYS_A_MONTH = Fraction(1461, 48)  # 365.25 / 12


class Rule(msgspec.Struct, frozen=True):
    """By how much sent and received may differ.

    Attributes:
        tolerance: share of both together, 0 to 1.
        allowance: in the unit, whatever the share.
        unit: people or months.
    """

    tolerance: Fraction
    allowance: Fraction
    unit: Unit

    @classmethod
    def of(cls, tolerance: Fraction | Decimal, allowance: Fraction | Decimal | int, unit: Unit) -> "Rule":
        """A rule of numbers as settings and words have them, taken exactly."""
        return cls(Fraction(tolerance), Fraction(allowance), unit)

    def step(self) -> Fraction:
        """The smallest amount that is counted: one person, or a tenth of a month in days."""
        return Fraction(1) if self.unit == "people" else DAYS_A_MONTH / 10

    def allowed(self, total: int | Fraction) -> Fraction:
        """The greatest difference that is balanced at a total of sent and received, in people or days."""
        allowance = self.allowance if self.unit == "people" else self.allowance * DAYS_A_MONTH
        return max(allowance, self.tolerance * total)


class Balance(msgspec.Struct, frozen=True):
    """What one partner sent and received, in people or in person-days, judged by a rule."""

    sent: int
    received: int
    rule: Rule

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
        """How the two compare. One-way is a verdict of its own: 1 to 0 is within a person, yet nothing came back."""
        if not self.sent and not self.received:
            return "none"
        if not self.received:
            return "only-sends"
        if not self.sent:
            return "only-hosts"
        if abs(self.difference) <= self.rule.allowed(self.sent + self.received):
            return "balanced"
        return "sends-more" if self.difference > 0 else "hosts-more"

    @property
    def until_balanced(self) -> int:
        """The fewest further steps in the lacking direction that make it balanced.

        In people, or in tenths of a month. With k more the difference is d - k and the total n + k: balanced as soon
        as k >= d - allowance, or k >= (d - tolerance * n) / (1 + tolerance), and something has gone each way.
        """
        if self.verdict in ("balanced", "none"):
            return 0
        rule = self.rule
        gap, total = abs(self.difference), self.sent + self.received
        by_allowance = gap - rule.allowed(0)
        by_tolerance = (gap - rule.tolerance * total) / (1 + rule.tolerance)
        return max(1, ceil(min(by_allowance, by_tolerance) / rule.step()))
