"""What `norec undo` and `norec redo` share."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import open_store
from norec_cli.context import World
from norec_cli.render.screen import confirm, tell
from norec_cli.reports.history import records_of, summed_up
from norec_cli.store.changes.undo import find_step, take_step

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]


def step(world: World, *, redo: bool, dry_run: bool) -> None:
    """Take a change back, or make it again, and say what that is."""
    store = open_store(world, "redo" if redo else "undo")
    found = find_step(store, world.machine, redo=redo)
    verb = "make again" if redo else "take back"
    for passed in found.passed:
        tell(world, f"norec: {passed.verb} of {passed.at} can't be taken back: it is passed over")
    what = f"{found.change.verb} of {found.change.at} by {found.change.by}"
    tell(world, f"{verb} {what}:", *(f"  {line}" for line in summed_up(tuple(records_of(found.change)))))
    if dry_run:
        tell(world, "Nothing was changed.")
        return
    take_step(store, found, store.author)
    confirm(world, found.change.id, f"Done: {what} is {'made again' if redo else 'taken back'}.")
