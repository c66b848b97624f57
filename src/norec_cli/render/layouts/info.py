"""How `norec info` is laid out: a line an item, with where its value comes from."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec.structs import fields

from norec_cli.model.settings import Rules, Settings
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
    """Everything a newcomer to a store asks first.

    Args:
        version: the program's.
        schema: the newest format that the program knows.
        folder: where the store is.
        origin: what named that folder.
        files: of each of its files, bytes and when it was last changed.
        settings: the contents of `norec.toml`.
        coverage: what the books hold.
        as_of: the day for which that is said.
    """
    rows: list[tuple[Cell, ...]] = [
        ("version", version, "norec"),
        ("newest schema", schema, "norec"),
        ("store", folder, origin),
        ("name", settings.name, SETTINGS_FILE),
        ("schema", settings.schema_number, SETTINGS_FILE),
    ]
    rows += [
        (f"rules.{key}", str(getattr(settings.rules, key)), _origin(settings.rules, key)) for key in Rules.model_fields
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
    """The day that is to be said of what depends on one."""
    return f", as of {as_of}" if item in _DATED else ""


def _origin(rules: Rules, key: str) -> str:
    return SETTINGS_FILE if key in rules.model_fields_set else "default"
