"""`norec exchanges log`."""

from typing import Annotated, Any

import typer

from norec_cli.checks.thresholds import length_problem
from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, texts, whole_number
from norec_cli.commands.common.report_query import with_overrides
from norec_cli.commands.exchanges.group import app
from norec_cli.context import Context
from norec_cli.model.dates import MOST_MONTHS, end_after_months, parse_first_day, parse_last_day
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.wording import plural
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.exchanges import find_exchange


@command(app, "log", example="norec exchanges log --from nema-ug --to nesda-ci --start 2011-09-01 --months 10")
def log(
    context: Context,
    sender: Annotated[str, typer.Option("--from", metavar="ID", help="The partner that sends, by id or name.")],
    host: Annotated[str, typer.Option("--to", metavar="ID", help="The partner that receives, by id or name.")],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="First day: YYYY-MM-DD, YYYY-MM or today.")],
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day, written the same way.")] = None,
    months: Annotated[
        str | None, typer.Option("--months", metavar="N", help="Or its length in calendar months.")
    ] = None,
    participants: Annotated[str, typer.Option("--participants", metavar="N", help="How many people go.")] = "1",
    women: Annotated[str | None, typer.Option("--women", metavar="N", help="How many of them are women.")] = None,
    project: Annotated[str | None, typer.Option("--project", metavar="ID", help="Its project, by id or title.")] = None,
    round_: Annotated[str | None, typer.Option("--round", metavar="N", help="The round of that project.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="TOPIC", help="What it is about; repeatable.")
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option(
            "--replaces", metavar="ID", help="The cancelled or ended one whose place, project and round it takes."
        ),
    ] = None,
    ref: Annotated[
        str | None,
        typer.Option("--ref", metavar="CODE", help="A pseudonym for the one participant, never a name."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything else.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Log it though one of the last says the same.")] = False,
) -> None:
    """Log an exchange and print its id.

    Logged on or after its first day it is confirmed by that; logged before, it is a plan. One that says the same as
    one of the last that were logged, a thousand or so, is refused: --again logs it as a second one.
    """
    arguments = ArgumentReader()
    today = context.today()
    first = arguments.convert("--start", day(parse_first_day, today), start)
    last = arguments.convert("--end", day(parse_last_day, today), end)
    length = arguments.convert("--months", whole_number(1, MOST_MONTHS), months)
    values: dict[str, Any] = {
        "participants": arguments.convert("--participants", whole_number(1, MOST_PARTICIPANTS), participants),
        "women": arguments.convert("--women", whole_number(0, MOST_PARTICIPANTS), women),
        "round": arguments.convert("--round", whole_number(1, MOST_PARTICIPANTS), round_),
    }
    if round_ is not None and project is None and replaces is None:
        arguments.add_error("--round needs --project")
    if end is not None and months is not None:
        arguments.add_error("--end and --months exclude each other")
    elif first is not None and length is not None:
        last = arguments.convert("--months", lambda _: end_after_months(first, length), months)
    arguments.raise_errors()
    assert first is not None  # noqa: S101 - no faults, so it is there; this tells the type checker
    values |= {"start": first, "end": last, "confirmed": first <= today, "topics": texts(topic), "note": note}
    values |= {"id": exchange_id(context.random(RANDOM_BYTES)), "ref": None if ref is None else ref.strip()}
    doubts: list[str] = []

    def make(books: Books) -> Exchange:
        named = _names(books, sender, host, project, replaces)
        exchange = arguments.construct(
            lambda: Exchange(**{**named, **{k: v for k, v in values.items() if v is not None}})
        )
        doubts[:] = _doubts(books, exchange)
        return exchange

    exchange = open_store(context, "exchanges log").log(make, again=again)
    tell(context, *doubts)
    confirm(context, exchange.id, _sentence(exchange))


def _names(books: Books, sender: str, host: str, project: str | None, replaces: str | None) -> dict[str, Any]:
    """Return what an exchange is of, by id; of what it replaces, project and round too unless a project is given."""
    named: dict[str, Any] = {"sender": books.partner_meant(sender), "host": books.partner_meant(host)}
    if replaces is not None:
        found = find_exchange(books.exchanges(), replaces)
        named |= {"replaces": found.id, "project": found.project, "round": found.round}
    if project is not None:
        given = books.project_meant(project)
        named |= {"project": given, "round": named.get("round") if given == named.get("project") else None}
    return named


def _doubts(books: Books, exchange: Exchange) -> list[str]:
    """Return what `check` would say of the length of an exchange, which may be right all the same."""
    project = books.projects.get(exchange.project or "")
    rules = books.settings.rules if project is None else with_overrides(books.settings.rules, project.rules)
    problem = "" if exchange.end is None else length_problem(rules, exchange.start, exchange.end)
    said = f"norec: it {problem}, which is unusual: look at its dates (norec check --explain lengths-usual)"
    return [said] if problem else []


def _sentence(exchange: Exchange) -> str:
    who = plural(exchange.participants, "person", "people")
    until = f"to {exchange.end}" if exchange.end else "with no end yet"
    plan = "" if exchange.confirmed else ", a plan until it is confirmed"
    return f"Logged {exchange.id}: {who} from {exchange.sender} to {exchange.host}, {exchange.start} {until}{plan}."
