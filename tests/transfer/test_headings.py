"""The row of headings is found below titles, or named by a person; repeated headings and tags are no records."""

from typing import Any

import pytest

from norec_cli.model.errors import NorecError
from support.tables import known, notes_of, problems_of, rows_of, table_of, workbook

BODY = "A,B,3\nB,A,2\n"
ROWS = [["A", "B", "3"], ["B", "A", "2"]]


@pytest.mark.parametrize(
    ("content", "line", "note"),
    [
        ("from,to,participants\n" + BODY, 1, []),
        ("\n\nfrom,to,participants\n" + BODY, 3, []),
        ("Exchanges 2024\n\nfrom,to,participants\n" + BODY, 3, ["headings are on row 3; row 1 was left out"]),
        (
            "Exchanges,2024\nby,Kari,\nfrom,to,participants\n" + BODY,
            3,
            ["headings are on row 3; rows 1 and 2 were left out"],
        ),
        ("T,,\n,,\n,,x\nfrom,to,participants\n" + BODY, 4, ["headings are on row 4; rows 1 and 3 were left out"]),
        (
            "a\nb\nc\nd\ne\nf\nfrom,to,participants\n" + BODY,
            7,
            ["headings are on row 7; the 6 rows above were left out"],
        ),
        ('"Exchanges\nof 2024"\nfrom,to,participants\n' + BODY, 3, ["headings are on row 3; row 1 was left out"]),
        ("from,to,\n" + BODY, 1, []),  # two headings, and a column without one
        ("Title\nfrom,to,\n" + BODY, 2, ["headings are on row 2; row 1 was left out"]),
    ],
)
def test_headings_below_titles_are_found_and_said(content: str, line: int, note: list[str]) -> None:
    table = table_of(content)
    assert (table.headings[:2], table.headings_line) == (("from", "to"), line)
    assert rows_of(table) == ROWS
    assert notes_of(table) == note


@pytest.mark.parametrize("hint", [known, None])
def test_a_table_of_two_columns_below_a_title_of_one_cell(hint: Any) -> None:
    table = table_of("Exchanges\nfrom,to\nA,B\nB,A\n", known=hint)
    assert (table.headings, rows_of(table)) == (("from", "to"), [["A", "B"], ["B", "A"]])


def test_known_headings_decide_between_two_rows_of_two_cells() -> None:
    assert table_of("Exchanges,2024\nfrom,to\nA,B\n").headings == ("from", "to")
    assert table_of("Exchanges,2024\nfrom,to\nA,B\n", known=None).headings == ("Exchanges", "2024")


def test_a_row_of_three_cells_is_not_taken_for_a_title() -> None:
    table = table_of("Exchanges,2024,Bergen\nA,B,3\n", known=None)
    assert table.headings == ("Exchanges", "2024", "Bergen")


def test_a_person_names_the_row_of_headings() -> None:
    content = "a,b,c\nx,y,z\n\nfrom,to,participants\n" + BODY
    table = table_of(content, header=4)
    assert (table.headings, rows_of(table)) == (("from", "to", "participants"), ROWS)
    assert notes_of(table) == ["headings are on row 4; rows 1 and 2 were left out"]


@pytest.mark.parametrize("header", [3, 9])
def test_a_row_of_headings_that_is_empty_or_does_not_exist(header: int) -> None:
    with pytest.raises(NorecError, match=f"--header {header}: t.csv has nothing on row {header}"):
        table_of("a,b,c\nx,y,z\n\nfrom,to,participants\n" + BODY, header=header)


def test_a_json_file_has_no_row_of_headings() -> None:
    with pytest.raises(NorecError, match="--header is only for CSV and workbooks"):
        table_of('[{"from": "A"}]', "t.json", header=1)


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("Exchanges, by year, and by place\nfrom;to;participants\nA;B;3\n", ";"),
        ("Exchanges of 2024;;\nPrepared by Kari, Ola, Per\n;;\nfrom;to;participants\nA;B;3\nB;A;2\n", ";"),
        ("Overview; all; years\nfrom\tto\tparticipants\nA\tB\t3\n", "\t"),
        ("from,to,participants\nA; x,B; y,3\nB; z,A; x,2\n", ","),
        ("from|to|participants\nA, x|B, y|3\n", "|"),
    ],
)
def test_the_delimiter_is_that_of_the_headings_and_rows_not_of_titles(content: str, delimiter: str) -> None:
    table = table_of(content)
    assert (table.delimiter, table.headings) == (delimiter, ("from", "to", "participants"))


