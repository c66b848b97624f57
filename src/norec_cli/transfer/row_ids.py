"""Ids that the same row gets each time it is imported."""

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from norec_cli.model.ids import RANDOM_BYTES, exchange_id

_BETWEEN = "\N{INFORMATION SEPARATOR ONE}"


class Numbering:
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
        free = ""
        number = first = self._last.get(key, 0)
        while True:
            number += 1
            one = id_of(key, number)
            if one in self._given:
                continue
            if one not in self._recorded:
                free = free or one
                break
            if self._recorded[one] == ref:
                free = one
                break
            if self._recorded[one] is None:
                free = free or one
        self._given.add(free)
        while id_of(key, first + 1) in self._given:  # those are not gone through again
            first += 1
        self._last[key] = first
        return free


def key_of(parts: list[str]) -> str:
    """What tells a row apart as one text; that of others is another."""
    key = _BETWEEN.join(parts)
    return key if key.count(_BETWEEN) == len(parts) - 1 else msgspec.json.encode(parts).decode()


def id_of(key: str, number: int) -> str:
    """The id of the so manieth row of a key."""
    text = f"{key}{_BETWEEN}{number}".encode(errors="surrogatepass")
    return exchange_id(blake2b(text, digest_size=RANDOM_BYTES).digest())
