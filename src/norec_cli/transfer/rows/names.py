"""Find the partner or project that a text in a table means."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import count

from norec_cli.model.folding import fold
from norec_cli.model.ids import LONGEST, slug
from norec_cli.model.lookup import Lookup, UnknownNameError, partner_names
from norec_cli.model.partner import Partner
from norec_cli.model.wording import did_you_mean, option_text
from norec_cli.transfer.rows.vocabulary import is_total, names_total, stand_in_of, state_of

# What is wrong with a text that marks a total row; it goes on from the text.
TOTAL_ROW = "looks like a total row, which would be counted twice: --skip-totals leaves out such rows"
_SUM = "is the sum of the other numbers, so people would be counted twice: --skip-totals leaves it out"
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)
_PARTS = re.compile("[():;,\\[\\]]|\\s[-\N{EN DASH}]\\s")  # what may stand between a name and a word beside it
_NEVER_WENT = ("cancelled", "withdrawn", "rejected")
_MOST_HINTS = 50


class TotalRowError(ValueError):
    """A text that should be a name marks a total row."""


class SumError(TotalRowError):
    """The numbers of a name are the sums of all others."""

    def __init__(self, name: str) -> None:
        """Say how to count it nevertheless."""
        super().__init__(f"{_SUM}, --new {option_text(name)} counts it")


class NumberNameError(ValueError):
    """A number stands where a name belongs."""


def is_code(text: str) -> bool:
    """Return whether a number may be the code of a partner: `01` of a state, but not 0."""
    return re.fullmatch(r"\d+", text.strip(), re.ASCII) is not None and text.strip() != "0"


class Names(Lookup):
    """Finder of the records that a table names; it refuses the words that mark total rows."""

    def __init__(self, kind: str, names: Mapping[str, Iterable[str]]) -> None:
        """Learn the names of some records; see `Lookup`."""
        super().__init__(kind, names)
        self._hints = _MOST_HINTS
        self._are_codes: Callable[[], bool] = lambda: False

    @classmethod
    def of_partners(cls, partners: Mapping[str, Partner], are_codes: Callable[[], bool] = lambda: False) -> "Names":
        """Return the names of partners.

        Args:
            partners: the partners by id.
            are_codes: returns whether numbers are codes of partners, called when the first one is met.
        """
        names = cls("partner", partner_names(partners))
        names._are_codes = are_codes
        return names

    def find(self, text: str) -> str:
        """Return the id of the record that a text means.

        Raises:
            UnknownNameError: if no record has this name; the message has the nearest names.
            TotalRowError: if the text marks a total row.
            ValueError: if several have it, or the text can't be a name.
        """
        try:
            return super().find(text)
        except UnknownNameError:
            if fault := self.name_fault(text):
                raise fault from None
            raise

    def name_fault(self, text: str) -> ValueError | None:
        """Return why an unknown text is no name, as the error that `find` raises then; None if it can be one."""
        if fault := _total_in(text):
            return TotalRowError(fault)
        if fault := self._fault_of(text):
            return NumberNameError(fault) if _NUMBER.fullmatch(text.strip()) else ValueError(fault)
        return None

    def may_be_new(self, text: str) -> bool:
        """Return whether a text may be the name of a new record: no record has it, and it can be a name."""
        return not self.knows(text) and self.name_fault(text) is None

    def _fault_of(self, text: str) -> str:
        """Return why an unknown text that marks no total row is no name; empty if it can be one."""
        if _NUMBER.fullmatch(text.strip()):
            if is_code(text) and self._are_codes():
                return ""
            return f"is a number, not the name of a {self._kind}"
        if not any(map(str.isalnum, text)) or (stand_in := stand_in_of(text)) == "name above":
            return f"is no name: write the name of the {self._kind} in each row"
        if stand_in == "not known":
            return f"is no name: write the name of the {self._kind}, or leave the row out"
        if text.startswith(("{", "[")):
            return f"is a value of JSON with parts: write only the name of the {self._kind}"
        if any(state_of(part) in _NEVER_WENT for part in _PARTS.split(text)):
            return "says that nobody went: say so in a column of its own, called Status, beside the name"
        meant = _decoded_rightly(text)
        return f"has letters that were decoded wrongly: write {meant}" if meant else ""

    def near(self, text: str) -> str:
        """Return the nearest names and ids as a hint; only for the first texts, because the search is slow."""
        self._hints -= 1
        return did_you_mean(text, self._exact) if self._hints >= 0 else ""

    def knows(self, text: str) -> bool:
        """Return whether a text is the id or a name of a record."""
        return text in self._ids or text in self._exact or fold(text) in self._folded


def _total_in(text: str) -> str:
    """Return what is wrong with a name that marks a total row; empty if it marks none."""
    if is_total(text):
        return TOTAL_ROW
    # A clinic may have such a word inside its name, too.
    return f"{TOTAL_ROW}, --new {option_text(text)} counts it" if names_total(text) else ""


def _decoded_rightly(text: str) -> str:
    """Return as it should be a text in UTF-8 that was decoded as Windows-1252; empty if the text isn't one."""
    if text.isascii():
        return ""
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return ""


def alias_command(partner_id: str, names: Iterable[str]) -> str:
    """Return the command that adds names to those by which a partner is known."""
    return " ".join((f"norec partners edit {partner_id}", *(f"--add-alias {option_text(name)}" for name in names)))


def new_partner_id(partner: Partner, code: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return an id for a new partner, made of its name and country, and of its code or a number if that id exists.

    Args:
        partner: the partner.
        code: its code; empty if it has none.
        taken: the ids that exist.
        numbers: the next number to try for each beginning of an id; this function updates it.
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
