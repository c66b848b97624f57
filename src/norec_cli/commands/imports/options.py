"""The options that the imports share."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.report_options import Options
from norec_cli.commands.common.saving import FORCE
from norec_cli.context import Context
from norec_cli.model.wording import shorten
from norec_cli.transfer.rows.date_columns import Order


def _option(*names: str, metavar: str | None, text: str, kind: Any = str | None) -> Any:
    return Annotated[kind, typer.Option(*names, metavar=metavar, help=text)]


_FILE = Annotated[str, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, JSON or JSON lines; - for standard input.")]
_SEVERAL = list[str] | None
_MAP = "The column of a field; without one, none. Repeatable."
_ORDER = "Which comes first, where the dates themselves can't tell."
_UPDATE = "Replace what is recorded of records that the rows say something else of."
IMPORT_OPTIONS: Options = {
    "file": (_FILE, inspect.Parameter.empty),
    "maps": (_option("--map", metavar="FIELD=COLUMN", text=_MAP, kind=_SEVERAL), None),
    "sets": (
        _option("--set", metavar="FIELD=VALUE", text="What holds for every row; repeatable.", kind=_SEVERAL),
        None,
    ),
    "sheet": (_option("--sheet", metavar="NAME", text="The sheet of a workbook."), None),
    "encoding": (_option("--encoding", metavar="NAME", text="Of a text; else recognised: utf-8, cp1252 …"), None),
    "date_format": (_option("--date-format", metavar="DMY|MDY", text=_ORDER), None),
    "dry_run": (_option("--dry-run", metavar=None, text="Only say what would happen.", kind=bool), False),
    "update": (_option("--update", metavar=None, text=_UPDATE, kind=bool), False),
    "skip_bad": (
        _option("--skip-bad", metavar=None, text="Leave bad rows out, and write them to NAME.bad.csv.", kind=bool),
        False,
    ),
    "force": (_option("--force", metavar=None, text=f"{FORCE[:-1]}; of --errors and --skip-bad.", kind=bool), False),
    "errors": (_option("--errors", metavar="FILE", text="Write there, as CSV, what is wrong, row by row."), None),
}


class ImportOptions(msgspec.Struct, frozen=True):
    """What an import was told.

    Attributes:
        file: the table, as the person typed it.
        maps: columns by field.
        constants: texts by field.
        sheet: of a workbook.
        encoding: of a text.
        order: which comes first, day or month.
        dry_run: whether nothing is to be changed.
        skip_bad: whether good rows are imported though others are bad.
        errors: a file for what is wrong.
        update: whether records that are there are replaced.
        force: whether a file that this program didn't write is replaced.
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
    def parse(cls, _: Context, words: Mapping[str, Any]) -> "ImportOptions":
        """What was typed, by the options' names.

        Raises:
            UsageError: with every fault.
        """
        arguments = ArgumentReader()
        given = cls(
            file=words["file"],
            maps=pairs_of(arguments, "--map", words["maps"]),
            constants=pairs_of(arguments, "--set", words["sets"]),
            sheet=words["sheet"],
            encoding=words["encoding"],
            order=arguments.convert("--date-format", order_in, words["date_format"]),
            dry_run=words["dry_run"],
            skip_bad=words["skip_bad"],
            errors=words["errors"],
            update=words["update"],
            force=words["force"],
        )
        arguments.raise_errors()
        return given


def pairs_of(arguments: ArgumentReader, flag: str, words: Sequence[str] | None) -> dict[str, str]:
    """What `FIELD=VALUE` words say; faults are gathered."""
    found: dict[str, str] = {}
    for word in words or ():
        field, sign, value = word.partition("=")
        field = field.strip().casefold().replace("-", "_")
        if not sign or not field:
            arguments.add_error(f'{flag}: "{shorten(word)}" is not FIELD={"COLUMN" if flag == "--map" else "VALUE"}')
        elif field in found:
            arguments.add_error(f"{flag}: {shorten(field)} is given twice")
        else:
            found[field] = value.strip()
    return found


def order_in(text: str) -> Order:
    """Which comes first, day or month: `DMY`, or `DD/MM/YYYY` and the like."""
    letters = "".join(dict.fromkeys(c for c in text.upper() if c in "DMY"))
    if letters in ("DMY", "MDY"):
        return letters  # type: ignore[return-value]  # one of them
    raise ValueError(f'"{shorten(text)}" is neither DMY (the day first) nor MDY (the month first)')
