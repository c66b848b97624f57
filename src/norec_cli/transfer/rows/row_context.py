"""What a reader of exchanges must know besides the table."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.transfer.rows.date_columns import Order
from norec_cli.transfer.rows.names import Names
from norec_cli.transfer.rows.summary_rows import REFUSED, TotalRows


class RowContext(msgspec.Struct, frozen=True):
    """What a reader of rows must know besides the table.

    Attributes:
        find_partner: returns the id of the partner that a text means; raises ValueError.
        projects: the names of the projects.
        today: today's date.
        order: whether day or month comes first, as a person said; None to take it from the dates.
        year_starts: month and day on which an academic year begins.
        undated: the day on which a row without a date starts; None if a row must have a date.
        recorded: the references of the recorded exchanges by id; empty if the table has no references.
        series: the series of the file; empty if its rows are not imported.
        totals: how total rows are known, and whether they are left out.
        misfits: returns in words what in an exchange contradicts its partners or project; None if nothing can.
    """

    find_partner: Callable[[str], str]
    projects: Names
    today: date
    order: Order | None = None
    year_starts: tuple[int, int] = (9, 1)
    undated: date | None = None
    recorded: Mapping[str, str | None] = {}
    series: str = ""
    totals: TotalRows = REFUSED
    misfits: Callable[[Exchange], Iterable[str]] | None = None
