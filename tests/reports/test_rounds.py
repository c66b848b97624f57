"""`report rounds`: what was planned against what was done."""

import json
from collections import Counter
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.lines import exchange_line
from support.program import DATA, Norec, make_store

PROJECTS = """\
[projects.p]
title = "P"
partners = ["a", "b", "c"]
[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31
plan = ["a:b:3:10", "b:a:2"]
[projects.p.rounds.10]
start = 2021-01-01
end = 2021-12-31
plan = ["a:c:1"]
[projects.p.rounds.2]
start = 2021-01-01
end = 2021-12-31
"""
REASONS = ("health", "family", "visa-refused")

line = partial(exchange_line, start="2020-02-01", end="2020-10-31", confirmed=True, project="p", round=1)


@pytest.fixture
def books(norec: Norec) -> Norec:
    lines = [
        line("q1", "a", "b", ended_early="2020-03-31", reason="health"),
        line("q2", "a", "b", replaces="q1", start="2020-05-01"),
        line("q3", "a", "b", cancelled=True, confirmed=False, reason="visa-refused"),
        line("q4", "a", "b", replaces="q3"),
        line("q5", "b", "a", participants=2),
        line("q6", "c", "a"),
        line("q7", "a", "b", round=2, start="2021-02-01", end="2021-05-31"),
        line("q8", "a", "b", project=None, round=None),
        line("q10", "a", "b", replaces="q1", cancelled=True, confirmed=False, reason="family"),
        line("q11", "a", "b", project=None, round=None, cancelled=True, confirmed=False, reason="family"),
        line("q9", "a", "c", round=10, start="2027-01-01", end="2027-02-01", confirmed=False),
    ]
    make_store(
        norec.cwd, {"a": "NO", "b": "KE", "c": "UG"}, "".join(lines).replace(', "project": null, "round": null', "")
    )
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


def test_each_line_compares_what_was_planned_with_what_happened(books: Norec) -> None:
    assert books("report", "rounds", "-f", "csv").ok() == (
        "project,round,from,to,planned,begun,upcoming,replacing,missing,planned_months,months,ended_early,cancelled,reasons\n"
        "p,1,a,b,3,3,0,1,1,30,17.0,1,2,family 1; health 1; visa-refused 1\n"
        "p,1,b,a,2,2,0,0,0,,18.0,0,0,\n"
        "p,1,c,a,0,1,0,0,-1,,9.0,0,0,\n"
        "p,2,a,b,0,1,0,0,-1,,3.9,0,0,\n"
        "p,10,a,c,1,0,1,0,0,,0.0,0,0,\n"
    )
    before = json.loads(books("report", "rounds", "--as-of", "2020-03-30", "--json").ok())["rows"]
    assert [row["ended_early"] for row in before] == [0, 0, 0, 0, 0]  # it has not ended by then
    assert [row["reasons"] for row in before] == [
        ["family 1", "visa-refused 1"],
        [],
        [],
        [],
        [],
    ]  # cancelled at any day
    on_the_day = json.loads(books("report", "rounds", "--as-of", "2020-03-31", "--json").ok())["rows"]
    assert on_the_day[0]["reasons"] == ["family 1", "health 1", "visa-refused 1"]
    assert books("report", "rounds", "-f", "table").ok().split("\n\n")[1].splitlines() == [
        "Planned: 6 people; begun: 7; missing: 1.",
        "Beyond the plans: 2 people, shown as negative numbers.",
        "A person who replaces one that ended early is counted under begun, but fills the same place.",
        "No plan is recorded for p 2.",
        "1 exchange of no round left out.",
    ]
    assert json.loads(books("report", "rounds", "--json").ok())["totals"] == {
        "rows": 5, "planned": 6, "begun": 7, "upcoming": 1, "missing": 1, "beyond_plan": 2, "without_round": 1,
        "without_plan": ["p 2"], "exchanges": 6, "unconfirmed": 0, "without_end": 0, "in_rounds_not_listed": 0,
        "empty_rounds": [], "shown": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "rows"),
    [
        (["--round", "1", "--partner", "c"], ["1 c a"]), (["--round", "10"], ["10 a c"]), (["--year", "2021"], ["2 a b", "10 a c"]),
        (["--until", "2020-12-31"], ["1 a b", "1 b a", "1 c a"]), (["--country", "KE", "--round", "2"], ["2 a b"]),
        (["--project", "p", "--as-of", "2019-12-31", "--round", "1"], ["1 a b", "1 b a", "1 c a"]),
    ],
)  # fmt: skip
def test_rounds_are_filtered(books: Norec, flags: list[str], rows: list[str]) -> None:
    found = [row.split("\t") for row in books("report", "rounds", *flags).ok().splitlines()]
    assert [" ".join(row[1:4]) for row in found] == rows


