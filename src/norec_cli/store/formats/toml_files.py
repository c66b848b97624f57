"""The TOML files of a store: `norec.toml`, `partners.toml`, `projects.toml`."""

import re
import tomllib
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from norec_cli.model.errors import FileRule, NorecError, Problem, StoreReadError, UnsupportedSchemaError
from norec_cli.model.ids import RULE, is_id
from norec_cli.model.partner import Partner
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.model.validation import validation_messages
from norec_cli.model.wording import did_you_mean, not_found, shorten
from norec_cli.store.formats.exchange_errors import NUL_BYTES
from norec_cli.store.formats.toml_statements import TomlPath, find_lines

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Lines = dict[TomlPath, int]
_Model = TypeVar("_Model", bound=BaseModel)

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_NAME = re.compile(r"'((?:[^'\\]|\\.)*)'")
_LONGEST = 200  # of what the parser says
_MOST_DEPTH = 50
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class TomlFile:
    """A TOML file, parsed, that gathers everything that is wrong with it."""

    def __init__(self, raw: bytes, file: str) -> None:
        """Parse a file.

        Args:
            raw: its bytes.
            file: its name for messages.

        Raises:
            StoreReadError: if it isn't UTF-8 or isn't TOML.
        """
        self.file = file
        self.problems: list[Problem] = []
        self._lines: Lines | None = None
        self._text = _decode(raw, file)
        try:
            self.values = tomllib.loads(self._text, parse_float=Decimal)
        except (
            ValueError,
            RecursionError,
        ) as error:  # beside its own error: numbers too long, lists too deep
            raise StoreReadError(_syntax_fault(str(error), self._text, file)) from None
        if _is_too_deep(self.values):
            raise StoreReadError(Problem(f"is nested more than {_MOST_DEPTH} deep: no record here is", file))

    def blame(self, path: TomlPath, text: str, about: str = "", rule: FileRule = "well-formed") -> None:
        """Add a fault about the value at a path, on the nearest line that can be named."""
        if self._lines is None:
            self._lines = find_lines(self._text)
        while path and path not in self._lines:
            path = path[:-1]
        self.problems.append(Problem(text, self.file, self._lines.get(path, 1), about, rule))

    def check(self, model: type[_Model], values: Any, path: TomlPath, name: str) -> _Model | None:
        """A record made of a table, or None with the faults added.

        Args:
            model: what the table should be.
            values: the table.
            path: where it stands.
            name: how messages call the record, empty for the whole file.
        """
        try:
            return model.model_validate(values, by_name=False)
        except ValidationError as error:
            for place, phrase in validation_messages(error, model):
                step = f"{_spoken(place)} {phrase}" if place else phrase
                self.blame((*path, *place), step, name)
            return None

    def records(self, group: str, model: type[_Model]) -> tuple[dict[str, _Model], set[str] | None]:
        """The records of a register: tables `[group.ID]`, and nothing else in the file.

        Returns:
            The valid ones by id, sorted by id; the ids of all, None if there is no telling.
        """
        found: dict[str, _Model] = {}
        ids: set[str] | None = None if self.values else set()
        one = group.removesuffix("s")
        for key, table in self.values.items():
            if key != group:
                self.blame((key,), f"{shorten(key)} is not known here{did_you_mean(key, [group])}")
            elif not isinstance(table, dict):
                self.blame((key,), f"{group} must be tables: [{group}.ID]")
            else:
                ids = set(table)
                for record_id, values in sorted(table.items()):
                    path = (group, record_id)
                    if not is_id(record_id):
                        self.blame(path, f'the id "{shorten(record_id)}" must be {RULE}')
                    record = self.check(model, values, path, f"{one} {shorten(record_id)}")
                    if record is not None:
                        found[record_id] = record
        return found, ids

    def in_order(self) -> list[Problem]:
        """Every fault found, in the order of the file."""
        return sorted(self.problems, key=lambda problem: (problem.line or 0, problem.text))

    def refuse_if_faulty(self) -> None:
        """Raise StoreReadError with every fault found."""
        if self.problems:
            raise StoreReadError(*self.in_order())


def read_settings(raw: bytes, file: str) -> Settings:
    """The contents of `norec.toml`.

    Raises:
        StoreReadError: if it is broken or invalid.
        UnsupportedSchemaError: if it is of a format that this program doesn't know.
    """
    document = TomlFile(raw, file)
    schema = document.values.get("schema")
    if isinstance(schema, int) and not isinstance(schema, bool) and schema != SCHEMA:
        document.blame(
            ("schema",),
            f"schema {min(schema, 10**9)} is newer than this program, which knows {SCHEMA}: update norec"
            if schema > SCHEMA
            else f"there is no schema {max(schema, -(10**9))}: this program knows {SCHEMA}",
        )
        raise UnsupportedSchemaError(*document.problems)
    settings = document.check(Settings, document.values, (), "")
    document.refuse_if_faulty()
    assert settings is not None  # noqa: S101 - no faults, so there is a record; this tells the type checker
    return settings


def read_partners(raw: bytes, file: str) -> dict[str, Partner]:
    """The contents of `partners.toml` by id, sorted by id.

    Raises:
        StoreReadError: if it is broken or invalid; all faults at once.
    """
    partners, _, problems = examine_partners(raw, file)
    if problems:
        raise StoreReadError(*problems)
    return partners


def examine_partners(raw: bytes, file: str) -> tuple[dict[str, Partner], set[str] | None, list[Problem]]:
    """What is right and what is wrong in `partners.toml`.

    Returns:
        The valid partners by id, sorted by id; the ids of all, None if there is no telling; the faults, in the order of
        the file.

    Raises:
        StoreReadError: if it isn't TOML at all.
    """
    document = TomlFile(raw, file)
    partners, ids = document.records("partners", Partner)
    return partners, ids, document.in_order()


