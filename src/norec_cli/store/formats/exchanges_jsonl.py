"""`exchanges.jsonl`: one exchange a line, read as a stream, every line checked."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from norec_cli.model.change import Hunk
from norec_cli.model.errors import InvalidRecordError, NorecError, Problem, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.wording import not_found, plural
from norec_cli.store.formats.exchange_errors import (
    NO_RECORD,
    describe_error,
    explain_repeated,
    id_in,
    refuse_repeated_keys,
)

Blocks = Callable[[], AbstractContextManager[Iterable[bytes]]]

# More faults than this help nobody who wanted a report; the rest are counted.
MOST_PROBLEMS = 100

_decoder = msgspec.json.Decoder(Exchange)
_BOM = b"\xef\xbb\xbf"
_encoder = msgspec.json.Encoder()


def encode(exchange: Exchange) -> bytes:
    """An exchange as its line, with the line feed. The same record always has the same bytes."""
    return _encoder.encode(exchange) + b"\n"


def to_values(exchange: Exchange) -> dict[str, Any]:
    """An exchange as keys and values, those of the file; what isn't recorded is left out."""
    values: dict[str, Any] = msgspec.to_builtins(exchange, builtin_types=(date,))
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def from_values(values: dict[str, Any]) -> Exchange:
    """An exchange made of keys and values, checked as a line of the file is.

    Raises:
        NorecError: if it is no valid record.
    """
    line = json.dumps(values, default=str).encode()
    try:
        return _decoder.decode(line)
    except NO_RECORD as error:
        raise NorecError(*describe_error(error, line)) from None


def decoded(line: bytes) -> Exchange | None:
    """Return the exchange of a line, or None if the line can't be read by itself."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, ValueError):
        return None


class Block(NamedTuple):
    """Some lines of the file, read.

    Attributes:
        first: the number of the first of them.
        raw: their bytes.
        exchanges: one for each line; None for a blank or faulty one.
    """

    first: int
    raw: bytes
    exchanges: list[Exchange] | list[Exchange | None]


class ExchangesReader:
    """One run through the exchanges, block by block, that gathers what is wrong with them.

    Only the ids are kept in memory.

    Attributes:
        problems: everything that is wrong, complete when the run is over.
        well: whether nothing wrong has been met so far.
    """

    def __init__(
        self,
        blocks: Blocks,
        file: str,
        partners: Collection[str] | None,
        projects: Collection[str] | None,
        *,
        most: int | None = MOST_PROBLEMS,
        first: int = 1,
    ) -> None:
        """Prepare a run.

        Args:
            blocks: opens the file, in pieces of whole lines; called a second time if an id stands twice.
            file: the file's name for messages.
            partners: the ids of the partners that exist; None if that can't be known.
            projects: the same of the projects.
            most: how many faults are listed; the others are counted. None for all.
            first: the number of the first line.
        """
        self.problems: list[Problem] = []
        self.well = True
        self._blocks = blocks
        self._file = file
        self._partners = partners
        self._projects = projects
        self._most = most
        self._first = first
        self._unlisted = 0
        self._ids: set[str] = set()
        self._repeated: set[str] = set()

    def run(self) -> Iterator[Block]:
        """Every block of the file, in the file's order, which has no meaning."""
        number = self._first
        with self._blocks() as opened:
            for raw in opened:
                together = self._read_together(raw)
                if together is not None:
                    self._note_ids([exchange.id for exchange in together])
                block = Block(number, raw, self._read_one_by_one(raw, number) if together is None else together)
                number += len(block.exchanges)
                yield block
        if self._repeated:
            with self._blocks() as opened:
                lines = (line for raw in opened for line in _lines_of(raw))
                found_again = explain_repeated(lines, self._file, self._repeated)
            self._blame(found_again or [Problem("was changed while it was read: try again", self._file)])
        self.problems.sort(key=lambda problem: problem.line or 0)

    def has(self, exchange_id: str) -> bool:
        """Whether an exchange of that id was met so far, valid or not."""
        return exchange_id in self._ids

    def refuse_if_faulty(self) -> None:
        """Raise StoreReadError with every fault found."""
        if not self.well:
            advice = (f"and {plural(self._unlisted, 'fault')} more",) if self._unlisted else ()
            raise StoreReadError(*self.problems, advice=advice)

    def _read_together(self, raw: bytes) -> list[Exchange] | None:
        """The exchanges of a block, if all its lines are as this program writes them and name known partners."""
        try:
            found = _decoder.decode_lines(raw)
            if _encoder.encode_lines(found) != raw:
                return None
        except NO_RECORD:
            return None
        if self._partners is not None:
            named = {exchange.sender for exchange in found} | {exchange.host for exchange in found}
            if not all(name in self._partners for name in named):
                return None
        if self._projects is not None:
            of = {exchange.project for exchange in found}
            if not all(name is None or name in self._projects for name in of):
                return None
        return found

    def _read_one_by_one(self, raw: bytes, number: int) -> list[Exchange | None]:
        found: list[Exchange | None] = []
        ids = []
        for line in _lines_of(raw):
            if number == 1:
                line = line.removeprefix(_BOM)  # noqa: PLW2901 - some editors put it there
            try:
                exchange = self._read_line(line)
                found.append(exchange)
                ids.append(exchange.id)
            except NO_RECORD as error:
                found.append(None)
                if line.strip():
                    self._blame(describe_error(error, line, self._file, number))
                    ids += id_in(line)
            number += 1
        self._note_ids(ids)
        return found

    def _read_line(self, line: bytes) -> Exchange:
        exchange = _decoder.decode(line)
        # A key given twice goes unnoticed by the decoder, which keeps the last. A line as this program writes it
        # can't have one; the others are looked at again.
        if _encoder.encode(exchange) != line:
            refuse_repeated_keys(line)
        problems: list[Problem] = []
        if self._partners is not None:
            problems += _unknown_partners(exchange, self._partners)
        if self._projects is not None and exchange.project is not None and exchange.project not in self._projects:
            problems.append(Problem(not_found("project", exchange.project, self._projects), rule="projects-known"))
        if problems:
            raise InvalidRecordError(*problems)
        return exchange

    def _note_ids(self, ids: list[str]) -> None:
        fresh = set(ids)
        if len(fresh) < len(ids) or not fresh.isdisjoint(self._ids):
            self.well = False
            seen: set[str] = set()
            for name in ids:
                if name in seen or name in self._ids:
                    self._repeated.add(name)
                seen.add(name)
        self._ids |= fresh

    def _blame(self, problems: list[Problem]) -> None:
        self.well = False
        room = len(problems) if self._most is None else max(0, self._most - len(self.problems))
        self.problems += problems[:room]
        self._unlisted += len(problems[room:])


