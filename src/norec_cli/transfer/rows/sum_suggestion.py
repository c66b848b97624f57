"""Suggest to add columns up that count different people, where a table has no column that counts all."""

import re
from collections.abc import Iterator, Mapping, Sequence

from norec_cli.model.wording import option_text
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.headings import name_column
from norec_cli.transfer.rows.vocabulary import counts_some_people, direction_of, is_total, words_of
from norec_cli.transfer.tables.table import Table

_LEAST = 2  # columns that may be added up
_YEAR = re.compile(r"(?:19|20)\d\d")


def suggest_sums(table: Table, mapping: ColumnMapping, numbers: Sequence[int]) -> Iterator[str]:
    """Yield the advice to add columns up, if they stand side by side, none has the sum of others, and none is a year.

    Args:
        table: the table.
        mapping: the columns of its fields.
        numbers: the positions of the columns that aren't read, but may be numbers of people.
    """
    if not numbers or any(map(mapping.has, ("women", "men", "other"))):
        return
    groups = _groups(mapping, numbers)
    places = sorted(place for group in groups.values() for place in group)
    side_by_side = places == list(range(places[0], places[0] + len(places))) if places else False
    if not side_by_side or any(_YEAR.search(mapping.headings[place]) for place in places):
        return
    sizes = [len(group) for group in groups.values()]
    if max(sizes) < _LEAST or any(len(group) > _LEAST and _have_total(table, group) for group in groups.values()):
        return
    options = [
        f"--map {option_text(f'{field}={_added(mapping, group)}')}"
        for field, group in groups.items()
        if len(group) > 1 or mapping.columns.get(field) != group[0]
    ]
    yield f"If these columns count different people, add them up: {' '.join(options)}"


def _groups(mapping: ColumnMapping, numbers: Sequence[int]) -> Mapping[str, list[int]]:
    """Return the columns that could be added up, by the field that would have their sum; none if that isn't clear."""
    columns = {field: mapping.columns.get(field) for field in ("participants", "outgoing", "incoming")}
    counted = {place: field for field, place in columns.items() if place is not None}
    groups: dict[str, list[int]] = {}
    for place in sorted({*numbers, *counted}):
        field = counted.get(place) or _field_of(mapping.headings[place])
        groups.setdefault(field, []).append(place)
    if "participants" in groups and len(groups) > 1:
        return {}
    read = [place for group in groups.values() if len(group) > 1 for place in group if place in counted]
    may_be_parts = all(place not in mapping.sums and counts_some_people(mapping.headings[place]) for place in read)
    return groups if may_be_parts else {}


def _field_of(heading: str) -> str:
    """Return the field of counts that a heading may be of: by the direction that it says, if any."""
    directions = {direction for word in words_of(heading) if (direction := direction_of(word))}
    return {"out": "outgoing", "in": "incoming"}[directions.pop()] if len(directions) == 1 else "participants"


def _have_total(table: Table, places: Sequence[int]) -> bool:
    """Return whether one of some columns is the sum of the others in every row that has numbers."""
    may_be = set(places)
    for row in table.rows():
        if row.problem or any(map(is_total, row.cells)):
            continue
        try:
            values = {place: cells.whole(row.cells[place].strip() or "0") for place in places}
        except ValueError:
            continue
        everybody = sum(values.values())
        may_be = {place for place in may_be if 2 * values[place] == everybody}
        if not may_be:
            return False
    return bool(may_be)


def _added(mapping: ColumnMapping, places: Sequence[int]) -> str:
    """Return what a person may type for a sum of columns."""
    names = [name_column(mapping.headings, place) for place in places]
    return "+".join(f"#{place + 1}" if "+" in name else name for place, name in zip(places, names, strict=True))
