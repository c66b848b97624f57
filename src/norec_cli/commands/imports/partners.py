"""`norec import partners`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.imports.options import IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.run import ImportedTable, ImportPlan, needs_columns, run_import
from norec_cli.commands.imports.summary import describe_near_partners, describe_records
from norec_cli.context import Context
from norec_cli.store.changes.imports import Incoming
from norec_cli.transfer.rows.partners_projects import read_partners

app = typer.Typer(add_completion=False)


@command(app, "partners", example="norec import partners partners.csv --dry-run", options=IMPORT_OPTIONS)
def partners(context: Context, options: ImportOptions) -> None:
    """Import a table of partners.

    All rows or none; the same file again changes nothing.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def read_records(source: ImportedTable) -> ImportPlan:
        mapping = source.mapping
        rows, found = read_partners(source.table, mapping, source.books.partners, options.table.order)
        says = [*mapping.columns, *mapping.constants, "aliases"]
        incoming = Incoming(partners=found, attributes=says, file=source.file)
        notes = [*describe_records(found), *describe_near_partners(found, source.books.partners)]
        return ImportPlan(incoming, rows.rows, rows.problems, rows.bad, notes=notes)

    run_import(context, "partners", options, needs_columns("partners"), read_records)
