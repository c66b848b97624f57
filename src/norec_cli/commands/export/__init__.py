"""`norec export`: everything that is recorded, for other programs."""

import typer

from norec_cli.commands.common.lazy_group import lazy_group

app = typer.Typer(
    cls=lazy_group(__name__, "partners", "projects", "exchanges", "store", "report"),
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def export(ctx: typer.Context) -> None:
    """Records, reports or a whole store for other programs; as CSV where nothing else is asked for."""
    ctx.obj.default_format = "csv"
