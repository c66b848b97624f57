"""Changes of a store, as recorded in its history."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from norec_cli.model.wording import shorten

MOST_BYTES = (1 << 63) - 1  # of any file
ByteCount = Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]

RecordKind = Literal["partner", "project", "exchange"]


class Hunk(msgspec.Struct, frozen=True, array_like=True):
    """A place in a file that changed: whole lines.

    Attributes:
        at: its position in the changed file, in bytes.
        old: its text before the change.
        new: its text after the change.
    """

    at: ByteCount
    old: str
    new: str


class Added(msgspec.Struct, frozen=True):
    """Many lines that an import added at the end of the exchanges: their place and hash, not their text.

    Attributes:
        at: their position in the changed file, in bytes.
        size: their size in bytes.
        sha256: their hash.
        ids: the ids of the exchanges, in the order of the lines.
    """

    at: ByteCount
    size: ByteCount
    sha256: str
    ids: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class FileChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a change did to a file.

    Attributes:
        hunks: the places that changed, in the order of the file.
        sha256: hash of the whole file just after the change; empty if lines were only appended.
        added: lines that a large import added after those.
    """

    hunks: tuple[Hunk, ...]
    sha256: str = ""
    added: Added | None = None


class RecordChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a change did to a record.

    Attributes:
        kind: the kind of record.
        id: its id.
        before: its keys and values before, as in the file; None if it is new.
        after: its keys and values after; None if it was removed.
    """

    kind: RecordKind
    id: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


class ImportedFile(msgspec.Struct, frozen=True):
    """A file that is imported.

    Attributes:
        sha256: its hash.
        name: its name without its folder; empty for standard input and pipes.
        sheet: the name of the sheet that is imported; empty if nobody named one.
        folder: a hash of the path of its folder; empty for standard input and pipes.
        series: a hash of the version of the file that was imported first. By it rows without ids of their own are told
            apart from the rows of other files.
    """

    sha256: str
    name: str = ""
    sheet: str = ""
    folder: str = ""
    series: str = ""

    def in_words(self) -> str:
        """Return its name, and its sheet if a person named one."""
        return f"{shorten(self.name)}, sheet {shorten(self.sheet)}" if self.sheet else shorten(self.name)


class Change(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line of `history.jsonl`: one command that changed the store.

    Attributes:
        id: made with the change; never reused.
        at: its time in UTC, as `2026-11-24T06:30:00Z`.
        by: who made it, as `user@machine`.
        verb: the command, such as `partners edit`.
        records: what it did to partners and projects.
        files: what it did to files, by name.
        undoes: the id of the change that it undoes.
        redoes: the id of the change that it redoes.
        source: of an import, the SHA-256 hash of the imported file.
        source_name: of an import, the name of that file without its folder; empty for standard input and pipes.
        source_sheet: of an import, the name of the sheet of that file, if a person named one.
        source_folder: of an import, a hash of the path of the folder of that file.
        series: of an import, the series of that file; None if it is `source`. See `ImportedFile`.
        same: of an import, the exchanges of the file that a person called the same as recorded ones: the ids that they
            would have had, each with the id of the recorded exchange.
        set_aside: of an import, the ids of the rows with errors that it wrote to a file of their own.
    """

    id: str
    at: str
    by: str
    verb: str
    records: tuple[RecordChange, ...] = ()
    files: Mapping[str, FileChange] = {}
    undoes: str | None = None
    redoes: str | None = None
    source: str | None = None
    source_name: str = ""
    source_sheet: str = ""
    source_folder: str = ""
    series: str | None = None
    same: Mapping[str, str] = {}
    set_aside: tuple[str, ...] = ()

    @property
    def machine(self) -> str:
        """The name of the machine on which it was made."""
        return self.by.rpartition("@")[2]
