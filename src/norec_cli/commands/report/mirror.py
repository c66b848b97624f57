"""`norec report mirror`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.other_store import AllOption, DaysOption, ledger_of, read_other, take_days
from norec_cli.commands.common.report_options import JUDGING
from norec_cli.commands.common.report_query import Asked
from norec_cli.context import World
from norec_cli.render.layouts.mirror import lay_out_mirror
from norec_cli.render.screen import tell
from norec_cli.reports.mirror import report_mirror

app = typer.Typer(add_completion=False)


@command(app, "mirror", example="norec report mirror ../kampala")
def mirror(
    world: World,
    asked: Asked,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The folder of another store, only read.")],
    days: DaysOption = None,
    everything: AllOption = False,
) -> None:
    """Compare with another store's records of the same exchanges: what agrees, what differs, what only one has."""
    typed = Typed()
    near = take_days(typed, days)
    typed.refuse_if_wrong()
    asked = asked.checked().without(*JUDGING, "only")
    store = open_store(world)
    theirs = read_other(world, store, other)
    with store.books() as books:
        view = asked.view(books)
        report = report_mirror(ledger_of(books), theirs, view, near)
    asked.show(lay_out_mirror(report, everything=everything))
    tell(world, *(f"{report.other}: {line}" for line in report.doubts))
