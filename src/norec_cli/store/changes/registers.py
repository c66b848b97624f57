"""The one writer of registers: `partners.toml`, `projects.toml`, and what is alike in `norec.toml`.

A record is a table, and so is each record within it: `[projects.ID.rounds.1]`, `[[partners.ID.adjustments]]`. Where a
person wrote those within a value instead, as in `adjustments = [{ on = 2012-01-01, … }]`, they stay there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from norec_cli.model.validation import Record
from norec_cli.store.formats import toml_edit, toml_files
from norec_cli.store.formats.toml_statements import TomlPath
from norec_cli.store.formats.toml_values import to_toml

Values = dict[str, Any]
_Keys = Mapping[TomlPath, set[str]]


def write_register(
    raw: bytes, file: str, group: str, before: Mapping[str, Record], after: Mapping[str, Record]
) -> bytes:
    """Return a register with its records changed in place and new ones at its end; all other lines stay as they are.

    Args:
        raw: the register's bytes.
        file: its name for messages.
        group: `partners` or `projects`.
        before: the records that it holds and that may differ from `after`, by id.
        after: those that it is to hold instead; one that is missing here is taken out.

    Raises:
        NorecError: if the register is written in a way that can't be edited.
    """
    for key in [key for key in before if key not in after]:
        raw = toml_edit.remove_table(raw, file, (group, key))
    both = {(group, key): (before[key], after[key]) for key in after if key in before}
    raw = change_records(
        raw, file, {path: (to_toml(was), to_toml(now)) for path, (was, now) in both.items() if was != now}
    )
    return toml_files.append_tables(
        raw, file, group, {key: to_toml(one) for key, one in after.items() if key not in before}
    )


def change_records(raw: bytes, file: str, changed: Mapping[TomlPath, tuple[Values, Values]]) -> bytes:
    """Return a file with records changed in place, and the records within them.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        changed: two versions of each record, by the path of its table.

    Raises:
        NorecError: if a record is written in a way that can't be edited.
    """
    if not changed:
        return raw
    nested = any(_holds_tables(value) for versions in changed.values() for one in versions for value in one.values())
    keys = toml_edit.keys_by_table(raw, file) if nested else {}
    was = {path: table for at, (before, _) in changed.items() for path, table in _tables(at, before, keys)}
    becomes = {path: table for at, (_, after) in changed.items() for path, table in _tables(at, after, keys)}
    for path in becomes:
        if path in keys:  # its heading is there already, with nothing under it
            was.setdefault(path, {})
    for path in was:
        if len(path) == 1 and isinstance(path[0], str):  # such as [rules] of the settings, which stays when it is empty
            becomes.setdefault(path, {})
    raw = toml_edit.change_tables(raw, file, {path: (was[path], becomes[path]) for path in was if path in becomes})
    for path in reversed([path for path in was if path not in becomes]):  # of a list, the last entry first
        raw = toml_edit.remove_table(raw, file, path)
    for path in [path for path in becomes if path not in was]:
        if isinstance(path[-1], int):
            raw = toml_edit.append_entry(raw, file, path[:-1], becomes[path])
        else:
            raw = toml_edit.add_table(raw, file, path, becomes[path])
    return raw


def _tables(path: TomlPath, table: Values, keys: _Keys) -> Iterator[tuple[TomlPath, Values]]:
    """Yield the tables that a record is made of, each with its path; the record's own first.

    Args:
        path: the path of the record's table.
        table: the record.
        keys: the keys that each table of the file has as values: what stands in one of those is no table.
    """
    own: Values = {}
    within: list[tuple[TomlPath, Values]] = []
    for key, value in table.items():
        if key in keys.get(path, ()) or not _holds_tables(value):
            own[key] = value
        elif isinstance(value, list):
            within += [((*path, key, place), entry) for place, entry in enumerate(value)]
        else:
            within.append(((*path, key), value))
    if own or len(path) < 3:
        yield path, own
    for at, inner in within:
        yield from _tables(at, inner, keys)


def _holds_tables(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))
