"""Imports at the edges of what is understood: where one more, or one less, is something else."""

import json
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from support.program import Norec, Result, contents, make_store

PERSON = "from,to,start\nA-NO,b-ke,2012-01-15\n"


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    return norec


def imported(norec: Norec, text: str, *more: str, kind: str = "exchanges") -> Result:
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    return norec("import", kind, "t.csv", *more)


def records(norec: Norec) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]


def only(norec: Norec, text: str, *more: str) -> dict[str, Any]:
    """The one exchange of a table."""
    result = imported(norec, text, *more)
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t0\n"), result.err
    return records(norec)[-1]


def test_unknown_in_brackets_in_norwegian(books: Norec) -> None:
    assert (
        "has no value, but one is required"
        in imported(books, "from,to,count,start\na-no,b-ke,(antall ukjent),2012-01-15\n").err
    )


@pytest.mark.parametrize("cell", ["12,345", "123.456"])
def test_numbers_of_which_a_sign_may_part_thousands(books: Norec, cell: str) -> None:
    assert "or a number with decimals" in imported(books, f"from;to;count;start\na-no;b-ke;{cell};2012-01-15\n").err


def test_a_date_with_equal_day_and_month_needs_no_order(books: Norec) -> None:
    assert only(books, PERSON.replace("2012-01-15", "05/05/2012"))["start"] == "2012-05-05"


def test_a_month_alone_is_its_first_day_or_its_last(books: Norec) -> None:
    heading = "from,to,start,end,ended_early,reason\n"
    record = only(books, heading + "a-no,b-ke,2012-02,2012-06,2012-04,health\n")
    assert [record[key] for key in ("start", "end", "ended_early")] == ["2012-02-01", "2012-06-30", "2012-04-30"]
    assert imported(books, "id,name,country,ended\na-no,A-NO,NO,2020-02\n", "--update", kind="partners").code == 0
    assert "ended = 2020-02-29" in (books.cwd / "partners.toml").read_text(encoding="utf-8")


def test_years_a_century_apart_are_not_an_academic_year(books: Norec) -> None:
    assert "names no year" in imported(books, "from,to,year\na-no,b-ke,2014-1915\n").err


def test_a_date_with_a_time_of_day_is_refused(books: Norec) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["from", "to", "start"])
    book.active.append(["a-no", "b-ke", datetime(2012, 1, 15, 23, 30)])
    book.save(books.cwd / "t.xlsx")
    assert 't.xlsx:2: start: "2012-01-15 23:30:00" is not a date' in books("import", "exchanges", "t.xlsx").err


def test_a_column_that_is_mapped_is_not_taken_for_another_field(books: Norec) -> None:
    record = only(books, "host,to,start\nb-ke,a-no,2012-01-15\n", "--map", "from=to")
    assert (record["from"], record["to"]) == ("a-no", "b-ke")


def test_a_heading_is_mapped_as_it_is_written(books: Norec) -> None:
    record = only(books, "from,to,Day,day\na-no,b-ke,2012-01-15,2013-01-15\n", "--map", "start=day")
    assert record["start"] == "2013-01-15"


def test_mapping_to_signs_alone_does_not_choose_a_column_without_heading(books: Norec) -> None:
    said = imported(books, "from,to,start,\na-no,b-ke,2012-01-15,x\n", "--map", "note=---").err
    assert '--map: there is no column "---"' in said


def test_given_values_win_over_values_worked_out_from_other_columns(books: Norec) -> None:
    heading = "from,to,participants,gender,start,end,months\n"
    record = only(books, heading + "a-no,b-ke,3,F,2012-01-15,2012-06-30,6\n")
    assert record["end"] == "2012-06-30"
    assert "women" not in record


def test_replaces_names_another_exchange_by_its_id_in_the_table(books: Norec) -> None:
    text = "id,from,to,start,replaces\nM-1,a-no,b-ke,2012-01-15,\nM-2,a-no,b-ke,2012-02-15,M-1\n"
    assert imported(books, text).code == 0
    first, second = records(books)
    assert second["replaces"] == first["id"]


def test_two_spellings_of_a_country_are_the_same_country(books: Norec) -> None:
    text = "from,to,start,sending country\nNew,b-ke,2012-01-15,Kenya\nNew,b-ke,2012-02-15,KE\n"
    assert imported(books, text, "--create-partners").out == "2\t0\t0\t0\t0\n"


def test_bad_rows_create_no_partners(books: Norec) -> None:
    text = PERSON + "New,b-ke,soon\n"
    result = imported(books, text, "--create-partners", "--set", "country=KE", "--skip-bad")
    assert result.out == "1\t0\t0\t0\t1\n"
    assert "new-ke" not in (books.cwd / "partners.toml").read_text(encoding="utf-8")


def test_an_update_replaces_values_by_zero_and_no(books: Norec) -> None:
    only(books, "id,from,to,start,participants,women,confirmed\nx,a-no,b-ke,2012-01-15,1,1,yes\n")
    text = "id,from,to,start,participants,women,confirmed\nx,a-no,b-ke,2012-01-15,1,0,no\n"
    dry = imported(books, text, "--update", "--dry-run")
    assert "women 1 but here 0, confirmed True but here False" in dry.err
    assert imported(books, text, "--update").out == "0\t1\t0\t0\t0\n"
    (record,) = records(books)
    assert record["women"] == 0
    assert not record.get("confirmed")


