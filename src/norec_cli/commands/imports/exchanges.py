"""`norec import exchanges`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.table_source import describe_reading, refuse_missing_columns
from norec_cli.commands.imports.options import BARE_OPTIONS, EXCHANGE_IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.row_identity import RowIdentity
from norec_cli.commands.imports.run import ImportPlan, TableInStore, run_import
from norec_cli.context import Context
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.wording import listed_shortly, plural
from norec_cli.store.books import reference_problems
from norec_cli.transfer.rows.columns import ColumnMapping, normalise
from norec_cli.transfer.rows.exchange_plan import ExchangePlan, plan_exchanges

app = typer.Typer(add_completion=False)

_NO_DATES = (
    "no column of dates or years found: name it with --map start=…, or give one date with --set start=2013-09-01"
)


@command(
    app,
    "exchanges",
    example="norec import exchanges placements.csv --dry-run",
    options=EXCHANGE_IMPORT_OPTIONS,
    bare=BARE_OPTIONS,
)
def exchanges(
    context: Context,
    options: ImportOptions,
    create_partners: Annotated[
        bool, typer.Option("--create-partners", help="Add the partners that rows name and the store doesn't have.")
    ] = False,
) -> None:
    """Import a table of exchanges: who sent how many to whom, from when to when.

    All rows or none; the same file again changes nothing, and a newer version of it adds its new rows.

    Rows of another file are other people, unless they have the same id.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def read_records(source: TableInStore) -> ImportPlan:
        return _read_exchanges(context, source, options, create_partners=create_partners)

    run_import(context, "exchanges", options, _check_columns, read_records)


def _check_columns(mapping: ColumnMapping) -> None:
    has_dates = mapping.has("start") or mapping.has("year")
    refuse_missing_columns(mapping, ("from", "to"), *(() if has_dates else (_NO_DATES,)))


def _read_exchanges(
    context: Context, source: TableInStore, options: ImportOptions, *, create_partners: bool
) -> ImportPlan:
    """Return the exchanges of a table, and the partners to create for them, as an import would bring them in."""
    mapping, books = source.mapping, source.books

    def misfits(exchange: Exchange, partners: Mapping[str, Partner]) -> list[str]:
        return reference_problems(exchange, partners, books.projects)

    recorded = {exchange.id: exchange.ref for exchange in books.exchanges()} if mapping.has("ref") else {}

    def read(series: str) -> ExchangePlan:
        return plan_exchanges(
            source.table,
            mapping,
            books.partners,
            books.projects,
            misfits,
            today=context.today(),
            order=options.table.order,
            create=create_partners,
            recorded=recorded,
            series=series,
        )

    identity = RowIdentity(source)
    plan = identity.choose_series(read)
    reading = plan.reading
    notes = [*describe_reading(reading, mapping), *identity.notes]
    if plan.partners:
        notes.append(f"norec: {plural(len(plan.partners), 'partner')} created: {listed_shortly([*plan.partners])}")
    unknown = any("is no partner" in problem.reason for problem in reading.problems)
    advice = ("--create-partners adds the partners that the store doesn't have.",) if unknown else ()
    incoming = identity.incoming(plan, options.alike)
    has_ids = mapping.has("id") or "id" in map(normalise, mapping.headings)
    ids = () if has_ids else reading.bad_ids
    return ImportPlan(
        incoming,
        reading.rows,
        reading.problems,
        reading.bad,
        notes,
        advice,
        ids,
        left_out=reading.left_out.total,
        check=lambda outcome: identity.refuse_undecided(plan, outcome, options.alike),
    )