def test_titles_of_a_sheet() -> None:
    table = table_of(
        workbook(["Exchanges 2024"], [], ["from", "to", "participants"], ["A", "B", 3], ["B", "A", 2]), "t.xlsx"
    )
    assert (table.headings_line, rows_of(table)) == (3, ROWS)
    assert notes_of(table) == ["headings are on row 3; row 1 was left out"]


def test_headings_of_two_rows_that_are_merged_downwards() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")
        sheet.merge_cells("C1:D1")

    raw = workbook(["from", "to", "people", None], [None, None, "women", "men"], ["A", "B", 1, 2], adjust=merge)
    table = table_of(raw, "t.xlsx")
    assert (table.headings, rows_of(table)) == (("from", "to", "women", "men"), [["A", "B", "1", "2"]])


@pytest.mark.parametrize(
    "first", ["sep=;", "sep=;\r", '"sep=;"', "SEP=;", "sep=;;;", "sep=\t", "sep=|", "sep=^", "sep=,"]
)
def test_the_line_in_which_excel_names_the_delimiter(first: str) -> None:
    delimiter = next(c for c in first.partition("=")[2] if c in ";\t|^,")
    body = "".join(delimiter.join(cells) + "\n" for cells in [["from", "to", "participants"], *ROWS])
    table = table_of(f"{first}\n{body}", known=None)
    assert (table.headings, rows_of(table)) == (("from", "to", "participants"), ROWS)
    assert [row.line for row in table.rows()] == [3, 4]
    assert notes_of(table) == []


def test_the_line_of_excel_does_not_hide_a_column_that_is_called_so() -> None:
    assert table_of("sep=x;from;to\n1;A;B\n").headings == ("sep=x", "from", "to")


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("from,to,participants\nA,B,3,\nB,A,2,\n", ROWS),
        ("from,to,participants\nA,B,3,,,\nB,A,2\n", ROWS),
        ("from,to,participants,\nA,B,3\nB,A,2\n", [[*row, ""] for row in ROWS]),
    ],
)
def test_empty_cells_too_many_or_too_few_at_the_end(content: str, rows: list[list[str]]) -> None:
    table = table_of(content)
    assert (rows_of(table), problems_of(table)) == (rows, [])


def test_a_filled_cell_too_many_is_a_bad_row() -> None:
    table = table_of("from,to,participants\nA,B,3,\nB,A,2,x\n")
    assert problems_of(table) == [
        (3, 'the row has 4 columns, but there are 3 headings: put quotes around texts that contain ","')
    ]
    assert problems_of(table_of("from,to,participants\nA,B\n")) == [
        (2, "the row has only 2 of 3 columns: is it cut off?")
    ]


@pytest.mark.parametrize("again", ["from,to,participants", "FROM, To ,participants", "From,to,PARTICIPANTS,"])
def test_headings_again_are_left_out_and_counted(again: str) -> None:
    table = table_of(f"from,to,participants\nA,B,3\n{again}\nB,A,2\n{again}\n")
    assert rows_of(table) == ROWS
    assert notes_of(table) == ["left out: 2 rows with the headings again"]
    assert notes_of(table) == ["left out: 2 rows with the headings again"]  # reading again counts nothing twice


@pytest.mark.parametrize(
    "tags", ["#org+from,#org+to,#reached", "#org +from,#org +to,", ",#org+to,", "#x_sender,#x_host,#x_people"]
)
def test_a_row_of_hxl_tags_is_left_out(tags: str) -> None:
    table = table_of(f"from,to,participants\n{tags}\n{BODY}")
    assert rows_of(table) == ROWS
    assert notes_of(table) == ["left out: 1 row of HXL tags"]


@pytest.mark.parametrize("row", ["#first,#second,3", "#alpha,#beta,", "from,to,3", "A,#org+to,3"])
def test_a_row_that_only_begins_like_headings_or_tags_is_kept(row: str) -> None:
    assert rows_of(table_of(f"from,to,participants\n{row}\n")) == [row.split(",")]


def test_headings_again_in_a_sheet() -> None:
    table = table_of(workbook(["from", "to"], ["A", "B"], ["From", "TO"], ["#org+from", "#org+to"]), "t.xlsx")
    assert rows_of(table) == [["A", "B"]]
    assert notes_of(table) == ["left out: 1 row with the headings again", "left out: 1 row of HXL tags"]


def test_two_headings_above_numbers_are_the_headings_though_the_rows_below_are_longer() -> None:
    table = table_of(",Bergen,Kampala\nDakar,3,2\nLa Paz,4,1\n")
    assert (table.headings, table.headings_line) == (("", "Bergen", "Kampala"), 1)
    years = table_of("Overview\nPartner,2019,2020\nBergen,3,2\n")
    assert years.headings == ("Partner", "2019", "2020")
