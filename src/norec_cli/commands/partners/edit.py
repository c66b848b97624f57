"""`norec partners edit`."""

from typing import Annotated, Any, get_args

import typer

from norec_cli.commands.converters import one_of, texts
from norec_cli.commands.editor import edit_record
from norec_cli.commands.options import command, open_store
from norec_cli.commands.partners.add import FLAGS
from norec_cli.commands.partners.group import PartnerId, app
from norec_cli.commands.typed import Typed
from norec_cli.context import World
from norec_cli.model.country import Side, find_country
from norec_cli.model.faults import Refused
from norec_cli.model.partner import Partner, Sector
from norec_cli.render.screen import confirm
from norec_cli.store.changes import edit_partner
from norec_cli.store.records import table_of

Words = list[str] | None

_CLEAR = "An empty one clears it."


@command(app, "edit", example="norec partners edit nema-ug --city Kampala --add-need soil")
def edit(
    world: World,
    partner_id: PartnerId,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is called.")] = None,
    country: Annotated[str | None, typer.Option("--country", metavar="KE", help="ISO code or English name.")] = None,
    sector: Annotated[
        str | None, typer.Option("--sector", metavar="|".join(get_args(Sector)), help=f"Its sector. {_CLEAR}")
    ] = None,
    city: Annotated[str | None, typer.Option("--city", metavar="TEXT", help=f"Where it sits. {_CLEAR}")] = None,
    side: Annotated[str | None, typer.Option("--side", metavar="north|south", help=f"Its side. {_CLEAR}")] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT", help=f"Whom to ask. {_CLEAR}")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=f"Anything else. {_CLEAR}")] = None,
    need: Annotated[Words, typer.Option("--need", metavar="TOPIC", help="All its needs; repeatable.")] = None,
    add_need: Annotated[Words, typer.Option("--add-need", metavar="TOPIC", help="One more need.")] = None,
    remove_need: Annotated[Words, typer.Option("--remove-need", metavar="TOPIC", help="A need less.")] = None,
    capacity: Annotated[Words, typer.Option("--capacity", metavar="TOPIC", help="All its capacities.")] = None,
    add_capacity: Annotated[Words, typer.Option("--add-capacity", metavar="TOPIC", help="One more capacity.")] = None,
    remove_capacity: Annotated[
        Words, typer.Option("--remove-capacity", metavar="TOPIC", help="A capacity less.")
    ] = None,
    alias: Annotated[Words, typer.Option("--alias", metavar="TEXT", help="All its other names.")] = None,
    add_alias: Annotated[Words, typer.Option("--add-alias", metavar="TEXT", help="One more name.")] = None,
    remove_alias: Annotated[Words, typer.Option("--remove-alias", metavar="TEXT", help="A name less.")] = None,
) -> None:
    """Change what is recorded of a partner; without flags, in your editor."""
    typed = Typed()
    found = typed.take("--country", find_country, country)
    given: dict[str, Any] = {
        "name": name,
        "country": found.code if found else None,
        "sector": typed.take("--sector", one_of((*get_args(Sector), "")), sector),
        "city": city,
        "side": typed.take("--side", one_of((*get_args(Side), "")), side),
        "contact": contact,
        "note": note,
    }
    typed.refuse_if_wrong()
    lists = {
        "needs": (need, add_need, remove_need),
        "capacities": (capacity, add_capacity, remove_capacity),
        "aliases": (alias, add_alias, remove_alias),
    }
    store = open_store(world, "partners edit")
    if country is None and all(value is None for value in given.values()) and not any(map(any, lists.values())):
        with store.books() as books:
            table = {key: value for key, value in table_of(books.partner(partner_id)).items() if key != "adjustments"}
        partner = edit_record(
            world,
            f"partner-{partner_id}",
            table,
            lambda values: edit_partner(store, partner_id, lambda now: _from_editor(now, table, values)),
        )
    else:
        partner = edit_partner(store, partner_id, lambda now: _with(now, given, lists))
    confirm(world, partner_id, f"Changed partner {partner_id}: {partner.name} ({partner.where().name}).")


def _with(now: Partner, given: dict[str, Any], lists: dict[str, tuple[Words, Words, Words]]) -> Partner:
    """A partner with what was typed: a value given replaces, an empty one clears."""
    values = table_of(now)
    values |= {key: value for key, value in given.items() if value is not None}
    for key, (all_of_them, added, removed) in lists.items():
        kept = texts(all_of_them) if all_of_them is not None else getattr(now, key)
        gone = {text.strip().casefold() for text in removed or ()}
        missing = gone - {text.strip().casefold() for text in kept}
        if missing:
            raise Refused(*(f'there is no "{text}" among its {key}' for text in sorted(missing)))
        kept = tuple(text for text in kept if text.strip().casefold() not in gone)
        values[key] = texts([*kept, *(added or ())])
    cleared = {key: value for key, value in values.items() if value != "" or key in ("name", "country")}
    typed = Typed()
    partner = typed.check(Partner, cleared, {**FLAGS, "name": "--name"})
    typed.refuse_if_wrong()
    assert partner is not None  # noqa: S101 - as above
    return partner


def _from_editor(now: Partner, before: dict[str, Any], values: dict[str, Any]) -> Partner:
    """The record that came out of an editor, if the one in the store is still what went in."""
    present = {key: value for key, value in table_of(now).items() if key != "adjustments"}
    if present != before:
        raise Refused("somebody else changed this record meanwhile: nothing was changed")
    typed = Typed()
    partner = typed.check(Partner, values, None)
    typed.refuse_if_wrong()
    assert partner is not None  # noqa: S101 - as above
    return partner.model_copy(update={"adjustments": now.adjustments})
