"""Rows of two partners that each say how many went out and how many came in: the same people, counted twice."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from norec_cli.model.errors import ProblemList, UsageError
from norec_cli.model.wording import option_text, plural
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.headings import name_column
from norec_cli.transfer.rows.problems import quoted

# Fields that, besides the partners, tell exchanges of different rows apart.
_APART = ("start", "project", "round", "ref")
_MOST_LISTED = 20


class _Said(msgspec.Struct):
    """What the rows say that have one partner as sender and another as host."""

    line: int
    outgoing: int = 0
    incoming: int = 0


class _Both(NamedTuple):
    """What two partners say of the same exchanges."""

    first: str
    second: str
    one: _Said
    other: _Said

    @property
    def counts_twice(self) -> bool:
        """Whether both count people of one direction."""
        return bool((self.one.outgoing and self.other.incoming) or (self.one.incoming and self.other.outgoing))

    @property
    def agree(self) -> bool:
        """Whether both say the same numbers."""
        return (self.one.outgoing, self.one.incoming) == (self.other.incoming, self.other.outgoing)


class BothSides:
    """Gathers the rows that say how many people go out and come in, to refuse those that count people twice."""

    def __init__(self, mapping: ColumnMapping) -> None:
        """Begin a table, with the columns of its fields."""
        self._mapping = mapping
        self._said: dict[tuple[Any, ...], _Said] = {}

    def note(self, line: int, sender: str, host: str, outgoing: int, incoming: int, values: Mapping[str, Any]) -> None:
        """Note what a row says.

        Args:
            line: its line.
            sender: the partner from which those who go out are.
            host: the partner from which those who come in are.
            outgoing: how many go out.
            incoming: how many come in.
            values: the values of its other fields.
        """
        said = self._said.setdefault((sender, host, *map(values.get, _APART)), _Said(line))
        said.outgoing += outgoing
        said.incoming += incoming

    def refuse_twice(self) -> None:
        """Refuse a table in which two partners count the same people.

        Raises:
            UsageError: with the rows, and what counts each of these people once.
        """
        pairs = [pair for pair in self._pairs() if pair.counts_twice]
        if not pairs:
            return
        agreeing = [pair for pair in pairs if pair.agree]
        contradicting = [pair for pair in pairs if not pair.agree]
        problems = ProblemList()
        cure, advice = self._cure()
        if agreeing:
            one, more = agreeing[0], len(agreeing) - 1
            others = f" (and {plural(more, 'other pair')} of rows too)" if more else ""
            problems.add(f"lines {one.one.line} and {one.other.line} say the same from both sides{others}: {cure}")
        for pair in contradicting[:_MOST_LISTED]:
            problems.add(_contradiction(pair) + ("" if agreeing else f": {cure}"))
        if len(contradicting) > _MOST_LISTED:
            problems.add(f"{plural(len(contradicting) - _MOST_LISTED, 'other pair')} of rows contradict each other too")
        problems.raise_if_any(UsageError, (advice,) if contradicting and advice else ())

    def _pairs(self) -> Iterator[_Both]:
        """Yield each two partners that both say something of the same exchanges."""
        seen = set()
        for key, said in self._said.items():
            sender, host, *rest = key
            back = (host, sender, *rest)
            if back in self._said and back not in seen:
                seen.add(key)
                yield _Both(sender, host, said, self._said[back])

    def _cure(self) -> tuple[str, str]:
        """Return what counts each person once, as it follows a problem, and what else does; the latter may be empty."""
        alone = [said for (a, b, *rest), said in self._said.items() if (b, a, *rest) not in self._said]
        for said in alone:
            if said.incoming:
                return f"take one of each such two rows out (line {said.line} has no second one)", ""
        cure = f"{self._without('incoming')} counts each once (as the sender says)"
        also = (
            "" if any(said.outgoing for said in alone) else f"{self._without('outgoing')} counts each as the host says."
        )
        return cure, also

    def _without(self, field: str) -> str:
        """Return the options that leave a field out; a column that a person named must be ignored by its name."""
        if field not in self._mapping.chosen:
            return f"--map {field}="
        column = name_column(self._mapping.headings, self._mapping.columns[field])
        return f"--map {field}= --ignore {option_text(column)}"


def _contradiction(pair: _Both) -> str:
    one, other = pair.one, pair.other
    ways = [
        (one.outgoing, other.incoming, pair.first, pair.second),
        (other.outgoing, one.incoming, pair.second, pair.first),
    ]
    said = [
        f"{by_sender:,} or {by_host:,} from {quoted(sender)} to {quoted(host)}"
        for by_sender, by_host, sender, host in ways
        if by_sender != by_host
    ]
    return f"lines {one.line} and {other.line} contradict each other, from both sides: {' and '.join(said)}"
