"""`exchanges.jsonl`: one exchange a line, read as a stream, every line checked."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any, get_args

import msgspec

from norec_cli.model.dates import parse_day
from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault, StoreUnreadable
from norec_cli.model.words import count, did_you_mean

# More faults than this help nobody; the rest are counted.
MOST_FAULTS = 100

_decoder = msgspec.json.Decoder(Exchange)
_encoder = msgspec.json.Encoder()
_FIELDS = msgspec.structs.fields(Exchange)


def encode(exchange: Exchange) -> bytes:
    """An exchange as its line, with the line feed. The same record always has the same bytes."""
    return _encoder.encode(exchange) + b"\n"


def read_exchanges(lines: Callable[[], Iterable[bytes]], file: str, partners: Collection[str]) -> Iterator[Exchange]:
    """Every exchange of a file, in the file's order, which has no meaning.

    The whole file is checked before the iteration ends; whoever uses the exchanges must run it to its end before
    saying anything about them. Blank lines are passed over. Only the ids are kept in memory.

    Args:
        lines: gives the file's lines from the beginning; called a second time if an id stands twice.
        file: the file's name for messages.
        partners: the ids of the partners that exist.

    Raises:
        StoreUnreadable: at the end, if any line is no valid record, names an unknown partner or repeats an id.
    """
    faults: list[Fault] = []
    unlisted = 0
    ids: set[str] = set()
    repeated: dict[str, int] = {}
    decode, encode_again = _decoder.decode, _encoder.encode
    for number, line in enumerate(lines(), start=1):
        try:
            exchange = decode(line)
            # A key given twice goes unnoticed by the decoder, which keeps the last. Lines as this program
            # writes them can't have one; the others are looked at again.
            if encode_again(exchange) != line[:-1]:
                _refuse_repeated_keys(line)
            if exchange.sender not in partners or exchange.host not in partners:
                _refuse_unknown_partners(exchange, partners)
        except (msgspec.DecodeError, ValueError) as error:  # ValueError: bytes that are no UTF-8 among them
            if line.strip():
                if len(faults) < MOST_FAULTS:
                    faults.append(Fault(_explain(error, line), file, number))
                else:
                    unlisted += 1
            continue
        ids_before = len(ids)
        ids.add(exchange.id)
        if len(ids) == ids_before:
            repeated[exchange.id] = number
        if not faults and not repeated:
            yield exchange
    if repeated:
        faults += _explain_repeated(lines(), file, set(repeated))
    if faults:
        advice = (f"and {count(unlisted, 'faulty line')} more",) if unlisted else ()
        raise StoreUnreadable(*sorted(faults, key=lambda fault: fault.line or 0), advice=advice)


def check_line(line: bytes, file: str, partners: Collection[str]) -> None:
    """Check one line as `read_exchanges` does, without a number to name it by.

    Raises:
        StoreUnreadable: if it is no valid record.
    """
    try:
        for _ in read_exchanges(lambda: [line], file, partners):
            pass
    except StoreUnreadable as refusal:
        faults = [Fault(f"the last line: {fault.text}", file) for fault in refusal.faults]
        raise StoreUnreadable(*faults) from None


def _refuse_unknown_partners(exchange: Exchange, partners: Collection[str]) -> None:
    unknown = [name for name in (exchange.sender, exchange.host) if name not in partners]
    raise ValueError("; ".join(f'no partner "{name}"{did_you_mean(name, partners)}' for name in unknown))


def _refuse_repeated_keys(line: bytes) -> None:
    def check(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs]
        for key in dict.fromkeys(keys):
            if keys.count(key) > 1:
                raise ValueError(f"{key} is given twice")

    json.loads(line, object_pairs_hook=check)


def _explain_repeated(lines: Iterable[bytes], file: str, repeated: set[str]) -> list[Fault]:
    """Faults that name every line on which a repeated id stands."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines, start=1):
        found = _id_in(line)
        if found in repeated:
            places.setdefault(found, []).append(number)
    faults = []
    for exchange_id, numbers in places.items():
        for number in numbers[1:]:
            others = " and ".join(str(other) for other in numbers if other != number)
            words = f'id "{exchange_id}" stands on line {others} too: keep one of them'
            faults.append(Fault(words, file, number))
    return faults[:MOST_FAULTS]


def _explain(error: Exception, line: bytes) -> str:
    """Why a line was refused, with the id of the exchange if it can be made out."""
    found = _id_in(line)
    return _in_words(error, line) + (f" (exchange {found})" if found else "")


def _id_in(line: bytes) -> str | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str) else None


_NAMES = {
    "str": "text in quotes",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "float": "a number with a fraction",
}


def _in_words(error: Exception, line: bytes) -> str:
    """The decoder's finding in the words that the command line uses for the same mistake."""
    said = str(error)
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
        return f"{field}: {_date_in_words(json.loads(line)[field])}"
    if found := re.fullmatch(r"Object contains unknown field `(.*)`", said):
        near = did_you_mean(found[1], [f.encode_name for f in _FIELDS])
        return f"{found[1]} is not known here{near}"
    if found := re.fullmatch(r"Object missing required field `(.*)`", said):
        return f"{found[1]} is missing"
    if found := re.fullmatch(r"Invalid enum value '(.*)'", said):
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
    return "the line is cut off"


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


def _date_in_words(text: str) -> str:
    """Why a text is no date; the words are those of the command line."""
    try:
        parse_day(text, date.min)
    except ValueError as error:
        return str(error)
    return f'"{text}" is not a date: write YYYY-MM-DD, for example 2012-06-30'
