"""Messages about invalid lines of `exchanges.jsonl`, in the words that the command line uses for the same mistake."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from norec_cli.model.dates import FIRST, parse_day
from norec_cli.model.errors import InvalidRecordError, Problem
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange
from norec_cli.model.json_keys import repeated_keys
from norec_cli.model.wording import did_you_mean, shorten

CONFLICT = "is a git conflict marker: keep the lines that are right, and delete this one"

NUL_BYTES = "holds NUL bytes, as a power cut can leave them: put the line right, or delete it"

TOO_DEEP = "has lists within lists within lists, which no record has"

_LONGEST = 300  # characters of a message about a line

# Errors that a decoder raises for a line that is not a valid record. ValueError includes bytes that are not UTF-8.
NO_RECORD = (msgspec.MsgspecError, ValueError, RecursionError)

_FIELDS = msgspec.structs.fields(Exchange)
_KEYS = {field.encode_name for field in _FIELDS}

_decoder = msgspec.json.Decoder(Exchange)


def explain_repeated(lines: Iterable[bytes], file: str, repeated: set[str]) -> list[Problem]:
    """Return a problem for each line that repeats an id of an earlier line.

    Args:
        lines: all lines of the file.
        file: its name for messages.
        repeated: the ids that are repeated.
    """
    first_lines: dict[str, int] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        for name in repeated.intersection(id_in(line)):
            if name in first_lines:
                text = f'id "{shorten(name)}" is on line {first_lines[name]} too: keep one of them'
                problems.append(Problem(text, file, number, rule="ids-unique"))
            else:
                first_lines[name] = number
    return problems


def describe_error(error: Exception, line: bytes, file: str | None = None, number: int | None = None) -> list[Problem]:
    """Return everything that is wrong with a line, with the id of the exchange if the line has one.

    Args:
        error: the error that the decoder or the record raised.
        line: the line.
        file: the name of its file for messages.
        number: its number in the file.
    """
    about = "".join(f"exchange {shorten(name)}" for name in id_in(line))
    return [replace(problem, file=file, line=number, about=about) for problem in _problems(error, line)]


def id_in(line: bytes) -> list[str]:
    """Return the id of a line in a list; an empty list if the line is not a JSON object or its id is not a text."""
    name = _record_in(line).get("id")
    return [name] if isinstance(name, str) and "\N{REPLACEMENT CHARACTER}" not in name else []


def is_record(line: bytes) -> bool:
    """Return whether a line is a JSON object that is not empty, valid as a record or not."""
    return bool(_record_in(line))


def _record_in(line: bytes) -> dict[str, Any]:
    """Return the keys and values of a line; none if it is not a JSON object."""
    try:
        record = json.loads(line.decode(errors="replace"))
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


# Values that replace unreadable ones, so that the rest of a line can be checked.
_STAND_INS = {"id": "x", "from": "x", "to": "y", "participants": MOST_PARTICIPANTS, "start": FIRST.isoformat()}


def _problems(error: Exception, line: bytes) -> Iterable[Problem]:
    """Yield everything that is wrong with a line: the decoder stops at the first error, which is then replaced."""
    record = _record_in(line)
    is_replaced = False
    for _ in range(len(record) + len(_STAND_INS)):
        raised = error.__cause__ or error  # the decoder wraps what a record's constructor raises
        if isinstance(raised, InvalidRecordError):
            if not is_replaced:  # a replaced value would cause contradictions that are not in the line
                yield from raised.problems
            return
        yield Problem(shorten(_in_words(error, line), _LONGEST))
        field = _field_of(str(error))[0] or _named_in(str(error))
        if not isinstance(error, msgspec.ValidationError) or not record or not field:
            return
        is_replaced = is_replaced or field in _KEYS
        record.pop(field, None)
        if field in _STAND_INS:
            record[field] = _STAND_INS[field]
        line = json.dumps(record).encode()
        try:
            _decoder.decode(line)
        except NO_RECORD as another:
            error = another
        else:
            return


def _named_in(said: str) -> str:
    """Return the field that a message of the decoder calls missing or unknown; empty if it does neither."""
    found = re.fullmatch(r"Object (?:contains unknown|missing required) field `(.*)`", said, re.DOTALL)
    return found[1] if found else ""


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
    """Return the decoder's message in the words that the command line uses for the same mistake."""
    said = str(error)
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return CONFLICT
    if b"\0" in line:
        in_pairs = b"\0\0" not in line  # UTF-16 has a NUL byte in every letter
        return "is not UTF-8 text: save the file as UTF-8" if in_pairs else NUL_BYTES
    if isinstance(error, UnicodeDecodeError):
        column = _first_bad_byte(line) + 1
        return f"is not valid UTF-8 (column {column}): save the file as UTF-8, and correct the letter there"
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
        return f"{field}: {_date_in_words(_record_in(line).get(field))}"
    if named := _named_in(said):
        missing = said.startswith("Object missing")
        return f"{named} is missing" if missing else f"{shorten(named)} is not known here{did_you_mean(named, _KEYS)}"
    if found := re.fullmatch(r"Invalid enum value '(.*)'", said, re.DOTALL):
        return f'{field} "{shorten(found[1])}" must be {_choices(field)}{did_you_mean(found[1], _choices_of(field))}'
    return said


