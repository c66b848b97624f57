"""`norec forget`."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import DryRunOption, command, open_store
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.store_files import TORN
from norec_cli.model.wording import join_names, plural
from norec_cli.render.screen import confirm, tell
from norec_cli.store.changes.forget import Forgotten, find_reference, forget_reference, mentions
from norec_cli.store.changes.undo import FORGETTING

app = typer.Typer(add_completion=False)

_BEYOND = "norec: the history of git, backups and other copies may still hold it: see docs/privacy.md"


@command(app, "forget", example="norec forget P-017 --dry-run")
def forget(
    context: Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="Reference of the participant, as recorded.")],
    dry_run: DryRunOption = False,
) -> None:
    """Erase a participant's reference from every exchange and from the history; the counts stay.

    It can't be undone. Changes before and after it can still be undone, without the reference.
    """
    wanted = ref.strip()
    if not wanted:
        raise UsageError("REF is empty: type the reference to forget")
    store = open_store(context, FORGETTING)
    if dry_run:
        tell(context, f"Would be erased from {_places(find_reference(store, wanted))}.", "Nothing was changed.")
        return
    forgotten = forget_reference(store, wanted)
    files = mentions(store.folder, wanted)
    if files:
        tell(context, f"norec: the same text is still in {join_names(files)}, perhaps in notes: check and edit them")
    if not context.options.quiet:
        tell(context, _BEYOND)
    confirm(context, str(len(forgotten.exchanges)), f"Forgotten: erased from {_places(forgotten)}.")


def _places(forgotten: Forgotten) -> str:
    """Return the places that held the reference, in words."""
    places = [plural(len(forgotten.exchanges), "exchange"), f"{plural(forgotten.lines, 'line')} of the history"]
    return join_names([*places, TORN] if forgotten.torn else places)
