"""Compare names and topics that people wrote: which of them are the same, however they are typed."""

import re
import unicodedata
from collections.abc import Iterable

# Apostrophes, quotes, and accents and primes that are typed for them. As numbers, because they look alike.
_QUOTES = frozenset(
    "\"'`\u00ab\u00b4\u00bb\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb"
    "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u2035\u2036\u2039\u203a\u1fef\u1ffd"
)
# What Unicode does not list with the dashes, and with the invisible characters.
_OTHER_DASHES = frozenset("\N{MINUS SIGN}\N{HYPHEN BULLET}\N{MODIFIER LETTER MINUS SIGN}")
_OTHER_INVISIBLE = frozenset(map(chr, (0x034F, *range(0xFE00, 0xFE10))))

_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")

# The dots in and after a word, but not those between two digits.
_DOTS = re.compile(r"(?<=[^ .])\.++(?!\d)|(?<=[^ .\d])\.++")


def fold(text: str) -> str:
    """Return the form of a name or topic that all ways to type it have in common; two texts are the same if it is.

    It has no capitals, no invisible characters, single blanks, one kind of apostrophe or quote, and one kind of dash.
    Dots in and after words are left out (`U.N.` is `UN`), but not those between digits. Letters are composed with
    their accents, which stay: `Sao` is not `São`.
    """
    folded = text.casefold() if text.isascii() else _fold_characters(text)
    folded = " ".join(folded.replace('"', "'").replace("`", "'").split())
    if "." in folded:
        folded = unicodedata.normalize("NFC", _DOTS.sub("", folded))  # an accent may have followed a dot
    return folded or text.strip()  # two texts of nothing but invisible characters are not the same


def fold_case(text: str) -> str:
    """Return a text in one case, without the blanks around it: for texts that are neither names nor topics.

    The lists in a record are checked by it too. A record refuses two texts that are the same by this, but not two that
    are the same only by `fold`: stores hold such texts, and must stay readable.
    """
    return text.strip().casefold()


def distinct(texts: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return texts in their order, without those that are the same as an earlier or a known one by `fold`."""
    seen = set(map(fold, known))
    kept = []
    for text in texts:
        if (folded := fold(text)) not in seen:
            seen.add(folded)
            kept.append(text)
    return tuple(kept)


def visible(text: str) -> str:
    """Return a name as it is seen: without invisible characters, with single blanks.

    Joiners between letters stay, because they change how some scripts are written.
    """
    if text.isascii():
        return " ".join(text.split())
    kept = (c for c in text if c in _JOINERS or (unicodedata.category(c) != "Cf" and c not in _OTHER_INVISIBLE))
    return " ".join("".join(kept).split()).strip("".join(_JOINERS)) or text


def visible_text(text: str) -> str:
    """Return a text of a number, a date or a word as it is seen; empty if nothing of it is. No joiner stays."""
    kept = (c for c in text if unicodedata.category(c) != "Cf" and c not in _OTHER_INVISIBLE)
    return " ".join("".join(kept).split())


def unify_signs(text: str) -> str:
    """Return a text without invisible characters, with one kind of quote and of dash; capitals and dots stay."""
    return _unify(unicodedata.normalize("NFKC", _unify(text)))


def _fold_characters(text: str) -> str:
    """Return a text with one form of each character: see `fold`."""
    composed = unicodedata.normalize("NFKC", _unify(text))
    return _unify(unicodedata.normalize("NFKC", composed.casefold()))


def _unify(text: str) -> str:
    """Return a text without invisible characters, with one kind of quote and one kind of dash."""
    return "".join(map(_unified, text))


def _unified(character: str) -> str:
    if character in _QUOTES:
        return "'"
    category = unicodedata.category(character)
    if category == "Pd" or character in _OTHER_DASHES:
        return "-"
    return "" if category == "Cf" or character in _OTHER_INVISIBLE else character
