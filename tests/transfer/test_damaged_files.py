"""Imports of files that are damaged, or made by programs that do things in their own way."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from support.program import Norec, Result, contents, make_store

HEADING = "from,to,participants,start,note\n"
ROW = "a-no,b-ke,2,2012-01-15,x\n"
OBJECT = '{"from":"a-no","to":"b-ke","start":"2012-01-15"'


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    return norec


def imported(norec: Norec, raw: str | bytes, *more: str, name: str = "t.csv", kind: str = "exchanges") -> Result:
    (norec.cwd / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return norec("import", kind, name, *more)


def records(norec: Norec) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]


def bad(norec: Norec) -> list[list[str]]:
    """The bad rows that were kept, without their headings and ids."""
    with (norec.cwd / "t.bad.csv").open(encoding="utf-8", newline="") as file:
        return [row[1:] for row in list(csv.reader(file))[1:]]


def workbook(path: Path, *rows: list[Any], within: Callable[[str], str] = str) -> None:
    """A workbook of one sheet, of whose XML something is made."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, within(raw.decode()).encode() if name.endswith("sheet1.xml") else raw)


COLUMNS = HEADING.strip().split(",")
CELLS = ["a-no", "b-ke", 2, date(2012, 1, 15), "x"]


@pytest.mark.parametrize(
    ("raw", "more"),
    [
        ((HEADING + ROW * 5000 + ROW.replace("x", "å")).encode(), ("--encoding", "ascii")),
        ((HEADING + ROW * 5000).encode("utf-16") + b"x", ()),
        ((HEADING + ROW * 5000).encode("utf-16-le") + b"\x00\xd8x\x00", ("--encoding", "utf-16-le")),
    ],
)
def test_bytes_far_down_that_cannot_be_decoded_are_refused(books: Norec, raw: bytes, more: tuple[str, ...]) -> None:
    result = imported(books, raw, *more)
    assert (result.code, result.out) == (1, "")
    assert "norec: t.csv is not " in result.err
    assert records(books) == []


@pytest.mark.parametrize("encoding", ["rot13", "base64", "hex", "zlib", "undefined"])
def test_an_encoding_that_is_not_for_text_is_refused(books: Norec, encoding: str) -> None:
    assert imported(books, HEADING + ROW, "--encoding", encoding).err.startswith(
        f'norec: --encoding: "{encoding}" is not a known encoding'
    )


def test_a_file_in_two_encodings_at_once_is_refused(books: Norec) -> None:
    raw = (HEADING + ROW.replace("x", "å")).encode() + ROW.replace("x", "å").encode("cp1252")
    assert "t.csv:3: is not valid UTF-8 here, but other lines are" in imported(books, raw).err


@pytest.mark.parametrize("raw", [b'[\n{"from":"\xff"}]', b"[]\n\xff"])
def test_json_that_is_not_utf_8_is_refused(books: Norec, raw: bytes) -> None:
    assert imported(books, raw, name="t.json").err == "t.json:2: is not valid UTF-8\n"


def test_json_with_a_key_twice_in_an_object_is_refused(books: Norec) -> None:
    said = imported(books, f'[{OBJECT}, "participants": 1, "participants": 5}}]', name="t.json").err
    assert said == 'norec: t.json is not JSON: "participants" is in an object twice\n'
    said = imported(books, f'{OBJECT}}}\n{OBJECT}, "ref": 1, "ref": 5}}\n', name="t.jsonl").err
    assert 't.jsonl:2: this is not JSON: "ref" is in an object twice' in said


def test_lists_and_objects_in_a_json_cell_become_json_text(books: Norec) -> None:
    deep = "[" * 900 + "]" * 900
    assert (
        imported(
            books, f'[{OBJECT}, "note": {{"a": [1, null]}}, "ref": {deep}}}]', "--map", "note=note", name="t.json"
        ).code
        == 0
    )
    assert records(books)[0]["note"] == '{"a": [1, null]}'


def test_bad_rows_are_kept_as_they_are(books: Norec) -> None:
    lines = [f"{OBJECT}}}", '{"from": oh', '[1, "å"]', f'{OBJECT}, "note": "\\ud800"}}']
    assert imported(books, "\n".join(lines), "--skip-bad", name="t.jsonl").out == "1\t0\t0\t0\t3\n"
    first, *others = bad(books)
    assert first == ['{"from": oh']
    assert [json.loads(cell) for (cell,) in others] == [[1, "å"], json.loads(lines[3])]


