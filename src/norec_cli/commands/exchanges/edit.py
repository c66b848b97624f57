"""`norec exchanges edit`."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from norec_cli.commands.converters import day, one_of, texts, whole_number
from norec_cli.commands.editor import edit_record
from norec_cli.commands.exchanges.group import ExchangeId, app, describe
from norec_cli.commands.options import command, open_store
from norec_cli.commands.typed import Typed
from norec_cli.context import World
from norec_cli.model.dates import end_after_months, parse_first_day, parse_last_day
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange
from norec_cli.model.faults import Refused
from norec_cli.render.screen import confirm as say
from norec_cli.store.changes import edit_exchanges, find_exchange, replaced
from norec_cli.store.journal import from_values, to_values

Words = list[str] | None

_CLEAR = "An empty one clears it."


@command(app, "edit", example="norec exchanges edit b8k2 --end 2012-07-31 --note 'stayed a month longer'")
def edit(
    world: World,
    exchange: ExchangeId,
    sender: Annotated[str | None, typer.Option("--from", metavar="ID", help="The partner that sends.")] = None,
    host: Annotated[str | None, typer.Option("--to", metavar="ID", help="The partner that receives.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help=f"Last day. {_CLEAR}")] = None,
    months: Annotated[str | None, typer.Option("--months", metavar="N", help="Or its length in months.")] = None,
    participants: Annotated[str | None, typer.Option("--participants", metavar="N", help="How many people.")] = None,
    women: Annotated[str | None, typer.Option("--women", metavar="N", help=f"How many women. {_CLEAR}")] = None,
    project: Annotated[str | None, typer.Option("--project", metavar="ID", help=f"Its project. {_CLEAR}")] = None,
    round_: Annotated[str | None, typer.Option("--round", metavar="N", help=f"Its round. {_CLEAR}")] = None,
    confirmed: Annotated[
        str | None, typer.Option("--confirmed", metavar="yes|no", help="Whether it is confirmed that it began.")
    ] = None,
    topic: Annotated[Words, typer.Option("--topic", metavar="TOPIC", help="All its topics; repeatable.")] = None,
    add_topic: Annotated[Words, typer.Option("--add-topic", metavar="TOPIC", help="One more topic.")] = None,
    remove_topic: Annotated[Words, typer.Option("--remove-topic", metavar="TOPIC", help="A topic less.")] = None,
    ref: Annotated[str | None, typer.Option("--ref", metavar="CODE", help=f"The pseudonym. {_CLEAR}")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=f"Anything else. {_CLEAR}")] = None,
) -> None:
    """Change what is recorded of an exchange; without flags, in your editor."""
    typed, today = Typed(), world.today()
    given: dict[str, Any] = {
        "sender": sender,
        "host": host,
        "start": typed.take("--start", day(parse_first_day, today), start),
        "end": typed.take("--end", _or_clear(day(parse_last_day, today)), end),
        "participants": typed.take("--participants", whole_number(1, MOST_PARTICIPANTS), participants),
        "women": typed.take("--women", _or_clear(whole_number(0, MOST_PARTICIPANTS)), women),
        "confirmed": typed.take("--confirmed", lambda text: one_of(("yes", "no"))(text) == "yes", confirmed),
        "project": project,
        "round": typed.take("--round", _or_clear(whole_number(1, MOST_PARTICIPANTS)), round_),
        "ref": None if ref is None else ref.strip(),
        "note": note,
    }
    length = typed.take("--months", whole_number(1, 1200), months)
    if end is not None and months is not None:
        typed.blame("--end and --months exclude each other")
    typed.refuse_if_wrong()
    given = {key: None if value == "" else value for key, value in given.items() if value is not None}
    store = open_store(world, "exchanges edit")
    if not given and length is None and topic is None and not add_topic and not remove_topic:
        with store.books() as books:
            before = find_exchange([e for e in books.exchanges() if e.id.startswith(exchange)], exchange)
        values = to_values(before)
        changed = edit_record(
            world,
            f"exchange-{before.id}",
            values,
            lambda after: edit_exchanges(store, [before.id], lambda now: [_from_editor(now, before, after)]),
        )
    else:

        def change(now: Exchange) -> list[Exchange]:
            new = dict(given)
            if length is not None:
                new["end"] = _end(new.get("start", now.start), length)
            topics = texts(topic) if topic is not None else now.topics
            gone = {text.strip().casefold() for text in remove_topic or ()}
            new["topics"] = texts([*(t for t in topics if t.casefold() not in gone), *(add_topic or ())])
            return [replaced(now, **new)]

        changed = edit_exchanges(store, [exchange], change)
    say(world, changed[0][0].id, f"Changed {describe(changed[0][1][0])}.")


def _end(start: date, months: int) -> date:
    try:
        return end_after_months(start, months)
    except ValueError as error:
        raise Refused(f"--months: {error}") from None


def _or_clear(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """A converter that lets an empty word through, which clears the value."""
    return lambda text: convert(text) if text else ""


def _from_editor(now: Exchange, before: Exchange, values: dict[str, Any]) -> Exchange:
    """The record that came out of an editor, if the one in the store is still what went in."""
    if now != before:
        raise Refused("somebody else changed this record meanwhile: nothing was changed")
    after = from_values(values)
    if after.id != before.id:
        raise Refused(f"the id of an exchange can't be changed: it was {before.id}")
    return after
