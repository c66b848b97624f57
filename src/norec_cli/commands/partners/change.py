"""`norec partners rename`, `end`, `remove`, `adjust`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, whole_number
from norec_cli.commands.partners.add import check_id
from norec_cli.commands.partners.group import PartnerId, app
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.partner import Adjustment
from norec_cli.model.wording import plural
from norec_cli.render.screen import confirm
from norec_cli.store.changes.partners import adjust_partner, edit_partner, remove_partner, rename_partner


@command(app, "rename", example="norec partners rename partner-zw zimbabwe-zw")
def rename(
    context: Context,
    partner_id: PartnerId,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id it gets.")],
) -> None:
    """Give a partner another id, wherever it is mentioned."""
    arguments = ArgumentReader()
    arguments.convert("NEW", check_id, new)
    arguments.raise_errors()
    partner_id, mentions = rename_partner(open_store(context, "partners rename"), partner_id, new)
    confirm(context, new, f"Renamed {partner_id} to {new}, in {plural(mentions, 'exchange')} too.")


@command(app, "end", example="norec partners end nesda-ci --on 2012-06-30")
def end(
    context: Context,
    partner_id: PartnerId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The last day on which an exchange may start.")],
) -> None:
    """End a partner: no exchange of its may start later; it stays in reports."""
    arguments = ArgumentReader()
    last = arguments.convert("--on", day(parse_day, context.today()), on)
    arguments.raise_errors()
    store = open_store(context, "partners end")
    partner_id, _ = edit_partner(store, partner_id, lambda now: now.model_copy(update={"ended": last}))
    confirm(context, partner_id, f"Ended partner {partner_id} on {last}: no exchange of its may start later.")


@command(app, "remove", example="norec partners remove nesda-ci")
def remove(context: Context, partner_id: PartnerId) -> None:
    """Take a partner out that no exchange mentions."""
    partner_id = remove_partner(open_store(context, "partners remove"), partner_id)
    confirm(context, partner_id, f"Removed partner {partner_id}.")


@command(
    app,
    "adjust",
    example="norec partners adjust nema-ug --sent 2 --received 1 --on 2011-08-31 --reason 'rounds before 2011'",
)
def adjust(
    context: Context,
    partner_id: PartnerId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day from which it counts.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="What it stands for.")],
    sent: Annotated[str, typer.Option("--sent", metavar="N", help="People sent.")] = "0",
    received: Annotated[str, typer.Option("--received", metavar="N", help="People received.")] = "0",
) -> None:
    """Count people that no exchange stands for: an opening balance, an agreed settlement."""
    arguments = ArgumentReader()
    values = {
        "on": arguments.convert("--on", day(parse_day, context.today()), on) or context.today(),
        "sent": arguments.convert("--sent", whole_number(0, MOST_PARTICIPANTS), sent) or 0,
        "received": arguments.convert("--received", whole_number(0, MOST_PARTICIPANTS), received) or 0,
        "reason": reason,
    }
    adjustment = arguments.validate(Adjustment, values, {})
    if adjustment is not None and not adjustment.sent and not adjustment.received:
        arguments.add_error("--sent or --received must be given")
    arguments.raise_errors()
    assert adjustment is not None  # noqa: S101 - no faults, so there is one; this tells the type checker
    partner_id = adjust_partner(open_store(context, "partners adjust"), partner_id, adjustment)
    words = f"{adjustment.sent} sent and {adjustment.received} received on {adjustment.on}"
    confirm(context, partner_id, f"Adjusted partner {partner_id} by {words}.")
