"""`norec exchanges list` and `show`."""

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING, OF_EXCHANGES, OF_ROWS
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.exchanges.group import ExchangeId, app
from norec_cli.context import World
from norec_cli.render.layouts.exchanges import lay_out_exchange, lay_out_exchanges
from norec_cli.store.changes.partners import find_exchange


@command(app, "list", example="norec exchanges list --as-of 2011-12-31 --partner nema-ug")
def list_all(world: World, asked: Asked) -> None:
    """List the exchanges, by start and id; with --partner or --country those that go from or to there."""
    asked = asked.checked().without(*JUDGING)
    with open_store(world).books() as books:
        view = asked.view(books)
        partners = {key for key, partner in books.partners.items() if view.shows(key, partner)}
        chosen = [e for e in view.selection.of(books.exchanges()) if e.sender in partners or e.host in partners]
    chosen.sort(key=lambda exchange: (exchange.start, exchange.id))
    asked.show(lay_out_exchanges(chosen, view))


@command(app, "show", example="norec exchanges show x7k2m9qd4r")
def show_one(world: World, asked: Asked, exchange: ExchangeId) -> None:
    """Show everything recorded of one exchange."""
    asked = asked.checked().without(*JUDGING, *OF_ROWS, *OF_EXCHANGES)
    with open_store(world).books() as books:
        found = find_exchange(books.exchanges(), exchange)
    asked.show(lay_out_exchange(found, asked.as_of()))
