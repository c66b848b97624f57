"""`norec import exchanges`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.people import describe_people
from norec_cli.commands.common.table_notes import describe_reading
from norec_cli.commands.common.table_source import refuse_missing_columns
from norec_cli.commands.imports.options import BARE_OPTIONS, EXCHANGE_IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.row_identity import RowIdentity
from norec_cli.commands.imports.run import ImportedTable, ImportPlan, run_import
from norec_cli.commands.imports.summary import advise_on_countries, describe_new_partners
from norec_cli.context import Context
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.wording import join_names
from norec_cli.store.books import reference_problems
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_columns import Settled, settle_columns
from norec_cli.transfer.rows.exchange_plan import ExchangePlan, plan_exchanges
from norec_cli.transfer.rows.headings import normalise
from norec_cli.transfer.rows.names import Names, alias_command
from norec_cli.transfer.rows.near_partners import NameDecisions, split_same_names
from norec_cli.transfer.rows.problems import quoted
from norec_cli.transfer.tables.table import Table

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

    def settle(table: Table, mapping: ColumnMapping) -> Settled:
        has_dates = mapping.has("start") or mapping.has("year")
        refuse_missing_columns(table, mapping, "exchanges", *(() if has_dates else (_NO_DATES,)))
        return settle_columns(
            table, mapping, ignore_rest=options.table.ignore_rest, skip_totals=options.table.skip_totals
        )

    def read_records(source: ImportedTable) -> ImportPlan:
        return _read_exchanges(context, source, options, create_partners=create_partners)

    run_import(context, "exchanges", options, settle, read_records)


def _read_exchanges(
    context: Context, source: ImportedTable, options: ImportOptions, *, create_partners: bool
) -> ImportPlan:
    """Return the exchanges of a table, and the partners to create for them, as an import would bring them in."""
    mapping, books = source.mapping, source.books

    def misfits(exchange: Exchange, partners: Mapping[str, Partner]) -> list[str]:
        return reference_problems(exchange, partners, books.projects)

    decisions = NameDecisions(split_same_names(options.table.same, source.table, mapping), options.table.new)
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
            years_begin=books.settings.years_begin,
            totals=source.settled.totals,
            decisions=decisions,
            series=series,
        )

    identity = RowIdentity(source)
    plan = identity.choose_series(read)
    reading = plan.reading
    notes = [
        *describe_reading(reading, mapping),
        *describe_people(plan.exchanges.values(), {**books.partners, **plan.partners}),
        *describe_new_partners(plan.partners),
        *identity.notes,
    ]
    unknown = {problem.value for problem in reading.problems if problem.is_unknown_partner}
    advice = ["--create-partners adds the partners that the store doesn't have."] if unknown else []
    if plan.without_country:
        advice += advise_on_countries(plan.without_country)
    incoming = identity.incoming(plan, options.alike)
    has_ids = mapping.has("id") or "id" in map(normalise, mapping.headings)
    ids = () if has_ids else reading.bad_ids
    return ImportPlan(
        incoming,
        reading.rows,
        reading.problems,
        reading.bad,
        undecided=plan.undecided,
        lacking=unknown | {*plan.without_country},
        notes=notes,
        advice=advice,
        afterwards=_lasting_cure(decisions, books.partners),
        ids=ids,
        left_out=reading.left_out.total,
        no_records=reading.left_out.no_records,
        check=lambda outcome: identity.refuse_undecided(plan, outcome, options.alike),
    )


def _lasting_cure(decisions: NameDecisions, partners: Mapping[str, Partner]) -> list[str]:
    """Return the commands that make names known for good which a person said to be those of partners of the store."""
    names = Names.of_partners(partners)
    known_as: dict[str, list[str]] = {}
    for name, target in decisions.same.items():
        if names.knows(target) and not names.knows(name):
            known_as.setdefault(names.find(target), []).append(name)
    return [
        f"To have {join_names([quoted(name) for name in others])} known from now on: {alias_command(key, others)}"
        for key, others in known_as.items()
    ]
