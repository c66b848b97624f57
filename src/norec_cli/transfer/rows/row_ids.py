"""Ids for rows without an id: the same row of the same file gets the same id in each import."""

from collections import deque
from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from norec_cli.model.ids import RANDOM_BYTES, exchange_id

_BETWEEN = "\N{INFORMATION SEPARATOR ONE}"


class RowIds:
    """Maker of ids for the rows of a table.

    An id is computed from the series of the file, so that rows of other files get other ids, from the texts that tell a
    row from others in it, and from a number for rows that have the same texts. The reference of a participant is not
    among these texts, because otherwise an id would show whether a guess at an erased reference is right. A row with
    another reference than the recorded exchange is still another participant.
    """

    def __init__(self, recorded: Mapping[str, str | None], series: str = "") -> None:
        """Begin a table.

        Args:
            recorded: the reference of each recorded exchange by its id; None for an exchange without a reference.
            series: the series of the file; empty if its rows are not imported.
        """
        self._recorded = recorded
        self._salt = blake2b(series.encode(), digest_size=blake2b.SALT_SIZE).digest() if series else b""
        self._last: dict[str, int] = {}
        self._given: set[str] = set()
        self._people: dict[str, _People] = {}

    def next(self, parts: list[str], ref: str | None = None) -> str:
        """Return the id of the next row.

        Args:
            parts: the texts that tell the row from others.
            ref: the reference of its participant; None if it has none.
        """
        key = key_of(parts)
        if ref is not None and self._recorded:
            return self._of_person(key, ref)
        number = self._last.get(key, 0) + 1
        while self._given and self._id_of(key, number) in self._given:
            number += 1
        self._last[key] = number
        return self._id_of(key, number)

    def _id_of(self, key: str, number: int) -> str:
        return id_of(key, number, self._salt)

    def _of_person(self, key: str, ref: str) -> str:
        """Return the id that is recorded with this reference, else the first that is recorded without one, or free."""
        after = self._last.get(key, 0)
        people = self._people.setdefault(key, _People())
        self._extend(key, after, people)
        number = _next(people.by_ref.get(ref), after) or _next(people.without_ref, after) or people.free
        row_id = self._id_of(key, number)
        self._given.add(row_id)
        while self._id_of(key, after + 1) in self._given:  # skips these numbers for the next row
            after += 1
        self._last[key] = after
        return row_id

    def _extend(self, key: str, after: int, people: "_People") -> None:
        """Note who is recorded under each number of a key, up to the first free number."""
        people.free = max(people.free, after + 1)
        while (row_id := self._id_of(key, people.free)) in self._given or row_id in self._recorded:
            if row_id not in self._given:
                ref = self._recorded[row_id]
                numbers = people.without_ref if ref is None else people.by_ref.setdefault(ref, deque())
                numbers.append(people.free)
            people.free += 1


class _People(msgspec.Struct):
    """Numbers of a key under which exchanges are recorded.

    Attributes:
        by_ref: the numbers of each reference, ascending.
        without_ref: the numbers of exchanges without a reference, ascending.
        free: the first number that was not looked at yet.
    """

    by_ref: dict[str, deque[int]] = {}
    without_ref: deque[int] = msgspec.field(default_factory=deque)
    free: int = 1


def _next(numbers: deque[int] | None, after: int) -> int:
    """Remove and return the first number that is greater than another; 0 if there is none.

    Args:
        numbers: the numbers, ascending; smaller ones are removed too.
        after: the other number.
    """
    while numbers:
        if (number := numbers.popleft()) > after:
            return number
    return 0


def key_of(parts: list[str]) -> str:
    """Return the texts that tell a row from others as one text; other texts give another one."""
    key = _BETWEEN.join(parts)
    return key if key.count(_BETWEEN) == len(parts) - 1 else msgspec.json.encode(parts).decode()


def id_of(key: str, number: int, salt: bytes = b"") -> str:
    """Return the id of the n-th row with this key, counted from 1, in files that share a salt."""
    text = f"{key}{_BETWEEN}{number}".encode(errors="surrogatepass")
    return exchange_id(blake2b(text, digest_size=RANDOM_BYTES, salt=salt).digest())
