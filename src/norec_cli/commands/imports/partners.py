"""`norec import partners`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.imports.options import Given
from norec_cli.commands.imports.run import Planned, refuse_if_lacking, run_import
from norec_cli.context import World
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming
from norec_cli.transfer.rows.columns import Matching
from norec_cli.transfer.rows.partners_projects import read_partners
from norec_cli.transfer.tables.table import Table

app = typer.Typer(add_completion=False)


@command(app, "partners", example="norec import partners partners.csv --dry-run")
def partners(world: World, given: Given) -> None:
    """Import a table of partners.

    All rows or none; the same file again changes nothing.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def plan(table: Table, matching: Matching, books: Books) -> Planned:
        refuse_if_lacking(matching, ("name", "country"))
        rows, found = read_partners(table, matching, books.partners, given.order)
        incoming = Incoming(partners=found, says=[*matching.columns, *matching.constants, "aliases"])
        return Planned(incoming, rows.rows, rows.faults, rows.bad)

    run_import(world, "partners", given, plan)
