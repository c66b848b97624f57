"""Convert the arguments of a command line to values, and report everything that is wrong with them at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from norec_cli.model.errors import InvalidRecordError, ProblemList, UsageError
from norec_cli.model.validation import validation_messages

_Value = TypeVar("_Value")
_Model = TypeVar("_Model", bound=BaseModel)


class ArgumentReader:
    """Converter of arguments that collects what is wrong with them."""

    def __init__(self) -> None:
        self._problems = ProblemList()

    def convert(self, flag: str, convert: Callable[[str], _Value], text: str | None) -> _Value | None:
        """Return the value of an argument, or None if it was not typed or is wrong; a problem is collected.

        Args:
            flag: the option, for the message.
            convert: makes the value of a text; raises ValueError with a message for the person.
            text: what was typed; None if nothing was.
        """
        if text is None:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self._problems.add(f"{flag}: {error}")
            return None

    def validate(self, model: type[_Model], values: Mapping[str, Any], flags: Mapping[str, str] | None) -> _Model:
        """Return a record made of values.

        Args:
            model: class of the record.
            values: values by field.
            flags: for error messages, the option of each field whose option isn't `--FIELD`; None if no options were
                typed, so that messages name the fields.

        Raises:
            UsageError: if the model refuses the values, or problems were collected before; it names all of them.
        """
        try:
            record = model.model_validate(values)
        except ValidationError as error:
            for path, phrase in validation_messages(error, model):
                field = str(path[0])
                name = field if flags is None else flags.get(field, f"--{field}")
                inner = path[1:] if isinstance(path[-1], str) else ()  # an index in a list means nothing to a person
                self._problems.add(" ".join([name, *(str(step) for step in inner), phrase]))
            raise UsageError(*self._problems.problems) from None
        self.raise_problems()
        return record

    def convert_all(
        self, flag: str, convert: Callable[[str], _Value], words: Sequence[str] | None
    ) -> tuple[_Value, ...]:
        """Return the values of a repeatable option, without those that are wrong; see `convert`."""
        values = (self.convert(flag, convert, word) for word in words or ())
        return tuple(value for value in values if value is not None)

    def construct(self, construct: Callable[[], _Value]) -> _Value:
        """Return what a constructor makes.

        Args:
            construct: makes a record; raises InvalidRecordError.

        Raises:
            UsageError: if it refuses; it also names the problems collected before.
        """
        try:
            return construct()
        except InvalidRecordError as error:
            raise UsageError(*self._problems.problems, *error.problems) from None

    def add_problem(self, text: str) -> None:
        """Collect a problem that belongs to no single argument."""
        self._problems.add(text)

    def raise_problems(self) -> None:
        """Raise UsageError with all collected problems, if there are any."""
        self._problems.raise_if_any(UsageError)


def convert_argument(flag: str, convert: Callable[[str], _Value], text: str | None) -> _Value | None:
    """Return the value of the only argument of a command that needs converting; see `ArgumentReader.convert`.

    Raises:
        UsageError: if it is wrong.
    """
    try:
        return None if text is None else convert(text)
    except ValueError as error:
        raise UsageError(f"{flag}: {error}") from None
