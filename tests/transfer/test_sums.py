"""Names that are sums of the others, which only their numbers show: margins of a matrix, rows of a list."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.transfer.rows.sums import find_sums
from support.program import Norec, make_store

NO_ALARM = {
    "two partners": {("a", "b"): 5, ("b", "a"): 5},
    "two that also host": {("a", "b"): 5, ("a", "c"): 5, ("b", "a"): 3, ("b", "c"): 3},
    "one that only hosts": {("a", "x"): 5, ("a", "b"): 3, ("a", "c"): 1, ("b", "x"): 3, ("b", "c"): 3},
    "a single sender": {("a", "x"): 5, ("a", "b"): 3, ("a", "c"): 2},
    "a sum on one of two sides": {
        ("a", "x"): 5, ("a", "b"): 3, ("a", "c"): 2, ("b", "x"): 4, ("b", "a"): 3, ("b", "c"): 1, ("x", "a"): 9,
    },
    "not for all": {
        ("a", "x"): 5, ("a", "b"): 3, ("a", "c"): 2, ("b", "x"): 4, ("b", "a"): 3, ("b", "c"): 1, ("c", "a"): 9,
    },
    "nobody": {("a", "x"): 0, ("b", "x"): 0, ("a", "b"): 0},
    "one sender with a sum of its own": {
        ("a", "x"): 5, ("a", "b"): 3, ("a", "c"): 2, ("b", "a"): 3, ("b", "c"): 1, ("b", "d"): 1,
    },
}  # fmt: skip
TWO_STATES = {("a", "b"): 7, ("b", "a"): 5}
THREE_STATES = {("a", "b"): 3, ("a", "c"): 2, ("b", "a"): 3, ("b", "c"): 1, ("c", "a"): 4, ("c", "b"): 2}
SUMS = {
    "both margins": {**TWO_STATES, ("x", "a"): 5, ("x", "b"): 7, ("a", "y"): 7, ("b", "y"): 5, ("x", "y"): 12},
    "both margins without a corner": {
        **THREE_STATES,
        ("x", "a"): 7, ("x", "b"): 5, ("x", "c"): 3, ("a", "y"): 5, ("b", "y"): 4, ("c", "y"): 6,
    },
    "one margin": {**THREE_STATES, ("a", "x"): 5, ("b", "x"): 4, ("c", "x"): 6},
    "one name for both": {
        **THREE_STATES,
        ("x", "a"): 7, ("x", "b"): 5, ("x", "c"): 3, ("a", "x"): 5, ("b", "x"): 4, ("c", "x"): 6, ("x", "x"): 15,
    },
    "with those within": {**THREE_STATES, ("a", "a"): 9, ("a", "x"): 14, ("b", "x"): 4, ("c", "x"): 6},
    "without one of the others": {
        **THREE_STATES,
        ("a", "o"): 8, ("b", "o"): 7, ("c", "o"): 9, ("a", "x"): 5, ("b", "x"): 4, ("c", "x"): 6,
    },
    "one for each sender": {**THREE_STATES, ("a", "x"): 5, ("b", "y"): 4, ("c", "z"): 6},
}  # fmt: skip


@pytest.mark.parametrize("flows", NO_ALARM.values(), ids=NO_ALARM)
def test_what_is_no_sum(flows: dict[tuple[str, str], int]) -> None:
    assert find_sums(flows) == set()
    assert find_sums({(host, sender): people for (sender, host), people in flows.items()}) == set()


@pytest.mark.parametrize("flows", SUMS.values(), ids=SUMS)
def test_what_is_a_sum(flows: dict[tuple[str, str], int]) -> None:
    expected = {name for pair in flows for name in pair} - {"a", "b", "c", "o"}
    assert find_sums(flows) == expected
    assert find_sums({(host, sender): people for (sender, host), people in flows.items()}) == expected


def test_a_sum_may_have_more_than_what_is_known_of_a_partner() -> None:
    flows = {**THREE_STATES, ("a", "x"): 5, ("b", "x"): 4, ("c", "x"): 7}
    assert (find_sums(flows), find_sums(flows, {"c"})) == (set(), {"x"})


@given(st.integers(3, 6).flatmap(lambda n: st.lists(st.integers(1, 99), min_size=n * n, max_size=n * n)), st.data())
def test_a_margin_is_found_until_one_of_its_numbers_is_wrong(people: list[int], data: st.DataObject) -> None:
    names = range(round(len(people) ** 0.5))
    pairs = [pair for pair in product(names, names) if pair[0] != pair[1]]
    flows = {(f"s{one}", f"s{other}"): number for (one, other), number in zip(pairs, people, strict=False)}
    margin = {(f"s{one}", "all"): sum(flows[f"s{one}", f"s{o}"] for o in names if o != one) for one in names}
    assert "all" in find_sums({**flows, **margin})
    wrong = data.draw(st.sampled_from(sorted(margin)))
    assert "all" not in find_sums({**flows, **margin, wrong: margin[wrong] + data.draw(st.integers(1, 9)) + 10_000})


MATRIX = ",A,B,All of it / A,,5,5 / B,7,,7 / The States,7,5,12".replace(" / ", "\n") + "\n"
REASON = "is the sum of the other numbers, so people would be counted twice: --skip-totals leaves it out, --new"


def test_margins_of_a_matrix_stop_a_report(norec: Norec) -> None:
    command = ("report", "flows", "--input", "-", "--matrix", "hosts")
    result = norec(*command, stdin=MATRIX.encode())
    assert (result.code, result.out) == (1, "")
    assert f'standard input:2: from: "All of it" {REASON} "All of it" counts it (also on lines 3, 4)\n' in result.err
    assert f'standard input:4: to: "The States" {REASON} "The States" counts it\n' in result.err
    result = norec(*command, "--skip-totals", stdin=MATRIX.encode())
    assert [line.split("\t")[:3] for line in result.out.splitlines()] == [["A", "B", "7"], ["B", "A", "5"]]
    assert 'left out: 5 total rows ("All of it" and "The States": the sum of the others)\n' in result.err
    result = norec(*command, "--new", "All of it", "--new", "The States", stdin=MATRIX.encode())
    assert (result.code, result.out.count("\n")) == (0, 7)


LIST = """from,to,people,start
Bergen,Kampala,3,2024-01-15
Bergen,Nairobi,2,2024-01-15
Bergen,Whole country,5,2024-01-15
Nairobi,Bergen,2,2024-01-15
Nairobi,Kampala,1,2024-01-15
Nairobi,Whole country,3,2024-01-15
Kampala,Bergen,4,2024-01-15
Kampala,Whole country,4,2024-01-15
"""
PARTNERS = "".join(
    f'[partners.{name.lower()}]\nname = "{name}"\ncountry = "NO"\n' for name in ("Bergen", "Kampala", "Nairobi")
)


@pytest.mark.parametrize("more", [(), ("--create-partners", "--set", "country=NO")])
def test_a_sum_in_a_list_stops_an_import(norec: Norec, more: tuple[str, ...]) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text(LIST, encoding="utf-8")
    result = norec("import", "exchanges", "t.csv", *more)
    assert result.code == 1
    assert f't.csv:4: to: "Whole country" {REASON} "Whole country" counts it (also on lines 7, 9)\n' in result.err
    assert norec("import", "exchanges", "t.csv", *more, "--skip-totals").out == "5\t0\t0\t3\t0\n"


def test_a_partner_of_the_store_is_no_sum(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS + '[partners.all]\nname = "Whole country"\ncountry = "NO"\n')
    (norec.cwd / "t.csv").write_text(LIST, encoding="utf-8")
    assert norec("import", "exchanges", "t.csv").out == "8\t0\t0\t0\t0\n"


def test_a_person_may_say_that_a_name_is_no_sum(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text(LIST, encoding="utf-8")
    more = ("--create-partners", "--set", "country=NO", "--new", "Whole country")
    assert norec("import", "exchanges", "t.csv", *more).out == "8\t0\t0\t0\t0\n"


@pytest.mark.parametrize("name", ["AL Total Migration-US", "The grand total of Oslo", "Oslo (sum) 2024"])
def test_a_word_for_a_total_inside_a_name(norec: Norec, name: str) -> None:
    text = f"from,to,people\nA,{name},5\nA,B,3\n".encode()
    assert f'to: "{name}" looks like a total row' in norec("report", "flows", "--input", "-", stdin=text).err
    assert f'--new "{name}" counts it' in norec("report", "flows", "--input", "-", stdin=text).err
    assert norec("report", "flows", "--input", "-", "--skip-totals", stdin=text).out.startswith("A\tB\t3\t")
    assert norec("report", "flows", "--input", "-", "--new", name, stdin=text).out.count("\n") == 2


@pytest.mark.parametrize("name", ["Swedish Totalförsvaret AB", "The Summit School", "Oslo Consumers Union"])
def test_a_word_that_only_begins_like_one_marks_no_total(norec: Norec, name: str) -> None:
    text = f"from,to,people\nA,{name},5\nA,B,3\n".encode()
    assert norec("report", "flows", "--input", "-", stdin=text).out.count("\n") == 2
