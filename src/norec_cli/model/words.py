"""Small help with words: the nearest name that exists, lists, plurals."""

from collections.abc import Iterable, Sequence


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known names as a hint to append to a message.

    Args:
        word: what was given.
        known: the names that exist.

    Returns:
        ` (did you mean nema-ug?)`, with at most three names, or an empty string where nothing is near.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    names = {name.casefold(): name for name in known}
    folded = word.casefold()
    near = [name for name in sorted(names) if folded and name.startswith(folded)][:3]
    near = near or get_close_matches(folded, sorted(names), n=3)
    return f" (did you mean {' or '.join(names[name] for name in near)}?)" if near else ""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """That there is no such thing, with the nearest that there is: `no partner "nema" (did you mean nema-ug?)`."""
    return f'no {kind} "{name}"{did_you_mean(name, known)}'


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 person`, `2 people`, `1,234 exchanges`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: `a`, `a and b`, `a, b and c`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
