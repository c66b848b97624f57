"""What `merge` and `report mirror` share: stores beside ours, which are only read."""

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
        "--days", metavar="N", help=f"How far apart the starts of one exchange may be; else {NEAR_DAYS} days."
    ),
]
AllOption = Annotated[
    bool, typer.Option("--all", help="List what agrees too; default for people: how many records agree.")
]


def take_days(arguments: ArgumentReader, days: str | None) -> int:
    """The days of `--days`."""
    found = arguments.convert("--days", whole_number(0, _MOST_DAYS), days)
    return NEAR_DAYS if found is None else found


def read_other(context: Context, store: Store, given: str) -> NamedLedger:
    """What another store holds; it is only read.

    Args:
        context: where we are.
        store: ours.
        given: the other's folder, as it was typed.

    Raises:
        NorecError: if it is none, or ours.
        StoreReadError: if anything is wrong with it.
    """
    folder, shown, _ = named_store(given, "OTHER", context.cwd)
    if folder.samefile(store.folder):
        raise NorecError(f"{given} is this store itself: name another")
    other = Store(folder, shown, author=Author("", "", context.moment()), tell=lambda line: tell(context, line))
    with other.books() as books:
        return NamedLedger.read(books, given.rstrip("/\\") or given)
