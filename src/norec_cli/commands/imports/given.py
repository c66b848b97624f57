"""The options that the imports share."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import typer

from norec_cli.commands.typed import Typed
from norec_cli.transfer.days import Order

File = Annotated[str, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, JSON or JSON lines; - for standard input.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="The column of a field; without one, none. Repeatable."),
]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="What holds for every row; repeatable.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Of a text; else it is recognised: utf-8, cp1252 …")
]
DateFormat = Annotated[
    str | None,
    typer.Option("--date-format", metavar="DMY|MDY", help="Which comes first, where the dates themselves can't tell."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]
SkipBad = Annotated[
    bool, typer.Option("--skip-bad", help="Import the good rows, and write the bad ones to NAME.bad.csv.")
]
Errors = Annotated[
    str | None,
    typer.Option("--errors", metavar="FILE", help="Write there, as CSV, what is wrong: line, column, value, reason."),
]
Update = Annotated[
    bool, typer.Option("--update", help="Replace what is recorded of records that the rows say something else of.")
]


class Given(msgspec.Struct, frozen=True):
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


def given_of(words: dict[str, Any], typed: Typed) -> Given:
    """What the words of the shared options say; faults are gathered.

    Args:
        words: the options' words, by the names of the parameters of a command; others are passed over.
        typed: gathers what is wrong.
    """
    return Given(
        file=words["file"],
        maps=pairs_of(typed, "--map", words["maps"]),
        constants=pairs_of(typed, "--set", words["sets"]),
        sheet=words["sheet"],
        encoding=words["encoding"],
        order=typed.take("--date-format", order_in, words["date_format"]),
        dry_run=words["dry_run"],
        skip_bad=words["skip_bad"],
        errors=words["errors"],
        update=words["update"],
    )


def pairs_of(typed: Typed, flag: str, words: Sequence[str] | None) -> dict[str, str]:
    """What `FIELD=VALUE` words say; faults are gathered."""
    found: dict[str, str] = {}
    for word in words or ():
        field, sign, value = word.partition("=")
        field = field.strip().casefold().replace("-", "_")
        if not sign or not field:
            typed.blame(f'{flag}: "{word}" is not FIELD={"COLUMN" if flag == "--map" else "VALUE"}')
        elif field in found:
            typed.blame(f"{flag}: {field} is given twice")
        else:
            found[field] = value.strip()
    return found


def order_in(text: str) -> Order:
    """Which comes first, day or month: `DMY`, or `DD/MM/YYYY` and the like."""
    letters = "".join(dict.fromkeys(c for c in text.upper() if c in "DMY"))
    if letters in ("DMY", "MDY"):
        return letters  # type: ignore[return-value]  # one of them
    raise ValueError(f'"{text}" is neither DMY (the day first) nor MDY (the month first)')
