"""Edits of a TOML file that leave every other line as it is: comments, order, blank lines, line endings.

Whole statements are added, replaced or removed. The value within a statement is changed by tomlkit, which keeps the
comments there. The result is parsed again and must have exactly the values that were meant, or nothing is written: a
person may have written the file in a way that no edit here foresees.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from norec_cli.model.errors import NorecError, Problem, StoreReadError
from norec_cli.store.formats.toml_files import TomlFile
from norec_cli.store.formats.toml_statements import TomlPath, TomlStatement, find_statements

Values = dict[str, Any]

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # some editors put this byte-order mark first

_MEND = (
    "Nothing was changed. Write each record under its own heading: [partners.ID], [[partners.ID.adjustments]], "
    "[projects.ID.rounds.1]. Then try again, or make the change by hand."
)


class _Lines:
    """The lines of a TOML file, and pending changes to them."""

    def __init__(self, raw: bytes, file: str) -> None:
        """Parse a file.

        Args:
            raw: its bytes.
            file: its name for messages.

        Raises:
            StoreReadError: if it is not valid TOML.
        """
        self.before = TomlFile(raw, file).values
        self._file = file
        self._bom = _BOM if raw.decode().startswith(_BOM) else ""
        text = raw.decode().removeprefix(_BOM)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        *whole, rest = text.split("\n")
        self._lines = [f"{line}\n" for line in whole] + ([rest] if rest else [])
        self._changes: list[tuple[int, int, list[str]]] = []
        self.statements = list(find_statements(text.replace("\r\n", "\n")))

    def text_of(self, statement: TomlStatement) -> str:
        """Return the lines of a statement, with line feeds alone."""
        lines = self._lines[statement.first - 1 : statement.last]
        return "".join(line.removesuffix("\n").removesuffix("\r") + "\n" for line in lines)

    def replace(self, first: int, last: int, text: str) -> None:
        """Replace some lines by a text, which ends in a line feed or is empty; with last < first, insert it."""
        self._changes.append((first, last, [line + self._newline for line in text.split("\n")[:-1]]))

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self._lines)

    def is_blank(self, number: int) -> bool:
        """Return whether a line exists and is blank."""
        return 1 <= number <= self.count and not self._lines[number - 1].strip()

    def result(self, expected: Values) -> bytes:
        """Return the changed file.

        Args:
            expected: the values that it must have.

        Raises:
            NorecError: if it has other values.
        """
        lines = list(self._lines)
        for first, last, new in sorted(self._changes, key=lambda change: change[:2], reverse=True):
            lines[first - 1 : last] = new
        # The last line of the file may have been open; it is closed if another follows it now.
        lines[:-1] = [line if line.endswith("\n") else line + self._newline for line in lines[:-1]]
        changed = (self._bom + "".join(lines)).encode()
        if not _has_values(changed, self._file, expected):
            raise NorecError(
                Problem("is written in a way that this program can't edit without disturbing the rest", self._file),
                advice=(_MEND,),
            )
        return changed


def _has_values(raw: bytes, file: str, expected: Values) -> bool:
    """Return whether a file is valid and has exactly these values."""
    try:
        return TomlFile(raw, file).values == expected
    except StoreReadError:
        return False


def change_tables(raw: bytes, file: str, changed: Mapping[TomlPath, tuple[Values, Values]]) -> bytes:
    """Return a file with some tables changed; only keys in which the two versions of a table differ are edited.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        changed: the present and the new version of each table, by its path.

    Raises:
        NorecError: if a table is written in a way that can't be edited.
    """
    differing = {
        path: changes
        for path, (before, after) in changed.items()
        if (changes := {key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)})
    }
    if not differing:
        return raw
    lines = _Lines(raw, file)
    expected = deepcopy(lines.before)
    statements: dict[TomlPath, list[TomlStatement]] = {path: [] for path in differing}
    for statement in lines.statements:
        if statement.table in statements:
            statements[statement.table].append(statement)
    for path, changes in differing.items():
        table: Any = expected
        for step in path:
            table = table[step]
        for key, value in changes.items():
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
        _edit(lines, statements[path], changes)
    return lines.result(expected)


def keys_by_table(raw: bytes, file: str) -> dict[TomlPath, set[str]]:
    """Return the keys that have a value in each table of a file, by the table's path; the set may be empty."""
    keys: dict[TomlPath, set[str]] = {}
    for statement in _Lines(raw, file).statements:
        keys.setdefault(statement.table, set()).update(statement.said)
    return keys


