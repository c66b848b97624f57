"""`norec exchanges log`."""

from typing import Annotated

import typer

from norec_cli.commands.converters import day, texts, whole_number
from norec_cli.commands.exchanges.group import app
from norec_cli.commands.options import command, open_store
from norec_cli.commands.typed import Typed
from norec_cli.context import World
from norec_cli.model.dates import end_after_months, parse_first_day, parse_last_day
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange
from norec_cli.model.faults import Refused
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.words import count
from norec_cli.render.screen import confirm
from norec_cli.store.changes import find_exchange
from norec_cli.store.store import Store


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
    project: Annotated[str | None, typer.Option("--project", metavar="ID", help="The project that it is of.")] = None,
    round_: Annotated[str | None, typer.Option("--round", metavar="N", help="The round of that project.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="TOPIC", help="What it is about; repeatable.")
    ] = None,
    replaces: Annotated[
        str | None, typer.Option("--replaces", metavar="ID", help="The cancelled or ended one whose place it takes.")
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
    number = typed.take("--round", whole_number(1, MOST_PARTICIPANTS), round_)
    if round_ is not None and project is None:
        typed.blame("--round needs --project")
    if end is not None and months is not None:
        typed.blame("--end and --months exclude each other")
    elif first is not None and length is not None:
        last = typed.take("--months", lambda _: end_after_months(first, length), months)
    typed.refuse_if_wrong()
    assert first is not None  # noqa: S101 - no faults, so both are there; this tells the type checker
    assert people is not None  # noqa: S101
    store = open_store(world, "exchanges log")
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
            replaces=None if replaces is None else _replaced_id(store, replaces),
            project=project,
            round=number,
            topics=texts(topic),
            ref=None if ref is None else ref.strip(),
            note=note,
        )
    )
    store.log(exchange)
    confirm(world, exchange.id, _sentence(exchange))


def _replaced_id(store: Store, beginning: str) -> str:
    """The id of the exchange whose place a new one takes: one that was cancelled or ended early."""
    with store.books() as books:
        found = find_exchange([e for e in books.exchanges() if e.id.startswith(beginning)], beginning)
    if not found.cancelled and found.ended_early is None:
        raise Refused(f"{found.id} was neither cancelled nor ended early: nothing takes its place")
    return found.id


def _sentence(exchange: Exchange) -> str:
    who = count(exchange.participants, "person", "people")
    until = f"to {exchange.end}" if exchange.end else "with no end yet"
    plan = "" if exchange.confirmed else ", a plan until it is confirmed"
    return f"Logged {exchange.id}: {who} from {exchange.sender} to {exchange.host}, {exchange.start} {until}{plan}."
