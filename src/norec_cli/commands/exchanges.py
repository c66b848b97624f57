"""`norec exchanges`: placements, logged one at a time."""

from datetime import date
from typing import Annotated

import typer

from norec_cli.commands.options import AsOfOption, FormatOption, JsonOption, command, open_store, take_format
from norec_cli.commands.typed import Typed, day, texts, whole_number
from norec_cli.context import World
from norec_cli.model.dates import end_after_months, parse_day, parse_first_day, parse_last_day
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange
from norec_cli.model.faults import Refused
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.words import count
from norec_cli.render.exchanges import lay_out_exchange, lay_out_exchanges
from norec_cli.render.screen import confirm, show

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Exchanges of people between partners.")

_MOST_CANDIDATES = 10


@command(app, "log", example="norec exchanges log --from nema-ug --to nesda-ci --start 2011-09-01 --months 10")
def log(
    world: World,
    sender: Annotated[str, typer.Option("--from", metavar="ID", help="The partner that sends.")],
    host: Annotated[str, typer.Option("--to", metavar="ID", help="The partner that receives.")],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="First day: YYYY-MM-DD, YYYY-MM or today.")],
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day, written the same way.")] = None,
    months: Annotated[
        str | None, typer.Option("--months", metavar="N", help="Or its length in calendar months.")
    ] = None,
    participants: Annotated[str, typer.Option("--participants", metavar="N", help="How many people go.")] = "1",
    women: Annotated[str | None, typer.Option("--women", metavar="N", help="How many of them are women.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="TOPIC", help="What it is about; repeatable.")
    ] = None,
    ref: Annotated[
        str | None,
        typer.Option("--ref", metavar="CODE", help="A pseudonym for the one participant, never a name."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything else.")] = None,
) -> None:
    """Log an exchange and print its id.

    Logged on or after its first day it is confirmed by that; logged before, it is a plan.
    """
    typed = Typed()
    today = world.today()
    first = typed.take("--start", day(parse_first_day, today), start)
    last = typed.take("--end", day(parse_last_day, today), end)
    length = typed.take("--months", whole_number(1, 1200), months)
    people = typed.take("--participants", whole_number(1, MOST_PARTICIPANTS), participants)
    how_many_women = typed.take("--women", whole_number(0, MOST_PARTICIPANTS), women)
    if end is not None and months is not None:
        typed.blame("--end and --months exclude each other")
    elif first is not None and length is not None:
        last = typed.take("--months", lambda _: end_after_months(first, length), months)
    typed.refuse_if_wrong()
    assert first is not None  # noqa: S101 - no faults, so both are there; this tells the type checker
    assert people is not None  # noqa: S101
    exchange = typed.make(
        lambda: Exchange(
            id=exchange_id(world.random(RANDOM_BYTES)),
            sender=sender,
            host=host,
            participants=people,
            women=how_many_women,
            start=first,
            end=last,
            confirmed=first <= today,
            topics=texts(topic),
            ref=ref,
            note=note,
        )
    )
    open_store(world, "exchanges log").log(exchange)
    confirm(world, exchange.id, _sentence(exchange))


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
        found = [exchange for exchange in books.exchanges() if exchange.id.startswith(beginning)]
    show(world, lay_out_exchange(_only_one(found, beginning, on), on), chosen)


def _only_one(found: list[Exchange], beginning: str, as_of: date) -> Exchange:
    """The exchange that is meant: the one whose id it is, else the only one whose id begins so."""
    for exchange in found:
        if exchange.id == beginning:
            return exchange
    if not found or not beginning:
        raise Refused(f'no exchange "{beginning}"', advice=("norec exchanges list shows them all",))
    if len(found) == 1:
        return found[0]
    found.sort(key=lambda exchange: exchange.id)
    candidates = [
        f"  {exchange.id}  {exchange.sender} to {exchange.host}, {exchange.start}, {exchange.state(as_of)}"
        for exchange in found[:_MOST_CANDIDATES]
    ]
    if len(found) > _MOST_CANDIDATES:
        candidates.append(f"  and {len(found) - _MOST_CANDIDATES} more")
    raise Refused(f'"{beginning}" begins the ids of {len(found)} exchanges', advice=tuple(candidates))


def _sentence(exchange: Exchange) -> str:
    who = count(exchange.participants, "person", "people")
    until = f"to {exchange.end}" if exchange.end else "with no end yet"
    plan = "" if exchange.confirmed else ", a plan until it is confirmed"
    return f"Logged {exchange.id}: {who} from {exchange.sender} to {exchange.host}, {exchange.start} {until}{plan}."
