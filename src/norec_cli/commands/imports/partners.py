"""`norec import partners`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.imports.options import IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.run import ImportPlan, needs_columns, run_import
from norec_cli.context import Context
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming
from norec_cli.transfer.rows.exchange_columns import Settled
from norec_cli.transfer.rows.partners_projects import read_partners
from norec_cli.transfer.tables.table import Table

app = typer.Typer(add_completion=False)


@command(app, "partners", example="norec import partners partners.csv --dry-run", options=IMPORT_OPTIONS)
def partners(context: Context, options: ImportOptions) -> None:
    """Import a table of partners.

    All rows or none; the same file again changes nothing.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def read_records(table: Table, settled: Settled, books: Books) -> ImportPlan:
        rows, found = read_partners(table, settled.mapping, books.partners, options.table.order)
        incoming = Incoming(partners=found, says=[*settled.mapping.columns, *settled.mapping.constants, "aliases"])
        return ImportPlan(incoming, rows.rows, rows.problems, rows.bad)

    run_import(context, "partners", options, needs_columns("name", "country"), read_records)
