"""`norec exchanges list` and `show`."""

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import RECORD_AS_OF, SELECTION
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.exchanges.common import ExchangeId, app
from norec_cli.context import Context
from norec_cli.render.layouts.exchanges import lay_out_exchange, lay_out_exchanges
from norec_cli.store.changes.exchanges import find_exchange


@command(app, "list", example="norec exchanges list --as-of 2011-12-31 --partner nema-ug", options=SELECTION)
def list_all(context: Context, options: ReportOptions) -> None:
    """List the exchanges by start and id; --partner and --country select those that go from or to there."""
    with open_store(context).books() as books:
        query = options.query(books)
        partners = {key for key, partner in books.partners.items() if query.shows_partner(key, partner)}
        chosen = [e for e in query.selection.select(books.exchanges()) if e.sender in partners or e.host in partners]
    chosen.sort(key=lambda exchange: (exchange.start, exchange.id))
    options.show(lay_out_exchanges(chosen, query))


@command(app, "show", example="norec exchanges show x7k2m9qd4r", options=RECORD_AS_OF)
def show_one(context: Context, options: ReportOptions, exchange: ExchangeId) -> None:
    """Show everything recorded about one exchange."""
    with open_store(context).books() as books:
        record = find_exchange(books.exchanges(), exchange)
    options.show(lay_out_exchange(record, options.as_of))