def _syntax_in_words(line: bytes) -> str:
    """Return why a line is not valid JSON. Without its line feed, a line that ends too soon is recognised."""
    try:
        msgspec.json.decode(line.rstrip())
    except msgspec.DecodeError as error:
        said = str(error)
        found = re.fullmatch(r"JSON is malformed: (.*) \(byte (\d+)\)", said)
        if found:
            # The decoder counts bytes from 0, but of trailing characters it names the byte after the first.
            place = int(found[2]) - found[1].startswith("trailing characters")
            column = len(line[:place].decode(errors="replace")) + 1
            return f"is not valid JSON: {found[1]} (column {column})"
        if "truncated" not in said:
            return f"is not valid JSON: {said}"
        if _record_in(line):  # other readers can read it, so it isn't cut off
            return r"is not valid JSON: half a character, written as \ud800 or the like: write the text out"
    except RecursionError:
        return TOO_DEEP
    except ValueError as error:
        return f"is not valid JSON: {error}"
    return "the line is cut off: complete it, or delete it"


def _first_bad_byte(line: bytes) -> int:
    """Return the number of characters before the first byte that is not UTF-8."""
    try:
        return len(line.decode())
    except UnicodeDecodeError as error:
        return len(line[: error.start].decode())


def _field_of(said: str) -> tuple[str, str]:
    """Return the field that a message of the decoder is about, and the message without it."""
    found = re.fullmatch(r"(.*) - at `\$(?:\.(\w+))?(?:\[.*\])?`", said, re.DOTALL)
    return (found[2] or "", found[1]) if found else ("", said)


def _choices_of(field: str) -> tuple[str, ...]:
    """Return the values that a field may have."""
    (declared,) = (f.type for f in _FIELDS if f.encode_name == field)
    return tuple(choice for part in get_args(declared) for choice in get_args(part))


def _choices(field: str) -> str:
    """Return the values that a field may have in words: `a, b or c`."""
    *others, last = _choices_of(field)
    return f"{', '.join(others)} or {last}"


def _date_in_words(text: object) -> str:
    """Return why a text is not a date, in the words of the command line."""
    if not isinstance(text, str):
        return "is not a date, and the line is broken further on"
    try:
        parse_day(text, date.min)
    except ValueError as error:
        return str(error)
    return f'"{shorten(text)}" is not a date: write YYYY-MM-DD, for example 2012-06-30'


def refuse_repeated_keys(line: bytes) -> None:
    """Raise ValueError if a JSON object has a key twice, which decoders ignore."""

    def check(pairs: list[tuple[str, Any]]) -> None:
        if twice := repeated_keys(pairs):
            raise ValueError(f"{shorten(twice[0])} is given twice")

    json.loads(line, object_pairs_hook=check)
