"""Words of messages: plurals, lists of names, similar names, quotes."""

import re
from collections.abc import Iterable, Sequence

# A longer word is no misspelling of a name, and to compare it with names takes time that grows with its square.
_LONGEST_COMPARED = 100

# Control characters, and what else ends a line.
_controls = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the names that are similar to a word as a hint to append to a message.

    Args:
        word: what was typed; no name is similar to a word of more than a hundred characters.
        known: the names that exist.

    Returns:
        ` (did you mean nema-ug?)`, with at most three names, or an empty text if no name is similar.
    """
    from difflib import get_close_matches  # only a mistake needs it

    if len(word) > _LONGEST_COMPARED:
        return ""
    names = {name.casefold(): name for name in known if len(name) <= _LONGEST_COMPARED}
    folded = word.casefold()
    near = [name for name in sorted(names) if folded and name.startswith(folded)][:3]
    near = near or get_close_matches(folded, sorted(names), n=3)
    return f" (did you mean {' or '.join(names[name] for name in near)}?)" if near else ""


def not_found(kind: str, name: str, known: Iterable[str], others: Iterable[str] = ()) -> str:
    """Return the message that a name doesn't exist, with similar names: `no partner "nema" (did you mean nema-ug?)`.

    Args:
        kind: what it would be the name of.
        name: the name.
        known: the names that exist.
        others: names that are only looked at if none of those is similar.
    """
    return f'no {kind} "{shorten(name)}"{did_you_mean(name, known) or did_you_mean(name, others)}'


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 person`, `2 people`, `1,234 exchanges`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def join_names(names: Sequence[str], word: str = "and") -> str:
    """Return names as a list in a sentence: `a`, `a and b`, `a, b and c`.

    Args:
        names: the names, one at least.
        word: what joins the last to the others.
    """
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def listed_shortly(names: Sequence[str], most: int = 10, *, word: str = "and") -> str:
    """Return names as a list in a sentence, or the first of many and how many more there are.

    Args:
        names: the names, one at least.
        most: how many are named.
        word: what joins the last to the others.
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return join_names(names, word)


def shorten(text: str, most: int = 60) -> str:
    """Return a text as a message may quote it: on one line, and no longer than can be read at a glance.

    Args:
        text: what is quoted; it may be of any length.
        most: how many characters are kept; a longer text ends with `…`.

    Returns:
        The text with a blank for each control character and line feed, cut to that length.
    """
    line = _controls.sub(" ", text[: most + 1])
    return line if len(line) <= most else line[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def option_text(text: str) -> str:
    """Return a text as it is typed in a shell after an option: in quotes if it needs them."""
    if re.fullmatch(r"[\w.,:+@%/=-][\w.,:+@%/=#-]*", text):
        return text
    if not re.search(r'["$`\\!]', text):
        return f'"{text}"'
    return "'" + text.replace("'", "'\\''") + "'"
