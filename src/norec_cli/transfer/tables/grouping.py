"""Whole numbers, also with signs between thousands: 1 234, 1'234, 1,234 and 1.234.

The last two may be decimals as well.
"""

import re
from collections.abc import Iterable

_BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
_CERTAIN = re.compile(rf"\d{{1,3}}(?:[{_BLANKS}{_APOSTROPHES}]\d{{3}})+", re.ASCII)
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)", re.ASCII)
_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
_NUMBER = re.compile(r"[\d.,]+", re.ASCII)
_LEAST_GROUPED = 1000


def whole_digits(text: str) -> str:
    """Return the digits of a whole number, without decimals that are all 0; empty if the text is none."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else ""


def is_grouped(text: str) -> bool:
    """Return whether a text is a number whose signs can only be between thousands: `1 234`, `1'234`."""
    return _CERTAIN.fullmatch(text) is not None


def may_be_grouped(text: str) -> bool:
    """Return whether a text is a number with commas or points that may be between thousands: `1,234`, `1.234.567`."""
    return _DOUBTFUL.fullmatch(text) is not None


def ungrouped(text: str) -> str:
    """Return the digits of a number without the signs between thousands."""
    return re.sub(r"\D", "", text)


def thousands_sign(texts: Iterable[str]) -> str:
    """Return the comma or point that a column has between thousands; empty if nothing shows that it is no decimal sign.

    It is between thousands if a number has it twice, or if numbers under a thousand have none: decimals are written in
    every cell. Nothing is certain if one number contradicts it: a larger one without a sign, or with another sign.

    Args:
        texts: the texts of all cells of the column.
    """
    signs: set[str] = set()
    shown = False
    for text in texts:
        if may_be_grouped(text):
            found = re.findall("[,.]", text)
            signs.add(found[0])
            shown = shown or len(found) > 1
        elif text.isdecimal():
            if int(text) >= _LEAST_GROUPED:
                return ""
            shown = True
        elif is_grouped(text) or _NUMBER.fullmatch(text):
            return ""
    return signs.pop() if shown and len(signs) == 1 else ""
