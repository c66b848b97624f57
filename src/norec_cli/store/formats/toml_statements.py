"""The statements of a TOML file and the lines that each takes: for messages that name a line, and for edits.

TOML libraries keep no lines. So a document is cut into statements, each the fewest lines that are TOML by themselves;
what a statement says is noted under the table that it stands in. A statement ends with the first line that leaves no
bracket and no text open; the library's own parser then reads it.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

TomlPath = tuple[str | int, ...]

# What decides where a statement ends: texts and comments, in which nothing counts, brackets, and line feeds.
_TOKEN = re.compile(
    r""""{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}"""
    r"""|'{3}(?:[^']|'{1,2}(?!'))*+'{3,5}"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|#[^\n]*+|[\[\]{}\n]""",
    re.DOTALL,
)


class TomlStatement(msgspec.Struct, frozen=True):
    """A table's header, or a key with its value.

    Attributes:
        table: the path of the table that it opens or stands in, with positions where it leads through lists.
        said: what it says; empty for a header.
        first: its first line, counted from 1.
        last: its last line.
    """

    table: TomlPath
    said: dict[str, Any]
    first: int
    last: int

    @property
    def is_header(self) -> bool:
        """Whether it opens a table."""
        return not self.said


def find_statements(text: str) -> Iterator[TomlStatement]:
    """The statements of a TOML document, in its order; blank lines and comments between them are none.

    Args:
        text: a valid TOML document, with line feeds alone.
    """
    entries: dict[TomlPath, int] = {}
    table: TomlPath = ()
    first = 1
    for piece in _pieces(text):
        last = first + piece.count("\n")
        said = tomllib.loads(piece)
        if piece.lstrip().startswith("["):
            table = _open_table(said, entries)
            yield TomlStatement(table, {}, first, last)
        elif said:
            yield TomlStatement(table, said, first, last)
        first = last + 1


def _pieces(text: str) -> Iterator[str]:
    """Cut a valid TOML document into the fewest lines that are TOML by themselves, without their last line feed."""
    start = depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == "\n" and depth == 0:
            yield text[start : token.start()]
            start = token.end()
        elif sign in ("[", "{"):
            depth += 1
        elif sign in ("]", "}"):
            depth -= 1
    yield text[start:]


def find_lines(text: str) -> dict[TomlPath, int]:
    """The line on which each key, table and list entry of a valid TOML document begins, by path."""
    lines: dict[TomlPath, int] = {}
    for statement in find_statements(text):
        for depth in range(1, len(statement.table) + 1):
            lines.setdefault(statement.table[:depth], statement.first)
        _note(statement.said, statement.table, statement.first, lines)
    return lines


def _open_table(header: dict[str, Any], entries: dict[TomlPath, int]) -> TomlPath:
    """The path of the table that a header opens, with positions where it leads through lists of tables."""
    path: TomlPath = ()
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


def _note(said: Any, path: TomlPath, line: int, lines: dict[TomlPath, int]) -> None:
    children = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, value in children:
        lines.setdefault((*path, key), line)
        _note(value, (*path, key), line, lines)
