"""`norec report`: the group of reports."""

import typer

from norec_cli.commands.common.lazy_group import lazy_group

REPORTS = ("reciprocity", "statement", "flows", "trend", "summary", "needs", "rounds", "upcoming", "mirror")

app = typer.Typer(
    cls=lazy_group(__name__, *REPORTS),
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def report() -> None:
    """Show who sent, who received, and whether it is in balance."""
