"""Lay out exchanges, as a list or a single record."""

from collections.abc import Sequence
from datetime import date

from norec_cli.model.exchange import Exchange
from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of
from norec_cli.render.layouts.footnotes import nothing, only_between
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query

_LIST = (
    Column("id", "Exchange"),
    Column("from", "From", flexible=True),
    Column("to", "To", flexible=True),
    Column("participants", "People", number=True),
    Column("women", "Women", number=True, drop_order=5),
    Column("start", "Start"),
    Column("end", "End"),
    Column("ended_early", "Ended early", drop_order=4),
    Column("state", "State", styles={"cancelled": "dim", "ended-early": "yellow", "under-way": "green"}),
    Column("reason", "Reason", drop_order=3),
    Column("confirmed", "Confirmed", drop_order=2),
    Column("topics", "Topics", flexible=True, drop_order=6),
    Column("project", "Project", flexible=True, drop_order=7),
    Column("round", "Round", number=True, is_label=True, drop_order=7),
)
_MORE = (Column("replaces", "Replaces"), Column("ref", "Reference"), Column("note", "Note"))


def lay_out_exchanges(exchanges: Sequence[Exchange], query: Query) -> Sheet:
    """Return a list of exchanges as a sheet, without references and notes, which `exchanges show` prints."""
    people = sum(exchange.participants for exchange in exchanges)
    summary = f"{plural(len(exchanges), 'exchange')}, {plural(people, 'person', 'people')}."
    return Sheet(
        title=f"Exchanges, as of {query.as_of}{filters_of(query)}",
        columns=_LIST,
        rows=[_cells(exchange, query.as_of) for exchange in exchanges],
        json_header={"schema": "norec.exchanges.list/1", "as_of": query.as_of.isoformat()},
        totals={"rows": len(exchanges), "people": people},
        footnotes=[summary, *only_between(query)] if exchanges else [],
        empty=nothing("exchanges", query),
    )


def lay_out_exchange(exchange: Exchange, as_of: date) -> Sheet:
    """Return everything recorded about one exchange, and its state on a day, as a sheet."""
    return Sheet(
        title=f"Exchange {exchange.id}, as of {as_of}",
        columns=(*_LIST, *_MORE),
        rows=[(*_cells(exchange, as_of), exchange.replaces, exchange.ref, exchange.note)],
        json_header={"schema": "norec.exchange/1", "as_of": as_of.isoformat()},
        is_record=True,
    )


def _cells(exchange: Exchange, as_of: date) -> tuple[Cell, ...]:
    return (
        exchange.id,
        exchange.sender,
        exchange.host,
        exchange.participants,
        exchange.women,
        exchange.start,
        exchange.end,
        exchange.ended_early,
        exchange.state(as_of),
        exchange.reason,
        exchange.confirmed,
        exchange.topics,
        exchange.project,
        exchange.round,
    )
