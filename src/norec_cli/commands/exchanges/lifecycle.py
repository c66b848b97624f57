"""`norec exchanges confirm`, `cancel`, `end`, `remove`."""

from collections.abc import Callable
from typing import Annotated, Any, get_args

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, one_of, whole_number
from norec_cli.commands.exchanges.common import ExchangeId, app, describe
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import MOST_PARTICIPANTS, Exchange, Reason
from norec_cli.model.ids import RANDOM_BYTES, exchange_id
from norec_cli.model.wording import plural
from norec_cli.render.screen import confirm as say
from norec_cli.store.books import Books
from norec_cli.store.changes.exchanges import edit_exchanges, replaced

ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="REASON", help=f"Reason: {', '.join(get_args(Reason))}.")
]
PartOption = Annotated[
    str | None,
    typer.Option(
        "--participants", metavar="N", help="Only this number of the group; the record is split. Default: all."
    ),
]
WomenOption = Annotated[str | None, typer.Option("--women", metavar="N", help="Number of women among those.")]


@command(app, "confirm", example="norec exchanges confirm b8k2 r7jv")
def confirm(
    context: Context,
    exchanges: Annotated[list[str], typer.Argument(metavar="ID...", help="Exchange ids, or any unambiguous prefixes.")],
) -> None:
    """Confirm that exchanges have begun."""
    today = context.today()

    def change(now: Exchange, _: Books) -> list[Exchange]:
        if now.cancelled:
            raise NorecError(f"{now.id} is cancelled: it never began")
        if now.start > today:
            raise NorecError(f"{now.id} starts on {now.start}: it can be confirmed from then on")
        return [replaced(now, confirmed=True)]

    for _, (after,) in edit_exchanges(open_store(context, "exchanges confirm"), exchanges, change):
        say(context, after.id, f"Confirmed {describe(after)}.")


@command(app, "cancel", example="norec exchanges cancel b8k2 --reason visa-refused")
def cancel(
    context: Context,
    exchange: ExchangeId,
    reason: ReasonOption,
    participants: PartOption = None,
    women: WomenOption = None,
) -> None:
    """Record that an exchange will not take place."""
    arguments = ArgumentReader()
    why = arguments.convert("--reason", one_of(get_args(Reason)), reason)
    part = _take_part(arguments, participants, women)
    arguments.raise_problems()

    def change(now: Exchange, _: Books) -> list[Exchange]:
        _refuse_stopped(now)
        return _split(context, now, part, {"cancelled": True, "reason": why, "confirmed": False})

    _stop(context, exchange, change, "exchanges cancel", "Cancelled")


@command(app, "end", example="norec exchanges end b8k2 --on 2012-03-31 --reason health")
def end(
    context: Context,
    exchange: ExchangeId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Last day of the stay.")],
    reason: ReasonOption,
    participants: PartOption = None,
    women: WomenOption = None,
) -> None:
    """Record that an exchange ended early."""
    arguments = ArgumentReader()
    last = arguments.convert("--on", day(parse_day, context.today()), on)
    why = arguments.convert("--reason", one_of(get_args(Reason)), reason)
    part = _take_part(arguments, participants, women)
    arguments.raise_problems()

    def change(now: Exchange, _: Books) -> list[Exchange]:
        _refuse_stopped(now)
        began = {"confirmed": True} if now.start <= context.today() else {}
        return _split(context, now, part, {"ended_early": last, "reason": why, **began})

    _stop(context, exchange, change, "exchanges end", "Ended")


@command(app, "remove", example="norec exchanges remove b8k2")
def remove(context: Context, exchange: ExchangeId) -> None:
    """Remove an exchange that was logged by mistake; cancel one that doesn't take place."""
    ((before, _),) = edit_exchanges(open_store(context, "exchanges remove"), [exchange], lambda *_: [])
    say(context, before.id, f"Removed {describe(before)}.")


def _stop(
    context: Context, exchange: str, change: Callable[[Exchange, Books], list[Exchange]], verb: str, done: str
) -> None:
    """Make a change that may split a record, and print the id of the part that stopped."""
    ((_, after),) = edit_exchanges(open_store(context, verb), [exchange], change)
    rest = f" The other {after[0].participants} of the group stay as {after[0].id}." if len(after) > 1 else ""
    say(context, after[-1].id, f"{done} {describe(after[-1])}.{rest}")


def _take_part(arguments: ArgumentReader, participants: str | None, women: str | None) -> tuple[int | None, int | None]:
    """Return the people and the women of a part of a group, as typed."""
    part = arguments.convert("--participants", whole_number(1, MOST_PARTICIPANTS), participants)
    women_of_part = arguments.convert("--women", whole_number(0, MOST_PARTICIPANTS), women)
    if women is not None and participants is None:
        arguments.add_problem("--women needs --participants")
    return part, women_of_part


def _split(
    context: Context, now: Exchange, part: tuple[int | None, int | None], stopped: dict[str, Any]
) -> list[Exchange]:
    """Return the changed exchange; if only a part of the group is meant, the unchanged rest and the changed part."""
    people, women = part
    if people is None or people == now.participants:
        return [replaced(now, **stopped)]
    if people > now.participants:
        raise NorecError(f"{now.id} has {plural(now.participants, 'participant')}, not {people}")
    if now.women in (0, now.participants) and women is None:
        women = people if now.women else 0  # all or none of them are women, so the same holds for a part
    if now.women is not None and women is None:
        raise NorecError(
            f"{now.women} of the {now.participants} are women: add --women N, the number among these {people}"
        )
    if now.women is None and women is not None:
        raise NorecError(f"the number of women of {now.id} is not recorded: leave --women out")
    rest_women = None if now.women is None or women is None else now.women - women
    if rest_women is not None and rest_women < 0:
        raise NorecError(f"{now.id} has {now.women} women, not {women}")
    rest = replaced(now, participants=now.participants - people, women=rest_women)
    leaving = replaced(now, id=exchange_id(context.random(RANDOM_BYTES)), participants=people, women=women, **stopped)
    return [rest, leaving]


def _refuse_stopped(now: Exchange) -> None:
    """Refuse an exchange that is cancelled or has ended early."""
    if now.cancelled:
        raise NorecError(f"{now.id} is cancelled already ({now.reason})")
    if now.ended_early is not None:
        raise NorecError(f"{now.id} ended early already, on {now.ended_early} ({now.reason})")
