"""Converters from one argument to a value; each raises ValueError with a message for the person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from norec_cli.model.dates import FIRST, LAST
from norec_cli.model.folding import distinct
from norec_cli.model.ids import new_id_problem
from norec_cli.model.wording import did_you_mean, join_names, shorten
from norec_cli.model.years import WrittenYear, read_year

_MOST_NAMED = 20  # choices in a message


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a converter to a whole number from `least` to `most`."""

    def convert(text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise ValueError(
                f'"{text}" is not a whole number'
                + (" of at most 18 digits" if digits.isascii() and digits.isdigit() else "")
            )
        number = int(text)
        if number < least:
            raise ValueError(f"must be {least} or more, not {number}")
        if number > most:
            raise ValueError(f"must be {most} or less, not {number}")
        return number

    return convert


def fraction(least: int, most: int) -> Callable[[str], Fraction]:
    """Return a converter to an exact decimal number from `least` to `most`: 0.1 becomes one tenth."""

    def convert(text: str) -> Fraction:
        try:
            number = Decimal(text) if text.isascii() and "_" not in text else Decimal("nan")
        except InvalidOperation:
            number = Decimal("nan")
        exponent = number.as_tuple().exponent
        if len(text) > 18 or not isinstance(exponent, int) or not -18 <= exponent <= 18:
            raise ValueError(f'"{text}" is not a number of at most 18 digits: write 0.1 for one tenth')
        if not least <= number <= most:
            raise ValueError(f"must be from {least} to {most:,}, not {text}")
        return Fraction(number)

    return convert


def one_of(choices: Sequence[str], listed_by: str = "") -> Callable[[str], str]:
    """Return a converter to one of some hyphenated tokens; it also accepts underscores, blanks and capitals.

    Args:
        choices: the tokens.
        listed_by: the command that lists them, for messages, if there are too many to name.
    """

    def convert(text: str) -> str:
        token = "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
        if token not in choices:
            few = len(choices) <= _MOST_NAMED
            known = join_names(choices) if few else f"the {len(choices)} known ones"
            near = did_you_mean(token, choices) or ("" if few or not listed_by else f": {listed_by} lists them")
            raise ValueError(f'"{shorten(text)}" is not one of {known}{near}')
        return token

    return convert


def token(names: Mapping[str, str]) -> Callable[[str], str]:
    """Return a converter to a token, typed as such or by its full name, in any hyphenation or case.

    Args:
        names: full names by token.
    """
    tokens = {_plain(word): key for key, name in names.items() for word in (key, name)}

    def convert(text: str) -> str:
        if _plain(text) not in tokens:
            *first, last = names
            near = did_you_mean(text.casefold(), names) or did_you_mean(text, names.values())
            raise ValueError(f'"{text}" is not one of {", ".join(first)} and {last}{near}')
        return tokens[_plain(text)]

    return convert


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def day(parse: Callable[[str, date], date], today: date) -> Callable[[str], date]:
    """Return a converter to a date that uses one of the parsers of the model."""
    return lambda text: parse(text, today)


def year(text: str) -> WrittenYear:
    """Return the year that a text says: `2023`, or `2023/24` for one that ends in the next calendar year.

    Raises:
        ValueError: if it says none, or one that is not accepted; the message is for the person.
    """
    if not any(sign in text.removeprefix("-") for sign in "-/\N{EN DASH}"):
        return WrittenYear(whole_number(FIRST.year, LAST.year)(text), spans=False)
    try:
        written = read_year(text)
    except ValueError as error:
        raise ValueError(f'"{shorten(text)}" {error}') from None
    whole_number(FIRST.year - 1, LAST.year)(str(written.number))  # the first accepted day may be in 1899/00
    return written


def check_id(text: str) -> str:
    """Return a text that can be the id of a new partner or project.

    Raises:
        ValueError: if it can't; the message is for the person.
    """
    if problem := new_id_problem(text):
        raise ValueError(f'"{text}" {problem}')
    return text


def texts(words: Sequence[str] | None) -> tuple[str, ...]:
    """Return words without outer blanks, in their order; of those that are the same by `fold`, the first."""
    return distinct(word.strip() for word in words or ())
