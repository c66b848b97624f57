"""Ids that the same row gets each time it is imported."""

from collections import deque
from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from norec_cli.model.ids import RANDOM_BYTES, exchange_id

_BETWEEN = "\N{INFORMATION SEPARATOR ONE}"


class RowIds:
    """Gives the rows of a table their ids.

    A participant's reference is no part of them: else a guess at one that was erased could be proved. But who is
    recorded with another reference is somebody else.
    """

    def __init__(self, recorded: Mapping[str, str | None]) -> None:
        """Begin a table.

        Args:
            recorded: the references of the exchanges that are recorded, by id; None where they have none.
        """
        self._recorded = recorded
        self._last: dict[str, int] = {}
        self._given: set[str] = set()
        self._people: dict[str, _People] = {}

    def next(self, parts: list[str], ref: str | None = None) -> str:
        """The id of the next row of which these parts tell it from others.

        Args:
            parts: the texts.
            ref: the reference of its participant.
        """
        key = key_of(parts)
        if ref is not None and self._recorded:
            return self._of_person(key, ref)
        number = self._last.get(key, 0) + 1
        while self._given and id_of(key, number) in self._given:
            number += 1
        self._last[key] = number
        return id_of(key, number)

    def _of_person(self, key: str, ref: str) -> str:
        """The id that is recorded with a reference; else the first that is recorded with none, or not at all."""
        after = self._last.get(key, 0)
        people = self._people.setdefault(key, _People())
        self._look_on(key, after, people)
        number = _next(people.of_ref.get(ref), after) or _next(people.of_nobody, after) or people.free
        one = id_of(key, number)
        self._given.add(one)
        while id_of(key, after + 1) in self._given:  # those are not gone through again
            after += 1
        self._last[key] = after
        return one

    def _look_on(self, key: str, after: int, people: "_People") -> None:
        """Note who is recorded under each number of a key, up to the first number that is free."""
        people.free = max(people.free, after + 1)
        while (one := id_of(key, people.free)) in self._given or one in self._recorded:
            if one not in self._given:
                ref = self._recorded[one]
                numbers = people.of_nobody if ref is None else people.of_ref.setdefault(ref, deque())
                numbers.append(people.free)
            people.free += 1


class _People(msgspec.Struct):
    """Under which numbers of a key somebody is recorded; each number is looked at once.

    Attributes:
        of_ref: the numbers by reference, ascending.
        of_nobody: the numbers of those without a reference, ascending.
        free: the first number that is not looked at yet.
    """

    of_ref: dict[str, deque[int]] = {}
    of_nobody: deque[int] = msgspec.field(default_factory=deque)
    free: int = 1


def _next(numbers: deque[int] | None, after: int) -> int:
    """Take the first number that comes after another from some ascending ones; 0 if there is none."""
    while numbers:
        if (number := numbers.popleft()) > after:
            return number
    return 0


def key_of(parts: list[str]) -> str:
    """What tells a row apart as one text; that of others is another."""
    key = _BETWEEN.join(parts)
    return key if key.count(_BETWEEN) == len(parts) - 1 else msgspec.json.encode(parts).decode()


def id_of(key: str, number: int) -> str:
    """The id of the so manieth row of a key."""
    text = f"{key}{_BETWEEN}{number}".encode(errors="surrogatepass")
    return exchange_id(blake2b(text, digest_size=RANDOM_BYTES).digest())
