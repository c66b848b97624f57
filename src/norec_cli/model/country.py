"""Countries: their names and codes, and what the reference table says about each."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from norec_cli.model.wording import did_you_mean, shorten

Side = Literal["north", "south"]


class Country(msgspec.Struct, frozen=True):
    """A country or area of the reference table (`countries.tsv`, which states sources and date).

    Attributes:
        code: ISO 3166-1 alpha-2.
        code3: ISO 3166-1 alpha-3.
        name: English short name.
        subregion: the most detailed sub-region of the United Nations' M49; empty for Antarctica.
        side: north or south, see the table's head.
        aliases: other names and codes that are understood.
    """

    code: str
    code3: str
    name: str
    subregion: str
    side: Side
    aliases: tuple[str, ...]


@cache
def countries() -> dict[str, Country]:
    """Return every country of the table by its alpha-2 code, sorted by that."""
    table = {}
    for line in Path(__file__).with_name("countries.tsv").read_text(encoding="utf-8").split("\n"):
        if not line or line.startswith(("#", "code\t")):
            continue
        code, code3, _, name, _, subregion, side, _, aliases = line.split("\t")
        table[code] = Country(
            code=code,
            code3=code3,
            name=name,
            subregion=subregion,
            side="north" if side == "north" else "south",
            aliases=tuple(aliases.split("|")) if aliases else (),
        )
    return table


def find_country(text: str) -> Country:
    """Return the country that a person means.

    Args:
        text: an ISO 3166-1 code of two or three letters, UK or EL, or an English name, in any case.

    Raises:
        ValueError: if no country, or more than one, has that name; the message lists similar names, or the countries.
    """
    table = countries()
    if text.upper() in table:
        return table[text.upper()]
    called = _by_name().get(_fold(text), ())
    if len(called) == 1:
        return table[called[0]]
    if called:
        choice = " or ".join(f"{code} for {table[code].name}" for code in called)
        raise ValueError(f'"{shorten(text)}" may be more than one country: write {choice}')
    names = (name for country in table.values() for name in (country.name, *country.aliases))
    near = did_you_mean(text, names)
    raise ValueError(f'no country "{shorten(text)}"{near or ": write its two-letter code, for example KE"}')


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Return the alpha-2 codes of the countries that have a name, alias or alpha-3 code, by its folded form."""
    index: dict[str, tuple[str, ...]] = {}
    for country in countries().values():
        for name in {_fold(name) for name in (country.name, country.code3, *country.aliases)}:
            index[name] = (*index.get(name, ()), country.code)
    return index


def _fold(name: str) -> str:
    """Return a name in lower case, without accents, punctuation and leading article, and with Saint written out."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("&", " and ")
    words = ["saint" if word == "st" else word for word in re.findall(r"[^\W_]+", plain)]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
