"""`norec partners edit`."""

from collections.abc import Callable
from typing import Annotated, Any, get_args

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import one_of
from norec_cli.commands.common.record_edit import CLEAR, CLEAR_ALL, RecordEdit, Words, edit_by_hand
from norec_cli.commands.partners.common import FLAGS, PartnerId, app, make_partner
from norec_cli.context import Context
from norec_cli.model.country import Side, find_country
from norec_cli.model.partner import Partner, Sector
from norec_cli.render.screen import confirm
from norec_cli.store.changes.partners import edit_partner
from norec_cli.store.formats.toml_values import to_toml
from norec_cli.store.store import Store

_NAME = {"name": "--name"}


@command(app, "edit", example="norec partners edit nema-ug --city Kampala --add-need soil")
def edit(
    context: Context,
    partner_id: PartnerId,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Name.")] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="KE", help="Country: ISO code or English name.")
    ] = None,
    sector: Annotated[
        str | None, typer.Option("--sector", metavar="|".join(get_args(Sector)), help=f"Sector; {CLEAR}")
    ] = None,
    city: Annotated[str | None, typer.Option("--city", metavar="TEXT", help=f"City; {CLEAR}")] = None,
    side: Annotated[str | None, typer.Option("--side", metavar="north|south", help=f"Side; {CLEAR}")] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="TEXT", help=f"Contact person or address; {CLEAR}")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=f"Note; {CLEAR}")] = None,
    need: Annotated[Words, typer.Option("--need", metavar="TOPIC", help=f"Replace all needs; {CLEAR_ALL}")] = None,
    add_need: Annotated[Words, typer.Option("--add-need", metavar="TOPIC", help="Add this need; repeatable.")] = None,
    remove_need: Annotated[
        Words, typer.Option("--remove-need", metavar="TOPIC", help="Remove this need; repeatable.")
    ] = None,
    capacity: Annotated[
        Words, typer.Option("--capacity", metavar="TOPIC", help=f"Replace all capacities; {CLEAR_ALL}")
    ] = None,
    add_capacity: Annotated[
        Words, typer.Option("--add-capacity", metavar="TOPIC", help="Add this capacity; repeatable.")
    ] = None,
    remove_capacity: Annotated[
        Words, typer.Option("--remove-capacity", metavar="TOPIC", help="Remove this capacity; repeatable.")
    ] = None,
    alias: Annotated[
        Words, typer.Option("--alias", metavar="TEXT", help=f"Replace all other names; {CLEAR_ALL}")
    ] = None,
    add_alias: Annotated[Words, typer.Option("--add-alias", metavar="TEXT", help="Add this name; repeatable.")] = None,
    remove_alias: Annotated[
        Words, typer.Option("--remove-alias", metavar="TEXT", help="Remove this name; repeatable.")
    ] = None,
) -> None:
    """Change a partner; without options, in your editor."""
    arguments = ArgumentReader()
    edits = RecordEdit(arguments)
    edits.convert("name", "--name", name, needed=True)
    edits.convert("country", "--country", country, lambda text: find_country(text).code, needed=True)
    edits.convert("sector", "--sector", sector, one_of(get_args(Sector)))
    edits.convert("city", "--city", city)
    edits.convert("side", "--side", side, one_of(get_args(Side)))
    edits.convert("contact", "--contact", contact)
    edits.convert("note", "--note", note)
    edits.take_list("needs", "need", need, add_need, remove_need)
    edits.take_list("capacities", "capacity", capacity, add_capacity, remove_capacity)
    edits.take_list("aliases", "alias", alias, add_alias, remove_alias)
    arguments.raise_problems()
    store = open_store(context, "partners edit")
    if edits:
        partner_id, partner = edit_partner(
            store, partner_id, lambda now: make_partner(edits.applied_to_table(to_toml(now)), FLAGS | _NAME)
        )
    else:
        partner_id, partner = _edit_by_hand(context, store, partner_id)
    confirm(context, partner_id, f"Changed partner {partner_id}: {partner.name} ({partner.where().name}).")


def _edit_by_hand(context: Context, store: Store, named: str) -> tuple[str, Partner]:
    """Let a person change a partner in their editor, without its adjustments; return its id and the new record."""
    with store.books() as books:
        partner_id = books.partner_id(named)
        before = _table(books.partners[partner_id])

    def change(revise: Callable[[Partner], Partner]) -> tuple[str, Partner]:
        return edit_partner(
            store, partner_id, lambda now: revise(now).model_copy(update={"adjustments": now.adjustments})
        )

    return edit_by_hand(
        context, f"partner-{partner_id}", before, _table, lambda values: make_partner(values, None), change
    )


def _table(partner: Partner) -> dict[str, Any]:
    """Return the fields of a partner that a person may edit: all but its adjustments."""
    return {key: value for key, value in to_toml(partner).items() if key != "adjustments"}
