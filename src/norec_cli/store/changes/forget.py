"""Removing a participant's reference from a store and from its history."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from norec_cli.model.change import Change, Hunk, RecordChange
from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.store_files import EXCHANGES, HISTORY, TORN
from norec_cli.model.wording import plural, shorten
from norec_cli.store.changes.origins import added_ids
from norec_cli.store.changes.repair import read_torn
from norec_cli.store.files import reading
from norec_cli.store.formats import exchanges_jsonl
from norec_cli.store.formats.exchange_errors import id_in
from norec_cli.store.formats.history_jsonl import history_line, read_history

if TYPE_CHECKING:
    from pathlib import Path

    from norec_cli.store.books import Books, Contents
    from norec_cli.store.store import Store

# Replaces hashes of exchanges that had the reference: with such a hash a guess at the reference could be verified.
FORGOTTEN = "forgotten"

_decoder = msgspec.json.Decoder(Exchange)
_KEY_AND_TEXT = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:\s*)"((?:[^"\\]|\\.)*)("|$)')


class Forgotten(msgspec.Struct, frozen=True):
    """Places in which a reference was found.

    Attributes:
        exchanges: the ids of the exchanges that have it.
        lines: number of lines of the history that have it.
        torn: whether it is in the lines that a repair set aside.
    """

    exchanges: tuple[str, ...]
    lines: int
    torn: bool


def find_reference(store: "Store", ref: str) -> Forgotten:
    """Find the places in which a reference is.

    Raises:
        NorecError: if it is nowhere.
        StoreReadError: if the store or its history can't be read.
    """
    with store.books() as books, store.history() as changes:
        with_ref = [exchange for exchange in books.exchanges() if exchange.ref is not None]
        lines = sum(_forget_in(change, ref) != change for change in changes)
    torn = read_torn(store.folder)
    ids = tuple(exchange.id for exchange in with_ref if exchange.ref == ref)
    places = Forgotten(ids, lines, _without(torn, ref) != torn)
    if places == Forgotten((), 0, torn=False):
        number = plural(len({exchange.ref for exchange in with_ref}), "reference is", "references are")
        raise NorecError(f'no exchange has or had the reference "{shorten(ref)}" ({number} in use)')
    return places


def forget_reference(store: "Store", ref: str) -> Forgotten:
    """Remove a reference from every exchange, every line of the history, and the lines that a repair set aside.

    All else in the records stays, and the history reads as if they never had the reference. This can't be undone.

    Returns:
        The places in which it was.

    Raises:
        NorecError: if it is nowhere, or the files can't be written.
        StoreReadError: if the store or its history can't be read.
    """

    def draft(books: "Books") -> "tuple[Contents, Forgotten]":
        with_ref = [exchange for exchange in books.exchanges() if exchange.ref == ref]
        history, lines = _history(books, ref)
        line = history_line(store.author, {}, map(_record_change, with_ref), len(history))
        torn = read_torn(store.folder)
        places = Forgotten(tuple(exchange.id for exchange in with_ref), lines, _without(torn, ref) != torn)
        contents: dict[str, Iterable[bytes]] = {
            EXCHANGES: books.rewritten(lambda exchange: [replace(exchange, ref=None)] if exchange.ref == ref else None),
            HISTORY: [history + line.encode()],
        }
        if places.torn:
            contents[TORN] = [_without(torn, ref)]
        return contents, places

    find_reference(store, ref)
    return store.rewrite(draft)


def mentions(folder: "Path", text: str) -> list[str]:
    """Return the names of the files in a folder that contain a text, as it is or as JSON or TOML writes it; sorted.

    A text that is part of a longer word doesn't count.
    """
    forms = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    wanted = re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(form.encode()) for form in sorted(forms)) + rb")(?!\w)")
    names = []
    for path in sorted(folder.iterdir()):
        try:
            with reading.open_to_read(path) as file:
                if any(wanted.search(block) for block in reading.blocks(file, reading.size(path))):
                    names.append(path.name)
        except OSError:  # not a regular file, or not readable
            continue
    return names


def _record_change(exchange: Exchange) -> RecordChange:
    """Return what the history says of the change: which exchange had a reference, but not the reference."""
    partners = {"from": exchange.sender, "to": exchange.host}
    return RecordChange("exchange", exchange.id, {**partners, "ref": "(forgotten)"}, partners)


def _history(books: "Books", ref: str) -> tuple[bytes, int]:
    """Return the history without a reference, and the number of lines that had it."""
    raw, name = books.snapshot.read(HISTORY), books.snapshot.name_of(HISTORY)
    changes = list(read_history([raw], name))
    cleared = [_forget_in(change, ref) for change in changes]
    with_ref = {exchange.id for exchange in books.exchanges() if exchange.ref == ref} | set(_ids_in(changes, ref))
    ids = {
        old.id: _new_id(_unhashed(new, with_ref), place)
        for place, (old, new) in enumerate(zip(changes, cleared, strict=True))
        if old != new
    }
    lines: list[bytes] = []
    source = zip(changes, cleared, strict=True)
    for line in raw.split(b"\n")[: -1 if raw.endswith(b"\n") or not raw else None]:
        if not line.strip():
            lines.append(line)
            continue
        old, new = next(source)
        new = replace(new, id=ids.get(old.id, old.id))
        new = replace(new, undoes=_renamed(old.undoes, ids), redoes=_renamed(old.redoes, ids))
        new = _unhashed(new, with_ref)
        lines.append(line if new == old else msgspec.json.encode(new))
    return b"".join(line + b"\n" for line in lines), len(ids)


def _renamed(name: str | None, ids: Mapping[str, str]) -> str | None:
    return None if name is None else ids.get(name, name)


def _new_id(change: Change, place: int) -> str:
    """Return another id for a change: the old id is a hash of a text that had the reference."""
    text = b"forgotten %d " % place + msgspec.json.encode(replace(change, id=""))
    return exchange_id(sha256(text).digest()[:RANDOM_BYTES])


def _unhashed(change: Change, with_ref: Collection[str]) -> Change:
    """Return a change without the hashes of files, also imported ones, or added lines that had the reference."""
    in_exchanges = change.files.get(EXCHANGES)
    if in_exchanges is None:
        return change
    added = in_exchanges.added
    if added is not None and not set(with_ref).isdisjoint(added.ids):
        added = replace(added, sha256=FORGOTTEN)
    in_exchanges = replace(in_exchanges, sha256=in_exchanges.sha256 and FORGOTTEN, added=added)
    source = change.source
    if source is not None and not set(with_ref).isdisjoint(added_ids(change)):
        source = FORGOTTEN
    return replace(change, files={**change.files, EXCHANGES: in_exchanges}, source=source)


def _ids_in(changes: Iterable[Change], ref: str) -> Iterator[str]:
    """Yield the ids of the exchanges that had a reference according to the history."""
    for change in changes:
        in_exchanges = change.files.get(EXCHANGES)
        for hunk in in_exchanges.hunks if in_exchanges is not None else ():
            for line in (hunk.old + hunk.new).split("\n"):
                if _line_without(line, ref) != line:
                    yield from id_in(line.encode())


def _forget_in(change: Change, ref: str) -> Change:
    """Return a change as if no exchange ever had a reference."""

    def cleared(values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        return {key: value for key, value in values.items() if (key, value) != ("ref", ref)} if values else values

    in_exchanges = change.files.get(EXCHANGES)
    files = dict(change.files)
    if in_exchanges is not None:
        hunks = (
            Hunk(hunk.at, _text_without(hunk.old, ref), _text_without(hunk.new, ref)) for hunk in in_exchanges.hunks
        )
        files[EXCHANGES] = replace(in_exchanges, hunks=tuple(hunks))
    records = tuple(
        replace(record, before=cleared(record.before), after=cleared(record.after))
        if record.kind == "exchange"
        else record
        for record in change.records
    )
    return replace(change, files=files, records=records)


def _without(lines: bytes, ref: str) -> bytes:
    """Return the lines of a file without a reference."""
    text = lines.decode(errors="surrogateescape")
    return _text_without(text, ref).encode(errors="surrogateescape")


def _text_without(text: str, ref: str) -> str:
    return "\n".join(_line_without(line, ref) for line in text.split("\n"))


def _line_without(line: str, ref: str) -> str:
    """Return a line without a reference: an exchange as this program writes it, any other line otherwise unchanged."""
    if ref not in line and "\\" not in line:
        return line
    try:
        exchange = _decoder.decode(line.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").encode())
    except (msgspec.DecodeError, ValueError):
        exchange = None
    if exchange is not None and exchange.ref == ref:
        return exchanges_jsonl.encode(replace(exchange, ref=None)).decode().rstrip("\n")
    return _KEY_AND_TEXT.sub(lambda match: _emptied(match, ref), line)


def _emptied(match: re.Match[str], ref: str) -> str:
    """Return a JSON key with its text, emptied if that is the reference; the line may be cut off within the text."""
    key, colon, text, closing = match.groups()
    try:
        is_ref = json.loads(key) == "ref" and json.loads(f'"{text}"') == ref
    except ValueError:
        is_ref = False
    return f'{key}{colon}"{closing}' if is_ref else match[0]
