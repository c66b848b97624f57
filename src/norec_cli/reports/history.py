"""What changed in a store, when, by whom: its history in records and words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from norec_cli.model.change import Change, RecordChange
from norec_cli.model.store_files import EXCHANGES
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query

_NAMED = 3  # more records of one change than these are counted
_LONGEST = 60  # of a value that is told


class HistoryEntry(msgspec.Struct, frozen=True):
    """A change as it is told.

    Attributes:
        change: the change.
        records: what it did to records, those of the exchanges too.
    """

    change: Change
    records: tuple[RecordChange, ...]


def report_history(changes: Iterable[Change], query: Query, grouping: Grouping) -> Iterator[HistoryEntry]:
    """The changes that a view asks for.

    Args:
        changes: all of them.
        query: the time is that of the change; partners and projects are those that its records are, or mention.
        grouping: tells which partners are asked for.
    """
    chosen = query.selection
    for change in changes:
        day = date.fromisoformat(change.at[:10])
        if not (
            (chosen.year is None or day.year == chosen.year)
            and (chosen.since is None or day >= chosen.since)
            and (chosen.until is None or day <= chosen.until)
        ):
            continue
        entry = HistoryEntry(change, tuple(records_of(change)))
        if _concerns(entry, query, grouping):
            yield entry


def records_of(change: Change) -> Iterator[RecordChange]:
    """What a change did to records: partners and projects as it says, exchanges as their lines do."""
    yield from change.records
    lines = change.files.get(EXCHANGES)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for hunk in lines.hunks if lines is not None else ():
        before |= _by_id(hunk.old)
        after |= _by_id(hunk.new)
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield RecordChange("exchange", key, before.get(key), after.get(key))
    for key in lines.added.ids if lines is not None and lines.added is not None else ():
        yield RecordChange("exchange", key, None, {})


def in_words(record: RecordChange) -> str:
    """What became of a record, in a few words: `partner nema-ug: city Kampala, was Entebbe`."""
    name = f"{record.kind} {record.id}"
    if record.before is None:
        return f"new {name}{_told(record.after or {})}"
    if record.after is None:
        return f"removed {name}{_told(record.before)}"
    before, after = record.before, record.after
    changes = []
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if key not in after:
            changes.append(f"no {key}, was {_shown(was)}")
        else:
            changes.append(f"{key} {_shown(now)}" + (f", was {_shown(was)}" if key in before else ""))
    return f"{name}: {'; '.join(changes)}"


def summed_up(records: tuple[RecordChange, ...]) -> list[str]:
    """The words for each of a few records; of many, for the first, and how many more there are."""
    told = [in_words(record) for record in records[:_NAMED]]
    more = len(records) - len(told)
    return [*told, *([f"and {more:,} more"] if more > 0 else [])]


def _concerns(entry: HistoryEntry, query: Query, grouping: Grouping) -> bool:
    """Return whether a change is of partners and projects that are asked for, or of records that mention them."""
    mentioned = [_mentioned(record) for record in entry.records]
    partners = {name for names, _ in mentioned for name in names}
    projects = {name for _, names in mentioned for name in names}
    chosen = query.selection
    if chosen.dealings is not None:
        of_partners = any(chosen.is_among(names) for names, _ in mentioned)
    else:
        of_partners = grouping.shows(*partners) or not partners.isdisjoint(query.partners)
        of_partners = of_partners or not (query.partners or query.countries)
    return of_partners and (chosen.projects is None or not projects.isdisjoint(chosen.projects))


def _mentioned(record: RecordChange) -> tuple[set[str], set[str]]:
    """Return the ids of the partners and of the projects that a changed record is, or mentioned before or after."""
    partners = {record.id} if record.kind == "partner" else set()
    projects = {record.id} if record.kind == "project" else set()
    for values in filter(None, (record.before, record.after)):
        partners |= {values[key] for key in ("from", "to") if isinstance(values.get(key), str)}
        named = values.get("partners")
        partners |= {name for name in named if isinstance(name, str)} if isinstance(named, list) else set()
        projects |= {values["project"]} if isinstance(values.get("project"), str) else set()
    return partners, projects


def _by_id(lines: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for line in filter(str.strip, lines.split("\n")):
        try:
            values = json.loads(line)
        except ValueError:  # whatever stood there, it was no exchange
            continue
        if isinstance(values, dict):
            found[str(values.get("id", ""))] = values
    return found


def _told(values: Mapping[str, Any]) -> str:
    """What tells one record from others."""
    if "from" in values:
        people = values.get("participants")
        return f": {people} from {values['from']} to {values.get('to')}, {values.get('start')}"
    called = values.get("name") or values.get("title")
    return f": {_shown(called)}" if called else ""


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
