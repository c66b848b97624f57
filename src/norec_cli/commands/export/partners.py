"""`norec export partners`."""

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import REGISTER
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.export import Private
from norec_cli.context import Context
from norec_cli.render.layouts.store import lay_out_records
from norec_cli.transfer.backup.export import partner_rows

app = typer.Typer(add_completion=False)


@command(app, "partners", example="norec export partners --country UG -f csv", options=REGISTER)
def partners(context: Context, options: ReportOptions, private: Private = False) -> None:
    """Print every field of the partners, with the keys of partners.toml as headings."""
    with open_store(context).books() as books:
        query = options.query(books)
        chosen = {key: partner for key, partner in books.partners.items() if query.shows_partner(key, partner)}
    table = partner_rows(chosen, private=private)
    options.show(lay_out_records(table.name, [field.key for field in table.fields], table.rows, query))
