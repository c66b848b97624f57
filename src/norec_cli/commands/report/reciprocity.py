"""`norec report reciprocity`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import convert_argument
from norec_cli.commands.common.command import command
from norec_cli.commands.common.converters import one_of
from norec_cli.commands.common.report_options import BALANCES
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import open_books
from norec_cli.context import Context
from norec_cli.model import exit_codes
from norec_cli.model.errors import UsageError
from norec_cli.render.layouts.reciprocity import lay_out_reciprocity
from norec_cli.reports.core.balance import VERDICT_SETS
from norec_cli.reports.core.query import PARTS
from norec_cli.reports.reciprocity import report_reciprocity

app = typer.Typer(add_completion=False)


@command(app, "reciprocity", example="norec report reciprocity --as-of 2012-12-31 --sort balance", options=BALANCES)
def reciprocity(
    context: Context,
    options: ReportOptions,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on", metavar="unbalanced|one-way", help="Exit with code 3 if any listed row has this verdict."
        ),
    ] = None,
) -> None:
    """Show for each partner or group whether it sends and receives in approximately equal numbers."""
    failing = convert_argument("--fail-on", one_of(("unbalanced", "one-way")), fail_on)
    if options.group_by in PARTS:
        options.refuse_partner_filters()
    with open_books(context, options) as books:
        sheet = lay_out_reciprocity(report_reciprocity(books, options.query(books)))
    fields = [column.field for column in sheet.columns]
    if failing is not None and "verdict" not in fields:
        raise UsageError("--fail-on needs rows that have a verdict: these have none")
    shown = options.show(sheet)
    if failing is not None and any(row[fields.index("verdict")] in VERDICT_SETS[failing] for row in shown.rows):
        raise typer.Exit(exit_codes.FOUND)
