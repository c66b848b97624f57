"""Settle what the columns of a table of exchanges mean, from the values in them, or ask a person to say it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from norec_cli.model.errors import ProblemList, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import join_names, option_text, plural, shorten
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import TWO_WAYS, ColumnMapping
from norec_cli.transfer.rows.headings import headings_of, name_column, normalise
from norec_cli.transfer.rows.problems import quoted
from norec_cli.transfer.rows.repeated_headings import without_repeated_headings
from norec_cli.transfer.rows.sum_suggestion import suggest_sums
from norec_cli.transfer.rows.summary_rows import REFUSED, TotalRows
from norec_cli.transfer.rows.survey import survey
from norec_cli.transfer.rows.unread_columns import (
    columns_in_doubt,
    constant_side,
    describe_doubt,
    doubt_about,
    is_needless,
    may_name_side,
)
from norec_cli.transfer.rows.value_words import STATES
from norec_cli.transfer.rows.vocabulary import direction_of, is_total, names_total, state_of, unit_of
from norec_cli.transfer.tables.table import Table, is_unknown

_Pairs = set[tuple[str, str]]  # of the names in the columns of sender and host

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_LONGEST_MONTHS = 24  # a greater number without a unit may be days or weeks
_MOST_WORDS = 20  # unknown words of a column that are listed
_IGNORE_REST = "--ignore-rest leaves out every column that isn't read."


class Settled(msgspec.Struct, frozen=True):
    """What the columns of a table of exchanges mean.

    Attributes:
        mapping: the columns of the fields that are read.
        totals: how its total rows are known.
        notes: sentences about columns that are understood in a way that their headings don't say.
    """

    mapping: ColumnMapping
    totals: TotalRows = REFUSED
    notes: tuple[str, ...] = ()


def settle_columns(table: Table, mapping: ColumnMapping, *, ignore_rest: bool, skip_totals: bool) -> Settled:
    """Settle what the columns of a table mean; the rows are read once more only if a column needs it.

    Args:
        table: the table, with the texts of its cells as they are to be read.
        mapping: the columns that were found by their headings.
        ignore_rest: whether columns that aren't read are left out without a question.
        skip_totals: whether total rows are left out instead of refused.

    Raises:
        UsageError: if a column could change who is counted and nobody said how; with the options that say it.
    """
    if mapping.is_ours:  # its months are those of all people together, not the length of a stay
        ours = mapping if mapping.is_export else mapping.without("months")
        return Settled(ours, TotalRows(skip_totals))
    table = without_repeated_headings(table, mapping, lambda _: False)
    problems = ProblemList()
    advice: dict[str, None] = {}
    unread = [] if ignore_rest else columns_in_doubt(mapping)
    words = {field: mapping.columns[field] for field in ("status", "direction", "gender") if field in mapping.columns}
    lengths = _without_unit(mapping)
    numbers: list[int] = []
    sides = _sides_in_doubt(mapping) if unread else []
    others = _other_side(mapping) if unread else None
    found = survey(table, {*unread, *words.values(), *lengths, *sides, *([] if others is None else [others])})
    one_sided = _has_constant_side(mapping) or any(len(found[side]) == 1 for side in sides)
    for position in unread:
        texts = {text: times for text, times in found[position].items() if not is_total(text)}
        doubt = doubt_about(mapping.headings[position], texts, one_sided=one_sided)
        if others is not None and may_name_side(mapping.headings[position], texts, found[others]):
            doubt = "side"
        if doubt and not is_needless(doubt, mapping):
            problems.add(describe_doubt(mapping, position, doubt, texts))
            numbers += [position] if doubt == "number" else []
            advice[_IGNORE_REST] = None
    advice = {**dict.fromkeys(suggest_sums(table, mapping, numbers)), **advice}
    for field in words.keys() - {"gender"}:
        _ask_about_words(mapping, field, found[words[field]], problems, advice)
    for position in lengths:
        _ask_about_unit(mapping, position, found[position], problems)
    _refuse_counts_that_cannot_be_split(mapping, problems)
    notes: list[str] = []
    if not problems:
        mapping = _settle_total(table, mapping, problems, notes)
        mapping = _settle_direction(table, mapping, problems, notes)
    problems.raise_if_any(UsageError, tuple(advice))
    marks = {position: _total_words(found[position], table, position) for position in (*unread, *words.values())}
    marks = {position: texts for position, texts in marks.items() if texts}
    return Settled(mapping, TotalRows(skip_totals, marks), tuple(notes))


def _has_constant_side(mapping: ColumnMapping) -> bool:
    """Return whether sender or host is the same in every row, and no column says which way people go."""
    return bool(constant_side(mapping)) and not any(map(mapping.has, TWO_WAYS))


def _other_side(mapping: ColumnMapping) -> int | None:
    """Return the column of the side whose other side a person said is the same in every row; None if there is none."""
    side = constant_side(mapping)
    return mapping.columns.get("to" if side == "from" else "from") if side else None


def _sides_in_doubt(mapping: ColumnMapping) -> list[int]:
    """Return the columns of sender and host if a heading doesn't say which is which, and no column says a direction."""
    known = headings_of("exchanges")
    names = {*known["from"], *known["to"]}
    places = [mapping.columns[side] for side in ("from", "to") if side in mapping.columns]
    clear = all(normalise(mapping.headings[place]) in names for place in places)
    return [] if clear or any(map(mapping.has, TWO_WAYS)) else places


