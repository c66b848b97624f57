"""From words typed to values, with everything that is wrong said at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from norec_cli.model.faults import CommandLineWrong, ContradictionsError
from norec_cli.model.validation import complaints
from norec_cli.model.words import did_you_mean

_Value = TypeVar("_Value")
_Model = TypeVar("_Model", bound=BaseModel)


class Typed:
    """Gathers what is wrong with the words of a command line."""

    def __init__(self) -> None:
        self._faults: list[str] = []

    def take(self, flag: str, convert: Callable[[str], _Value], text: str | None) -> _Value | None:
        """The value of a word, or None if it was not given or is wrong.

        Args:
            flag: the option it was given to.
            convert: makes the value, or raises ValueError with words for the person.
            text: the word.
        """
        if text is None:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self._faults.append(f"{flag}: {error}")
            return None

    def check(self, model: type[_Model], values: Mapping[str, Any], flags: Mapping[str, str] | None) -> _Model | None:
        """A record made of values, or None if the model finds something wrong.

        Args:
            model: what to make.
            values: its fields.
            flags: how the command line calls a field, where that isn't `--` and its name; None if no flags were
                typed and fields are called by their names.
        """
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for place, phrase in complaints(error, model):
                field = str(place[0])
                called = field if flags is None else flags.get(field, f"--{field}")
                self._faults.append(f"{called} {phrase}")
            return None

    def make(self, construct: Callable[[], _Value]) -> _Value:
        """What a constructor makes that raises ContradictionsError.

        Raises:
            CommandLineWrong: with those, and whatever was found before.
        """
        try:
            return construct()
        except ContradictionsError as error:
            raise CommandLineWrong(*self._faults, *error.faults) from None

    def blame(self, text: str) -> None:
        """Add a fault that belongs to no single word."""
        self._faults.append(text)

    def refuse_if_wrong(self) -> None:
        """Raise CommandLineWrong with every fault found."""
        if self._faults:
            raise CommandLineWrong(*self._faults)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A converter to a whole number within bounds."""

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
    """A converter to an exact number with decimals within bounds: 0.1 is one tenth."""

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


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """A converter to one of some hyphenated tokens; underscores, blanks and capitals are understood."""

    def convert(text: str) -> str:
        token = "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
        if token not in choices:
            *others, last = choices
            raise ValueError(f'"{text}" is not one of {", ".join(others)} and {last}{did_you_mean(token, choices)}')
        return token

    return convert


def day(parse: Callable[[str, date], date], today: date) -> Callable[[str], date]:
    """A converter to a date, given one of the parsers of the model."""
    return lambda text: parse(text, today)


def texts(words: Sequence[str] | None) -> tuple[str, ...]:
    """Words without outer blanks, each once whatever its case, in the order given."""
    kept: dict[str, str] = {}
    for word in words or ():
        kept.setdefault(word.strip().casefold(), word.strip())
    return tuple(kept.values())
