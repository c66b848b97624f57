"""What a reader of exchanges must know besides the table."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.years import CALENDAR, WrittenYear, YearStart
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
        academic_years_begin: the day on which an academic year begins.
        academic_years_of: the same for each project with years of its own, by id.
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
    academic_years_begin: YearStart = CALENDAR.academic()
    academic_years_of: Mapping[str, YearStart] = {}
    undated: date | None = None
    recorded: Mapping[str, str | None] = {}
    series: str = ""
    totals: TotalRows = REFUSED
    misfits: Callable[[Exchange], Iterable[str]] | None = None

    def first_day_of(self, year: WrittenYear | None, project: str | None) -> date | None:
        """Return the first day of a year that a row says, for an exchange of a project; None if it says none.

        An academic year begins as the years of the project, or else of the store; any other on 1 January.
        """
        if year is None:
            return None
        academic = self.academic_years_of.get(project or "", self.academic_years_begin)
        return (academic if year.spans else CALENDAR).first_day(year.number)

    def years_in_words(self) -> str:
        """Return when the years begin that rows say instead of a first day."""
        own = ", or as those of its project" if self.academic_years_of else ""
        academic = self.academic_years_begin.in_words()
        return f"a year starts on 1 January, an academic year (2014-2015) on {academic}{own}"
