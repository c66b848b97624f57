"""`norec check` on partners whose names are nearly the same: which pairs it points out, and what to do about them."""

import tomllib
from pathlib import Path

import pytest

from support.check_cases import waiver
from support.lines import exchange_line, partner_table
from support.program import DATA, Norec, make_store

RULE = "names-apart"


def register(**names: str) -> str:
    """The tables of partners, each with the country, the name and any aliases: `UG: Mulago Hospital; MH`."""
    tables = []
    for key, text in names.items():
        country, _, called = text.partition(": ")
        name, *aliases = called.split("; ")
        quoted = [f'"{alias}"' for alias in aliases]
        tables.append(partner_table(key, name=f'"{name}"', country=f'"{country}"', aliases=f"[{', '.join(quoted)}]"))
    return "".join(tables)


def found(norec: Norec, *flags: str, rule: str = RULE) -> list[tuple[str, str]]:
    """Record and text of each finding of the rule."""
    lines = [line.split("\t") for line in norec("check", *flags).out.splitlines()]
    return [(fields[4], fields[5]) for fields in lines if fields[1] == rule]


def text(near: str, other: str, name: str, command: str) -> str:
    return f'is called "{near}", nearly as {other} is, "{name}": if they are one, {command}; if not, a waiver says so'


def test_each_pair_is_pointed_out_with_the_command_that_makes_the_later_the_earlier_one(norec: Norec) -> None:
    make_store(
        norec.cwd, register(m="UG: Mulago Hospital", o="UG: Oslo", n="UG: Mulago hosp.", k="UG: Hospital, Mulago")
    )
    assert found(norec) == [
        ("partner k and partner m", text("Hospital, Mulago", "m", "Mulago Hospital", "norec partners merge k m")),
        ("partner k and partner n", text("Hospital, Mulago", "n", "Mulago hosp.", "norec partners merge k n")),
        ("partner n and partner m", text("Mulago hosp.", "m", "Mulago Hospital", "norec partners merge n m")),
    ]
    for _ in range(2):
        command = found(norec)[0][1].split("if they are one, norec ")[1].split(";")[0]
        norec(*command.split()).ok()
    assert found(norec) == []


def test_aliases_are_compared_too_and_two_partners_are_pointed_out_once(norec: Norec) -> None:
    make_store(
        norec.cwd,
        register(m="UG: Mulago Hospital; MNRH Kampala", n="UG: National Referral; MNRH, Kampala; Mulago hosp."),
    )
    assert found(norec) == [
        ("partner n and partner m", text("Mulago hosp.", "m", "Mulago Hospital", "norec partners merge n m")),
    ]


@pytest.mark.parametrize(
    "names",
    [
        {"m": "UG: Mulago Hospital", "n": "KE: Mulago hosp."},
        {"m": "UG: Mulago Hospital; Mulago hosp.; Hospital, Mulago"},
        {"m": "KE: Partner 12", "n": "KE: Partner 13"},
        {"m": "NO: Region Nord", "n": "NO: Region Sør"},
    ],
)
def test_partners_of_two_countries_and_names_of_one_partner_are_no_pair(norec: Norec, names: dict[str, str]) -> None:
    make_store(norec.cwd, register(**names))
    assert found(norec) == []


def test_two_partners_that_share_a_name_are_left_to_the_rule_about_that(norec: Norec) -> None:
    make_store(norec.cwd, register(m="UG: Mulago Hospital; MH", n="UG: Mulago hosp.; MH"))
    assert found(norec) == []
    assert found(norec, rule="names-distinct") == [("partner n", 'is called "MH", as m is')]


def test_a_waiver_hides_one_pair_and_follows_a_partner_that_is_renamed(norec: Norec) -> None:
    partners = register(m="UG: Mulago Hospital", n="UG: Mulago hosp.", k="UG: Hospital, Mulago")
    make_store(norec.cwd, partners, settings=waiver(RULE, "partner m and partner n"))
    assert [record for record, _ in found(norec)] == ["partner k and partner m", "partner k and partner n"]
    norec("partners", "rename", "m", "z").ok()
    assert [record for record, _ in found(norec)] == ["partner k and partner n", "partner k and partner z"]
    assert found(norec, rule="waivers-fit") == []


def test_two_partners_of_which_a_waiver_says_that_they_are_two_are_not_merged(norec: Norec) -> None:
    partners = register(m="UG: Mulago Hospital", n="UG: Mulago hosp.")
    make_store(norec.cwd, partners, settings=waiver(RULE, "partner n and partner m", reason="two", by="all"))
    refusal = 'norec: waiver 1 is about both partners (names-apart, by all: "two"): take it out of norec.toml first\n'
    result = norec("partners", "merge", "n", "m")
    assert (result.code, result.err) == (1, f"{refusal}Nothing was changed.\n")


def test_of_a_pair_one_partner_that_is_asked_for_is_enough(norec: Norec) -> None:
    partners = register(m="UG: Mulago Hospital", n="UG: Mulago hosp.", o="UG: Oslo")
    make_store(norec.cwd, partners, exchange_line("q1", "m", "o"))
    for flags in (("--partner", "m"), ("--partner", "n"), ("--country", "UG")):
        assert [record for record, _ in found(norec, *flags)] == ["partner n and partner m"]
    for flags in (("--partner", "o"), ("--country", "KE"), ("--year", "2020")):
        assert found(norec, *flags) == []


@pytest.mark.parametrize("store", ["erasmus-2012", "grid-arendal", "norec-2019", "norec-2024"])
def test_no_pair_is_pointed_out_in_the_example_stores(store: str) -> None:
    assert tomllib.loads((Path(DATA) / store / "partners.toml").read_text(encoding="utf-8"))["partners"]
    assert found(Norec(DATA / store)) == []
