"""Sheets of workbooks: merged cells, hidden rows, columns and sheets, dates."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from norec_cli.model.errors import NorecError
from support.tables import notes_of, problems_of, rows_of, table_of, workbook

HEADINGS = ["from", "to", "participants"]


def sheet_of(*rows: list[Any], merges: str = "", visible: bool = False, hide: str = "", edit: Any = None) -> Any:
    """Return the table of a sheet with merged cells (`A2:A3 B2:B4`), and hidden rows and columns (`3 C`)."""

    def adjust(sheet: Any) -> None:
        for area in merges.split():
            sheet.merge_cells(area)
        for name in hide.split():
            (sheet.row_dimensions if name.isdigit() else sheet.column_dimensions)[
                int(name) if name.isdigit() else name
            ].hidden = True

    return table_of(workbook(*rows, adjust=adjust, edit=edit), "t.xlsx", visible=visible)


def merging(*areas: str) -> Callable[[str], str]:
    """Return what adds merged cells to the XML of a sheet, without touching the values behind them."""
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")


FILLED = "filled: {} with the value of the merged cells they belong to"


def test_cells_merged_downwards_have_the_value_in_each_row() -> None:
    table = sheet_of(HEADINGS, ["A", "B", 1], [None, "C", 2], [None, "D", 3], ["E", "A", 4], merges="A2:A4")
    assert rows_of(table) == [["A", "B", "1"], ["A", "C", "2"], ["A", "D", "3"], ["E", "A", "4"]]
    assert notes_of(table) == [FILLED.format("2 cells")]


@pytest.mark.parametrize(
    ("merges", "cells", "rows"),
    [
        ("A2:A3 B3:B4", ["A B", "_ C", "E _"], ["A B", "A C", "E C"]),  # one begins where the other ends
        ("A2:B3", ["A _ y", "_ _ x", "E C"], ["A _ y", "A _ x", "E C _"]),  # only the first of two merged columns
        ("B2:B4", ["A B", "C _", "D _"], ["A B", "C B", "D B"]),
        ("A2:A9", ["A B", "_ C"], ["A B", "A C"]),
        ("A3:A4", ["A B", "_ C", "_ D"], ["A B", "_ C", "_ D"]),  # the merged cells are empty
        ("D2:D3", ["A B x y", "C D z _"], ["A B x y", "C D z y"]),
    ],
)
def test_merged_cells(merges: str, cells: list[str], rows: list[str]) -> None:
    split = [[None if cell == "_" else cell for cell in row.split()] for row in cells]
    table = sheet_of(["from", "to", "note", "other"], *split, merges=merges)
    expected = [["" if cell == "_" else cell for cell in row.split()] for row in rows]
    assert rows_of(table) == [row + [""] * (4 - len(row)) for row in expected]


def test_a_row_of_which_only_merged_cells_would_be_filled_stays_empty() -> None:
    table = sheet_of(HEADINGS, ["A", "B", 1], [None, None, None], ["C", "A", 2], merges="A2:A3")
    assert rows_of(table) == [["A", "B", "1"], ["C", "A", "2"]]
    assert notes_of(table) == []


def test_a_value_behind_merged_cells_is_a_problem_of_its_cell() -> None:
    table = table_of(workbook(HEADINGS, ["A", "B", 1], ["C", "B", 2], edit=merging("A2:A3")), "t.xlsx")
    found = [
        (place, problem.in_words()) for row in table.rows() for place, problem in (row.cell_problems or {}).items()
    ]
    assert found == [(0, 'A3 holds "C" behind the merged cells A2:A3: unmerge them')]


def test_numbers_merged_downwards_are_a_problem_but_years_are_filled() -> None:
    """Three people beside two merged rows may be three in all, or three in each."""
    headings = ["from", "to", "participants", "year"]
    first, second = sheet_of(headings, ["A", "B", 3, 2024], ["A", "C", None, None], merges="C2:C3 D2:D3").rows()
    assert (first.cells, first.cell_problems) == (["A", "B", "3", "2024"], None)
    assert second.cells == ["A", "C", "", "2024"]
    problems = second.cell_problems or {}
    words = {place: problem.in_words() for place, problem in problems.items()}
    assert words == {2: "C3 is merged with the 3 above: unmerge C2:C3, and write each number"}


def test_the_title_of_a_section_is_a_bad_row_and_its_text_is_not_spread() -> None:
    table = sheet_of(HEADINGS, ["A", "B", 1], ["Withdrawn", None, None], ["B", "A", 2], merges="A3:C3")
    assert rows_of(table) == [["A", "B", "1"], ["B", "A", "2"]]
    assert problems_of(table) == [
        (3, '"Withdrawn" is merged over several columns, like the title of a section: delete it')
    ]


@pytest.mark.parametrize("areas", [["A2:A5", "A4:A7"], ["A2:A9", "A3:A4"], ["A2:A3", "A2:A3"]])
def test_merged_cells_that_overlap_are_refused(areas: list[str]) -> None:
    raw = workbook(HEADINGS, ["A", "B", 1], edit=merging(*areas))
    with pytest.raises(NorecError, match="merged cells that overlap"):
        table_of(raw, "t.xlsx")


@pytest.mark.parametrize("area", ["", "A2", "A2:", "A0:A9", "A9:A2", "B2:A2", "A2:A9999999", "ZZZZ1:A2", "x:y"])
def test_merged_cells_that_name_no_area(area: str) -> None:
    raw = workbook(HEADINGS, ["A", "B", 1], edit=merging(area))
    if area in ("", "A2"):
        assert rows_of(table_of(raw, "t.xlsx")) == [["A", "B", "1"]]
    else:
        with pytest.raises(NorecError, match="can't be read as an XLSX workbook"):
            table_of(raw, "t.xlsx")


def test_merged_cells_count_as_values_so_that_millions_are_refused() -> None:
    areas = [f"Z{n}:Z{n + 1}" for n in range(1, 20_000, 2)]
    raw = workbook(HEADINGS, ["A", "B", 1], edit=merging(*areas))
    assert rows_of(table_of(raw, "t.xlsx")) == [["A", "B", "1"]]
    with pytest.raises(NorecError, match="too many for 1 MB"):
        table_of(raw, "t.xlsx", most=1 << 20)


def test_merged_cells_over_a_whole_sheet() -> None:
    raw = workbook(HEADINGS, ["A", "B", 1], ["C", "D", 2], edit=merging("E2:XFD1048576"))
    assert rows_of(table_of(raw, "t.xlsx")) == [["A", "B", "1"], ["C", "D", "2"]]


def test_hidden_rows_are_read_and_said_or_left_out_on_request() -> None:
    rows = [HEADINGS, ["A", "B", 3], ["A", "B", 5], ["B", "A", 3], [None], ["B", "A", 1]]
    table = sheet_of(*rows, hide="3 5 6")
    assert len(rows_of(table)) == 4
    assert notes_of(table) == ["2 hidden rows were read too; --visible leaves them out"]
    table = sheet_of(*rows, hide="3 5 6", visible=True)
    assert rows_of(table) == [["A", "B", "3"], ["B", "A", "3"]]
    assert notes_of(table) == ["left out: 2 hidden rows"]
    assert notes_of(sheet_of(*rows, hide="3")) == ["1 hidden row was read too; --visible leaves it out"]


def test_hidden_columns_are_read_and_said_or_left_out_on_request() -> None:
    rows: list[list[Any]] = [["from", "x", "to", "participants", "start"], ["A", "y", "B", 3, date(2024, 1, 15)]]
    table = sheet_of(*rows, hide="B G")
    assert rows_of(table) == [["A", "y", "B", "3", "2024-01-15"]]
    assert notes_of(table) == ["1 hidden column (B) was read too; --visible leaves it out"]
    assert table.date_columns == {4}
    table = sheet_of(*rows, hide="B G", visible=True)
    assert (table.headings, rows_of(table)) == (
        ("from", "to", "participants", "start"),
        [["A", "B", "3", "2024-01-15"]],
    )
    assert notes_of(table) == ["left out: 1 hidden column (B)"]
    assert table.date_columns == {3}


def test_a_row_that_has_values_in_hidden_columns_only_is_empty_when_they_are_left_out() -> None:
    rows: list[list[Any]] = [["x", "start", "to"], ["y", date(2024, 1, 15), "B"], ["z", None, None]]
    table = sheet_of(*rows, hide="A", visible=True)
    assert rows_of(table) == [["2024-01-15", "B"]]
    assert table.date_columns == {0}


@pytest.mark.parametrize(
    "columns",
    [
        '<col min="2" max="2" hidden="true"/>',
        '<col min="2" max="16384" hidden="1"/>',
        '<col min="2" max="2" width="0" customWidth="1"/>',
        '<col min="2" max="2" hidden="1"/>' * 500,
    ],
)
def test_hidden_columns_in_every_form(columns: str) -> None:
    raw = workbook(
        ["x", "from", "to"],
        [1, "A", "B"],
        edit=lambda xml: xml.replace("<sheetData>", f"<cols>{columns}</cols><sheetData>"),
    )
    assert notes_of(table_of(raw, "t.xlsx"))[0].startswith(("1 hidden column (B)", "2 hidden columns (B and C)"))


def test_a_hidden_row_within_merged_cells_gets_their_value_too() -> None:
    rows = [HEADINGS, ["A", "B", 1], [None, "C", 2], [None, "D", 3]]
    table = sheet_of(*rows, merges="A2:A4", hide="2 3", visible=True)
    assert rows_of(table) == [["A", "D", "3"]]
    assert notes_of(table) == ["left out: 2 hidden rows", FILLED.format("1 cell")]


def test_visible_is_for_workbooks() -> None:
    with pytest.raises(NorecError, match="--visible is only for workbooks"):
        table_of("from,to\nA,B\n", visible=True)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_chosen_by_itself(state: str) -> None:
    def book(*states: str) -> bytes:
        made, out = Workbook(), io.BytesIO()
        made.remove(made.worksheets[0])
        for number, name in enumerate(states):
            sheet: Any = made.create_sheet(f"S{number}")
            sheet.append(["from", "to"])
            sheet.append([f"A{number}", "B"])
            sheet.sheet_state = name
        made.save(out)
        return out.getvalue()

    table = table_of(book("visible", state), "t.xlsx")
    assert rows_of(table) == [["A0", "B"]]
    assert notes_of(table) == ["not read: hidden sheet S1"]
    assert rows_of(table_of(book("visible", state), "t.xlsx", sheet="S1")) == [["A1", "B"]]
    assert notes_of(table_of(book("visible", state), "t.xlsx", sheet="S1")) == []
    with pytest.raises(NorecError, match="several sheets: say which with --sheet S0 or --sheet S1"):
        table_of(book("visible", "visible", state), "t.xlsx")


def test_a_workbook_whose_values_are_all_on_hidden_sheets() -> None:
    made, out = Workbook(), io.BytesIO()
    hidden: Any = made.create_sheet("Old")
    hidden.append(["from", "to"])
    hidden.sheet_state = "hidden"
    made.save(out)
    with pytest.raises(NorecError, match="values on hidden sheets only: say which with --sheet Old"):
        table_of(out.getvalue(), "t.xlsx")


def test_columns_with_date_cells_are_known() -> None:
    rows: list[list[Any]] = [
        ["from", "start", "end"],
        ["A", datetime(2024, 1, 15), "05/03/2024"],
        ["B", "05/03/2024", None],
    ]
    table = sheet_of(*rows)
    assert rows_of(table) == [["A", "2024-01-15", "05/03/2024"], ["B", "05/03/2024", ""]]
    assert table.date_columns == {1}


def test_dates_of_a_macintosh_workbook() -> None:
    made, out = Workbook(), io.BytesIO()
    made.epoch = CALENDAR_MAC_1904
    sheet: Any = made.active
    for row in (["from", "start"], ["A", date(2024, 1, 15)]):
        sheet.append(row)
    made.save(out)
    assert rows_of(table_of(out.getvalue(), "t.xlsx")) == [["A", "2024-01-15"]]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<row r="3">', '<row r="2">', "row 2 after row 2"),
        ('<row r="3">', '<row r="1">', "row 1 after row 2"),
        ('<row r="3">', '<row r="1048577">', "more than 1,048,576 rows"),
        ('<c r="A3"', '<c r="XFE3"', "columns"),
    ],
)
def test_rows_and_columns_where_no_sheet_has_them(old: str, new: str, message: str) -> None:
    def edit(xml: str) -> str:
        assert old in xml
        return xml.replace(old, new)

    with pytest.raises(NorecError, match=message):
        list(table_of(workbook(HEADINGS, ["A", "B", 1], ["B", "A", 2], edit=edit), "t.xlsx").rows())
