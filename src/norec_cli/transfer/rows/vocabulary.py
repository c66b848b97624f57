"""Tell what words in tables mean: states, directions, totals, months, units, answers, genders, in several languages.

The words are in `words.tsv`. It is read when the first word is looked up, and once: most commands need none.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Literal, cast, get_args

from norec_cli.model.folding import fold
from norec_cli.model.ids import TOTALS

State = Literal[
    "cancelled", "withdrawn", "rejected", "nominated", "planned", "confirmed", "under-way", "completed", "ended-early"
]
Direction = Literal["out", "in"]
Unit = Literal["days", "weeks", "months"]
Gender = Literal["woman", "man", "other"]
StandIn = Literal["not known", "name above"]

_UNCLEAR = "unclear"  # the meaning of words about a state or direction that could mean two things
_ABSENCES = ("cancelled", "withdrawn", "rejected", "ended-early")
_MONEY = "€$£¥"
_SHARES = "%\N{PER MILLE SIGN}\N{ARABIC PERCENT SIGN}"
_ARROW = re.compile("[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f\u2b00-\u2b11\u2794\u2798-\u27be]|[-=]+>|<[-=]+")
_ENDINGS = re.compile(r"\[(.*?)\]")
_WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d_]+")


def state_of(text: str) -> State | None:
    """Return the state of an exchange that a text means; None if it means none, or could mean two."""
    meaning = _meaning("state", text)
    return None if meaning in (None, _UNCLEAR) else cast("State", meaning)


def speaks_of_state(text: str) -> bool:
    """Return whether a text is about the state of an exchange, even where it could mean two, such as `closed`."""
    return _meaning("state", text) is not None


def direction_of(text: str) -> Direction | None:
    """Return whether a text means people who go out or who come in; None if it means neither, or could mean both."""
    meaning = _meaning("direction", text)
    return None if meaning in (None, _UNCLEAR) else cast("Direction", meaning)


def speaks_of_direction(text: str) -> bool:
    """Return whether a text is about a direction, even where it could mean both, such as `sender`, `host` or `→`."""
    return _ARROW.search(text) is not None or _meaning("direction", text) is not None


def month_of(word: str) -> int | None:
    """Return the number of the month whose name or usual abbreviation a word is; None if it is none."""
    meaning = _meaning("month", word)
    return None if meaning is None else int(meaning)


def unit_of(text: str) -> Unit | None:
    """Return the unit of time that a text names, such as `6 weeks`, `Duration (days)` or `mnd`.

    Returns:
        The unit; None if the text names none, several (`1 month 10 days`), or one that isn't read (`1 year`).
    """
    named = {unit for word in _WORD_OR_NUMBER.findall(_plain(text)) if (unit := _meaning("unit", word))}
    unit = named.pop() if len(named) == 1 else None
    return cast("Unit", unit) if unit in get_args(Unit) else None


def names_unit(word: str) -> bool:
    """Return whether a word is a unit of time, also one that isn't read, such as hours or nights."""
    return _meaning("unit", word) is not None


def answer_of(text: str) -> bool | None:
    """Return whether a text says yes; None if it says neither yes nor no."""
    meaning = _meanings("answer").get(_plain(text))  # with its signs: -1 is no answer
    return None if meaning is None else meaning == "yes"


def gender_of(text: str) -> Gender | None:
    """Return the gender that a text says; None if it says none."""
    return cast("Gender | None", _meaning("gender", text))


def stand_in_of(text: str) -> StandIn | None:
    """Return what a text says in the place of a name, such as `TBD` or `ditto`; None if it may be a name."""
    return cast("StandIn | None", _meaning("stand-in", text))


def m_means_woman(texts: Iterable[str]) -> bool:
    """Return whether `M` means a woman in a column of genders: it does beside `H`, as mujer beside hombre.

    Args:
        texts: every text of the column.
    """
    letters = set(map(fold, texts))
    return "h" in letters and "f" not in letters


def is_total(text: str) -> bool:
    """Return whether a text names all partners or a sum, and so marks a total row: `Total`, `Sum Norge`, `_T`.

    A partner may have such a name, too. So look for partners first.
    """
    words = words_of(text)
    if fold(text) in _words_with("total", "code") or "".join(words) in _words_with("total", "alone"):
        return True
    parts = _words_with("total", "part")
    return any("".join(end) in parts for n in range(1, 4) for end in (words[:n], words[-n:]))


def names_total(name: str) -> bool:
    """Return whether a name of a partner is that of a total, also in the middle: `AL Total Migration-US`.

    A partner may have such a name, too. So look for partners first.
    """
    words = words_of(name)
    pieces = (words[at : at + n] for n in range(1, 4) for at in range(1, len(words) - n))
    return is_total(name) or any("".join(piece) in _words_with("total", "part") for piece in pieces)


