"""What `norec undo` and `norec redo` share."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import open_store
from norec_cli.context import Context
from norec_cli.render.screen import confirm, tell
from norec_cli.reports.history import describe_first_changes, records_of
from norec_cli.store.changes.undo import apply_step, find_undo_step

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]


def step(context: Context, *, redo: bool, dry_run: bool) -> None:
    """Take a change back, or make it again, and say what that is."""
    store = open_store(context, "redo" if redo else "undo")
    found = find_undo_step(store, context.machine, redo=redo)
    verb = "make again" if redo else "take back"
    for passed in found.passed:
        tell(context, f"norec: {passed.verb} of {passed.at} can't be taken back: it is passed over")
    what = f"{found.change.verb} of {found.change.at} by {found.change.by}"
    tell(context, f"{verb} {what}:", *(f"  {line}" for line in describe_first_changes(tuple(records_of(found.change)))))
    if dry_run:
        tell(context, "Nothing was changed.")
        return
    apply_step(store, found, store.author)
    confirm(context, found.change.id, f"Done: {what} is {'made again' if redo else 'taken back'}.")