def change_table(raw: bytes, file: str, path: TomlPath, before: Values, after: Values) -> bytes:
    """Return a file with one table changed; see `change_tables`."""
    return change_tables(raw, file, {path: (before, after)})


def _edit(lines: _Lines, statements: list[TomlStatement], changes: Values) -> None:
    """Change keys of a table.

    Args:
        lines: the file.
        statements: the statements of the table.
        changes: new values by key; None removes the key.
    """
    import tomli_w  # only a change needs these
    import tomlkit

    own = {next(iter(s.said)): s for s in statements if not s.is_header}
    last = max((s.last for s in statements), default=0)
    added = ""
    for key, value in changes.items():
        if key not in own:
            added += "" if value is None else tomli_w.dumps({key: value})
        elif value is None:
            lines.replace(own[key].first, own[key].last, "")
        elif own[key].said.get(key) != value:
            statement = tomlkit.parse(lines.text_of(own[key]))
            _put(statement, key, value)
            lines.replace(own[key].first, own[key].last, statement.as_string())
    if added:
        lines.replace(last + 1, last, added)


def append_entry(raw: bytes, file: str, path: TomlPath, values: Values) -> bytes:
    """Return a file with a table added to a list of tables within a record, after the rest of the record.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        path: path of the list; all but its last step is the path of the record.
        values: the new table.

    Raises:
        NorecError: if the record is written in a way that can't be edited.
    """

    def change(table: Values) -> None:
        table[str(path[-1])] = [*table.get(str(path[-1]), []), values]

    return _added(raw, file, path[:-1], f"[[{_dotted(path)}]]", values, change)


def add_table(raw: bytes, file: str, path: TomlPath, values: Values) -> bytes:
    """Return a file with a table added within a record, after the rest of the record, or at the end of the file.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        path: path of the table; if it has more than two steps, the first two are the path of the record.
        values: the new table.

    Raises:
        NorecError: if the record is written in a way that can't be edited.
    """
    record = path[:2] if len(path) > 2 else path[:-1]

    def change(table: Values) -> None:
        for step in path[len(record) : -1]:
            table = table.setdefault(str(step), {})
        table[str(path[-1])] = values

    return _added(raw, file, record, f"[{_dotted(path)}]", values, change)


def rename_table(raw: bytes, file: str, group: str, old: str, new: str) -> bytes:
    """Return a file with another key for a table of a group, and for every table within it; all stay in place.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        group: `partners` or `projects`.
        old: the present key.
        new: the new key.

    Raises:
        NorecError: if the table is written in a way that can't be edited.
    """
    lines = _Lines(raw, file)
    for statement in lines.statements:
        if statement.is_header and statement.table[:2] == (group, old):
            lines.replace(statement.first, statement.last, _renamed(lines.text_of(statement), old, new))
    expected = deepcopy(lines.before)
    expected[group] = {new if key == old else key: table for key, table in expected[group].items()}
    return lines.result(expected)


def remove_table(raw: bytes, file: str, path: TomlPath) -> bytes:
    """Return a file without a table, all tables within it, and the blank lines after it; comments stay.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        path: path of the table; its last step may be a position in a list of tables.

    Raises:
        NorecError: if the table is written in a way that can't be edited.
    """
    lines = _Lines(raw, file)
    gone = [s for s in lines.statements if s.table[: len(path)] == path]
    end = gone[-1].last if gone else 0
    while lines.is_blank(end + 1):
        end += 1
    for statement in gone:
        first, last = statement.first, end if statement is gone[-1] else statement.last
        while statement is gone[0] and end == lines.count and lines.is_blank(first - 1):
            first -= 1  # nothing follows that blank lines would separate
        lines.replace(first, last, "")
    parent = path[:-1]
    expected = _changed(lines.before, parent, lambda table: table.pop(path[-1]))
    if not any(s.table == parent for s in lines.statements):  # without a header, the parent goes with its last table
        expected = _changed(expected, parent[:-1], lambda table: table[str(parent[-1])] or table.pop(str(parent[-1])))
    return lines.result(expected)


