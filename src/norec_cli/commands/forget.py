"""`norec forget`."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.steps import DryRun
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.store_files import TORN
from norec_cli.model.wording import join_names, plural
from norec_cli.render.screen import confirm, tell
from norec_cli.store.changes.forget import Forgotten, find_reference, forget_reference, mentions
from norec_cli.store.changes.undo import FORGETTING

app = typer.Typer(add_completion=False)

_BEYOND = "norec: git's history, backups and copies elsewhere are out of its reach: docs/privacy.md says what to do"


@command(app, "forget", example="norec forget P-017 --dry-run")
def forget(
    context: Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The participant's reference, as it is recorded.")],
    dry_run: DryRun = False,
) -> None:
    """Erase a participant's reference from every exchange and from the history; the counts stay.

    It can't be undone. What was done before and after it can be taken back as before, without the reference.
    """
    wanted = ref.strip()
    if not wanted:
        raise UsageError("REF is empty: give the reference that is to be forgotten")
    store = open_store(context, FORGETTING)
    if dry_run:
        tell(context, f"It would go from {_where(find_reference(store, wanted))}.", "Nothing was changed.")
        return
    found = forget_reference(store, wanted)
    left = mentions(store.folder, wanted)
    if left:
        tell(context, f"norec: the same text stands elsewhere in {join_names(left)}, in notes perhaps: look at it")
    if not context.quiet:
        tell(context, _BEYOND)
    confirm(context, str(len(found.exchanges)), f"Forgotten: it went from {_where(found)}.")


def _where(found: Forgotten) -> str:
    places = [plural(len(found.exchanges), "exchange"), f"{plural(found.lines, 'line')} of the history"]
    return join_names([*places, TORN] if found.torn else places)