def test_values_to_the_right_of_the_last_heading_are_kept_with_the_bad_row(books: Norec) -> None:
    workbook(books.cwd / "t.xlsx", COLUMNS, CELLS, [*CELLS, None, "more"])
    assert books("import", "exchanges", "t.xlsx", "--skip-bad").out == "1\t0\t0\t0\t1\n"
    assert bad(books) == [["a-no", "b-ke", "2", "2012-01-15", "x", "", "more"]]


def test_rows_that_a_quote_takes_in_stop_the_import(books: Norec) -> None:
    open_quote = ROW.replace("x", '"never closed')
    result = imported(books, HEADING + ROW + open_quote + ROW * 3, "--skip-bad")
    assert (result.code, result.out, records(books)) == (1, "", [])
    assert "t.csv:3: the quote that opens here takes in 3 more lines, and line 4 looks like a row" in result.err


def test_a_text_that_is_never_closed_is_kept(books: Norec) -> None:
    open_quote = ROW.replace("x", '"never closed') + "but it is\nonly text\n"
    assert imported(books, HEADING + ROW + open_quote, "--skip-bad").out == "1\t0\t0\t0\t1\n"
    assert bad(books) == [[open_quote.strip()]]


def test_very_long_cells_are_read_whole(books: Norec) -> None:
    long = "word " * 40_000
    text = HEADING + ROW.replace("x", long) + ROW.replace("x", f'"{long}"')
    assert imported(books, text, "--map", "note=note").out == "2\t0\t0\t0\t0\n"
    assert {one["note"] for one in records(books)} == {long.strip()}


@pytest.mark.parametrize("noted", ["A1", "A1:E2"])
def test_a_sheet_that_states_a_wrong_size_is_read_whole(books: Norec, noted: str) -> None:
    """Some programs do; not a row may be passed over."""
    name = books.cwd / "t.xlsx"
    workbook(
        name,
        COLUMNS,
        *[CELLS] * 5,
        within=lambda xml: re.sub('<dimension ref="[^"]+"', f'<dimension ref="{noted}"', xml),
    )
    assert books("import", "exchanges", "t.xlsx").out == "5\t0\t0\t0\t0\n"


