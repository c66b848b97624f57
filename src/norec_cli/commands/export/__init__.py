"""`norec export`: all records, for other programs."""

from typing import Annotated

import msgspec
import typer

from norec_cli.commands.common.lazy_group import lazy_group

app = typer.Typer(
    cls=lazy_group(__name__, "partners", "projects", "exchanges", "store", "report"),
    no_args_is_help=True,
    add_completion=False,
)


Private = Annotated[
    bool,
    typer.Option("--private", help="Include contacts, references, notes and people's comments; default: left out."),
]


@app.callback()
def export(ctx: typer.Context) -> None:
    """Export records, reports or a whole store for other programs; as CSV unless --format says otherwise."""
    ctx.obj.options = msgspec.structs.replace(ctx.obj.options, default_format="csv")
