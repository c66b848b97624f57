"""`norec import projects`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.imports.options import IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.run import ImportedTable, ImportPlan, needs_columns, run_import
from norec_cli.commands.imports.summary import describe_records
from norec_cli.context import Context
from norec_cli.store.changes.imports import Incoming
from norec_cli.transfer.rows.partners_projects import read_projects

app = typer.Typer(add_completion=False)


@command(app, "projects", example="norec import projects projects.csv --dry-run", options=IMPORT_OPTIONS)
def projects(context: Context, options: ImportOptions) -> None:
    """Import a table of projects.

    All rows or none; the same file again changes nothing.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def read_records(source: ImportedTable) -> ImportPlan:
        mapping, books = source.mapping, source.books
        rows, found = read_projects(source.table, mapping, books.partners, books.projects, options.table.order)
        incoming = Incoming(projects=found, attributes=[*mapping.columns, *mapping.constants], file=source.file)
        return ImportPlan(incoming, rows.rows, rows.problems, rows.bad, notes=describe_records(found))

    run_import(context, "projects", options, needs_columns("projects"), read_records)
