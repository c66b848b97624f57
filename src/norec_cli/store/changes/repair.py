"""Repairs of the exchanges that need no decision: damage that a merge of git, an editor or a power cut can leave.

Of two versions of one record, the later stays if the history shows that it was made from the other. Of a line that is
there twice, one stays. A last line without a line feed gets one; a last line that is cut off moves to a file of its
own. A person must decide about any other error.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.change import Change, Hunk
from norec_cli.model.store_files import EXCHANGES, TORN
from norec_cli.store.files import disk, reading
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats.exchange_errors import id_in, is_record
from norec_cli.store.formats.history_jsonl import Author

if TYPE_CHECKING:
    from pathlib import Path

    from norec_cli.store.books import Books, Contents
    from norec_cli.store.store import Store

_Line = tuple[int, bytes]  # number and text


class Twice(msgspec.Struct, frozen=True):
    """An exchange with several lines.

    Attributes:
        id: the exchange's id.
        lines: number and text of each line.
        stays: the number of the line that stays; None if a person must decide.
    """

    id: str
    lines: tuple[tuple[int, str], ...]
    stays: int | None


class Repair(msgspec.Struct, frozen=True):
    """Plan of what to repair.

    Attributes:
        file: the file of the exchanges, as messages show it.
        twice: exchanges that have several lines.
        torn: the last line with its number, if it is cut off.
        open_end: whether the last line is whole but has no line feed.
    """

    file: str
    twice: tuple[Twice, ...]
    torn: _Line | None
    open_end: bool

    @property
    def mends(self) -> bool:
        """Whether there is anything to repair without a person's decision."""
        return self.open_end or self.torn is not None or any(exchange.stays is not None for exchange in self.twice)


def plan_repair(store: "Store") -> Repair:
    """Find what can be repaired, and what a person must decide.

    Raises:
        StoreReadError: if a register or the history can't be read.
    """
    with store.books() as books:
        snapshot = books.snapshot
        seen: set[str] = set()
        repeated: set[str] = set()
        last: _Line = (0, b"\n")
        for number, line in _lines(snapshot):
            last = (number, line)
            for name in id_in(line):
                (repeated if name in seen else seen).add(name)
        versions: defaultdict[str, list[_Line]] = defaultdict(list)
        for number, line in _lines(snapshot) if repeated else ():
            for name in repeated.intersection(id_in(line)):
                versions[name].append((number, line.rstrip(b"\r\n")))
        torn = last if not last[1].endswith(b"\n") and not is_record(last[1]) else None
        with store.history() as changes:
            successors = _successors(changes, repeated) if repeated else {}
        return Repair(
            file=snapshot.name_of(EXCHANGES),
            twice=tuple(_twice(name, lines, successors.get(name, [])) for name, lines in sorted(versions.items())),
            torn=torn,
            open_end=torn is None and not last[1].endswith(b"\n"),
        )


def repair(store: "Store", planned: Repair, author: Author) -> None:
    """Repair what was planned; a line that was changed since then stays.

    Raises:
        NorecError: if the store can't be written.
    """
    if planned.torn is not None:
        disk.create(store.folder / TORN, read_torn(store.folder) + planned.torn[1] + b"\n")
    removed = {
        number: text
        for exchange in planned.twice
        if exchange.stays
        for number, text in exchange.lines
        if number != exchange.stays
    }
    if planned.torn is not None:
        removed[planned.torn[0]] = planned.torn[1].decode(errors="surrogateescape")

    def draft(books: "Books") -> "tuple[Contents, None]":
        return {EXCHANGES: _without(books, removed)}, None

    store.change(draft, author)


def read_torn(folder: "Path") -> bytes:
    """Return the lines that repairs of a store have set aside.

    Raises:
        NotAFileError: if their file's name is that of a link, a folder, a pipe or a device.
    """
    aside = folder / TORN
    reading.refuse_other_kinds(aside)
    return reading.read(aside) if aside.exists() else b""


def _without(books: "Books", removed: Mapping[int, str]) -> Iterator[bytes]:
    """Yield the exchanges without some lines, and with a line feed at the end; note the changes for the history.

    Args:
        books: what the store holds.
        removed: number and text of the lines to leave out.
    """
    at = 0
    for number, line in _lines(books.snapshot):
        text = line.rstrip(b"\r\n").decode(errors="surrogateescape")
        if removed.get(number) == text:
            books.note(Hunk(at, line.decode(errors="replace"), ""))
            continue
        yield line
        at += len(line)
        if not line.endswith(b"\n"):
            books.note(Hunk(at, "", "\n"))
            yield b"\n"


def _lines(snapshot: Snapshot) -> Iterator[_Line]:
    """Yield every line of the exchanges with its number; the line feed is part of the line."""
    number = 0
    with snapshot.blocks(EXCHANGES) as blocks:
        for block in blocks:
            for line in block.split(b"\n")[:-1]:
                number += 1
                yield number, line + b"\n"
            if not block.endswith(b"\n"):
                yield number + 1, block[block.rfind(b"\n") + 1 :]


def _successors(changes: Iterable[Change], names: set[str]) -> dict[str, list[tuple[bytes, bytes]]]:
    """Return pairs of an old version and the one that replaced it, by exchange id, in the order of the history."""
    found: dict[str, list[tuple[bytes, bytes]]] = {}
    for change in changes:
        for hunk in change.files[EXCHANGES].hunks if EXCHANGES in change.files else ():
            old, new = _by_id(hunk.old), _by_id(hunk.new)
            for name in names.intersection(old, new):
                found.setdefault(name, []).append((old[name], new[name]))
    return found


def _by_id(text: str) -> dict[str, bytes]:
    return {name: line for line in text.encode().split(b"\n") for name in id_in(line)}


def _twice(name: str, lines: list[_Line], successors: list[tuple[bytes, bytes]]) -> Twice:
    """Choose which version of an exchange stays: the one that all others became according to the history."""
    texts = dict.fromkeys(text for _, text in lines)
    final = [text for text in texts if all(_leads(other, text, successors) for other in texts)]
    latest = [new for _, new in successors if new in final]
    chosen = (latest or final)[-1] if final else None
    stays = next((number for number, text in lines if text == chosen), None)
    return Twice(name, tuple((number, text.decode(errors="replace")) for number, text in lines), stays)


def _leads(old: bytes, new: bytes, successors: list[tuple[bytes, bytes]]) -> bool:
    """Return whether one version became another, by one or more changes."""
    reached = {old}
    grown = True
    while grown and new not in reached:
        grown = False
        for before, after in successors:
            if before in reached and after not in reached:
                reached.add(after)
                grown = True
    return new in reached
