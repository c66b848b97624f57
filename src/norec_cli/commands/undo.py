"""`norec undo`, and what `norec redo` shares with it."""

import typer

from norec_cli.commands.common.command import DryRunOption, command, open_store
from norec_cli.context import Context
from norec_cli.render.screen import confirm, tell
from norec_cli.reports.history import describe_first_changes, records_of
from norec_cli.store.changes.undo import apply_step, find_undo_step

app = typer.Typer(add_completion=False)


@command(app, "undo", example="norec undo --dry-run")
def undo(context: Context, dry_run: DryRunOption = False) -> None:
    """Undo the last change made on this machine; again, the one before.

    Every file but the history gets its old bytes again. It is refused where a later change conflicts.
    """
    undo_or_redo(context, redo=False, dry_run=dry_run)


def undo_or_redo(context: Context, *, redo: bool, dry_run: bool) -> None:
    """Undo or redo the next change, and print which it is.

    Args:
        context: where the store is.
        redo: whether to redo instead of undo.
        dry_run: whether to print only.

    Raises:
        NorecError: if there is no such change, or a later one conflicts.
    """
    store = open_store(context, "redo" if redo else "undo")
    step = find_undo_step(store, context.machine, redo=redo)
    for skipped in step.passed:
        tell(context, f"norec: {skipped.verb} of {skipped.at} can't be undone: it is skipped")
    change = f"{step.change.verb} of {step.change.at} by {step.change.by}"
    records = describe_first_changes(tuple(records_of(step.change)))
    tell(context, f"{'Redoing' if redo else 'Undoing'} {change}:", *(f"  {line}" for line in records))
    if dry_run:
        tell(context, "Nothing was changed.")
        return
    apply_step(store, step, store.author)
    confirm(context, step.change.id, f"{'Redone' if redo else 'Undone'}: {change}.")
