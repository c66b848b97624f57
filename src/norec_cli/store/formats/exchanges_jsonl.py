"""`exchanges.jsonl`: one exchange a line, read as a stream, every line checked."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from norec_cli.model.change import Hunk
from norec_cli.model.errors import InvalidRecordError, NorecError, Problem, ProblemList, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.wording import not_found
from norec_cli.store.formats.exchange_errors import (
    NO_RECORD,
    describe_error,
    explain_repeated,
    id_in,
    refuse_repeated_keys,
)

Blocks = Callable[[], AbstractContextManager[Iterable[bytes]]]

# Problems that a report lists; the rest are counted.
MOST_PROBLEMS = 100

_decoder = msgspec.json.Decoder(Exchange)
_BOM = b"\xef\xbb\xbf"
_encoder = msgspec.json.Encoder()


def encode(exchange: Exchange) -> bytes:
    """Return an exchange as a line with its line feed. The same record always gives the same bytes."""
    return _encoder.encode(exchange) + b"\n"


def to_values(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as the keys and values of the file; values that are not recorded are left out."""
    values: dict[str, Any] = msgspec.to_builtins(exchange, builtin_types=(date,))
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def from_values(values: dict[str, Any]) -> Exchange:
    """Make an exchange from keys and values, checked like a line of the file.

    Raises:
        NorecError: if they are not a valid record.
    """
    line = json.dumps(values, default=str).encode()
    try:
        return _decoder.decode(line)
    except NO_RECORD as error:
        raise NorecError(*describe_error(error, line)) from None


def decoded(line: bytes) -> Exchange | None:
    """Return the exchange of a line, or None if the line is not a valid record."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, ValueError):
        return None


class Block(NamedTuple):
    """Some lines of the file and their exchanges.

    Attributes:
        first: the number of the first line.
        raw: the bytes of the lines.
        exchanges: one for each line; None for a line that is blank or has errors.
    """

    first: int
    raw: bytes
    exchanges: list[Exchange] | list[Exchange | None]


class ExchangesReader:
    """Reader of the exchanges, once, block by block; it gathers the problems in them.

    Only the ids are kept in memory.

    Attributes:
        well: whether there was no problem so far.
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
        """Prepare to read.

        Args:
            blocks: opens the file, in pieces of whole lines; called a second time if an id is repeated.
            file: the file's name for messages.
            partners: the ids of all partners; None if these are unknown.
            projects: the ids of all projects; None if these are unknown.
            most: how many problems to list; the others are counted. None for all.
            first: the number of the first line.
        """
        self._errors = ProblemList(most)
        self.well = True
        self._blocks = blocks
        self._file = file
        self._partners = partners
        self._projects = projects
        self._first = first
        self._ids: set[str] = set()
        self._repeated: set[str] = set()

    def run(self) -> Iterator[Block]:
        """Yield every block of the file in its order, which has no meaning."""
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
                repetitions = explain_repeated(lines, self._file, self._repeated)
            self._add_problems(repetitions or [Problem("was changed while it was read: try again", self._file)])

    @property
    def problems(self) -> list[Problem]:
        """The problems so far, sorted by line."""
        return self._errors.in_order()

    def has(self, exchange_id: str) -> bool:
        """Return whether an exchange with this id was read so far, valid or not."""
        return exchange_id in self._ids

    def raise_problems(self) -> None:
        """Raise StoreReadError with the problems, if there are any."""
        self._errors.raise_if_any(StoreReadError)

    def _read_together(self, raw: bytes) -> list[Exchange] | None:
        """Return the exchanges of a block if all lines are as this program writes them and valid; else None."""
        try:
            exchanges = _decoder.decode_lines(raw)
            if _encoder.encode_lines(exchanges) != raw:
                return None
        except NO_RECORD:
            return None
        if self._partners is not None:
            partners = {exchange.sender for exchange in exchanges} | {exchange.host for exchange in exchanges}
            if not all(name in self._partners for name in partners):
                return None
        if self._projects is not None:
            projects = {exchange.project for exchange in exchanges}
            if not all(name is None or name in self._projects for name in projects):
                return None
        return exchanges

    def _read_one_by_one(self, raw: bytes, number: int) -> list[Exchange | None]:
        """Return the exchanges of a block line by line; add the problems of invalid lines.

        Args:
            raw: the block.
            number: the number of its first line.
        """
        exchanges: list[Exchange | None] = []
        ids = []
        for line in _lines_of(raw):
            if number == 1:
                line = line.removeprefix(_BOM)  # noqa: PLW2901 - some editors put it first
            try:
                exchange = self._read_line(line)
                exchanges.append(exchange)
                ids.append(exchange.id)
            except NO_RECORD as error:
                exchanges.append(None)
                if line.strip():
                    self._add_problems(describe_error(error, line, self._file, number))
                    ids += id_in(line)
            number += 1
        self._note_ids(ids)
        return exchanges

    def _read_line(self, line: bytes) -> Exchange:
        """Return the exchange of a line; raise an error of NO_RECORD if it is not valid."""
        exchange = _decoder.decode(line)
        # The decoder ignores that a key is given twice, and keeps the last. A line as this program writes it can't have
        # one twice; other lines are parsed again.
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
        """Note the ids of a block, and which of them are repeated."""
        fresh = set(ids)
        if len(fresh) < len(ids) or not fresh.isdisjoint(self._ids):
            self.well = False
            seen: set[str] = set()
            for name in ids:
                if name in seen or name in self._ids:
                    self._repeated.add(name)
                seen.add(name)
        self._ids |= fresh

    def _add_problems(self, problems: list[Problem]) -> None:
        self.well = False
        self._errors.extend(problems)


