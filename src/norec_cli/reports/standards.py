"""By what the partners and placements of a project are judged: its own terms where it has some, else the store's."""

from datetime import date

import msgspec

from norec_cli.model.dates import end_after_months
from norec_cli.model.words import count
from norec_cli.reports.balance import Rule


class Standards(msgspec.Struct, frozen=True):
    """What is called balanced, and how long a stay usually is.

    Attributes:
        people: the rule of balance in people.
        months: the rule of balance in months.
        least_months: calendar months of the shortest usual stay.
        most_months: calendar months of the longest.
    """

    people: Rule
    months: Rule
    least_months: int
    most_months: int

    def length_problem(self, start: date, end: date) -> str:
        """What is unusual about the length of a stay, in words; empty if nothing is.

        Months are those of the calendar: 15 January to 14 April are three.
        """
        if 31 * self.least_months <= (end - start).days <= 28 * self.most_months:
            return ""  # whatever the months; nearly every stay is as plain a case
        if end < _last_day(start, self.least_months):
            return f"lasts less than {count(self.least_months, 'month')}"
        if end > _last_day(start, self.most_months):
            return f"lasts more than {count(self.most_months, 'month')}"
        return ""


def _last_day(start: date, months: int) -> date:
    try:
        return end_after_months(start, months)
    except ValueError:  # later than any day of a record
        return date.max
