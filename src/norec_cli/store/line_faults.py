"""Why a line of `exchanges.jsonl` is refused, in the words that the command line uses for the same mistake."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec
from msgspec.structs import replace

from norec_cli.model.dates import parse_day
from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import ContradictionsError, Fault
from norec_cli.model.words import did_you_mean

CONFLICT = "is a conflict marker of git: keep the lines that are right, and delete this one"

_FIELDS = msgspec.structs.fields(Exchange)


def explain_repeated(lines: Iterable[bytes], file: str, repeated: set[str]) -> list[Fault]:
    """A fault for each line on which an id stands again; it names the first line with that id."""
    first: dict[str, int] = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        found = _id_in(line)
        if found in repeated:
            if found in first:
                words = f'id "{found}" stands on line {first[found]} too: keep one of them'
                faults.append(Fault(words, file, number, rule="ids-unique"))
            else:
                first[found] = number
    return faults


def explain(error: Exception, line: bytes, file: str | None = None, number: int | None = None) -> list[Fault]:
    """Why a line was refused, with the id of the exchange if it can be made out.

    Args:
        error: what the decoder or the record raised.
        line: the line.
        file: its file, for messages.
        number: which line of the file it is.
    """
    found = _id_in(line)
    raised = error.__cause__ or error  # the decoder wraps what a record's constructor raises
    faults = raised.faults if isinstance(raised, ContradictionsError) else (Fault(_in_words(error, line)),)
    return [replace(fault, file=file, line=number, about=f"exchange {found}" if found else "") for fault in faults]


def _id_in(line: bytes) -> str | None:
    return _value_in(line, "id")


def _value_in(line: bytes, field: str) -> str | None:
    """The text of a field, if the line is a record at all and the field is text."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = record.get(field) if isinstance(record, dict) else None
    return found if isinstance(found, str) else None


_NAMES = {
    "str": "text in quotes",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object {...}",
    "date": "a date in quotes",
    "null": "nothing",
    "float": "a number with a fraction",
}


def _in_words(error: Exception, line: bytes) -> str:
    """The decoder's finding in the words that the command line uses for the same mistake."""
    said = str(error)
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return CONFLICT
    if b"\0" in line:
        return "is not UTF-8 text: save the file as UTF-8"
    if isinstance(error, UnicodeDecodeError):
        return "is not valid UTF-8"
    if not isinstance(error, msgspec.DecodeError):
        return said
    if not isinstance(error, msgspec.ValidationError):
        return _syntax_in_words(line)
    field, said = _field_of(said)
    if found := re.fullmatch(r"Expected `(.+)`, got `(.+)`", said):
        wanted = " or ".join(_NAMES.get(name, name) for name in found[1].split(" | ") if name != "null")
        got = _NAMES.get(found[2], found[2])
        return f"{field} must be {wanted}, not {got}" if field else f"must be {wanted}, not {got}"
    if found := re.fullmatch(r"Expected `int` ([<>])= (\d+)", said):
        return f"{field} must be {found[2]} or {'more' if found[1] == '>' else 'less'}"
    if said.startswith("Invalid RFC3339 encoded date"):
        return f"{field}: {_date_in_words(_value_in(line, field))}"
    if found := re.fullmatch(r"Object contains unknown field `(.*)`", said, re.DOTALL):
        near = did_you_mean(found[1], [f.encode_name for f in _FIELDS])
        return f"{found[1]} is not known here{near}"
    if found := re.fullmatch(r"Object missing required field `(.*)`", said):
        return f"{found[1]} is missing"
    if found := re.fullmatch(r"Invalid enum value '(.*)'", said, re.DOTALL):
        return f'{field} "{found[1]}" must be {_choices(field)}{did_you_mean(found[1], _choices_of(field))}'
    return said


def _syntax_in_words(line: bytes) -> str:
    """Why a line is no JSON; without its line feed, so that one that ends too soon is called that."""
    try:
        msgspec.json.decode(line.rstrip())
    except msgspec.DecodeError as error:
        said = str(error)
        found = re.fullmatch(r"JSON is malformed: (.*) \(byte (\d+)\)", said)
        if found:
            column = len(line[: int(found[2])].decode(errors="replace")) + 1
            return f"is not valid JSON: {found[1]} (column {column})"
        if "truncated" not in said:
            return f"is not valid JSON: {said}"
    except (ValueError, RecursionError) as error:
        return f"is not valid JSON: {error}"
    return "the line is cut off: complete it, or delete it"


def _field_of(said: str) -> tuple[str, str]:
    """The field that a message of the decoder is about, and the message without it."""
    found = re.fullmatch(r"(.*) - at `\$(?:\.(\w+))?(?:\[.*\])?`", said, re.DOTALL)
    return (found[2] or "", found[1]) if found else ("", said)


def _choices_of(field: str) -> tuple[str, ...]:
    (declared,) = (f.type for f in _FIELDS if f.encode_name == field)
    return tuple(choice for part in get_args(declared) for choice in get_args(part))


def _choices(field: str) -> str:
    *others, last = _choices_of(field)
    return f"{', '.join(others)} or {last}"


def _date_in_words(text: str | None) -> str:
    """Why a text is no date; the words are those of the command line."""
    if text is None:
        return "is not a date, and the line is broken further on"
    try:
        parse_day(text, date.min)
    except ValueError as error:
        return str(error)
    return f'"{text}" is not a date: write YYYY-MM-DD, for example 2012-06-30'
