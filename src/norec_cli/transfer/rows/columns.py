"""Find the column of a table that holds each field of a record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from norec_cli.model.errors import Problem, ProblemList, UsageError
from norec_cli.model.wording import did_you_mean, listed_shortly, shorten
from norec_cli.transfer.record_columns import is_export
from norec_cli.transfer.rows.vocabulary import words_of
from norec_cli.transfer.tables.table import is_unknown

TableKind = Literal["partners", "projects", "exchanges"]

# A table of countries has one column for the partner and its country, so these fields share a column with others.
_SHARED_FIELDS = {"from_country", "to_country"}

# Fields that are known, but not read yet.
_NOT_READ = {"men", "outgoing", "incoming", "direction", "status", "days", "weeks"}

_MOST_NEAR = 1_000  # headings that are compared with a misspelt one
_MOST_NAMED = 15

# Fields that may hold any text: in an export of this program, "none" or "-" in them is what was recorded.
_ANY_TEXT = {
    "id", "from", "to", "project", "replaces", "ref", "topics", "note", "name", "city", "needs", "capacities",
    "aliases", "contact", "title", "agreement", "partners", "coordinator", "chosen_by", "assessed_by",
}  # fmt: skip


class ColumnMapping(msgspec.Struct, frozen=True):
    """The columns, or constant texts, from which the fields of records are read.

    Attributes:
        columns: positions of columns, by field.
        constants: texts that are the same for every row, by field.
        headings: the headings of the table.
        unused: the headings of columns from which no field is read.
    """

    columns: Mapping[str, int]
    constants: Mapping[str, str]
    headings: tuple[str, ...]
    unused: tuple[str, ...]

    def has(self, field: str) -> bool:
        """Return whether a field has a column or a constant text."""
        return field in self.columns or field in self.constants

    def text(self, cells: Sequence[str], field: str) -> str:
        """Return the text of a field in a row: its cell, else its constant text, else an empty text."""
        position = self.columns.get(field)
        return self.constants.get(field, "") if position is None else cells[position]

    @property
    def is_export(self) -> bool:
        """Whether the table is an export of this program, in which only an empty cell means "not known"."""
        return is_export(self.headings)

    def says_nothing(self, field: str, text: str) -> bool:
        """Return whether the text of a field is empty or says that its value isn't known."""
        return not text.strip() if field in _ANY_TEXT and self.is_export else is_unknown(text)

    def without(self, *fields: str) -> "ColumnMapping":
        """Return this mapping without the columns of some fields."""
        columns = {field: position for field, position in self.columns.items() if field not in fields}
        return _mapping_of(columns, self.constants, self.headings)

    def source(self, field: str) -> str:
        """Return what messages call the source of a field: the heading of its column, or the option that set it."""
        return self.headings[self.columns[field]] if field in self.columns else f"--set {field}"


@cache
def headings_of(kind: TableKind) -> Mapping[str, tuple[str, ...]]:
    """Return the headings of each field of a kind of record, normalised, the preferred one first."""
    text = files("norec_cli.transfer.rows").joinpath("columns.tsv").read_text(encoding="utf-8")
    fields: dict[str, dict[str, None]] = {}
    for line in text.split("\n"):
        if line.startswith(f"{kind}\t"):
            _, field, _, names = line.split("\t")
            known = fields.setdefault(field, {normalise(field): None})
            known.update((normalise(name), None) for name in names.split(","))
    return {field: tuple(names) for field, names in fields.items()}


def known_headings(kind: TableKind, maps: Mapping[str, str]) -> Callable[[Sequence[str]], int]:
    """Return a function that counts how many of some cells are headings of fields, or headings that a person named.

    Args:
        kind: the kind of the records.
        maps: headings by field, as a person gave them with --map.
    """
    names = {name for names in headings_of(kind).values() for name in names} | set(map(normalise, maps.values()))
    return lambda cells: len(names.intersection(map(normalise, cells)) - {""})


