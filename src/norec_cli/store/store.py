"""A store, and the one way to change it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from norec_cli.model.change import Change, FileChange, Hunk, RecordChange
from norec_cli.model.errors import NorecError, Problem, StoreLockedError, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.store.books import Books
from norec_cli.store.files import disk, locking, reading, transaction
from norec_cli.store.files.links import refuse_stray_links
from norec_cli.store.files.pending import PENDING, Pending
from norec_cli.store.files.snapshot import ALL_FILES, EXCHANGES, FILES, HISTORY, Snapshot
from norec_cli.store.formats import exchanges_jsonl
from norec_cli.store.formats.history_jsonl import Author, ChangeRecorder, history_line, read_history
from norec_cli.store.lenient_books import LenientBooks

_MOST_TRIES = 5

# So many bytes at the end of the exchanges are looked through for one that says the same as a new one: more than a
# thousand lines, in as much time in a store of any size. What is typed twice lands there.
LOOKED_AT = 1 << 18


class Store:
    """The folder that holds the records.

    Reading is always safe and changes nothing. A change is checked whole, then made under a lock; when it
    returns, it is on the disk.
    """

    def __init__(
        self,
        folder: Path,
        shown: str,
        *,
        author: Author,
        tell: Callable[[str], None],
        origin: str = "",
        wait: float = 5.0,
        holder: str = "",
    ) -> None:
        """Name a store.

        Args:
            folder: where it is.
            shown: how messages call the folder; empty if it is the current one.
            author: who changes it, and by which command.
            tell: says a line to the person, beside what a command answers.
            origin: what named it.
            wait: seconds to wait for another process that holds it.
            holder: what other processes are told of this one while it holds the store.
        """
        self.folder = folder
        self.origin = origin
        self._shown = shown
        self.author = author
        self._tell = tell
        self._wait = wait
        self._holder = holder

    @contextmanager
    def books(self) -> Iterator[Books]:
        """What the store holds now; it stays so until the context ends, whatever others change meanwhile.

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
        """What the store holds now, whatever is wrong with it.

        Raises:
            StoreReadError: if a file is missing, or of a format that this program doesn't know.
        """
        snapshot = self._snapshot()
        try:
            yield LenientBooks(snapshot)
        finally:
            snapshot.close()

    @contextmanager
    def history(self) -> Iterator[Iterator[Change]]:
        """The changes that commands made, in the order of the file.

        Raises:
            StoreReadError: if a line is no change.
        """
        snapshot = self._snapshot((HISTORY,))
        try:
            with snapshot.blocks(HISTORY) as blocks:
                yield read_history(blocks, snapshot.name_of(HISTORY))
        finally:
            snapshot.close()

    def change(
        self,
        draft: Callable[[Books], Mapping[str, Iterable[bytes]]],
        author: Author | None = None,
        *,
        verify: bool = False,
    ) -> None:
        """Change files, all that need it or none, and tell the history.

        Args:
            draft: makes the new contents, by file, of what the store holds; raises NorecError if the change can't be.
                It is asked again if somebody changes the store meanwhile.
            author: who changes it, if more is to be said than that the store's author does.
            verify: whether to read the store as it will be, and refuse if it can't be.

        Raises:
            NorecError: as `draft` does, or if the files can't be written.
            StoreLockedError: if another process holds the store.
            StoreReadError: if the store is broken; nothing is written until it is mended.
        """
        with self._changing():
            for _ in range(_MOST_TRIES):
                with self.books() as books:
                    contents = draft(books)
                    if EXCHANGES not in contents:  # what is written anew is checked on the way
                        for _ in books.exchanges():
                            pass
                    recording = ChangeRecorder(books.snapshot, contents)

                    def additions(
                        books: Books = books, recording: ChangeRecorder = recording
                    ) -> Mapping[str, str] | None:
                        files = recording.files(books.changed_exchanges())
                        if verify:
                            self._verify(files)
                        return self._told(files, recording.records(), author) if files else None

                    def still_current(books: Books = books) -> bool:
                        return books.snapshot.is_current(FILES)

                    if self._write(recording.contents(), additions, still_current):
                        return
        raise NorecError("the store keeps changing while it is written: nothing was changed, try again")

    def rewrite(self, draft: Callable[[Books], Mapping[str, Iterable[bytes]]]) -> None:
        """Change files and the history itself, all or none; nothing is told beside what the draft makes of the history.

        Args:
            draft: makes the new contents, by file, of what the store holds, its history too; raises NorecError if
                it can't be. It is asked again if somebody changes the store meanwhile.

        Raises:
            NorecError: as `draft` does, or if the files can't be written.
            StoreLockedError: if another process holds the store.
            StoreReadError: if the store is broken; nothing is written until it is mended.
        """
        with self._changing():
            for _ in range(_MOST_TRIES):
                snapshot = self._snapshot(ALL_FILES)
                try:
                    books = Books(snapshot)
                    contents = draft(books)
                    if self._write(contents, dict, lambda books=books: books.snapshot.is_current(ALL_FILES)):  # type: ignore[misc]
                        return
                finally:
                    snapshot.close()
        raise NorecError("the store keeps changing while it is written: nothing was changed, try again")

    def log(self, make: Callable[[Books], Exchange], *, again: bool = False) -> Exchange:
        """Add an exchange; it costs the same however many there are, unless it takes the place of another.

        Args:
            make: makes the exchange in view of the books; raises NorecError if it can't be.
            again: whether it is added although one of the last lines says the same.

        Returns:
            The exchange.

        Raises:
            NorecError: if its sender or host is no partner, it says the same as one of the last lines, or it can't take
                the place that it names.
            StoreLockedError: if another process holds the store.
            StoreReadError: if the registers are broken, or the last line of the exchanges is.
        """
        with self._changing(), self.books() as books:
            exchange = make(books)
            books.refuse_misfits(exchange)
            books.refuse_misplaced([exchange])
            last = books.snapshot.last_line()
            if last.strip():  # a line that was cut off, or the end of a conflict, must not be built upon
                exchanges_jsonl.check_line(last, books.snapshot.name_of(EXCHANGES), books.partners, books.projects)
            double = None if again else _double_of(exchange, books.snapshot.end(EXCHANGES, LOOKED_AT))
            if double is not None:
                raise NorecError(f"exchange {double} says the same: add --again if this is a second one")
            gap = "\n" if last and not last.endswith(b"\n") else ""  # an editor may leave the last line open
            line = gap + exchanges_jsonl.encode(exchange).decode()
            files = {EXCHANGES: FileChange((Hunk(books.snapshot.size(EXCHANGES), "", line),))}
            self._write({}, lambda: {EXCHANGES: line, **self._told(files, (), None)}, lambda: True)
            return exchange

    def _snapshot(self, files: Iterable[str] = FILES) -> Snapshot:
        """The files as they are now; if a change of them was cut off, that is said."""
        snapshot = Snapshot(self.folder, self._shown, files=files)
        if (
            snapshot.unsettled is not None
            and not locking.is_locked(self.folder / locking.LOCK)
            and snapshot.is_still_unsettled()  # or whoever held the lock was just done
        ):
            self._tell("norec: the last change was cut off: it is read as made, and the next change puts it in place")
        return snapshot

    def _told(
        self, files: Mapping[str, FileChange], records: Iterable[RecordChange], author: Author | None
    ) -> dict[str, str]:
        """What the history is told of a change."""
        path = self.folder / HISTORY
        line = history_line(author or self.author, files, records, reading.size(path))
        return {HISTORY: line if reading.ends_with_line(path) else "\n" + line}

    def _write(
        self,
        contents: Mapping[str, Iterable[bytes]],
        appended: Callable[[], Mapping[str, str] | None],
        still_current: Callable[[], bool],
    ) -> bool:
        """Write files; False if the store had been changed meanwhile. What isn't in place yet is said."""
        written = transaction.write_files(self.folder, contents, appended, still_current)
        if written:
            self._tell(
                f"norec: this is done, but not all of it is in place yet ({written}); the next change sees to that"
            )
        return written is not None

    def _verify(self, files: Iterable[str]) -> None:
        """Refuse a change after which the store couldn't be read."""
        snapshot = Snapshot(self.folder, self._shown, committed=Pending(staged=tuple(files)))
        try:
            for _ in Books(snapshot).exchanges():
                pass
        except StoreReadError as refusal:
            raise NorecError(
                *refusal.problems, advice=("A later change stands in the way: nothing was changed.",)
            ) from None
        finally:
            snapshot.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the store, settled; what the disk refuses is said in words."""
        try:
            with locking.lock(self.folder / locking.LOCK, wait=self._wait, holder=self._holder):
                refuse_stray_links(self.folder)
                transaction.settle(self.folder)
                yield
        except locking.LockTakenError as taken:
            by = f" ({taken})" if str(taken) else ""
            raise StoreLockedError(
                f"another process is changing this store{by}; nothing was changed, try again"
            ) from None
        except disk.DurabilityError as error:
            raise NorecError(
                f"the store was changed, but it isn't certain that this is whole and on the disk for good: {error}"
            ) from None
        except OSError as error:
            file = Path(str(error.filename)).name.removesuffix(disk.STAGED)
            file = next((name for name in (*ALL_FILES, PENDING) if file == f".{name}"), file)
            text = f"can't be written: {error.strerror}; nothing was changed"
            if isinstance(error, reading.NotAFileError):
                file = Path(str(error.filename)).name  # not that of the file beside which it is
                text = f"{error.strerror}: move it away; nothing was changed".removeprefix("it ")
            raise NorecError(Problem(text, os.path.join(self._shown, file))) from None  # noqa: PTH118 - as typed


def _double_of(exchange: Exchange, end: bytes) -> str | None:
    """Return the id of the last exchange that says the same as another and goes on; None if there is none.

    Args:
        exchange: the other.
        end: the last lines of the exchanges; one that is cut off, or faulty, is passed over.
    """
    start = exchange.start.isoformat().encode()
    for line in reversed(end.split(b"\n")):
        found = exchanges_jsonl.decoded(line) if start in line else None
        if found is not None and found.facts() == exchange.facts() and not found.stopped():
            return found.id
    return None
