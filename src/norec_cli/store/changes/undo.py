"""Taking changes back, and making them again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.change import Added, Change, FileChange, Hunk
from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.wording import shorten
from norec_cli.store.files.snapshot import EXCHANGES, FILES, Snapshot
from norec_cli.store.formats.exchange_errors import id_in
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.formats.hunks import reversed_hunks, take_back

if TYPE_CHECKING:
    from norec_cli.store.books import Books
    from norec_cli.store.store import Store

REPAIRING = "check --repair"
FORGETTING = "forget"  # nothing is kept of what it took out, so that it can't be taken back

Note = Callable[[Hunk], None]


class UndoStep(msgspec.Struct, frozen=True):
    """What is to be taken back or made again.

    Attributes:
        change: the change that a person made.
        effect: the one whose effect is to be reversed: that change itself, or the last that took it back or made it
            again.
        redo: whether it is made again.
        passed: later changes that can't be taken back.
    """

    change: Change
    effect: Change
    redo: bool
    passed: tuple[Change, ...] = ()


def find_undo_step(store: "Store", machine: str, *, redo: bool) -> UndoStep:
    """What `undo` takes back, or `redo` makes again, of the changes made on a machine.

    Undo takes back the last that isn't taken back yet; redo makes again what was taken back last, unless something new
    was done since.

    Raises:
        NorecError: if there is nothing.
        StoreReadError: if the history can't be read.
    """
    done: dict[str, str] = {}  # changes, each with the last that made it, in the order of these
    undone: dict[str, str] = {}
    with store.history() as changes:
        for change in changes:
            if change.machine != machine or change.verb == FORGETTING:
                continue
            if change.undoes is not None:
                done.pop(change.undoes, None)
                undone[change.undoes] = change.id
            elif change.redoes is not None:
                undone.pop(change.redoes, None)
                done[change.redoes] = change.id
            else:
                done[change.id] = change.id
                undone.clear()
    pile = undone if redo else done
    if not pile:
        text = "nothing to redo: nothing was taken back, or something was done since"
        raise NorecError(
            text if redo else f"nothing to undo: the history has no change made on this machine ({machine})"
        )
    wanted = list(pile.items())[-1]
    found: dict[str, Change] = {}
    passed: list[Change] = []
    before: set[str] = set()  # what was done before those; once one of it is taken back, they need not be told again
    seen: set[str] = set()
    with store.history() as changes:
        for change in changes:
            if change.id in wanted:
                found[change.id] = change
            if change.verb == FORGETTING and change.machine == machine and not redo:
                passed.append(change)
                before = set(seen)
            elif change.id in wanted or change.undoes in before:
                passed.clear()
            seen.add(change.id)
    return UndoStep(found[wanted[0]], found[wanted[1]], redo, tuple(passed))


def apply_step(store: "Store", step: UndoStep, author: Author) -> None:
    """Take a change back, or make it again.

    Raises:
        NorecError: if a later change stands in the way.
    """
    of = {"redoes": step.change.id} if step.redo else {"undoes": step.change.id}
    verb = "redone" if step.redo else "undone"

    def draft(books: "Books") -> Mapping[str, Iterable[bytes]]:
        strange = [file for file in step.effect.files if file not in FILES]
        if strange:
            raise NorecError(*(f'the history names "{shorten(file)}", which is no file of a store' for file in strange))
        return {
            file: _reversed(books.snapshot, file, change, books.note, verb)
            for file, change in step.effect.files.items()
        }

    mended = step.change.verb == REPAIRING  # before that the store couldn't be read, and that is what is wanted again
    store.change(draft, msgspec.structs.replace(author, **of), verify=not mended or step.redo)


def _reversed(snapshot: Snapshot, file: str, change: FileChange, note: Note, verb: str) -> Iterable[bytes]:
    """The bytes of a file without what a change did to it.

    Where the file is as the change left it, it gets its old bytes. Else the lines that changed are looked for wherever
    they stand now.
    """
    if change.added is not None:
        change = _with_text(snapshot, change, change.added, verb)
    if _is_as_left(snapshot, file, change):
        for hunk in reversed_hunks(change.hunks) if file == EXCHANGES else ():
            note(hunk)
        return _streamed(snapshot, file, change)
    if file == EXCHANGES:
        return _lines_reversed(snapshot, change, note, verb)
    return [_text_reversed(snapshot.read(file), snapshot.name_of(file), change, verb)]


def _with_text(snapshot: Snapshot, change: FileChange, added: Added, verb: str) -> FileChange:
    """A change with the lines that it added, read where they stand now: all of them in one piece, as they were."""
    begin = f'{{"id":"{added.ids[0]}",'.encode()
    place = 0
    with snapshot.blocks(EXCHANGES) as blocks:
        for block in blocks:
            found = 0 if block.startswith(begin) else block.find(b"\n" + begin) + 1
            if found or block.startswith(begin):
                place += found
                break
            place += len(block)
    for at in (place, place - 1):  # a line feed may have been put before them
        text = snapshot.part(EXCHANGES, max(0, at), added.size)
        if sha256(text).hexdigest() == added.sha256:
            hunk = Hunk(at, "", text.decode())
            return FileChange((*change.hunks, hunk), change.sha256)
    number = len(added.ids)
    raise NorecError(f"of the {number:,} exchanges that were added, some were changed since: this can't be {verb}")


def _is_as_left(snapshot: Snapshot, file: str, change: FileChange) -> bool:
    if not change.sha256:  # lines were added, and may stand where they were put though others came after
        return all(snapshot.part(file, hunk.at, len(hunk.new.encode())) == hunk.new.encode() for hunk in change.hunks)
    digest = sha256()
    with snapshot.blocks(file) as blocks:
        for block in blocks:
            digest.update(block)
    return digest.hexdigest() == change.sha256


def _streamed(snapshot: Snapshot, file: str, change: FileChange) -> Iterator[bytes]:
    with snapshot.blocks(file) as blocks:
        yield from take_back(blocks, change.hunks)


def _lines_reversed(snapshot: Snapshot, change: FileChange, note: Note, verb: str) -> Iterator[bytes]:
    """The exchanges with the lines of a change as they were, wherever they stand; those that it removed come last."""
    instead: dict[bytes, bytes] = {}
    behind = b""
    for hunk in change.hunks:
        first, *others = hunk.new.strip("\n").encode().split(b"\n")
        old = hunk.old.encode()
        if first:
            instead |= {first: old, **dict.fromkeys(others, b"")}
        else:
            behind += old
    at = 0
    gap = b""
    with snapshot.blocks(EXCHANGES) as blocks:
        for block in blocks:
            for line in block.removesuffix(b"\n").split(b"\n"):
                new = instead.pop(line, None)
                if new is not None:
                    note(Hunk(at, line.decode() + "\n", new.decode()))
                whole = line + b"\n" if new is None else new
                at += len(whole)
                yield whole
                gap = b"" if block.endswith(b"\n") else b"\n"
    if instead:
        names = [f"exchange {name}" for line in instead for name in id_in(line)]
        raise NorecError(*(f"{name} was changed since: this can't be {verb}" for name in names or ["a line"]))
    if behind or gap:
        note(Hunk(at - len(gap), "", (gap + behind).decode()))
        yield behind


def _text_reversed(raw: bytes, file: str, change: FileChange, verb: str) -> bytes:
    """A register with the texts of a change as they were, wherever they stand now, if that can be told."""
    text = raw.decode()
    for hunk in change.hunks:
        places = [at for at in _line_starts(text) if text.startswith(hunk.new, at)] if hunk.new else []
        if len(places) != 1:
            raise NorecError(
                Problem(f"was changed since at the same place: this can't be {verb}", file),
                advice=("Make the change by hand; norec history shows what it was.",),
            )
        text = text[: places[0]] + hunk.old + text[places[0] + len(hunk.new) :]
    return text.encode()


def _line_starts(text: str) -> Iterator[int]:
    yield 0
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)
