"""Rows of different files are other people, unless an id or a person says that they are the same."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from norec_cli.commands.imports import exchanges
from support.program import Norec, Result, contents, make_store

PARTNERS = {"bergen": "NO", "kampala": "UG", "nairobi": "KE"}
HEADING = "from,to,start,months\n"
OFFICE_A = HEADING + "bergen,kampala,2025-01-15,6\nkampala,bergen,2025-01-15,6\n"
OFFICE_B = HEADING + "bergen,kampala,2025-01-15,6\nbergen,kampala,2025-01-15,6\n"
DECIDE = (
    "If they are the same, add --same: the recorded ones are kept and the rest is added."
    " If they are other people, add --new. Nothing was imported."
)


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, PARTNERS)
    return norec


def imported(norec: Norec, text: str, *more: str, name: str = "t.csv", encoding: str = "utf-8") -> Result:
    """Import a table; nothing changes if the import is refused."""
    (norec.cwd / name).parent.mkdir(exist_ok=True)
    (norec.cwd / name).write_text(text, encoding=encoding, newline="")
    before = contents(norec.cwd)
    result = norec("import", "exchanges", name, *more)
    assert result.code in (0, 1), result
    assert result.code == 0 or (result.out, contents(norec.cwd)) == ("", before)
    return result


def counts(result: Result) -> tuple[int, ...]:
    """Return the numbers of rows that were added, updated, there already, left out and bad."""
    assert result.code == 0, result.err
    return tuple(map(int, result.out.split("\t")))


def records(norec: Norec) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]


def changes(norec: Norec) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (norec.cwd / "history.jsonl").read_text(encoding="utf-8").splitlines()]


def sent(norec: Norec) -> dict[str, int]:
    found: Counter[str] = Counter()
    for record in records(norec):
        found[record["from"]] += record["participants"]
    return dict(found)


def test_the_people_of_two_offices_are_counted_apart(books: Norec) -> None:
    """Three go from Bergen and one from Kampala, though three rows say the same partners and day."""
    assert counts(imported(books, OFFICE_A, name="office-a.csv")) == (2, 0, 0, 0, 0)
    refused = imported(books, OFFICE_B, name="office-b.csv")
    assert refused.code == 1
    first = records(books)[0]["id"]
    assert refused.err.splitlines()[-2:] == [
        (
            f"office-b.csv:2: BERGEN to KAMPALA, 2025-01-15, 1 person, is like {first} from office-a.csv"
            " (imported 2026-11-23)"
        ),
        DECIDE,
    ]
    assert counts(imported(books, OFFICE_B, "--new", name="office-b.csv")) == (2, 0, 0, 0, 0)
    assert sent(books) == {"bergen": 3, "kampala": 1}
    for name, text in (("office-a.csv", OFFICE_A), ("office-b.csv", OFFICE_B)):
        assert counts(imported(books, text, name=name)) == (0, 0, 2, 0, 0)


def test_same_takes_one_row_for_each_recorded_exchange(books: Norec) -> None:
    imported(books, OFFICE_A, name="office-a.csv")
    result = imported(books, OFFICE_B, "--same", name="office-b.csv")
    assert counts(result) == (1, 0, 1, 0, 0)
    assert "norec: 1 row taken for the same as recorded exchanges\n" in result.err
    assert sent(books) == {"bergen": 2, "kampala": 1}
    # the history remembers the answer
    assert counts(imported(books, OFFICE_B, name="office-b.csv")) == (0, 0, 2, 0, 0)
    assert counts(imported(books, OFFICE_B + "nairobi,bergen,2025-01-15,6\n", name="office-b.csv")) == (1, 0, 2, 0, 0)
    assert books("undo").code == 0
    assert books("undo").code == 0
    assert imported(books, OFFICE_B, name="office-b.csv").code == 1  # the answer is undone too


def test_an_answer_counts_only_while_the_recorded_exchange_is_there(books: Norec) -> None:
    imported(books, OFFICE_A, name="office-a.csv")
    imported(books, OFFICE_B, "--same", name="office-b.csv")
    books("exchanges", "remove", records(books)[0]["id"]).ok()
    assert counts(imported(books, OFFICE_B, name="office-b.csv")) == (1, 0, 1, 0, 0)


def test_what_is_alike_is_refused_in_a_dry_run_too(books: Norec) -> None:
    imported(books, OFFICE_A, name="office-a.csv")
    assert DECIDE in imported(books, OFFICE_B, "--dry-run", name="office-b.csv").err
    for flag, added in (("--same", 1), ("--new", 2)):
        before = contents(books.cwd)
        assert counts(imported(books, OFFICE_B, "--dry-run", flag, name="office-b.csv"))[0] == added
        assert contents(books.cwd) == before


def test_nothing_is_written_if_an_import_is_refused(books: Norec) -> None:
    imported(books, OFFICE_A, name="office-a.csv")
    assert imported(books, OFFICE_B + "bergen,nobody,2025-01-15,6\n", "--skip-bad", name="b.csv").code == 1
    assert not (books.cwd / "b.bad.csv").exists()


def test_same_and_new_exclude_each_other(books: Norec) -> None:
    (books.cwd / "t.csv").write_text(OFFICE_A, encoding="utf-8")
    result = books("import", "exchanges", "t.csv", "--same", "--new")
    assert (result.code, result.err) == (2, "norec: --same and --new exclude each other\n")


@pytest.mark.parametrize(
    ("recorded", "place"),
    [
        (("exchanges", "log", "--from", "bergen", "--to", "kampala", "--start", "2025-01-15"), "(logged 2026-11-23)"),
        (("merge", "other"), "(merged 2026-11-23)"),
        ((), "that is recorded"),
    ],
)
def test_where_an_exchange_came_from_is_said(books: Norec, recorded: tuple[str, ...], place: str) -> None:
    line = '{"id":"x","from":"bergen","to":"kampala","participants":1,"start":"2025-01-15","confirmed":true}\n'
    make_store(books.cwd / "other", PARTNERS, line)
    if not recorded:
        make_store(books.cwd, PARTNERS, line)
    elif recorded[0] == "merge":
        assert books(*recorded).code == 0
    else:
        books(*recorded).ok()
    key = records(books)[0]["id"]
    said = imported(books, "from,to,start\nbergen,kampala,2025-01-15\n").err
    assert f"t.csv:2: BERGEN to KAMPALA, 2025-01-15, 1 person, is like {key} {place}\n" in said


def test_a_file_without_a_name_in_the_history_is_said_with_its_day(books: Norec) -> None:
    assert books("import", "exchanges", "-", stdin=OFFICE_A.encode()).code == 0
    assert "source_name" not in changes(books)[0]
    assert f"is like {records(books)[0]['id']} (imported 2026-11-23)\n" in imported(books, OFFICE_B).err
    assert books("import", "exchanges", "-", stdin=OFFICE_A.encode()).out == "0\t0\t2\t0\t0\n"


def test_of_many_rows_that_are_alike_the_first_are_named(books: Norec) -> None:
    rows = "".join(f"bergen,kampala,2025-01-{day},6\n" for day in range(10, 30))
    imported(books, HEADING + rows, name="a.csv")
    said = imported(books, HEADING + "nairobi,bergen,2025-01-15,6\n" + rows, name="b.csv").err.splitlines()
    assert [line.split(":")[1] for line in said if " is like " in line] == ["3", "4", "5", "6", "7"]
    assert said[-2:] == ["and 15 more", DECIDE]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("from,to,start\nbergen,kampala,2025-01-15\n", HEADING + "bergen,kampala,2025-01-15,6\n", True),
        (HEADING + "bergen,kampala,2025-01-15,5\n", HEADING + "bergen,kampala,2025-01-15,6\n", False),
        ("from,to,start,count\nbergen,kampala,2025-01-15,2\n", "from,to,start,count\nbergen,kampala,2025-01-15,3\n", False),
        ("from,to,start\nbergen,kampala,2025-01-15\n", "from,to,start\nbergen,kampala,2025-01-16\n", False),
        ("from,to,start\nbergen,kampala,2025-01-15\n", "from,to,start\nkampala,bergen,2025-01-15\n", False),
        ("from,to,start,ref\nbergen,kampala,2025-01-15,P-1\n", "from,to,start,ref\nbergen,kampala,2025-01-15,P-2\n", False),
        ("from,to,start,ref\nbergen,kampala,2025-01-15,P-1\n", "from,to,start,ref,x\nbergen,kampala,2025-01-15,P-1,y\n", True),
        ("from,to,start,ref\nbergen,kampala,2025-01-15,P-1\n", "from,to,start,x\nbergen,kampala,2025-01-15,y\n", True),
    ],
    ids=["an end that only one has", "ends", "numbers", "starts", "directions", "references", "one reference", "a reference that only one has"],
)  # fmt: skip
def test_what_contradicts_is_not_alike(books: Norec, first: str, second: str, alike: bool) -> None:
    imported(books, first, name="a.csv")
    result = imported(books, second, name="b.csv")
    assert result.code == int(alike)
    if not alike:
        assert counts(result)[0] == 1


def test_same_matches_what_is_equal_before_what_only_does_not_contradict(books: Norec) -> None:
    """The second row has the end of the recorded exchange; the first has none and is somebody else."""
    imported(books, HEADING + "bergen,kampala,2025-01-15,6\n", name="a.csv")
    two = HEADING + "bergen,kampala,2025-01-15,\nbergen,kampala,2025-01-15,6\n"
    assert counts(imported(books, two, "--same", name="b.csv")) == (1, 0, 1, 0, 0)
    assert [record.get("end") for record in records(books)] == ["2025-07-14", None]


def test_an_exchange_that_replaces_one_that_is_the_same_replaces_the_recorded_one(books: Norec) -> None:
    first = "id,from,to,start,cancelled,reason,replaces\nA 1,bergen,kampala,2025-01-15,yes,visa-refused,\n"
    imported(books, first, name="a.csv")
    (recorded,) = records(books)
    second = (
        "id,from,to,start,cancelled,reason,replaces\nB 1,bergen,kampala,2025-01-15,yes,visa-refused,\n"
        "B 2,bergen,kampala,2025-02-15,,,B 1\n"
    )
    assert counts(imported(books, second, "--same", name="b.csv")) == (1, 0, 1, 0, 0)
    assert records(books)[1]["replaces"] == recorded["id"]
    again = imported(books, second, name="b.csv")
    assert counts(again) == (0, 0, 2, 0, 0)
    assert "but here" not in again.err


def test_a_newer_version_of_a_file_adds_its_new_rows(books: Norec) -> None:
    rows = [f"bergen,kampala,2025-01-{day},6\n" for day in range(10, 20)]
    imported(books, HEADING + "".join(rows), name="placements.csv")
    rows[3] = "bergen,nairobi,2025-01-13,6\n"  # corrected: another host
    result = imported(books, HEADING + "".join([*rows[:8], "kampala,bergen,2025-03-01,6\n"]), name="placements.csv")
    assert counts(result) == (2, 0, 7, 0, 0)
    said = "  read as a newer version of placements.csv, imported 2026-11-23: 7 of its 10 exchanges recur"
    assert f"{said} (if it holds other people, rename the file)\n" in result.err
    again = imported(books, HEADING + "".join(rows), name="placements.csv")  # this version is not known either
    assert counts(again) == (0, 0, 10, 0, 0)
    copy = HEADING + "".join([*rows[:8], "kampala,bergen,2025-03-01,6\n"])
    assert counts(imported(books, copy, name="copy.csv")) == (0, 0, 9, 0, 0)  # known by its content
    first, second = changes(books)
    assert first["source_name"] == second["source_name"] == "placements.csv"
    assert "series" not in first
    assert second["series"] == first["source"] != second["source"]


def test_a_file_of_the_same_name_in_another_folder_is_another_file(books: Norec) -> None:
    """Two offices may send files of the same name, and one may have sent whom the other sent, and more."""
    imported(books, OFFICE_A, name="a/people.csv")
    longer = OFFICE_A + "nairobi,bergen,2025-01-15,6\n"
    assert DECIDE in imported(books, longer, name="b/people.csv").err
    assert counts(imported(books, longer, "--new", name="b/people.csv")) == (3, 0, 0, 0, 0)
    assert counts(imported(books, OFFICE_A + "nairobi,kampala,2025-01-15,6\n", name="a/people.csv")) == (1, 0, 2, 0, 0)


def test_a_copy_of_a_file_is_known_and_said(books: Norec) -> None:
    imported(books, OFFICE_A, name="a.csv")
    result = imported(books, OFFICE_A, name="copy.csv")
    assert counts(result) == (0, 0, 2, 0, 0)
    assert "  the same file was imported before, as a.csv on 2026-11-23\n" in result.err
    assert "the same file" not in imported(books, OFFICE_A, name="a.csv").err


def test_a_file_of_the_same_name_of_which_little_recurs_is_another_file(books: Norec) -> None:
    """Two offices may send files of the same name: half of the rows is not enough."""
    imported(books, OFFICE_A, name="a/people.csv")
    assert DECIDE in imported(books, OFFICE_B, name="b/people.csv").err
    assert counts(imported(books, OFFICE_B, "--new", name="b/people.csv")) == (2, 0, 0, 0, 0)
    for name, text in (("a/people.csv", OFFICE_A), ("b/people.csv", OFFICE_B)):
        assert counts(imported(books, text, name=name)) == (0, 0, 2, 0, 0)
    longer = OFFICE_A + "nairobi,bergen,2025-01-15,6\n"
    assert counts(imported(books, longer, name="a/people.csv")) == (1, 0, 2, 0, 0)


def test_a_row_of_a_newer_version_that_is_spelled_otherwise_is_asked_about(books: Norec) -> None:
    rows = "".join(f"bergen,kampala,2025-01-{day},6\n" for day in range(10, 20))
    imported(books, HEADING + rows)
    spelled = HEADING + rows.replace("bergen", "BERGEN", 1)
    assert "t.csv:2: BERGEN to KAMPALA, 2025-01-10, 1 person, is like " in imported(books, spelled).err
    assert counts(imported(books, spelled, "--same")) == (0, 0, 10, 0, 0)


def test_the_sheets_of_a_workbook_are_different_files(books: Norec) -> None:
    workbook = Workbook()
    for name, text in (("A", OFFICE_A), ("B", OFFICE_B)):
        sheet = workbook.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    workbook.save(books.cwd / "t.xlsx")
    assert counts(books("import", "exchanges", "t.xlsx", "--sheet", "A")) == (2, 0, 0, 0, 0)
    refused = books("import", "exchanges", "t.xlsx", "--sheet", "B")
    assert f"is like {records(books)[0]['id']} from t.xlsx, sheet A (imported 2026-11-23)\n" in refused.err
    assert counts(books("import", "exchanges", "t.xlsx", "--sheet", "B", "--new")) == (2, 0, 0, 0, 0)
    for name in ("A", "B"):
        assert counts(books("import", "exchanges", "t.xlsx", "--sheet", name)) == (0, 0, 2, 0, 0)
    del workbook["B"]
    workbook["A"].append(["nairobi", "bergen", "2025-01-15", "6"])
    workbook.save(books.cwd / "t.xlsx")
    assert counts(books("import", "exchanges", "t.xlsx")) == (1, 0, 2, 0, 0)


def test_a_file_that_was_imported_and_undone_gets_the_same_ids(books: Norec) -> None:
    imported(books, OFFICE_A)
    first = records(books)
    assert books("undo").code == 0
    assert counts(imported(books, OFFICE_A)) == (2, 0, 0, 0, 0)
    assert records(books) == first
    (books.cwd / "history.jsonl").unlink()
    assert counts(imported(books, OFFICE_A, name="renamed.csv")) == (0, 0, 2, 0, 0)


def test_an_undone_import_is_no_earlier_version(books: Norec) -> None:
    imported(books, OFFICE_A)
    assert books("undo").code == 0
    assert "newer version" not in imported(books, OFFICE_A + "nairobi,bergen,2025-01-15,6\n").err
    assert books("undo").code == 0


def test_two_stores_that_imported_one_file_have_the_same_exchanges(books: Norec) -> None:
    imported(books, OFFICE_B)
    other = Norec(make_store(books.cwd / "other", PARTNERS))
    imported(other, OFFICE_B)
    assert records(other) == records(books)
    assert books("merge", "other").code == 0
    assert len(records(books)) == 2


def test_corrected_bad_rows_are_others_than_the_good_rows_of_their_file(books: Norec) -> None:
    text = HEADING + "bergen,kampala,2025-01-15,6\nbergen,kampala,2025-01-15,x\n"
    assert counts(imported(books, text, "--skip-bad")) == (1, 0, 0, 0, 1)
    bad = (books.cwd / "t.bad.csv").read_text(encoding="utf-8").replace(",x", ",6")
    for _ in range(2):  # undone and made again, it is the same
        assert counts(imported(books, bad, name="corrected by me.csv")) == (1, 0, 0, 0, 0)
        assert books("undo").code == 0
    assert books("redo").code == 0
    assert counts(imported(books, bad, name="t.bad.csv")) == (0, 0, 1, 0, 0)
    assert counts(imported(books, text.replace(",x", ",6"))) == (0, 0, 2, 0, 0)


IDS = "id,from,to,start,count\n"


@pytest.mark.parametrize("key", ["m-1", "M-1", "M 1", "2013/1/NO 1", "7"])
def test_an_id_makes_a_row_known_in_any_file(books: Norec, key: str) -> None:
    first = IDS + f"{key},bergen,kampala,2025-01-15,2\n"
    imported(books, first, name="a.csv")
    assert counts(imported(books, first + f"{key}x,kampala,bergen,2025-01-15,1\n", name="b.csv")) == (1, 0, 1, 0, 0)
    assert sent(books) == {"bergen": 2, "kampala": 1}


def test_ids_that_differ_in_capitals_are_two(books: Norec) -> None:
    text = IDS + "M 1,bergen,kampala,2025-01-15,2\nm 1,bergen,kampala,2025-01-15,2\n"
    assert counts(imported(books, text)) == (2, 0, 0, 0, 0)


@pytest.mark.parametrize("key", ["m-1", "M 1"])
def test_an_id_on_two_rows_is_refused_with_both_lines(books: Norec, key: str) -> None:
    row = f"{key},bergen,kampala,2025-01-15,2\n"
    said = imported(books, IDS + row + "m-2,bergen,kampala,2025-01-15,2\n" + row)
    assert said.code == 1
    assert f't.csv:4: id: "{key}" is also on line 2: each row needs its own id\n' in said.err
    bad = imported(books, IDS + row.replace("kampala", "nobody") + row)
    assert f't.csv:3: id: "{key}" is also on line 2: each row needs its own id\n' in bad.err


def test_a_row_without_an_id_never_gets_that_of_another_row(books: Norec) -> None:
    """Corrected bad rows may be pasted below the table, with the ids that they got."""
    text = HEADING + "bergen,kampala,2025-01-15,6\nbergen,kampala,2025-01-15,x\n"
    imported(books, text, "--skip-bad")
    bad = (books.cwd / "t.bad.csv").read_text(encoding="utf-8").splitlines()[1].replace(",x", ",6")
    joined = f"id,{HEADING}{bad}\n" + ",bergen,kampala,2025-01-15,6\n" * 2
    assert counts(imported(books, joined)) == (2, 0, 1, 0, 0)
    assert len({record["id"] for record in records(books)}) == 3


OF_OTHERS = (
    "If they are the same, as their ids say, add --same. If they are other people, leave the ids out with --map id=."
    " Nothing was imported."
)


def test_an_id_of_another_file_with_other_values_is_refused(books: Norec) -> None:
    """Each office numbers its rows from 1."""
    imported(books, IDS + "1,bergen,kampala,2025-01-15,2\n2,bergen,kampala,2025-02-15,2\n", name="a.csv")
    second = IDS + "1,nairobi,kampala,2025-06-01,5\n"
    for more in ((), ("--update",), ("--new",), ("--update", "--dry-run")):
        refused = imported(books, second, *more, name="b.csv")
        assert refused.code == 1
        assert refused.err.splitlines()[-2:] == [
            "b.csv:2: NAIROBI to KAMPALA, 2025-06-01, 5 people, has other values than 1 from a.csv (imported 2026-11-23)",
            OF_OTHERS,
        ]
    assert counts(imported(books, second, "--map", "id=", "--dry-run", name="b.csv")) == (1, 0, 0, 0, 0)
    assert counts(imported(books, second, "--same", name="b.csv")) == (0, 0, 1, 0, 0)
    assert counts(imported(books, second, "--same", "--update", name="b.csv")) == (0, 1, 0, 0, 0)
    assert records(books)[0]["from"] == "nairobi"


def test_a_table_is_read_once_if_its_rows_have_ids(books: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    read = exchanges.plan_exchanges
    monkeypatch.setattr(exchanges, "plan_exchanges", lambda *args, **more: times.append(1) or read(*args, **more))
    for day in (15, 16):  # the second is a newer version
        rows = f"1,bergen,kampala,2025-01-{day},2\n2,bergen,kampala,2025-02-{day},2\n"
        assert imported(books, IDS + rows, "--update").code == 0
    assert len(times) == 2


def test_a_newer_version_of_a_file_with_ids_may_update(books: Norec) -> None:
    first = IDS + "1,bergen,kampala,2025-01-15,2\n2,bergen,kampala,2025-02-15,2\n"
    imported(books, first)
    second = first.replace(",2\n", ",3\n")
    assert counts(imported(books, second)) == (0, 0, 2, 0, 0)
    assert counts(imported(books, second, "--update")) == (0, 2, 0, 0, 0)


def test_exports_and_logged_exchanges_are_updated_as_ever(books: Norec) -> None:
    imported(books, IDS + "1,bergen,kampala,2025-01-15,2\n", name="a.csv")
    log = ("exchanges", "log", "--from", "bergen", "--to", "nairobi", "--start", "2025-01-15", "--participants", "2")
    key = books(*log).ok().strip()
    books("export", "exchanges", "-o", "x.csv")
    exported = (books.cwd / "x.csv").read_text(encoding="utf-8").replace(",2,", ",4,")
    assert counts(imported(books, exported, "--update", name="x.csv")) == (0, 2, 0, 0, 0)
    assert counts(imported(books, IDS + f"{key},bergen,nairobi,2025-01-15,7\n", "--update", name="l.csv")) == (0, 1, 0, 0, 0)  # fmt: skip


def test_same_and_update_replace_values_of_what_is_alike(books: Norec) -> None:
    imported(books, "from,to,start\nbergen,kampala,2025-01-15\n", name="a.csv")
    result = imported(books, HEADING + "bergen,kampala,2025-01-15,6\n", "--same", name="b.csv")
    assert "end nothing but here 2025-07-14" in result.err
    assert counts(imported(books, HEADING + "bergen,kampala,2025-01-15,6\n", "--same", "--update", name="b.csv")) == (0, 1, 0, 0, 0)  # fmt: skip
    assert records(books)[0]["end"] == "2025-07-14"


def test_the_history_shows_the_name_of_an_imported_file(books: Norec) -> None:
    imported(books, OFFICE_A, name="office-a.csv")
    assert books("history").ok().endswith("\toffice-a.csv\n")
    assert json.loads(books("history", "--format", "json").ok())["rows"][0]["file"] == "office-a.csv"


def test_a_history_that_cannot_be_read_stops_an_import(books: Norec) -> None:
    (books.cwd / "history.jsonl").write_text("broken\n", encoding="utf-8")
    (books.cwd / "t.csv").write_text(OFFICE_A, encoding="utf-8")
    result = books("import", "exchanges", "t.csv")
    assert (result.code, result.out) == (5, "")
    assert "history.jsonl:1: is no line of a history" in result.err


def test_a_forgotten_reference_cannot_be_proved_by_the_history(books: Norec) -> None:
    text = "from,to,start,ref\nbergen,kampala,2025-01-15,P-1\nbergen,kampala,2025-01-16,P-2\n"
    imported(books, text)
    source = changes(books)[0]["source"]
    assert books("forget", "P-1").code == 0
    assert source not in (books.cwd / "history.jsonl").read_text(encoding="utf-8")
    assert changes(books)[0]["source"] == "forgotten"
    assert counts(imported(books, text.replace("P-1", ""))) == (0, 0, 2, 0, 0)


rows_of_a_file = st.lists(
    st.tuples(st.sampled_from(sorted(PARTNERS)), st.sampled_from(sorted(PARTNERS)), st.integers(10, 12), st.integers(1, 2))
    .filter(lambda row: row[0] != row[1]),
    min_size=1,
    max_size=6,
)  # fmt: skip
AGAIN = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table(rows: list[tuple[str, str, int, int]]) -> str:
    lines = [f"{sender},{host},2025-01-{day},{people}\n" for sender, host, day, people in rows]
    return "from,to,start,participants\n" + "".join(lines)


@pytest.mark.slow
@AGAIN
@given(files=st.lists(rows_of_a_file, min_size=1, max_size=4, unique_by=table), order=st.randoms())
def test_everybody_is_counted_once_however_the_offices_come(
    files: list[list[tuple[str, str, int, int]]], order: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    norec = Norec(make_store(tmp_path_factory.mktemp("s"), PARTNERS))
    order.shuffle(files)
    for number, rows in enumerate(files):
        assert counts(imported(norec, table(rows), "--new", name=f"{number}.csv"))[0] == len(rows)
    people: Counter[str] = Counter()
    for sender, _, _, number in (row for rows in files for row in rows):
        people[sender] += number
    assert sent(norec) == dict(people)
    before = contents(norec.cwd)
    for number, rows in enumerate(files):
        assert counts(imported(norec, table(rows), name=f"{number}.csv")) == (0, 0, len(rows), 0, 0)
    assert contents(norec.cwd) == before


@pytest.mark.slow
@AGAIN
@given(days=st.lists(st.integers(10, 28), min_size=5, max_size=12), data=st.data())
def test_a_mended_file_adds_exactly_its_new_rows(
    days: list[int], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One row gets another host, one is gone, one is new: two exchanges are added."""
    norec = Norec(make_store(tmp_path_factory.mktemp("s"), PARTNERS))
    rows = [("bergen", "kampala", day, 1) for day in days]
    imported(norec, table(rows))
    changed, gone = data.draw(st.permutations(range(len(rows))))[:2]
    mended = list(rows)
    mended[changed] = ("bergen", "nairobi", days[changed], 1)
    del mended[gone]
    mended.insert(data.draw(st.integers(0, len(mended))), ("kampala", "bergen", 11, 1))
    assert counts(imported(norec, table(mended))) == (2, 0, len(rows) - 2, 0, 0)
    assert len(records(norec)) == len(rows) + 2
