"""The columns in which `norec export` writes partners, projects and exchanges."""

from collections.abc import Sequence
from typing import Literal

import msgspec

ValueKind = Literal["text", "count", "number", "day", "flag", "texts", "counts"]

# Columns that an export leaves out without --private.
PRIVATE = ("contact", "ref", "note")


class Field(msgspec.Struct, frozen=True):
    """A column of an export.

    Attributes:
        key: its heading, which is the key in the files of the store.
        kind: the kind of its values.
    """

    key: str
    kind: ValueKind = "text"

    @property
    def private(self) -> bool:
        """Whether an export leaves this column out without --private."""
        return self.key in PRIVATE


def make_fields(**kinds: ValueKind) -> tuple[Field, ...]:
    """Return columns by their keys and kinds; an underscore ends a key that is a word of Python."""
    return tuple(Field(key.rstrip("_"), kind) for key, kind in kinds.items())


PARTNER = make_fields(
    id="text", name="text", country="text", city="text", sector="text", side="text", needs="texts",
    capacities="texts", aliases="texts", ended="day", contact="text", note="text",
)  # fmt: skip
PROJECT = make_fields(
    id="text", title="text", partners="texts", coordinator="text", chosen_by="texts", chosen_on="day",
    assessed_on="day", assessed_by="texts", areas="texts", issues="texts", goals="counts", start="day", end="day",
    type="text", agreement="text", note="text",
)  # fmt: skip
EXCHANGE = make_fields(
    id="text", from_="text", to="text", participants="count", women="count", start="day", end="day", ended_early="day",
    cancelled="flag", reason="text", confirmed="flag", replaces="text", project="text", round="count", topics="texts",
    ref="text", note="text",
)  # fmt: skip

_EXPORTED = frozenset(
    tuple(field.key for field in fields if private or not field.private)
    for fields in (PARTNER, PROJECT, EXCHANGE)
    for private in (False, True)
)


def fields_of(fields: Sequence[Field], *, private: bool) -> tuple[Field, ...]:
    """Return the columns that an export has, with the private ones or without."""
    return tuple(field for field in fields if private or not field.private)


# The first columns of `norec report flows`, which is a table of flows itself.
_FLOWS = ("from", "to", "people", "months", "upcoming_people", "upcoming_months")


def is_report_of_flows(headings: Sequence[str]) -> bool:
    """Return whether a table has the columns of `norec report flows`: it counts people who went, and other people."""
    return tuple(headings[: len(_FLOWS)]) == _FLOWS and len(headings) <= len(_FLOWS) + 1


def is_export(headings: Sequence[str]) -> bool:
    """Return whether a table has exactly the columns in which `norec export` writes a kind of record."""
    return tuple(headings) in _EXPORTED
