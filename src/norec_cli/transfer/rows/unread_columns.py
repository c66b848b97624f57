"""Columns of a table of exchanges that aren't read though they could change who is counted."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.folding import fold
from norec_cli.model.wording import join_names, option_text, shorten
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.headings import COUNTS, headings_of, name_column, normalise
from norec_cli.transfer.rows.vocabulary import (
    answer_of,
    counts_nobody,
    counts_some_people,
    direction_of,
    gender_of,
    is_free_text,
    is_organisation,
    is_own_organisation,
    is_part_of_date,
    is_share,
    mentions_absence,
    month_of,
    names_unit,
    numbers_rows,
    speaks_of_direction,
    speaks_of_state,
    unit_of,
    words_of,
)
from norec_cli.transfer.tables.grouping import is_grouped, may_be_grouped, thousands_sign, ungrouped, whole_digits

Doubt = Literal["number", "state", "direction", "share", "side", "length", "part of a date"]

# Fields whose columns are left alone without a question: they don't say who is counted.
_HARMLESS = (
    "id", "project", "round", "topics", "ref", "note", "reason", "replaces", "from_country", "to_country", "partner",
    "start", "end", "ended_early", "year", "months", "weeks", "days", "gender",
)  # fmt: skip

_LENGTHS = ("end", "months", "weeks", "days")  # fields that say how long an exchange is

_ABOUT = re.compile(r"(?:ca\.?|[~<>\N{ALMOST EQUAL TO}])? ?\d+[+*]?(?: ?([^\W\d][^\d]*))?")
_WITH_UNIT = re.compile(r"\d+(?:[.,]\d+)? ?[^\W\d]+\.?")
_LAST_WEEK = 53
_SHORTEST_WORD = 3  # letters; shorter ones are signs: Duration (d)
_YEARS = range(1950, 2101)
_FEW_WORDS = 12  # a column with more different texts is a list of words only if many of its cells are such words
_MANY = 0.2
_HALF = 0.5
_NEARLY_ALL = 2 / 3
_LEAST_SERIAL = 5  # rows from which 1, 2, 3 … are a numbering whatever the heading says
_MOST_EXAMPLES = 3
_MOST_DIRECTIONS = 3  # out, in, and perhaps both
_SHORTEST_GENDER = 3  # letters of a word of gender with which a longer word may begin: Kvinneandel


def columns_in_doubt(mapping: ColumnMapping) -> list[int]:
    """Return the positions of columns that aren't read and may say who is counted.

    Args:
        mapping: the columns of the fields.
    """
    known = headings_of("exchanges")
    harmless = {name for field in _HARMLESS for name in known[field]}
    if constant_side(mapping):
        harmless -= {normalise(heading) for heading in mapping.headings if _names_organisation(heading)}
    read = mapping.read | mapping.decided
    return [
        position
        for position, heading in enumerate(mapping.headings)
        if position not in read and normalise(heading) not in harmless
    ]


def constant_side(mapping: ColumnMapping) -> str:
    """Return which side of the exchanges is the same in every row because a person said so; empty if none is."""
    return next((side for side in ("from", "to") if side in mapping.constants), "")


def may_name_side(heading: str, texts: Mapping[str, int], others: Mapping[str, int]) -> bool:
    """Return whether a column that isn't read may name a side that a person said is the same in every row.

    Args:
        heading: its heading.
        texts: how often each text occurs in it.
        others: how often each name of the other side occurs.
    """
    names = set(map(fold, others))
    return bool(texts) and (_names_organisation(heading) or any(fold(text) in names for text in texts))


def _names_organisation(heading: str) -> bool:
    return is_organisation(heading) or is_own_organisation(heading)


def doubt_about(heading: str, texts: Mapping[str, int], *, one_sided: bool = False) -> Doubt | None:
    """Return what a column that isn't read may say of who is counted; None if nothing.

    Args:
        heading: its heading.
        texts: how often each text occurs in it.
        one_sided: whether no column that is read says who sends whom, because one side is the same in every row.
    """
    if not texts or is_free_text(heading):
        return None
    if is_share_of_people(heading):
        return "share"
    numbers = _without_signs(texts)
    if _share(texts, _is_length) >= _HALF:
        return "length"
    if _are_numbers(numbers):
        if is_part_of_date(heading) and all(map(_may_be_part_of_date, texts)):
            return "part of a date"
        if not _may_count(heading, numbers):
            return None
        return "length" if _speaks_of_length(heading) else "number"
    if _heads(heading, "direction") or _share(texts, _is_direction) >= _HALF:  # a single "IN" may be India
        return "direction"
    if _share(texts, _is_month) >= _HALF:
        return "part of a date"
    if one_sided and _may_be_direction(texts):
        return "direction"
    if _heads(heading, "status") or speaks_of_state(heading) or mentions_absence(heading):
        return "state"
    states = _share(texts, _is_state)
    return "state" if states >= _MANY or (states and len(texts) <= _FEW_WORDS) else None


def is_needless(doubt: Doubt, mapping: ColumnMapping) -> bool:
    """Return whether a doubt changes no figure.

    A length doesn't where no day is known or the end is, a share beside a number, a month without a year.

    Args:
        doubt: what a column that isn't read may say.
        mapping: the columns of the fields.
    """
    if doubt == "part of a date":
        return mapping.has("start") or not mapping.has("year")
    if doubt == "length":
        return not (mapping.has("start") or mapping.has("year")) or any(map(mapping.has, _LENGTHS))
    return doubt == "share" and any(map(mapping.has, COUNTS))


def is_share_of_people(heading: str) -> bool:
    """Return whether a heading is that of a share of women, of men or of all: `% women`, `Kvinneandel`."""
    if not is_share(heading):
        return False
    people = headings_of("exchanges")["participants"]
    return any(
        word in people or any(gender_of(word[:end]) for end in range(_SHORTEST_GENDER, len(word) + 1))
        for word in words_of(heading)
    )


def describe_doubt(mapping: ColumnMapping, position: int, doubt: Doubt, texts: Mapping[str, int]) -> str:
    """Return the problem that a column isn't read, with the options that decide about it.

    Args:
        mapping: the columns of the fields.
        position: the position of the column.
        doubt: what the column may say.
        texts: how often each text occurs in it.
    """
    heading = mapping.headings[position]
    called = f'"{shorten(heading)}"' if heading else f"column {position + 1} (without a heading)"
    column = name_column(mapping.headings, position)
    examples = _listed(list(texts), doubt)
    ignore = f"--ignore {option_text(column)}"
    if doubt == "share":
        return (
            f"{called} is a share of people ({examples}), but no column says how many they are: name it with --map "
            f"participants=…, or add {ignore} if each row is one person"
        )
    if doubt == "side":
        side = constant_side(mapping)
        option = option_text(f"{side}={column}")
        what = "who sends" if side == "from" else "who hosts"
        return (
            f"{called} isn't read, but may say {what} ({examples}): say --map {option} instead of --set {side}=…, or "
            f"add {ignore}"
        )
    if doubt == "part of a date":
        what = f"may say when people leave ({examples})"
        return f"{called} isn't read, but {what}: write whole dates in one column, or add {ignore}"
    if doubt == "length":
        unit = next((unit for text in texts if (unit := unit_of(text))), None) or unit_of(heading)
        option = option_text(f"{unit or 'FIELD'}={column}")
        which = "" if unit else " (FIELD: days, weeks or months)"
        what = f"may say how long people stay ({examples})"
        return f"{called} isn't read, but {what}: add --map {option}{which} or {ignore}"
    if doubt != "number":
        field, what = ("status", "who went") if doubt == "state" else ("direction", "which way people went")
        if field == "status" and mentions_absence(heading) and all(answer_of(text) is not None for text in texts):
            field = "cancelled"
        option = option_text(f"{field}={column}")
        return f"{called} isn't read, but may say {what} ({examples}): add --map {option} or {ignore}"
    fields = _countable(mapping, heading)
    if counts_some_people(heading):  # students or staff, but not by gender
        fields = [field for field in fields if field not in ("women", "men")] or fields
    option = option_text(f"{fields[0] if len(fields) == 1 else 'FIELD'}={column}")
    which = "" if len(fields) == 1 else f" (FIELD: {join_names(fields, 'or')})"
    return f"{called} isn't read, but may be numbers of people ({examples}): add --map {option}{which} or {ignore}"


def _countable(mapping: ColumnMapping, heading: str) -> Sequence[str]:
    """Return the fields of counts that a number may stand for, beside those that the table has already."""
    gender = gender_of(heading)
    if gender in ("woman", "man"):
        genders = [field for field in ("women", "men") if not mapping.has(field)]
        likely = "women" if gender == "woman" else "men"
        if genders:  # a single letter may be short for either: M is also mujer
            return (likely,) if likely in genders and len(normalise(heading)) > 1 else genders
    if mapping.has("outgoing") != mapping.has("incoming"):
        return ("incoming",) if mapping.has("outgoing") else ("outgoing",)
    if mapping.has("women") != mapping.has("men") and not mapping.has("participants"):
        return ("men",) if mapping.has("women") else ("women",)
    fields = ("participants", "women", "men", "outgoing", "incoming")
    if not any(map(mapping.has, fields)):
        return fields[:1]
    return tuple(field for field in fields if not mapping.has(field))


def _listed(texts: Sequence[str], doubt: Doubt) -> str:
    shown = texts[:_MOST_EXAMPLES]
    words = shown if doubt in ("number", "share") else [f'"{shorten(text)}"' for text in shown]
    return ", ".join([*words, "…"] if len(texts) > len(shown) else words)


def _without_signs(texts: Mapping[str, int]) -> Mapping[str, int]:
    """Return how often each text occurs, numbers without the signs between thousands."""
    sign = thousands_sign(texts)
    numbers: Counter[str] = Counter()
    for text, times in texts.items():
        has_signs = is_grouped(text) or (sign and may_be_grouped(text))
        numbers[ungrouped(text) if has_signs else text] += times
    return numbers


def _are_numbers(texts: Mapping[str, int]) -> bool:
    numbers = sum(times for text, times in texts.items() if _is_number(text))
    return numbers >= _NEARLY_ALL * sum(texts.values())


def _is_number(text: str) -> bool:
    """Return whether a text is a whole number, perhaps about, or with a word for people: `3`, `~10`, `4 students`."""
    if whole_digits(text):
        return True
    found = _ABOUT.fullmatch(text)
    word = normalise(found[1] or "") if found else None
    return word is not None and (
        not word or not {word, f"{word}s"}.isdisjoint(headings_of("exchanges")["participants"])
    )


def _may_count(heading: str, texts: Mapping[str, int]) -> bool:
    """Return whether whole numbers may be numbers of people, and not an age, a year, an identifier or a numbering."""
    digits = [*filter(None, map(whole_digits, texts))]
    numbers = [int(text) for text in digits if len(text) <= len(str(MOST_PARTICIPANTS))]
    if len(numbers) < len(digits) or any(len(text) > 1 and text[0] == "0" for text in digits):
        return False
    if counts_nobody(heading) or (len(numbers) > 1 and all(number in _YEARS for number in numbers)):
        return False
    once = len(digits) == len(texts) and all(times == 1 for times in texts.values())
    consecutive = once and sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))
    if not consecutive:
        return True
    from_one = min(numbers) in (0, 1)
    if numbers_rows(heading):  # without a heading only numbers from 0 or 1 are a numbering
        return not (heading or from_one)
    return not (from_one and len(numbers) >= _LEAST_SERIAL)


def _heads(heading: str, field: str) -> bool:
    """Return whether a heading is one of a field, or one of its words is: `Status (June)`."""
    names = headings_of("exchanges")[field]
    return normalise(heading) in names or any(word in names for word in words_of(heading))


def _speaks_of_length(heading: str) -> bool:
    """Return whether a heading has only words for a length of time: `Duration (d)`, `Nights`, not `Guests per week`."""
    known = headings_of("exchanges")
    lengths = {*known["months"], *known["weeks"], *known["days"]}
    words = [word for word in words_of(heading) if len(word) >= _SHORTEST_WORD]
    return bool(words) and all(word in lengths or names_unit(word) for word in words)


def _is_month(text: str) -> bool:
    return month_of(text) is not None


def _may_be_part_of_date(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text[:3]) <= _LAST_WEEK


def _is_length(text: str) -> bool:
    return _WITH_UNIT.fullmatch(text) is not None and unit_of(text) is not None


def _is_direction(text: str) -> bool:
    return direction_of(text) is not None


def _may_be_direction(texts: Mapping[str, int]) -> bool:
    """Return whether texts may say a direction in words of somebody's own: a few words or signs, or one mark."""
    few = {fold(text) for text in texts}
    if any(map(speaks_of_direction, texts)):
        return True
    if len(few) == 1:
        return all(answer_of(text) is not None or not words_of(text) for text in texts)
    return len(few) <= _MOST_DIRECTIONS and not any(character.isdigit() for text in few for character in text)


def _is_state(text: str) -> bool:
    return speaks_of_state(text) or any(mentions_absence(word) for word in words_of(text)[:1])


def _share(texts: Mapping[str, int], is_word: Callable[[str], bool]) -> float:
    """Return how many of the cells of a column hold a word of some kind."""
    return sum(times for text, times in texts.items() if is_word(text)) / sum(texts.values())
