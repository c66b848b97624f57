"""The kinds of files that are imported: what is the same in each comes out the same."""

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from norec_cli.model.spreadsheet_text import escape_formula, unescape_formula
from support.program import Norec, contents, make_store

HEADINGS = ["from", "to", "participants", "start", "end", "note"]


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    return norec


def workbook(path: Path, *sheets: tuple[str, list[list[Any]]]) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def records(norec: Norec) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]


ROWS: list[list[Any]] = [
    ["a-no", "b-ke", 3, date(2012, 1, 15), datetime(2012, 6, 30), "=x"], [None] * 6, ["B-KE", "A-NO", 1.0, date(2012, 2, 1), None, None],
]  # fmt: skip
EXPECTED = [
    ("a-no", "b-ke", 3, "2012-01-15", "2012-06-30", "=x"),
    ("b-ke", "a-no", 1, "2012-02-01", None, None),
]


def facts(norec: Norec) -> list[tuple[Any, ...]]:
    return [tuple(one.get(key) for key in HEADINGS) for one in records(norec)]


def test_a_workbook(books: Norec) -> None:
    rows = [[*row[:5], "'=x" if row[5] else None] for row in ROWS]
    workbook(books.cwd / "t.xlsx", ("Empty", []), ("Stays", [HEADINGS, *rows]))
    result = books("import", "exchanges", "t.xlsx", "--map", "note=note")
    assert (result.code, result.out) == (0, "2\t0\t0\t0\t0\n"), result.err
    assert result.err.startswith('norec: t.xlsx: XLSX, sheet "Stays"\n')
    assert facts(books) == EXPECTED


def test_several_sheets(books: Norec) -> None:
    workbook(books.cwd / "t.xlsx", ("One", [["x"], ["y"]]), ("Two", [HEADINGS, *ROWS]))
    assert (
        books("import", "exchanges", "t.xlsx").err
        == "norec: t.xlsx has several sheets: say which with --sheet One or --sheet Two\n"
    )
    said = books("import", "exchanges", "t.xlsx", "--sheet", "Tow").err
    assert said == 'norec: t.xlsx has no sheet "Tow" (did you mean Two?): it has One and Two\n'
    assert books("import", "exchanges", "t.xlsx", "--sheet", "Two").out == "2\t0\t0\t0\t0\n"


def test_rows_of_a_sheet_are_named_by_their_number(books: Norec) -> None:
    workbook(
        books.cwd / "t.xlsx",
        (
            "S",
            [
                HEADINGS,
                ROWS[0],
                [],
                ["a-no", "nobody", 1, date(2012, 1, 15)],
                ["a-no", "b-ke", 1, date(2012, 1, 15), None, None, "more"],
            ],
        ),
    )
    result = books("import", "exchanges", "t.xlsx")
    assert 't.xlsx:4: to: "nobody" is no partner' in result.err
    assert "t.xlsx:5: the row has a value to the right of the last heading" in result.err
    assert result.code == 1


def test_a_date_where_a_sheet_should_have_a_number(books: Norec) -> None:
    workbook(
        books.cwd / "t.xlsx",
        ("S", [["from", "to", "start", "months"], ["a-no", "b-ke", date(2012, 1, 15), datetime(1975, 9, 1)]]),
    )
    result = books("import", "exchanges", "t.xlsx")
    assert (
        't.xlsx:2: months: "1975-09-01" looks like a number that a spreadsheet turned into a date: put the number back'
        in result.err
    )


