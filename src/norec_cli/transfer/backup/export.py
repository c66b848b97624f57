"""A whole store as tables."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.settings import Settings
from norec_cli.model.spreadsheet_text import joined
from norec_cli.transfer.backup.schema import (
    EXCHANGE,
    FILES,
    PARTNER,
    PROJECT,
    TABLES,
    BackupTable,
    Field,
    Value,
    fields_of,
    row_of,
)

if TYPE_CHECKING:
    from norec_cli.model.project import Project

SCHEMA = "norec.store/1"


def partner_rows(partners: Mapping[str, Partner], *, private: bool) -> BackupTable:
    """Partners, a row each."""
    fields = fields_of(PARTNER, private=private)
    return BackupTable(
        "partners", fields, [row_of(fields, {"id": key, **one.model_dump()}) for key, one in partners.items()]
    )


def project_rows(projects: "Mapping[str, Project]", *, private: bool) -> BackupTable:
    """Projects, a row each; without rounds and rules."""
    fields = fields_of(PROJECT, private=private)
    return BackupTable(
        "projects", fields, [row_of(fields, {"id": key, **one.model_dump()}) for key, one in projects.items()]
    )


def exchange_rows(exchanges: Iterable[Exchange], *, private: bool) -> BackupTable:
    """Exchanges, a row each."""
    fields = fields_of(EXCHANGE, private=private)
    return BackupTable("exchanges", fields, [row_of(fields, _values(exchange)) for exchange in exchanges])


def tables_of(
    settings: Settings,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    exchanges: Iterable[Exchange],
    files: Mapping[str, str] | None,
) -> list[BackupTable]:
    """Every table of a store.

    Args:
        settings: the store's.
        partners: by id.
        projects: by id.
        exchanges: in the order in which they are to stand.
        files: the texts of the files that people write comments in, by name; None leaves out what is private.
    """
    private = files is not None
    rules = settings.rules.model_dump(exclude_defaults=True)
    values: dict[str, list[Mapping[str, Any]]] = {
        "store": [{"schema": settings.schema_number, "name": settings.name, **rules}],
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
            {"project": key, "round": int(number), **one.model_dump()}
            for key, project in projects.items()
            for number, one in project.rounds.items()
        ],
        FILES: [
            {"file": file, "line": number, "text": line}
            for file, text in (files or {}).items()
            for number, line in enumerate(text.split("\n"), start=1)
        ],
    }
    found = []
    for name, whole in TABLES.items():
        fields = fields_of(whole, private=private)
        if name == "partners":
            found.append(partner_rows(partners, private=private))
        elif name == "exchanges":
            found.append(exchange_rows(exchanges, private=private))
        elif name != FILES or private:
            found.append(BackupTable(name, fields, [row_of(fields, one) for one in values[name]]))
    return found


def flat(table: BackupTable) -> BackupTable:
    """A table with its lists written as texts, for formats that have none."""
    rows = [[joined(value) if isinstance(value, tuple) else value for value in row] for row in table.rows]
    return msgspec.structs.replace(table, rows=rows)


def document(tables: Iterable[BackupTable]) -> str:
    """Tables as one JSON document."""
    found = {table.name: [_object(table.fields, row) for row in table.rows] for table in tables}
    return json.dumps({"schema": SCHEMA, "tables": found}, ensure_ascii=False, indent=1) + "\n"


def _object(fields: Iterable[Field], row: Iterable[Value]) -> dict[str, Any]:
    """A row as JSON has it; what isn't recorded is left out."""
    return {
        field.key: _in_json(value)
        for field, value in zip(fields, row, strict=True)
        if value is not None and value is not False
    }


def _in_json(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):  # as a number where that is exact
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    return value


def _values(exchange: Exchange) -> dict[str, Any]:
    """An exchange by the keys of the file."""
    names = zip(exchange.__struct_encode_fields__, exchange.__struct_fields__, strict=True)
    return {key: getattr(exchange, name) for key, name in names}
