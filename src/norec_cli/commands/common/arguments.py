"""From words typed to values, with everything that is wrong said at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from norec_cli.model.errors import InvalidRecordError, UsageError
from norec_cli.model.validation import validation_messages

_Value = TypeVar("_Value")
_Model = TypeVar("_Model", bound=BaseModel)


class ArgumentReader:
    """Gathers what is wrong with the words of a command line."""

    def __init__(self) -> None:
        self._problems: list[str] = []

    def convert(self, flag: str, convert: Callable[[str], _Value], text: str | None) -> _Value | None:
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
            self._problems.append(f"{flag}: {error}")
            return None

    def validate(
        self, model: type[_Model], values: Mapping[str, Any], flags: Mapping[str, str] | None
    ) -> _Model | None:
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
            for place, phrase in validation_messages(error, model):
                field = str(place[0])
                called = field if flags is None else flags.get(field, f"--{field}")
                within = place[1:] if isinstance(place[-1], str) else ()  # the place in a list tells a person nothing
                self._problems.append(" ".join([called, *(str(step) for step in within), phrase]))
            return None

    def convert_all(
        self, flag: str, convert: Callable[[str], _Value], words: Sequence[str] | None
    ) -> tuple[_Value, ...]:
        """The values of a repeatable option's words, without those that are wrong; see `convert`."""
        values = (self.convert(flag, convert, word) for word in words or ())
        return tuple(value for value in values if value is not None)

    def construct(self, construct: Callable[[], _Value]) -> _Value:
        """What a constructor makes that raises InvalidRecordError.

        Raises:
            UsageError: with those, and whatever was found before.
        """
        try:
            return construct()
        except InvalidRecordError as error:
            raise UsageError(*self._problems, *error.problems) from None

    def add_error(self, text: str) -> None:
        """Add a fault that belongs to no single word."""
        self._problems.append(text)

    def raise_errors(self) -> None:
        """Raise UsageError with every fault found."""
        if self._problems:
            raise UsageError(*self._problems)
