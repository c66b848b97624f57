"""`norec init`."""

from pathlib import Path
from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.validation import check_text
from norec_cli.model.years import check_year_start
from norec_cli.render.screen import confirm

app = typer.Typer(add_completion=False)


@command(app, "init", example='norec init grid-arendal --name "GRID-Arendal, round of 2011-12"')
def init(
    context: Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[DIR]", help="Folder to create; default: the current one.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="TEXT", help="Name of the store; default: that of the folder."),
    ] = None,
    year_start: Annotated[
        str | None,
        typer.Option("--year-start", metavar="MM-DD", help="Day on which its years begin; default: 01-01."),
    ] = None,
) -> None:
    """Create an empty store."""
    from norec_cli.store.create import create_store  # only this command writes a new store

    if folder is not None and context.options.store is not None:
        raise UsageError("give DIR or --store, not both")
    display_name = next((typed for typed in (folder, context.options.store) if typed is not None), ".")
    if not display_name:
        raise UsageError("DIR is empty: name a folder, or leave it out for the current one")
    path = Path(context.cwd / display_name)
    title = name if name is not None else path.resolve().name
    arguments = ArgumentReader()
    arguments.convert("--name", check_text, title)
    first_day = arguments.convert("--year-start", check_year_start, year_start)
    arguments.raise_problems()
    create_store(
        path, display_name, title.strip(), first_day, wait=context.options.wait, holder=context.describe_self("init")
    )
    confirm(
        context,
        display_name,
        f'Created the store "{title.strip()}" in {"this folder" if display_name == "." else display_name}. '
        'Next: norec partners add "NAME" --country KE',
    )
