"""`norec exchanges edit`."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, one_of, whole_number
from norec_cli.commands.common.record_edit import CLEAR, CLEAR_ALL, RecordEdit, Words, edit_by_hand
from norec_cli.commands.exchanges.common import ExchangeId, app, describe
from norec_cli.context import Context
from norec_cli.model.dates import MOST_MONTHS, end_after_months, parse_first_day, parse_last_day
from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import HIGHEST_ROUND, MOST_PARTICIPANTS, Exchange
from norec_cli.render.screen import confirm as say
from norec_cli.store.books import Books
from norec_cli.store.changes.exchanges import edit_exchanges, find_exchange, replaced
from norec_cli.store.formats.exchanges_jsonl import from_values, to_values
from norec_cli.store.store import Store


@command(app, "edit", example="norec exchanges edit b8k2 --end 2012-07-31 --note 'stayed a month longer'")
def edit(
    context: Context,
    exchange: ExchangeId,
    sender: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="Partner that sends, by id or name.")
    ] = None,
    host: Annotated[
        str | None, typer.Option("--to", metavar="ID", help="Partner that receives, by id or name.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help=f"Last day; {CLEAR}")] = None,
    months: Annotated[
        str | None, typer.Option("--months", metavar="N", help="Length in calendar months, instead of --end.")
    ] = None,
    participants: Annotated[str | None, typer.Option("--participants", metavar="N", help="Number of people.")] = None,
    women: Annotated[
        str | None, typer.Option("--women", metavar="N", help=f"Number of women among them; {CLEAR}")
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="ID", help=f"Project, by id or title; {CLEAR}")
    ] = None,
    round_: Annotated[str | None, typer.Option("--round", metavar="N", help=f"Round of the project; {CLEAR}")] = None,
    confirmed: Annotated[
        str | None, typer.Option("--confirmed", metavar="yes|no", help="Whether its beginning is confirmed.")
    ] = None,
    topic: Annotated[Words, typer.Option("--topic", metavar="TOPIC", help=f"Replace all topics; {CLEAR_ALL}")] = None,
    add_topic: Annotated[
        Words, typer.Option("--add-topic", metavar="TOPIC", help="Add this topic; repeatable.")
    ] = None,
    remove_topic: Annotated[
        Words, typer.Option("--remove-topic", metavar="TOPIC", help="Remove this topic; repeatable.")
    ] = None,
    ref: Annotated[
        str | None, typer.Option("--ref", metavar="CODE", help=f"Pseudonym of the participant; {CLEAR}")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=f"Note; {CLEAR}")] = None,
) -> None:
    """Change an exchange; without options, in your editor."""
    arguments, today = ArgumentReader(), context.today()
    edits = RecordEdit(arguments)
    edits.convert("sender", "--from", sender, needed=True)
    edits.convert("host", "--to", host, needed=True)
    edits.convert("start", "--start", start, day(parse_first_day, today), needed=True)
    edits.convert("end", "--end", end, day(parse_last_day, today))
    edits.convert("participants", "--participants", participants, whole_number(1, MOST_PARTICIPANTS), needed=True)
    edits.convert("women", "--women", women, whole_number(0, MOST_PARTICIPANTS))
    edits.convert("confirmed", "--confirmed", confirmed, lambda text: one_of(("yes", "no"))(text) == "yes", needed=True)
    edits.convert("project", "--project", project)
    edits.convert("round", "--round", round_, whole_number(1, HIGHEST_ROUND))
    edits.convert("ref", "--ref", ref, str.strip)
    edits.convert("note", "--note", note)
    edits.take_list("topics", "topic", topic, add_topic, remove_topic)
    edits.convert("months", "--months", months, whole_number(1, MOST_MONTHS), needed=True)
    if end is not None and months is not None:
        arguments.add_problem("give --end or --months, not both")
    arguments.raise_problems()
    store = open_store(context, "exchanges edit")
    changed = _edit_as_typed(store, exchange, edits) if edits else _edit_by_hand(context, store, exchange)
    say(context, changed.id, f"Changed {describe(changed)}.")


def _edit_as_typed(store: Store, exchange: str, edits: RecordEdit) -> Exchange:
    """Change an exchange as the options say; return the new record."""

    def change(now: Exchange, books: Books) -> list[Exchange]:
        edits.name("sender", books.partner_id_or_text)
        edits.name("host", books.partner_id_or_text)
        edits.name("project", books.project_id_or_text)
        new = edits.applied({"topics": now.topics})
        length = new.pop("months", None)
        if length is not None:
            new["end"] = _end(new.get("start", now.start), length)
        return [replaced(now, **new)]

    ((_, (after,)),) = edit_exchanges(store, [exchange], change)
    return after


def _edit_by_hand(context: Context, store: Store, exchange: str) -> Exchange:
    """Let a person change an exchange in their editor; return the new record."""
    with store.books() as books:
        before = find_exchange(books.exchanges(), exchange)

    def made(values: dict[str, Any]) -> Exchange:
        after = from_values(values)
        if after.id != before.id:
            raise NorecError(f"the id can't be changed: set it back to {before.id}")
        return after

    def change(revise: Callable[[Exchange], Exchange]) -> Exchange:
        ((_, (after,)),) = edit_exchanges(store, [before.id], lambda now, _: [revise(now)])
        return after

    return edit_by_hand(context, f"exchange-{before.id}", to_values(before), to_values, made, change)


def _end(start: date, months: int) -> date:
    """Return the last day of a stay of so many months; raise NorecError if it is out of range."""
    try:
        return end_after_months(start, months)
    except ValueError as error:
        raise NorecError(f"--months: {error}") from None