def read_exchanges(
    blocks: Blocks, file: str, partners: Collection[str], projects: Collection[str]
) -> Iterator[Exchange]:
    """Yield every exchange of a file in its order, which has no meaning. Blank lines are skipped.

    The whole file is checked before the iteration ends. A caller must run it to the end before it reports anything.

    Args:
        blocks: opens the file, in pieces of whole lines.
        file: the file's name for messages.
        partners: the ids of all partners.
        projects: the ids of all projects.

    Raises:
        StoreReadError: at the end, if a line is not a valid record, names an unknown partner or project, or repeats an
            id.
    """
    reader = ExchangesReader(blocks, file, partners, projects)
    for block in reader.run():
        if reader.well:
            yield from filter(None, block.exchanges)
    reader.raise_problems()


def rewrite_exchanges(
    blocks: Blocks,
    file: str,
    partners: Collection[str],
    projects: Collection[str],
    change: Callable[[Exchange], Collection[Exchange] | None],
    note: Callable[[Hunk], None],
) -> Iterator[bytes]:
    """Yield the bytes of a file after a change; lines that don't change keep their bytes.

    The file is checked as by `read_exchanges`.

    Args:
        blocks: opens the file, in pieces of whole lines.
        file: the file's name for messages.
        partners: the ids of all partners.
        projects: the ids of all projects.
        change: returns the records that replace an exchange; None to keep its line.
        note: is called with each place that changes, in the order of the file.

    Raises:
        StoreReadError: at the end, if a line is not a valid record, names an unknown partner or project, or repeats an
            id.
    """
    reader = ExchangesReader(blocks, file, partners, projects)
    at = 0
    for block in reader.run():
        if not reader.well:
            continue
        replacements = [None if exchange is None else change(exchange) for exchange in block.exchanges]
        if all(records is None for records in replacements):
            yield block.raw
            at += len(block.raw)
            continue
        lines = [line + b"\n" for line in _lines_of(block.raw)]
        if not block.raw.endswith(b"\n"):  # an editor may leave the last line open
            lines[-1] = lines[-1].removesuffix(b"\n")
        for line, records in zip(lines, replacements, strict=True):
            new = line if records is None else b"".join(map(encode, records))
            if new != line:
                note(Hunk(at, line.decode(), new.decode()))
            at += len(new)
            yield new
    reader.raise_problems()


def check_line(line: bytes, file: str, partners: Collection[str], projects: Collection[str]) -> None:
    """Check the last line of a file as `read_exchanges` does.

    Raises:
        StoreReadError: if it is not a valid record, or names an unknown partner or project.
    """
    # Its number is unknown; 2 stands for any but the first, which alone may begin with a byte-order mark.
    reader = ExchangesReader(lambda: nullcontext([line]), file, partners, projects, first=2)
    for _ in reader.run():
        pass
    if not reader.well:
        problems = (replace(problem, text=f"the last line: {problem.text}", line=None) for problem in reader.problems)
        raise StoreReadError(*problems)


def _lines_of(raw: bytes) -> list[bytes]:
    """Split a block into lines without their line feeds."""
    return raw.removesuffix(b"\n").split(b"\n")


def _unknown_partners(exchange: Exchange, partners: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each partner of an exchange that is not among some partners."""
    for name in (exchange.sender, exchange.host):
        if name not in partners:
            yield Problem(not_found("partner", name, partners), rule="partners-known")
