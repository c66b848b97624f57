"""The group `norec partners`, and parts that its commands share."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.model.partner import Partner

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The register of partner organisations.")

PartnerId = Annotated[str, typer.Argument(metavar="ID", help="Partner, by id or name.")]

FLAGS = {"name": "NAME", "needs": "--need", "capacities": "--capacity", "aliases": "--alias"}


def make_partner(values: Mapping[str, Any], flags: Mapping[str, str] | None) -> Partner:
    """Return a partner made of values; raise UsageError with everything that is wrong.

    Args:
        values: values by field.
        flags: options of fields; see `ArgumentReader.validate`.
    """
    return ArgumentReader().validate(Partner, values, flags)
