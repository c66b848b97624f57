"""Find the column of a table that holds each field of a record."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from norec_cli.model.errors import Problem, ProblemList, UsageError
from norec_cli.model.wording import did_you_mean, join_names, option_text, shorten
from norec_cli.transfer.record_columns import is_export, is_report_of_flows
from norec_cli.transfer.rows.headings import (
    COUNTS,
    TableKind,
    find_column,
    headings_of,
    list_headings,
    name_column,
    names_never_chosen_between,
    normalise,
)
from norec_cli.transfer.rows.vocabulary import (
    counts_nobody,
    gender_of,
    is_organisation,
    is_own_organisation,
    m_means_woman,
)
from norec_cli.transfer.tables.table import is_unknown

# A table of countries has one column for the partner and its country, so these fields share a column with others.
_SHARED_FIELDS = {"from_country", "to_country"}

# Fields whose columns say in which direction people go, so that one column of partners is enough.
TWO_WAYS = ("direction", "outgoing", "incoming")

# What a heading of numbers may say besides whom it counts: Women (n).
_NUMBER_OF = re.compile(
    r"\s*[(\[]\s*(?:n|no|nr|nb|nbre|num|number|count|antall|antal|anzahl|nombre|número|cantidad)\s*\.?\s*[)\]]\s*",
    re.IGNORECASE,
)

_MOST_NEAR = 1_000  # headings that are compared with a misspelt one

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
        chosen: the fields whose columns a person named.
        decided: the positions of columns that a person, or the report, decided not to read.
        sums: the positions of the columns that are added up in each column that the file doesn't have, by its position.
    """

    columns: Mapping[str, int]
    constants: Mapping[str, str]
    headings: tuple[str, ...]
    unused: tuple[str, ...]
    chosen: frozenset[str] = frozenset()
    decided: frozenset[int] = frozenset()
    sums: Mapping[int, tuple[int, ...]] = {}

    @property
    def read(self) -> frozenset[int]:
        """The positions of the columns that are read, also of those that are added up."""
        return _read(self.columns, self.sums)

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

    @property
    def is_ours(self) -> bool:
        """Whether this program wrote the table, so that nothing in it is unclear."""
        return self.is_export or is_report_of_flows(self.headings)

    def says_nothing(self, field: str, text: str) -> bool:
        """Return whether the text of a field is empty or says that its value isn't known."""
        return not text.strip() if field in _ANY_TEXT and self.is_export else is_unknown(text)

    def holds_any_text(self) -> frozenset[int]:
        """Return the positions of the columns of fields that may hold any text: names, identifiers, remarks."""
        return frozenset(position for field, position in self.columns.items() if field in _ANY_TEXT)

    def without(self, *fields: str) -> "ColumnMapping":
        """Return this mapping without the columns of some fields."""
        columns = {field: position for field, position in self.columns.items() if field not in fields}
        decided = self.decided | {self.columns[field] for field in fields if field in self.columns}
        unused = _unused(_read(columns, self.sums), self.headings)
        return msgspec.structs.replace(self, columns=columns, unused=unused, decided=decided)

    def source(self, field: str) -> str:
        """Return what messages call the source of a field: the heading of its column, or the option that set it."""
        return self.headings[self.columns[field]] if field in self.columns else f"--set {field}"


def match_columns(
    kind: TableKind,
    headings: Sequence[str],
    maps: Mapping[str, str],
    constants: Mapping[str, str],
    ignored: Sequence[str] = (),
) -> ColumnMapping:
    """Find the columns of the fields of a record.

    Args:
        kind: the kind of the records.
        headings: the headings of the table.
        maps: headings, or places such as `#3`, by field, as a person gave them with --map; an empty one leaves the
            field out.
        constants: texts by field, as a person gave them with --set.
        ignored: headings, or places, of columns that are not read.

    Raises:
        UsageError: if a person named a field or a column that doesn't exist, or several columns could hold a field.
    """
    known = headings_of(kind)
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
    own, (headings, sums) = headings, _with_sums(headings, maps, problems)
    named = {field: _named_column("--map", headings, name, problems) for field, name in maps.items() if name}
    columns = {field: place for field, place in named.items() if place is not None}
    decided = {_named_column("--ignore", headings, name, problems) for name in ignored} - {None}
    finder = _ColumnFinder(kind, headings, decided)
    for field, names in known.items():
        if field in maps or field in constants or (_is_private_text(kind, field) and not is_export(headings)):
            continue
        positions = finder.find(field, names, columns)
        if len(positions) > 1:
            problems.add(_several_columns(headings, field, positions))
        elif positions:
            columns[field] = positions[0]
    if kind == "exchanges":
        finder.find_genders(columns, {*maps, *constants}, _read(columns, sums))
        _settle_counts_and_partner(columns, maps, constants, problems)
        if _lacks_own_side(columns, maps, constants):
            _find_own_side(headings, columns, decided, problems)
    advice = (f"The columns are {list_headings(own)}.", f"The fields are {', '.join(known)}.")
    problems.raise_if_any(UsageError, advice)
    left = {place for field, name in maps.items() if not name for place in finder.all_of(known[field])}
    return ColumnMapping(
        columns,
        dict(constants),
        tuple(headings),
        _unused(_read(columns, sums), headings),
        frozenset(columns.keys() & maps.keys()),
        frozenset(place for place in (decided | left) - set(columns.values()) if place is not None),
        sums,
    )


