"""By what the partners and placements of a project are judged: its own terms where it has some, else the store's."""

from datetime import date
from typing import Protocol

import msgspec

from norec_cli.model.dates import end_after_months
from norec_cli.model.wording import plural
from norec_cli.reports.core.balance import BalanceRule


class Thresholds(msgspec.Struct, frozen=True):
    """What is called balanced, and how long a stay usually is.

    Attributes:
        people: the rule of balance in people.
        months: the rule of balance in months.
        least_months: calendar months of the shortest usual stay.
        most_months: calendar months of the longest.
    """

    people: BalanceRule
    months: BalanceRule
    least_months: int
    most_months: int

    def length_problem(self, start: date, end: date) -> str:
        """Say what is unusual about the length of a stay; see the function of that name."""
        return length_problem(self, start, end)


class Lengths(Protocol):
    """Rules that say how long a stay usually is, in calendar months."""

    @property
    def least_months(self) -> int:
        """The shortest."""

    @property
    def most_months(self) -> int:
        """The longest."""


def length_problem(rules: Lengths, start: date, end: date) -> str:
    """Say what is unusual about the length of a stay, or return an empty text.

    Months are those of the calendar: 15 January to 14 April are three.

    Args:
        rules: how long a stay usually is.
        start: its first day.
        end: its last day.
    """
    if 31 * rules.least_months <= (end - start).days <= 28 * rules.most_months:
        return ""  # whatever the months; nearly every stay is as plain a case
    if end < _last_day(start, rules.least_months):
        return f"lasts less than {plural(rules.least_months, 'month')}"
    if end > _last_day(start, rules.most_months):
        return f"lasts more than {plural(rules.most_months, 'month')}"
    return ""


def _last_day(start: date, months: int) -> date:
    try:
        return end_after_months(start, months)
    except ValueError:  # later than any day of a record
        return date.max