@pytest.fixture
def across(norec: Norec) -> Norec:
    """A plan of two, one of whom leaves in 2020 and one in 2021; and exchanges whose round nobody recorded."""
    lines = [
        line("q1", "a", "b", start="2020-10-01", end="2021-03-31"),
        line("q2", "a", "b", start="2021-01-01", end="2021-06-30", confirmed=False),
        line("q3", "b", "a", start="2023-01-01", end="2023-06-30"),  # after the end of its round
        line("q4", "b", "a", round=7, start="2019-01-01", end="2019-06-30"),
        line("q5", "b", "a", round=7, start="2020-01-01", end="2020-06-30"),
    ]
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, "".join(lines))
    projects = (
        '[projects.p]\ntitle = "P"\npartners = ["a", "b"]\n[projects.p.rounds.1]\nstart = 2020-09-01\n'
        'end = 2021-08-31\nplan = ["a:b:2"]\n[projects.p.rounds.2]\nstart = 2024-01-01\nend = 2024-12-31\n'
    )
    (norec.cwd / "projects.toml").write_text(projects, encoding="utf-8")
    return norec


@pytest.mark.parametrize(
    ("flags", "rows"),
    [
        ([], ["1 a b 2 2 0", "1 b a 0 1 -1", "2   0 0 0", "7 b a 0 2 -2"]),
        (["--year", "2020"], ["1 a b 2 2 0", "1 b a 0 1 -1", "7 b a 0 2 -2"]),
        (["--year", "2021"], ["1 a b 2 2 0", "1 b a 0 1 -1"]),
        (["--since", "2021-08-31"], ["1 a b 2 2 0", "1 b a 0 1 -1", "2   0 0 0"]),
        (["--since", "2021-09-01"], ["2   0 0 0"]),
        (["--until", "2020-08-31"], ["7 b a 0 2 -2"]),
        (["--until", "2020-09-01"], ["1 a b 2 2 0", "1 b a 0 1 -1", "7 b a 0 2 -2"]),
        (["--year", "2020", "--since", "2021-01-01"], []),  # no day is both
        (["--year", "2022"], []),
    ],
)  # fmt: skip
def test_a_listed_round_counts_with_all_its_exchanges(across: Norec, flags: list[str], rows: list[str]) -> None:
    found = [row.split("\t") for row in across("report", "rounds", *flags).ok().splitlines()]
    assert [" ".join([*row[1:6], row[8]]) for row in found] == rows


def test_an_exchange_of_a_round_not_listed_is_in_a_footnote(across: Norec) -> None:
    table = across("report", "rounds", "--year", "2023", "-f", "table").ok()
    assert "No rounds are selected.\n" in table
    assert "1 exchange starts in that time, but in a round outside it, which is not listed.\n" in table
    totals = json.loads(across("report", "rounds", "--year", "2023", "--json").ok())["totals"]
    assert (totals["rows"], totals["in_rounds_not_listed"]) == (0, 1)


def test_a_footnote_says_how_much_is_counted_from_plans(across: Norec) -> None:
    assert "\n1 of 5 counted from plans, not confirmed.\n" in across("report", "rounds", "-f", "table").ok()
    assert "- 1 of 3 counted from plans" in across("report", "rounds", "--year", "2021", "-f", "markdown").ok()
    totals = json.loads(across("report", "rounds", "--json").ok())["totals"]
    assert (totals["exchanges"], totals["unconfirmed"]) == (5, 1)


EMPTY = "Round 2 of p began on 2024-01-01 and has neither a plan nor exchanges"


