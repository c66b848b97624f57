"""`norec import exchanges`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.imports.options import IMPORT_OPTIONS, ImportOptions
from norec_cli.commands.imports.run import ImportPlan, refuse_if_lacking, run_import
from norec_cli.context import Context
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.wording import listed_shortly, plural
from norec_cli.store.books import Books, reference_errors
from norec_cli.store.changes.imports import Incoming
from norec_cli.transfer.rows.columns import ColumnMapping, normalise
from norec_cli.transfer.rows.exchange_plan import plan_exchanges
from norec_cli.transfer.rows.exchanges import ExchangeReader
from norec_cli.transfer.tables.table import Table

app = typer.Typer(add_completion=False)

_UNDATED = "there is no column of dates or years: --map start=… says which, --set start=2013-09-01 one for all"


@command(app, "exchanges", example="norec import exchanges placements.csv --dry-run", options=IMPORT_OPTIONS)
def exchanges(
    context: Context,
    given: ImportOptions,
    create_partners: Annotated[
        bool, typer.Option("--create-partners", help="Add partners that rows name and the store doesn't have.")
    ] = False,
) -> None:
    """Import a table of exchanges: who sent how many to whom, from when to when.

    All rows or none; the same file again changes nothing.

    A pipe gets five numbers: added, updated, there already, left out, bad.
    """

    def plan(table: Table, matching: ColumnMapping, books: Books) -> ImportPlan:
        dated = matching.has("start") or matching.has("year")
        refuse_if_lacking(matching, ("from", "to"), *(() if dated else (_UNDATED,)))

        def unfit(exchange: Exchange, partners: Mapping[str, Partner]) -> list[str]:
            return reference_errors(exchange, partners, books.projects)

        today, order = context.today(), given.order
        recorded = {one.id: one.ref for one in books.exchanges()} if matching.has("ref") else {}
        found = plan_exchanges(
            table,
            matching,
            books.partners,
            books.projects,
            unfit,
            today=today,
            order=order,
            create=create_partners,
            recorded=recorded,
        )
        reading = found.reading
        notes = [*notes_of(reading, matching)]
        if found.partners:
            notes.append(f"norec: {plural(len(found.partners), 'partner')} made: {listed_shortly([*found.partners])}")
        unknown = any("is no partner" in problem.reason for problem in reading.problems)
        advice = ("--create-partners makes partners of names that aren't there.",) if unknown else ()
        incoming = Incoming(partners=found.partners, exchanges=found.exchanges, says=reading.says())
        own = matching.has("id") or "id" in map(normalise, matching.headings)
        ids = () if own else reading.bad_ids
        return ImportPlan(incoming, reading.rows, reading.problems, reading.bad, notes, advice, ids)

    run_import(context, "exchanges", given, plan)


def notes_of(reading: ExchangeReader, matching: ColumnMapping) -> list[str]:
    """What a person should know of how rows of exchanges were read."""
    notes = [f"norec: for example, {reading.example}"] if reading.example else []
    if not matching.has("participants"):
        notes.append("norec: no column says how many people: each row counts as one person")
    if "year" in matching.columns and not matching.has("start"):
        notes.append(
            "norec: a year starts on 1 January, an academic year (2014-2015) on 1 September; ends are not known"
        )
    if reading.decimal_comma:
        notes.append("norec: decimals stand after a comma")
    rows, people = reading.within
    if rows:
        notes.append(
            f"norec: left out: {plural(rows, 'row')} within one organisation ({plural(people, 'person', 'people')})"
        )
    if reading.nobody:
        notes.append(f"norec: left out: {plural(reading.nobody, 'row')} of 0 people")
    return notes