def normalise(heading: str) -> str:
    """Return a heading without what people write differently: case, accents, blanks and signs."""
    return "".join(words_of(heading))


def match_columns(
    kind: TableKind, headings: Sequence[str], maps: Mapping[str, str], constants: Mapping[str, str]
) -> ColumnMapping:
    """Find the columns of the fields of a record.

    Args:
        kind: the kind of the records.
        headings: the headings of the table.
        maps: headings by field, as a person gave them with --map; an empty one leaves the field out.
        constants: texts by field, as a person gave them with --set.

    Raises:
        UsageError: if a person named a field or a column that doesn't exist, or several columns could hold a field.
    """
    known = {field: names for field, names in headings_of(kind).items() if field not in _NOT_READ}
    if kind == "exchanges":
        known["participants"] += headings_of(kind)["outgoing"]
    if kind == "exchanges" and "country" in constants:  # a country for both sides
        constants = {"from_country": constants["country"], "to_country": constants["country"], **constants}
        constants = {field: text for field, text in constants.items() if field != "country"}
    problems = ProblemList()
    problems.extend(
        Problem(f"--{flag}: there is no field {shorten(field)}{did_you_mean(field, known)}")
        for flag, texts in (("map", maps), ("set", constants))
        for field in texts
        if field not in known
    )
    problems.extend(Problem(f"--map and --set both give {shorten(field)}") for field in maps if field in constants)
    positions_of: dict[str, list[int]] = {}  # by normalised heading
    for position, heading in enumerate(headings):
        positions_of.setdefault(normalise(heading), []).append(position)
    columns: dict[str, int] = {}
    for field, name in maps.items():
        positions = [n for n, heading in enumerate(headings) if heading.strip() == name.strip()]
        positions = positions or (positions_of.get(normalise(name), []) if normalise(name) else [])
        if name and len(positions) != 1:
            fault = "there are several columns" if positions else "there is no column"
            near = did_you_mean(name, [heading for heading in headings[:_MOST_NEAR] if heading])
            problems.add(f'--map: {fault} "{shorten(name)}"{near if not positions else ""}')
        elif name:
            columns[field] = positions[0]
    for field, names in known.items():
        if field in maps or field in constants or (_is_private_text(kind, field) and not is_export(headings)):
            continue
        taken = {position for other, position in columns.items() if not _SHARED_FIELDS & {field, other}}
        positions = _first_match(names, positions_of, taken)
        if len(positions) > 1:
            heading = shorten(headings[positions[0]])
            problems.add(f'two columns are called "{heading}": say which is {field} with --map {field}=…')
        elif positions:
            columns[field] = positions[0]
    advice = (f"The columns are {list_headings(headings)}.", f"The fields are {', '.join(known)}.")
    problems.raise_if_any(UsageError, advice)
    return _mapping_of(columns, dict(constants), tuple(headings))


def _is_private_text(kind: TableKind, field: str) -> bool:
    """Return whether a field is free text, which may say anything about participants: read only if a person asks."""
    return (kind, field) == ("exchanges", "note")


def _mapping_of(columns: Mapping[str, int], constants: Mapping[str, str], headings: tuple[str, ...]) -> ColumnMapping:
    unused = tuple(heading for position, heading in enumerate(headings) if position not in columns.values())
    return ColumnMapping(columns, constants, headings, unused)


def list_headings(headings: Sequence[str]) -> str:
    """Return the headings of columns as a message lists them; of many only the first."""
    return listed_shortly([f'"{shorten(heading)}"' for heading in headings], _MOST_NAMED)


def _first_match(names: Iterable[str], positions_of: Mapping[str, Sequence[int]], taken: set[int]) -> list[int]:
    """Return the positions of the columns with the most preferred name that a table has.

    Args:
        names: the normalised names of a field, the preferred one first.
        positions_of: the positions of the columns by their normalised headings.
        taken: the positions of columns that hold another field already.
    """
    for name in names:
        positions = [position for position in positions_of.get(name, ()) if position not in taken]
        if positions:
            return positions
    return []