def _added(
    raw: bytes, file: str, record: TomlPath, header: str, values: Values, change: Callable[[Values], object]
) -> bytes:
    """Return a file with a table added after the rest of a record.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        record: path of the record.
        header: the header of the new table.
        values: the new table.
        change: makes the same change to the values of the record.
    """
    import tomli_w  # only a change needs it

    lines = _Lines(raw, file)
    last = max((s.last for s in lines.statements if s.table[: len(record)] == record), default=0)
    lines.replace(last + 1, last, f"\n{header}\n" + tomli_w.dumps(values))
    return lines.result(_changed(lines.before, record, change))


def append_tables(raw: bytes, file: str, group: str, tables: Mapping[str, Values]) -> bytes:
    """Return a file with tables `[group.key]` added at its end; every other byte stays.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        group: `partners` or `projects`.
        tables: the new tables, by key.

    Raises:
        NorecError: if the group is written in a way that allows no table to be added.
    """
    if not tables:
        return raw
    addition = "\n".join(_table_text(group, key, values) for key, values in tables.items())
    newline = "\r\n" if b"\r\n" in raw else "\n"
    gap = "" if not raw.strip() else newline if raw.endswith(b"\n") else newline * 2
    changed = raw + (gap + addition.replace("\n", newline)).encode()
    before = TomlFile(raw, file).values
    if not _has_values(changed, file, {**before, group: {**before.get(group, {}), **tables}}):
        raise NorecError(
            Problem(f"{group} are written here as one value, to which no table can be added", file),
            advice=(f"Write each as a table of its own, [{group}.ID], then try again.",),
        )
    return changed


def _table_text(group: str, key: str, values: Values) -> str:
    """Return a table `[group.key]` as TOML, with a header of its own for each entry of a list of tables."""
    import tomli_w  # only a change needs it

    lists = {
        name: value
        for name, value in values.items()
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value)
    }
    text = tomli_w.dumps({group: {key: {name: value for name, value in values.items() if name not in lists}}})
    for name, entries in lists.items():
        text += "".join(f"\n[[{group}.{key}.{name}]]\n{tomli_w.dumps(entry)}" for entry in entries)
    return text


def _dotted(path: TomlPath) -> str:
    """Return a path as a TOML header has it."""
    return ".".join(str(step) for step in path)


def _changed(before: Values, path: TomlPath, change: Callable[[Any], object]) -> Values:
    """Return a copy of a file's values with one table changed."""
    after = deepcopy(before)
    table: Any = after
    for step in path:
        table = table[step]
    change(table)
    return after


def _put(statement: Any, key: str, value: Any) -> None:
    """Set a value in a statement; of a list, only entries that differ, so that the comments of the others stay."""
    if isinstance(value, Decimal):
        from tomlkit import value as to_item  # only a change needs it

        statement[key] = to_item(f"{value:f}")
        return
    if isinstance(value, dict) and key in statement:
        _put_table(statement[key], value)
        return
    if not isinstance(value, list) or key not in statement:
        statement[key] = value
        return
    entries = statement[key]
    if len(entries) == len(value):  # entry by entry, so that each keeps its comment
        for place, entry in enumerate(value):
            if entries[place] != entry:
                entries[place] = entry
        return
    for entry in [entry for entry in entries if entry not in value]:
        entries.remove(entry)
    for entry in value:
        if entry not in entries:
            entries.append(entry)
    if list(entries) != value:
        statement[key] = value


def _put_table(table: Any, values: Values) -> None:
    """Change an inline table key by key."""
    for key in [key for key in table if key not in values]:
        del table[key]
    for key, value in values.items():
        if table.get(key) != value:
            _put(table, key, value)


def _renamed(header: str, old: str, new: str) -> str:
    """Return the line of a header with the second part of its key replaced; a comment beside it stays."""
    before, dot, after = header.partition(".")
    rest = after.lstrip()
    blank = after[: len(after) - len(rest)]
    for written in (f'"{old}"', f"'{old}'", old):
        if rest.startswith(written):
            return f"{before}{dot}{blank}{new}{rest[len(written) :]}"
    return header
