"""`norec partners rename`, `end`, `remove`, `adjust`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, whole_number
from norec_cli.commands.partners.add import check_id
from norec_cli.commands.partners.group import PartnerId, app
from norec_cli.context import World
from norec_cli.model.dates import parse_day
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.partner import Adjustment
from norec_cli.model.wording import count
from norec_cli.render.screen import confirm
from norec_cli.store.changes.partners import adjust_partner, edit_partner, remove_partner, rename_partner


@command(app, "rename", example="norec partners rename partner-zw zimbabwe-zw")
def rename(
    world: World,
    partner_id: PartnerId,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id it gets.")],
) -> None:
    """Give a partner another id, wherever it is mentioned."""
    typed = Typed()
    typed.take("NEW", check_id, new)
    typed.refuse_if_wrong()
    partner_id, mentions = rename_partner(open_store(world, "partners rename"), partner_id, new)
    confirm(world, new, f"Renamed {partner_id} to {new}, in {count(mentions, 'exchange')} too.")


@command(app, "end", example="norec partners end nesda-ci --on 2012-06-30")
def end(
    world: World,
    partner_id: PartnerId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The last day on which an exchange may start.")],
) -> None:
    """End a partner: no exchange of its may start later; it stays in reports."""
    typed = Typed()
    last = typed.take("--on", day(parse_day, world.today()), on)
    typed.refuse_if_wrong()
    store = open_store(world, "partners end")
    partner_id, _ = edit_partner(store, partner_id, lambda now: now.model_copy(update={"ended": last}))
    confirm(world, partner_id, f"Ended partner {partner_id} on {last}: no exchange of its may start later.")


@command(app, "remove", example="norec partners remove nesda-ci")
def remove(world: World, partner_id: PartnerId) -> None:
    """Take a partner out that no exchange mentions."""
    partner_id = remove_partner(open_store(world, "partners remove"), partner_id)
    confirm(world, partner_id, f"Removed partner {partner_id}.")


@command(
    app,
    "adjust",
    example="norec partners adjust nema-ug --sent 2 --received 1 --on 2011-08-31 --reason 'rounds before 2011'",
)
def adjust(
    world: World,
    partner_id: PartnerId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day from which it counts.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="What it stands for.")],
    sent: Annotated[str, typer.Option("--sent", metavar="N", help="People sent.")] = "0",
    received: Annotated[str, typer.Option("--received", metavar="N", help="People received.")] = "0",
) -> None:
    """Count people that no exchange stands for: an opening balance, an agreed settlement."""
    typed = Typed()
    values = {
        "on": typed.take("--on", day(parse_day, world.today()), on) or world.today(),
        "sent": typed.take("--sent", whole_number(0, MOST_PARTICIPANTS), sent) or 0,
        "received": typed.take("--received", whole_number(0, MOST_PARTICIPANTS), received) or 0,
        "reason": reason,
    }
    adjustment = typed.check(Adjustment, values, {})
    if adjustment is not None and not adjustment.sent and not adjustment.received:
        typed.blame("--sent or --received must be given")
    typed.refuse_if_wrong()
    assert adjustment is not None  # noqa: S101 - no faults, so there is one; this tells the type checker
    partner_id = adjust_partner(open_store(world, "partners adjust"), partner_id, adjustment)
    words = f"{adjustment.sent} sent and {adjustment.received} received on {adjustment.on}"
    confirm(world, partner_id, f"Adjusted partner {partner_id} by {words}.")
