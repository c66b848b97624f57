"""Break text into lines that fit a width.

Lines break at blanks. A word that is wider than a line breaks after a hyphen (in the id `nema-ug`, not in a date) or
between two Chinese or Japanese characters. Only a piece that is still too wide is cut in the middle.
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

_IDEOGRAPHS = "\u2e80-\u2fdf\u3040-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_break_within = re.compile(rf"(?<=[^\W\d_]-)(?=\w)|(?<=\d-)(?=[^\W\d_])|(?<=[{_IDEOGRAPHS}])(?=[{_IDEOGRAPHS}])")
_blanks = re.compile(" +")


def width_of(text: str) -> int:
    """Return the columns of a terminal that a text takes: two for a wide character, none for a combining one."""
    return cell_len(text)


def longest_piece(text: str) -> int:
    """Return the width of the longest part of a text that can't be broken."""
    return max((width_of(piece) for word in _blanks.split(text) for piece in _pieces(word)), default=0)


def wrap(text: str, width: int | None, *, indent: int = 0) -> list[str]:
    """Return a text as lines.

    Args:
        text: the text, without line breaks; blanks before its first word stay.
        width: columns that a line may take; None for one line of any length.
        indent: blanks before every line but the first; fewer if a word would not fit after them.
    """
    if width is None or width_of(text) <= width:
        return [text]
    first = len(text) - len(text.lstrip(" "))
    lines: list[str] = []
    line = " " * first
    empty = True
    for word, blank in _fitting_words(text, width):
        joined = line + ("" if empty or not blank else " ") + word
        if width_of(joined) <= width:
            line = joined
        else:
            if not empty:
                lines.append(line)
            line = " " * max(0, min(first + indent, width - width_of(word))) + word
        empty = False
    return [*lines, line]


def _fitting_words(text: str, width: int) -> Iterator[tuple[str, bool]]:
    """Yield the words of a text, or pieces of words that are too wide, each with whether a blank precedes it."""
    for word in _blanks.split(text.strip(" ")):
        blank = True
        for piece in [word] if width_of(word) <= width else _pieces(word):
            for part in [piece] if width_of(piece) <= width else chop_cells(piece, width):
                yield part, blank
                blank = False


def _pieces(word: str) -> list[str]:
    """Return the parts of a word between which a line may break; an option such as `--add-need` isn't broken."""
    return [word] if word.startswith("-") else _break_within.split(word)
