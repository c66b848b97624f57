"""Options that all imports of tables have."""

import inspect
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.bare_options import BARE, IsValue
from norec_cli.commands.common.option_types import Options, flag_option, text_option, texts_option
from norec_cli.commands.common.saving import FORCE
from norec_cli.commands.common.table_options import EXCHANGE_TABLE_OPTIONS, TABLE_OPTIONS, TableOptions
from norec_cli.context import Context

_FILE = Annotated[
    str, typer.Argument(metavar="FILE", help="Table in CSV, TSV, XLSX, JSON or JSON lines; - for standard input.")
]
_OWN: Options = {
    "dry_run": flag_option(None, "--dry-run", text="Print what would happen, and change nothing."),
    "yes": flag_option(None, "--yes", text="Import without asking on a terminal."),
    "update": flag_option(None, "--update", text="Replace recorded values that differ from the rows."),
    "force": flag_option(None, "--force", text=f"{FORCE[:-1]}; for --errors and --skip-bad."),
    "errors": text_option(None, "--errors", metavar="FILE", text="CSV file to write what is wrong to, row by row."),
}
IMPORT_OPTIONS: Options = {"file": (_FILE, inspect.Parameter.empty), **TABLE_OPTIONS, **_OWN}
_ALIKE: Options = {
    "same": texts_option(
        None,
        "--same",
        metavar="[NAME=ID]",
        text="Take rows that are like recorded exchanges for the same. With a value: read a name as that of a partner",
    ),
    "new": texts_option(
        None,
        "--new",
        metavar="[NAME]",
        text="Add rows that are like recorded exchanges. With a value: a partner of its own, though others are near",
    ),
}
EXCHANGE_IMPORT_OPTIONS: Options = {
    "file": (_FILE, inspect.Parameter.empty),
    **EXCHANGE_TABLE_OPTIONS,
    **_OWN,
    **_ALIKE,
}
# Options that may be typed without a value.
BARE_OPTIONS: Mapping[str, IsValue] = {"--same": lambda word: "=" in word, "--new": lambda _: True}


Alike = Literal["same", "new"]


class ImportOptions(msgspec.Struct, frozen=True):
    """Options of an import.

    Attributes:
        file: the path of the table, as typed.
        table: how the table is read.
        dry_run: whether to change nothing.
        yes: whether to import without asking.
        errors: the path of a file to write what is wrong to.
        update: whether to replace values of recorded records.
        alike: whether exchanges that are alike to recorded ones are the same or new; None if nobody said.
        force: whether to replace a file that this program didn't write.
    """

    file: str
    table: TableOptions
    dry_run: bool
    yes: bool
    errors: str | None
    update: bool
    alike: Alike | None = None
    force: bool = False

    @classmethod
    def parse(cls, _: Context, values: Mapping[str, Any]) -> "ImportOptions":
        """Return the options that were typed.

        Args:
            _: the surroundings, which the options of imports do not need.
            values: the texts, lists of texts and flags by the names in `EXCHANGE_IMPORT_OPTIONS`.

        Raises:
            UsageError: with everything that is wrong.
        """
        arguments = ArgumentReader()
        options = cls(
            file=values["file"],
            table=TableOptions.parse(arguments, values),
            dry_run=values["dry_run"],
            yes=values["yes"],
            errors=values["errors"],
            update=values["update"],
            alike=_alike(arguments, values),
            force=values["force"],
        )
        arguments.raise_problems()
        return options


def _alike(arguments: ArgumentReader, values: Mapping[str, Any]) -> Alike | None:
    """Return what `--same` or `--new` without a value says."""
    typed: list[Alike] = [name for name in ("same", "new") if BARE in (values.get(name) or ())]
    if len(typed) > 1:
        arguments.add_problem("--same and --new exclude each other")
    return typed[0] if typed else None
