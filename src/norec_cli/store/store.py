"""A store: what it holds at a moment, and the one way to change it."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault, Refused, StoreBusy, StoreUnreadable
from norec_cli.model.partner import Partner, find_partner, unknown_partner
from norec_cli.model.words import unknown
from norec_cli.store import disk, documents, journal, transaction
from norec_cli.store.examine import Examination
from norec_cli.store.locate import MARK
from norec_cli.store.snapshot import EXCHANGES, FILES, PARTNERS, PROJECTS, Snapshot

if TYPE_CHECKING:
    from norec_cli.model.project import Project

LOCK = ".norec.lock"

_MOST_TRIES = 5
_Read = TypeVar("_Read")


class Books:
    """What a store holds at a moment: settings and partners, each checked, and the exchanges as a stream."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the registers.

        Args:
            snapshot: the store's files.

        Raises:
            StoreUnreadable: if a register is broken or invalid; the faults of all at once.
        """
        self.snapshot = snapshot
        faults: list[Fault] = []

        def read(file: str, parse: Callable[[bytes, str], _Read]) -> _Read | None:
            try:
                return parse(snapshot.read(file), snapshot.name_of(file))
            except StoreUnreadable as refusal:
                faults.extend(refusal.faults)
                return None

        settings = read(MARK, documents.read_settings)
        partners = read(PARTNERS, documents.read_partners)
        projects = read(PROJECTS, lambda raw, file: documents.read_projects(raw, file, partners))
        if settings is None or partners is None or projects is None:
            raise StoreUnreadable(*faults)
        self.settings = settings
        self.partners = partners
        self.projects = projects

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange, one at a time, in no order that means anything.

        Raises:
            StoreUnreadable: at the end of the iteration, if anything in the file is wrong. Nothing may be said
                of the exchanges before that.
        """
        file = self.snapshot.name_of(EXCHANGES)
        return journal.read_exchanges(self.snapshot.exchange_blocks, file, self.partners, self.projects)

    def rewritten(self, change: Callable[[Exchange], Collection[Exchange] | None]) -> Iterator[bytes]:
        """The lines of the exchanges after a change, each record checked, those that don't change as they stand.

        Args:
            change: what stands in the place of an exchange; None leaves its line as it is.

        Raises:
            StoreUnreadable: at the end of the iteration, as with `exchanges`.
        """
        file = self.snapshot.name_of(EXCHANGES)
        return journal.rewrite_exchanges(self.snapshot.exchange_blocks, file, self.partners, self.projects, change)

    def partner(self, partner_id: str) -> Partner:
        """The partner of an id.

        Raises:
            Refused: if there is none; the message names the nearest.
            StoreUnreadable: if there is none, and the exchanges are faulty: they may name it.
        """
        if partner_id not in self.partners:
            self._look_through()
        return find_partner(self.partners, partner_id)

    def project(self, project_id: str) -> "Project":
        """The project of an id.

        Raises:
            Refused: if there is none; the message names the nearest.
            StoreUnreadable: as with `partner`.
        """
        if project_id not in self.projects:
            self._look_through()
            raise Refused(unknown("project", project_id, self.projects))
        return self.projects[project_id]

    def _look_through(self) -> None:
        """Raise StoreUnreadable if anything is wrong with the exchanges."""
        for _ in self.exchanges():
            pass

    def refuse_misfits(self, exchange: Exchange, *, before: Exchange | None = None) -> None:
        """Refuse an exchange whose partners are not known, had ended, or are not of its project and round.

        Args:
            exchange: the record.
            before: what it was, if it is being changed; an end it passed already is not asked about again.

        Raises:
            Refused: with every fault.
        """
        faults = []
        for partner_id in (exchange.sender, exchange.host):
            partner = self.partners.get(partner_id)
            if partner is None:
                faults.append(unknown_partner(self.partners, partner_id))
            elif partner.ended is not None and exchange.start > partner.ended and not exchange.cancelled:
                same = before is not None and exchange.start == before.start
                if not (same and before is not None and partner_id in (before.sender, before.host)):
                    faults.append(f"{partner_id} ended on {partner.ended}: no exchange of its may start after that")
        unmoved = before is not None and all(
            getattr(before, name) == getattr(exchange, name) for name in ("project", "round", "sender", "host")
        )
        if exchange.project is not None and not unmoved:
            project = self.projects.get(exchange.project)
            faults += (
                [unknown("project", exchange.project, self.projects)] if project is None else project.misfits(exchange)
            )
        if faults:
            raise Refused(*faults)


