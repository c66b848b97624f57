"""Changes to a TOML file that leave every other line of it as it is: comments, order, blank lines, line endings.

Lines are taken out, put in or replaced by statement; the value within a statement is changed by tomlkit, which keeps
the comments there. Whatever comes out is parsed again and must say exactly what was meant, or nothing is written: a
person may have written their file in a way that no edit of ours foresees.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from norec_cli.model.errors import NorecError, Problem, StoreReadError
from norec_cli.store.formats.toml_files import TomlFile
from norec_cli.store.formats.toml_statements import TomlPath, TomlStatement, find_statements

Values = dict[str, Any]

_MEND = (
    "Nothing was changed. Write each record under its own heading: [partners.ID], [[partners.ID.adjustments]], "
    "[projects.ID.rounds.1]. Then try again, or make the change by hand."
)


class _Lines:
    """The lines of a TOML file, and pending changes to them."""

    def __init__(self, raw: bytes, file: str) -> None:
        self.before = TomlFile(raw, file).values
        self._raw = raw
        self._file = file
        self._lines = raw.decode().split("\n")
        self._return = "\r" if b"\r\n" in raw else ""
        self._changes: list[tuple[int, int, list[str]]] = []
        text = raw.decode().removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")
        self.statements = list(find_statements(text))

    def text_of(self, statement: TomlStatement) -> str:
        """A statement as it stands there."""
        lines = self._lines[statement.first - 1 : statement.last]
        return "\n".join(line.removesuffix("\r") for line in lines) + "\n"

    def replace(self, first: int, last: int, text: str) -> None:
        """Put a text, which ends in a line feed or is empty, in the place of some lines; last < first inserts."""
        self._changes.append((first, last, text.split("\n")[:-1]))

    @property
    def count(self) -> int:
        """How many lines there are; what follows the last line feed is one only if it holds something."""
        return len(self._lines) - (not self._lines[-1])

    def is_blank(self, number: int) -> bool:
        """Whether a line is there and holds nothing."""
        return 1 <= number <= self.count and not self._lines[number - 1].strip()

    def result(self, expected: Values) -> bytes:
        """The file with the changes made.

        Args:
            expected: what it must say then.

        Raises:
            NorecError: if it says something else.
        """
        lines = list(self._lines)
        for first, last, new in sorted(self._changes, key=lambda change: change[:2], reverse=True):
            lines[first - 1 : last] = [line + self._return for line in new]
        if lines[-1].strip() or lines[-1].endswith("\r"):  # the last line of all had no line feed
            lines[-1] = lines[-1].removesuffix("\r") + (self._return if lines[-1] != self._lines[-1] else "")
            lines += [""] if lines[-1] != self._lines[-1] else []
        changed = "\n".join(lines).encode()
        try:
            after = TomlFile(changed, self._file).values
        except StoreReadError:
            after = {}
        if after != expected:
            raise NorecError(
                Problem("is written in a way that this program can't edit without disturbing the rest", self._file),
                advice=(_MEND,),
            )
        return changed


def change_tables(raw: bytes, file: str, changed: Mapping[TomlPath, tuple[Values, Values]]) -> bytes:
    """Change the keys of tables in which two versions of each differ.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        changed: both versions, by the table's path.

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
    """Return the keys that each table of a file has as values of its own, by the table's path; of some, none."""
    found: dict[TomlPath, set[str]] = {}
    for statement in _Lines(raw, file).statements:
        found.setdefault(statement.table, set()).update(statement.said)
    return found


def change_table(raw: bytes, file: str, path: TomlPath, before: Values, after: Values) -> bytes:
    """Change the keys of a table in which two versions of it differ; see `change_tables`."""
    return change_tables(raw, file, {path: (before, after)})


def _edit(lines: _Lines, statements: list[TomlStatement], changes: Values) -> None:
    """Change keys of a table that some statements make up; None takes a key out."""
    import tomli_w  # only a change needs them
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
    """Add a table to a list of tables within a record, after everything else of the record.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        path: the list's; without its last step, the record's.
        values: the new table.

    Raises:
        NorecError: if the record is written in a way that can't be edited.
    """

    def change(table: Values) -> None:
        table[str(path[-1])] = [*table.get(str(path[-1]), []), values]

    return _added(raw, file, path[:-1], f"[[{_dotted(path)}]]", values, change)


def add_table(raw: bytes, file: str, path: TomlPath, values: Values) -> bytes:
    """Add a table within a record, after everything else of the record; one of the file itself at its end.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        path: the table's; its first two steps are the record's, if it has more.
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
    """Give a table of a group another key, with every table within it, where it stands.

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
    """Take a table, or one of a list of tables, out, with all within it and the blank lines beside it; comments stay.

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
            first -= 1  # nothing follows that the blank lines would part
        lines.replace(first, last, "")
    parent = path[:-1]
    expected = _changed(lines.before, parent, lambda table: table.pop(path[-1]))
    if not any(s.table == parent for s in lines.statements):  # no header of its own: with its last table it goes too
        expected = _changed(expected, parent[:-1], lambda table: table[str(parent[-1])] or table.pop(str(parent[-1])))
    return lines.result(expected)


def _added(
    raw: bytes, file: str, record: TomlPath, header: str, values: Values, change: Callable[[Values], object]
) -> bytes:
    """The file with a table put behind everything else of a record; `change` makes that of the record's values."""
    import tomli_w  # only a change needs it

    lines = _Lines(raw, file)
    last = max((s.last for s in lines.statements if s.table[: len(record)] == record), default=0)
    lines.replace(last + 1, last, f"\n{header}\n" + tomli_w.dumps(values))
    return lines.result(_changed(lines.before, record, change))


def _dotted(path: TomlPath) -> str:
    return ".".join(str(step) for step in path)


def _changed(before: Values, path: TomlPath, change: Callable[[Any], object]) -> Values:
    """A copy of a document's values with one table changed."""
    after = deepcopy(before)
    table: Any = after
    for step in path:
        table = table[step]
    change(table)
    return after


def _put(statement: Any, key: str, value: Any) -> None:
    """Set a value in a statement; of a list, only the entries that differ, so that comments beside the others stay."""
    if isinstance(value, Decimal):
        from tomlkit import value as written  # as above

        statement[key] = written(f"{value:f}")
        return
    if isinstance(value, dict) and key in statement:
        _put_table(statement[key], value)
        return
    if not isinstance(value, list) or key not in statement:
        statement[key] = value
        return
    entries = statement[key]
    if len(entries) == len(value):  # one for one, each keeps its place and the comment beside it
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
    """Make a table within a value say something else, key by key."""
    for key in [key for key in table if key not in values]:
        del table[key]
    for key, value in values.items():
        if table.get(key) != value:
            _put(table, key, value)


def _renamed(header: str, old: str, new: str) -> str:
    """A header's line with the second step of its key replaced; a comment beside it stays."""
    before, dot, after = header.partition(".")
    rest = after.lstrip()
    blank = after[: len(after) - len(rest)]
    for written in (f'"{old}"', f"'{old}'", old):
        if rest.startswith(written):
            return f"{before}{dot}{blank}{new}{rest[len(written) :]}"
    return header