def read_exchanges(
    blocks: Blocks, file: str, partners: Collection[str], projects: Collection[str]
) -> Iterator[Exchange]:
    """Every exchange of a file, in the file's order, which has no meaning.

    The whole file is checked before the iteration ends; whoever uses the exchanges must run it to its end before
    saying anything about them. Blank lines are passed over.

    Args:
        blocks: as `Reading` takes it.
        file: the file's name for messages.
        partners: the ids of the partners that exist.
        projects: the ids of the projects that exist.

    Raises:
        StoreReadError: at the end, if any line is no valid record, names an unknown partner or project, or repeats an
            id.
    """
    reading = ExchangesReader(blocks, file, partners, projects)
    for block in reading.run():
        if reading.well:
            yield from filter(None, block.exchanges)
    reading.refuse_if_faulty()


def rewrite_exchanges(
    blocks: Blocks,
    file: str,
    partners: Collection[str],
    projects: Collection[str],
    change: Callable[[Exchange], Collection[Exchange] | None],
    note: Callable[[Hunk], None],
) -> Iterator[bytes]:
    """The bytes of a file after a change; the lines that don't change stay as they are.

    Args:
        blocks: as in `read_exchanges`, which says what is checked.
        file: as there.
        partners: as there.
        projects: as there.
        change: what stands in the place of an exchange; None leaves its line as it is.
        note: is told each place that changes, in their order.

    Raises:
        StoreReadError: at the end, as there.
    """
    reading = ExchangesReader(blocks, file, partners, projects)
    at = 0
    for block in reading.run():
        if not reading.well:
            continue
        instead = [None if exchange is None else change(exchange) for exchange in block.exchanges]
        if not any(new is not None for new in instead):
            yield block.raw
            at += len(block.raw)
            continue
        lines = [line + b"\n" for line in _lines_of(block.raw)]
        if not block.raw.endswith(b"\n"):  # an editor may leave the last line open
            lines[-1] = lines[-1].removesuffix(b"\n")
        for line, new in zip(lines, instead, strict=True):
            whole = line if new is None else b"".join(encode(one) for one in new)
            if whole != line:
                note(Hunk(at, line.decode(), whole.decode()))
            at += len(whole)
            yield whole
    reading.refuse_if_faulty()


def check_line(line: bytes, file: str, partners: Collection[str], projects: Collection[str]) -> None:
    """Check one line as `read_exchanges` does, without a number to name it by.

    Raises:
        StoreReadError: if it is no valid record.
    """
    # Not called the first: only that may have a byte-order mark before it.
    reading = ExchangesReader(lambda: nullcontext([line]), file, partners, projects, first=2)
    for _ in reading.run():
        pass
    if not reading.well:
        problems = (replace(problem, text=f"the last line: {problem.text}", line=None) for problem in reading.problems)
        raise StoreReadError(*problems)


def _lines_of(raw: bytes) -> list[bytes]:
    """Lines without their line feeds."""
    return raw.removesuffix(b"\n").split(b"\n")


def _unknown_partners(exchange: Exchange, partners: Collection[str]) -> Iterator[Problem]:
    for name in (exchange.sender, exchange.host):
        if name not in partners:
            yield Problem(not_found("partner", name, partners), rule="partners-known")
