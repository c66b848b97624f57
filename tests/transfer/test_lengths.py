"""Lengths of stays in days, weeks and months: by the heading, by the cell, or as a person says; never guessed."""

import json

import pytest

from support.program import Norec, make_store

PARTNERS = """\
[partners.bergen]
name = "Bergen"
country = "NO"

[partners.kampala]
name = "Kampala"
country = "UG"
"""


def imported(norec: Norec, headings: str, cells: list[str], *more: str) -> tuple[int, str, list[str | None]]:
    """Import rows that start on 15 January 2024; return the exit code, what was said, and the ends."""
    make_store(norec.cwd, PARTNERS)
    rows = "".join(f"Bergen;Kampala;2024-01-15;{cell}\n" for cell in cells)
    (norec.cwd / "t.csv").write_text(f"from;to;start;{headings}\n{rows}", encoding="utf-8")
    result = norec("import", "exchanges", "t.csv", *more)
    lines = (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    return result.code, result.err, [json.loads(line).get("end") for line in lines]


# The last day: 180 days from 15 January are 17 days of January, 29 + 31 + 30 + 31 + 30 of the next months, 12 of July.
UNDERSTOOD = [
    ("Duration (days)", "180", "2024-07-12"),
    ("days", "1", "2024-01-15"),
    ("Antall dager", "17", "2024-01-31"),
    ("Durée en jours", "18", "2024-02-01"),
    ("Dauer in Tagen", "180,0", "2024-07-12"),
    ("Duration", "180 days", "2024-07-12"),
    ("Varighet", "180 dager", "2024-07-12"),
    ("Duration in weeks", "2", "2024-01-28"),
    ("Duration", "2 weeks", "2024-01-28"),
    ("Length", "2 uker", "2024-01-28"),
    ("weeks", "10 days", "2024-01-24"),  # the cell says its own unit
    ("weeks", "0.5 months", "2024-01-29"),  # 15.2 days
    ("Duración", "6 meses", "2024-07-14"),
    ("Duration", "6", "2024-07-14"),
    ("Duration", "24", "2026-01-14"),
    ("Duration", "3,5 mnd", "2024-04-29"),  # 14 April and half of 30.4 days
    ("Duration", "6 (months)", "2024-07-14"),
    ("Duration", "", None),
    ("Duration", "?", None),
]


@pytest.mark.parametrize(("heading", "cell", "end"), UNDERSTOOD)
def test_a_length_gives_the_last_day(norec: Norec, heading: str, cell: str, end: str | None) -> None:
    code, said, ends = imported(norec, heading, [cell])
    assert (code, ends) == (0, [end]), said


ASKED = [(["180", "90"], '"180" may be days or weeks'), (["25"], '"25" may be days or weeks')] + [
    (cells, f'"{cells[0]}" is without a unit, others have one') for cells in (["6", "2 weeks"], ["3", "180 days"])
]


@pytest.mark.parametrize(("cells", "why"), ASKED)
def test_a_length_without_a_unit_is_asked_about(norec: Norec, cells: list[str], why: str) -> None:
    code, said, ends = imported(norec, "Time abroad;Duration", [f"x;{cell}" for cell in cells], "--skip-bad")
    assert (code, ends) == (2, [])
    options = "--map days=Duration, --map weeks=Duration or --map months=Duration"
    assert f"norec: Duration: {why}: say {options}" in said.splitlines()


@pytest.mark.parametrize(("unit", "end"), [("days", "2024-02-13"), ("weeks", "2024-08-11"), ("months", "2026-07-14")])
def test_a_person_says_the_unit(norec: Norec, unit: str, end: str) -> None:
    code, said, ends = imported(norec, "Duration", ["30"], "--map", f"{unit}=Duration")
    assert (code, ends) == (0, [end]), said


@pytest.mark.parametrize(
    ("headings", "cell", "reason"),
    [
        ("days", "0", "must be more than 0 days, and at most 1200 months"),
        ("days", "1.5", "is no whole number of days"),
        ("days", "40000", "must be more than 0 days, and at most 1200 months"),
        ("days", "Sep-75", "looks like a number that a spreadsheet turned into a date: put the number back"),
        ("weeks", "1.5", "is no whole number of days"),
        ("weeks", "many", "is not a number of weeks"),
        ("Duration", "1 month 10 days", "is not a number of months"),
        ("Duration", "6-8 weeks", "is not a number of months"),
        ("Duration", "1 year", "is not a number of months"),
        ("Duration", "2 weeks or days", "is not a number of months"),
        ("days", "180;2024-12-31", "contradicts the end 2024-12-31: a stay of this length ends on 2024-07-12"),
    ],
)
def test_a_wrong_length_is_refused(norec: Norec, headings: str, cell: str, reason: str) -> None:
    more = ";end" if ";" in cell else ""
    code, said, ends = imported(norec, headings + more, [cell])
    assert (code, ends, reason in said) == (1, [], True), said


def test_lengths_in_two_units_must_agree(norec: Norec) -> None:
    assert imported(norec, "days;months", ["180;6"])[2] == ["2024-07-12"]  # the finer one is kept
    code, said, _ = imported(norec, "days;months", ["10;6"])
    assert (code, "contradicts the end 2024-01-24" in said) == (1, True)


def test_person_days_of_a_table_in_days(norec: Norec) -> None:
    text = b"from,to,people,start,Duration (days)\nA,B,1,2024-01-15,180\nB,A,1,2024-01-15,90\n"
    result = norec("report", "reciprocity", "--unit", "months", "--input", "-", stdin=text)
    assert [line.split("\t")[3:5] for line in result.out.splitlines()] == [["5.9", "3.0"], ["3.0", "5.9"]]
