"""The group `norec exchanges`, and parts that its commands share."""

from typing import Annotated

import typer

from norec_cli.model.exchange import Exchange
from norec_cli.model.wording import plural

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Exchanges of people between partners.")

ExchangeId = Annotated[str, typer.Argument(metavar="ID", help="Exchange id, or any unambiguous prefix.")]


def describe(exchange: Exchange) -> str:
    """Return an exchange in a few words that end with its first day, for a confirmation."""
    who = plural(exchange.participants, "person", "people")
    return f"{exchange.id}: {who} from {exchange.sender} to {exchange.host}, {exchange.start}"
