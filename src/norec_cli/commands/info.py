"""`norec info`."""

import typer

from norec_cli import __version__
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import INFO
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.model.settings import SCHEMA
from norec_cli.model.store_files import FILES
from norec_cli.render.layouts.info import lay_out_info
from norec_cli.reports.info import report_info

app = typer.Typer(add_completion=False)


@command(app, "info", example="norec info", options=INFO)
def info(context: Context, options: ReportOptions) -> None:
    """Show the version, the store's files and settings, and what its books cover."""
    store = open_store(context)
    with store.books() as books:
        sheet = lay_out_info(
            version=__version__,
            schema=SCHEMA,
            folder=str(store.folder.resolve()),
            origin=store.origin,
            files={file: books.snapshot.describe(file) for file in reversed(FILES) if books.snapshot.has(file)},
            settings=books.settings,
            coverage=report_info(books, options.as_of),
            as_of=options.as_of,
        )
    options.show(sheet)
