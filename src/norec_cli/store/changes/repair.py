"""Mending the exchanges where that needs no judgement: what a merge of git, an editor or a power cut can leave.

Two versions of one record: where the history shows that one was made of the other, the later stays. The same line
twice: one stays. A last line without a line feed gets it; one that was cut off is set aside in a file of its own.
Whatever else is wrong is for a person to decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.change import Change, Hunk
from norec_cli.store.files import disk, reading
from norec_cli.store.files.snapshot import EXCHANGES, TORN, Snapshot
from norec_cli.store.formats.exchange_errors import id_in, is_record
from norec_cli.store.formats.history_jsonl import Author

if TYPE_CHECKING:
    from pathlib import Path

    from norec_cli.store.books import Books
    from norec_cli.store.store import Store

_Line = tuple[int, bytes]  # its number and its text


class Twice(msgspec.Struct, frozen=True):
    """Versions of one exchange.

    Attributes:
        id: the exchange's id.
        lines: the number and the text of each.
        stays: the number of the one that stays; None if a person must decide.
    """

    id: str
    lines: tuple[tuple[int, str], ...]
    stays: int | None


class Repair(msgspec.Struct, frozen=True):
    """What is to be mended.

    Attributes:
        file: the exchanges, as messages call them.
        twice: exchanges that stand on several lines.
        torn: a last line that was cut off, with its number.
        open_end: whether a line feed is missing at the end.
    """

    file: str
    twice: tuple[Twice, ...]
    torn: _Line | None
    open_end: bool

    @property
    def mends(self) -> bool:
        """Whether there is anything that needs no judgement."""
        return self.open_end or self.torn is not None or any(one.stays is not None for one in self.twice)


def plan_repair(store: "Store") -> Repair:
    """What can be mended, and what a person must decide.

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
            twice=tuple(_twice(name, found, successors.get(name, [])) for name, found in sorted(versions.items())),
            torn=torn,
            open_end=torn is None and not last[1].endswith(b"\n"),
        )


def repair(store: "Store", planned: Repair, author: Author) -> None:
    """Mend what was planned, if the store is still as it was then.

    Raises:
        NorecError: if it can't be written.
    """
    if planned.torn is not None:
        disk.create(store.folder / TORN, read_torn(store.folder) + planned.torn[1] + b"\n")
    gone = {number: text for one in planned.twice if one.stays for number, text in one.lines if number != one.stays}
    if planned.torn is not None:
        gone[planned.torn[0]] = planned.torn[1].decode(errors="surrogateescape")

    def draft(books: "Books") -> Mapping[str, Iterable[bytes]]:
        return {EXCHANGES: _without(books, gone)}

    store.change(draft, author)


def read_torn(folder: "Path") -> bytes:
    """Return the lines that repairs of a store have set aside; raise NotAFileError if a link, say, has that name."""
    aside = folder / TORN
    reading.refuse_other_kinds(aside)
    return reading.read(aside) if aside.exists() else b""


def _without(books: "Books", gone: Mapping[int, str]) -> Iterator[bytes]:
    """The exchanges without some lines, and with a line feed at the end."""
    at = 0
    for number, line in _lines(books.snapshot):
        text = line.rstrip(b"\r\n").decode(errors="surrogateescape")
        if gone.get(number) == text:
            books.note(Hunk(at, line.decode(errors="replace"), ""))
            continue
        yield line
        at += len(line)
        if not line.endswith(b"\n"):
            books.note(Hunk(at, "", "\n"))
            yield b"\n"


def _lines(snapshot: Snapshot) -> Iterator[_Line]:
    """Every line with its number and its line feed."""
    number = 0
    with snapshot.blocks(EXCHANGES) as blocks:
        for block in blocks:
            for line in block.split(b"\n")[:-1]:
                number += 1
                yield number, line + b"\n"
            if not block.endswith(b"\n"):
                yield number + 1, block[block.rfind(b"\n") + 1 :]


def _successors(changes: Iterable[Change], names: set[str]) -> dict[str, list[tuple[bytes, bytes]]]:
    """For some exchanges, each version with the one that was made of it, in the order of the history."""
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
    """Which of the versions of an exchange stays: the one that all others became, as the history shows."""
    texts = dict.fromkeys(text for _, text in lines)
    final = [text for text in texts if all(_leads(other, text, successors) for other in texts)]
    latest = [new for _, new in successors if new in final]
    chosen = (latest or final)[-1] if final else None
    stays = next((number for number, text in lines if text == chosen), None)
    return Twice(name, tuple((number, text.decode(errors="replace")) for number, text in lines), stays)


def _leads(old: bytes, new: bytes, successors: list[tuple[bytes, bytes]]) -> bool:
    """Whether one version became another, by however many changes."""
    reached = {old}
    grown = True
    while grown and new not in reached:
        grown = False
        for before, after in successors:
            if before in reached and after not in reached:
                reached.add(after)
                grown = True
    return new in reached
