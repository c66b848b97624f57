"""Text on its way into spreadsheets and back: what one would run as a formula gets an apostrophe before it."""

import re

# Where a formula would begin: at the start of a field, or after a semicolon, at which many spreadsheets part fields
# whatever the quotes say. Apostrophes before it are counted in, so that taking one away gives the text again.
_FORMULA = r"(?='*[=+\-@\t\r])"
_formula = re.compile(rf"(?:^|(?<=;)){_FORMULA}")
_guarded = re.compile(rf"(?:^|(?<=;))'{_FORMULA}")


def guarded(text: str) -> str:
    """A text with an apostrophe before what a spreadsheet would run as a formula."""
    return _formula.sub("'", text)


def unguarded(text: str) -> str:
    """The text that was guarded; any other stays as it is, but for an apostrophe before what looks like a formula."""
    return _guarded.sub("", text)
