"""Find the names that a table gives to partners, with where it has them and the countries that it says."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import cache

import msgspec

from norec_cli.model.country import find_country
from norec_cli.model.folding import fold, visible
from norec_cli.model.wording import join_names
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.names import is_code
from norec_cli.transfer.rows.vocabulary import is_total, names_total
from norec_cli.transfer.tables.table import Table, is_unknown


class NameInTable(msgspec.Struct):
    """A name of a partner that a table has and no partner is known by.

    Attributes:
        name: its first spelling.
        line: the line of the first row that has it.
        column: the heading of the column that has it there.
        uses: how many times rows name it.
        sides: the fields in which rows have it: `from`, `to` or both.
        countries: what rows say its country is, in the order of the rows.
    """

    name: str
    line: int
    column: str
    uses: int = 0
    sides: dict[str, None] = msgspec.field(default_factory=dict)
    countries: dict[str, None] = msgspec.field(default_factory=dict)

    def codes(self) -> frozenset[str]:
        """Return the codes of its countries, without what names no country."""
        codes = set()
        for text in self.countries:
            with suppress(ValueError):
                codes.add(find_country(text).code)
        return frozenset(codes)


def find_names(table: Table, mapping: ColumnMapping, skips: Callable[[str], bool]) -> dict[str, NameInTable]:
    """Return the names of senders and hosts in a table by their folded forms, in the order of the rows.

    Args:
        table: the table.
        mapping: the columns of its fields.
        skips: returns whether a name is left out.
    """
    found: dict[str, NameInTable] = {}
    by_text: dict[str, NameInTable | None] = {}  # most texts occur in many rows
    for side, line, text, country in _mentions(table, mapping):
        if text not in by_text:
            new = None if skips(text) else NameInTable(visible(text), line, mapping.source(side))
            by_text[text] = new and found.setdefault(fold(text), new)
        name = by_text[text]
        if name is None:
            continue
        name.uses += 1
        name.sides[side] = None
        if not is_unknown(country):
            name.countries[country] = None
    return found


def _mentions(table: Table, mapping: ColumnMapping) -> Iterator[tuple[str, int, str, str]]:
    """Yield the side, the line, the name and the country of each sender and host that a table names."""
    for row in table.rows():
        for side in ("from", "to") if not row.problem else ():
            text = mapping.text(row.cells, side)
            if not mapping.says_nothing(side, text):
                yield side, row.line, text, mapping.text(row.cells, f"{side}_country")


def codes_in(table: Table, mapping: ColumnMapping, marked: Collection[int]) -> Callable[[], bool]:
    """Return a function that returns whether all senders and hosts of a table are numbers, so that these are codes.

    It reads the rows when it is called for the first time, and then notes in the table what they are. If a column that
    isn't read names totals, their rows have codes, too, and would be counted: then no number is taken for a code.

    Args:
        table: the table.
        mapping: the columns of its fields.
        marked: the positions of columns whose total rows are known.
    """

    @cache
    def are_codes() -> bool:
        places = [mapping.columns[side] for side in ("from", "to") if side in mapping.columns]
        texts = (row.cells[place] for row in table.rows() if not row.problem for place in places)
        found = all(is_code(text) for text in texts if not (is_unknown(text) or text == "0" or is_total(text)))
        rest = set(range(len(mapping.headings))) - {*mapping.columns.values(), *mapping.decided, *marked}
        if found and rest:
            others = {row.cells[place] for row in table.rows() if not row.problem for place in rest}
            found = not any(map(names_total, others))
        if found:
            table.notes["codes"] = "all senders and hosts are numbers: each is read as the code of a partner"
        return found

    return are_codes


def country_of(spellings: Sequence[NameInTable]) -> tuple[str, str]:
    """Return the code of the country of a partner, or the reason why it can't be created."""
    try:
        codes = {find_country(text).code for one in spellings for text in one.countries}
    except ValueError as error:
        return "", f"can't be added as a partner: {error}"
    if len(codes) > 1:
        return "", f"has several countries ({join_names(sorted(codes))}): are these different organisations?"
    return (codes.pop(), "") if codes else ("", "has no country, and a new partner needs one")
