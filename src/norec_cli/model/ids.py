"""Ids: slugs that people choose for partners and projects, short random ids for exchanges."""

import re
import unicodedata

LONGEST = 64
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_SLUG_OF_A_NAME = 40

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "ß": "ss",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ŋ": "n",
    }
)

# No i, l, o, u, which could be misread or make offensive words. The first symbol is a letter, so that no spreadsheet
# reads an id as a number.
_LETTERS = "abcdefghjkmnpqrstvwxyz"
_SYMBOLS = "0123456789" + _LETTERS
# Two symbols at a time: an import makes an id for each of its rows.
_PAIRS = tuple(second + first for first in _SYMBOLS for second in _SYMBOLS)
RANDOM_BYTES = 8

# Names in reports for exchanges without a project, area, round or goal, and for values that are not recorded.
NO_PROJECT = "no-project"
NO_AREA = "no-area"
NO_ROUND = "no-round"
NO_GOAL = "no-goal"
NOT_RECORDED = "not-recorded"

# Names of rows that are totals of other rows.
TOTALS = frozenset(
    {
        "total",
        "totals",
        "sum",
        "subtotal",
        "grand total",
        "all",
        "totalt",
        "i alt",
        "alle",
        "totalsum",
        "sum total",
    }
)

# Words that mean something in reports and imports: no new partner and no new project gets one of them as its id. What a
# store has from before stays, and comes back from its exports and backups.
RESERVED = TOTALS | {NO_PROJECT, NO_AREA, NO_ROUND, NO_GOAL, NOT_RECORDED, "within"}

RULE = "lower-case letters a-z, digits and single hyphens, at most 64"


def is_id(text: str) -> bool:
    """Return whether a text is valid as an id: a slug of at most 64 characters."""
    return len(text) <= LONGEST and _SLUG.fullmatch(text) is not None


def id_problem(text: str) -> str:
    """Return what is wrong with a text as an id, in words; empty if nothing is."""
    if is_id(text):
        return ""
    return f"must be {RULE}" + (f"; {slug(text)} would do" if slug(text) else "")


def new_id_problem(text: str) -> str:
    """Return what is wrong with a text as the id of a new partner or project, in words; empty if nothing is."""
    if problem := id_problem(text):
        return problem
    return "has a meaning of its own in reports and imports: choose another" if text in RESERVED else ""


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents and other marks: `Brønnøysund` becomes `bronnoysund`."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def slug(text: str) -> str:
    """Make an id from a text: `Brønnøysund & Co` becomes `bronnoysund-co`.

    Returns:
        At most 40 characters, cut between words where there are several; empty if no letter of the text has an
        ASCII form.
    """
    words = re.findall(r"[a-z0-9]+", plain_letters(text), re.ASCII)
    whole = "-".join(words)
    if len(whole) <= _SLUG_OF_A_NAME:
        return whole
    cut = whole[: _SLUG_OF_A_NAME + 1]
    return cut.rsplit("-", 1)[0] if "-" in cut else cut[:_SLUG_OF_A_NAME]


def exchange_id(random: bytes) -> str:
    """Make an id for a new exchange from random bytes.

    Args:
        random: 8 random bytes.

    Returns:
        Ten characters, the first a letter: some 7.7 * 10**14 ids, so that among a million exchanges logged on
        many machines two share an id with a chance below one in a thousand (and would be found at once).
    """
    number, first = divmod(int.from_bytes(random[:RANDOM_BYTES]), len(_LETTERS))
    low = _PAIRS[number & 1023] + _PAIRS[number >> 10 & 1023]
    high = _PAIRS[number >> 20 & 1023] + _PAIRS[number >> 30 & 1023]
    return f"{_LETTERS[first]}{low}{high}{_SYMBOLS[number >> 40 & 31]}"
