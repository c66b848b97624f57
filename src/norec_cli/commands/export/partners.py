"""`norec export partners`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING, OF_EXCHANGES
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.export.private import Private
from norec_cli.context import World
from norec_cli.render.layouts.store import lay_out_records
from norec_cli.transfer.backup.export import partner_rows

app = typer.Typer(add_completion=False)


@command(app, "partners", example="norec export partners --country UG -f csv")
def partners(world: World, asked: Asked, private: Private = False) -> None:
    """Print every field of the partners, under the keys of the file."""
    asked = asked.checked().without(*JUDGING, *OF_EXCHANGES, "as_of")
    with open_store(world).books() as books:
        view = asked.view(books)
        chosen = {key: partner for key, partner in books.partners.items() if view.shows(key, partner)}
    table = partner_rows(chosen, private=private)
    asked.show(lay_out_records(table.name, [field.key for field in table.fields], table.rows, view))
