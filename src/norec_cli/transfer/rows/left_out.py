"""Count the exchanges of a table that are left out."""

import msgspec

from norec_cli.transfer.rows.summary_rows import SummaryKind


class LeftOut(msgspec.Struct):
    """Numbers of exchanges that a table has but that are not recorded.

    Attributes:
        within: the number of exchanges that stay within one organisation.
        people_within: the number of people in these.
        nobody: the number of exchanges of 0 people.
        by_status: the numbers of rows that are no exchanges by what their status means: `rejected`, `nominated`,
            `left-out`.
        totals: the number of rows that add up other rows.
        headings: the number of rows that are headings of sections.
    """

    within: int = 0
    people_within: int = 0
    nobody: int = 0
    by_status: dict[str, int] = {}
    totals: int = 0
    headings: int = 0

    @property
    def total(self) -> int:
        """The number of all that were left out."""
        return self.within + self.nobody + sum(self.by_status.values()) + self.no_records

    @property
    def no_records(self) -> int:
        """The number of rows that are totals or headings."""
        return self.totals + self.headings

    def count_within(self, people: int) -> None:
        """Count an exchange that stays within one organisation."""
        self.within += 1
        self.people_within += people

    def count_status(self, meaning: str) -> None:
        """Count a row that is no exchange because of its status."""
        self.by_status[meaning] = self.by_status.get(meaning, 0) + 1

    def count_summary(self, kind: SummaryKind) -> None:
        """Count a row that adds up other rows, or is the heading of a section."""
        if kind == "total":
            self.totals += 1
        else:
            self.headings += 1
