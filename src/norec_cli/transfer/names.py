"""Which partner, or project, a text in somebody's table means."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import count

from norec_cli.model.country import find_country
from norec_cli.model.ids import LONGEST, slug
from norec_cli.model.partner import Partner
from norec_cli.model.words import did_you_mean, listed, listed_shortly

# What stands where a name would in a row that adds up others.
_TOTALS = {
    "total",
    "totals",
    "sum",
    "subtotal",
    "grand total",
    "all",
    "totalt",
    "i alt",
    "alle",
    "totalsum",
    "sum total",
}

_MOST_HINTS = 50


def is_total(text: str) -> bool:
    """Whether a text is what stands beside a sum."""
    return text.casefold().rstrip(":") in _TOTALS


def folded(text: str) -> str:
    """A name without its case, and whatever can't be seen: which kind of blank, how its letters are put together."""
    return unicodedata.normalize("NFKC", text).casefold()


class UnknownNameError(ValueError):
    """Nobody is called that."""


class Names:
    """Finds records by id, name or any other name: as it is written, else folded."""

    def __init__(self, kind: str, names: Mapping[str, Iterable[str]]) -> None:
        """Know some records.

        Args:
            kind: what they are.
            names: the names of each, by id.
        """
        self._kind = kind
        self._hints = _MOST_HINTS
        self._ids = set(names)
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._folded: defaultdict[str, set[str]] = defaultdict(set)
        for key, called in names.items():
            for name in (key, *called):
                self._exact[name.strip()].add(key)
                self._folded[folded(name.strip())].add(key)

    @classmethod
    def of_partners(cls, partners: Mapping[str, Partner]) -> "Names":
        """The names of partners, codes among them."""
        return cls("partner", {key: (one.name, *one.aliases) for key, one in partners.items()})

    def find(self, text: str) -> str:
        """The id of the record that a text means.

        Raises:
            UnknownNameError: if none is called that; the message names the nearest.
            ValueError: if several are, or the text is the name of a total.
        """
        if text in self._ids:
            return text
        found = self._exact.get(text) or self._folded.get(folded(text)) or set()
        if len(found) > 1:
            raise ValueError(f"may be {listed_shortly(sorted(found), word='or')}: use the id")
        if not found:
            if is_total(text):
                raise ValueError("is a row that adds up others, which would be counted twice: leave it out")
            self._hints -= 1  # to look for the nearest takes its time
            near = did_you_mean(text, self._exact) if self._hints >= 0 else ""
            raise UnknownNameError(f"is no {self._kind}{near}")
        return next(iter(found))

    def knows(self, text: str) -> bool:
        """Return whether a text is the id or a name of a record."""
        return text in self._ids or text in self._exact or folded(text) in self._folded


class Founding:
    """Partners that are made because a table names them."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Begin with the ids that are taken."""
        self._taken = set(taken)
        self._first: dict[str, str] = {}  # how a name was written first, whatever the case of its letters
        self._countries: dict[str, dict[str, None]] = {}
        self._numbers: dict[str, int] = {}

    def meet(self, name: str, country: str) -> None:
        """Note that a row names a partner that isn't there yet, and perhaps its country."""
        first = self._first.setdefault(folded(name), name)
        seen = self._countries.setdefault(first, {})
        if country:
            seen[country] = None

    def partners(self) -> tuple[dict[str, Partner], dict[str, str]]:
        """The new partners by id, and the names for which none can be made, folded, each with the reason."""
        found: dict[str, Partner] = {}
        wrong: dict[str, str] = {}
        for name, said in self._countries.items():
            try:
                codes = {find_country(text).code for text in said}
            except ValueError as error:
                wrong[folded(name)] = f"can't be made a partner: {error}"
                continue
            if len(codes) != 1:
                wrong[folded(name)] = (
                    f"stands with several countries, {listed(sorted(codes))}: different organisations of one name?"
                    if codes
                    else "has no country, which a partner needs: say its column with --map, or --set it"
                )
                continue
            partner = Partner(name=name, country=codes.pop())
            key = new_partner_id(partner, "", self._taken, self._numbers)
            self._taken.add(key)
            found[key] = partner
        return found, wrong


def new_partner_id(partner: Partner, code: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return an id for a new partner: of its name and country; with its code or a number where that is taken.

    Args:
        partner: the record.
        code: its code, if it has one.
        taken: the ids that are.
        numbers: the number to try next for each beginning of an id, so that none is tried twice; it is changed.
    """
    country = partner.country.casefold()
    stem = slug(partner.name) or slug(code) or "partner"
    stem = stem if stem.endswith(f"-{country}") or stem == country else f"{stem}-{country}"
    if stem not in taken:
        return stem
    with_code = f"{stem[: LONGEST - 24].strip('-')}-{slug(code)[:20].strip('-')}"
    if slug(code) and with_code not in taken:
        return with_code
    stem = stem[: LONGEST - 8].strip("-")
    number = next(n for n in count(numbers.get(stem, 2)) if f"{stem}-{n}" not in taken)
    numbers[stem] = number + 1
    return f"{stem}-{number}"
