"""A disk that forgets: what is left of a sequence of system calls after a power cut.

Only what POSIX promises is relied upon: the data of a file outlast once the file is synced, the entries of a folder once the
folder is. Anything not synced may be there or not.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

Call = tuple[str, tuple[Any, ...]]


class RecordingOs:
    """The `os` module as the disk module sees it, noting the calls that change the disk, with what they return."""

    NOTED = frozenset({"open", "write", "fsync", "replace", "unlink", "ftruncate", "close", "mkdir"})

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in self.NOTED:
            return real

        def call(*args: Any, **more: Any) -> Any:
            result = real(*args, **more)
            noted = tuple(bytes(one) if isinstance(one, memoryview) else one for one in args)
            self.calls.append((name, (*noted, result)))
            return result

        return call


@dataclass
class File:
    """The content of a file, now and as it was synced last."""

    now: bytes = b""
    synced: bytes | None = None


Entries = dict[str, File]


@dataclass
class Disk:
    """One folder: its files by name as they were when it was synced last, and what was done to its entries since."""

    synced: Entries = field(default_factory=dict)
    since: list[Callable[[Entries], object]] = field(default_factory=list)
    opened: dict[int, File | None] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """Return a disk on which everything in a folder is synced."""
        return cls(
            {path.name: File(path.read_bytes(), path.read_bytes()) for path in folder.iterdir() if path.is_file()}
        )

    def make(self, call: Call) -> None:
        """Do a system call on this disk."""
        name, args = call
        getattr(self, f"_{name}")(*args)

    def entries(self, since: Sequence[Callable[[Entries], object]]) -> Entries:
        """Return the files by name, if these changes of the folder's entries are on the disk."""
        found = dict(self.synced)
        for change in since:
            change(found)
        return found

    def _open(self, path: Any, flags: int, *rest: Any) -> None:
        fd = rest[-1]
        if Path(path).is_dir():
            self.opened[fd] = None
            return
        key = Path(path).name
        file = self.entries(self.since).get(key)
        if file is None:
            assert flags & os.O_CREAT
            file = File()
            self.since.append(partial(_put, key, file))
        if flags & os.O_TRUNC:
            file.now = b""
        self.opened[fd] = file

    def _write(self, fd: int, data: bytes, written: int) -> None:
        self._file(fd).now += data[:written]  # the program only ever writes at the end

    def _ftruncate(self, fd: int, length: int, _: Any) -> None:
        self._file(fd).now = self._file(fd).now[:length]

    def _fsync(self, fd: int, _: Any) -> None:
        if self.opened[fd] is None:
            self.synced, self.since = self.entries(self.since), []
        else:
            self._file(fd).synced = self._file(fd).now

    def _close(self, fd: int, _: Any) -> None:
        self.opened.pop(fd, None)

    def _replace(self, source: Any, target: Any, _: Any) -> None:
        file = self.entries(self.since)[Path(source).name]
        self.since.append(partial(_move, Path(source).name, Path(target).name, file))

    def _unlink(self, path: Any, _: Any) -> None:
        self.since.append(partial(_drop, Path(path).name))

    def _file(self, fd: int) -> File:
        file = self.opened[fd]
        assert file is not None
        return file

    def after_a_cut(self) -> list[dict[str, bytes]]:
        """What may be there when the power is back.

        Of what was done to the entries and not synced: nothing, all, one thing alone, or all but one. Of data that were not
        synced: all, nothing, or half.
        """
        changes = range(len(self.since))
        kept = [(), tuple(changes), *((n,) for n in changes), *(tuple(m for m in changes if m != n) for n in changes)]
        states: list[dict[str, bytes]] = []
        for chosen in dict.fromkeys(kept):
            entries = self.entries([self.since[n] for n in chosen])
            for data in (lambda file: file.now, lambda file: file.synced or b"", _torn):
                state = {name: data(file) for name, file in entries.items()}
                states += [] if state in states else [state]
        return states


def _put(name: str, file: File, entries: Entries) -> None:
    entries[name] = file


def _move(source: str, target: str, file: File, entries: Entries) -> None:
    entries.pop(source, None)
    entries[target] = file


def _drop(name: str, entries: Entries) -> None:
    entries.pop(name, None)


def _torn(file: File) -> bytes:
    """Return the content of a file after a power cut that kept half of the data not synced."""
    synced = file.synced or b""
    if not file.now.startswith(synced):
        return file.now[: len(file.now) // 2]
    return file.now[: len(synced) + (len(file.now) - len(synced)) // 2]


def write_down(state: dict[str, bytes], folder: Path) -> None:
    """Write the files of a disk into a folder."""
    for path in folder.iterdir():
        path.unlink()
    for name, data in state.items():
        (folder / name).write_bytes(data)
