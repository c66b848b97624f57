"""Taking a participant's reference out of a store, and out of what its history tells of it."""

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
from norec_cli.model.wording import plural, shorten
from norec_cli.store.changes.repair import read_torn
from norec_cli.store.files import reading
from norec_cli.store.files.snapshot import EXCHANGES, HISTORY, TORN
from norec_cli.store.formats import exchanges_jsonl
from norec_cli.store.formats.exchange_errors import id_in
from norec_cli.store.formats.history_jsonl import history_line, read_history

if TYPE_CHECKING:
    from pathlib import Path

    from norec_cli.store.books import Books
    from norec_cli.store.store import Store

# What stands in the place of a hash of the exchanges: it could tell a guess at the reference from a wrong one.
FORGOTTEN = "forgotten"

_decoder = msgspec.json.Decoder(Exchange)
_KEY_AND_TEXT = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:\s*)"((?:[^"\\]|\\.)*)("|$)')


class Forgotten(msgspec.Struct, frozen=True):
    """Where a reference stood.

    Attributes:
        exchanges: the ids of the exchanges that have it.
        lines: how many lines of the history tell of it.
        torn: whether it stands in what a repair set aside.
    """

    exchanges: tuple[str, ...]
    lines: int
    torn: bool


def find_reference(store: "Store", ref: str) -> Forgotten:
    """Where a reference stands.

    Raises:
        NorecError: if nowhere.
        StoreReadError: if the store or its history can't be read.
    """
    with store.books() as books, store.history() as changes:
        having = [exchange for exchange in books.exchanges() if exchange.ref is not None]
        lines = sum(_forget_in(change, ref) != change for change in changes)
    torn = read_torn(store.folder)
    found = Forgotten(tuple(one.id for one in having if one.ref == ref), lines, _without(torn, ref) != torn)
    if found == Forgotten((), 0, torn=False):
        others = plural(len({one.ref for one in having}), "reference is", "references are")
        raise NorecError(f'no exchange has or had the reference "{shorten(ref)}" ({others} in use)')
    return found


def forget_reference(store: "Store", ref: str) -> Forgotten:
    """Take a reference out of every exchange, every line of the history, and what a repair set aside.

    The records stay otherwise as they are, and the history tells of them as if they never had it. It can't be undone.

    Returns:
        Where it stood.

    Raises:
        NorecError: if it stands nowhere, or the files can't be written.
        StoreReadError: if the store or its history can't be read.
    """
    results: list[Forgotten] = []

    def draft(books: "Books") -> Mapping[str, Iterable[bytes]]:
        found = [exchange for exchange in books.exchanges() if exchange.ref == ref]
        history, lines = _history(books, ref)
        told = history_line(store.author, {}, map(_told, found), len(history))
        torn = read_torn(store.folder)
        results.append(Forgotten(tuple(exchange.id for exchange in found), lines, _without(torn, ref) != torn))
        contents: dict[str, Iterable[bytes]] = {
            EXCHANGES: books.rewritten(lambda one: [replace(one, ref=None)] if one.ref == ref else None),
            HISTORY: [history + told.encode()],
        }
        return {**contents, TORN: [_without(torn, ref)]} if results[-1].torn else contents

    find_reference(store, ref)
    store.rewrite(draft)
    return results[-1]


def mentions(folder: "Path", text: str) -> list[str]:
    """The files beside each other in a folder that hold a text, as it is or as JSON or TOML may write it; by name.

    A text that is part of a longer word is none.
    """
    forms = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    wanted = re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(form.encode()) for form in sorted(forms)) + rb")(?!\w)")
    found = []
    for path in sorted(folder.iterdir()):
        try:
            with reading.open_to_read(path) as file:
                if any(wanted.search(block) for block in reading.blocks(file, reading.size(path))):
                    found.append(path.name)
        except OSError:  # no regular file, or none that can be read
            continue
    return found


def _told(exchange: Exchange) -> RecordChange:
    """What the history tells: which exchange had a reference, and not which."""
    of = {"from": exchange.sender, "to": exchange.host}
    return RecordChange("exchange", exchange.id, {**of, "ref": "(forgotten)"}, of)


