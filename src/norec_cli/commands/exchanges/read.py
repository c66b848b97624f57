"""`norec exchanges list` and `show`."""

from typing import Annotated

import typer

from norec_cli.commands.exchanges.group import app
from norec_cli.commands.options import AsOfOption, FormatOption, JsonOption, command, open_store, take_format
from norec_cli.commands.typed import Typed, day
from norec_cli.context import World
from norec_cli.model.dates import parse_day
from norec_cli.render.exchanges import lay_out_exchange, lay_out_exchanges
from norec_cli.render.screen import show
from norec_cli.store.changes import find_exchange


@command(app, "list", example="norec exchanges list --as-of 2011-12-31")
def list_all(
    world: World,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    json: JsonOption = False,
) -> None:
    """List the exchanges, by start and id."""
    typed = Typed()
    on = typed.take("--as-of", day(parse_day, world.today()), as_of) or world.today()
    chosen = take_format(typed, form, json=json)
    typed.refuse_if_wrong()
    with open_store(world).books() as books:
        exchanges = sorted(books.exchanges(), key=lambda exchange: (exchange.start, exchange.id))
    show(world, lay_out_exchanges(exchanges, on), chosen)


@command(app, "show", example="norec exchanges show x7k2m9qd4r")
def show_one(
    world: World,
    beginning: Annotated[str, typer.Argument(metavar="ID", help="Its id, or any beginning that no other has.")],
    as_of: AsOfOption = None,
    form: FormatOption = None,
    json: JsonOption = False,
) -> None:
    """Show everything recorded of one exchange."""
    typed = Typed()
    on = typed.take("--as-of", day(parse_day, world.today()), as_of) or world.today()
    chosen = take_format(typed, form, json=json)
    typed.refuse_if_wrong()
    with open_store(world).books() as books:
        found = find_exchange([e for e in books.exchanges() if e.id.startswith(beginning)], beginning)
    show(world, lay_out_exchange(found, on), chosen)
