"""`norec undo`."""

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.steps import DryRun, step
from norec_cli.context import Context

app = typer.Typer(add_completion=False)


@command(app, "undo", example="norec undo --dry-run")
def undo(context: Context, dry_run: DryRun = False) -> None:
    """Take back the last change made on this machine; again, the one before.

    Every file but the history gets its old bytes again. It is refused where a later change stands in the way.
    """
    step(context, redo=False, dry_run=dry_run)
