"""A store: its registers, its exchanges, and the changes that can be made to them."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault, Refused, StoreBusy, StoreUnreadable
from norec_cli.model.partner import Partner
from norec_cli.model.settings import Settings
from norec_cli.model.words import did_you_mean
from norec_cli.store import disk, documents
from norec_cli.store.locate import MARK

PARTNERS = "partners.toml"
EXCHANGES = "exchanges.jsonl"
LOCK = ".norec.lock"
FILES = (MARK, PARTNERS, EXCHANGES)

_MOST_TRIES = 5


@dataclass(frozen=True)
class Registers:
    """What is read whole before anything else: the settings and the partners by id, sorted by id."""

    settings: Settings
    partners: dict[str, Partner]

    def partner(self, partner_id: str) -> Partner:
        """The partner of an id.

        Raises:
            Refused: if there is none; the message names the nearest.
        """
        if partner_id not in self.partners:
            raise Refused(self.unknown_partner(partner_id))
        return self.partners[partner_id]

    def unknown_partner(self, partner_id: str) -> str:
        """That there is no such partner, with the nearest ids and names."""
        names = {partner.name: key for key, partner in self.partners.items()}
        near = did_you_mean(partner_id, self.partners)
        if not near and partner_id in names:
            near = f" (did you mean {names[partner_id]}?)"
        return f'no partner "{partner_id}"{near}'


class Store:
    """The folder that holds the records.

    Reading is always safe and changes nothing. A change is checked whole, then made under a lock; when it
    returns, it is on the disk.
    """

    def __init__(self, folder: Path, shown: str, *, wait: float = 5.0, holder: str = "") -> None:
        """Name a store.

        Args:
            folder: where it is.
            shown: how messages call the folder; empty if it is the current one.
            wait: seconds to wait for another process that holds it.
            holder: what other processes are told of this one while it holds the store.
        """
        self.folder = folder
        self._shown = shown
        self._wait = wait
        self._holder = holder

    def name_of(self, file: str) -> str:
        """A file of the store as messages call it."""
        return os.path.join(self._shown, file)  # noqa: PTH118 - `a/../b` stays as the person typed it

    def size_of(self, file: str) -> int:
        """Bytes of a file of the store.

        Raises:
            StoreUnreadable: if it is not there.
        """
        with self._reading(file):
            return disk.size(self.folder / file)

    def registers(self) -> Registers:
        """The settings and the partners, each checked.

        Raises:
            StoreUnreadable: if either file is broken or invalid; the faults of both at once.
        """
        faults: list[Fault] = []
        settings, partners = None, None
        try:
            settings = documents.read_settings(self._read(MARK), self.name_of(MARK))
        except StoreUnreadable as refusal:
            faults += refusal.faults
        try:
            partners = documents.read_partners(self._read(PARTNERS), self.name_of(PARTNERS))
        except StoreUnreadable as refusal:
            faults += refusal.faults
        if settings is None or partners is None:
            raise StoreUnreadable(*faults)
        return Registers(settings, partners)

    def exchanges(self, registers: Registers) -> Iterator[Exchange]:
        """Every exchange, one at a time, in no order that means anything.

        Raises:
            StoreUnreadable: at the end of the iteration, if anything in the file is wrong. Nothing may be said
                of the exchanges before that.
        """
        from norec_cli.store import journal  # noqa: PLC0415 - the register commands don't need msgspec

        @contextmanager
        def lines() -> Iterator[Iterable[bytes]]:
            with self._reading(EXCHANGES), disk.read_lines(self.folder / EXCHANGES) as opened:
                yield opened

        return journal.read_exchanges(lines, self.name_of(EXCHANGES), registers.partners)

    def add_partner(self, partner_id: str, partner: Partner) -> None:
        """Add a partner to the end of the register, and leave every other byte of it as it is.

        Raises:
            Refused: if the id is taken.
            StoreUnreadable: if the registers are broken; nothing is written until they are mended.
        """

        def change(raw: bytes) -> bytes:
            partners = documents.read_partners(raw, self.name_of(PARTNERS))
            if partner_id in partners:
                raise Refused(f'the id "{partner_id}" is taken by {partners[partner_id].name}: give another with --id')
            return documents.append_table(raw, self.name_of(PARTNERS), "partners", partner_id, _table_of(partner))

        with self._changing():
            self.registers()
            self._rewrite(PARTNERS, change)

    def log(self, exchange: Exchange) -> None:
        """Add an exchange; it costs the same however many there are.

        Raises:
            Refused: if its sender or host is no partner.
            StoreUnreadable: if the registers are broken, or the last line of the exchanges is.
        """
        from norec_cli.store import journal  # noqa: PLC0415 - the register commands don't need msgspec

        with self._changing():
            registers = self.registers()
            names = (exchange.sender, exchange.host)
            unknown = [registers.unknown_partner(name) for name in names if name not in registers.partners]
            if unknown:
                raise Refused(*unknown)
            path = self.folder / EXCHANGES
            with self._reading(EXCHANGES):
                last = disk.read_last_line(path)
            gap = b""
            if last and not last.endswith(b"\n"):
                # An editor may leave the last line open; a line that was cut off must not be built upon.
                journal.check_line(last, self.name_of(EXCHANGES), registers.partners)
                gap = b"\n"
            with self._writing(EXCHANGES):
                disk.append(path, gap + journal.encode(exchange))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            with self._writing(LOCK), disk.lock(self.folder / LOCK, wait=self._wait, holder=self._holder):
                yield
        except disk.LockTakenError as taken:
            by = f" ({taken})" if str(taken) else ""
            raise StoreBusy(f"another process is changing this store{by}; nothing was changed, try again") from None

    def _rewrite(self, file: str, change: Callable[[bytes], bytes]) -> None:
        """Give a file the content that `change` makes of it; start over if somebody changes it meanwhile."""
        for _ in range(_MOST_TRIES):
            before = self._read(file)
            try:
                with self._writing(file):
                    disk.replace(self.folder / file, change(before), expected=before)
            except disk.ChangedMeanwhileError:
                continue
            return
        raise Refused(f"{self.name_of(file)} keeps changing while it is written; nothing was changed, try again")

    def _read(self, file: str) -> bytes:
        with self._reading(file):
            return disk.read(self.folder / file)

    @contextmanager
    def _reading(self, file: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            text = "is missing: put it back, or make an empty file of that name if it held nothing"
            raise StoreUnreadable(Fault(text, self.name_of(file))) from None
        except OSError as error:
            raise StoreUnreadable(Fault(f"can't be read: {error.strerror}", self.name_of(file))) from None

    @contextmanager
    def _writing(self, file: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            text = f"can't be written: {error.strerror}; nothing was changed"
            raise Refused(Fault(text, self.name_of(file))) from None


def _table_of(partner: Partner) -> dict[str, Any]:
    """A partner as the table that stands in the file: what isn't recorded is left out."""
    values = partner.model_dump(exclude_defaults=True)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
