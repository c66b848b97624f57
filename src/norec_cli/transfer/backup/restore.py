"""A whole store made of the tables that were read, every record checked."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

import msgspec

from norec_cli.model.errors import InvalidRecordError
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange, Reason
from norec_cli.model.ids import id_problem
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.project import Project, Round
from norec_cli.model.settings import SCHEMA, Settings, Waiver
from norec_cli.model.wording import did_you_mean, listed_shortly, shorten
from norec_cli.transfer.backup.read import Raw
from norec_cli.transfer.backup.rows import BackupRow, RowErrors
from norec_cli.transfer.backup.schema import FILES, RULES, TABLES, TEXTS

_NAMES = dict(zip(Exchange.__struct_encode_fields__, Exchange.__struct_fields__, strict=True))
_MOST_TABLES = 20  # that are named, of those that are not known
_REQUIRED = ("id", "from", "to", "participants", "start")


class StoreContents(msgspec.Struct, frozen=True):
    """A store.

    Attributes:
        settings: its settings.
        partners: by id, sorted by id.
        projects: the same.
        exchanges: in the order in which they were given.
        texts: the texts of the files that people write comments in, by name; None if they were not given.
    """

    settings: Settings
    partners: Mapping[str, Partner]
    projects: Mapping[str, Project]
    exchanges: tuple[Exchange, ...]
    texts: Mapping[str, str] | None


def check_store(tables: Mapping[str, Raw], file: str) -> StoreContents:
    """The store that tables hold.

    Args:
        tables: by name.
        file: how messages call the file that they come from.

    Raises:
        NorecError: if anything is wrong with them; all faults at once, each with table, row and column.
    """
    problems = RowErrors(file)
    strange = [name for name in tables if name not in TABLES]
    for name in strange[:_MOST_TABLES]:
        problems.blame(f'there is no table "{shorten(name)}" in a store{did_you_mean(name, TABLES)}')
    if len(strange) > _MOST_TABLES:
        problems.blame(f"and {len(strange) - _MOST_TABLES:,} more tables are none of a store")
    for name in TABLES:
        if name not in tables and name != FILES:
            problems.blame(f"the table {name} is missing")
    private = FILES in tables
    rows = {
        name: problems.read(
            name, tables[name], fields, optional=[field.key for field in fields if field.private and not private]
        )
        if name in tables
        else []
        for name, fields in TABLES.items()
    }
    settings = _settings(problems, rows["store"], rows["waivers"]) if "store" in tables else None
    partners = _partners(problems, rows["partners"], rows["adjustments"])
    projects = _projects(problems, rows["projects"], rows["rounds"], {row.values.get("id") for row in rows["partners"]})
    ids = {name: {row.values.get("id") for row in rows[name]} for name in ("partners", "projects")}
    exchanges = _exchanges(problems, rows["exchanges"], ids["partners"], ids["projects"])
    texts = _texts(problems, rows[FILES]) if private else None
    problems.refuse_if_any()
    assert settings is not None  # noqa: S101 - no faults, so there are settings; this tells the type checker
    return StoreContents(
        settings, dict(sorted(partners.items())), dict(sorted(projects.items())), tuple(exchanges), texts
    )


def _settings(problems: RowErrors, rows: list[BackupRow], of_waivers: list[BackupRow]) -> Settings | None:
    if len(rows) != 1:
        problems.blame(f"must have one row, not {len(rows)}", "store")
        return None
    row = rows[0]
    number = row.values.get("schema")
    if number is not None and number != SCHEMA:
        problems.blame_row(row, "schema", f"{number} is no schema that this program knows, which is {SCHEMA}")
        return None
    waivers = {at: problems.check(Waiver, one.values, one) for at, one in enumerate(of_waivers)}
    own = {key: value for key, value in row.values.items() if key not in RULES}
    values = {**own, "rules": _rules(row), "waivers": tuple(filter(None, waivers.values()))}
    return problems.check(Settings, values, row)


def _partners(problems: RowErrors, rows: list[BackupRow], of_adjustments: list[BackupRow]) -> dict[str, Partner]:
    adjustments: dict[str, list[Adjustment]] = {}
    known = _ids(problems, rows)
    for row in of_adjustments:
        owner = _owner(problems, row, "partner", known)
        one = problems.check(Adjustment, _without(row, "partner"), row)
        if owner and one:
            adjustments.setdefault(owner, []).append(one)
    found = {}
    for row in rows:
        values = {**_without(row, "id"), "adjustments": tuple(adjustments.get(row.values.get("id", ""), ()))}
        partner = problems.check(Partner, values, row)
        if partner and "id" in row.values:
            found[row.values["id"]] = partner
    return found


def _projects(
    problems: RowErrors, rows: list[BackupRow], of_rounds: list[BackupRow], partners: set[Any]
) -> dict[str, Project]:
    rounds: dict[str, dict[str, Round]] = {}
    places: dict[str, dict[tuple[str, ...], BackupRow]] = {}
    known = _ids(problems, rows)
    for row in of_rounds:
        owner = _owner(problems, row, "project", known)
        if "round" not in row.values:
            if row.whole:
                problems.blame_row(row, "round", "is missing")
            continue
        one = problems.check(Round, _without(row, "project", "round"), row)
        number = str(row.values["round"])
        if owner and number in rounds.get(owner, {}):
            problems.blame_row(row, "round", f"{number} of project {owner} stands there twice")
        if owner and one:
            rounds.setdefault(owner, {})[number] = one
            places.setdefault(owner, {})["rounds", number] = row
    found = {}
    for row in rows:
        key = row.values.get("id", "")
        own = {name: value for name, value in _without(row, "id").items() if name not in RULES}
        values = {**own, "rules": _rules(row), "rounds": rounds.get(key, {})}
        project = problems.check(Project, values, row, places.get(key))
        for name in row.values.get("partners", ()):
            if name not in partners:
                problems.blame_row(row, "partners", problems.not_found("partner", name, filter(None, partners)))
        if project and key:
            found[key] = project
    return found


def _exchanges(
    problems: RowErrors, rows: list[BackupRow], partners: set[Any], projects: set[Any]
) -> Iterable[Exchange]:
    _ids(problems, rows)
    found = []
    for row in rows:
        wrong = list(_wrong(problems, row, partners, projects))
        for column, text in wrong:
            problems.blame_row(row, column, text)
        if wrong or not row.whole:
            continue
        try:
            found.append(Exchange(**{_NAMES[key]: value for key, value in row.values.items()}))
        except InvalidRecordError as error:
            for problem in error.problems:
                problems.blame_row(row, f"exchange {row.values['id']}", problem.text)
    return found


def _wrong(problems: RowErrors, row: BackupRow, partners: set[Any], projects: set[Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with single values of an exchange."""
    values = row.values
    for key in _REQUIRED:
        if key not in values and row.whole:
            yield key, "is missing"
    for key, least in (("participants", 1), ("women", 0), ("round", 1)):
        if key in values and not least <= values[key] <= MOST_PARTICIPANTS:
            most = f"{MOST_PARTICIPANTS:,} or less" if values[key] > least else f"{least} or more"
            yield key, f"must be {most}, not {values[key]:,}"
    if "reason" in values and values["reason"] not in get_args(Reason):
        yield (
            "reason",
            f'must be {listed_shortly(get_args(Reason), word="or")}, not "{shorten(values["reason"])}"',
        )
    for key in ("from", "to"):
        if key in values and values[key] not in partners:
            yield key, problems.not_found("partner", values[key], filter(None, partners))
    if "project" in values and values["project"] not in projects:
        yield "project", problems.not_found("project", values["project"], filter(None, projects))