def test_a_damaged_sheet(books: Norec) -> None:
    workbook(books.cwd / "t.xlsx", COLUMNS, *[CELLS] * 500, within=lambda xml: xml[: len(xml) // 2])
    before = contents(books.cwd)
    result = books("import", "exchanges", "t.xlsx")
    assert "norec: t.xlsx can't be read as an XLSX workbook (" in result.err
    assert contents(books.cwd) == before


def test_a_workbook_without_cells(books: Norec) -> None:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    book.create_chartsheet("Chart")
    book.save(books.cwd / "t.xlsx")
    result = books("import", "exchanges", "t.xlsx")
    assert result.code == 1
    assert result.err.startswith("norec: t.xlsx ")


def test_texts_of_a_workbook_that_look_like_its_escapes(books: Norec) -> None:
    workbook(books.cwd / "t.xlsx", COLUMNS, [*CELLS[:4], "x005F_a_x005F_x000B_b"])
    assert books("import", "exchanges", "t.xlsx", "--map", "note=note").code == 0
    assert records(books)[0]["note"] == "x005F_a_x000B_b"


def test_a_length_that_was_worked_out(books: Norec) -> None:
    """30.4375 days make a month: 272 days are 8.93…, of which .93… is 28 days."""
    workbook(
        books.cwd / "t.xlsx", ["from", "to", "start", "months"], ["a-no", "b-ke", date(2012, 1, 15), 272 / 30.4375]
    )
    assert books("import", "exchanges", "t.xlsx").code == 0
    assert records(books)[0]["end"] == "2012-10-12"


@pytest.mark.parametrize("number", ["9 000 000 000", "1 000 000 001"])
def test_grouped_numbers_have_a_limit_too(books: Norec, number: str) -> None:
    """More could not be read back from the store."""
    assert (
        f't.csv:2: participants: "{number}" must be 1000000000 or less'
        in imported(books, HEADING + ROW.replace(",2,", f",{number},")).err
    )
    assert imported(books, HEADING + ROW.replace(",2,", ",1 000 000 000,")).code == 0
    books("exchanges", "list").ok()


def test_a_name_that_is_written_in_several_ways_is_one_partner(books: Norec) -> None:
    names = ["Új Hub", "ÚJ HUB", unicodedata.normalize("NFD", "Új Hub"), "Új\N{NO-BREAK SPACE}Hub"]
    text = HEADING + "".join(ROW.replace("a-no", name) for name in names)
    result = imported(books, text, "--create-partners", "--set", "country=HU")
    assert result.out == "4\t0\t0\t0\t0\n"
    assert '  new partners: uj-hub-hu ("Új Hub", HU)\n' in result.err
    assert {one["from"] for one in records(books)} == {"uj-hub-hu"}
    said = imported(books, text.replace("Hub", "Nub").replace("HUB", "NUB"), "--create-partners").err
    assert 't.csv:3: from: "ÚJ NUB" has no country, and a new partner needs one' in said


SAME = """[partners.x-be]
name = "Same"
country = "BE"
aliases = ["K"]
[partners.y-be]
name = "Same"
country = "BE"
aliases = ["K", "L"]
"""


@pytest.mark.parametrize(
    ("row", "said"), [("Same,BE,", 'name: "Same" may be x-be or y-be'), ("Same,BE,K", 'code: "K" may be x-be or y-be')]
)
def test_a_row_that_may_mean_one_of_two_partners_is_refused(norec: Norec, row: str, said: str) -> None:
    make_store(norec.cwd, SAME)
    result = imported(norec, f"name,country,code,city\n{row},Gent\n", "--update", kind="partners")
    assert f"t.csv:2: {said}: use the id" in result.err
    assert (norec.cwd / "partners.toml").read_text(encoding="utf-8") == SAME
    assert (
        imported(norec, "name,country,code,city\nSame,BE,L,Gent\n", "--update", kind="partners").out
        == "0\t1\t0\t0\t0\n"
    )


def test_a_code_is_added_to_the_names_of_the_partner_whose_id_is_given(norec: Norec) -> None:
    make_store(norec.cwd, SAME)
    assert imported(norec, "id,name,country,code\ny-be,Same,BE,M\n", "--update", kind="partners").code == 0
    assert json.loads(norec("partners", "show", "y-be", "--json").ok())["aliases"] == ["K", "L", "M"]


@pytest.mark.parametrize("name", ["t.csv", "./t.csv"])
def test_the_file_of_problems_never_replaces_the_table(books: Norec, name: str) -> None:
    text = HEADING + ROW.replace("b-ke", "nobody")
    result = imported(books, text, "--errors", name)
    assert f"norec: {name} is the table that is read: choose another name\n" in result.err
    assert (books.cwd / "t.csv").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("place", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("9", "Sep-75"), ("law", "law,x"), ("A-NO", "A-NOO"), ("2012-01-15", "15/01/12"), ("9", "0.001"), (",1,", ",5,")],
)
def test_corrected_rows_are_not_taken_for_similar_rows_already_imported(
    books: Norec, place: int, right: str, wrong: str
) -> None:
    """Of people who go together, a row each, one is bad: mended, it is none of those that are there already."""
    each = ("--set", "participants=1")
    rows = [f"A-NO,b-ke,2012-01-15,9,1,{topic}\n" for topic in ("law", "law", "law; soil", "law; law")]
    rows[place] = rows[place].replace(right, wrong, 1)
    heading = "from,to,start,months,women,topic\n"
    assert imported(books, heading + "".join(rows), "--skip-bad", *each).out == "3\t0\t0\t0\t1\n"
    kept = (books.cwd / "t.bad.csv").read_text(encoding="utf-8")
    assert imported(books, kept.replace(wrong, right), *each, name="m.csv").out == "1\t0\t0\t0\t0\n"
    assert sorted(tuple(one["topics"]) for one in records(books)) == [("law",), ("law",), ("law",), ("law", "soil")]
    assert imported(books, kept.replace(wrong, right), *each, name="m.csv").out == "0\t0\t1\t0\t0\n"
    rows[place] = rows[place].replace(wrong, right)
    again = imported(books, heading + "".join(rows), *each)
    if wrong in ("Sep-75", "0.001", ",5,"):  # its start and partners could be told: the whole table says nothing new
        assert again.out == "0\t0\t4\t0\t0\n"
        assert "but here" not in again.err


def test_ids_of_bad_rows_do_not_depend_on_the_reference(books: Norec) -> None:
    kept = []
    for ref in ("P-1", "P-2"):
        assert (
            imported(books, f"from,to,start,ref\nA-NO,b-ke,soon,{ref}\nA-NO,b-ke,2024-01-15,x\n", "--skip-bad").code
            == 0
        )
        kept.append((books.cwd / "t.bad.csv").read_text(encoding="utf-8"))
        (books.cwd / "t.bad.csv").unlink()
    first, second = (text.splitlines()[1].split(",")[0] for text in kept)
    assert first == second != ""
