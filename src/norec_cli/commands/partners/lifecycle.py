"""`norec partners rename`, `end`, `remove`, `adjust`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader, convert_argument
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import check_id, day, whole_number
from norec_cli.commands.partners.common import PartnerId, app
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
    new: Annotated[str, typer.Argument(metavar="NEW", help="New id.")],
) -> None:
    """Change the id of a partner everywhere."""
    convert_argument("NEW", check_id, new)
    partner_id, mentions = rename_partner(open_store(context, "partners rename"), partner_id, new)
    confirm(context, new, f"Renamed {partner_id} to {new}, also in {plural(mentions, 'exchange')}.")


@command(app, "end", example="norec partners end nesda-ci --on 2012-06-30")
def end(
    context: Context,
    partner_id: PartnerId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Last day on which an exchange may start.")],
) -> None:
    """End a partner: no exchange with it may start later. It stays in reports."""
    last = convert_argument("--on", day(parse_day, context.today()), on)
    store = open_store(context, "partners end")
    partner_id, _ = edit_partner(store, partner_id, lambda now: now.model_copy(update={"ended": last}))
    confirm(context, partner_id, f"Ended partner {partner_id} on {last}: no exchange with it may start later.")


@command(app, "remove", example="norec partners remove nesda-ci")
def remove(context: Context, partner_id: PartnerId) -> None:
    """Remove a partner that no exchange uses."""
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
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Day from which it counts.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Reason, such as 'opening balance'.")],
    sent: Annotated[str, typer.Option("--sent", metavar="N", help="People sent; default: 0.")] = "0",
    received: Annotated[str, typer.Option("--received", metavar="N", help="People received; default: 0.")] = "0",
) -> None:
    """Count people that no exchange records: an opening balance, an agreed settlement."""
    arguments = ArgumentReader()
    day_of_effect = arguments.convert("--on", day(parse_day, context.today()), on)
    sent_people = arguments.convert("--sent", whole_number(0, MOST_PARTICIPANTS), sent)
    received_people = arguments.convert("--received", whole_number(0, MOST_PARTICIPANTS), received)
    if sent_people == 0 and received_people == 0:
        arguments.add_problem("--sent or --received must be given")
    values = {
        "on": day_of_effect or context.today(),
        "sent": sent_people or 0,
        "received": received_people or 0,
        "reason": reason,
    }
    adjustment = arguments.validate(Adjustment, values, {})
    partner_id = adjust_partner(open_store(context, "partners adjust"), partner_id, adjustment)
    people = f"{adjustment.sent} sent and {adjustment.received} received on {adjustment.on}"
    confirm(context, partner_id, f"Adjusted partner {partner_id} by {people}.")
