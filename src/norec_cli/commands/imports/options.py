"""Options that all imports of tables have."""

import inspect
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.report_options import Options
from norec_cli.commands.common.saving import FORCE
from norec_cli.commands.common.table_source import parse_order, parse_pairs
from norec_cli.context import Context
from norec_cli.transfer.rows.date_columns import Order


def _option(*names: str, metavar: str | None, text: str, kind: Any = str | None) -> Any:
    return Annotated[kind, typer.Option(*names, metavar=metavar, help=text)]


_FILE = Annotated[
    str, typer.Argument(metavar="FILE", help="Table in CSV, TSV, XLSX, JSON or JSON lines; - for standard input.")
]
_SEVERAL = list[str] | None
_MAP = "Column of a field; FIELD= reads it from no column. Repeatable."
_ORDER = "Order of day and month; default: as the dates of the column show."
_UPDATE = "Replace recorded values that differ from the rows."
IMPORT_OPTIONS: Options = {
    "file": (_FILE, inspect.Parameter.empty),
    "maps": (_option("--map", metavar="FIELD=COLUMN", text=_MAP, kind=_SEVERAL), None),
    "sets": (
        _option("--set", metavar="FIELD=VALUE", text="Value of a field for every row; repeatable.", kind=_SEVERAL),
        None,
    ),
    "sheet": (
        _option("--sheet", metavar="NAME", text="Sheet of a workbook; default: the only one that isn't empty."),
        None,
    ),
    "encoding": (
        _option("--encoding", metavar="NAME", text="Encoding of a text: utf-8, cp1252 …; default: recognised."),
        None,
    ),
    "date_format": (_option("--date-format", metavar="DMY|MDY", text=_ORDER), None),
    "dry_run": (
        _option("--dry-run", metavar=None, text="Print what would happen, and change nothing.", kind=bool),
        False,
    ),
    "update": (_option("--update", metavar=None, text=_UPDATE, kind=bool), False),
    "skip_bad": (
        _option(
            "--skip-bad", metavar=None, text="Import the good rows, and write the bad ones to NAME.bad.csv.", kind=bool
        ),
        False,
    ),
    "force": (_option("--force", metavar=None, text=f"{FORCE[:-1]}; for --errors and --skip-bad.", kind=bool), False),
    "errors": (_option("--errors", metavar="FILE", text="CSV file to write what is wrong to, row by row."), None),
}


class ImportOptions(msgspec.Struct, frozen=True):
    """Options of an import.

    Attributes:
        file: the path of the table, as typed.
        maps: headings of columns by field.
        constants: texts by field, the same for every row.
        sheet: the name of a sheet of a workbook.
        encoding: the encoding of a text.
        order: whether day or month comes first in dates.
        dry_run: whether to change nothing.
        skip_bad: whether to import the good rows if others are bad.
        errors: the path of a file to write what is wrong to.
        update: whether to replace values of recorded records.
        force: whether to replace a file that this program didn't write.
    """

    file: str
    maps: dict[str, str]
    constants: dict[str, str]
    sheet: str | None
    encoding: str | None
    order: Order | None
    dry_run: bool
    skip_bad: bool
    errors: str | None
    update: bool
    force: bool = False

    @classmethod
    def parse(cls, _: Context, values: Mapping[str, Any]) -> "ImportOptions":
        """Return the options that were typed.

        Args:
            _: the surroundings, which the options of imports do not need.
            values: the texts, lists of texts and flags by the names in `IMPORT_OPTIONS`.

        Raises:
            UsageError: with everything that is wrong.
        """
        arguments = ArgumentReader()
        options = cls(
            file=values["file"],
            maps=parse_pairs(arguments, "--map", values["maps"]),
            constants=parse_pairs(arguments, "--set", values["sets"]),
            sheet=values["sheet"],
            encoding=values["encoding"],
            order=arguments.convert("--date-format", parse_order, values["date_format"]),
            dry_run=values["dry_run"],
            skip_bad=values["skip_bad"],
            errors=values["errors"],
            update=values["update"],
            force=values["force"],
        )
        arguments.raise_problems()
        return options
