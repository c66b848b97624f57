"""Reading and checking the TOML files of a store: `norec.toml`, `partners.toml`, `projects.toml`."""

import re
import tomllib
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from norec_cli.model.errors import FileRuleId, Problem, ProblemList, StoreReadError, UnsupportedSchemaError
from norec_cli.model.ids import RULE, is_id
from norec_cli.model.partner import Partner
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.model.validation import validation_messages
from norec_cli.model.wording import did_you_mean, not_found, shorten
from norec_cli.store.formats.exchange_errors import CONFLICT, NUL_BYTES
from norec_cli.store.formats.toml_statements import TomlPath, find_lines

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Lines = dict[TomlPath, int]  # the first line of each table and value, by its path
_Model = TypeVar("_Model", bound=BaseModel)

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DECLARED_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_LONGEST = 200  # characters of the parser's message that are shown
_MOST_DEPTH = 50
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class TomlFile:
    """A parsed TOML file that gathers the problems in it."""

    def __init__(self, raw: bytes, file: str) -> None:
        """Parse a file.

        Args:
            raw: its bytes.
            file: its name for messages.

        Raises:
            StoreReadError: if it is not valid UTF-8 or not valid TOML.
        """
        self.file = file
        self._errors = ProblemList()
        self._lines: Lines | None = None
        self._text = _decode(raw, file)
        try:
            self.values = tomllib.loads(self._text, parse_float=Decimal)
        except (ValueError, RecursionError) as error:  # the parser's own, and of numbers too long, lists too deep
            raise StoreReadError(_syntax_problem(str(error), self._text, file)) from None
        if _is_too_deep(self.values):
            raise StoreReadError(Problem(f"has lists or tables nested more than {_MOST_DEPTH} deep", file))

    def add_problem(self, path: TomlPath, text: str, about: str = "", rule: FileRuleId = "well-formed") -> None:
        """Add a problem with the value at a path; its line is that of the value, or else of the table around it."""
        if self._lines is None:
            self._lines = find_lines(self._text)
        while path and path not in self._lines:
            path = path[:-1]
        self._errors.add(text, self.file, self._lines.get(path, 1), about, rule)

    def check(self, model: type[_Model], values: Any, path: TomlPath, name: str) -> _Model | None:
        """Make a record from a table; return None, and add the problems, if the table has errors.

        Args:
            model: the type of the record.
            values: the table.
            path: the path of the table.
            name: the record as messages show it; empty for the whole file.
        """
        try:
            return model.model_validate(values, by_name=False)
        except ValidationError as error:
            for place, phrase in validation_messages(error, model):
                text = f"{_path_in_words(place)} {phrase}" if place else phrase
                self.add_problem((*path, *place), text, name)
            return None

    def records(self, group: str, model: type[_Model]) -> tuple[dict[str, _Model], set[str] | None]:
        """Read the records of a register: tables `[group.ID]`; anything else in the file is a problem.

        Args:
            group: `partners` or `projects`.
            model: the type of the records.

        Returns:
            The valid records by id, sorted by id; and the ids of all records, or None if the group can't be read.
        """
        records: dict[str, _Model] = {}
        ids: set[str] | None = None if self.values else set()
        kind = group.removesuffix("s")
        for key, table in self.values.items():
            if key != group:
                self.add_problem((key,), f"{shorten(key)} is not known here{did_you_mean(key, [group])}")
            elif not isinstance(table, dict):
                self.add_problem((key,), f"{group} must be tables: [{group}.ID]")
            else:
                ids = set(table)
                for record_id, values in sorted(table.items()):
                    path = (group, record_id)
                    if not is_id(record_id):
                        self.add_problem(path, f'the id "{shorten(record_id)}" must be {RULE}')
                    record = self.check(model, values, path, f"{kind} {shorten(record_id)}")
                    if record is not None:
                        records[record_id] = record
        return records, ids

    def in_order(self) -> list[Problem]:
        """Return the problems in the order of the file."""
        return sorted(self._errors.problems, key=lambda problem: (problem.line or 0, problem.text))


def parse_settings(raw: bytes, file: str) -> Settings:
    """Parse `norec.toml`.

    Args:
        raw: its bytes.
        file: its name for messages.

    Raises:
        StoreReadError: if it has errors; names all of them.
        UnsupportedSchemaError: if it has a format that this program doesn't know.
    """
    document = TomlFile(raw, file)
    schema = document.values.get("schema")
    if isinstance(schema, int) and not isinstance(schema, bool) and schema != SCHEMA:
        document.add_problem(
            ("schema",),
            f"schema {min(schema, 10**9)} is newer than this program, which knows {SCHEMA}: update norec"
            if schema > SCHEMA
            else f"there is no schema {max(schema, -(10**9))}: this program knows {SCHEMA}",
        )
        raise UnsupportedSchemaError(*document.in_order())
    settings = document.check(Settings, document.values, (), "")
    if settings is None:
        raise StoreReadError(*document.in_order())
    return settings


