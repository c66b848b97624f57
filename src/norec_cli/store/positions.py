"""Where in a TOML file a value stands, so that a message can name the line."""

import tomllib
from typing import Any

Path = tuple[str | int, ...]


def find_lines(text: str) -> dict[Path, int]:
    """The line on which each key, table and list entry of a TOML document begins.

    The document is cut into statements, each the fewest lines that are TOML by themselves, and what a statement
    says is noted under the table that it stands in. So the library's own parser decides what a statement is.

    Args:
        text: a valid TOML document, with line feeds alone.

    Returns:
        Lines, counted from 1, by path: keys, and positions in lists.
    """
    lines: dict[Path, int] = {}
    entries: dict[Path, int] = {}
    table: Path = ()
    statement = ""
    first = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if not statement:
            first = number
        statement += line + "\n"
        try:
            said = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if statement.lstrip().startswith("["):
            table = _open_table(said, entries)
            for depth in range(1, len(table) + 1):
                lines.setdefault(table[:depth], first)
        else:
            _note(said, table, first, lines)
        statement = ""
    return lines


def _open_table(header: dict[str, Any], entries: dict[Path, int]) -> Path:
    """The path of the table that a header opens, with positions where it leads through lists of tables."""
    path: Path = ()
    said: Any = header
    while said:
        ((key, said),) = said.items()
        path = (*path, key)
        if isinstance(said, list):
            entries[path] = entries.get(path, -1) + 1
            said = said[0]
        if path in entries:
            path = (*path, entries[path])
    return path


def _note(said: Any, path: Path, line: int, lines: dict[Path, int]) -> None:
    children = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, value in children:
        lines.setdefault((*path, key), line)
        _note(value, (*path, key), line, lines)