class Store:
    """The folder that holds the records.

    Reading is always safe and changes nothing. A change is checked whole, then made under a lock; when it
    returns, it is on the disk.
    """

    def __init__(self, folder: Path, shown: str, *, origin: str = "", wait: float = 5.0, holder: str = "") -> None:
        """Name a store.

        Args:
            folder: where it is.
            shown: how messages call the folder; empty if it is the current one.
            origin: what named it.
            wait: seconds to wait for another process that holds it.
            holder: what other processes are told of this one while it holds the store.
        """
        self.folder = folder
        self.origin = origin
        self._shown = shown
        self._wait = wait
        self._holder = holder

    @contextmanager
    def books(self) -> Iterator[Books]:
        """What the store holds now; it stays so until the context ends, whatever others change meanwhile.

        Raises:
            StoreUnreadable: if a file is missing, or a register is broken or invalid.
        """
        snapshot = Snapshot(self.folder, self._shown)
        try:
            yield Books(snapshot)
        finally:
            snapshot.close()

    @contextmanager
    def examination(self) -> Iterator[Examination]:
        """What the store holds now, whatever is wrong with it.

        Raises:
            StoreUnreadable: if a file is missing, or of a format that this program doesn't know.
        """
        snapshot = Snapshot(self.folder, self._shown)
        try:
            yield Examination(snapshot)
        finally:
            snapshot.close()

    def change(self, draft: Callable[[Books], Mapping[str, Iterable[bytes]]]) -> None:
        """Change files, all that need it or none.

        Args:
            draft: makes the new contents, by file, of what the store holds; raises Refused if the change can't be.
                It is asked again if somebody changes the store meanwhile.

        Raises:
            Refused: as `draft` does, or if the files can't be written.
            StoreBusy: if another process holds the store.
            StoreUnreadable: if the store is broken; nothing is written until it is mended.
        """
        with self._changing():
            for _ in range(_MOST_TRIES):
                with self.books() as books:
                    contents = draft(books)
                    if EXCHANGES not in contents:  # what is written anew is checked on the way
                        for _ in books.exchanges():
                            pass

                    def still_current(books: Books = books) -> bool:
                        return books.snapshot.is_current(FILES)

                    if transaction.write_files(self.folder, contents, still_current):
                        return
        raise Refused("the store keeps changing while it is written: nothing was changed, try again")

    def log(self, exchange: Exchange) -> None:
        """Add an exchange; it costs the same however many there are.

        Raises:
            Refused: if its sender or host is no partner.
            StoreBusy: if another process holds the store.
            StoreUnreadable: if the registers are broken, or the last line of the exchanges is.
        """
        with self._changing(), self.books() as books:
            books.refuse_misfits(exchange)
            last = books.snapshot.last_line()
            if last.strip():  # a line that was cut off, or the end of a conflict, must not be built upon
                journal.check_line(last, books.snapshot.name_of(EXCHANGES), books.partners, books.projects)
            gap = b"\n" if last and not last.endswith(b"\n") else b""  # an editor may leave the last line open
            disk.append(self.folder / EXCHANGES, gap + journal.encode(exchange))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the store, settled; what the disk refuses is said in words."""
        try:
            with disk.lock(self.folder / LOCK, wait=self._wait, holder=self._holder):
                transaction.settle(self.folder)
                yield
        except disk.LockTakenError as taken:
            by = f" ({taken})" if str(taken) else ""
            raise StoreBusy(f"another process is changing this store{by}; nothing was changed, try again") from None
        except disk.NotCertainError as error:
            raise Refused(
                f"the store was changed, but it isn't certain that this is whole and on the disk for good: {error}"
            ) from None
        except OSError as error:
            file = Path(str(error.filename)).name.removesuffix(disk.STAGED)
            file = next((name for name in FILES if file == f".{name}"), file)
            text = f"can't be written: {error.strerror}; nothing was changed"
            raise Refused(Fault(text, os.path.join(self._shown, file))) from None  # noqa: PTH118 - as typed
