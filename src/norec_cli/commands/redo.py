"""`norec redo`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.steps import DryRun, step
from norec_cli.context import Context

app = typer.Typer(add_completion=False)


@command(app, "redo", example="norec redo --dry-run")
def redo(context: Context, dry_run: DryRun = False) -> None:
    """Make the change again that was taken back last; again, the one after.

    It is refused if something new was done since, or where a later change stands in the way.
    """
    step(context, redo=True, dry_run=dry_run)
