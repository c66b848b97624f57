"""`norec report statement`."""

from typing import TYPE_CHECKING, Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.commands.common.report_options import STATEMENT
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.report.common import open_books
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.render.layouts.statement import lay_out_statement
from norec_cli.reports.core.groups import Group, Grouping, pair_of
from norec_cli.reports.core.query import PARTS, Query
from norec_cli.reports.statement import report_statement

if TYPE_CHECKING:
    from norec_cli.commands.report.table_ledger import TableLedger
    from norec_cli.store.books import Books

app = typer.Typer(add_completion=False)


@command(app, "statement", example="norec report statement nema-ug --as-of 2012-12-31", options=STATEMENT)
def statement(
    context: Context,
    options: ReportOptions,
    row: Annotated[
        str, typer.Argument(metavar="PARTNER", help="Partner, by id or name; with --by, the id of such a row.")
    ],
) -> None:
    """List every adjustment and exchange of a partner by date, with the balance after each."""
    with open_books(context, options, by_date=True) as books:
        query = options.query(books)
        sheet = lay_out_statement(report_statement(books, query, _group(row, books, query)))
    options.show(sheet)


def _group(word: str, books: "Books | TableLedger", query: Query) -> Group:
    """Return the partner, pair or group that a word names.

    Args:
        word: what was typed.
        books: the records.
        query: what is asked.

    Raises:
        NorecError: if there is none with that name, or such rows have no balance.
    """
    if query.group_by in PARTS:
        raise UsageError(f"a statement needs rows with a balance, and --by {query.group_by} has none: use another --by")
    if query.group_by == "pair":
        return _pair(word, books)
    grouping = Grouping(books.partners, query)
    if query.group_by == "partner":
        return grouping.group_of(books.partner_id(word))
    groups = {fold(name): group for group in grouping.all_groups() for name in (group.id, group.name)}
    if fold(word) not in groups:
        raise NorecError(
            f'no {query.group_by} "{shorten(word)}" here{did_you_mean(word, [group.name for group in groups.values()])}'
        )
    return groups[fold(word)]


def _pair(word: str, books: "Books | TableLedger") -> Group:
    """Return the pair that `A ~ B` names; raise NorecError if it names none."""
    first, _, second = (part.strip() for part in word.partition("~"))
    if not first or not second or first == second:
        raise UsageError(f'"{shorten(word)}" is not a pair: write "ID ~ ID" with two different partners')
    first, second = books.partner_id(first), books.partner_id(second)
    if first == second:
        raise UsageError(f"both are {first}: name two different partners")
    return pair_of(first, second)
