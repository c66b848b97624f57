"""`norec partners add`."""

from typing import Annotated, get_args

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import check_id, one_of, texts
from norec_cli.commands.partners.common import FLAGS, app
from norec_cli.context import Context
from norec_cli.model.country import Side, find_country
from norec_cli.model.errors import UsageError
from norec_cli.model.ids import slug
from norec_cli.model.partner import Partner, Sector
from norec_cli.render.screen import confirm
from norec_cli.store.changes.partners import add_partner


@command(app, "add", example="norec partners add NEMA --country Uganda --sector public --need climate")
def add(
    context: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the organisation.")],
    country: Annotated[
        str,
        typer.Option("--country", metavar="KE", help="Country: ISO code of two or three letters, or English name."),
    ],
    partner_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Id; default: made of the name and the country.")
    ] = None,
    sector: Annotated[str | None, typer.Option("--sector", metavar="|".join(get_args(Sector)), help="Sector.")] = None,
    city: Annotated[str | None, typer.Option("--city", metavar="TEXT", help="City.")] = None,
    need: Annotated[
        list[str] | None, typer.Option("--need", metavar="TOPIC", help="Topic it wants to learn; repeatable.")
    ] = None,
    capacity: Annotated[
        list[str] | None, typer.Option("--capacity", metavar="TOPIC", help="Topic it can teach; repeatable.")
    ] = None,
    alias: Annotated[list[str] | None, typer.Option("--alias", metavar="TEXT", help="Other name; repeatable.")] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT", help="Contact person or address.")] = None,
    side: Annotated[
        str | None,
        typer.Option(
            "--side",
            metavar="north|south",
            help="Side, if the partners see it otherwise; default: that of its country.",
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Note.")] = None,
) -> None:
    """Add a partner organisation to the register."""
    arguments = ArgumentReader()
    place = arguments.convert("--country", find_country, country)
    chosen_id = arguments.convert("--id", check_id, partner_id)
    partner = arguments.validate(
        Partner,
        {
            "name": name.strip(),
            "country": place.code if place else "NO",  # any valid code, if the typed one is about to be refused
            "city": city,
            "sector": arguments.convert("--sector", one_of(get_args(Sector)), sector),
            "side": arguments.convert("--side", one_of(get_args(Side)), side),
            "needs": texts(need),
            "capacities": texts(capacity),
            "aliases": texts(alias),
            "contact": contact,
            "note": note,
        },
        FLAGS,
    )
    new_id = chosen_id or _make_id(partner)
    add_partner(open_store(context, "partners add"), new_id, partner)
    confirm(context, new_id, f"Added partner {new_id}: {partner.name} ({partner.where().name}).")


def _make_id(partner: Partner) -> str:
    """Return an id made of the name and the country of a partner; raise UsageError if the name has no letter for it."""
    start = slug(partner.name)
    if not start:
        raise UsageError(f'the name "{partner.name}" gives no id: choose one with --id')
    return f"{start}-{partner.country.lower()}"
