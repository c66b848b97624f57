"""Read the other stores of `merge` and `report mirror`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.converters import whole_number
from norec_cli.context import Context
from norec_cli.model.dates import NEAR_DAYS
from norec_cli.model.errors import NorecError
from norec_cli.model.ledger import NamedLedger
from norec_cli.render.screen import tell
from norec_cli.store.files.locate import named_store
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.store import Store

_MOST_DAYS = 36525  # a hundred years

DaysOption = Annotated[
    str | None,
    typer.Option(
        "--days",
        metavar="N",
        help=f"Days by which the starts of one exchange may differ between stores; default: {NEAR_DAYS}.",
    ),
]
AllOption = Annotated[
    bool, typer.Option("--all", help="List the records that agree too; default in tables: only their number.")
]


def take_days(arguments: ArgumentReader, days: str | None) -> int:
    """Return the number of days that `--days` says, or the default."""
    number = arguments.convert("--days", whole_number(0, _MOST_DAYS), days)
    return NEAR_DAYS if number is None else number


def read_other(context: Context, store: Store, typed_folder: str) -> NamedLedger:
    """Return all records of another store.

    Args:
        context: has the current folder.
        store: our own store.
        typed_folder: folder of the other store, as typed.

    Raises:
        NorecError: if the folder holds no store, or our own.
        StoreReadError: if the other store has an invalid record.
    """
    folder, display_name, _ = named_store(typed_folder, "OTHER", context.cwd)
    if folder.samefile(store.folder):
        raise NorecError(f"{typed_folder} is this store itself: name another")
    other = Store(folder, display_name, author=Author("", "", context.moment()), tell=lambda line: tell(context, line))
    with other.books() as books:
        return NamedLedger.read(books, typed_folder.rstrip("/\\") or typed_folder)
