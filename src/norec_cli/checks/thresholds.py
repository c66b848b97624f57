"""Thresholds for partners and exchanges: what is called balanced, and how long a stay usually is."""

from datetime import date
from typing import Protocol

import msgspec

from norec_cli.model.dates import end_after_months
from norec_cli.model.wording import plural
from norec_cli.reports.core.balance import BalanceRule


class Thresholds(msgspec.Struct, frozen=True):
    """The thresholds of a project: its own where it sets some, else those of the store.

    Attributes:
        people: the rule of balance in people.
        months: the rule of balance in months.
        least_months: calendar months of the shortest usual stay.
        most_months: calendar months of the longest usual stay.
    """

    people: BalanceRule
    months: BalanceRule
    least_months: int
    most_months: int

    def length_problem(self, start: date, end: date) -> str:
        """Return what is unusual about the length of a stay; see the function `length_problem`."""
        return length_problem(self, start, end)


class Lengths(Protocol):
    """How long a stay usually is, in calendar months."""

    @property
    def least_months(self) -> int:
        """Return the length of the shortest usual stay."""

    @property
    def most_months(self) -> int:
        """Return the length of the longest usual stay."""


def length_problem(rules: Lengths, start: date, end: date) -> str:
    """Return what is unusual about the length of a stay, or an empty text.

    Months are calendar months: 15 January to 14 April is three months.

    Args:
        rules: how long a stay usually is.
        start: its first day.
        end: its last day.
    """
    if 31 * rules.least_months <= (end - start).days <= 28 * rules.most_months:
        return ""  # within the limits however long its months are: a fast answer for nearly every stay
    if end < _last_day(start, rules.least_months):
        return f"lasts less than {plural(rules.least_months, 'month')}"
    if end > _last_day(start, rules.most_months):
        return f"lasts more than {plural(rules.most_months, 'month')}"
    return ""


def _last_day(start: date, months: int) -> date:
    """Return the last day of a stay of some months."""
    try:
        return end_after_months(start, months)
    except ValueError:  # later than any day of a record
        return date.max
