"""Years that begin on another day than 1 January: every report and list goes by them."""

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from support.lines import exchange_line
from support.program import EVERY_COMMAND, Norec, make_store
from support.records import first_days

PARTNERS = {"a-no": "NO", "b-ke": "KE"}
# Each a power of two, so that a sum says which are in it.
LINES = (
    exchange_line("q1", start="2023-08-31", participants=1, end="2024-02-28", confirmed=True)
    + exchange_line("q2", start="2023-09-01", participants=2, end="2024-02-28", confirmed=True)
    + exchange_line("q3", "b-ke", "a-no", start="2023-12-31", participants=4, end="2024-02-28", confirmed=True)
    + exchange_line("q4", start="2024-01-01", participants=8, end="2024-02-28", confirmed=True)
)
RECIPROCITY = ("report", "reciprocity")


def begin_years(norec: Norec, start: str | None) -> Norec:
    """Put the four exchanges into a store whose years begin on a day; None for a store that doesn't say."""
    make_store(norec.cwd, PARTNERS, LINES, "" if start is None else f'year_start = "{start}"\n')
    return norec


@pytest.fixture
def books(norec: Norec) -> Norec:
    """The four exchanges in a store whose years begin on 1 September."""
    return begin_years(norec, "09-01")


def document(norec: Norec, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(norec(*words, "--json").ok())
    return found


def rows(norec: Norec, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(norec, *words)["rows"]
    return found


def people(norec: Norec, *words: str) -> int:
    return int(document(norec, *RECIPROCITY, *words)["totals"]["people"])


BY_YEAR = [
    (None, {"2023": 7, "2024": 8}),
    ("01-01", {"2023": 7, "2024": 8}),
    ("01-02", {"2023/24": 15}),
    ("08-31", {"2023/24": 15}),
    ("09-01", {"2022/23": 1, "2023/24": 14}),
    ("09-02", {"2022/23": 3, "2023/24": 12}),
    ("12-31", {"2022/23": 3, "2023/24": 12}),
]


@pytest.mark.parametrize(("start", "expected"), BY_YEAR)
def test_an_exchange_is_in_the_year_in_which_it_starts(
    norec: Norec, start: str | None, expected: dict[str, int]
) -> None:
    begin_years(norec, start)
    assert {row["id"]: row["people"] for row in rows(norec, *RECIPROCITY, "--by", "year")} == expected
    assert {row["id"]: row["people"] for row in rows(norec, "report", "trend", "--by", "year")} == expected
    assert {label: people(norec, "--year", label) for label in expected} == expected
    flows: dict[str, int] = {}
    for line in norec("report", "flows", "--by", "year").ok().splitlines():
        _, _, number, *_, year = line.split("\t")
        flows[year] = flows.get(year, 0) + int(number)
    assert flows == expected


def test_a_trend_has_the_balance_of_each_such_year(books: Norec) -> None:
    found = [row for row in rows(books, "report", "trend") if row["id"] == "a-no"]
    assert [(row["year"], row["sent"], row["received"], row["running_balance"]) for row in found] == [
        (2022, 1, 0, 1), (2023, 10, 4, 7),
    ]  # fmt: skip


def test_an_adjustment_is_in_the_year_of_its_date(books: Norec) -> None:
    for day in ("2023-08-31", "2023-09-01"):
        books("partners", "adjust", "b-ke", "--sent", "16", "--on", day, "--reason", "before").ok()
    found = {row["year"]: row["sent"] for row in rows(books, "report", "trend") if row["id"] == "b-ke"}
    assert found == {2022: 16, 2023: 20}


def test_a_year_is_shown_by_both_calendar_years_and_counted_by_its_first(books: Norec) -> None:
    trend, flows = ("report", "trend"), ("report", "flows", "--by", "year")
    assert [line.split("\t")[3] for line in books(*trend).ok().splitlines()] == ["2022/23", "2023/24"] * 2
    assert books(*flows, "-f", "csv").ok().splitlines()[-1].endswith(",2023/24")
    assert "| 2022/23 |" in books(*trend, "-f", "markdown").ok()
    table = books(*trend, "-f", "table").ok()
    assert "2023/24: 6 of 14 not returned" in table
    assert "Years begin on 1 September.\n" in table
    books(*trend, "-o", "t.xlsx")
    sheet = load_workbook(books.cwd / "t.xlsx")["report trend"]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["2022/23", "2023/24"] * 2
    whole = document(books, *trend)
    assert whole["year_start"] == "09-01"
    assert [row["year"] for row in whole["rows"]] == [2022, 2023, 2022, 2023]
    assert [year["year"] for year in whole["totals"]["years"]] == [2022, 2023]
    assert [row["year"] for row in rows(books, *flows)] == [2022, 2023, 2023]
    assert json.loads(books(*trend, "-f", "jsonl").ok().splitlines()[0])["year"] == 2022
    chosen = document(books, *RECIPROCITY, "--year", "2023/24")
    assert (chosen["filters"], chosen["year_start"]) == ({"year": 2023}, "09-01")


def test_a_workbook_keeps_calendar_years_as_numbers(norec: Norec) -> None:
    begin_years(norec, None)("report", "trend", "-o", "t.xlsx")
    sheet = load_workbook(norec.cwd / "t.xlsx")["report trend"]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [2023, 2024] * 2


def test_titles_and_sentences_name_such_a_year(books: Norec) -> None:
    table = books("report", "summary", "--year", "2022", "-f", "table").ok()
    assert table.startswith("Summary, as of 2026-11-23, year 2022/23\n")
    assert "In 2022/23, 1 participant went on exchange, and none in a project.\n" in table


@pytest.mark.parametrize("words", ["2023", "2023/24", "2023-24", "2023/2024", "2023-2024", "2023\N{EN DASH}24"])
def test_a_year_can_be_written_in_many_ways(books: Norec, words: str) -> None:
    assert people(books, "--year", words) == 14


FOLLOWS = "the second year must follow the first, as in 2014-2015"
REFUSED = [
    ("2023/25", f'"2023/25" names no year: {FOLLOWS}'),
    ("2023/22", f'"2023/22" names no year: {FOLLOWS}'),
    ("23/24", '"23/24" is not a year: write 2014 or 2014-2015'),
    ("1898/99", "must be 1899 or more, not 1898"),
    ("2200/01", "must be 2199 or less, not 2200"),
    ("1899", "must be 1900 or more, not 1899"),
    ("soon", '"soon" is not a whole number'),
]


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_what_names_no_year_is_refused(books: Norec, words: str, reason: str) -> None:
    refused = books(*RECIPROCITY, "--year", words)
    assert (refused.code, refused.out, refused.err) == (2, "", f"norec: --year: {reason}\n")


def test_two_calendar_years_are_refused_where_years_are_calendar_years(norec: Norec) -> None:
    refused = begin_years(norec, None)(*RECIPROCITY, "--year", "2023/24")
    said = "norec: --year: 2023/24 is two calendar years, and years begin on 1 January here: write 2023 or 2024\n"
    assert (refused.code, refused.out, refused.err) == (2, "", said)


def test_the_first_accepted_day_is_in_a_year_that_can_be_chosen(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS, exchange_line("q1", start="1900-01-01"), 'year_start = "09-01"\n')
    assert rows(norec, *RECIPROCITY, "--by", "year")[0]["id"] == "1899/00"
    assert people(norec, "--year", "1899/00") == 1


WITH_A_YEAR = [
    ("report", "reciprocity"), ("report", "flows"), ("report", "trend"), ("report", "summary"), ("report", "needs"),
    ("report", "statement"), ("report", "rounds"), ("report", "upcoming"), ("report", "mirror"), ("exchanges", "list"),
    ("export", "exchanges"), ("check",), ("history",),
]  # fmt: skip
ARGUMENTS = {
    "statement": ("a-no",),
    "mirror": ("other",),
    "upcoming": ("--as-of", "2023-08-15", "--days", "365"),
}


@pytest.mark.slow
def test_every_command_with_a_year_is_tried(norec: Norec) -> None:
    found = [words for words in EVERY_COMMAND if "--year " in norec(*words, "--help").out]
    assert sorted(found) == sorted(WITH_A_YEAR)


ROUND = """
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]

[projects.p.rounds.1]
start = 2023-01-01
end = 2023-08-31

[projects.p.rounds.2]
start = 2023-08-01
end = 2023-09-01
"""


@pytest.mark.parametrize("words", WITH_A_YEAR, ids=" ".join)
def test_a_year_selects_what_its_first_and_last_day_select(books: Norec, words: tuple[str, ...]) -> None:
    (books.cwd / "projects.toml").write_text(ROUND, encoding="utf-8")
    make_store(books.cwd / "other", PARTNERS, LINES.replace('"participants":1', '"participants":5'))
    books("exchanges", "edit", "q2", "--project", "p", "--round", "2").ok()
    books("exchanges", "edit", "q1", "--topic", "soil").ok()
    books("partners", "edit", "a-no", "--add-need", "soil").ok()
    for today in ("2023-08-31", "2023-09-01", "2024-08-31", "2024-09-01"):
        books.today = date.fromisoformat(today)
        books("exchanges", "edit", "q1", "--note", today).ok()
    given = (*words, *ARGUMENTS.get(words[-1], ()))
    by_year, by_days, whole = (
        [row for row in json.loads(books(*given, *flags, "--json").out)["rows"] if row.get("figure") != "sentence"]
        for flags in (("--year", "2023"), ("--since", "2023-09-01", "--until", "2024-08-31"), ())
    )
    assert by_year
    assert by_year == by_days
    assert by_year != whole


def test_days_are_days_whenever_years_begin(norec: Norec) -> None:
    answers = []
    for start in (None, "09-01"):
        begin_years(norec, start)
        words = ("--since", "2023-09-01", "--until", "2024-01-01", "--as-of", "2023-12-31", "-f", "plain")
        answers.append(norec(*RECIPROCITY, *words).ok())
    assert answers[0] == answers[1]


PROJECTS = """
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]
year_start = "07-01"

[projects.q]
title = "Q"
partners = ["a-no", "b-ke"]
"""


@pytest.fixture
def two_projects(norec: Norec) -> Norec:
    """A store of calendar years with the project p, whose years begin on 1 July, and q without its own."""
    lines = (
        exchange_line("q1", start="2023-06-30", participants=1, project="p", confirmed=True)
        + exchange_line("q2", start="2023-07-01", participants=2, project="p", confirmed=True)
        + exchange_line("q3", start="2024-06-30", participants=4, project="p", confirmed=True)
        + exchange_line("q4", start="2023-06-30", participants=8, project="q", confirmed=True)
        + exchange_line("q5", start="2024-06-30", participants=16, project="q", confirmed=True)
    )
    make_store(norec.cwd, PARTNERS, lines)
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


@pytest.mark.parametrize(
    ("chosen", "expected", "note"),
    [
        (("p",), {"2022/23": 1, "2023/24": 6}, "Years begin on 1 July, as project p has them."),
        (("q",), {"2023": 8, "2024": 16}, ""),
        (("p", "q"), {"2023": 11, "2024": 20}, "Years begin on 1 January. Project p has its own years, which --project p alone shows."),
        ((), {"2023": 11, "2024": 20}, "Years begin on 1 January. Project p has its own years, which --project p alone shows."),
    ],
)  # fmt: skip
def test_a_project_alone_has_its_own_years(
    two_projects: Norec, chosen: tuple[str, ...], expected: dict[str, int], note: str
) -> None:
    flags = [word for key in chosen for word in ("--project", key)]
    assert {row["id"]: row["people"] for row in rows(two_projects, *RECIPROCITY, "--by", "year", *flags)} == expected
    for label, number in expected.items():
        summary = document(two_projects, "report", "summary", "--year", label, *flags)["totals"]
        assert summary["placements"] == number
        assert summary["sentence"].startswith(f"In {label}, ")
    for words in ((*RECIPROCITY, "--by", "year"), ("report", "trend"), ("report", "summary", "--year", "2023"),
                  ("exchanges", "list", "--year", "2023"), ("report", "flows", "--year", "2023")):  # fmt: skip
        said = [line for line in two_projects(*words, *flags, "-f", "table").ok().splitlines() if "Years begin" in line]
        assert said == ([note] if note else []), words


@pytest.mark.parametrize("words", [words for words in WITH_A_YEAR if words[0] != "export"], ids=" ".join)
def test_every_table_about_a_year_says_whose_years_are_not_used(two_projects: Norec, words: tuple[str, ...]) -> None:
    make_store(two_projects.cwd / "other", PARTNERS, LINES)
    two_projects.today = date(2023, 9, 1)
    two_projects("partners", "edit", "a-no", "--add-need", "soil").ok()
    two_projects("exchanges", "edit", "q2", "--end", "2023-12-01").ok()
    two_projects("projects", "round", "p", "1", "--start", "2023-01-01", "--end", "2023-12-31").ok()
    given = (*words, *ARGUMENTS.get(words[-1], ()), "--year", "2023", "-f", "table")
    said = "Years begin on 1 January. Project p has its own years, which --project p alone shows.\n"
    assert two_projects(*given).out.count(said) == 1


def test_where_years_play_no_part_nothing_is_said_about_them(two_projects: Norec) -> None:
    for words in (RECIPROCITY, ("report", "trend", "--by", "round"), ("report", "summary"), ("exchanges", "list")):
        assert "Years begin" not in two_projects(*words, "-f", "table").ok()


def test_several_projects_with_other_years_are_named_together(two_projects: Norec) -> None:
    two_projects("projects", "edit", "q", "--year-start", "04-01").ok()
    table = two_projects("report", "trend", "-f", "table").ok()
    said = "Projects p and q have their own years, which --project with one of them alone shows.\n"
    assert f"Years begin on 1 January. {said}" in table


def test_a_project_can_keep_calendar_years_in_a_store_with_others(two_projects: Norec) -> None:
    settings = two_projects.cwd / "norec.toml"
    settings.write_text('schema = 1\nname = "T"\nyear_start = "09-01"\n', encoding="utf-8")
    two_projects("projects", "edit", "p", "--year-start", "01-01").ok()
    years = [row["id"] for row in rows(two_projects, *RECIPROCITY, "--by", "year", "--project", "p")]
    assert years == ["2023", "2024"]
    refused = two_projects(*RECIPROCITY, "--year", "2023/24", "--project", "p")
    said = "2023/24 is two calendar years, and years begin on 1 January in project p: write 2023 or 2024"
    assert (refused.code, refused.err) == (2, f"norec: --year: {said}\n")


@st.composite
def stores(draw: st.DrawFn) -> str:
    number = draw(st.integers(0, 10))
    days = draw(st.lists(st.dates(date(2020, 1, 1), date(2023, 12, 31)), min_size=number, max_size=number))
    return "".join(
        exchange_line(
            f"q{place}",
            *draw(st.permutations(sorted(PARTNERS))),
            start=day.isoformat(),
            end=(day + timedelta(days=draw(st.integers(0, 400)))).isoformat(),
            participants=draw(st.integers(1, 9)),
        )
        for place, day in enumerate(days)
    )


def answer(lines: str, start: str | None, *words: str) -> str:
    """Return what a store prints whose years begin on a day."""
    with tempfile.TemporaryDirectory() as folder:
        setting = "" if start is None else f'year_start = "{start}"\n'
        norec = Norec(make_store(Path(folder), PARTNERS, lines, setting), today=date(2022, 6, 1))
        return norec(*words).ok()


@pytest.mark.slow
@settings(max_examples=40)
@given(stores(), first_days, st.sampled_from(("people", "months")))
def test_the_years_together_are_the_whole(lines: str, start: str, unit: str) -> None:
    by_year = json.loads(answer(lines, start, *RECIPROCITY, "--by", "year", "--json"))
    whole = json.loads(answer(lines, None, *RECIPROCITY, "--json"))["totals"]
    assert sum(row["people"] for row in by_year["rows"]) == whole["people"]
    chosen = [
        json.loads(answer(lines, start, *RECIPROCITY, "--year", row["id"], "--json"))["totals"]
        for row in by_year["rows"]
    ]
    assert sum(totals["people"] for totals in chosen) == whole["people"]
    assert sum(totals["exchanges"] for totals in chosen) == whole["exchanges"]
    trend = json.loads(answer(lines, start, "report", "trend", "--unit", unit, "--json"))["rows"]
    last = {row["id"]: (row["running_balance"], row["verdict"]) for row in trend}
    balances = json.loads(answer(lines, start, *RECIPROCITY, "--unit", unit, "--json"))["rows"]
    assert last == {row["id"]: (row["balance"], row["verdict"]) for row in balances if row["id"] in last}


@pytest.mark.slow
@settings(max_examples=25)
@given(stores(), st.sampled_from(("plain", "json", "table")))
def test_the_first_of_january_is_as_if_nothing_were_set(lines: str, form: str) -> None:
    for words in (
        (*RECIPROCITY, "--by", "year"), (*RECIPROCITY, "--year", "2021"), ("report", "trend"),
        ("report", "trend", "--by", "year"), ("report", "flows", "--by", "year"), ("report", "summary", "--year", "2022"),
    ):  # fmt: skip
        assert answer(lines, "01-01", *words, "-f", form) == answer(lines, None, *words, "-f", form)
