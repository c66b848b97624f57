"""`norec import store`."""

from pathlib import Path
from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.table_source import most_bytes
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.wording import plural, shorten
from norec_cli.render.screen import confirm
from norec_cli.store.changes.restore import restore_store
from norec_cli.store.files import reading
from norec_cli.store.files.locate import LONGEST_PATH
from norec_cli.transfer.backup.read import read_tables
from norec_cli.transfer.backup.restore import check_store
from norec_cli.transfer.tables.limits import Limit

app = typer.Typer(add_completion=False)

ENDINGS = (".xlsx", ".json", ".zip")


@command(app, "store", example="norec import store grid-arendal.xlsx")
def store(
    context: Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="File that `norec export store` wrote: .xlsx, .json or .zip.")
    ],
) -> None:
    """Fill an empty store with everything that another store held; all of it or nothing."""
    display_name = shorten(file, LONGEST_PATH)
    if Path(file).suffix.lower() not in ENDINGS:
        raise UsageError(f'FILE: "{display_name}" must end in {", ".join(ENDINGS[:-1])} or {ENDINGS[-1]}')
    empty_store = open_store(context, "import store")
    limit = Limit(display_name, most_bytes(context))
    try:
        limit.check(reading.size(context.cwd / file))
        data = reading.read(context.cwd / file)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{display_name} can't be read: {getattr(error, 'strerror', None) or error}") from None
    contents = check_store(read_tables(data, display_name, Path(file).suffix.lower(), limit.most), display_name)
    restore_store(
        empty_store, contents.settings, contents.partners, contents.projects, contents.exchanges, contents.texts
    )
    counts = {
        "partner": len(contents.partners),
        "project": len(contents.projects),
        "exchange": len(contents.exchanges),
    }
    summary = ", ".join(plural(number, name) for name, number in counts.items())
    confirm(context, summary, f"Filled the store with {summary}. norec undo takes that back.")
