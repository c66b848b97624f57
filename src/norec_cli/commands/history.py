"""`norec history`."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import HISTORY
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.context import Context
from norec_cli.render.layouts.history import lay_out_history
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.history import report_history

app = typer.Typer(add_completion=False)


@command(app, "history", example="norec history --since 2011-01-01", options=HISTORY)
def history(
    context: Context,
    options: ReportOptions,
    everything: Annotated[
        bool, typer.Option("--all", help="List every record of a change; default in tables: the first three.")
    ] = False,
) -> None:
    """List every change that commands made to the store: when, who, what.

    --year, --since and --until are about the day of the change; --partner, --country, --project and --area about the
    records that it changed, or that these mention.
    """
    store = open_store(context)
    with store.books() as books:
        query = options.query(books)
        with store.history() as changes:
            sheet = lay_out_history(
                report_history(changes, query, Grouping(books.partners, query)), query, everything=everything
            )
    options.show(sheet)
