"""Workbooks with a sheet of exchanges beside a sheet of partners: which sheet is read, and what the other is good for."""

import shlex
from pathlib import Path

import pytest

from support.program import Norec, make_store

EXCHANGES = [["from", "to", "start"], ["Bergen", "Kampala", "2024-01-15"], ["Kampala", "Bergen", "2024-02-15"]]
PARTNERS = [["Organisation", "Country"], ["Bergen", "NO"], ["Kampala", "UG"], ["Lusaka", "ZM"]]
OTHERS = [["Organisation", "Country"], ["Lima", "PE"]]
NOTES = [["Who", "What", "When"], ["a", "b", "c"]]


@pytest.fixture
def empty(norec: Norec) -> Norec:
    make_store(norec.cwd)
    return norec


def workbook(path: Path, **sheets: list[list[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_the_sheet_with_the_right_columns_is_read(empty: Norec) -> None:
    workbook(empty.cwd / "t.xlsx", Stays=EXCHANGES, People=PARTNERS)
    partners = empty("import", "partners", "t.xlsx")
    assert (partners.code, partners.out) == (0, "3\t0\t0\t0\t0\n")
    assert '  not read: sheet "Stays" (it holds exchanges)\n' in partners.err
    exchanges = empty("import", "exchanges", "t.xlsx")
    assert (exchanges.code, exchanges.out) == (0, "2\t0\t0\t0\t0\n")
    assert exchanges.err.startswith('norec: t.xlsx: XLSX, sheet "Stays"\n')
    assert '  not read: sheet "People" (it holds partners)\n' in exchanges.err
    report = empty("report", "reciprocity", "--input", "t.xlsx")
    assert (report.code, report.out.count("\n")) == (0, 2)


@pytest.mark.parametrize("other", [NOTES, EXCHANGES], ids=["unknown", "exchanges"])
def test_a_sheet_that_may_hold_exchanges_too_is_never_left_out_unasked(empty: Norec, other: list[list[str]]) -> None:
    workbook(empty.cwd / "t.xlsx", **{"Year 2024": EXCHANGES, "Other": other, "Partners": PARTNERS})
    result = empty("import", "exchanges", "t.xlsx")
    options = '--sheet "Year 2024", --sheet Other or --sheet Partners'
    assert (result.code, result.err) == (1, f"norec: t.xlsx has several sheets: say which with {options}\n")


@pytest.mark.slow
def test_unknown_partners_that_another_sheet_has_are_imported_from_there_first(empty: Norec) -> None:
    workbook(empty.cwd / "t.xlsx", **{"Stays": EXCHANGES, "All partners": PARTNERS, "More": OTHERS})
    advice = 'The sheet "All partners" has some of these partners. Import it first: '
    for more in ((), ("--create-partners",)):
        refused = empty("import", "exchanges", "t.xlsx", *more)
        assert (refused.code, refused.out) == (1, "")
        lines = [line for line in refused.err.splitlines() if line.startswith("The sheet ")]
        assert lines == [f'{advice}norec import partners t.xlsx --sheet "All partners"']
        assert "--create-partners adds" not in refused.err
    assert empty(*shlex.split(lines[0].removeprefix(advice))[1:]).out == "3\t0\t0\t0\t0\n"
    assert empty("import", "exchanges", "t.xlsx").out == "2\t0\t0\t0\t0\n"


def test_names_of_no_partner_are_one_problem_if_they_are_many(empty: Norec) -> None:
    rows = "".join(f"Place {letter},Bergen,2024-01-15\n" for letter in "abcdef")
    (empty.cwd / "t.csv").write_text(f"from,to,start\n{rows}", encoding="utf-8")
    names = '"Place a", "Bergen", "Place b", "Place c", "Place d", "Place e" and "Place f"'
    said = f"t.csv:2: 7 names are of no partner: {names}\n"
    assert said in empty("import", "exchanges", "t.csv").err
    (empty.cwd / "t.csv").write_text("from,to,start\nPlace a,Bergen,2024-01-15\n", encoding="utf-8")
    assert 't.csv:2: to: "Bergen" is no partner\n' in empty("import", "exchanges", "t.csv").err
