"""`history`: which changes were made to a store, and what each did to records, in words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from norec_cli.model.change import Change, RecordChange
from norec_cli.model.store_files import EXCHANGES
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query

_NAMED = 3  # records of one change that are described; the others are only counted
_LONGEST = 60  # characters of a value in a sentence


class HistoryEntry(msgspec.Struct, frozen=True):
    """A change with what it did to records.

    Attributes:
        change: the change.
        records: what it did to partners, projects and exchanges.
    """

    change: Change
    records: tuple[RecordChange, ...]


def report_history(changes: Iterable[Change], query: Query, grouping: Grouping) -> Iterator[HistoryEntry]:
    """Yield the changes that a query selects.

    Args:
        changes: all changes.
        query: which changes are selected: its dates are about the day of the change, its partners and projects about
            the records that changed, or that these mention.
        grouping: the grouping of this query; it knows which partners are selected.
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
    """Yield what a change did to records: partners and projects as it notes them, exchanges from their lines."""
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


def describe_record_change(record: RecordChange) -> str:
    """Return in words what a change did to a record: `partner nema-ug: city Kampala, was Entebbe`."""
    name = f"{record.kind} {record.id}"
    if record.before is None:
        return f"new {name}{_details(record.after or {})}"
    if record.after is None:
        return f"removed {name}{_details(record.before)}"
    before, after = record.before, record.after
    changes = []
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if key not in after:
            changes.append(f"no {key}, was {_quoted(was)}")
        else:
            changes.append(f"{key} {_quoted(now)}" + (f", was {_quoted(was)}" if key in before else ""))
    return f"{name}: {'; '.join(changes)}"


def describe_first_changes(records: tuple[RecordChange, ...]) -> list[str]:
    """Return in words what was done to each of the first records, and how many more there are."""
    descriptions = [describe_record_change(record) for record in records[:_NAMED]]
    more = len(records) - len(descriptions)
    return [*descriptions, *([f"and {more:,} more"] if more > 0 else [])]


def _concerns(entry: HistoryEntry, query: Query, grouping: Grouping) -> bool:
    """Return whether a change is about selected partners and projects, or about records that mention them."""
    mentioned = [_mentioned(record) for record in entry.records]
    partners = {name for names, _ in mentioned for name in names}
    projects = {name for _, names in mentioned for name in names}
    chosen = query.selection
    if chosen.between is not None:
        of_partners = any(chosen.includes_any_pair(names) for names, _ in mentioned)
    else:
        of_partners = grouping.shows(*partners) or not partners.isdisjoint(query.partners)
        of_partners = of_partners or not (query.partners or query.countries)
    return of_partners and (chosen.projects is None or not projects.isdisjoint(chosen.projects))


def _mentioned(record: RecordChange) -> tuple[set[str], set[str]]:
    """Return the ids of the partners and of the projects that a record is, or mentions before or after the change."""
    partners = {record.id} if record.kind == "partner" else set()
    projects = {record.id} if record.kind == "project" else set()
    for values in filter(None, (record.before, record.after)):
        partners |= {values[key] for key in ("from", "to") if isinstance(values.get(key), str)}
        listed = values.get("partners")
        partners |= {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
        projects |= {values["project"]} if isinstance(values.get("project"), str) else set()
    return partners, projects


def _by_id(lines: str) -> dict[str, Mapping[str, Any]]:
    """Return the exchanges in some lines by their ids; a line that is no JSON object is ignored."""
    records: dict[str, Mapping[str, Any]] = {}
    for line in filter(str.strip, lines.split("\n")):
        try:
            values = json.loads(line)
        except ValueError:  # a broken line that somebody mended
            continue
        if isinstance(values, dict):
            records[str(values.get("id", ""))] = values
    return records


def _details(values: Mapping[str, Any]) -> str:
    """Return what distinguishes a record from others, in words."""
    if "from" in values:
        people = values.get("participants")
        return f": {people} from {values['from']} to {values.get('to')}, {values.get('start')}"
    name = values.get("name") or values.get("title")
    return f": {_quoted(name)}" if name else ""


def _quoted(value: Any) -> str:
    """Return a value as a sentence quotes it, shortened if it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
