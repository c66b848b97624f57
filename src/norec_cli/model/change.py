"""Changes of a store, as its history keeps them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

MOST_BYTES = (1 << 63) - 1  # of any file
Place = Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]

Kind = Literal["partner", "project", "exchange"]


class Hunk(msgspec.Struct, frozen=True, array_like=True):
    """A place in a file that changed: whole lines.

    Attributes:
        at: where it begins in the changed file, in bytes.
        old: what stood there.
        new: what stands there now.
    """

    at: Place
    old: str
    new: str


class Added(msgspec.Struct, frozen=True):
    """Many lines that an import added to the end of the exchanges: where they stand, instead of what they say.

    Attributes:
        at: where they begin in the changed file, in bytes.
        size: how many bytes they have.
        sha256: their hash.
        ids: the ids of the exchanges, in their order.
    """

    at: Place
    size: Place
    sha256: str
    ids: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class FileChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a change did to a file.

    Attributes:
        hunks: the places that changed, in their order.
        sha256: of the whole file just after it; empty where lines were only added to its end.
        added: of a large import, the lines that it added behind those.
    """

    hunks: tuple[Hunk, ...]
    sha256: str = ""
    added: Added | None = None


class RecordChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a change did to a record.

    Attributes:
        kind: what it is.
        id: its id.
        before: what was recorded, in the keys of the file; None if it is new.
        after: what is recorded; None if it was removed.
    """

    kind: Kind
    id: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


class Change(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line of `history.jsonl`: one command that changed the store.

    Attributes:
        id: made when it happens, never used again.
        at: when, in UTC, as `2026-11-24T06:30:00Z`.
        by: who, as `user@machine`.
        verb: which command.
        records: what it did to records.
        files: what it did to files, by name.
        undoes: the id of the change that it takes back.
        redoes: the id of the change that it makes again.
        source: of an import, the SHA-256 hash of what was imported.
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

    @property
    def machine(self) -> str:
        """On which machine it was made."""
        return self.by.rpartition("@")[2]
