"""Make the records of a store of the tables of a backup, and check each."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

import msgspec

from norec_cli.model.errors import InvalidRecordError
from norec_cli.model.exchange import HIGHEST_ROUND, MOST_PARTICIPANTS, Exchange, Reason
from norec_cli.model.ids import id_problem
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.project import Project, Round
from norec_cli.model.settings import SCHEMA, Settings, Waiver
from norec_cli.model.wording import did_you_mean, listed_shortly, shorten
from norec_cli.transfer.backup.read import RawTable
from norec_cli.transfer.backup.rows import BackupProblems, BackupRow
from norec_cli.transfer.backup.schema import FILES, RULES, TABLES, TEXTS, WHERE_SET

_NAMES = dict(zip(Exchange.__struct_encode_fields__, Exchange.__struct_fields__, strict=True))
_MOST_TABLES = 20  # unknown tables that are named
_REQUIRED = ("id", "from", "to", "participants", "start")


class StoreContents(msgspec.Struct, frozen=True):
    """Everything that a backup holds of a store.

    Attributes:
        settings: the settings.
        partners: the partners by id, sorted by id.
        projects: the projects by id, sorted by id.
        exchanges: the exchanges in the order of their rows.
        texts: the texts of the files in which people write comments, by name; None if the backup has no such table.
    """

    settings: Settings
    partners: Mapping[str, Partner]
    projects: Mapping[str, Project]
    exchanges: tuple[Exchange, ...]
    texts: Mapping[str, str] | None


def check_store(tables: Mapping[str, RawTable], file: str) -> StoreContents:
    """Return the records of the tables of a backup.

    Args:
        tables: the tables by name.
        file: the name of the file for messages.

    Raises:
        NorecError: if anything is wrong; everything at once, each problem with table, row and column.
    """
    problems = BackupProblems(file)
    unknown = [name for name in tables if name not in TABLES]
    for name in unknown[:_MOST_TABLES]:
        problems.add(f'there is no table "{shorten(name)}" in a store{did_you_mean(name, TABLES)}')
    if len(unknown) > _MOST_TABLES:
        problems.add(f"and {len(unknown) - _MOST_TABLES:,} more tables that no store has")
    for name in TABLES:
        if name not in tables and name != FILES:
            problems.add(f"the table {name} is missing")
    private = FILES in tables
    rows = {
        name: problems.read(
            name,
            tables[name],
            fields,
            optional=[field.key for field in fields if field.key in WHERE_SET or (field.private and not private)],
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
    assert settings is not None  # noqa: S101 - without problems there are settings; the type checker can't know
    return StoreContents(
        settings, dict(sorted(partners.items())), dict(sorted(projects.items())), tuple(exchanges), texts
    )


def _settings(problems: BackupProblems, rows: list[BackupRow], of_waivers: list[BackupRow]) -> Settings | None:
    if len(rows) != 1:
        problems.add(f"must have one row, not {len(rows)}", "store")
        return None
    row = rows[0]
    number = row.values.get("schema")
    if number is not None and number != SCHEMA:
        problems.add_in_row(row, "schema", f"{number} is not the schema of this program, {SCHEMA}")
        return None
    waivers = [problems.check(Waiver, waiver.values, waiver) for waiver in of_waivers]
    own = {key: value for key, value in row.values.items() if key not in RULES}
    values = {**own, "rules": _rules(row), "waivers": tuple(filter(None, waivers))}
    return problems.check(Settings, values, row)


def _partners(problems: BackupProblems, rows: list[BackupRow], of_adjustments: list[BackupRow]) -> dict[str, Partner]:
    adjustments: dict[str, list[Adjustment]] = {}
    known = _ids(problems, rows)
    for row in of_adjustments:
        owner = _owner(problems, row, "partner", known)
        adjustment = problems.check(Adjustment, _without(row, "partner"), row)
        if owner and adjustment:
            adjustments.setdefault(owner, []).append(adjustment)
    partners = {}
    for row in rows:
        values = {**_without(row, "id"), "adjustments": tuple(adjustments.get(row.values.get("id", ""), ()))}
        partner = problems.check(Partner, values, row)
        if partner and "id" in row.values:
            partners[row.values["id"]] = partner
    return partners


def _projects(
    problems: BackupProblems, rows: list[BackupRow], of_rounds: list[BackupRow], partners: set[Any]
) -> dict[str, Project]:
    rounds: dict[str, dict[str, Round]] = {}
    places: dict[str, dict[tuple[str, ...], BackupRow]] = {}
    known = _ids(problems, rows)
    for row in of_rounds:
        owner = _owner(problems, row, "project", known)
        if "round" not in row.values:
            if row.is_whole:
                problems.add_in_row(row, "round", "is missing")
            continue
        round_ = problems.check(Round, _without(row, "project", "round"), row)
        number = str(row.values["round"])
        if owner and number in rounds.get(owner, {}):
            problems.add_in_row(row, "round", f"{number} of project {owner} is there twice")
        if owner and round_:
            rounds.setdefault(owner, {})[number] = round_
            places.setdefault(owner, {})["rounds", number] = row
    projects = {}
    for row in rows:
        key = row.values.get("id", "")
        own = {name: value for name, value in _without(row, "id").items() if name not in RULES}
        values = {**own, "rules": _rules(row), "rounds": rounds.get(key, {})}
        project = problems.check(Project, values, row, places.get(key))
        for name in row.values.get("partners", ()):
            if name not in partners:
                problems.add_in_row(row, "partners", problems.not_found("partner", name, filter(None, partners)))
        if project and key:
            projects[key] = project
    return projects


def _exchanges(
    problems: BackupProblems, rows: list[BackupRow], partners: set[Any], projects: set[Any]
) -> Iterable[Exchange]:
    _ids(problems, rows)
    exchanges = []
    for row in rows:
        wrong = list(_wrong(problems, row, partners, projects))
        for column, text in wrong:
            problems.add_in_row(row, column, text)
        if wrong or not row.is_whole:
            continue
        try:
            exchanges.append(Exchange(**{_NAMES[key]: value for key, value in row.values.items()}))
        except InvalidRecordError as error:
            for problem in error.problems:
                problems.add_in_row(row, f"exchange {row.values['id']}", problem.text)
    return exchanges


def _wrong(
    problems: BackupProblems, row: BackupRow, partners: set[Any], projects: set[Any]
) -> Iterable[tuple[str, str]]:
    """Yield the column and the text of what is wrong with single values of an exchange."""
    values = row.values
    for key in _REQUIRED:
        if key not in values and row.is_whole:
            yield key, "is missing"
    for key, least, most in (
        ("participants", 1, MOST_PARTICIPANTS),
        ("women", 0, MOST_PARTICIPANTS),
        ("round", 1, HIGHEST_ROUND),
    ):
        if key in values and not least <= values[key] <= most:
            limit = f"{most:,} or less" if values[key] > least else f"{least} or more"
            yield key, f"must be {limit}, not {values[key]:,}"
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


def _texts(problems: BackupProblems, rows: list[BackupRow]) -> dict[str, str]:
    lines: dict[str, dict[int, str]] = {}
    for row in rows:
        file, number = row.values.get("file"), row.values.get("line")
        if file not in TEXTS:
            problems.add_in_row(row, "file", f'must be {listed_shortly(TEXTS, word="or")}, not "{shorten(file or "")}"')
        elif number is None:
            problems.add_in_row(row, "line", "is missing")
        elif number in lines.setdefault(file, {}):
            problems.add_in_row(row, "line", f"{number} of {file} is there twice")
        else:
            lines[file][number] = row.values.get("text", "")
    return {file: "\n".join(text for _, text in sorted(texts.items())) for file, texts in lines.items()}


def _ids(problems: BackupProblems, rows: list[BackupRow]) -> set[str]:
    """Return the ids of records, after adding which are missing, invalid or there twice."""
    seen: dict[str, int] = {}
    for row in rows:
        name = row.values.get("id")
        if name is None:
            if row.is_whole and row.table != "exchanges":
                problems.add_in_row(row, "id", "is missing")
        elif name in seen:
            problems.add_in_row(row, "id", f"{shorten(name)} is in row {seen[name]} too")
        elif row.table != "exchanges" and (problem := id_problem(name)):
            problems.add_in_row(row, "id", f'"{shorten(name)}" {problem}')
        seen.setdefault(name or "", row.number)
    return set(seen) - {""}


def _owner(problems: BackupProblems, row: BackupRow, kind: str, known: set[str]) -> str:
    """Return the id of the record that a row belongs to; empty after adding that it doesn't exist."""
    owner = row.values.get(kind)
    if owner is None and row.is_whole:
        problems.add_in_row(row, kind, "is missing")
    elif owner is not None and owner not in known:
        problems.add_in_row(row, kind, problems.not_found(kind, owner, known))
        return ""
    return owner or ""


def _rules(row: BackupRow) -> dict[str, Any]:
    return {key: value for key, value in row.values.items() if key in RULES}


def _without(row: BackupRow, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.values.items() if key not in keys}
