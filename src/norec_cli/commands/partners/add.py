"""`norec partners add`."""

from typing import Annotated, get_args

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import one_of, texts
from norec_cli.commands.partners.group import app
from norec_cli.context import Context
from norec_cli.model.country import Side, find_country
from norec_cli.model.errors import UsageError
from norec_cli.model.ids import new_id_problem, slug
from norec_cli.model.partner import Partner, Sector
from norec_cli.render.screen import confirm
from norec_cli.store.changes.partners import add_partner

FLAGS = {"name": "NAME", "needs": "--need", "capacities": "--capacity", "aliases": "--alias"}


@command(app, "add", example="norec partners add NEMA --country Uganda --sector public --need climate")
def add(
    context: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the organisation is called.")],
    country: Annotated[
        str,
        typer.Option("--country", metavar="KE", help="ISO code of two or three letters, or English name."),
    ],
    partner_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Else made of the name and the country.")
    ] = None,
    sector: Annotated[
        str | None, typer.Option("--sector", metavar="|".join(get_args(Sector)), help="What it belongs to.")
    ] = None,
    city: Annotated[str | None, typer.Option("--city", metavar="TEXT", help="Where it sits.")] = None,
    need: Annotated[
        list[str] | None, typer.Option("--need", metavar="TOPIC", help="What it wants to learn; repeatable.")
    ] = None,
    capacity: Annotated[
        list[str] | None, typer.Option("--capacity", metavar="TOPIC", help="What it can teach; repeatable.")
    ] = None,
    alias: Annotated[
        list[str] | None, typer.Option("--alias", metavar="TEXT", help="Another name of it; repeatable.")
    ] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT", help="Whom to ask.")] = None,
    side: Annotated[
        str | None,
        typer.Option("--side", metavar="north|south", help="Where the partners see it otherwise than its country."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything else.")] = None,
) -> None:
    """Add a partner organisation to the register."""
    arguments = ArgumentReader()
    found = arguments.convert("--country", find_country, country)
    chosen_id = arguments.convert("--id", check_id, partner_id)
    partner = arguments.validate(
        Partner,
        {
            "name": name.strip(),
            "country": found.code if found else "NO",  # stands in until the wrong one is refused
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
    arguments.raise_errors()
    assert partner is not None  # noqa: S101 - no faults, so there is a partner; this tells the type checker
    new_id = chosen_id or _make_id(partner)
    add_partner(open_store(context, "partners add"), new_id, partner)
    confirm(context, new_id, f"Added partner {new_id}: {partner.name} ({partner.where().name}).")


def check_id(text: str) -> str:
    """Return a text that can be the id of a new partner or project.

    Raises:
        ValueError: with words for the person, if it can't.
    """
    if problem := new_id_problem(text):
        raise ValueError(f'"{text}" {problem}')
    return text


def _make_id(partner: Partner) -> str:
    """An id out of name and country, as most people would choose it."""
    start = slug(partner.name)
    if not start:
        raise UsageError(f'no id can be made of the name "{partner.name}": give one with --id')
    return f"{start}-{partner.country.lower()}"
