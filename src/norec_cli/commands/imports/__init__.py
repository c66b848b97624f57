"""`norec import`: records out of tables."""

import typer

from norec_cli.commands.common.lazy_group import lazy_group

app = typer.Typer(
    cls=lazy_group(__name__, "partners", "projects", "exchanges", "store"),
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def imports() -> None:
    """Bring records in from spreadsheets, CSV and JSON."""