def _texts(problems: RowErrors, rows: list[BackupRow]) -> dict[str, str]:
    lines: dict[str, dict[int, str]] = {}
    for row in rows:
        file, number = row.values.get("file"), row.values.get("line")
        if file not in TEXTS:
            problems.blame_row(row, "file", f'must be {listed_shortly(TEXTS, word="or")}, not "{shorten(file or "")}"')
        elif number is None:
            problems.blame_row(row, "line", "is missing")
        elif number in lines.setdefault(file, {}):
            problems.blame_row(row, "line", f"{number} of {file} stands there twice")
        else:
            lines[file][number] = row.values.get("text", "")
    return {file: "\n".join(text for _, text in sorted(found.items())) for file, found in lines.items()}


def _ids(problems: RowErrors, rows: list[BackupRow]) -> set[str]:
    """The ids of records; each is there, is one, and stands there once."""
    seen: dict[str, int] = {}
    for row in rows:
        name = row.values.get("id")
        if name is None:
            if row.whole and row.table != "exchanges":
                problems.blame_row(row, "id", "is missing")
        elif name in seen:
            problems.blame_row(row, "id", f"{shorten(name)} stands in row {seen[name]} too")
        elif row.table != "exchanges" and (problem := id_problem(name)):
            problems.blame_row(row, "id", f'"{shorten(name)}" {problem}')
        seen.setdefault(name or "", row.number)
    return set(seen) - {""}


def _owner(problems: RowErrors, row: BackupRow, kind: str, known: set[str]) -> str:
    """The record that a row belongs to; empty if there is none."""
    owner = row.values.get(kind)
    if owner is None and row.whole:
        problems.blame_row(row, kind, "is missing")
    elif owner is not None and owner not in known:
        problems.blame_row(row, kind, problems.not_found(kind, owner, known))
        return ""
    return owner or ""


def _rules(row: BackupRow) -> dict[str, Any]:
    return {key: value for key, value in row.values.items() if key in RULES}


def _without(row: BackupRow, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.values.items() if key not in keys}
