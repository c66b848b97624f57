"""`norec redo`."""

import typer

from norec_cli.commands.common.command import DryRunOption, command
from norec_cli.commands.undo import undo_or_redo
from norec_cli.context import Context

app = typer.Typer(add_completion=False)


@command(app, "redo", example="norec redo --dry-run")
def redo(context: Context, dry_run: DryRunOption = False) -> None:
    """Make the change again that was undone last; again, the one after.

    It is refused if something new was done since, or where a later change conflicts.
    """
    undo_or_redo(context, redo=True, dry_run=dry_run)
