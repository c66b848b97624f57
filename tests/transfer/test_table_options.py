"""How a table is read, through the command line: an import and a report on a table say and ask the same."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.program import Norec, Result, contents, make_store
from support.tables import rows_of, table_of, workbook

TITLES = "Exchanges of 2024;;;\nby Kari;;;\n;;;\n"
TABLE = "from;to;participants;start\na-no;b-ke;3;2024-01-15\nb-ke;a-no;2;2024-02-15\n"
MATRIX = "Sent by,a-no,b-ke\na-no,0,3\nb-ke,2,\n"


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    return norec


def both(norec: Norec, content: str | bytes, *words: str, name: str = "t.csv", dated: bool = True) -> list[Result]:
    """Return the results of an import of a table, tried out, and of a report on it."""
    (norec.cwd / name).write_bytes(content.encode() if isinstance(content, str) else content)
    start = () if dated else ("--set", "start=2024-01-15")
    return [
        norec("import", "exchanges", name, "--dry-run", *words, *start),
        norec("report", "flows", "--input", name, *words),
    ]


def flows(result: Result) -> list[list[str]]:
    return [line.split("\t")[:3] for line in result.out.splitlines()]


FLOWS = [["a-no", "b-ke", "3"], ["b-ke", "a-no", "2"]]


def test_titles_are_left_out_and_said(books: Norec) -> None:
    for result in both(books, TITLES + TABLE):
        assert result.code == 0, result.err
        assert "  headings are on row 4; rows 1 and 2 were left out\n" in result.err
    assert flows(result) == FLOWS


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("t.xlsx", workbook(["from", "to", "start"], ["a-no", "b-ke", "2024-01-15"]), "a workbook"),
        ("t.json", '[{"from":"a-no","to":"b-ke","start":"2024-01-15"}]', "JSON"),
        ("t.jsonl", '{"from":"a-no","to":"b-ke","start":"2024-01-15"}\n', "JSON"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "nonsense"])
def test_an_encoding_is_only_for_text_in_columns(
    books: Norec, name: str, content: str | bytes, found: str, encoding: str
) -> None:
    for result in both(books, content, "--encoding", encoding, name=name):
        said = f"norec: --encoding is only for CSV and TSV, and {name} is {found}: leave --encoding out\n"
        assert (result.code, result.out, result.err) == (1, "", said)
    for result in both(books, content, name=name):
        assert result.code == 0


def test_missing_columns_name_the_row_of_headings_and_what_to_add(books: Norec) -> None:
    titles = "Exchanges;2024;Bergen;\n"
    for result in both(books, titles + TABLE):
        assert (result.code, result.out) == (2, "")
        assert "Row 1 was taken as the headings; row 2 looks like them: add --header 2.\n" in result.err
    for result in both(books, titles + TABLE, "--header", "2"):
        assert result.code == 0, result.err
    assert flows(result) == FLOWS
    for result in both(books, "a;b;c\n1;2;3\n"):
        assert "Row 1 was taken as the headings; if they are on another row, add --header ROW.\n" in result.err


def test_mapped_headings_below_a_title_are_found(books: Norec) -> None:
    result = both(books, "X;;\na-no;b;3\n", "--ignore-rest", "--map", "from=X", "--set", "to=b-ke", dated=False)[0]
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t0\n"), result.err
    text = "Exchanges;2024\nX;Y\na-no;b-ke\n"
    result = both(books, text, "--map", "from=X", "--map", "to=Y", dated=False)[0]
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t0\n"), result.err


@pytest.mark.parametrize("word", ["0", "x", "-1", "1.5", ""])
def test_a_row_that_is_no_number(books: Norec, word: str) -> None:
    for result in both(books, TABLE, "--header", word):
        assert result.code == 2
        assert f'--header: "{word}" is not the number of a row, counted from 1' in result.err


def test_a_matrix_is_asked_about_and_then_read(books: Norec) -> None:
    for result in both(books, MATRIX, dated=False):
        assert (result.code, result.out) == (1, "")
        assert result.err == (
            "norec: t.csv looks like a matrix of who went to whom: add --matrix senders if its rows are the senders, "
            "--matrix hosts if they are the hosts\n"
        )
    tried, report = both(books, MATRIX, "--matrix", "senders", dated=False)
    assert tried.out == "2\t0\t0\t1\t0\n"  # the 0 on the diagonal is left out
    assert flows(report) == FLOWS
    assert "a matrix whose rows are senders" in report.err
    assert "  left out: 1 row within one organisation (0 people)\n" in report.err
    report = both(books, MATRIX, "--matrix", "hosts", dated=False)[1]
    assert flows(report) == [["a-no", "b-ke", "2"], ["b-ke", "a-no", "3"]]
    for result in both(books, MATRIX, "--matrix", "rows", dated=False):
        assert (
            '--matrix: "rows" is neither senders (the rows are the senders) nor hosts (they are the hosts)'
            in result.err
        )


def test_a_withheld_cell_of_a_matrix_stops_until_it_is_left_out(books: Norec) -> None:
    text = MATRIX.replace("0,3", "0,(D)")
    for result in both(books, text, "--matrix", "senders", dated=False):
        assert (result.code, result.out) == (1, "")
        assert 't.csv:2: row "a-no", column "b-ke": "(D)" is not a number of people' in result.err
    report = both(books, text, "--matrix", "senders", "--skip-bad", dated=False)[1]
    assert flows(report) == [["b-ke", "a-no", "2"]]


def test_a_matrix_of_partners_is_no_option(books: Norec) -> None:
    (books.cwd / "t.csv").write_text(MATRIX)
    assert "--matrix" in books("import", "partners", "t.csv", "--matrix", "senders").err
    assert "--matrix" not in books("import", "partners", "--help").out


def hide(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def test_hidden_rows_are_said_and_left_out_on_request(books: Norec) -> None:
    raw = workbook(["from", "to", "participants", "start"], ["a-no", "b-ke", 3, date(2024, 1, 15)],
                   ["b-ke", "a-no", 2, date(2024, 1, 16)], adjust=hide)  # fmt: skip
    for result in both(books, raw, name="t.xlsx"):
        assert "  1 hidden row was read too; --visible leaves it out\n" in result.err
    assert flows(result) == FLOWS
    for result in both(books, raw, "--visible", name="t.xlsx"):
        assert "  left out: 1 hidden row\n" in result.err
    assert flows(result) == FLOWS[:1]


def test_errors_and_formulas_stop_only_where_they_are_used(books: Norec) -> None:
    raw = workbook(["from", "to", "start", "check", "sum"], ["a-no", "#REF!", date(2024, 1, 15), "#N/A", "=1+1"])
    for result in both(books, raw, name="t.xlsx"):
        assert (result.code, result.out) == (1, "")
        assert "t.xlsx:2: to: B2 has the error #REF!, not a value: correct it in the spreadsheet" in result.err
    raw = workbook(["from", "to", "start", "check"], ["a-no", "b-ke", date(2024, 1, 15), "#REF!"])
    assert both(books, raw, name="t.xlsx")[1].code == 0
    raw = workbook(["from", "to", "participants", "start"], ["a-no", "b-ke", "=1+1", date(2024, 1, 15)])
    for words in ((), ("--skip-bad",)):
        for result in both(books, raw, *words, name="t.xlsx"):
            assert (result.code, result.out) == (1, "")
            assert "t.xlsx: 1 formula has no stored value (C2): open the file in a spreadsheet program" in result.err


def test_errors_in_tables_of_partners_and_projects(books: Norec) -> None:
    (books.cwd / "p.csv").write_text("name,country\n#REF!,NO\nC,KE\n")
    assert "p.csv:2: name: has the error #REF!" in books("import", "partners", "p.csv").err
    (books.cwd / "p.csv").write_text("Our projects\ntitle,partners,start\n#NAME?,a-no; b-ke,\n")
    assert "p.csv:3: title: has the error #NAME?" in books("import", "projects", "p.csv").err


@pytest.mark.parametrize("other", ["05/03/2024", "05/03/2024 and 25/03/2024"])
def test_text_dates_beside_date_cells_are_asked_about(books: Norec, other: str) -> None:
    rows = [["a-no", "b-ke", text] for text in other.split(" and ")]
    raw = workbook(["from", "to", "start"], ["a-no", "b-ke", date(2024, 3, 4)], *rows)
    result = both(books, raw, name="t.xlsx")[0]
    assert (result.code, result.out) == (1, "")
    words = 'start: "05/03/2024" is a text among cells of the type date, and may have the day or the month first'
    assert f"t.xlsx:3: {words}: say --date-format DMY or MDY" in result.err
    assert both(books, raw, "--date-format", "DMY", name="t.xlsx")[0].code == 0


@pytest.mark.parametrize(("text", "order"), [("25/04/2024", "DMY"), ("04/25/2024", "MDY")])
def test_date_cells_that_may_be_swapped_are_asked_about_where_a_text_was_left(
    books: Norec, text: str, order: str
) -> None:
    """A program for the other order takes 05/03 for 3 May, and leaves 25/04 as a text."""
    raw = workbook(["from", "to", "start"], ["a-no", "b-ke", date(2024, 3, 5)], ["a-no", "b-ke", text])
    result = both(books, raw, name="t.xlsx")[0]
    assert (result.code, result.out) == (1, "")
    words = f'start: "{text}" is a text among cells of the type date, whose day and month may have been swapped'
    assert f"t.xlsx:3: {words}: say --date-format DMY or MDY" in result.err
    assert both(books, raw, "--date-format", order, name="t.xlsx")[0].code == 0


def test_text_dates_that_cannot_be_swapped_may_be_beside_date_cells(books: Norec) -> None:
    rows = [["a-no", "b-ke", text] for text in ("25/03/2024", "2024-03-05", "5 March 2024", "05.03.2024", "03/03/2024")]
    raw = workbook(["from", "to", "start"], ["a-no", "b-ke", date(2024, 3, 14)], *rows)
    result = both(books, raw, name="t.xlsx")[0]
    assert (result.code, result.out) == (0, "6\t0\t0\t0\t0\n"), result.err


def test_dates_of_partners_beside_date_cells(books: Norec) -> None:
    raw = workbook(
        ["name", "country", "ended"],
        ["C", "KE", date(2024, 3, 4)],
        ["D", "KE", "05/03/2024"],
        ["E", "KE", "25/03/2024"],
    )
    (books.cwd / "t.xlsx").write_bytes(raw)
    assert '"05/03/2024" is a text among cells of the type date' in books("import", "partners", "t.xlsx").err
    assert books("import", "partners", "t.xlsx", "--date-format", "DMY").code == 0


def test_a_quote_that_takes_in_rows_stops_even_what_leaves_bad_rows_out(books: Norec) -> None:
    text = 'from,to,participants,start,note\na-no,b-ke,3,2024-01-15,"by boat\nb-ke,a-no,2,2024-01-16,x\n'
    before = contents(books.cwd)
    for words in ((), ("--skip-bad",)):
        for result in both(books, text, *words):
            assert (result.code, result.out) == (1, "")
            assert "t.csv:2: the quote that opens here takes in 1 more line, and line 3 looks like a row" in result.err
    (books.cwd / "t.csv").unlink()
    assert contents(books.cwd) == before


def test_one_page_of_a_service_is_said(books: Norec) -> None:
    rows = [{"from": "a-no", "to": "b-ke", "start": "2024-01-15"}]
    for result in both(books, json.dumps({"results": rows, "next": "https://example.org/2"}), name="t.json"):
        assert result.code == 0, result.err
        assert '  the file holds only some of the rows ("next" says where the next ones are)' in result.err


def test_what_was_left_out_is_said_once(books: Norec) -> None:
    text = "Exchanges\nfrom,to,start\n#org+from,#org+to,#date\na-no,b-ke,2024-01-15\nFROM,To,start\n"
    (books.cwd / "t.csv").write_text(text)
    for words in (("import", "exchanges", "t.csv"), ("report", "flows", "--input", "t.csv")):
        said = books(*words).err
        for note in (
            "headings are on row 2; row 1 was left out",
            "left out: 1 row of HXL tags",
            "left out: 1 row with the headings again",
        ):
            assert said.count(f"  {note}\n") == 1


cells = st.sampled_from(["A", "B", "C d", "3", "x, y", "1;2", 'say "x"', "", "two\nlines"])


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), max_size=8),
    st.integers(0, 3),
    st.sampled_from(";,\t"),
)
def test_titles_above_and_empty_cells_beside_a_table_change_nothing(
    rows: list[list[str]], titles: int, delimiter: str
) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(
        [
            *(["A title, with a comma"] for _ in range(titles)),
            ["from", "to", "participants"],
            *([*row, "", ""] for row in rows),
        ]
    )
    table = table_of(out.getvalue())
    assert (table.headings, rows_of(table)) == (("from", "to", "participants"), rows)


names = st.lists(st.sampled_from("ABCDEFG"), min_size=1, max_size=5, unique=True)


@given(names, names, st.data())
def test_a_matrix_holds_the_people_of_its_cells_and_no_others(
    senders: list[str], hosts: list[str], data: st.DataObject
) -> None:
    people = {(a, b): data.draw(st.sampled_from(["", "0", "1", "25"])) for a in senders for b in hosts}
    rows = [",".join(["x", *hosts]), *(",".join([a, *(people[a, b] for b in hosts)]) for a in senders)]
    turned = [",".join(["x", *senders]), *(",".join([b, *(people[a, b] for a in senders)]) for b in hosts)]
    expected = sorted([a, b, number] for (a, b), number in people.items() if number)
    assert sorted(rows_of(table_of("\n".join(rows), matrix="senders"))) == expected
    assert sorted(rows_of(table_of("\n".join(turned), matrix="hosts"))) == expected