def examine_projects(
    raw: bytes, file: str, partners: Collection[str] | None
) -> "tuple[dict[str, Project], set[str] | None, list[Problem]]":
    """What is right and what is wrong in `projects.toml`.

    Args:
        raw: its bytes.
        file: its name for messages.
        partners: the ids of the partners that exist; None if there is no telling.

    Returns:
        As `examine_partners`.

    Raises:
        StoreReadError: if it isn't TOML at all.
    """
    document = TomlFile(raw, file)
    if not document.values:
        return {}, set(), []
    from norec_cli.model.project import Project  # many stores have none, and need not wait for it

    projects, ids = document.records("projects", Project)
    tables = document.values.get("projects")
    for project_id, table in tables.items() if isinstance(tables, dict) else ():
        named = table.get("partners") if isinstance(table, dict) else None
        for name in named if isinstance(named, list) else ():  # of a project that is faulty otherwise too
            if partners is not None and isinstance(name, str) and name not in partners:
                text = not_found("partner", name, partners)
                document.blame(
                    ("projects", project_id, "partners"), text, f"project {shorten(project_id)}", "partners-known"
                )
    return projects, ids, document.in_order()


def read_projects(raw: bytes, file: str, partners: Collection[str] | None) -> "dict[str, Project]":
    """The contents of `projects.toml` by id, sorted by id.

    Raises:
        StoreReadError: if it is broken or invalid, or names an unknown partner; all faults at once.
    """
    projects, _, problems = examine_projects(raw, file, partners)
    if problems:
        raise StoreReadError(*problems)
    return projects


def lines_of(raw: bytes, file: str) -> Lines:
    """The line on which each table and value of a TOML file stands, by its path."""
    return find_lines(_decode(raw, file))


def append_tables(raw: bytes, file: str, group: str, tables: dict[str, dict[str, Any]]) -> bytes:
    """Return the bytes of a TOML file with tables `[group.key]` added at its end and nothing else touched.

    Args:
        raw: the file's bytes.
        file: its name for messages.
        group: the group.
        tables: the new tables, by key.

    Raises:
        NorecError: if the file is so written that no table can be added to it.
    """
    if not tables:
        return raw
    changed = appended(raw, "\n".join(_written(group, key, values) for key, values in tables.items()))

    # The person's own lines may be written in a way that makes the sum mean something else: read it back.
    before = TomlFile(raw, file).values
    expected = {**before, group: {**before.get(group, {}), **tables}}
    try:
        after = TomlFile(changed, file).values
    except StoreReadError:
        after = {}
    if after != expected:
        raise closed(file, group)
    return changed


def _written(group: str, key: str, values: dict[str, Any]) -> str:
    """Return a table `[group.key]` as TOML, with each entry of a list of tables under a heading of its own."""
    import tomli_w  # only a change needs it

    lists = {name: value for name, value in values.items() if isinstance(value, list) and _has_tables(value)}
    text = tomli_w.dumps({group: {key: {name: value for name, value in values.items() if name not in lists}}})
    for name, entries in lists.items():
        text += "".join(f"\n[[{group}.{key}.{name}]]\n{tomli_w.dumps(entry)}" for entry in entries)
    return text


def _has_tables(entries: list[Any]) -> bool:
    return bool(entries) and all(isinstance(entry, dict) for entry in entries)


def appended(raw: bytes, addition: str) -> bytes:
    """The bytes of a file with a text behind a blank line at its end, in the file's own line endings."""
    newline = "\r\n" if b"\r\n" in raw else "\n"
    gap = "" if not raw.strip() else newline if raw.endswith(b"\n") else newline * 2
    return raw + (gap + addition.replace("\n", newline)).encode()


def closed(file: str, group: str) -> NorecError:
    """The refusal to add to a file that is so written that no table can be added to it."""
    return NorecError(
        Problem(f"{group} are written here as one value, to which no table can be added", file),
        advice=(f"Write each as a table of its own, [{group}.ID], then try again.",),
    )


def _decode(raw: bytes, file: str) -> str:
    try:
        return raw.decode().removeprefix(_BOM).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StoreReadError(Problem("is not valid UTF-8", file, line)) from None


def _syntax_fault(message: str, text: str, file: str) -> Problem:
    """Tomllib's message with its place taken out of the words."""
    found = _PLACE.search(message)
    if "\0" in text:
        place = text.count("\n", 0, text.index("\0")) + 1
        return Problem(NUL_BYTES, file, place)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("<<<<<<<", ">>>>>>>", "|||||||")):
            return Problem(
                "is a conflict marker of git: keep the lines that are right, and delete this one", file, number
            )
    if found and found[1]:
        said = _TWICE.sub(lambda twice: f"{'.'.join(_NAME.findall(twice[1]))} stands twice", message[: found.start()])
        return Problem(f"is not valid TOML: {shorten(said, _LONGEST)} (column {found[2]})", file, int(found[1]))
    detail = f"{message[: found.start()]} at the end of the file" if found else message
    return Problem(f"is not valid TOML: {shorten(detail, _LONGEST)}", file, text.rstrip("\n").count("\n") + 1)


def _is_too_deep(values: Any) -> bool:
    """Whether a parsed file has tables or lists in each other so deep that whatever runs through them would fail."""
    level = [values]
    for _ in range(_MOST_DEPTH):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
    return bool(level)


def _spoken(place: TomlPath) -> str:
    """A path within a record in words: `adjustments 2: sent`."""
    words = ""
    for step in place:
        if isinstance(step, int):
            words += f" {step + 1}"
        else:
            words += f": {shorten(step)}" if words else shorten(step)
    return words