def _history(books: "Books", ref: str) -> tuple[bytes, int]:
    """The history without a reference, and how many of its lines told of it."""
    raw, name = books.snapshot.read(HISTORY), books.snapshot.name_of(HISTORY)
    changes = list(read_history([raw], name))
    cleared = [_forget_in(change, ref) for change in changes]
    having = {one.id for one in books.exchanges() if one.ref == ref} | set(_ids_told(changes, ref))
    ids = {
        old.id: _new_id(_unhashed(new, having), place)
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
        new = replace(new, id=ids.get(old.id, old.id), undoes=_of(old.undoes, ids), redoes=_of(old.redoes, ids))
        new = _unhashed(new, having)
        lines.append(line if new == old else msgspec.json.encode(new))
    return b"".join(line + b"\n" for line in lines), len(ids)


def _of(name: str | None, ids: Mapping[str, str]) -> str | None:
    return None if name is None else ids.get(name, name)


def _new_id(change: Change, place: int) -> str:
    """Another id for a change: the old one was made of what it told."""
    told = b"forgotten %d " % place + msgspec.json.encode(replace(change, id=""))
    return exchange_id(sha256(told).digest()[:RANDOM_BYTES])


def _unhashed(change: Change, having: Collection[str]) -> Change:
    """A change without hashes that the reference is part of, of the whole file and of lines that an import added."""
    of = change.files.get(EXCHANGES)
    if of is None:
        return change
    added = of.added
    if added is not None and not set(having).isdisjoint(added.ids):
        added = replace(added, sha256=FORGOTTEN)
    return replace(change, files={**change.files, EXCHANGES: replace(of, sha256=of.sha256 and FORGOTTEN, added=added)})


def _ids_told(changes: Iterable[Change], ref: str) -> Iterator[str]:
    """The ids of the exchanges that had a reference as the history tells them."""
    for change in changes:
        of = change.files.get(EXCHANGES)
        for hunk in of.hunks if of is not None else ():
            for line in (hunk.old + hunk.new).split("\n"):
                if _line_without(line, ref) != line:
                    yield from id_in(line.encode())


def _forget_in(change: Change, ref: str) -> Change:
    """A change as if no exchange ever had a reference."""

    def cleared(values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        return {key: value for key, value in values.items() if (key, value) != ("ref", ref)} if values else values

    of = change.files.get(EXCHANGES)
    files = dict(change.files)
    if of is not None:
        hunks = (Hunk(hunk.at, _text_without(hunk.old, ref), _text_without(hunk.new, ref)) for hunk in of.hunks)
        files[EXCHANGES] = replace(of, hunks=tuple(hunks))
    records = tuple(
        replace(record, before=cleared(record.before), after=cleared(record.after))
        if record.kind == "exchange"
        else record
        for record in change.records
    )
    return replace(change, files=files, records=records)


def _without(lines: bytes, ref: str) -> bytes:
    """Lines as they stand in a file, none of which has a reference any more."""
    text = lines.decode(errors="surrogateescape")
    return _text_without(text, ref).encode(errors="surrogateescape")


def _text_without(text: str, ref: str) -> str:
    return "\n".join(_line_without(line, ref) for line in text.split("\n"))


def _line_without(line: str, ref: str) -> str:
    """A line without a reference: an exchange as the program writes it, anything else with nothing else changed."""
    if ref not in line and "\\" not in line:
        return line
    try:
        exchange = _decoder.decode(line.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").encode())
    except (msgspec.DecodeError, ValueError):
        exchange = None
    if exchange is not None and exchange.ref == ref:
        return exchanges_jsonl.encode(replace(exchange, ref=None)).decode().rstrip("\n")
    return _KEY_AND_TEXT.sub(lambda found: _emptied(found, ref), line)


def _emptied(found: re.Match[str], ref: str) -> str:
    """A key with a text, emptied if it is that reference, however written; the line may be cut off within it."""
    key, colon, text, closing = found.groups()
    try:
        is_it = json.loads(key) == "ref" and json.loads(f'"{text}"') == ref
    except ValueError:
        is_it = False
    return f'{key}{colon}"{closing}' if is_it else found[0]
