"""Undoing changes, and redoing them."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.change import Added, Change, FileChange, Hunk
from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.store_files import EXCHANGES, FILES
from norec_cli.model.wording import shorten
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats.exchange_errors import id_in
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.formats.hunks import reversed_hunks, take_back

if TYPE_CHECKING:
    from norec_cli.store.books import Books, Contents
    from norec_cli.store.store import Store

REPAIRING = "check --repair"
FORGETTING = "forget"  # can't be undone: nothing is kept of what it removed

Note = Callable[[Hunk], None]


class UndoStep(msgspec.Struct, frozen=True):
    """A change to undo or redo.

    Attributes:
        change: the change that a person made.
        effect: the change whose effect is to be reversed: `change` itself, or the last one that undid or redid it.
        redo: whether it is redone.
        passed: later changes that can't be undone.
    """

    change: Change
    effect: Change
    redo: bool
    passed: tuple[Change, ...] = ()


def find_undo_step(store: "Store", machine: str, *, redo: bool) -> UndoStep:
    """Find the change that `undo` or `redo` is about, among those made on a machine.

    Undo is about the last change that isn't undone yet; redo about the one that was undone last, unless something new
    was done since.

    Raises:
        NorecError: if there is no such change.
        StoreReadError: if the history can't be read.
    """
    # Ids of changes, each with the id of the change that made or redid it last, or that undid it last.
    done: dict[str, str] = {}
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
    candidates = undone if redo else done
    if not candidates:
        text = "nothing to redo: nothing was undone, or something was done since"
        raise NorecError(
            text if redo else f"nothing to undo: the history has no change made on this machine ({machine})"
        )
    wanted = list(candidates.items())[-1]
    found: dict[str, Change] = {}
    passed: list[Change] = []
    before: set[str] = set()  # changes before those of `passed`; once one is undone, the person knows of `passed`
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
    """Undo a change, or redo it.

    Raises:
        NorecError: if a later change conflicts with that.
    """
    reference = {"redoes": step.change.id} if step.redo else {"undoes": step.change.id}
    verb = "redone" if step.redo else "undone"

    def draft(books: "Books") -> "tuple[Contents, None]":
        strange = [file for file in step.effect.files if file not in FILES]
        if strange:
            raise NorecError(
                *(f'the history names "{shorten(file)}", which is not a file of a store' for file in strange)
            )
        contents = {
            file: _reversed(books.snapshot, file, change, books.note, verb)
            for file, change in step.effect.files.items()
        }
        return contents, None

    # A store can't be read before it is repaired, nor once the repair is undone.
    verify = step.change.verb != REPAIRING or step.redo
    store.change(draft, msgspec.structs.replace(author, **reference), verify=verify)


def _reversed(snapshot: Snapshot, file: str, change: FileChange, note: Note, verb: str) -> Iterable[bytes]:
    """Return the bytes of a file without what a change did to it.

    If the file is still as the change left it, it gets its old bytes. Else the changed lines are searched for in the
    whole file.
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
    """Return a change with the text of the lines that it added, read from the file; they must still be in one piece."""
    begin = f'{{"id":"{added.ids[0]}",'.encode()
    place = 0
    with snapshot.blocks(EXCHANGES) as blocks:
        for block in blocks:
            found = 0 if block.startswith(begin) else block.find(b"\n" + begin) + 1
            if found or block.startswith(begin):
                place += found
                break
            place += len(block)
    for at in (place, place - 1):  # the change may have added a line feed before them
        text = snapshot.part(EXCHANGES, max(0, at), added.size)
        if sha256(text).hexdigest() == added.sha256:
            hunk = Hunk(at, "", text.decode())
            return FileChange((*change.hunks, hunk), change.sha256)
    number = len(added.ids)
    raise NorecError(f"of the {number:,} exchanges that were added, some were changed since: this can't be {verb}")


def _is_as_left(snapshot: Snapshot, file: str, change: FileChange) -> bool:
    """Return whether a file is still as a change left it."""
    if not change.sha256:  # lines were only added; they may be where they were, even if others follow them now
        return all(snapshot.part(file, hunk.at, len(hunk.new.encode())) == hunk.new.encode() for hunk in change.hunks)
    digest = sha256()
    with snapshot.blocks(file) as blocks:
        for block in blocks:
            digest.update(block)
    return digest.hexdigest() == change.sha256


def _streamed(snapshot: Snapshot, file: str, change: FileChange) -> Iterator[bytes]:
    """Yield the bytes of a file with the hunks of a change undone."""
    with snapshot.blocks(file) as blocks:
        yield from take_back(blocks, change.hunks)


def _lines_reversed(snapshot: Snapshot, change: FileChange, note: Note, verb: str) -> Iterator[bytes]:
    """Yield the exchanges with the old versions of changed lines, wherever these are; removed lines come last."""
    old_lines: dict[bytes, bytes] = {}
    removed = b""
    for hunk in change.hunks:
        first, *others = hunk.new.strip("\n").encode().split(b"\n")
        old = hunk.old.encode()
        if first:
            old_lines |= {first: old, **dict.fromkeys(others, b"")}
        else:
            removed += old
    at = 0
    gap = b""
    with snapshot.blocks(EXCHANGES) as blocks:
        for block in blocks:
            for line in block.removesuffix(b"\n").split(b"\n"):
                new = old_lines.pop(line, None)
                if new is not None:
                    note(Hunk(at, line.decode() + "\n", new.decode()))
                whole = line + b"\n" if new is None else new
                at += len(whole)
                yield whole
                gap = b"" if block.endswith(b"\n") else b"\n"
    if old_lines:
        names = [f"exchange {name}" for line in old_lines for name in id_in(line)]
        raise NorecError(*(f"{name} was changed since: this can't be {verb}" for name in names or ["a line"]))
    if removed or gap:
        note(Hunk(at - len(gap), "", (gap + removed).decode()))
        yield removed


def _text_reversed(raw: bytes, file: str, change: FileChange, verb: str) -> bytes:
    """Return a register with the old versions of changed texts, if each of these is found in exactly one place."""
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
    """Yield the position of the first character of each line."""
    yield 0
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)