def _total_words(texts: Counter[str], table: Table, position: int) -> frozenset[str]:
    """Return the words of a column that mark total rows; none if all cells say so, as in an extract of totals."""
    totals = frozenset(text for text in texts if names_total(text))
    if not totals or len(totals) < len(texts):
        return totals
    everywhere = all(row.cells[position] in totals for row in table.rows() if not row.problem)
    return frozenset() if everywhere else totals


def _ask_about_words(
    mapping: ColumnMapping, field: str, texts: Mapping[str, int], problems: ProblemList, advice: dict[str, None]
) -> None:
    """Ask what the words of a column mean that aren't understood, each once."""
    unknown = {text: times for text, times in texts.items() if not _is_understood(field, text)}
    column = name_column(mapping.headings, mapping.columns[field])
    for text, times in [*unknown.items()][:_MOST_WORDS]:
        meaning = "cancelled" if field == "status" else "out"
        option = option_text(f"{column}:{text}={meaning}")
        problems.add(
            f"{shorten(column)}: {quoted(text)} ({plural(times, 'row')}) isn't understood: add --map-value {option}, "
            "or with another meaning"
        )
    if len(unknown) > _MOST_WORDS:
        more = len(unknown) - _MOST_WORDS
        problems.add(f"{shorten(column)}: {plural(more, 'other word')} too")
    if unknown:
        meanings = STATES if field == "status" else ("out", "in")
        advice[f"The meanings of {shorten(column)} are {join_names(meanings)}; --map {field}= leaves it out."] = None


def _is_understood(field: str, text: str) -> bool:
    if is_total(text):  # its row is no record
        return True
    return text in STATES or state_of(text) is not None if field == "status" else direction_of(text) is not None


def _without_unit(mapping: ColumnMapping) -> list[int]:
    """Return the position of the column of lengths if neither its heading nor a person says their unit."""
    position = mapping.columns.get("months")
    named = position is None or "months" in mapping.chosen or unit_of(mapping.headings[position]) is not None
    return [] if position is None or named else [position]


def _ask_about_unit(mapping: ColumnMapping, position: int, texts: Mapping[str, int], problems: ProblemList) -> None:
    """Ask for the unit of a column of lengths, if numbers without one can't be months or stand beside other units."""
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]
    long = [text for text in numbers if float(text.replace(",", ".")) > _LONGEST_MONTHS]
    mixed = bool(numbers) and any(unit_of(text) for text in texts)
    if not long and not mixed:
        return
    column = name_column(mapping.headings, position)
    options = [f"--map {option_text(f'{unit}={column}')}" for unit in ("days", "weeks", "months")]
    why = "may be days or weeks" if long else "is without a unit, others have one"
    problems.add(f"{shorten(column)}: {quoted((long or numbers)[0])} {why}: say {join_names(options, 'or')}")


def _refuse_counts_that_cannot_be_split(mapping: ColumnMapping, problems: ProblemList) -> None:
    """Refuse numbers of women or men, and directions, beside which it isn't clear who they are."""
    two_ways = [field for field in ("outgoing", "incoming") if mapping.has(field)]
    if two_ways and mapping.has("direction"):
        problems.add(
            f"{_called(mapping, 'direction')} and {_called(mapping, two_ways[0])} both say the direction: leave one "
            f"out with --map direction= or --map {two_ways[0]}="
        )
    for field in ("women", "men"):
        if len(two_ways) > 1 and mapping.has(field):
            problems.add(
                f"{_called(mapping, field)} doesn't say how many of them went out and how many came in: leave it out "
                f"with --map {field}="
            )
    alone = not (two_ways or mapping.has("participants") or mapping.has("men"))
    if "women" in mapping.columns and alone and not problems:  # else a column that may count the men was asked about
        problems.add(
            f"{_called(mapping, 'women')} counts women, but no column counts men, or all: name it with --map men=… or "
            "--map participants=…, or add --set participants=1 if each row is one person"
        )
    counted = two_ways or mapping.has("participants") or mapping.has("women")
    if mapping.has("men") and not counted:
        if "men" in mapping.columns:
            column = name_column(mapping.headings, mapping.columns["men"])
            option = f"--map {option_text(f'participants={column}')}"
        else:
            option = f"--set {option_text('participants=' + mapping.constants['men'])}"
        problems.add(
            f"{_called(mapping, 'men')} counts men, but no column counts women, or all: name it with --map women=…, "
            f"or add {option} if nobody else went"
        )