def parse_partners(raw: bytes, file: str) -> dict[str, Partner]:
    """Parse `partners.toml`: the partners by id, sorted by id.

    Args:
        raw: its bytes.
        file: its name for messages.

    Raises:
        StoreReadError: if it has errors; names all of them.
    """
    partners, _, problems = examine_partners(raw, file)
    if problems:
        raise StoreReadError(*problems)
    return partners


def examine_partners(raw: bytes, file: str) -> tuple[dict[str, Partner], set[str] | None, list[Problem]]:
    """Read the valid partners of `partners.toml`, and the problems of the others.

    Args:
        raw: its bytes.
        file: its name for messages.

    Returns:
        The valid partners by id, sorted by id; the ids of all partners, or None if these can't be read; and the
        problems, in the order of the file.

    Raises:
        StoreReadError: if it is not valid TOML.
    """
    document = TomlFile(raw, file)
    partners, ids = document.records("partners", Partner)
    return partners, ids, document.in_order()


def examine_projects(
    raw: bytes, file: str, partners: Collection[str] | None
) -> "tuple[dict[str, Project], set[str] | None, list[Problem]]":
    """Read the valid projects of `projects.toml`, and the problems of the others.

    Args:
        raw: its bytes.
        file: its name for messages.
        partners: the ids of all partners; None if these are unknown.

    Returns:
        The valid projects by id, sorted by id; the ids of all projects, or None if these can't be read; and the
        problems, in the order of the file.

    Raises:
        StoreReadError: if it is not valid TOML.
    """
    document = TomlFile(raw, file)
    if not document.values:
        return {}, set(), []
    from norec_cli.model.project import Project  # slow to load, and many stores have no project

    projects, ids = document.records("projects", Project)
    tables = document.values.get("projects")
    for project_id, table in tables.items() if isinstance(tables, dict) else ():
        named = table.get("partners") if isinstance(table, dict) else None
        for name in named if isinstance(named, list) else ():  # also of a project that has other errors
            if partners is not None and isinstance(name, str) and name not in partners:
                text = not_found("partner", name, partners)
                document.add_problem(
                    ("projects", project_id, "partners"), text, f"project {shorten(project_id)}", "partners-known"
                )
    return projects, ids, document.in_order()


def parse_projects(raw: bytes, file: str, partners: Collection[str] | None) -> "dict[str, Project]":
    """Parse `projects.toml`: the projects by id, sorted by id.

    Args:
        raw: its bytes.
        file: its name for messages.
        partners: the ids of all partners; None if these are unknown.

    Raises:
        StoreReadError: if it has errors or names an unknown partner; names all errors.
    """
    projects, _, problems = examine_projects(raw, file, partners)
    if problems:
        raise StoreReadError(*problems)
    return projects


def lines_of(raw: bytes, file: str) -> Lines:
    """Return the first line of each table and value of a TOML file, by its path.

    Args:
        raw: the file's bytes.
        file: its name for messages.

    Raises:
        StoreReadError: if it is not valid UTF-8.
    """
    return find_lines(_decode(raw, file))


def _decode(raw: bytes, file: str) -> str:
    try:
        return raw.decode().removeprefix(_BOM).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StoreReadError(Problem("is not valid UTF-8", file, line)) from None


def _syntax_problem(message: str, text: str, file: str) -> Problem:
    """Turn the parser's message about a file into a problem, with the line as a value."""
    if "\0" in text:
        return Problem(NUL_BYTES, file, text.count("\n", 0, text.index("\0")) + 1)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("<<<<<<<", ">>>>>>>", "|||||||")):
            return Problem(CONFLICT, file, number)
    place = _PLACE.search(message)
    if place and place[1]:
        said = _DECLARED_TWICE.sub(
            lambda match: f"{'.'.join(_QUOTED.findall(match[1]))} stands twice", message[: place.start()]
        )
        return Problem(f"is not valid TOML: {shorten(said, _LONGEST)} (column {place[2]})", file, int(place[1]))
    detail = f"{message[: place.start()]} at the end of the file" if place else message
    return Problem(f"is not valid TOML: {shorten(detail, _LONGEST)}", file, text.rstrip("\n").count("\n") + 1)


def _is_too_deep(values: Any) -> bool:
    """Return whether lists and tables are nested so deep that a recursive function would fail on them."""
    level = [values]
    for _ in range(_MOST_DEPTH):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
    return bool(level)


def _path_in_words(place: TomlPath) -> str:
    """Return a path within a record in words: `adjustments 2: sent`."""
    words = ""
    for step in place:
        if isinstance(step, int):
            words += f" {step + 1}"
        else:
            words += f": {shorten(step)}" if words else shorten(step)
    return words
