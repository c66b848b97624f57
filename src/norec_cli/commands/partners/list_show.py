"""`norec partners list` and `show`."""

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import OUTPUT, REGISTER
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.partners.common import PartnerId, app
from norec_cli.context import Context
from norec_cli.render.layouts.partners import lay_out_partner, lay_out_partners


@command(app, "list", example="norec partners list --sort name", options=REGISTER)
def list_all(context: Context, options: ReportOptions) -> None:
    """List the partners by id."""
    with open_store(context).books() as books:
        query = options.query(books)
        chosen = {key: partner for key, partner in books.partners.items() if query.shows_partner(key, partner)}
    options.show(lay_out_partners(chosen, query))


@command(app, "show", example="norec partners show nema-ug", options=OUTPUT)
def show_one(context: Context, options: ReportOptions, partner_id: PartnerId) -> None:
    """Show everything recorded about one partner."""
    with open_store(context).books() as books:
        partner_id = books.partner_id(partner_id)
        options.show(lay_out_partner(partner_id, books.partners[partner_id]))
