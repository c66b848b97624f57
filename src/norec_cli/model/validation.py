"""Rules for texts in records, and pydantic's errors in this program's words."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from norec_cli.model.dates import check_day
from norec_cli.model.folding import fold_case
from norec_cli.model.wording import did_you_mean, shorten

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


class Record(BaseModel):
    """Base of records in TOML files: types are not converted, unknown keys are refused, and instances can't change."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


def text_problem(text: str) -> str:
    """Return what is wrong with a text that must not be blank; empty if nothing is."""
    if not text.strip():
        return "is empty"
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates represent bytes that were not UTF-8
        return "is not valid UTF-8"
    return ""


def check_text(text: str) -> str:
    """Return a text; refuse it if it is blank or can't be written as UTF-8.

    Raises:
        ValueError: says which.
    """
    if problem := text_problem(text):
        raise ValueError(problem)
    return text


def check_distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts; refuse them if two are the same by `fold_case`, which says why not by `fold`.

    Raises:
        ValueError: names the first text that is repeated.
    """
    seen = set()
    for text in texts:
        folded = fold_case(text)
        if folded in seen:
            raise ValueError(f'names "{shorten(text)}" twice')
        seen.add(folded)
    return texts


Text = Annotated[str, AfterValidator(check_text)]
Day = Annotated[date, AfterValidator(check_day)]

_MOST_DIGITS = 18
_LONGEST_PHRASE = 300

_KINDS = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": "must be a date without quotes, for example 2012-06-30",
    "tuple_type": 'must be a list, for example ["one", "two"]',
    "is_instance_of": "must be a number",
    "finite_number": "must be a finite number",
    "model_type": "must be a table",
    "dict_type": "must be a table",
}

# Headings under which lists of tables are written.
_HEADERS: dict[tuple[str | int, ...], str] = {
    ("adjustments",): "[[partners.ID.adjustments]]",
    ("waivers",): "[[waivers]]",
}


class NestedValueError(ValueError):
    """Something inside a value is wrong.

    Attributes:
        steps: the keys that lead from the value to the error.
    """

    def __init__(self, text: str, *steps: str) -> None:
        """Make an error from a message and the keys that lead to it."""
        self.steps = steps
        super().__init__(text)


def validation_messages(
    error: "ValidationError", model: type[BaseModel]
) -> Iterable[tuple[tuple[str | int, ...], str]]:
    """Yield each error that pydantic found, with its place and in words.

    Args:
        error: the error that a model raised.
        model: the model, for the names of its keys.

    Yields:
        The path of keys and list positions to the value, and a phrase to put after the name of the key.
    """
    for detail in error.errors(include_url=False):
        within = getattr(detail.get("ctx", {}).get("error"), "steps", ())
        yield (*detail["loc"], *within), shorten(_phrase(detail, model), _LONGEST_PHRASE)


def _phrase(detail: "ErrorDetails", model: type[BaseModel]) -> str:
    """Return an error of pydantic as a phrase to put after the name of the key."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        return "is not known here" + (did_you_mean(key, _keys(detail, model)) or _other_place(detail, model))
    if kind == "literal_error":
        choices = context["expected"].replace("'", "")
        return f"must be {choices}, not {_value_in_words(detail['input'])}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "greater_than_equal":
        return f"must be {context['ge']} or more, not {_value_in_words(detail['input'])}"
    if kind == "less_than_equal":
        return f"must be {context['le']} or less, not {_value_in_words(detail['input'])}"
    if kind == "too_short":
        return f"must name {context['min_length']} or more, not {context['actual_length']}"
    if kind == "tuple_type" and detail["loc"] in _HEADERS:
        return f"must be a list of tables, each headed {_HEADERS[detail['loc']]}"
    requirement = _KINDS.get(kind)
    return f"{requirement}, not {_value_in_words(detail['input'])}" if requirement else detail["msg"]


def _other_place(detail: "ErrorDetails", model: type[BaseModel]) -> str:
    """Return where a key belongs that is in a table within its record; empty if the record has no such key."""
    within, key = detail["loc"][:-1], detail["loc"][-1]
    return f": write it above the heading of {within[0]}" if within and key in model.model_fields else ""


def _keys(detail: "ErrorDetails", model: type[BaseModel]) -> Iterable[str]:
    """Return the known keys of the table that has an unknown one: the model's, or those of a record inside it."""
    for step in detail["loc"][:-1]:
        field = model.model_fields.get(str(step))
        nested = _record_in(field.annotation) if field else None
        if nested is not None:
            model = nested
    return [field.alias or name for name, field in model.model_fields.items()]


def _record_in(annotation: Any) -> type[BaseModel] | None:
    """Return the type of record in an annotation such as `tuple[Adjustment, ...]`; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        record = _record_in(argument)
        if record is not None:
            return record
    return None


def _value_in_words(value: Any) -> str:
    """Return a value of a TOML file in a few words for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
        return f"a number of more than {_MOST_DIGITS} digits"
    return str(value)
