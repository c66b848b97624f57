"""Make tables of the records of a store."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.settings import Settings
from norec_cli.model.spreadsheet_text import join_list
from norec_cli.transfer.backup.schema import FILES, TABLES, WHERE_SET, BackupTable, Value, row_of
from norec_cli.transfer.record_columns import EXCHANGE, PARTNER, PROJECT, Field, fields_of

if TYPE_CHECKING:
    from norec_cli.model.project import Project

SCHEMA = "norec.store/1"


def partner_rows(partners: Mapping[str, Partner], *, private: bool) -> BackupTable:
    """Return a table of partners, one row each; with private columns or without."""
    fields = fields_of(PARTNER, private=private)
    return BackupTable(
        "partners", fields, [row_of(fields, {"id": key, **partner.model_dump()}) for key, partner in partners.items()]
    )


def project_rows(projects: "Mapping[str, Project]", *, private: bool) -> BackupTable:
    """Return a table of projects, one row each, without their rounds and rules; with private columns or without."""
    fields = fields_of(PROJECT, private=private)
    return BackupTable(
        "projects", fields, [row_of(fields, {"id": key, **project.model_dump()}) for key, project in projects.items()]
    )


def exchange_rows(exchanges: Iterable[Exchange], *, private: bool) -> BackupTable:
    """Return a table of exchanges, one row each; with private columns or without."""
    fields = fields_of(EXCHANGE, private=private)
    return BackupTable("exchanges", fields, [row_of(fields, _values(exchange)) for exchange in exchanges])


def tables_of(
    settings: Settings,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    exchanges: Iterable[Exchange],
    files: Mapping[str, str] | None,
) -> list[BackupTable]:
    """Return every table of a store.

    Args:
        settings: the settings of the store.
        partners: the partners by id.
        projects: the projects by id.
        exchanges: the exchanges in the order of their rows.
        files: the texts of the files in which people write comments, by name; None leaves out everything private.
    """
    private = files is not None
    own = settings.model_dump(include={"year_start"}, exclude_defaults=True)
    rules = settings.rules.model_dump(exclude_defaults=True)
    values: dict[str, list[Mapping[str, Any]]] = {
        "store": [{"schema": settings.schema_number, "name": settings.name, **rules, **own}],
        "waivers": [waiver.model_dump() for waiver in settings.waivers],
        "adjustments": [
            {"partner": key, **adjustment.model_dump()}
            for key, partner in partners.items()
            for adjustment in partner.adjustments
        ],
        "projects": [
            {"id": key, **project.model_dump(), **project.rules.model_dump()} for key, project in projects.items()
        ],
        "rounds": [
            {"project": key, "round": int(number), **round_.model_dump()}
            for key, project in projects.items()
            for number, round_ in project.rounds.items()
        ],
        FILES: [
            {"file": file, "line": number, "text": line}
            for file, text in (files or {}).items()
            for number, line in enumerate(text.split("\n"), start=1)
        ],
    }
    tables = []
    for name, all_fields in TABLES.items():
        fields = fields_of(all_fields, private=private)
        if name == "partners":
            tables.append(partner_rows(partners, private=private))
        elif name == "exchanges":
            tables.append(exchange_rows(exchanges, private=private))
        elif name != FILES or private:
            used = [field for field in fields if field.key not in WHERE_SET or _is_set(field.key, values[name])]
            tables.append(BackupTable(name, used, [row_of(used, record) for record in values[name]]))
    return tables


def _is_set(key: str, records: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether any of some records has a value under a key."""
    return any(record.get(key) is not None for record in records)


def flat(table: BackupTable) -> BackupTable:
    """Return a table with its lists as texts, for formats without lists."""
    rows = [[join_list(value) if isinstance(value, tuple) else value for value in row] for row in table.rows]
    return msgspec.structs.replace(table, rows=rows)


def document(tables: Iterable[BackupTable]) -> str:
    """Return tables as the text of one JSON document."""
    objects = {table.name: [_object(table.fields, row) for row in table.rows] for table in tables}
    return json.dumps({"schema": SCHEMA, "tables": objects}, ensure_ascii=False, indent=1) + "\n"


def _object(fields: Iterable[Field], row: Iterable[Value]) -> dict[str, Any]:
    """Return a row as a JSON object without empty values."""
    return {
        field.key: _in_json(value)
        for field, value in zip(fields, row, strict=True)
        if value is not None and value is not False
    }


def _in_json(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):  # as a number if that is exact
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    return value


def _values(exchange: Exchange) -> dict[str, Any]:
    """Return the values of an exchange by their keys in the file of the store."""
    names = zip(exchange.__struct_encode_fields__, exchange.__struct_fields__, strict=True)
    return {key: getattr(exchange, name) for key, name in names}