def counts_nobody(heading: str) -> bool:
    """Return whether a heading says that its numbers aren't numbers of people: `Age`, `Grant (EUR)`, `% women`."""
    return (
        any(sign in _MONEY for sign in heading)
        or _mentions(heading, _words_with("heading", "no count"))
        or is_share(heading)
    )


def is_share(heading: str) -> bool:
    """Return whether a heading is that of shares of a whole: `Women %`, `Andel kvinner`, `Frauenanteil`."""
    if any(sign in _SHARES for sign in unicodedata.normalize("NFKC", heading)):
        return True
    words, shares = words_of(heading), _words_with("heading", "share")
    endings = tuple(_words_with("heading", "share at the end"))
    return not shares.isdisjoint([*words, "".join(words[:2])]) or any(word.endswith(endings) for word in words)


def numbers_rows(heading: str) -> bool:
    """Return whether a heading is that of a column that may number the rows: `No.`, `#`, or none at all."""
    words = "".join(words_of(heading))
    return not words or words in _words_with("heading", "serial")


def is_own_organisation(heading: str) -> bool:
    """Return whether a heading is that of the organisation whose table it is: `Our organisation`."""
    return "".join(words_of(heading)) in _words_with("heading", "own organisation")


def is_organisation(heading: str) -> bool:
    """Return whether a heading is that of an organisation, but doesn't say whose: `Organisation`, `Universität`."""
    return "".join(words_of(heading)) in _words_with("heading", "organisation")


def counts_some_people(heading: str) -> bool:
    """Return whether a heading counts people of one kind, beside whom there may be others: `Number of students`."""
    return _mentions(heading, _words_with("heading", "some people"))


def is_part_of_date(heading: str) -> bool:
    """Return whether a heading is that of months, weeks or days of a calendar: `Month`, but not `Months`."""
    return "".join(words_of(heading)) in _words_with("heading", "part of a date")


def is_free_text(heading: str) -> bool:
    """Return whether a heading is that of remarks or names, in which single words say nothing certain."""
    return _mentions(heading, _words_with("heading", "text"))


def mentions_absence(text: str) -> bool:
    """Return whether one of the words of a text means that an exchange didn't begin, or stopped: `Cancelled on`."""
    return any(_meaning("state", word) in _ABSENCES for word in words_of(text))


def _mentions(text: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(words_of(text))


def words_of(text: str) -> list[str]:
    """Return the words of a text without what people write differently: case, accents, blanks and signs."""
    return re.findall(r"[^\W_]+", _plain(text))


def _plain(text: str) -> str:
    """Return a text in small letters without accents."""
    folded = fold(text.replace("\N{DEGREE SIGN}", "\N{MASCULINE ORDINAL INDICATOR}"))  # N° is typed for Nº
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded.replace("ø", "o").replace("æ", "ae"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _meaning(kind: str, text: str) -> str | None:
    """Return the meaning of a text as a word of some kind; None if it has none."""
    return _meanings(kind).get("".join(words_of(text)))


@cache
def _meanings(kind: str) -> Mapping[str, str]:
    """Return the meanings of the words of a kind by the words, which are joined without blanks."""
    return {
        "".join(words_of(word)): meaning
        for word_kind, meaning, _, words in _lines()
        if word_kind == kind
        for word in words
    }


@cache
def _words_with(kind: str, meaning: str) -> frozenset[str]:
    """Return the words of a kind with one meaning: codes as they are written, other words joined without blanks."""
    found = (word for line in _lines() if line[:2] == (kind, meaning) for word in line[3])
    if meaning == "code":
        return frozenset(map(fold, found))
    own = TOTALS if (kind, meaning) == ("total", "alone") else ()  # no partner gets one of these as its id
    return frozenset("".join(words_of(word)) for word in (*found, *own))


@cache
def _lines() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return the lines of `words.tsv`: kind, meaning, language, words with all of their endings."""
    text = files("norec_cli.transfer.rows").joinpath("words.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))
    return tuple(
        (kind, meaning, language, tuple(_expand(words.split(", ")))) for kind, meaning, language, words in lines
    )


def _expand(words: Iterable[str]) -> Iterable[str]:
    """Yield each word with each of the endings that it has in brackets."""
    for word in words:
        pieces = enumerate(_ENDINGS.split(word))  # text and endings by turns
        yield from map("".join, product(*(piece.split("|") if number % 2 else [piece] for number, piece in pieces)))
