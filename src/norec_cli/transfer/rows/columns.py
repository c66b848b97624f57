"""Which column of a table stands for which field of a record."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from norec_cli.model.errors import UsageError
from norec_cli.model.wording import did_you_mean, listed_shortly, shorten
from norec_cli.transfer.backup.schema import is_export
from norec_cli.transfer.tables.table import is_unknown

Kind = Literal["partners", "projects", "exchanges"]

# These may be read from the same column as the partner: a table of countries has one column for both.
_SHARE = {"from_country", "to_country"}

_MOST_NEAR = 1_000  # headings among which the nearest is looked for
_MOST_NAMED = 15

# Fields that may hold any text, so that in a table of our own "none" or "-" is what was recorded.
_ANY_TEXT = {
    "id", "from", "to", "project", "replaces", "ref", "topics", "note", "name", "city", "needs", "capacities",
    "aliases", "contact", "title", "agreement", "partners", "coordinator", "chosen_by", "assessed_by",
}  # fmt: skip


class ColumnMapping(msgspec.Struct, frozen=True):
    """Where the fields of a record come from.

    Attributes:
        columns: positions of columns, by field.
        constants: texts that hold for every row, by field.
        headings: the headings of the table.
        left: headings of columns that no field is read from.
    """

    columns: Mapping[str, int]
    constants: Mapping[str, str]
    headings: tuple[str, ...]
    left: tuple[str, ...]

    def has(self, field: str) -> bool:
        """Whether a field is given at all."""
        return field in self.columns or field in self.constants

    def text(self, cells: Sequence[str], field: str) -> str:
        """What a row says of a field: its cell, or what holds for every row; empty if nothing does."""
        place = self.columns.get(field)
        return self.constants.get(field, "") if place is None else cells[place]

    @property
    def own(self) -> bool:
        """Whether the table is an export of this program, in which only an empty cell says nothing."""
        return is_export(self.headings)

    def says_nothing(self, field: str, text: str) -> bool:
        """Return whether a text says that the value of a field is not known, or nothing at all."""
        return not text.strip() if field in _ANY_TEXT and self.own else is_unknown(text)

    def without(self, *fields: str) -> "ColumnMapping":
        """This with some columns left alone."""
        columns = {field: place for field, place in self.columns.items() if field not in fields}
        return _matching(columns, self.constants, self.headings)

    def source(self, field: str) -> str:
        """What messages call the source of a field: its column, or the option that sets it."""
        return self.headings[self.columns[field]] if field in self.columns else f"--set {field}"


@cache
def fields_of(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    """The names by which each field of a kind of record is known, plain, the preferred first."""
    text = files("norec_cli.transfer.rows").joinpath("columns.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))
    return {
        field: tuple(dict.fromkeys((normalise(field), *(normalise(name) for name in names.split(",")))))
        for one, field, names in lines
        if one == kind
    }


def normalise(heading: str) -> str:
    """A heading without what people write differently: case, accents, blanks and signs."""
    parts = unicodedata.normalize("NFKD", heading.casefold().replace("ø", "o").replace("æ", "ae"))
    return re.sub(r"[\W_]+", "", "".join(c for c in parts if not unicodedata.combining(c)))


def match_columns(
    kind: Kind, headings: Sequence[str], maps: Mapping[str, str], constants: Mapping[str, str]
) -> ColumnMapping:
    """Find the columns of the fields of a record.

    Args:
        kind: of which record.
        headings: the table's.
        maps: columns by field, as a person named them; an empty one leaves the field out.
        constants: texts by field, as a person gave them.

    Raises:
        UsageError: if a person named a field or a column that isn't there, or a field could be read from several
            columns.
    """
    known = fields_of(kind)
    if kind == "exchanges" and "country" in constants:  # of both sides
        constants = {"from_country": constants["country"], "to_country": constants["country"], **constants}
        constants = {field: text for field, text in constants.items() if field != "country"}
    wrong = [
        f"--{flag}: there is no field {shorten(field)}{did_you_mean(field, known)}"
        for flag, given in (("map", maps), ("set", constants))
        for field in given
        if field not in known
    ]
    wrong += [f"--map and --set both give {shorten(field)}" for field in maps if field in constants]
    plains: dict[str, list[int]] = {}
    for place, one in enumerate(headings):
        plains.setdefault(normalise(one), []).append(place)
    found: dict[str, int] = {}
    for field, heading in maps.items():
        places = [n for n, one in enumerate(headings) if one.strip() == heading.strip()]
        places = places or (plains.get(normalise(heading), []) if normalise(heading) else [])
        if heading and len(places) != 1:
            said = "there are several columns" if places else "there is no column"
            near = did_you_mean(heading, [one for one in headings[:_MOST_NEAR] if one]) if not places else ""
            wrong.append(f'--map: {said} "{shorten(heading)}"{near}')
        elif heading:
            found[field] = places[0]
    for field, names in known.items():
        if field in maps or field in constants:
            continue
        taken = set() if field in _SHARE else set(found.values())
        places = _first_match(names, plains, taken)
        if len(places) > 1:
            wrong.append(
                f'two columns are called "{shorten(headings[places[0]])}": say which is {field} with --map {field}=…'
            )
        elif places:
            found[field] = places[0]
    if wrong:
        columns = named(headings)
        raise UsageError(*wrong, advice=(f"The columns are {columns}.", f"The fields are {', '.join(known)}."))
    return _matching(found, dict(constants), tuple(headings))


def _matching(columns: Mapping[str, int], constants: Mapping[str, str], headings: tuple[str, ...]) -> ColumnMapping:
    left = tuple(heading for place, heading in enumerate(headings) if place not in columns.values())
    return ColumnMapping(columns, constants, headings, left)


def named(headings: Sequence[str]) -> str:
    """Return the headings of columns as a message lists them, the first of many."""
    return listed_shortly([f'"{shorten(heading)}"' for heading in headings], _MOST_NAMED)


def _first_match(names: Iterable[str], plains: Mapping[str, Sequence[int]], taken: set[int]) -> list[int]:
    """Return the positions of the columns of the most preferred name that a table has.

    Args:
        names: the names of a field, the preferred first.
        plains: the positions of the columns by their plain headings.
        taken: the positions of columns that are another field's already.
    """
    for name in names:
        places = [place for place in plains.get(name, ()) if place not in taken]
        if places:
            return places
    return []
