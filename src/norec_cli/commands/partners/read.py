"""`norec partners list` and `show`."""

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING, OF_EXCHANGES, OF_ROWS
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.partners.group import PartnerId, app
from norec_cli.context import World
from norec_cli.render.layouts.partners import lay_out_partner, lay_out_partners


@command(app, "list", example="norec partners list --sort name")
def list_all(world: World, asked: Asked) -> None:
    """List the partners, by id."""
    asked = asked.checked().without(*JUDGING, *OF_EXCHANGES, "as_of")
    with open_store(world).books() as books:
        view = asked.view(books)
        shown = {key: partner for key, partner in books.partners.items() if view.shows(key, partner)}
    asked.show(lay_out_partners(shown, view))


@command(app, "show", example="norec partners show nema-ug")
def show_one(world: World, asked: Asked, partner_id: PartnerId) -> None:
    """Show everything recorded of one partner."""
    asked = asked.checked().without(*JUDGING, *OF_ROWS, *OF_EXCHANGES, "as_of")
    with open_store(world).books() as books:
        partner_id = books.partner_id(partner_id)
        asked.show(lay_out_partner(partner_id, books.partner(partner_id)))