@pytest.mark.parametrize("form", ["json", "jsonl", "document", "tsv", "strokes"])
@pytest.mark.parametrize("piped", [False, True])
def test_texts(books: Norec, form: str, piped: bool) -> None:
    objects = [
        {key: str(value) if isinstance(value, date) else value for key, value in zip(HEADINGS, row, strict=True)}
        for row in ROWS
        if row[0]
    ]
    objects[0]["end"] = "2012-06-30"
    if form == "jsonl":
        text = "\n".join(json.dumps(one) for one in objects) + "\n\n"
    elif form in ("json", "document"):
        text = json.dumps(objects if form == "json" else {"schema": "x", "rows": objects}, indent=1)
    else:
        delimiter = "\t" if form == "tsv" else "|"
        text = "".join(
            delimiter.join("" if cell is None else str(cell) for cell in row) + "\n"
            for row in [HEADINGS, *(one.values() for one in objects)]
        )
    if piped:
        result = books("import", "exchanges", "-", "--map", "note=note", stdin=text.encode())
        assert result.err.startswith("norec: standard input: ")
    else:
        name = {"json": "t.json", "document": "t.json", "jsonl": "t.jsonl"}.get(form, "t.tsv")
        (books.cwd / name).write_text(text, encoding="utf-8")
        result = books("import", "exchanges", name, "--map", "note=note")
    assert (result.code, result.out) == (0, "2\t0\t0\t0\t0\n"), result.err
    assert facts(books) == EXPECTED


def test_wrong_json_lines_are_reported_with_their_line(books: Norec) -> None:
    (books.cwd / "t.jsonl").write_text(
        '{"from":"a-no","to":"b-ke","start":"2012-01-15"}\n{"from":\n[1]\n', encoding="utf-8"
    )
    result = books("import", "exchanges", "t.jsonl")
    assert "t.jsonl:2: this is not JSON" in result.err
    assert "t.jsonl:3: this is not a JSON object" in result.err
    assert records(books) == []


def test_quotes(books: Norec) -> None:
    text = (
        'from,to,start,note\n"a-no","b-ke",2012-01-15,"one, two\nthree ""four"""\na-no,b-ke,2012-01-16,"never\nclosed\n'
    )
    (books.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = books("import", "exchanges", "t.csv", "--skip-bad", "--map", "note=note")
    assert "t.csv:4: the quote that opens on line 4 is never closed" in result.err
    (record,) = records(books)
    assert record["note"] == 'one, two\nthree "four"'


def test_rows_are_named_by_the_line_on_which_they_begin(books: Norec) -> None:
    text = 'from,to,start,note\n\n"a-no","b-ke",2012-01-15,"one\n\ntwo"\n\na-no,nobody,2012-01-16,x\n'
    (books.cwd / "t.csv").write_text(text, encoding="utf-8")
    assert 't.csv:7: to: "nobody" is no partner' in books("import", "exchanges", "t.csv").err


@given(st.text())
def test_escaped_formulas_are_imported_as_they_were(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text
    assert not escape_formula(text).startswith(("=", "+", "-", "@"))


def a_table(draw: st.DrawFn) -> list[list[str]]:
    cells = st.sampled_from(
        [
            "a-no",
            "b-ke",
            "x",
            "",
            "3",
            "???",
            "2012-01-15",
            "15/01/2012",
            "01/02/2012",
            "=1",
            "Sep-75",
            "é",
            '"',
            "a;b",
            "0",
            "\n",
            "Total",
        ]
    )
    rows: list[list[str]] = draw(st.lists(st.lists(cells, min_size=1, max_size=6), max_size=6))
    return rows


tables = st.composite(a_table)()


@pytest.mark.slow
@given(tables, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.booleans())
def test_whatever_a_table_holds_it_is_imported_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str, skip: bool
) -> None:
    """Never a traceback, never half of it; what is added is what the rows say, counted apart."""
    import csv

    norec = Norec(make_store(tmp_path_factory.mktemp("s"), {"a-no": "NO", "b-ke": "KE"}))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["from", "to", "participants", "start"], *rows])
    (norec.cwd / "t.csv").write_bytes(out.getvalue().encode(encoding))
    before = contents(norec.cwd)
    result = norec("import", "exchanges", "t.csv", *(["--skip-bad"] if skip else []))
    assert "something unexpected" not in result.err
    if result.code:
        assert result.code in (1, 2)
        assert contents(norec.cwd) == before
        return
    added, updated, there, _, bad = (int(number) for number in result.out.split())
    assert (updated, there) == (0, 0)
    assert len(records(norec)) == added
    assert skip or bad == 0
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    good = [
        row
        for row in filled
        if len(row) == 4
        and {row[0], row[1]} == {"a-no", "b-ke"}
        and row[2] == "3"
        and row[3] in ("2012-01-15", "15/01/2012")
    ]
    assert added == len(good)
