"""The group of commands, and what they share."""

from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The register of partner organisations.")

PartnerId = Annotated[str, typer.Argument(metavar="ID", help="The partner, by id or name.")]
