"""How `norec info` is laid out: a line an item, with where its value comes from."""

from collections.abc import Mapping
from dataclasses import fields

from norec_cli.model.settings import Rules, Settings
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.coverage import Coverage

_COLUMNS = (
    Column("item", "Item"),
    Column("value", "Value", flexible=True),
    Column("origin", "From", spare=1),
)


def lay_out_info(
    *,
    version: str,
    schema: int,
    folder: str,
    origin: str,
    sizes: Mapping[str, int],
    settings: Settings,
    coverage: Coverage,
) -> Sheet:
    """Everything a newcomer to a store asks first.

    Args:
        version: the program's.
        schema: the newest format that the program knows.
        folder: where the store is.
        origin: what named that folder.
        sizes: bytes of each of its files.
        settings: the contents of `norec.toml`.
        coverage: what the books hold.
    """
    rows: list[tuple[Cell, ...]] = [
        ("version", version, "norec"),
        ("newest schema", schema, "norec"),
        ("store", folder, origin),
        ("name", settings.name, "norec.toml"),
        ("schema", settings.schema_number, "norec.toml"),
    ]
    rows += [
        (f"rules.{key}", str(getattr(settings.rules, key)), _origin(settings.rules, key)) for key in Rules.model_fields
    ]
    rows += [(f"bytes of {file}", size, None) for file, size in sizes.items()]
    books = ("partners.toml", "exchanges.jsonl")
    for entry in fields(Coverage):
        value = getattr(coverage, entry.name)
        book = books[0] if entry.name in ("partners", "adjustments") else books[1]
        rows.append((entry.name.replace("_", " "), value, book))
    return Sheet(title=f"Store {settings.name}", columns=_COLUMNS, rows=rows, head={"schema": "norec.info/1"})


def _origin(rules: Rules, key: str) -> str:
    return "norec.toml" if key in rules.model_fields_set else "default"
