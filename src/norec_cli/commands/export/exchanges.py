"""`norec export exchanges`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import EXCHANGES
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.export import Private
from norec_cli.context import Context
from norec_cli.render.layouts.store import lay_out_records
from norec_cli.transfer.backup.export import exchange_rows

app = typer.Typer(add_completion=False)


@command(app, "exchanges", example="norec export exchanges --year 2011 -f jsonl", options=EXCHANGES)
def exchanges(context: Context, options: ReportOptions, private: Private = False) -> None:
    """Print every field of the exchanges by start and id, with the keys of exchanges.jsonl as headings."""
    with open_store(context).books() as books:
        query = options.query(books)
        partners = {key for key, partner in books.partners.items() if query.shows_partner(key, partner)}
        chosen = [
            exchange
            for exchange in query.selection.select(books.exchanges())
            if exchange.sender in partners or exchange.host in partners
        ]
    chosen.sort(key=lambda exchange: (exchange.start, exchange.id))
    table = exchange_rows(chosen, private=private)
    options.show(lay_out_records(table.name, [field.key for field in table.fields], table.rows, query))
