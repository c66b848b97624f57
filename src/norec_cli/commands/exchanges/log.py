"""`norec exchanges log`."""

from typing import Annotated, Any

import typer

from norec_cli.checks.thresholds import length_problem
from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, texts, whole_number
from norec_cli.commands.common.report_query import with_overrides
from norec_cli.commands.exchanges.common import app, describe
from norec_cli.context import Context
from norec_cli.model.dates import MOST_MONTHS, end_after_months, parse_first_day, parse_last_day
from norec_cli.model.exchange import HIGHEST_ROUND, MOST_PARTICIPANTS, Exchange
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.exchanges import find_exchange


@command(app, "log", example="norec exchanges log --from nema-ug --to nesda-ci --start 2011-09-01 --months 10")
def log(
    context: Context,
    sender: Annotated[str, typer.Option("--from", metavar="ID", help="Partner that sends, by id or name.")],
    host: Annotated[str, typer.Option("--to", metavar="ID", help="Partner that receives, by id or name.")],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="First day: YYYY-MM-DD, YYYY-MM or today.")],
    end: Annotated[
        str | None, typer.Option("--end", metavar="DATE", help="Last day, in the same form; default: not known yet.")
    ] = None,
    months: Annotated[
        str | None, typer.Option("--months", metavar="N", help="Length in calendar months, instead of --end.")
    ] = None,
    participants: Annotated[
        str, typer.Option("--participants", metavar="N", help="Number of people; default: 1.")
    ] = "1",
    women: Annotated[
        str | None, typer.Option("--women", metavar="N", help="Number of women among them; default: not recorded.")
    ] = None,
    project: Annotated[str | None, typer.Option("--project", metavar="ID", help="Project, by id or title.")] = None,
    round_: Annotated[str | None, typer.Option("--round", metavar="N", help="Round of the project.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", metavar="TOPIC", help="Topic; repeatable.")] = None,
    replaces: Annotated[
        str | None,
        typer.Option(
            "--replaces",
            metavar="ID",
            help="Id of the cancelled or ended exchange that this one replaces; it has the same project and round.",
        ),
    ] = None,
    ref: Annotated[
        str | None,
        typer.Option("--ref", metavar="CODE", help="Pseudonym of the one participant, never a name."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Note.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Log it even if a recent exchange says the same.")] = False,
) -> None:
    """Log an exchange and print its id.

    Logged on or after its first day, it is confirmed; logged before, it is a plan. If one of the last thousand or so
    says the same, it is refused; --again logs it as a second one.
    """
    arguments = ArgumentReader()
    today = context.today()
    first = arguments.convert("--start", day(parse_first_day, today), start)
    last = arguments.convert("--end", day(parse_last_day, today), end)
    length = arguments.convert("--months", whole_number(1, MOST_MONTHS), months)
    values: dict[str, Any] = {
        "participants": arguments.convert("--participants", whole_number(1, MOST_PARTICIPANTS), participants),
        "women": arguments.convert("--women", whole_number(0, MOST_PARTICIPANTS), women),
        "round": arguments.convert("--round", whole_number(1, HIGHEST_ROUND), round_),
    }
    if round_ is not None and project is None and replaces is None:
        arguments.add_problem("--round needs --project")
    if end is not None and months is not None:
        arguments.add_problem("give --end or --months, not both")
    elif first is not None and length is not None:
        last = arguments.convert("--months", lambda _: end_after_months(first, length), months)
    arguments.raise_problems()
    confirmed = first is not None and first <= today
    values |= {"start": first, "end": last, "confirmed": confirmed, "topics": texts(topic), "note": note}
    values |= {"id": exchange_id(context.random(RANDOM_BYTES)), "ref": None if ref is None else ref.strip()}
    warnings: list[str] = []

    def make(books: Books) -> Exchange:
        named = _names(books, sender, host, project, replaces)
        exchange = arguments.construct(
            lambda: Exchange(**{**named, **{k: v for k, v in values.items() if v is not None}})
        )
        warnings[:] = _length_warnings(books, exchange)
        return exchange

    exchange = open_store(context, "exchanges log").log(make, again=again)
    tell(context, *warnings)
    confirm(context, exchange.id, _sentence(exchange))


def _names(books: Books, sender: str, host: str, project: str | None, replaces: str | None) -> dict[str, Any]:
    """Return the ids of sender, host, replaced exchange and project, by field.

    If no project is typed, the exchange gets the project and round of the one that it replaces.
    """
    named: dict[str, Any] = {"sender": books.partner_id_or_text(sender), "host": books.partner_id_or_text(host)}
    if replaces is not None:
        old = find_exchange(books.exchanges(), replaces)
        named |= {"replaces": old.id, "project": old.project, "round": old.round}
    if project is not None:
        project_id = books.project_id_or_text(project)
        named |= {"project": project_id, "round": named.get("round") if project_id == named.get("project") else None}
    return named


def _length_warnings(books: Books, exchange: Exchange) -> list[str]:
    """Return a warning if the length of an exchange is unusual; it may still be right."""
    project = books.projects.get(exchange.project or "")
    rules = books.settings.rules if project is None else with_overrides(books.settings.rules, project.rules)
    problem = "" if exchange.end is None else length_problem(rules, exchange.start, exchange.end)
    advice = "check its dates (norec check --explain lengths-usual)"
    warning = f"norec: exchange {exchange.id} {problem}, which is unusual: {advice}"
    return [warning] if problem else []


def _sentence(exchange: Exchange) -> str:
    """Return the confirmation for a logged exchange."""
    until = f"to {exchange.end}" if exchange.end else "with no end yet"
    plan = "" if exchange.confirmed else ", a plan until it is confirmed"
    return f"Logged {describe(exchange)} {until}{plan}."
