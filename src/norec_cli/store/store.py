"""A store, and the ways to change it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from norec_cli.model.change import Change, FileChange, Hunk, RecordChange
from norec_cli.model.errors import NorecError, Problem, StoreLockedError, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.store_files import ALL_FILES, EXCHANGES, FILES, HISTORY
from norec_cli.store.books import Books, Contents
from norec_cli.store.files import disk, locking, reading, transaction
from norec_cli.store.files.links import refuse_stray_links
from norec_cli.store.files.pending import PENDING, Pending
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats import exchanges_jsonl
from norec_cli.store.formats.history_jsonl import Author, ChangeRecorder, history_line, read_history
from norec_cli.store.lenient_books import LenientBooks

_MOST_TRIES = 5

_Result = TypeVar("_Result")

# Bytes at the end of the exchanges that are searched for a duplicate of a new exchange: more than a thousand lines. An
# exchange that is typed twice is there, and the search takes equally long in a store of any size.
LOOKED_AT = 1 << 18


class Store:
    """The folder that holds the records.

    Reading changes nothing and needs no lock. A change is checked as a whole, then made under a lock; when `change` or
    `log` returns, it is on the disk.
    """

    def __init__(
        self,
        folder: Path,
        display_name: str,
        *,
        author: Author,
        tell: Callable[[str], None],
        origin: str = "",
        wait: float = 5.0,
        holder: str = "",
    ) -> None:
        """Remember how to reach a store; no file is opened.

        Args:
            folder: its folder.
            display_name: the folder as messages show it; empty for the current folder.
            author: who changes the store, and by which command.
            tell: prints a line for the person on standard error.
            origin: what named the store: an option, a variable, or `nearest folder`.
            wait: seconds to wait for another process that holds the lock.
            holder: note about this process that others see while it holds the lock.
        """
        self.folder = folder
        self.origin = origin
        self._display_name = display_name
        self.author = author
        self._tell = tell
        self._wait = wait
        self._holder = holder

    @contextmanager
    def books(self) -> Iterator[Books]:
        """Open what the store holds now; it stays the same until the context ends, whatever others change.

        Raises:
            StoreReadError: if a file is missing, or a register is broken or invalid.
        """
        snapshot = self._snapshot()
        try:
            yield Books(snapshot)
        finally:
            snapshot.close()

    @contextmanager
    def examination(self) -> Iterator[LenientBooks]:
        """Open what the store holds now, even where its files have errors.

        Raises:
            StoreReadError: if a file is missing, or has a format that this program doesn't know.
        """
        snapshot = self._snapshot()
        try:
            yield LenientBooks(snapshot)
        finally:
            snapshot.close()

    @contextmanager
    def history(self) -> Iterator[Iterator[Change]]:
        """Open the history: the changes that commands made, the earliest first.

        Raises:
            StoreReadError: on reading a line that is not a valid change.
        """
        snapshot = self._snapshot((HISTORY,))
        try:
            with snapshot.blocks(HISTORY) as blocks:
                yield read_history(blocks, snapshot.name_of(HISTORY))
        finally:
            snapshot.close()

    def change(
        self,
        draft: Callable[[Books], tuple[Contents, _Result]],
        author: Author | Callable[[], Author] | None = None,
        *,
        verify: bool = False,
    ) -> _Result:
        """Change all files that need it, or none, and add a line to the history.

        Args:
            draft: returns the new contents of files, made from what the store holds, and a result for the caller;
                raises NorecError to refuse the change. It is called again if somebody changes the store meanwhile.
            author: who makes the change, or a function that returns it after the draft; default: the store's author.
            verify: whether to read the changed store before it is put in place, and refuse the change if that fails.

        Returns:
            The result of the draft that was put in place.

        Raises:
            NorecError: if `draft` raises it, or the files can't be written.
            StoreLockedError: if another process holds the store.
            StoreReadError: if a file of the store has errors; nothing is written.
        """
        with self._changing():
            for _ in range(_MOST_TRIES):
                with self.books() as books:
                    contents, result = draft(books)
                    if EXCHANGES not in contents:  # rewritten exchanges are checked while they are written
                        for _ in books.exchanges():
                            pass
                    recording = ChangeRecorder(books.snapshot, contents)

                    def additions(
                        books: Books = books, recording: ChangeRecorder = recording
                    ) -> Mapping[str, str] | None:
                        files = recording.files(books.changed_exchanges())
                        if verify:
                            self._verify(files)
                        maker = author() if callable(author) else author
                        return self._history_addition(files, recording.records(), maker) if files else None

                    def still_current(books: Books = books) -> bool:
                        return books.snapshot.is_current(FILES)

                    if self._write(recording.contents(), additions, still_current):
                        return result
        raise NorecError("the store keeps changing while it is written: nothing was changed, try again")

    def rewrite(self, draft: Callable[[Books], tuple[Contents, _Result]]) -> _Result:
        """Change all files that need it, or none, the history among them; no other line is added to the history.

        Args:
            draft: returns the new contents of files, made from what the store and its history hold, and a result for
                the caller; raises NorecError to refuse. It is called again if somebody changes the store meanwhile.

        Returns:
            The result of the draft that was put in place.

        Raises:
            NorecError: if `draft` raises it, or the files can't be written.
            StoreLockedError: if another process holds the store.
            StoreReadError: if a file of the store has errors; nothing is written.
        """
        with self._changing():
            for _ in range(_MOST_TRIES):
                snapshot = self._snapshot(ALL_FILES)
                try:
                    books = Books(snapshot)
                    contents, result = draft(books)
                    if self._write(contents, dict, lambda books=books: books.snapshot.is_current(ALL_FILES)):  # type: ignore[misc]
                        return result
                finally:
                    snapshot.close()
        raise NorecError("the store keeps changing while it is written: nothing was changed, try again")

    def log(self, make: Callable[[Books], Exchange], *, again: bool = False) -> Exchange:
        """Add an exchange at the end of the file. Other exchanges are read only if it replaces one of them.

        Args:
            make: makes the exchange from what the store holds; raises NorecError to refuse.
            again: whether to add it even if one of the last lines records the same exchange.

        Returns:
            The exchange.

        Raises:
            NorecError: if `make` raises it, the exchange doesn't fit its partners or its project, one of the last lines
                records the same exchange, it can't replace the exchange that it names, or the files can't be written.
            StoreLockedError: if another process holds the store.
            StoreReadError: if a register or the last line of the exchanges has errors; if the exchange replaces one,
                also if any other line has.
        """
        with self._changing(), self.books() as books:
            exchange = make(books)
            books.refuse_misfits(exchange)
            books.refuse_misplaced([exchange])
            last = books.snapshot.last_line()
            if last.strip():  # nothing is added behind a line that is cut off or part of a conflict of git
                exchanges_jsonl.check_line(last, books.snapshot.name_of(EXCHANGES), books.partners, books.projects)
            duplicate = None if again else _find_duplicate(exchange, books.snapshot.end(EXCHANGES, LOOKED_AT))
            if duplicate is not None:
                raise NorecError(f"exchange {duplicate} says the same: add --again if this is a second one")
            gap = "\n" if last and not last.endswith(b"\n") else ""  # an editor may leave the last line open
            line = gap + exchanges_jsonl.encode(exchange).decode()
            files = {EXCHANGES: FileChange((Hunk(books.snapshot.size(EXCHANGES), "", line),))}
            self._write({}, lambda: {EXCHANGES: line, **self._history_addition(files, (), None)}, lambda: True)
            return exchange

    def _snapshot(self, files: Iterable[str] = FILES) -> Snapshot:
        """Open the files as they are now; tell the person if a change of them was interrupted."""
        snapshot = Snapshot(self.folder, self._display_name, files=files)
        if (
            snapshot.pending is not None
            and not locking.is_locked(self.folder / locking.LOCK)
            and snapshot.is_still_pending()  # else the process that held the lock has just finished it
        ):
            self._tell("norec: the last change was interrupted; it counts as made, and the next change completes it")
        return snapshot

    def _history_addition(
        self, files: Mapping[str, FileChange], records: Iterable[RecordChange], author: Author | None
    ) -> dict[str, str]:
        """Return the line about a change to add to the history, by file name."""
        path = self.folder / HISTORY
        line = history_line(author or self.author, files, records, reading.size(path))
        return {HISTORY: line if reading.ends_with_line(path) else "\n" + line}

    def _write(
        self,
        contents: Mapping[str, Iterable[bytes]],
        appended: Callable[[], Mapping[str, str] | None],
        still_current: Callable[[], bool],
    ) -> bool:
        """Write files and tell the person if some aren't in place yet; return False if the store changed meanwhile."""
        delay = transaction.write_files(self.folder, contents, appended, still_current)
        if delay:
            self._tell(
                f"norec: the change is made, but not all files are in place ({delay}); the next change completes it"
            )
        return delay is not None

    def _verify(self, files: Iterable[str]) -> None:
        """Refuse a change after which the store could not be read."""
        snapshot = Snapshot(self.folder, self._display_name, trial=Pending(staged=tuple(files)))
        try:
            for _ in Books(snapshot).exchanges():
                pass
        except StoreReadError as refusal:
            raise NorecError(
                *refusal.problems, advice=("A later change conflicts with this one; nothing was changed.",)
            ) from None
        finally:
            snapshot.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock, with no change pending; turn errors of the disk into messages."""
        try:
            with locking.lock(self.folder / locking.LOCK, wait=self._wait, holder=self._holder):
                refuse_stray_links(self.folder)
                transaction.complete_pending(self.folder)
                yield
        except locking.LockTakenError as taken:
            by = f" ({taken})" if str(taken) else ""
            raise StoreLockedError(
                f"another process is changing this store{by}; nothing was changed, try again"
            ) from None
        except disk.DurabilityError as error:
            raise NorecError(
                f"the store was changed, but it isn't certain that the change is whole and safe on the disk: {error}"
            ) from None
        except OSError as error:
            file = Path(str(error.filename)).name.removesuffix(disk.STAGED)
            file = next((name for name in (*ALL_FILES, PENDING) if file == f".{name}"), file)
            text = f"can't be written: {error.strerror}; nothing was changed"
            if isinstance(error, reading.NotAFileError):
                file = Path(str(error.filename)).name  # the thing itself, not the file that it is staged for
                text = f"{error.strerror}: move it away; nothing was changed".removeprefix("it ")
            raise NorecError(Problem(text, os.path.join(self._display_name, file))) from None  # noqa: PTH118 - as typed


def _find_duplicate(exchange: Exchange, tail: bytes) -> str | None:
    """Return the id of the last exchange that records the same and was not stopped; None if there is none.

    Args:
        exchange: the new exchange.
        tail: the last lines of the exchanges; lines that can't be read are skipped.
    """
    start = exchange.start.isoformat().encode()
    for line in reversed(tail.split(b"\n")):
        other = exchanges_jsonl.decoded(line) if start in line else None
        if other is not None and other.facts() == exchange.facts() and not other.stopped():
            return other.id
    return None
