"""`norec export exchanges`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.export.private import Private
from norec_cli.context import World
from norec_cli.render.layouts.store import lay_out_records
from norec_cli.transfer.backup.export import exchange_rows

app = typer.Typer(add_completion=False)


@command(app, "exchanges", example="norec export exchanges --year 2011 -f jsonl")
def exchanges(world: World, asked: Asked, private: Private = False) -> None:
    """Print every field of the exchanges, under the keys of the file; by start and id."""
    asked = asked.checked().without(*JUDGING, "as_of")
    with open_store(world).books() as books:
        view = asked.view(books)
        partners = {key for key, partner in books.partners.items() if view.shows(key, partner)}
        chosen = [e for e in view.selection.of(books.exchanges()) if e.sender in partners or e.host in partners]
    chosen.sort(key=lambda exchange: (exchange.start, exchange.id))
    table = exchange_rows(chosen, private=private)
    asked.show(lay_out_records(table.name, [field.key for field in table.fields], table.rows, view))
