"""`norec partners list` and `show`."""

from typing import Annotated

import typer

from norec_cli.commands.options import FormatOption, JsonOption, command, open_store, take_format
from norec_cli.commands.partners.group import app
from norec_cli.commands.typed import Typed
from norec_cli.context import World
from norec_cli.render.partners import lay_out_partner, lay_out_partners
from norec_cli.render.screen import show


@command(app, "list", example="norec partners list")
def list_all(world: World, form: FormatOption = None, json: JsonOption = False) -> None:
    """List the partners, by id."""
    typed = Typed()
    chosen = take_format(typed, form, json=json)
    typed.refuse_if_wrong()
    with open_store(world).books() as books:
        show(world, lay_out_partners(books.partners), chosen)


@command(app, "show", example="norec partners show nema-ug")
def show_one(
    world: World,
    partner_id: Annotated[str, typer.Argument(metavar="ID", help="The partner's id.")],
    form: FormatOption = None,
    json: JsonOption = False,
) -> None:
    """Show everything recorded of one partner."""
    typed = Typed()
    chosen = take_format(typed, form, json=json)
    typed.refuse_if_wrong()
    with open_store(world).books() as books:
        show(world, lay_out_partner(partner_id, books.partner(partner_id)), chosen)
