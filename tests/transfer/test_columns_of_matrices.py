"""Columns of a matrix that say something else about another column, such as margins of error."""

from typing import Any

import pytest

from support.program import Norec, make_store
from support.tables import workbook

MATRIX = b",Alabama,Alabama MOE,Alaska,Alaska MOE\nAlabama,,,5,2\nAlaska,4,1,,\n"
RIGHT = [["Alabama", "Alaska", "4"], ["Alaska", "Alabama", "5"]]
COMMAND = ("report", "flows", "--input", "-", "--matrix", "hosts")


def test_a_column_about_another_one_is_asked_about(norec: Norec) -> None:
    result = norec(*COMMAND, stdin=MATRIX)
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        *(
            f'norec: standard input: column "{name} MOE" seems to say more about another one, and no row is called so: '
            f'add --ignore "{name} MOE", or --new "{name} MOE" if it counts people'
            for name in ("Alabama", "Alaska")
        ),
        "--ignore-rest leaves out every such column.",
    ]


@pytest.mark.parametrize("more", [("--ignore", "alabama MOE", "--ignore", "#5"), ("--ignore-rest",)])
def test_columns_of_a_matrix_are_left_out(norec: Norec, more: tuple[str, ...]) -> None:
    result = norec(*COMMAND, *more, stdin=MATRIX)
    assert [line.split("\t")[:3] for line in result.out.splitlines()] == RIGHT
    assert 'columns of the matrix left out: "Alabama MOE" and "Alaska MOE"\n' in result.err
    partners = "".join(f'[partners.{name.lower()}]\nname = "{name}"\ncountry = "US"\n' for name, *_ in RIGHT)
    make_store(norec.cwd, partners)
    words = ("import", "exchanges", "-", "--matrix", "hosts", "--set", "start=2024-01-15", *more)
    assert norec(*words, stdin=MATRIX).out == "2\t0\t0\t0\t0\n"


def test_a_column_that_is_a_row_too_or_that_a_person_names_is_read(norec: Norec) -> None:
    text = b",York,York City\nYork,,5\nYork City,4,\n"
    assert norec(*COMMAND, stdin=text).out.count("\n") == 2
    text = b",York,York City,Hull\nYork,,5,1\nHull,4,2,\n"
    assert norec(*COMMAND, stdin=text).code == 2
    assert norec(*COMMAND, "--new", "York City", stdin=text).out.count("\n") == 4


def test_a_column_that_is_not_there_cannot_be_left_out(norec: Norec) -> None:
    result = norec(*COMMAND, "--ignore", "Arizona", stdin=MATRIX)
    assert (result.code, result.err) == (2, 'norec: --ignore: standard input has no column "Arizona" after the first\n')


@pytest.mark.parametrize(
    ("upper", "offered"), [(["x", "A", None, "B", None], True), (["x", "A", "A", "B", "B"], False)]
)
def test_the_upper_of_two_rows_of_headings_is_offered(norec: Norec, upper: list[str | None], offered: bool) -> None:
    """The lower one is taken because the first cell is merged over both; its columns are hidden beside those with names."""

    def adjust(sheet: Any) -> None:
        sheet.merge_cells("A1:A2")
        sheet.column_dimensions["C"].hidden = sheet.column_dimensions["E"].hidden = True

    rows = (upper, [None, "Number", "Error", "Number", "Error"], ["A", 0, 0, 5, 2], ["B", 4, 1, 0, 0])
    (norec.cwd / "t.xlsx").write_bytes(workbook(*rows, adjust=adjust))
    command = ("report", "flows", "--input", "t.xlsx", "--matrix", "hosts")
    said = norec(*command).err
    assert 't.xlsx has two columns called "Number": in a matrix each needs its own name' in said
    assert ("; row 1 has each name once: add --header 1\n" in said) == offered
    if offered:
        result = norec(*command, "--header", "1", "--visible", "--skip-bad")
        assert [line.split("\t")[:3] for line in result.out.splitlines()] == [["A", "B", "4"], ["B", "A", "5"]]
