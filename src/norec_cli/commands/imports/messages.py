"""Put in words what an import found: problems, differences, and what became of the rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from norec_cli.commands.imports.options import ImportOptions
from norec_cli.model.change import RecordKind
from norec_cli.model.dates import NEAR_DAYS
from norec_cli.model.wording import join_names, plural, shorten
from norec_cli.render.sheet import Column, Sheet
from norec_cli.store.changes.imports import Outcome
from norec_cli.transfer.rows.headings import TableKind
from norec_cli.transfer.rows.problems import RowProblem

SINGULAR: Mapping[TableKind, RecordKind] = {"partners": "partner", "projects": "project", "exchanges": "exchange"}

_MOST_DIFFERENCES = 20
_PROBLEM_COLUMNS = (
    Column("line", "Line", number=True),
    Column("column", "Column"),
    Column("value", "Value"),
    Column("reason", "Reason"),
)


def problems_sheet(problems: Sequence[RowProblem]) -> Sheet:
    """Return a sheet of what is wrong in rows, by line."""
    rows = [
        (problem.line, problem.column, problem.value, problem.reason)
        for problem in sorted(problems, key=lambda problem: problem.line)
    ]
    return Sheet("What is wrong", _PROBLEM_COLUMNS, rows, json_header={})


def describe_differences(outcome: Outcome, *, update: bool) -> list[str]:
    """Return lines that say where recorded values differ from the rows, and which new exchanges may be known already.

    Args:
        outcome: what the import found.
        update: whether the recorded values were replaced.
    """
    lines = []
    for name, (before, after) in list(outcome.differing.items())[:_MOST_DIFFERENCES]:
        changes = (
            f"{key} {was} {'is now' if update else 'but here'} {now}" for key, was, now in _changed(before, after)
        )
        lines.append(f"norec: {name}: {', '.join(changes)}")
    more = len(outcome.differing) - len(lines)
    if more > 0:
        lines.append(f"norec: and {more:,} more that differ")
    if outcome.differing and not update:
        lines.append("norec: recorded values were kept; --update replaces them")
    if outcome.same:
        lines.append(f"norec: {plural(len(outcome.same), 'row')} taken for the same as recorded exchanges")
    if outcome.near:
        new, old = next(iter(outcome.near.items()))
        lines.append(
            f"norec: {plural(len(outcome.near), 'new exchange')} may be recorded already under another id: the same"
            f" partners and number of people, starts up to {NEAR_DAYS} days apart. Compare {new} with {old}: if"
            " both are the same exchange, take one out with norec exchanges remove"
        )
    return lines


def summarise_outcome(
    kind: TableKind, outcome: Outcome, rows: int, left_out: int, bad: int, options: ImportOptions
) -> tuple[str, str]:
    """Return what became of the rows: as tab-separated numbers, and as a sentence.

    Args:
        kind: the kind of the records.
        outcome: what the import found.
        rows: the number of rows.
        left_out: the number of records that were left out.
        bad: the number of bad rows.
        options: the options of the import.
    """
    differing = len(outcome.differing)
    updated = differing if options.update else 0
    unchanged = outcome.unchanged + differing - updated
    added = len(outcome.added[SINGULAR[kind]])
    numbers = (added, updated, unchanged, left_out, bad)
    verb = "would be" if options.dry_run else "was" if added == 1 else "were"
    words = (f"{'would be ' if options.dry_run else ''}updated", "there already", "left out", "with errors")
    others = ", ".join(f"{number:,} {word}" for number, word in zip(numbers[1:], words, strict=True) if number)
    sentence = f"{'Dry run: ' if options.dry_run else ''}{added:,} of {plural(rows, 'row')} {verb} added"
    return "\t".join(map(str, numbers)), f"{sentence}; {others}." if others else f"{sentence}."


def question_about(kind: TableKind, outcome: Outcome, *, update: bool) -> str:
    """Return the question whether to make the changes of an import; empty if it changes nothing.

    Args:
        kind: the kind of the records.
        outcome: what the import found.
        update: whether recorded values that differ are to be replaced.
    """
    main = SINGULAR[kind]
    changes = [f"import {plural(len(outcome.added[main]), main)}"] if outcome.added[main] else []
    changes += [
        f"create {plural(len(added), other)}" for other, added in outcome.added.items() if added and other != main
    ]
    if update and outcome.differing:
        changes.append(f"replace values of {plural(len(outcome.differing), main)}")
    return f"{join_names(changes).capitalize()}?" if changes else ""


def _changed(before: object, after: object) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the old and the new text of each field that differs between two records."""
    old, new = _fields(before), _fields(after)
    for key, value in new.items():
        if old.get(key) != value:
            yield key, _value_text(old.get(key)), _value_text(value)


def _fields(record: object) -> dict[str, Any]:
    if isinstance(record, msgspec.Struct):
        return msgspec.structs.asdict(record)
    return dict(record)  # type: ignore[call-overload,no-any-return]  # a pydantic model gives its fields


def _value_text(value: Any) -> str:
    if value is None or value == ():
        return "nothing"
    return shorten("; ".join(str(entry) for entry in value) if isinstance(value, tuple) else str(value))
