"""The year column of a table: an academic year begins as the years of the store, or of the project of its row."""

import json

import pytest

from support.program import Norec, make_store

PARTNERS = {"a-no": "NO", "b-ke": "KE"}
PROJECTS = """
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]
year_start = "04-01"

[projects.q]
title = "Q"
partners = ["a-no", "b-ke"]
"""
CALENDAR = "  a year starts on 1 January, an academic year (2014-2015) on 1 September; ends are not known\n"


def begin_years(norec: Norec, setting: str) -> Norec:
    make_store(norec.cwd, PARTNERS, "", setting)
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


def starts(norec: Norec, *rows: str, heading: str = "from,to,academic year") -> tuple[list[str], str]:
    """The first days of the exchanges of a table, and what is said of it."""
    (norec.cwd / "t.csv").write_text("\n".join((heading, *(f"a-no,b-ke,{row}" for row in rows))), encoding="utf-8")
    result = norec("import", "exchanges", "t.csv")
    assert result.code == 0, result.err
    lines = (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["start"] for line in lines], result.err


@pytest.mark.parametrize(
    ("setting", "first"), [("", "2014-09-01"), ('year_start = "01-01"\n', "2014-09-01"), ('year_start = "07-01"\n', "2014-07-01")]
)  # fmt: skip
def test_an_academic_year_begins_as_the_years_of_the_store(norec: Norec, setting: str, first: str) -> None:
    found, said = starts(begin_years(norec, setting), "2014/15", "2014-2015", "2014")
    assert found == [first, first, "2014-01-01"]
    assert (CALENDAR in said) is (first == "2014-09-01")
    assert said.count("a year starts on 1 January, an academic year (2014-2015) on 1 July;") == (first == "2014-07-01")


def test_an_imported_year_is_in_the_year_of_that_name(norec: Norec) -> None:
    starts(begin_years(norec, 'year_start = "10-15"\n'), "2014/15", "2015-2016", "2015-2016")
    rows = json.loads(norec("report", "reciprocity", "--by", "year", "--json").ok())["rows"]
    assert {row["id"]: row["people"] for row in rows} == {"2014/15": 1, "2015/16": 2}


def test_a_project_with_its_own_years_has_them_in_a_table_too(norec: Norec) -> None:
    rows = ("2014/15,p", "2014/15,q", "2014/15,", "2014,p")
    found, said = starts(begin_years(norec, 'year_start = "07-01"\n'), *rows, heading="from,to,year,project")
    assert found == ["2014-04-01", "2014-07-01", "2014-07-01", "2014-01-01"]
    own = "an academic year (2014-2015) on 1 July, or as those of its project; ends are not known\n"
    assert f"  a year starts on 1 January, {own}" in said


def test_a_row_put_right_is_not_imported_twice(norec: Norec) -> None:
    begin_years(norec, 'year_start = "07-01"\n')
    table, bad = norec.cwd / "t.csv", norec.cwd / "t.bad.csv"
    table.write_text(
        "from,to,year,project,participants,women\na-no,b-ke,2014/15,p,1,x\na-no,b-ke,2014/15,q,1,1\n", encoding="utf-8"
    )
    assert norec("import", "exchanges", "t.csv", "--skip-bad").out.split() == ["1", "0", "0", "0", "1"]
    for file in (bad, table):
        file.write_text(file.read_text(encoding="utf-8").replace(",p,1,x", ",p,1,1"), encoding="utf-8")
    assert norec("import", "exchanges", "t.bad.csv").out.split() == ["1", "0", "0", "0", "0"]
    assert norec("import", "exchanges", "t.csv").out.split() == ["0", "0", "2", "0", "0"]


def test_a_report_on_a_table_has_calendar_years(norec: Norec) -> None:
    (norec.cwd / "t.csv").write_text("from,to,year\nA,B,2014/15\nA,B,2015\n", encoding="utf-8")
    result = norec("report", "reciprocity", "--by", "year", "--input", "t.csv")
    assert [line.split("\t")[0] for line in result.out.splitlines()] == ["2014", "2015"]
    assert CALENDAR in result.err
    refused = norec("report", "reciprocity", "--year", "2014/15", "--input", "t.csv")
    assert (refused.code, refused.out) == (2, "")
    assert "2014/15 is two calendar years" in refused.err
