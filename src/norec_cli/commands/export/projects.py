"""`norec export projects`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import REGISTER
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.export import Private
from norec_cli.context import Context
from norec_cli.render.layouts.store import lay_out_records
from norec_cli.reports.core.groups import Grouping
from norec_cli.transfer.backup.export import project_rows

app = typer.Typer(add_completion=False)


@command(app, "projects", example="norec export projects --sort title", options=REGISTER)
def projects(context: Context, options: ReportOptions, private: Private = False) -> None:
    """Print every field of the projects, with the keys of projects.toml as headings; --partner selects by partner."""
    with open_store(context).books() as books:
        query = options.query(books)
        grouping = Grouping(books.partners, query)
        chosen = {key: one for key, one in books.projects.items() if grouping.shows_together(one.partners)}
    table = project_rows(chosen, private=private)
    options.show(lay_out_records(table.name, [field.key for field in table.fields], table.rows, query))