class _ColumnFinder:
    """Finder of the columns whose headings are names of a field."""

    def __init__(self, kind: TableKind, headings: Sequence[str], left_out: Collection[int | None]) -> None:
        self._strong = names_never_chosen_between(kind)
        self._positions: dict[str, list[int]] = {}  # by normalised heading
        self._left_out = left_out
        self._counting: dict[str, list[int]] = {}  # the same of the headings that may be those of numbers of people
        for position, heading in enumerate(headings):
            self._positions.setdefault(normalise(heading), []).append(position)
            if kind != "exchanges" or not counts_nobody(heading):
                self._counting.setdefault(normalise(_NUMBER_OF.sub(" ", heading)), []).append(position)

    def find(self, field: str, names: Sequence[str], columns: Mapping[str, int]) -> list[int]:
        """Return the position of the column of a field; several if a person must choose, none if it has none.

        Args:
            field: the field.
            names: its normalised names, the preferred one first.
            columns: the columns of other fields, which are taken.
        """
        positions = self._counting if field in COUNTS else self._positions
        taken = {position for other, position in columns.items() if not _SHARED_FIELDS & {field, other}}
        free = {
            name: found
            for name in names
            if (found := [n for n in positions.get(name, ()) if n not in taken and n not in self._left_out])
        }
        if not free:
            return []
        first = next(iter(free))
        strong = self._strong.get(field, frozenset())
        if first == normalise(field) or first not in strong:
            return free[first]
        return sorted(n for name, found in free.items() if name in strong for n in found)

    def find_genders(self, columns: dict[str, int], given: Collection[str], read: Collection[int]) -> None:
        """Add the columns of women and men to the columns by field, if their headings are a pair of words for them.

        One such word alone could be anything: F, H and M are letters of many words.

        Args:
            columns: the columns by field.
            given: the fields of which a person said what they are.
            read: the positions of the columns that are read.
        """
        if not {"women", "men"}.isdisjoint({*columns, *given}):
            return
        taken = {*read, *self._left_out}
        free = {name: found for name, found in self._counting.items() if name and taken.isdisjoint(found)}
        genders = {name: gender_of(name) for name in free}
        if m_means_woman(free) and "m" in free:
            genders["m"] = "woman"
        pair = [[name for name in free if genders[name] == gender] for gender in ("woman", "man")]
        if any(len(names) != 1 or len(free[names[0]]) != 1 for names in pair):
            return
        columns.update({field: free[names[0]][0] for field, names in zip(("women", "men"), pair, strict=True)})
        others = [name for name in free if genders[name] == "other" and len(name) == 1]
        if len(others) == 1 and len(free[others[0]]) == 1 and "other" not in {*columns, *given}:
            columns["other"] = free[others[0]][0]

    def all_of(self, names: Iterable[str]) -> list[int]:
        """Return the positions of all columns whose headings are among some names."""
        return [position for name in names for position in self._positions.get(name, ())]


def _named_column(flag: str, headings: Sequence[str], name: str, problems: ProblemList) -> int | None:
    """Return the position of the column that a person named; None after adding what is wrong to the problems."""
    positions = find_column(headings, name)
    if len(positions) == 1:
        return positions[0]
    if positions:
        places = join_names([f"#{position + 1}" for position in positions], "or")
        problems.add(f'{flag}: there are several columns "{shorten(name)}": name it by its place, {places}')
    else:
        near = did_you_mean(name, [heading for heading in headings[:_MOST_NEAR] if heading])
        problems.add(f'{flag}: there is no column "{shorten(name)}"{near}')
    return None


