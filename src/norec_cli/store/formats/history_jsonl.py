"""`history.jsonl`: every change that a command made, a line each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from norec_cli.model.change import Change, FileChange, Kind, RecordChange
from norec_cli.model.errors import Problem, StoreReadError
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.model.wording import shorten
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats.exchange_errors import TOO_DEEP
from norec_cli.store.formats.hunks import hunks_between
from norec_cli.store.formats.toml_files import TomlFile

_LONGEST = 200  # of what is said of a line
_decoder = msgspec.json.Decoder(Change)
_KINDS: Mapping[str, Kind] = {PARTNERS: "partner", PROJECTS: "project"}


class Author(msgspec.Struct, frozen=True):
    """Who changes a store, when, by which command.

    Attributes:
        verb: the command, for example `partners edit`; empty if it only reads.
        by: who, as `user@machine`.
        at: when, in UTC, as `2026-11-24T06:30:00Z`.
        undoes: the id of the change that this one takes back.
        redoes: the id of the change that this one makes again.
        source: of an import, the hash of what was imported.
    """

    verb: str
    by: str
    at: str
    undoes: str | None = None
    redoes: str | None = None
    source: str | None = None


class ChangeRecorder:
    """What becomes of the files in a change, noted as they are written."""

    def __init__(self, snapshot: Snapshot, contents: Mapping[str, Iterable[bytes]]) -> None:
        """Note a change.

        Args:
            snapshot: the store before it.
            contents: the new contents by file; used up as they are written.
        """
        from hashlib import sha256  # only a change needs it, and OpenSSL takes its time to load

        self._snapshot = snapshot
        self._digest = sha256
        self._registers = {file: b"".join(chunks) for file, chunks in contents.items() if file != EXCHANGES}
        self._exchanges = contents.get(EXCHANGES)
        self._hash = sha256()

    def contents(self) -> dict[str, Iterable[bytes]]:
        """The new contents, noted on their way."""
        found: dict[str, Iterable[bytes]] = {file: [raw] for file, raw in self._registers.items()}
        return found if self._exchanges is None else {**found, EXCHANGES: self._hashed(self._exchanges)}

    def _hashed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._hash.update(chunk)
            yield chunk

    def files(self, of_exchanges: FileChange) -> dict[str, FileChange]:
        """What the change did to files, now that they are written; those that stay as they were are left out.

        Args:
            of_exchanges: the places in the exchanges that changed.
        """
        found = {
            file: FileChange(tuple(hunks_between(self._snapshot.read(file), raw)), self._digest(raw).hexdigest())
            for file, raw in self._registers.items()
        }
        if self._exchanges is not None:
            found[EXCHANGES] = msgspec.structs.replace(of_exchanges, sha256=self._hash.hexdigest())
        return {file: change for file, change in found.items() if change.hunks or change.added}

    def records(self) -> Iterator[RecordChange]:
        """What the change did to partners and projects; what it did to exchanges, their lines say."""
        for file, raw in self._registers.items():
            kind = _KINDS.get(file)
            if kind is None:
                continue
            before, after = (_tables(text, file, kind) for text in (self._snapshot.read(file), raw))
            for key in {**before, **after}:
                if before.get(key) != after.get(key):
                    yield RecordChange(kind, key, before.get(key), after.get(key))


def _tables(raw: bytes, file: str, kind: Kind) -> dict[str, Any]:
    tables: dict[str, Any] = msgspec.to_builtins(TomlFile(raw, file).values.get(f"{kind}s", {}))
    return tables


def history_line(
    author: Author, files: Mapping[str, FileChange], records: Iterable[RecordChange], snapshot_size: int
) -> str:
    """A line of the history, with the line feed.

    Args:
        author: who made the change.
        files: what it did to files.
        records: what it did to partners and projects.
        snapshot_size: how long the history was; with all else it makes the change's id, which so is its own.
    """
    from hashlib import sha256  # as above

    change = Change(
        id="",
        at=author.at,
        by=author.by,
        verb=author.verb,
        records=tuple(records),
        files=files,
        undoes=author.undoes,
        redoes=author.redoes,
        source=author.source,
    )
    digest = sha256(b"%d " % snapshot_size + msgspec.json.encode(change)).digest()
    named = msgspec.structs.replace(change, id=exchange_id(digest[:RANDOM_BYTES]))
    return msgspec.json.encode(named).decode() + "\n"


def read_history(blocks: Iterable[bytes], file: str) -> Iterator[Change]:
    """Every change, in the order of the file.

    Args:
        blocks: the file, in pieces of whole lines.
        file: its name for messages.

    Raises:
        StoreReadError: if a line is no change, or contradicts those before it.
    """
    number = 0
    lines: dict[str, int] = {}  # of the changes so far, by their ids
    for block in blocks:
        for line in block.split(b"\n"):
            number += 1
            if not line.strip():
                continue
            try:
                change = _decoder.decode(line)
                datetime.fromisoformat(change.at)
                date.fromisoformat(change.at[:10])  # as the history is shown and filtered by
                _refuse_contradictions(change, lines)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                advice = ("git diff shows what it was before. Reports don't need the history.",)
                said = TOO_DEEP if isinstance(error, RecursionError) else f"is no line of a history: {error}"
                raise StoreReadError(Problem(shorten(said, _LONGEST), file, number), advice=advice) from None
            lines[change.id] = number
            yield change
        number -= 1  # what follows the last line feed of a piece belongs to the next


def _refuse_contradictions(change: Change, lines: Mapping[str, int]) -> None:
    """Refuse a change that has the id of another, or that takes back or makes again one that isn't before it.

    Args:
        change: the change.
        lines: the lines of those before it, by their ids.

    Raises:
        ValueError: in words that go on from the line.
    """
    if change.id in lines:
        raise ValueError(f'the id "{shorten(change.id)}" is on line {lines[change.id]} too')
    if change.undoes is not None and change.redoes is not None:
        raise ValueError("it has undoes and redoes: a change is taken back or made again, not both")
    for key, name in (("undoes", change.undoes), ("redoes", change.redoes)):
        if name is not None and name not in lines:
            raise ValueError(f'{key} "{shorten(name)}" names no change before it')
