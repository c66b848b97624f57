"""`norec history`."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING
from norec_cli.commands.common.report_query import Asked
from norec_cli.context import World
from norec_cli.render.layouts.history import lay_out_history
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.history import report_history

app = typer.Typer(add_completion=False)


@command(app, "history", example="norec history --since 2011-01-01")
def history(
    world: World,
    asked: Asked,
    everything: Annotated[
        bool, typer.Option("--all", help="List every record of a change; default in tables: the first three.")
    ] = False,
) -> None:
    """List every change that commands made to the store: when, who, what.

    --year, --since and --until are about the day of the change; --partner, --country, --project and --area about the
    records that it changed, or that these mention.
    """
    asked = asked.checked().without(*JUDGING, "round", "as_of")
    store = open_store(world)
    with store.books() as books:
        view = asked.view(books)
        with store.history() as changes:
            sheet = lay_out_history(
                report_history(changes, view, Grouping(books.partners, view)), view, everything=everything
            )
    asked.show(sheet)
