"""`norec import exchanges`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.table_source import describe_reading, refuse_missing_columns, settle_flows
from norec_cli.commands.imports.options import EXCHANGE_IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.run import ImportPlan, run_import
from norec_cli.context import Context
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.wording import listed_shortly, plural
from norec_cli.store.books import Books, reference_problems
from norec_cli.store.changes.imports import Incoming
from norec_cli.transfer.rows.columns import ColumnMapping, normalise
from norec_cli.transfer.rows.exchange_columns import Settled
from norec_cli.transfer.rows.exchange_plan import plan_exchanges
from norec_cli.transfer.tables.table import Table

app = typer.Typer(add_completion=False)

_NO_DATES = (
    "no column of dates or years found: name it with --map start=…, or give one date with --set start=2013-09-01"
)


@command(app, "exchanges", example="norec import exchanges placements.csv --dry-run", options=EXCHANGE_IMPORT_OPTIONS)
def exchanges(
    context: Context,
    options: ImportOptions,
    create_partners: Annotated[
        bool, typer.Option("--create-partners", help="Add the partners that rows name and the store doesn't have.")
    ] = False,
) -> None:
    """Import a table of exchanges: who sent how many to whom, from when to when.

    All rows or none; the same file again changes nothing.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def settle(table: Table, mapping: ColumnMapping) -> Settled:
        has_dates = mapping.has("start") or mapping.has("year")
        refuse_missing_columns(mapping, ("from", "to"), *(() if has_dates else (_NO_DATES,)))
        return settle_flows(table, mapping, options.table)

    def read_records(table: Table, settled: Settled, books: Books) -> ImportPlan:
        return _read_exchanges(context, table, settled, books, options, create_partners=create_partners)

    run_import(context, "exchanges", options, settle, read_records)


def _read_exchanges(
    context: Context,
    table: Table,
    settled: Settled,
    books: Books,
    options: ImportOptions,
    *,
    create_partners: bool,
) -> ImportPlan:
    """Return the exchanges of a table, and the partners to create for them, as an import would bring them in."""

    def misfits(exchange: Exchange, partners: Mapping[str, Partner]) -> list[str]:
        return reference_problems(exchange, partners, books.projects)

    mapping = settled.mapping
    recorded = {exchange.id: exchange.ref for exchange in books.exchanges()} if mapping.has("ref") else {}
    plan = plan_exchanges(
        table,
        mapping,
        books.partners,
        books.projects,
        misfits,
        today=context.today(),
        order=options.table.order,
        create=create_partners,
        recorded=recorded,
        totals=settled.totals,
    )
    reading = plan.reading
    notes = describe_reading(reading, mapping)
    if plan.partners:
        notes.append(f"norec: {plural(len(plan.partners), 'partner')} created: {listed_shortly([*plan.partners])}")
    unknown = any("is no partner" in problem.reason for problem in reading.problems)
    advice = ("--create-partners adds the partners that the store doesn't have.",) if unknown else ()
    incoming = Incoming(partners=plan.partners, exchanges=plan.exchanges, says=reading.says())
    has_ids = mapping.has("id") or "id" in map(normalise, mapping.headings)
    ids = () if has_ids else reading.bad_ids
    return ImportPlan(
        incoming, reading.rows, reading.problems, reading.bad, notes, advice, ids, left_out=reading.left_out.total
    )