def test_a_round_that_began_with_nothing_on_record_is_in_every_format(across: Norec) -> None:
    row = "p\t2\t\t\t0\t0\t0\t0\t0\t\t0.0\t0\t0\t"
    assert row in across("report", "rounds").ok().splitlines()
    assert "p,2,,,0,0,0,0,0,,0.0,0,0," in across("report", "rounds", "-f", "csv").ok()
    for form in ("table", "markdown"):
        assert EMPTY in across("report", "rounds", "-f", form).ok()
    document = json.loads(across("report", "rounds", "--json").ok())
    assert document["totals"]["empty_rounds"] == ["p 2"]
    assert document["totals"]["without_plan"] == ["p 7"]
    found = [row for row in across("check").out.splitlines() if "\tplans-recorded\t" in row]
    assert [row.split("\t")[4:] for row in found] == [["project p round 2", "began without a plan on record"]]
    before = across("report", "rounds", "--as-of", "2023-12-31", "-f", "table").ok()
    assert EMPTY not in before


def test_before_the_first_start_all_people_are_upcoming(books: Norec) -> None:
    row = books("report", "rounds", "--as-of", "2019-12-31", "--round", "1").ok().splitlines()[0].split("\t")
    assert row[4:9] == ["3", "0", "3", "1", "1"]


def test_the_round_of_2011_has_no_plan_on_record(norec: Norec) -> None:
    document = json.loads(norec("-C", str(DATA / "grid-arendal"), "report", "rounds", "--json").ok())
    assert document["totals"]["without_plan"] == ["grid-arendal-2011 1"]
    assert (document["totals"]["begun"], document["totals"]["planned"]) == (6, 0)


def test_a_store_without_rounds_has_an_empty_report(norec: Norec) -> None:
    make_store(norec.cwd)
    assert norec("report", "rounds").ok() == ""
    assert "No rounds yet" in norec("report", "rounds", "-f", "table").ok()


records = st.lists(
    st.tuples(
        st.permutations("abc").map(lambda names: names[:2]),
        st.sampled_from((1, 2, 10)),
        st.integers(1, 4),
        st.sampled_from(("kept", "early", "cancelled")),
        st.sampled_from(REASONS),
    ),
    max_size=8,
)


@pytest.mark.slow
@given(records)
def test_rounds_of_drawn_exchanges_equal_simple_arithmetic(drawn: list[tuple[list[str], int, int, str, str]]) -> None:
    import tempfile
    from pathlib import Path

    lines, begun, stopped, reasons = [], Counter[object](), Counter[object](), {}
    for number, ((sender, host), of, people, fate, reason) in enumerate(drawn):
        more: dict[str, object] = {"participants": people, "round": of}
        key = (of, sender, host)
        if fate != "kept":
            more |= {"reason": reason} | (
                {"ended_early": "2020-03-01"} if fate == "early" else {"cancelled": True, "confirmed": False}
            )
            reasons.setdefault(key, Counter())[reason] += people
            stopped[fate, key] += people
        if fate != "cancelled":
            begun[key] += people
        lines.append(line(f"q{number}", sender, host, **more))
    planned = {(1, "a", "b"): 3, (1, "b", "a"): 2, (10, "a", "c"): 1}
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(make_store(Path(folder), {"a": "NO", "b": "KE", "c": "UG"}, "".join(lines)))
        (Path(folder) / "projects.toml").write_text(PROJECTS, encoding="utf-8")
        rows = json.loads(norec("report", "rounds", "--json").ok())["rows"]
    keys = {(of, sender, host) for (sender, host), of, *_ in drawn}
    empty = [row["round"] for row in rows if not row["from"]]
    assert empty == ([] if any(of == 2 for of, *_ in keys) else [2])  # it began without a plan
    rows = [row for row in rows if row["from"]]
    assert [(row["round"], row["from"], row["to"]) for row in rows] == sorted(keys | set(planned))
    for row in rows:
        key = (row["round"], row["from"], row["to"])
        assert (row["planned"], row["begun"], row["missing"]) == (
            planned.get(key, 0),
            begun[key],
            planned.get(key, 0) - begun[key],
        )
        assert (row["ended_early"], row["cancelled"]) == (stopped["early", key], stopped["cancelled", key])
        assert row["reasons"] == [f"{reason} {people}" for reason, people in sorted(reasons.get(key, {}).items())]
