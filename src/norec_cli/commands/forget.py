"""`norec forget`."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.steps import DryRun
from norec_cli.context import World
from norec_cli.model.errors import CommandLineWrong
from norec_cli.model.wording import count, listed
from norec_cli.render.screen import confirm, tell
from norec_cli.store.changes.forget import Forgotten, find_reference, forget_reference, mentions
from norec_cli.store.changes.undo import FORGETTING
from norec_cli.store.files.snapshot import TORN

app = typer.Typer(add_completion=False)

_BEYOND = "norec: git's history, backups and copies elsewhere are out of its reach: docs/privacy.md says what to do"


@command(app, "forget", example="norec forget P-017 --dry-run")
def forget(
    world: World,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The participant's reference, as it is recorded.")],
    dry_run: DryRun = False,
) -> None:
    """Erase a participant's reference from every exchange and from the history; the counts stay.

    It can't be undone. What was done before and after it can be taken back as before, without the reference.
    """
    wanted = ref.strip()
    if not wanted:
        raise CommandLineWrong("REF is empty: give the reference that is to be forgotten")
    store = open_store(world, FORGETTING)
    if dry_run:
        tell(world, f"It would go from {_where(find_reference(store, wanted))}.", "Nothing was changed.")
        return
    found = forget_reference(store, wanted)
    left = mentions(store.folder, wanted)
    if left:
        tell(world, f"norec: the same text stands elsewhere in {listed(left)}, in notes perhaps: look at it")
    if not world.quiet:
        tell(world, _BEYOND)
    confirm(world, str(len(found.exchanges)), f"Forgotten: it went from {_where(found)}.")


def _where(found: Forgotten) -> str:
    places = [count(len(found.exchanges), "exchange"), f"{count(found.lines, 'line')} of the history"]
    return listed([*places, TORN] if found.torn else places)
