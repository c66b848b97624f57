"""`norec import store`."""

from pathlib import Path
from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.imports.source import most_bytes
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
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `norec export store` wrote: .xlsx, .json or .zip.")],
) -> None:
    """Fill an empty store with everything that another one held; all of it or nothing."""
    shown = shorten(file, LONGEST_PATH)
    if Path(file).suffix.lower() not in ENDINGS:
        raise UsageError(f'FILE: "{shown}" must end in {", ".join(ENDINGS[:-1])} or {ENDINGS[-1]}')
    opened = open_store(context, "import store")
    limit = Limit(shown, most_bytes(context))
    try:
        limit.check(reading.size(context.cwd / file))
        data = reading.read(context.cwd / file)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NorecError(f"{shown} can't be read: {getattr(error, 'strerror', None) or error}") from None
    whole = check_store(read_tables(data, shown, Path(file).suffix.lower(), limit.most), shown)
    restore_store(opened, whole.settings, whole.partners, whole.projects, whole.exchanges, whole.texts)
    held = ", ".join(
        plural(len(found), name)
        for found, name in ((whole.partners, "partner"), (whole.projects, "project"), (whole.exchanges, "exchange"))
    )
    confirm(context, held, f"Filled the store with {held}. norec undo takes that back.")
