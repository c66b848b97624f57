"""`report summary`: the figures of an annual report, counted by hand."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.lines import exchange_line
from support.program import DATA, Norec, make_store

REGISTER = {"a": "NO", "b": "KE", "c": "UG", "d": "KE"}
PROJECTS = """\
[projects.north]
title = "N"
partners = ["a", "b", "d"]
areas = ["health", "climate"]
goals = [3]
[projects.south]
title = "S"
partners = ["b", "c"]
areas = ["climate"]
goals = [13, 3]
[projects.three]
title = "T"
partners = ["a", "b", "c"]
[projects.stated]
title = "O"
partners = ["a", "b"]
type = "south-south"
goals = [3]
"""
TYPES = {
    "north": "north-south",
    "south": "south-south",
    "three": "triangular",
    "stated": "south-south",
    None: "no-project",
}
AREA = {"north": "health", "south": "climate", "three": "no-area", "stated": "no-area"}
GOAL = {"north": "3", "south": "13", "three": "no-goal", "stated": "3"}
MEMBERS = {"north": "abd", "south": "bc", "three": "abc", "stated": "ab", None: "abcd"}


def line(number: int, sender: str, host: str, **more: Any) -> str:
    return exchange_line(f"q{number}", sender, host, **{"start": "2019-03-01", "confirmed": True, **more})


def make(norec: Norec, lines: str) -> None:
    make_store(norec.cwd, REGISTER, lines)
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")


@pytest.fixture
def books(norec: Norec) -> Norec:
    make(
        norec,
        line(1, "a", "b", project="north", participants=3, women=2, end="2019-10-31")
        + line(2, "b", "d", project="north", ref="x", women=1, end="2019-06-30")
        + line(3, "d", "a", project="north", ref="x", women=1, start="2019-08-01", end="2019-12-31")
        + line(4, "b", "c", project="south", participants=2, ended_early="2019-03-31", reason="health")
        + line(5, "c", "b", project="south", cancelled=True, reason="permit", confirmed=None, participants=5)
        + line(6, "a", "c", project="three", start="2020-01-01", end="2020-08-31")
        + line(7, "b", "a", start="2019-12-31", end="2020-08-31")
        + line(8, "c", "b", project="south", start="2031-01-01", confirmed=None),
    )
    return norec


def test_the_figures_of_a_year_are_those_counted_by_hand(books: Norec) -> None:
    # 3 x 245 + 122 + 153 + 2 x 31 + 245 days of 8 people
    assert books("report", "summary", "--year", "2019").ok() == (
        "projects\t\t\t2\n"
        "projects\ttype\tnorth-south\t1\n"
        "projects\ttype\tsouth-south\t1\n"
        "projects\tarea\tclimate\t1\n"
        "projects\tarea\thealth\t1\n"
        "projects\tgoal\t3\t1\n"
        "projects\tgoal\t13\t1\n"
        "participants\t\t\t7\n"
        "participants\ttype\tnorth-south\t4\n"
        "participants\ttype\tsouth-south\t2\n"
        "participants\ttype\tno-project\t1\n"
        "women\t\t\t3\n"
        "gender-recorded\t\t\t4\n"
        "placements\t\t\t8\n"
        "average-months\t\t\t5.4\n"
        "ended-early\t\t\t2\n"
        "ended-early\treason\thealth\t2\n"
        "cancelled\t\t\t5\n"
        "cancelled\treason\tpermit\t5\n"
        "partners\t\t\t4\n"
        "partners\ttype\tsouth-south+triangular\t2\n"
        "partners\tsector\tnot-recorded\t4\n"
        "countries\t\t\t3\n"
        "partners\tcountry\tKE\t2\n"
        "partners\tcountry\tNO\t1\n"
        "partners\tcountry\tUG\t1\n"
        "sentence\t\t\tIn 2019, 2 projects exchanged 6 participants. 1 of the projects was South-South; 2 different partner"
        " organisations took part in those. 4 partners in 3 countries sent or hosted. 2 of the participants were in"
        " South-South projects. A stay lasted 5.4 months on average. Of 4 whose gender is recorded, 3 were women (75.0 %).\n"
    )


def test_the_summary_of_a_year_as_a_table(books: Norec) -> None:
    assert books("report", "summary", "--year", "2019", "-f", "table").ok() == (
        "Summary, as of 2026-11-23, year 2019\n"
        "Figure                                       Number\n"
        "───────────────────────────────────────────────────\n"
        "Projects                                          2\n"
        "  North-South                                     1\n"
        "  South-South                                     1\n"
        "  main area: Climate, environment and ocean       1\n"
        "  main area: Health                               1\n"
        "  main goal 3: Good health and well-being         1\n"
        "  main goal 13: Climate action                    1\n"
        "Participants                                      7\n"
        "  in North-South projects                         4\n"
        "  in South-South projects                         2\n"
        "  in no project                                   1\n"
        "Women                                             3\n"
        "Gender recorded                                   4\n"
        "Placements                                        8\n"
        "Months a stay                                   5.4\n"
        "Ended early                                       2\n"
        "  health                                          2\n"
        "Cancelled                                         5\n"
        "  permit                                          5\n"
        "Partners                                          4\n"
        "  in South-South and Triangular projects          2\n"
        "  sector: not recorded                            4\n"
        "Countries                                         3\n"
        "  Kenya                                           2\n"
        "  Norway                                          1\n"
        "  Uganda                                          1\n"
        "\n"
        "In 2019, 2 projects exchanged 6 participants.\n"
        "1 of the projects was South-South; 2 different partner organisations took part in those.\n"
        "4 partners in 3 countries sent or hosted.\n"
        "2 of the participants were in South-South projects.\n"
        "A stay lasted 5.4 months on average.\n"
        "Of 4 whose gender is recorded, 3 were women (75.0 %).\n"
        "Counted: 8 people in 5 exchanges, 43.3 months, 5.4 months a stay.\n"
        "A project or partner counts if it has an exchange that is selected and has begun.\n"
        "A participant with a ref counts once; without one, once for each exchange.\n"
        "Projects count under their main area and goal; norec projects show ID tells where a type is from.\n"
        "1 participant without a project left out of the first sentence.\n"
    )


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--year", "2018"), "In 2018, nobody went on exchange."),
        (("--project", "three"), "Up to 2026-11-23, 1 project exchanged 1 participant. 1 of the projects was Triangular; 2 different partner organisations took part in those. 2 partners in 2 countries sent or hosted. A stay lasted 8.0 months on average."),
        (("--since", "2020-01", "--until", "2020-12"), "Starting on 2020-01-01 or later and by 2020-12-31, 1 project exchanged 1 participant. 1 of the projects was Triangular; 2 different partner organisations took part in those. 2 partners in 2 countries sent or hosted. A stay lasted 8.0 months on average."),
        (("--since", "2019-12-31", "--as-of", "2019-12-31"), "Starting on 2019-12-31 or later, 1 participant went on exchange, and none in a project. 2 partners in 2 countries sent or hosted. A stay lasted 0.0 months on average, so far."),
        (("--project", "north", "--until", "2019-06"), "Starting by 2019-06-30, 1 project exchanged 4 participants. None of the projects was South-South or Triangular. 3 partners in 2 countries sent or hosted. A stay lasted 7.0 months on average. Of 4 whose gender is recorded, 3 were women (75.0 %)."),
    ],
)  # fmt: skip
def test_the_sentence_names_the_selected_time(books: Norec, flags: tuple[str, ...], sentence: str) -> None:
    document = json.loads(books("report", "summary", "--json", *flags).ok())
    assert document["totals"]["sentence"] == sentence
    assert document["rows"][-1] == {"figure": "sentence", "by": "", "group": "", "value": sentence}


def test_a_type_in_the_record_replaces_the_derived_one(norec: Norec) -> None:
    make(norec, line(1, "a", "b", project="stated") + line(2, "c", "b", project="south"))
    document = json.loads(norec("report", "summary", "--json").ok())
    assert document["totals"]["south_south"] == 2
    assert "2 of the projects were South-South; 3 different partner organisations took part" in document["totals"]["sentence"]  # fmt: skip


def test_the_summary_of_an_empty_store(norec: Norec) -> None:
    make_store(norec.cwd)
    document = json.loads(norec("report", "summary", "--json").ok())
    assert document["totals"]["sentence"] == "Up to 2026-11-23, nobody went on exchange."
    assert (document["totals"]["women"], document["totals"]["months_per_person"]) == (None, None)


def test_a_partner_alone_is_refused_because_a_summary_has_no_rows_of_partners(books: Norec) -> None:
    result = books("report", "summary", "--partner", "a")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "norec: --partner chooses rows of partners, and this answer has none\n"
        "Leave it out, or give --country too: both together choose the exchanges between them.\n"
    )
    assert books("report", "summary", "--by", "country").code == 2


def test_the_round_of_grid_arendal(norec: Norec) -> None:
    document = json.loads(norec("-C", str(DATA / "grid-arendal"), "report", "summary", "--year", "2011", "--json").ok())
    totals = document["totals"]
    assert [totals[key] for key in ("projects", "triangular", "participants", "partners", "countries")] == [
        1,
        1,
        6,
        5,
        5,
    ]
    assert (totals["women"], totals["months_per_person"]) == (None, 10.0)


@st.composite
def exchanges(draw: st.DrawFn) -> dict[str, Any]:
    project = draw(st.sampled_from((None, "north", "south", "three", "stated")))
    sender, host = draw(st.permutations(MEMBERS[project]))[:2]
    ref = draw(st.sampled_from((None, None, "x", "y")))
    people = 1 if ref else draw(st.integers(1, 5))
    fate = draw(st.sampled_from(("kept", "kept", "cancelled", "early")))
    record = {
        "from": sender,
        "to": host,
        "participants": people,
        "start": draw(st.sampled_from(("2019-05-01", "2020-05-01", "2030-01-01"))),
    }
    record |= {"project": project, "ref": ref, "women": draw(st.one_of(st.none(), st.integers(0, people)))}
    if fate == "cancelled":
        record |= {"cancelled": True, "reason": draw(st.sampled_from(("health", "other"))), "confirmed": None}
    elif fate == "early":
        record |= {"ended_early": record["start"][:8] + "20", "reason": "family"}
    return record


@pytest.mark.slow
@given(st.lists(exchanges(), max_size=8), st.sampled_from((None, "2019", "2020")))
def test_the_summary_equals_simple_arithmetic(drawn: list[dict[str, Any]], year: str | None) -> None:
    lines = "".join(line(n, record["from"], record["to"], **{k: v for k, v in record.items() if k not in ("from", "to")}) for n, record in enumerate(drawn))  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        make(norec, lines)
        document = json.loads(norec("report", "summary", "--json", *(("--year", year) if year else ())).ok())
    figures = {(row["figure"], row["by"], row["group"]): row["value"] for row in document["rows"]}
    picked = [r for r in drawn if r["start"].startswith(year or "")]
    counted = [r for r in picked if not r.get("cancelled") and r["start"] < "2026-11-24"]

    def heads(records: list[dict[str, Any]], key: str = "participants") -> int:
        return sum(r[key] for r in records if not r["ref"]) + len({r["ref"] for r in records if r["ref"] and r[key]})

    def organisations(records: list[dict[str, Any]]) -> set[str]:
        return {r[end] for r in records for end in ("from", "to")}

    of_projects = {r["project"] for r in counted if r["project"]}
    expected: dict[tuple[str, str, str], Any] = {
        ("projects", "", ""): len(of_projects),
        ("participants", "", ""): heads(counted),
        ("placements", "", ""): sum(r["participants"] for r in counted),
        ("partners", "", ""): len(organisations(counted)),
        ("countries", "", ""): len({REGISTER[name] for name in organisations(counted)}),
        ("ended-early", "", ""): sum(r["participants"] for r in counted if "ended_early" in r),
        ("cancelled", "", ""): sum(
            r["participants"] for r in picked if r.get("cancelled") and r["start"] < "2026-11-24"
        ),
        ("partners", "type", "south-south+triangular"): len(
            organisations([r for r in counted if TYPES[r["project"]] in ("south-south", "triangular")])
        ),
    }
    for name, groups in (("type", TYPES), ("area", AREA), ("goal", GOAL)):
        for group in set(groups.values()) - {"no-project"}:
            expected["projects", name, group] = sum(groups[project] == group for project in of_projects)
    for kind in set(TYPES.values()):
        expected["participants", "type", kind] = heads([r for r in counted if TYPES[r["project"]] == kind])
    for code in set(REGISTER.values()):
        expected["partners", "country", code] = sum(REGISTER[name] == code for name in organisations(counted))
    recorded = [r for r in counted if r["women"] is not None]
    assert {key: figures.get(key, 0) for key in expected} == expected
    assert figures["gender-recorded", "", ""] == heads(recorded)
    assert figures["women", "", ""] == (heads(recorded, "women") if recorded else None)


def test_the_sentence_says_how_many_women_there_were(norec: Norec) -> None:
    make(norec, line(1, "b", "c", project="south", women=0) + line(2, "c", "b", project="stated", ref="x"))
    document = json.loads(norec("report", "summary", "--json").ok())
    assert (document["totals"]["women"], document["totals"]["gender_recorded"]) == (0, 1)
    assert document["totals"]["sentence"].endswith("Of 1 whose gender is recorded, 0 were women (0.0 %).")
    make(norec, line(1, "b", "c", project="south", women=1))
    sentence = json.loads(norec("report", "summary", "--json").ok())["totals"]["sentence"]
    assert "1 of the participants was in South-South projects." in sentence
    assert sentence.endswith("Of 1 whose gender is recorded, 1 was a woman (100.0 %).")


def test_the_summary_says_that_nobody_went_in_a_project(norec: Norec) -> None:
    make(norec, line(1, "b", "c"))
    table = norec("report", "summary", "-f", "table").ok()
    assert "Up to 2026-11-23, 1 participant went on exchange, and none in a project." in table
    assert "left out" not in table
