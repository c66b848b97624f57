"""`norec init`."""

from pathlib import Path
from typing import Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.validation import check_text
from norec_cli.render.screen import confirm

app = typer.Typer(add_completion=False)


@command(app, "init", example='norec init grid-arendal --name "GRID-Arendal, round of 2011-12"')
def init(
    context: Context,
    folder: Annotated[str | None, typer.Argument(metavar="[DIR]", help="Where; else here.")] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="TEXT", help="What the store is called; else as the folder."),
    ] = None,
) -> None:
    """Make an empty store."""
    from norec_cli.store.create import create_store  # only this command writes a new store

    if folder is not None and context.store is not None:
        raise UsageError("DIR and --store both say where: give one of them")
    shown = next((given for given in (folder, context.store) if given is not None), ".")
    if not shown:
        raise UsageError("DIR is empty: name a folder, or leave it out for this one")
    where = Path(context.cwd / shown)
    title = name if name is not None else where.resolve().name
    try:
        check_text(title)
    except ValueError as error:
        raise UsageError(f"--name: {error}") from None
    create_store(where, shown, title.strip(), wait=context.lock_wait, holder=context.describe_self("init"))
    confirm(
        context,
        shown,
        f'Made the store "{title.strip()}" in {"this folder" if shown == "." else shown}. '
        'Next: norec partners add "NAME" --country KE',
    )
