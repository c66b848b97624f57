"""Which partner, or project, a text in somebody's table means."""

from collections.abc import Iterable, Mapping
from itertools import count

from norec_cli.model.country import find_country
from norec_cli.model.ids import LONGEST, TOTALS, slug
from norec_cli.model.lookup import Lookup, UnknownNameError, folded, partner_names
from norec_cli.model.partner import Partner
from norec_cli.model.wording import did_you_mean, join_names

_MOST_HINTS = 50


def is_total(text: str) -> bool:
    """Whether a text is what stands beside a sum."""
    return text.casefold().rstrip(":") in TOTALS


class Names(Lookup):
    """Finds the records that a table names, and knows the rows that name none because they add up others."""

    def __init__(self, kind: str, names: Mapping[str, Iterable[str]]) -> None:
        """Learn the names of some records; see `Lookup`."""
        super().__init__(kind, names)
        self._hints = _MOST_HINTS

    @classmethod
    def of_partners(cls, partners: Mapping[str, Partner]) -> "Names":
        """Return the names of partners."""
        return cls("partner", partner_names(partners))

    def find(self, text: str) -> str:
        """Return the id of the record that a text means.

        Raises:
            UnknownNameError: if no record is called that; the message names the nearest.
            ValueError: if several are, or the text is what stands beside a total.
        """
        try:
            return super().find(text)
        except UnknownNameError:
            if is_total(text):
                raise ValueError("is a row that adds up others, which would be counted twice: leave it out") from None
            raise

    def near(self, text: str) -> str:
        """Return the nearest names and ids as a hint, for the first of many texts: it takes its time."""
        self._hints -= 1
        return did_you_mean(text, self._exact) if self._hints >= 0 else ""

    def knows(self, text: str) -> bool:
        """Return whether a text is the id or a name of a record."""
        return text in self._ids or text in self._exact or folded(text) in self._folded


class NewPartners:
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
                    f"stands with several countries, {join_names(sorted(codes))}: different organisations of one name?"
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
