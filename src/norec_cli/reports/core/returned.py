"""Measure how much of what was sent came back."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import msgspec


class Returned(msgspec.Struct, frozen=True):
    """How much came back, in people or person-days; direct + through_others + unreturned = total.

    Attributes:
        total: everything that was sent, W.
        direct: the sum over ordered pairs of min(w(i, j), w(j, i)). Divided by W it is the reciprocity of weighted
            networks (Squartini and others, Scientific Reports 3:2729, 2013).
        through_others: what came back from other partners: the sum of min(sent, received), minus direct.
        unreturned: W minus the sum of min(sent, received). Times 100/W it is the migration effectiveness index. It is
            also the fewest new exchanges that would make everybody even, if anyone could send to anyone.
    """

    total: int
    direct: int
    through_others: int
    unreturned: int

    @property
    def index(self) -> Fraction | None:
        """Return 1 - unreturned / total; None if nothing was sent."""
        return 1 - Fraction(self.unreturned, self.total) if self.total else None

    @property
    def direct_share(self) -> Fraction | None:
        """Return direct / total; None if nothing was sent."""
        return Fraction(self.direct, self.total) if self.total else None

    @property
    def effectiveness(self) -> Fraction | None:
        """Return 100 * unreturned / total; None if nothing was sent."""
        return Fraction(100 * self.unreturned, self.total) if self.total else None


def measure_returned(amounts: Mapping[tuple[str, str], int]) -> Returned:
    """Return how much of some flows came back directly, through others, or not at all.

    Args:
        amounts: the amount sent from the first to the second of each pair, all in one unit. A pair of twice the same is
            ignored, because nothing was sent.
    """
    sent: defaultdict[str, int] = defaultdict(int)
    received: defaultdict[str, int] = defaultdict(int)
    direct = 0
    for (sender, host), amount in amounts.items():
        if sender == host:
            continue
        sent[sender] += amount
        received[host] += amount
        direct += min(amount, amounts.get((host, sender), 0))
    both_ways = sum(min(amount, received.get(partner, 0)) for partner, amount in sent.items())
    total = sum(sent.values())
    return Returned(total, direct, both_ways - direct, total - both_ways)
