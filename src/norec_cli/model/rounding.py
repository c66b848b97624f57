"""Round exact numbers. All of this program rounds with these functions."""

from decimal import Decimal
from fractions import Fraction


def in_steps(value: int | Fraction, places: int) -> int:
    """Return a rounded number, counted in units of its last decimal: 2.449 rounded to one decimal is 24 tenths.

    A half is rounded away from zero: 2.5 becomes 3, and -2.5 becomes -3.

    Args:
        value: the number.
        places: how many decimals are kept.
    """
    value = Fraction(value)
    whole: int = (abs(value.numerator) * 10**places * 2 + value.denominator) // (value.denominator * 2)
    return -whole if value < 0 else whole


def rounded(value: int | Fraction, places: int) -> Decimal:
    """Return a number rounded to some decimals. A half is rounded away from zero; the result is never -0.

    Args:
        value: the number.
        places: how many decimals are kept.
    """
    return Decimal(f"{in_steps(value, places)}e-{places}")  # from text, because arithmetic would round to 28 digits
