"""`exchanges.jsonl`: one exchange a line, read as a stream, every line checked."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault, Refused, StoreUnreadable
from norec_cli.model.words import count, did_you_mean
from norec_cli.store.line_faults import explain, explain_repeated

Lines = Callable[[], AbstractContextManager[Iterable[bytes]]]

# More faults than this help nobody; the rest are counted.
MOST_FAULTS = 100

_decoder = msgspec.json.Decoder(Exchange)
_BOM = b"\xef\xbb\xbf"
_encoder = msgspec.json.Encoder()


def encode(exchange: Exchange) -> bytes:
    """An exchange as its line, with the line feed. The same record always has the same bytes."""
    return _encoder.encode(exchange) + b"\n"


def to_values(exchange: Exchange) -> dict[str, Any]:
    """An exchange as keys and values, those of the file; what isn't recorded is left out."""
    values: dict[str, Any] = msgspec.to_builtins(exchange, builtin_types=(date,))
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def from_values(values: dict[str, Any]) -> Exchange:
    """An exchange made of keys and values, checked as a line of the file is.

    Raises:
        Refused: if it is no valid record.
    """
    line = json.dumps(values, default=str).encode()
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, ValueError) as error:
        raise Refused(explain(error, line)) from None


def read_exchanges(lines: Lines, file: str, partners: Collection[str]) -> Iterator[Exchange]:
    """Every exchange of a file, in the file's order, which has no meaning.

    The whole file is checked before the iteration ends; whoever uses the exchanges must run it to its end before
    saying anything about them. Blank lines are passed over. Only the ids are kept in memory.

    Args:
        lines: opens the file; called a second time if an id stands twice.
        file: the file's name for messages.
        partners: the ids of the partners that exist.

    Raises:
        StoreUnreadable: at the end, if any line is no valid record, names an unknown partner or repeats an id.
    """
    return (exchange for exchange, _ in _read(lines, file, partners) if exchange is not None)


def rewrite_exchanges(
    lines: Lines, file: str, partners: Collection[str], change: Callable[[Exchange], Collection[Exchange] | None]
) -> Iterator[bytes]:
    """The lines of a file after a change, those that don't change as they stand.

    Args:
        lines: as in `read_exchanges`, which says what is checked.
        file: as there.
        partners: as there.
        change: what stands in the place of an exchange; None leaves its line as it is.

    Raises:
        StoreUnreadable: at the end, as there.
    """
    for exchange, line in _read(lines, file, partners):
        instead = None if exchange is None else change(exchange)
        if instead is None:
            yield line if line.endswith(b"\n") else line + b"\n"
        else:
            yield from (encode(one) for one in instead)


def _read(lines: Lines, file: str, partners: Collection[str]) -> Iterator[tuple[Exchange | None, bytes]]:
    """The lines of a file, each with its record; a blank line has none."""
    faults: list[Fault] = []
    unlisted = 0
    ids: set[str] = set()
    repeated: set[str] = set()
    known = 0
    decode, encode_again = _decoder.decode, _encoder.encode
    with lines() as opened:
        for number, line in enumerate(opened, start=1):
            if number == 1:
                line = line.removeprefix(_BOM)  # noqa: PLW2901 - some editors put it there
            try:
                exchange = decode(line)
                # A key given twice goes unnoticed by the decoder, which keeps the last. Lines as this program
                # writes them can't have one; the others are looked at again.
                if encode_again(exchange) != line[:-1]:
                    _refuse_repeated_keys(line)
                if exchange.sender not in partners or exchange.host not in partners:
                    _refuse_unknown_partners(exchange, partners)
            except (msgspec.DecodeError, ValueError) as error:  # ValueError: bytes that are no UTF-8 among them
                if not line.strip():
                    yield None, line
                elif len(faults) < MOST_FAULTS:
                    faults.append(Fault(explain(error, line), file, number))
                else:
                    unlisted += 1
                continue
            ids.add(exchange.id)
            if len(ids) == known:
                repeated.add(exchange.id)
            known = len(ids)
            if not faults and not repeated:
                yield exchange, line
    if repeated:
        with lines() as opened:
            found = explain_repeated(opened, file, repeated)
        unlisted += len(found[MOST_FAULTS:])
        faults += found[:MOST_FAULTS] or [Fault("was changed while it was read: try again", file)]
    if faults:
        advice = (f"and {count(unlisted, 'faulty line')} more",) if unlisted else ()
        raise StoreUnreadable(*sorted(faults, key=lambda fault: fault.line or 0), advice=advice)


def check_line(line: bytes, file: str, partners: Collection[str]) -> None:
    """Check one line as `read_exchanges` does, without a number to name it by.

    Raises:
        StoreUnreadable: if it is no valid record.
    """
    try:
        for _ in read_exchanges(lambda: nullcontext([line]), file, partners):
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
