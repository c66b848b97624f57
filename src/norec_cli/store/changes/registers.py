"""The one writer of records to TOML: `partners.toml`, `projects.toml`, and the tables of `norec.toml`.

A record is a table, and so is each record within it: `[projects.ID.rounds.1]`, `[[partners.ID.adjustments]]`. Where a
person wrote the inner records as a value instead, as in `adjustments = [{ on = 2012-01-01, … }]`, they stay a value.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from norec_cli.model.validation import Record
from norec_cli.store.formats import toml_edit
from norec_cli.store.formats.toml_statements import TomlPath
from norec_cli.store.formats.toml_values import to_toml

Values = dict[str, Any]
_Keys = Mapping[TomlPath, set[str]]


def write_register(
    raw: bytes, file: str, group: str, before: Mapping[str, Record], after: Mapping[str, Record]
) -> bytes:
    """Return a register with records changed in place, removed, and added at its end; all other lines stay.

    Args:
        raw: the register's bytes.
        file: its name for messages.
        group: `partners` or `projects`.
        before: the present records that are to be changed or removed, by id.
        after: their new versions and the records to add, by id; a record of `before` that is missing here is removed.

    Raises:
        NorecError: if the register is written in a way that can't be edited.
    """
    for key in [key for key in before if key not in after]:
        raw = toml_edit.remove_table(raw, file, (group, key))
    both = {(group, key): (before[key], after[key]) for key in after if key in before}
    raw = change_records(
        raw, file, {path: (to_toml(old), to_toml(new)) for path, (old, new) in both.items() if old != new}
    )
    return toml_edit.append_tables(
        raw, file, group, {key: to_toml(record) for key, record in after.items() if key not in before}
    )


def change_records(raw: bytes, file: str, changed: Mapping[TomlPath, tuple[Values, Values]]) -> bytes:
    """Return a file with records, and the records within them, changed in place.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        changed: two versions of each record, by the path of its table.

    Raises:
        NorecError: if a record is written in a way that can't be edited.
    """
    if not changed:
        return raw
    nested = any(
        _holds_tables(value) for versions in changed.values() for table in versions for value in table.values()
    )
    keys = toml_edit.keys_by_table(raw, file) if nested else {}
    old = {path: table for at, (before, _) in changed.items() for path, table in _tables(at, before, keys)}
    new = {path: table for at, (_, after) in changed.items() for path, table in _tables(at, after, keys)}
    for path in new:
        if path in keys:  # its heading is there already, with nothing under it
            old.setdefault(path, {})
    for path in old:
        if len(path) == 1 and isinstance(path[0], str):  # such as [rules] of the settings, which stays when it is empty
            new.setdefault(path, {})
    raw = toml_edit.change_tables(raw, file, {path: (old[path], new[path]) for path in old if path in new})
    for path in reversed([path for path in old if path not in new]):  # the last entry of a list is removed first
        raw = toml_edit.remove_table(raw, file, path)
    for path in [path for path in new if path not in old]:
        if isinstance(path[-1], int):
            raw = toml_edit.append_entry(raw, file, path[:-1], new[path])
        else:
            raw = toml_edit.add_table(raw, file, path, new[path])
    return raw


def _tables(path: TomlPath, table: Values, keys: _Keys) -> Iterator[tuple[TomlPath, Values]]:
    """Yield the tables that a record is made of, each with its path; the record's own first.

    Args:
        path: the path of the record's table.
        table: the record.
        keys: the keys that have a value in each table of the file; what is in such a value is not a table of its own.
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
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(entry, dict) for entry in value))
