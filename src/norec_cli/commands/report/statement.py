"""`norec report statement`."""

from typing import TYPE_CHECKING, Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import STATEMENT
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.table_input import (
    DateFormatOption,
    InputOption,
    MapOption,
    SheetOption,
    TableInput,
    open_books,
)
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.render.layouts.statement import lay_out_statement
from norec_cli.reports.core.groups import Group, Grouping, pair_of
from norec_cli.reports.core.query import PARTITIONS, Query
from norec_cli.reports.statement import report_statement

if TYPE_CHECKING:
    from norec_cli.commands.report.table_ledger import TableLedger
    from norec_cli.store.books import Books

app = typer.Typer(add_completion=False)


@command(app, "statement", example="norec report statement nema-ug --as-of 2012-12-31", options=STATEMENT)
def statement(
    context: Context,
    options: ReportOptions,
    whose: Annotated[
        str, typer.Argument(metavar="PARTNER", help="Its id or name; with --by, the id of that kind of row.")
    ],
    input_: InputOption = None,
    maps: MapOption = None,
    sheet_name: SheetOption = None,
    date_format: DateFormatOption = None,
) -> None:
    """List every adjustment and placement of a partner by date, with the balance after each."""
    with open_books(context, options, TableInput(input_, maps, sheet_name, date_format), by_date=True) as books:
        query = options.query(books)
        sheet = lay_out_statement(
            report_statement(books.exchanges(), books.partners, query, _group(whose, books, query))
        )
    options.show(sheet)


def _group(word: str, books: "Books | TableLedger", query: Query) -> Group:
    """The row that a word names, of those that the view has."""
    if query.group_by in PARTITIONS:
        raise UsageError(f"a statement has a balance, and --by {query.group_by} has none: choose another")
    if query.group_by == "pair":
        return _pair(word, books)
    grouping = Grouping(books.partners, query)
    if query.group_by == "partner":
        return grouping.of(books.partner_id(word))
    called = {name.casefold(): group for group in grouping.every() for name in (group.id, group.name)}
    if word.casefold() not in called:
        raise NorecError(
            f'no {query.group_by} "{shorten(word)}" here{did_you_mean(word, [group.name for group in called.values()])}'
        )
    return called[word.casefold()]


def _pair(word: str, books: "Books | TableLedger") -> Group:
    """The pair that `A ~ B` names."""
    one, _, other = (part.strip() for part in word.partition("~"))
    if not one or not other or one == other:
        raise UsageError(f'"{shorten(word)}" names no pair: write "ID ~ ID", with two different partners')
    one, other = books.partner_id(one), books.partner_id(other)
    if one == other:
        raise UsageError(f"both are {one}: a pair is of two different partners")
    return pair_of(one, other)
