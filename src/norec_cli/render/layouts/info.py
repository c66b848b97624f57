"""Lay out `norec info`: an item a line, with the origin of its value."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec.structs import fields

from norec_cli.model.settings import RuleSettings, Settings
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS, SETTINGS_FILE
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.info import InfoReport

_COLUMNS = (
    Column("item", "Item"),
    Column("value", "Value", flexible=True),
    Column("origin", "From", drop_order=1),
)
_REGISTER = {
    "partners": PARTNERS,
    "partners_ended": PARTNERS,
    "adjustments": PARTNERS,
    "projects": PROJECTS,
}
_BOOKS = tuple((entry.name.replace("_", " "), _REGISTER.get(entry.name, EXCHANGES)) for entry in fields(InfoReport))
_DATED = {"partners ended", "upcoming", "under way", "completed", "unconfirmed", "ended early"}


def lay_out_info(
    *,
    version: str,
    schema: int,
    folder: str,
    origin: str,
    files: Mapping[str, tuple[int, datetime]],
    settings: Settings,
    coverage: InfoReport,
    as_of: date,
) -> Sheet:
    """Return the overview of a store as a sheet.

    Args:
        version: version of the program.
        schema: newest format that the program knows.
        folder: folder of the store.
        origin: how that folder was found.
        files: size in bytes and time of the last change, by file.
        settings: content of `norec.toml`.
        coverage: numbers and dates of the records.
        as_of: the day that these hold for.
    """
    rows: list[tuple[Cell, ...]] = [
        ("version", version, "norec"),
        ("newest schema", schema, "norec"),
        ("store", folder, origin),
        ("name", settings.name, SETTINGS_FILE),
        ("schema", settings.schema_number, SETTINGS_FILE),
        ("year_start", settings.year_start, _origin(settings, "year_start")),
    ]
    rows += [
        (f"rules.{key}", str(getattr(settings.rules, key)), _origin(settings.rules, key))
        for key in RuleSettings.model_fields
    ]
    rows.append(("waivers", len(settings.waivers), SETTINGS_FILE))
    for file, (size, changed) in files.items():
        rows.append((f"bytes of {file}", size, None))
        rows.append((f"last change of {file}", f"{changed:%Y-%m-%d %H:%M} UTC", None))
    rows += [(item, getattr(coverage, item.replace(" ", "_")), f"{book}{_day(item, as_of)}") for item, book in _BOOKS]
    return Sheet(
        title=f"Store {settings.name}",
        columns=_COLUMNS,
        rows=rows,
        json_header={"schema": "norec.info/1", "as_of": as_of.isoformat()},
    )


def _day(item: str, as_of: date) -> str:
    """Return the date for an item that depends on one, else an empty text."""
    return f", as of {as_of}" if item in _DATED else ""


def _origin(settings: Settings | RuleSettings, key: str) -> str:
    """Return where the value of a setting comes from."""
    return SETTINGS_FILE if key in settings.model_fields_set else "default"