def test_rows_with_different_references_are_different_people(books: Norec) -> None:
    heading = "from,to,start,ref\n"
    only(books, heading + "a-no,b-ke,2012-01-15,P-1\n")
    assert imported(books, heading + "a-no,b-ke,2012-01-15,P-2\n").out == "1\t0\t0\t0\t0\n"
    shuffled = heading + "".join(f"a-no,b-ke,2012-01-15,P-{n}\n" for n in (3, 2, 1))
    result = imported(books, shuffled)
    assert result.out == "1\t0\t2\t0\t0\n"
    assert "but here" not in result.err
    assert sorted(one["ref"] for one in records(books)) == ["P-1", "P-2", "P-3"]
    assert imported(books, shuffled).out == "0\t0\t3\t0\t0\n"


def test_an_update_adds_a_reference_to_an_exchange_without_one(books: Norec) -> None:
    only(books, "from,to,start\na-no,b-ke,2012-01-15\n")
    text = "from,to,start,ref\na-no,b-ke,2012-01-15,P-1\n"
    assert imported(books, text, "--update").out == "0\t1\t0\t0\t0\n"
    assert [one["ref"] for one in records(books)] == ["P-1"]


def test_a_problem_in_few_rows_names_every_line(books: Norec) -> None:
    said = imported(books, PERSON + "a-no,nobody,2012-01-15\n" * 9).err
    assert "(also on lines 4, 5, 6, 7, 8, 9, 10, 11)" in said


def rows(number: int, people: int = 1) -> str:
    return "from,to,count,start\n" + f"a-no,b-ke,{people},2012-01-15\n" * number


@pytest.mark.parametrize("number", [999, 1000, 1001, 2000, 2001])
@pytest.mark.parametrize("before", [0, 2])
def test_undo_takes_back_an_import_that_replaced_and_added_exchanges(books: Norec, number: int, before: int) -> None:
    """However many were added, and so however the history keeps them."""
    if before:
        assert imported(books, rows(before)).code == 0
    (books.cwd / "t.csv").unlink(missing_ok=True)
    first = contents(books.cwd)
    result = imported(books, rows(number + before, people=2), "--update")
    assert result.out == f"{number}\t{before}\t0\t0\t0\n"
    last = contents(books.cwd)
    assert sum(one["participants"] for one in records(books)) == 2 * (number + before)
    for _ in range(2):
        assert books("undo").code == 0
        assert contents(books.cwd) == {**first, "t.csv": last["t.csv"]}
        assert books("redo").code == 0
        assert contents(books.cwd) == last


PROJECTS = """[projects.p]
title = "P"
partners = ["a-no", "b-ke"]
[projects.p.rounds.1]
start = 2012-01-01
end = 2012-12-31
[projects.q]
title = "Q"
partners = ["a-no", "c-zm"]
"""


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("exchanges", "id,from,to,start\nx,a-no,c-zm,2012-02-01\n", "c-zm is no partner of project p"),
        ("exchanges", "id,from,to,start,project\nx,a-no,c-zm,2012-02-01,q\n", "project q has no round 1"),
        ("partners", "id,name,country,ended\na-no,A-NO,NO,2011-01-01\n", "a-no ended on 2011-01-01"),
        ("projects", "id,title,partners\np,P,a-no;c-zm\n", "b-ke is no partner of project p"),
    ],
)
def test_an_update_after_which_an_exchange_would_not_fit_is_refused(
    norec: Norec, kind: str, text: str, said: str
) -> None:
    """What the other records say stays true; `partners edit` and `projects edit` refuse the same."""
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE", "c-zm": "ZM"})
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    only(norec, "id,from,to,start,project,round\nx,a-no,b-ke,2012-02-01,p,1\n")
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    before = contents(norec.cwd)
    for more in ([], ["--dry-run"]):
        result = imported(norec, text, "--update", *more, kind=kind)
        assert (result.code, result.out) == (1, "")
        assert f"norec: exchange x would no longer fit: {said}" in result.err
        assert contents(norec.cwd) == before
    assert imported(norec, text, kind=kind).out == "0\t0\t1\t0\t0\n"


def test_an_update_may_change_partner_and_project_of_an_exchange_together(norec: Norec) -> None:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE", "c-zm": "ZM"})
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    only(norec, "id,from,to,start,project\nx,a-no,b-ke,2012-02-01,p\n")
    result = imported(norec, "id,from,to,start,project\nx,a-no,c-zm,2012-02-01,q\n", "--update")
    assert result.out == "0\t1\t0\t0\t0\n"


def test_a_reason_set_for_all_rows_is_used_only_for_cancelled_ones(books: Norec) -> None:
    text = "from,to,start,cancelled\na-no,b-ke,2012-01-15,no\na-no,b-ke,2012-02-15,yes\n"
    assert imported(books, text, "--set", "reason=other").out == "2\t0\t0\t0\t0\n"
    assert [one.get("reason") for one in records(books)] == [None, "other"]
    said = imported(books, "from,to,start,reason\na-no,b-ke,2012-03-15,health\n").err
    assert "t.csv:2: reason is given, but it was neither cancelled nor ended early" in said
