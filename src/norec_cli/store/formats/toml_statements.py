"""The statements of a TOML file with their lines: for messages that name a line, and for edits.

TOML libraries keep no line numbers. So a document is cut into statements, each the fewest lines that are valid TOML by
themselves, and each is noted under its table. A statement ends with the first line that leaves no bracket and no text
open; the library's own parser then reads it.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

TomlPath = tuple[str | int, ...]

# A statement ends at a line feed outside brackets. Texts and comments are tokens so that signs in them don't count.
_TOKEN = re.compile(
    r""""{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}"""
    r"""|'{3}(?:[^']|'{1,2}(?!'))*+'{3,5}"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|#[^\n]*+|[\[\]{}\n]""",
    re.DOTALL,
)


class TomlStatement(msgspec.Struct, frozen=True):
    """A header of a table, or a key with its value.

    Attributes:
        table: the path of the table that it opens or belongs to, with positions where the path leads through lists.
        said: its key and value; empty for a header.
        first: its first line, counted from 1.
        last: its last line.
    """

    table: TomlPath
    said: dict[str, Any]
    first: int
    last: int

    @property
    def is_header(self) -> bool:
        """Whether it is the header of a table."""
        return not self.said


def find_statements(text: str) -> Iterator[TomlStatement]:
    """Yield the statements of a TOML document in its order; blank lines and comments between them are skipped.

    Args:
        text: a valid TOML document whose lines end in LF.
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
    """Yield the shortest runs of lines that are valid TOML by themselves, without their last line feed."""
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
    """Return the first line of each key, table and list entry of a valid TOML document, by path."""
    lines: dict[TomlPath, int] = {}
    for statement in find_statements(text):
        for depth in range(1, len(statement.table) + 1):
            lines.setdefault(statement.table[:depth], statement.first)
        _note(statement.said, statement.table, statement.first, lines)
    return lines


def _open_table(header: dict[str, Any], entries: dict[TomlPath, int]) -> TomlPath:
    """Return the path of the table that a header opens, with positions where it leads through lists of tables.

    Args:
        header: the header, parsed.
        entries: the last position in each list of tables so far, by path; updated.
    """
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
    """Note the line of every value within a statement."""
    children = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, value in children:
        lines.setdefault((*path, key), line)
        _note(value, (*path, key), line, lines)
