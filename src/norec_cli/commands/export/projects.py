"""`norec export projects`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING, OF_EXCHANGES
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.export.private import Private
from norec_cli.context import World
from norec_cli.render.layouts.store import lay_out_records
from norec_cli.reports.core.groups import Grouping
from norec_cli.transfer.backup.export import project_rows

app = typer.Typer(add_completion=False)


@command(app, "projects", example="norec export projects --sort title")
def projects(world: World, asked: Asked, private: Private = False) -> None:
    """Print every field of the projects, under the keys of the file; with --partner those that have that partner."""
    asked = asked.checked().without(*JUDGING, *OF_EXCHANGES, "as_of")
    with open_store(world).books() as books:
        view = asked.view(books)
        grouping = Grouping(books.partners, view)
        chosen = {key: one for key, one in books.projects.items() if grouping.shows_together(one.partners)}
    table = project_rows(chosen, private=private)
    asked.show(lay_out_records(table.name, [field.key for field in table.fields], table.rows, view))
