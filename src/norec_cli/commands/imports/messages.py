"""What an import says: what it understood, what is wrong, what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from norec_cli.commands.imports.options import ImportOptions
from norec_cli.model.change import Kind as RecordKind
from norec_cli.model.errors import Problem
from norec_cli.model.wording import plural, shorten
from norec_cli.render.sheet import Column, Sheet
from norec_cli.store.changes.imports import Outcome
from norec_cli.transfer.rows.columns import ColumnMapping, Kind, named
from norec_cli.transfer.rows.errors import RowFault, quoted
from norec_cli.transfer.tables.table import Table

SINGULAR: Mapping[Kind, RecordKind] = {"partners": "partner", "projects": "project", "exchanges": "exchange"}

_MOST_SHOWN = 20
_MOST_FAULTS = 100
_FEW = 500  # of so many things that are wrong each is named, of more the first lines of each kind
_FIRST_LINES = 5
_ERRORS = (
    Column("line", "Line", number=True),
    Column("column", "Column"),
    Column("value", "Value"),
    Column("reason", "Reason"),
)


def describe_columns(file: str, table: Table, matching: ColumnMapping) -> list[str]:
    """What a file was read as, and which column stands for what."""
    taken = [f"{field} is {quoted(matching.headings[place])}" for field, place in matching.columns.items()]
    taken += [f"{field} is {quoted(text)} for all" for field, text in matching.constants.items()]
    lines = [f"norec: {file}: {table.described}"]
    if taken:
        lines.append(f"norec: {', '.join(taken)}")
    if matching.left:
        lines.append(f"norec: left alone: {named(matching.left)}")
    return lines


def errors_sheet(problems: Sequence[RowFault]) -> Sheet:
    """Return what is wrong with rows as a sheet, by line."""
    rows = [
        (problem.line, problem.column, problem.value, problem.reason)
        for problem in sorted(problems, key=lambda one: one.line)
    ]
    return Sheet("What is wrong", _ERRORS, rows, json_header={})


def differences(outcome: Outcome, *, update: bool) -> list[str]:
    """What is recorded otherwise than the rows say."""
    lines = []
    for name, (before, after) in list(outcome.differing.items())[:_MOST_SHOWN]:
        said = (f"{key} {was} {'is now' if update else 'but here'} {now}" for key, was, now in _changed(before, after))
        lines.append(f"norec: {name}: {', '.join(said)}")
    more = len(outcome.differing) - len(lines)
    if more > 0:
        lines.append(f"norec: and {more:,} more that differ")
    if outcome.differing and not update:
        lines.append("norec: what is recorded stays; --update replaces it")
    if outcome.alike:
        number, (new, old) = len(outcome.alike), next(iter(outcome.alike.items()))
        those = f"{number:,} of the added {'is' if number == 1 else 'are'} like one that was recorded already"
        lines.append(f"norec: {those} (same partners and number, starts near): look at {new} and {old}")
    return lines


def summarise_errors(problems: Sequence[RowFault], file: str) -> tuple[list[Problem], int]:
    """What is wrong with rows of a file, each thing once, on its first line; and how much more than is told."""
    every = [Problem(text, file, line) for line, text in _grouped(problems)]
    return every[:_MOST_FAULTS], max(0, len(every) - _MOST_FAULTS)


def _grouped(problems: Sequence[RowFault]) -> list[tuple[int, str]]:
    """What is wrong, each thing with the line on which it stands first, and the others on which it does."""
    found: dict[tuple[str, str, str], list[int]] = {}
    texts: dict[tuple[str, str, str], str] = {}
    for problem in sorted(problems, key=lambda one: one.line):
        key = (problem.column, problem.value, problem.reason)
        found.setdefault(key, []).append(problem.line)
        texts[key] = problem.in_words()
    most = len(problems) if len(problems) <= _FEW else _FIRST_LINES
    return [(lines[0], texts[key] + _also(lines[1:], most)) for key, lines in found.items()]


def _also(lines: Sequence[int], most: int) -> str:
    """On which other lines something stands."""
    if not lines:
        return ""
    named = [str(line) for line in lines[:most]]
    more = f", and {len(lines) - len(named):,} more" if len(lines) > len(named) else ""
    return f" (also on {'line' if len(lines) == 1 else 'lines'} {', '.join(named)}{more})"


def result_of(kind: Kind, outcome: Outcome, rows: int, bad: int, given: ImportOptions) -> tuple[str, str]:
    """What became of the rows: as fields of a line, and as a sentence."""
    differing = len(outcome.differing)
    updated = differing if given.update else 0
    there = outcome.unchanged + differing - updated
    new = len(outcome.added[SINGULAR[kind]])
    numbers = (new, updated, there, rows - new - updated - there - bad, bad)
    words = ("added", "updated", "there already", "left out", "bad")
    verb = "Of" if not given.dry_run else "Would be, of"
    said = [f"{number:,} {word}" for number, word in zip(numbers, words, strict=True) if number or word == "added"]
    return "\t".join(str(number) for number in numbers), f"{verb} {plural(rows, 'row')}: {', '.join(said)}."


def _changed(before: object, after: object) -> Iterator[tuple[str, str, str]]:
    old, new = _fields(before), _fields(after)
    for key, value in new.items():
        if old.get(key) != value:
            yield key, _shown(old.get(key)), _shown(value)


def _fields(record: object) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.structs.asdict(record) if isinstance(record, msgspec.Struct) else dict(record)  # type: ignore[call-overload]  # a pydantic model gives its fields
    return found


def _shown(value: Any) -> str:
    if value is None or value == ():
        return "nothing"
    return shorten("; ".join(str(one) for one in value) if isinstance(value, tuple) else str(value))
