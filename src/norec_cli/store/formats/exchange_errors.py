"""Why a line of `exchanges.jsonl` is refused, in the words that the command line uses for the same mistake."""

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

CONFLICT = "is a conflict marker of git: keep the lines that are right, and delete this one"

NUL_BYTES = "holds NUL bytes, as a power cut can leave them: put the line right, or delete it"

TOO_DEEP = "is nested too deep: no record has lists within lists"

_LONGEST = 300  # of what is said of a line

# What a decoder raises of a line that it can't make a record of; ValueError: bytes that are no UTF-8 among that.
NO_RECORD = (msgspec.MsgspecError, ValueError, RecursionError)

_FIELDS = msgspec.structs.fields(Exchange)
_KEYS = {field.encode_name for field in _FIELDS}

_decoder = msgspec.json.Decoder(Exchange)


def explain_repeated(lines: Iterable[bytes], file: str, repeated: set[str]) -> list[Problem]:
    """A fault for each line on which an id stands again; it names the first line with that id."""
    first: dict[str, int] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        for found in repeated.intersection(id_in(line)):
            if found in first:
                words = f'id "{shorten(found)}" stands on line {first[found]} too: keep one of them'
                problems.append(Problem(words, file, number, rule="ids-unique"))
            else:
                first[found] = number
    return problems


def describe_error(error: Exception, line: bytes, file: str | None = None, number: int | None = None) -> list[Problem]:
    """Why a line was refused: everything that is wrong with it, with the id of the exchange if it can be made out.

    Args:
        error: what the decoder or the record raised.
        line: the line.
        file: its file, for messages.
        number: which line of the file it is.
    """
    about = "".join(f"exchange {shorten(name)}" for name in id_in(line))
    return [replace(problem, file=file, line=number, about=about) for problem in _problems(error, line)]


def id_in(line: bytes) -> list[str]:
    """The id of a line, if the line is a record at all and the id is text; else nothing."""
    found = _record_in(line).get("id")
    return [found] if isinstance(found, str) and "\N{REPLACEMENT CHARACTER}" not in found else []


def is_record(line: bytes) -> bool:
    """Whether a line is a JSON object, whatever it says."""
    return bool(_record_in(line))


def _record_in(line: bytes) -> dict[str, Any]:
    """The keys and values of a line; none if it is no record."""
    try:
        record = json.loads(line.decode(errors="replace"))
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


# What stands for a field whose value can't be read, so that the rest of a line can be looked at.
_STAND_INS = {"id": "x", "from": "x", "to": "y", "participants": MOST_PARTICIPANTS, "start": FIRST.isoformat()}


def _problems(error: Exception, line: bytes) -> Iterable[Problem]:
    """Everything that is wrong with a line: the decoder stops at the first, so that is put right and it reads again."""
    record = _record_in(line)
    stands_in = False
    for _ in range(len(record) + len(_STAND_INS)):
        raised = error.__cause__ or error  # the decoder wraps what a record's constructor raises
        if isinstance(raised, InvalidRecordError):
            if not stands_in:  # what stands in for a value contradicts nothing
                yield from raised.problems
            return
        yield Problem(shorten(_in_words(error, line), _LONGEST))
        field = _field_of(str(error))[0] or _named_in(str(error))
        if not isinstance(error, msgspec.ValidationError) or not record or not field:
            return
        stands_in = stands_in or field in _KEYS
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
    """The field that is missing, or not known."""
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
    """The decoder's finding in the words that the command line uses for the same mistake."""
    said = str(error)
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return CONFLICT
    if b"\0" in line:
        in_pairs = b"\0\0" not in line  # as UTF-16 has them
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
        if _record_in(line):  # other readers make a record of it, so it isn't cut off
            return r"is not valid JSON: half a character, written as \ud800 or the like: write the text out"
    except RecursionError:
        return TOO_DEEP
    except ValueError as error:
        return f"is not valid JSON: {error}"
    return "the line is cut off: complete it, or delete it"


def _first_bad_byte(line: bytes) -> int:
    """How many characters stand before what is no UTF-8."""
    try:
        return len(line.decode())
    except UnicodeDecodeError as error:
        return len(line[: error.start].decode())


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


def _date_in_words(text: object) -> str:
    """Why a text is no date; the words are those of the command line."""
    if not isinstance(text, str):
        return "is not a date, and the line is broken further on"
    try:
        parse_day(text, date.min)
    except ValueError as error:
        return str(error)
    return f'"{shorten(text)}" is not a date: write YYYY-MM-DD, for example 2012-06-30'


def refuse_repeated_keys(line: bytes) -> None:
    """Raise ValueError if a JSON object has a key twice, which decoders pass over."""

    def check(pairs: list[tuple[str, Any]]) -> None:
        if twice := repeated_keys(pairs):
            raise ValueError(f"{shorten(twice[0])} is given twice")

    json.loads(line, object_pairs_hook=check)
