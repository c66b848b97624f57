"""Numbers as names: codes of states where all names are numbers, a slip where one is."""

import pytest

from support.program import Norec, make_store

CODES = "from,to,people\n01,13,60\n13,01,55\n"
NOTE = "all senders and hosts are numbers: each is read as the code of a partner\n"
PARTNERS = (
    '[partners.a]\nname = "Alabama"\ncountry = "US"\naliases = ["01"]\n[partners.g]\nname = "Georgia"\ncountry = "US"\n'
)


def test_a_report_on_a_table_of_codes(norec: Norec) -> None:
    result = norec("report", "flows", "--input", "-", stdin=CODES.encode())
    assert result.out == "01\t13\t60\t0.0\t0\t0.0\n13\t01\t55\t0.0\t0\t0.0\n"
    assert NOTE in result.err
    matrix = b",01,13\n01,,60\n13,55,\n"
    assert norec("report", "flows", "--input", "-", "--matrix", "senders", stdin=matrix).out == result.out


def test_an_import_of_a_table_of_codes(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    command = ("import", "exchanges", "-", "--set", "start=2024-01-15")
    refused = norec(*command, stdin=CODES.encode())
    assert (refused.code, 'to: "13" is no partner' in refused.err) == (1, True)
    made = norec(*command, "--create-partners", "--set", "country=US", stdin=CODES.encode())
    assert (made.out, NOTE in made.err) == ("2\t0\t0\t0\t0\n", True)
    assert "13-us" in norec("partners", "list").out


def test_codes_that_a_partner_has_are_this_partner(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS.replace('country = "US"\n[', 'country = "US"\n[', 1) + 'aliases = ["13"]\n')
    result = norec("import", "exchanges", "-", "--set", "start=2024-01-15", stdin=CODES.encode())
    assert (result.out, NOTE in result.err) == ("2\t0\t0\t0\t0\n", False)


@pytest.mark.parametrize("more", ["0,13,5", "13,0,5"])
def test_0_is_no_code(norec: Norec, more: str) -> None:
    result = norec("report", "flows", "--input", "-", stdin=f"{CODES}{more}\n".encode())
    assert (result.code, '"0" is a number, not the name of a partner' in result.err) == (1, True)


def test_what_is_said_of_a_number_among_names_works(norec: Norec) -> None:
    text = b"Home,to,people\nBergen,13,60\n17,Bergen,5\n"
    command = ("report", "flows", "--input", "-", "--map", "from=Home")
    said = norec(*command, stdin=text).err
    assert 'Home: "17" is a number, not the name of a partner: say whose it is with --map-value "Home:17=…"\n' in said
    assert 'to: "13" is a number, not the name of a partner: say whose it is with --map-value "to:13=…"\n' in said
    result = norec(*command, "--map-value", "Home:17=Oslo", "--map-value", "to:13=Lima", stdin=text)
    assert [line.split("\t")[:3] for line in result.out.splitlines()] == [
        ["Bergen", "Lima", "60"], ["Oslo", "Bergen", "5"],
    ]  # fmt: skip


def test_a_person_may_say_that_a_number_is_a_name(norec: Norec) -> None:
    text = b"from,to,people\n17,Bergen,5\n"
    assert norec("report", "flows", "--input", "-", "--new", "17", stdin=text).out.startswith("17\tBergen\t5\t")
    make_store(norec.cwd, PARTNERS)
    more = ("--create-partners", "--set", "country=NO", "--set", "start=2024-01-15", "--new", "17")
    assert norec("import", "exchanges", "-", *more, stdin=text).out == "1\t0\t0\t0\t0\n"


def test_codes_of_totals_are_not_counted(norec: Norec) -> None:
    """A column that isn't read says which rows are totals; where it is left out unseen, no number is a code."""
    text = b"from,to,people,place\n01,96,9,AL Total Migration-US\n01,13,5,Georgia\n01,17,4,Illinois\n13,01,3,Alabama\n"
    command = ("report", "flows", "--input", "-")
    refused = norec(*command, stdin=text)
    assert 'standard input:2: place: "AL Total Migration-US" looks like a total row' in refused.err
    assert norec(*command, "--skip-totals", stdin=text).out.count("\n") == 3
    assert norec(*command, "--ignore-rest", stdin=text).code == 1
    assert norec(*command, "--ignore", "place", stdin=text).out.count("\n") == 4
