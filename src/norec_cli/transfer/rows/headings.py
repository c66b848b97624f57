"""Headings of tables: which names each field has, and which column a person means by a name or a place."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from norec_cli.model.wording import listed_shortly, shorten
from norec_cli.transfer.rows.vocabulary import words_of

TableKind = Literal["partners", "projects", "exchanges"]
# Fields of exchanges that are numbers of people: a percentage or an amount of money is none of them. Several columns
# can be added up for each: --map participants=Nurses+Doctors.
COUNTS = ("participants", "women", "men", "other", "outgoing", "incoming")

# Fields of exchanges for which a person says which column it is if several have a name of it. (Of other fields the
# preferred name is taken: columns of counts are compared by their values, and other fields change nobody's place.)
_NEVER_CHOSEN = {"from", "to", "start", "end", "year", "status", "direction", "ended_early", "cancelled", "confirmed"}

_PLACE = re.compile(r"#([1-9]\d{0,4})", re.ASCII)
_MOST_NAMED = 15


@cache
def headings_of(kind: TableKind) -> Mapping[str, tuple[str, ...]]:
    """Return the headings of each field of a kind of record, normalised, the preferred one first."""
    fields: dict[str, dict[str, None]] = {}
    for line_kind, field, _, names in _lines():
        if line_kind == kind:
            known = fields.setdefault(field, {normalise(field): None})
            known.update((normalise(name), None) for name in names.split(","))
    return {field: tuple(names) for field, names in fields.items()}


def known_headings(kind: TableKind, maps: Mapping[str, str]) -> Callable[[Sequence[str]], int]:
    """Return a function that counts the cells that are headings of fields; those that a person named count twice.

    Args:
        kind: the kind of the records.
        maps: headings by field, as a person gave them with --map.
    """
    known = {name for names in headings_of(kind).values() for name in names} - {""}
    parts = (part for field in COUNTS for part in maps.get(field, "").split("+"))
    named = set(map(normalise, (*maps.values(), *parts))) - {""}

    def count(cells: Sequence[str]) -> int:
        headings = set(map(normalise, cells))
        return len(headings & (known - named)) + 2 * len(headings & named)

    return count


@cache
def _lines() -> tuple[tuple[str, str, str, str], ...]:
    """Return the lines of `columns.tsv`: kind, field, language, names separated by commas."""
    text = files("norec_cli.transfer.rows").joinpath("columns.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))
    return tuple((kind, field, language, names) for kind, field, language, names in lines)


def normalise(heading: str) -> str:
    """Return a heading without what people write differently: case, accents, blanks and signs."""
    return "".join(words_of(heading))


def find_column(headings: Sequence[str], name: str) -> list[int]:
    """Return the positions of the columns that a person may mean by a heading, or by a place such as `#3`."""
    exact = [n for n, heading in enumerate(headings) if heading.strip() == name.strip()]
    if exact:
        return exact
    if (place := _PLACE.fullmatch(name.strip())) and int(place[1]) <= len(headings):
        return [int(place[1]) - 1]
    alike = normalise(name)
    return [n for n, heading in enumerate(headings) if alike and normalise(heading) == alike]


def name_column(headings: Sequence[str], position: int) -> str:
    """Return what a person may type for a column in an option: its heading, else its place, such as `#3`."""
    heading = headings[position].strip()
    plain = heading.isprintable() and shorten(heading) == heading and find_column(headings, heading) == [position]
    return heading if heading and plain else f"#{position + 1}"


def list_headings(headings: Sequence[str]) -> str:
    """Return the headings of columns as a message lists them; of many only the first."""
    return listed_shortly([f'"{shorten(heading)}"' for heading in headings], _MOST_NAMED)


@cache
def names_never_chosen_between(kind: TableKind) -> Mapping[str, frozenset[str]]:
    """Return the names of the fields between which the program never chooses; those of standards have an order."""
    if kind != "exchanges":
        return {}
    known = headings_of(kind)
    countries = {*known["from_country"], *known["to_country"]}
    standard = {
        normalise(name) for line in _lines() if line[0] == kind and line[2] == "*" for name in line[3].split(",")
    }
    return {field: frozenset(known[field]) - countries - standard for field in _NEVER_CHOSEN}