def _with_sums(
    headings: Sequence[str], maps: Mapping[str, str], problems: ProblemList
) -> tuple[Sequence[str], Mapping[int, tuple[int, ...]]]:
    """Return headings with those of sums at the end (`Nurses+Doctors`), and what is added up in each of these."""
    sums: dict[int, tuple[int, ...]] = {}
    extended = [*headings]
    for field in COUNTS:
        name = maps.get(field, "")
        parts = name.split("+")
        if not all(map(str.strip, parts)) or len(parts) == 1 or find_column(extended, name):
            continue
        places = [_named_column("--map", headings, part, problems) for part in parts]
        found = tuple(place for place in places if place is not None)
        if len(set(found)) < len(found):
            problems.add(f'--map: a column is twice in "{shorten(name)}"')
        sums[len(extended)] = found
        extended.append(name)
    return extended, sums


def _several_columns(headings: Sequence[str], field: str, positions: Sequence[int]) -> str:
    """Return the problem that several columns could hold a field, with the option that chooses one."""
    options = join_names(
        [f"--map {option_text(f'{field}={name_column(headings, position)}')}" for position in positions], "or"
    )
    names = [f'"{shorten(headings[position])}"' for position in positions]
    if len({normalise(headings[position]) for position in positions}) == 1:
        return f"{'two' if len(names) == 2 else len(names)} columns are called {names[0]}: say {options}"
    return f"{join_names(names)} may {'both' if len(names) == 2 else 'all'} be {field}: say {options}"


def _settle_counts_and_partner(
    columns: dict[str, int], maps: Mapping[str, str], constants: Mapping[str, str], problems: ProblemList
) -> None:
    """Choose between the columns of exchanges that say how many go which way; change the columns by field."""
    if "participants" in {*maps, *constants}:  # then another number is not added to it unless a person says so
        for field in {"outgoing", "incoming"} - set(maps):
            columns.pop(field, None)
    given = {*columns, *constants}
    if not {"women", "men"} <= given and "other" not in maps:
        columns.pop("other", None)
    if "partner" in constants:
        problems.add("--set partner=… is the same for every row: use --set from=… or --set to=…")
    partner = columns.pop("partner", None)
    if partner is None:
        return
    if given.isdisjoint(TWO_WAYS):
        if "partner" in maps:
            problems.add("--map partner=… is for tables that say who goes out and who comes in: use from and to here")
    elif "to" not in given:
        columns["to"] = partner


def _lacks_own_side(columns: Mapping[str, int], maps: Mapping[str, str], constants: Mapping[str, str]) -> bool:
    """Return whether a table of partners says who goes out and who comes in, but not yet whose table it is."""
    given = {*columns, *constants}
    return "to" in columns and "from" not in {*given, *maps} and not given.isdisjoint(TWO_WAYS)


def _find_own_side(
    headings: Sequence[str], columns: dict[str, int], decided: Collection[int | None], problems: ProblemList
) -> None:
    """Add the column of the organisation whose table it is to the columns by field; else the problem that none is.

    A column of organisations is taken if it stands before that of their partners: after it, it may be of the partners.
    """
    partner = columns["to"]
    if normalise(headings[partner]) not in headings_of("exchanges")["partner"]:
        return
    taken = {*columns.values(), *decided}
    free = [place for place in range(len(headings)) if place not in taken]
    own = [place for place in free if is_own_organisation(headings[place])]
    some = own or [place for place in free if is_organisation(headings[place])]
    clear = own or (some and some[0] < partner and not is_organisation(headings[partner]))
    if len(some) == 1 and clear:
        columns["from"] = some[0]
        return
    options = [f"--map {option_text(f'from={name_column(headings, place)}')}" for place in some]
    problems.add(
        "the table has a partner in each row, but doesn't say whose table it is: add "
        + join_names([*options, "--set from=ID with the organisation that sends those who go out"], "or")
    )


def _is_private_text(kind: TableKind, field: str) -> bool:
    """Return whether a field is free text, which may say anything about participants: read only if a person asks."""
    return (kind, field) == ("exchanges", "note")


def _read(columns: Mapping[str, int], sums: Mapping[int, Sequence[int]]) -> frozenset[int]:
    return frozenset(columns.values()).union(*(sums.get(position, ()) for position in columns.values()))


def _unused(read: Collection[int], headings: Sequence[str]) -> tuple[str, ...]:
    return tuple(heading for position, heading in enumerate(headings) if position not in read)
