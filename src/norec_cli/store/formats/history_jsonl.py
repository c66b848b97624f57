"""`history.jsonl`: one line for each change that a command made."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from norec_cli.model.change import Change, FileChange, ImportedFile, RecordChange, RecordKind
from norec_cli.model.errors import Problem, StoreReadError
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.model.wording import shorten
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats.exchange_errors import TOO_DEEP
from norec_cli.store.formats.hunks import hunks_between
from norec_cli.store.formats.toml_files import TomlFile

_LONGEST = 200  # characters of a message about a line
_decoder = msgspec.json.Decoder(Change)
_KINDS: Mapping[str, RecordKind] = {PARTNERS: "partner", PROJECTS: "project"}


class Author(msgspec.Struct, frozen=True):
    """Who changes a store, when, by which command.

    Attributes:
        verb: the command, for example `partners edit`; empty if it only reads.
        by: who, as `user@machine`.
        at: when, in UTC, as `2026-11-24T06:30:00Z`.
        undoes: the id of the change that this one undoes.
        redoes: the id of the change that this one redoes.
        file: of an import, the imported file.
        same: of an import, the exchanges of the file that a person called the same as recorded ones; see `Change`.
        set_aside: of an import, the ids of the rows with errors that it wrote to a file of their own.
    """

    verb: str
    by: str
    at: str
    undoes: str | None = None
    redoes: str | None = None
    file: ImportedFile | None = None
    same: Mapping[str, str] = {}
    set_aside: tuple[str, ...] = ()


class ChangeRecorder:
    """Records what a change does to files while they are written."""

    def __init__(self, snapshot: Snapshot, contents: Mapping[str, Iterable[bytes]]) -> None:
        """Prepare to record a change.

        Args:
            snapshot: the store before the change.
            contents: the new contents, by file name; each is consumed once.
        """
        from hashlib import sha256  # only a change needs it, and OpenSSL takes its time to load

        self._snapshot = snapshot
        self._digest = sha256
        self._registers = {file: b"".join(chunks) for file, chunks in contents.items() if file != EXCHANGES}
        self._exchanges = contents.get(EXCHANGES)
        self._hash = sha256()

    def contents(self) -> dict[str, Iterable[bytes]]:
        """Return the new contents, by file name; they are recorded as they are consumed."""
        registers: dict[str, Iterable[bytes]] = {file: [raw] for file, raw in self._registers.items()}
        return registers if self._exchanges is None else {**registers, EXCHANGES: self._hashed(self._exchanges)}

    def _hashed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._hash.update(chunk)
            yield chunk

    def files(self, exchanges_change: FileChange) -> dict[str, FileChange]:
        """Return what the change did to files, by file name; unchanged files are left out. Call it after writing.

        Args:
            exchanges_change: the places in the exchanges that changed.
        """
        changes = {
            file: FileChange(tuple(hunks_between(self._snapshot.read(file), raw)), self._digest(raw).hexdigest())
            for file, raw in self._registers.items()
        }
        if self._exchanges is not None:
            changes[EXCHANGES] = msgspec.structs.replace(exchanges_change, sha256=self._hash.hexdigest())
        return {file: change for file, change in changes.items() if change.hunks or change.added}

    def records(self) -> Iterator[RecordChange]:
        """Yield what the change did to partners and projects; for exchanges, `files` has their lines."""
        for file, raw in self._registers.items():
            kind = _KINDS.get(file)
            if kind is None:
                continue
            before, after = (_tables(text, file, kind) for text in (self._snapshot.read(file), raw))
            for key in {**before, **after}:
                if before.get(key) != after.get(key):
                    yield RecordChange(kind, key, before.get(key), after.get(key))


def _tables(raw: bytes, file: str, kind: RecordKind) -> dict[str, Any]:
    """Return the tables of a register by id."""
    tables: dict[str, Any] = msgspec.to_builtins(TomlFile(raw, file).values.get(f"{kind}s", {}))
    return tables


def history_line(
    author: Author, files: Mapping[str, FileChange], records: Iterable[RecordChange], snapshot_size: int
) -> str:
    """Return a line of the history with its line feed.

    Args:
        author: who made the change.
        files: what it did to files, by file name.
        records: what it did to partners and projects.
        snapshot_size: the size of the history before it, in bytes; it makes the id unique, which is a hash of all this.
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
        **_source_of(author.file),
        same=author.same,
        set_aside=author.set_aside,
    )
    digest = sha256(b"%d " % snapshot_size + msgspec.json.encode(change)).digest()
    named = msgspec.structs.replace(change, id=exchange_id(digest[:RANDOM_BYTES]))
    return msgspec.json.encode(named).decode() + "\n"


def _source_of(file: ImportedFile | None) -> dict[str, Any]:
    """Return what a line of the history says of an imported file, by the names of its attributes."""
    if file is None:
        return {}
    series = file.series if file.series != file.sha256 else ""
    return {
        "source": file.sha256,
        "source_name": file.name,
        "source_sheet": file.sheet,
        "source_folder": file.folder,
        "series": series or None,
    }


def read_history(blocks: Iterable[bytes], file: str) -> Iterator[Change]:
    """Yield every change in the order of the file.

    Args:
        blocks: the file, in pieces of whole lines.
        file: its name for messages.

    Raises:
        StoreReadError: if a line is not a valid change, or contradicts an earlier line.
    """
    number = 0
    lines: dict[str, int] = {}  # line numbers of the changes so far, by id
    for block in blocks:
        for line in block.split(b"\n"):
            number += 1
            if not line.strip():
                continue
            try:
                change = _decoder.decode(line)
                datetime.fromisoformat(change.at)
                date.fromisoformat(change.at[:10])  # by this day the history is listed and filtered
                _refuse_contradictions(change, lines)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                advice = ("git diff shows what it was before. Reports don't need the history.",)
                said = TOO_DEEP if isinstance(error, RecursionError) else f"is no line of a history: {error}"
                raise StoreReadError(Problem(shorten(said, _LONGEST), file, number), advice=advice) from None
            lines[change.id] = number
            yield change
        number -= 1  # what follows the last line feed of a block is not a line


def _refuse_contradictions(change: Change, lines: Mapping[str, int]) -> None:
    """Refuse a change that repeats an id, or that undoes or redoes a change that is not before it.

    Args:
        change: the change.
        lines: line numbers of earlier changes, by id.

    Raises:
        ValueError: says what is wrong with the line.
    """
    if change.id in lines:
        raise ValueError(f'the id "{shorten(change.id)}" is on line {lines[change.id]} too')
    if change.undoes is not None and change.redoes is not None:
        raise ValueError("it has undoes and redoes: a change undoes or redoes another, not both")
    for key, name in (("undoes", change.undoes), ("redoes", change.redoes)):
        if name is not None and name not in lines:
            raise ValueError(f'{key} "{shorten(name)}" names no change before it')