def _called(mapping: ColumnMapping, field: str) -> str:
    return quoted(mapping.source(field))


def _settle_total(table: Table, mapping: ColumnMapping, problems: ProblemList, notes: list[str]) -> ColumnMapping:
    """Return the columns without the one of all people, if it is the sum of those who go out and those who come in."""
    parts = [field for field in ("outgoing", "incoming") if mapping.has(field)]
    if not parts or not mapping.has("participants"):
        return mapping
    total = _called(mapping, "participants")
    names = join_names([_called(mapping, field) for field in parts])
    for line, texts in _numbers(table, mapping, (*parts, "participants")):
        *some, everybody = texts
        if sum(some) != everybody:
            options = join_names([f"--map {field}=" for field in (*parts, "participants")], "or")
            problems.add(
                f"{total} is not the sum of {names} on line {line} ({everybody}, not {sum(some)}): leave out what "
                f"isn't to be counted with {options}"
            )
            return mapping
    notes.append(
        f"{total} is the sum of {names} in every row, so it isn't read"
        if len(parts) > 1
        else f"{total} repeats {names}"
    )
    return mapping.without("participants")


def _numbers(table: Table, mapping: ColumnMapping, fields: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield the line and the numbers of each row that has a number of each field."""
    for row in table.rows():
        if row.problem or any(map(is_total, row.cells)):
            continue
        try:
            yield row.line, [cells.whole(mapping.text(row.cells, field).strip()) for field in fields]
        except ValueError:
            continue  # reported when the row is read, or nobody's number


def _settle_direction(table: Table, mapping: ColumnMapping, problems: ProblemList, notes: list[str]) -> ColumnMapping:
    """Return the columns without the one of directions, if sender and host stand in their own columns already.

    A table kept by one organisation has it as the sender of each row, also of those in which people come in; then these
    rows are turned round. Where it is the host of those, the columns say who sends, and nothing is turned round.
    """
    in_columns = all(field in mapping.columns for field in ("from", "to", "direction"))
    if not in_columns or "direction" in mapping.chosen or not _names_both_sides(mapping):
        return mapping
    pairs = _pairs_by_direction(table, mapping)
    turned = _is_turned(pairs["out"], pairs["in"])
    if turned is None:
        option = option_text(f"direction={name_column(mapping.headings, mapping.columns['direction'])}")
        problems.add(
            f"{_called(mapping, 'direction')} says that people come in, but not whether {_called(mapping, 'from')} "
            f"still sends them: add --map direction= if it does, or --map {option} if it hosts them"
        )
        return mapping
    if turned:
        return mapping
    sides = join_names([_called(mapping, side) for side in ("from", "to")])
    notes.append(f"{_called(mapping, 'direction')} repeats what {sides} say, so it isn't read")
    return mapping.without("direction")


def _names_both_sides(mapping: ColumnMapping) -> bool:
    return mapping.columns["from"] != mapping.columns["to"]


def _pairs_by_direction(table: Table, mapping: ColumnMapping) -> Mapping[str, _Pairs]:
    """Return the different pairs of names in the columns of sender and host, of rows out and of rows in."""
    pairs: dict[str, _Pairs] = {"out": set(), "in": set()}
    for row in table.rows():
        if row.problem:
            continue
        sender, host, way = (mapping.text(row.cells, field) for field in ("from", "to", "direction"))
        direction = direction_of(way)
        if direction and not is_unknown(sender) and not is_unknown(host):
            pairs[direction].add((fold(sender), fold(host)))
    return pairs


def _is_turned(outgoing: _Pairs, incoming: _Pairs) -> bool | None:
    """Return whether rows of people who come in have the host in the column of the sender; None if that isn't clear.

    Args:
        outgoing: the names in the columns of sender and host, of rows in which people go out.
        incoming: the same of rows in which people come in.
    """
    if not incoming:
        return True
    own = {sender for sender, _ in outgoing}
    if not own:  # all come in: the side that is always the same is the organisation whose table it is
        firsts, seconds = ({pair[side] for pair in incoming} for side in (0, 1))
        if (len(firsts) == 1) == (len(seconds) == 1):
            return None
        return len(firsts) == 1
    turned = all(sender in own and host not in own for sender, host in incoming)
    straight = all(host in own and sender not in own for sender, host in incoming)
    return turned if turned != straight else None
