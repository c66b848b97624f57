"""Rounding: the one way in which this program makes a number with few decimals of an exact one."""

from decimal import Decimal
from fractions import Fraction


def in_steps(value: int | Fraction, places: int) -> int:
    """Round a number to some decimals and return it as a whole number of its last decimal: 2.449 to one is 24.

    Halves go away from zero, so that -x becomes minus what x becomes.
    """
    value = Fraction(value)
    whole: int = (abs(value.numerator) * 10**places * 2 + value.denominator) // (value.denominator * 2)
    return -whole if value < 0 else whole


def rounded(value: int | Fraction, places: int) -> Decimal:
    """Return a number with some decimals; halves go away from zero, and nothing is ever -0."""
    return Decimal(f"{in_steps(value, places)}e-{places}")  # made of text: arithmetic would round to 28 digits
