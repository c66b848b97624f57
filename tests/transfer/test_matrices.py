"""A matrix of who went to whom becomes a table with a row for each of its cells."""

import pytest

from norec_cli.model.errors import NorecError
from norec_cli.transfer.tables.cell_errors import use_columns
from norec_cli.transfer.tables.matrix import refuse_matrix
from support.tables import notes_of, problems_of, rows_of, table_of, workbook

MATRIX = "Sent by,A,B,C\nA,0,3,2\nB,4,7,\nC,,2,0\n"


def test_rows_that_are_senders() -> None:
    table = table_of(MATRIX, matrix="senders")
    assert table.headings == ("from", "to", "participants")
    assert table.description.endswith("a matrix whose rows are senders")
    assert rows_of(table) == [
        ["A", "A", "0"], ["A", "B", "3"], ["A", "C", "2"], ["B", "A", "4"], ["B", "B", "7"], ["C", "B", "2"], ["C", "C", "0"]
    ]  # fmt: skip
    assert [row.line for row in table.rows()] == [2, 2, 2, 3, 3, 4, 4]
    assert notes_of(table) == ["2 empty cells of the matrix count as nobody"]


def test_rows_that_are_hosts() -> None:
    turned = [[sender, host, people] for host, sender, people in rows_of(table_of(MATRIX, matrix="senders"))]
    assert rows_of(table_of(MATRIX, matrix="hosts")) == turned


@pytest.mark.parametrize("sign", ["d", "(D)", "*", "<5", "..", "-", ":", "x", "c", "3.5", "-2", "1;2", "#N/A", "~3"])
def test_a_withheld_number_is_not_zero(sign: str) -> None:
    table = table_of(f"x;A;B\nA;0;{sign}\nB;4;0\n", matrix="senders")
    assert rows_of(table) == [["A", "A", "0"], ["B", "A", "4"], ["B", "B", "0"]] if ";" not in sign else True
    ((line, problem),) = problems_of(table)
    if ";" not in sign:
        assert line == 2
        assert problem.startswith('row "A", column "B": ')


@pytest.mark.parametrize("sign", ["-", "x", "..", "d", "\N{EM DASH}"])
def test_a_sign_on_the_diagonal_means_nothing(sign: str) -> None:
    table = table_of(f"x,A,B\nA,{sign},3\nB,4,{sign}\n", matrix="senders")
    assert (rows_of(table), problems_of(table)) == ([["A", "B", "3"], ["B", "A", "4"]], [])
    assert notes_of(table) == []


@pytest.mark.parametrize("number", ["3", "3.0", "1 234", "12,0", "1,234", "12.345.678"])
def test_numbers_are_left_to_the_reader_of_rows(number: str) -> None:
    assert rows_of(table_of(f"x;A;B\nA;;{number}\n", matrix="senders")) == [["A", "B", number]]


def test_names_on_one_side_are_said() -> None:
    table = table_of("x,A,B\nB,1,2\nC,3,4\n", matrix="senders")
    assert rows_of(table) == [["B", "A", "1"], ["B", "B", "2"], ["C", "A", "3"], ["C", "B", "4"]]
    assert notes_of(table) == ['only in the first column of the matrix: "C"', 'only in the headings of the matrix: "A"']


def test_totals_keep_their_names_for_the_reader_of_rows() -> None:
    assert ["Total", "A", "5"] in rows_of(table_of("x,A,Total\nA,1,1\nTotal,5,6\n", matrix="senders"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("x,A,B\nA,0,1\nB,1,0\na ,2,2\n", (4, '"a" is on line 2 already: in a matrix each has one row')),
        ("x,A,B\n,0,1\n", (2, "the row has no name in the first column: write whose row it is")),
        ("x,A,,B\nA,0,5,1\n", (2, "column 3 has a value but no heading: write whose column it is")),
        ("x,A,B\nA,0\n", (2, "the row has only 2 of 3 columns: is it cut off?")),
        ("x,A,B\n#REF!,0,1\n", (2, "has the error #REF!, not a value: correct it in the spreadsheet")),
    ],
)
def test_rows_of_a_matrix_that_cannot_be_read(content: str, problem: tuple[int, str]) -> None:
    assert problems_of(table_of(content, matrix="senders")) == [problem]


@pytest.mark.parametrize("content", ["x,A,A\nA,1,2\n", "x,A, a\nA,1,2\n"])
def test_a_column_that_is_there_twice_is_refused(content: str) -> None:
    with pytest.raises(NorecError, match="two columns called"):
        table_of(content, matrix="senders")


def test_a_matrix_needs_columns() -> None:
    with pytest.raises(NorecError, match="is not a matrix"):
        table_of("x\nA\n", matrix="senders")


def test_cells_of_a_sheet_are_named() -> None:
    table = table_of(workbook(["x", "A", "B"], ["A", 0, "#REF!"], ["B", "=1+1", 0]), "t.xlsx", matrix="senders")
    assert problems_of(table)[0][1].startswith('row "A", column "B": C2 has the error #REF!')
    with pytest.raises(NorecError, match=r"1 formula has no stored value \(B3\)"):
        list(use_columns(table, range(3), "t.xlsx").rows())


def test_a_title_above_a_matrix() -> None:
    table = table_of("Moves in 2024\n\nx,A,B\nA,0,1\nB,2,0\n", matrix="hosts")
    assert ["B", "A", "1"] in rows_of(table)


def asked(content: str) -> str:
    """Return what is asked about a table that looks like a matrix; nothing if it doesn't."""
    try:
        refuse_matrix(table_of(content), "t.csv")
    except NorecError as refusal:
        return refusal.problems[0].text
    return ""


@pytest.mark.parametrize(
    "content",
    [
        MATRIX,
        "Sent by,A,B\nA,0,1\nB,2,0\n",
        ",A,B,C,Total\nA,0,1,1,2\nB,2,0,0,2\n",
        "x;Oslo;Bergen\nOSLO;;1\nbergen;2;\nKampala;3;\n",
        "T\nx,A,B\nA,0,1\nB,2,0\n",
    ],
)
def test_what_looks_like_a_matrix_is_asked_about(content: str) -> None:
    assert asked(content) == (
        "t.csv looks like a matrix of who went to whom: "
        "add --matrix senders if its rows are the senders, --matrix hosts if they are the hosts"
    )


@pytest.mark.parametrize(
    "content",
    [
        "from,to,participants\nfrom,to,1\n",
        "a,b,c\n1,2,3\n4,5,6\n",
        "a,b\na,b\n",
        "name,x,y,z,v\nx,1,2,3,4\nw,1,2,3,4\nq,,,,\n",
    ],
)
def test_other_tables_do_not_look_like_one(content: str) -> None:
    assert asked(content) == ""
