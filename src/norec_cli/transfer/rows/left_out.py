"""Count the exchanges of a table that are left out."""

import msgspec


class LeftOut(msgspec.Struct):
    """Numbers of exchanges that a table has but that are not recorded.

    Attributes:
        within: the number of exchanges that stay within one organisation.
        people_within: the number of people in these.
        nobody: the number of exchanges of 0 people.
    """

    within: int = 0
    people_within: int = 0
    nobody: int = 0

    @property
    def total(self) -> int:
        """The number of all that were left out."""
        return self.within + self.nobody

    def count_within(self, people: int) -> None:
        """Count an exchange that stays within one organisation."""
        self.within += 1
        self.people_within += people
