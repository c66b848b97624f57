"""Find the names in a table that are no partners but sums of the others, by their numbers alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping

_LEAST_PARTNERS = 2  # partners whose numbers must add up: with one alone it may be chance
_LEAST_NUMBERS = 2  # numbers that a sum has, for one partner at least: a copy of a single number proves nothing
_MOST_CORNERS = 2  # partners without a number for a sum: the sum of the other side, and the sum itself

Flows = Mapping[tuple[str, str], int]


def find_sums(flows: Flows, doubtful: Collection[str] = ()) -> set[str]:
    """Return the names that are sums of others: margins of a matrix, or rows of a list that add up other rows.

    A name is one if, on each side on which it occurs, its number for every partner is the sum of the other numbers of
    that partner, always with or always without those who stay within one organisation; the numbers of one other name
    may be missing in all sums. It is also one if it occurs with one partner alone, and each partner with enough
    numbers has such a sum of its own.

    Args:
        flows: the numbers of people by sender and host; those who stay within one organisation have it twice.
        doubtful: names of which not all numbers are known: their sums may be larger than what is known of them.
    """
    hosts_of = _Side(flows, doubtful)
    senders_of = _Side({(host, sender): people for (sender, host), people in flows.items()}, doubtful)
    sums = _sums_for_everybody(hosts_of, senders_of)
    return sums or _sums_for_one(hosts_of, senders_of) | _sums_for_one(senders_of, hosts_of)


class _Side:
    """The numbers of people seen from one side: of each name, those of the names on the other side."""

    def __init__(self, flows: Flows, doubtful: Collection[str]) -> None:
        self.numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self.within: dict[str, int] = {}
        self._doubtful = doubtful
        for (own, other), people in flows.items():
            if own == other:
                self.within[own] = people
            elif people:
                self.numbers[own][other] = people
        self.all = {name: sum(numbers.values()) for name, numbers in self.numbers.items()}

    def rest(self, name: str, partner: str, *, within: bool) -> int:
        """Return the sum of a partner's numbers other than that of a name."""
        own = self.within.get(partner, 0) if within else 0
        return self.all[partner] - self.numbers[partner][name] + own

    def is_sum(self, name: str, partners: Collection[str], may_lack: Collection[str]) -> bool:
        """Return whether a name is the sum of the others for every partner.

        Args:
            name: the name.
            partners: the partners that have a number for it.
            may_lack: other sums, which need no number for this one: the corner of a matrix is often empty.
        """
        return any(
            self._adds_up(name, partners, within=within) or self._adds_up_but_one(name, partners, within=within)
            for within in (False, True)
        ) and all(partner in partners or partner in may_lack for partner in self.numbers if partner != name)

    def _adds_up(self, name: str, partners: Collection[str], *, within: bool) -> bool:
        equal = most = 0
        for partner in partners:
            number, rest = self.numbers[partner][name], self.rest(name, partner, within=within)
            if number == rest:
                equal += 1
                most = max(most, len(self.numbers[partner]) - 1 + (within and partner in self.within))
            elif number < rest or partner not in self._doubtful:
                return False
        return equal >= _LEAST_PARTNERS and most >= _LEAST_NUMBERS

    def _adds_up_but_one(self, name: str, partners: Collection[str], *, within: bool) -> bool:
        """Return whether a name is the sum of all others but one, always the same: all states, but not abroad."""
        if len(partners) <= _LEAST_PARTNERS or len(partners) + _MOST_CORNERS < len(self.numbers):
            return False
        outside: set[str] | None = None
        without: set[str] = set()
        most = 0
        for partner in partners:
            numbers = self.numbers[partner]
            missing = self.rest(name, partner, within=within) - numbers[name]
            if missing < 0:
                return False
            if missing == 0:
                without.update(numbers)
                continue
            equal = {other for other, number in numbers.items() if number == missing and other != name}
            outside = equal if outside is None else outside & equal
            if not outside:
                return False
            most = max(most, len(numbers) - 2)
        return outside is not None and bool(outside - without) and most >= _LEAST_NUMBERS


def _sums_for_everybody(hosts_of: _Side, senders_of: _Side) -> set[str]:
    """Return the names that are sums on each side on which they occur."""
    sides = ((hosts_of, senders_of.numbers), (senders_of, hosts_of.numbers))
    sums = {*hosts_of.numbers, *senders_of.numbers}
    while True:  # the corner may be empty only between two names that are sums both
        found = {
            name
            for name in sums
            if all(name not in numbers or side.is_sum(name, numbers[name], sums) for side, numbers in sides)
        }
        if found == sums:
            return found
        sums = found


def _sums_for_one(side: _Side, others: _Side) -> set[str]:
    """Return the names with one partner that are sums of its other numbers, if all partners with enough have such."""
    sums: set[str] = set()
    partners = [partner for partner, numbers in side.numbers.items() if len(numbers) > _LEAST_NUMBERS]
    for partner in partners:
        numbers = side.numbers[partner]
        largest = max(numbers, key=lambda name: numbers[name])  # no other can be the sum
        rests = {side.rest(largest, partner, within=within) for within in (False, True)}
        if largest in side.numbers or len(others.numbers[largest]) > 1 or numbers[largest] not in rests:
            return set()
        sums.add(largest)
    return sums if len(partners) >= _LEAST_PARTNERS else set()
