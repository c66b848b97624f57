"""`norec info`."""

import typer

from norec_cli import __version__
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING, OF_EXCHANGES, OF_ROWS
from norec_cli.commands.common.report_query import Asked
from norec_cli.context import World
from norec_cli.model.settings import SCHEMA
from norec_cli.render.layouts.info import lay_out_info
from norec_cli.reports.info import survey
from norec_cli.store.files.snapshot import FILES

app = typer.Typer(add_completion=False)


@command(app, "info", example="norec info")
def info(world: World, asked: Asked) -> None:
    """Show the version, the store's files and settings, and what its books cover."""
    asked = asked.checked().without(*JUDGING, *OF_ROWS, *OF_EXCHANGES)
    store = open_store(world)
    with store.books() as books:
        sheet = lay_out_info(
            version=__version__,
            schema=SCHEMA,
            folder=str(store.folder.resolve()),
            origin=store.origin,
            files={file: books.snapshot.describe(file) for file in reversed(FILES) if books.snapshot.has(file)},
            settings=books.settings,
            coverage=survey(books.exchanges(), books.partners, len(books.projects), asked.as_of()),
            as_of=asked.as_of(),
        )
    asked.show(sheet)
