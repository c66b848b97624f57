"""Rows that are no records: totals of other rows, headings of sections, and cells that name nobody."""

import pytest

from support.program import Norec, make_store

PARTNERS = "".join(
    f'[partners.{name.lower()}]\nname = "{name}"\ncountry = "NO"\n'
    for name in ("Bergen", "Kampala", "Nairobi", "World")
)
TOTAL = "looks like a total row, which would be counted twice: --skip-totals leaves out such rows"
ALONE = "is alone in its row, like the heading of a section: --skip-totals leaves out such rows"
ROWS = "Bergen,Kampala,3,x\nKampala,Bergen,2,y\n"

NO_RECORDS = [
    ("Total,,5,", "from", "Total", TOTAL),
    (",,5,Sum", "g", "Sum", TOTAL),
    ("Total general,All partners,5,", "from", "Total general", TOTAL),
    ("Bergen,All partners,3,", "to", "All partners", TOTAL),
    ("Bergen,_T,3,", "to", "_T", TOTAL),
    ("Summe,Kampala,3,", "from", "Summe", TOTAL),
    ("Bergen Total,,3,", "from", "Bergen Total", TOTAL),
    (",Totalt,5,", "to", "Totalt", TOTAL),
    ("Bergen,Kampala,3,Total", "g", "Total", TOTAL),
    ("Africa,,,", "from", "Africa", ALONE),
    (",,,Source: our own books", "g", "Source: our own books", ALONE),
    (",,5,", "count", "5", ALONE),
]


@pytest.mark.parametrize(("row", "column", "value", "reason"), NO_RECORDS)
def test_a_row_that_is_no_record_is_refused_or_left_out(
    norec: Norec, row: str, column: str, value: str, reason: str
) -> None:
    text = f"from,to,count,g\n{ROWS}{row}\n".encode()
    result = norec("report", "flows", "--input", "-", stdin=text)
    assert (result.code, result.out) == (1, "")
    assert [line for line in result.err.splitlines() if line.startswith("standard input:")] == [
        f'standard input:4: {column}: "{value}" {reason}'
    ]
    result = norec("report", "flows", "--input", "-", "--skip-totals", stdin=text)
    assert [line.split("\t")[:3] for line in result.out.splitlines()] == [
        ["Bergen", "Kampala", "3"],
        ["Kampala", "Bergen", "2"],
    ]
    assert f"left out: 1 {'heading of sections' if reason == ALONE else 'total row'}\n" in result.err


def test_a_table_with_all_kinds_of_totals(norec: Norec) -> None:
    """9 people; Bergen sends 5 and receives 4."""
    make_store(norec.cwd, PARTNERS.replace('name = "World"', 'name = "Elsewhere"').replace(".world]", ".elsewhere]"))
    text = (
        "from,to,participants,start\nNorth,,,\nBergen,Kampala,3,2024-01-15\nBergen,Nairobi,2,2024-01-15\n"
        "Bergen,World,5,2024-01-15\n,,,\nEast,,,\nKampala,Bergen,4,2024-01-15\nKampala,_T,4,2024-01-15\n"
        "Total general,All partners,9,2024-01-15\n"
    )
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    refusal = norec("import", "exchanges", "t.csv")
    assert (refusal.code, refusal.err.count("--skip-totals leaves out such rows")) == (1, 5)
    result = norec("import", "exchanges", "t.csv", "--skip-totals")
    assert result.out == "3\t0\t0\t5\t0\n"
    assert "left out: 3 total rows\n" in result.err
    assert "left out: 2 headings of sections\n" in result.err
    assert norec("report", "reciprocity", "--partner", "bergen").out.split("\t")[3:5] == ["5", "4"]


def test_a_partner_of_exactly_that_name_is_no_total(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text("from,to,start\nBergen,World,2024-01-15\n", encoding="utf-8")
    assert norec("import", "exchanges", "t.csv", "--skip-totals").out == "1\t0\t0\t0\t0\n"


def test_a_total_word_in_any_column_of_a_row_without_partners(norec: Norec) -> None:
    """Also in a column that says nothing else about rows: remarks, years."""
    for text in ("from,to,count,Notes\nA,B,3,\n,,3,in total\n", "year,from,to,count\n2024,A,B,3\nTotal,,,3\n"):
        assert norec("report", "flows", "--input", "-", stdin=text.encode()).code == 1
        result = norec("report", "flows", "--input", "-", "--skip-totals", stdin=text.encode())
        assert result.out.startswith("A\tB\t3\t")
        assert "left out: 1 total row\n" in result.err


def test_a_column_in_which_every_row_is_a_total_marks_none(norec: Norec) -> None:
    text = b"from,to,count,Sex\nA,B,3,Total\nB,A,2,Total\n"
    assert norec("report", "flows", "--input", "-", stdin=text).out.count("\n") == 2
    text = b"from,to,count,Sex\nA,B,3,Total\nA,B,2,F\nA,B,1,M\n"
    assert norec("report", "flows", "--input", "-", stdin=text).code == 1
    assert norec("report", "flows", "--input", "-", "--skip-totals", stdin=text).out.startswith("A\tB\t3\t")


@pytest.mark.parametrize("more", [("--ignore", "Group"), ("--ignore-rest",)])
def test_a_column_that_a_person_ignores_marks_no_total(norec: Norec, more: tuple[str, ...]) -> None:
    text = b"from,to,count,Group\nA,B,3,All\nB,A,2,x\n"
    assert norec("report", "flows", "--input", "-", stdin=text).code == 1
    assert norec("report", "flows", "--input", "-", *more, stdin=text).out.count("\n") == 2


def test_a_heading_is_found_in_a_table_that_needs_one_column_only(norec: Norec) -> None:
    text = b"from,where,what\nAfrica,,\nA,k,m\n"
    result = norec("report", "flows", "--input", "-", "--set", "to=B", stdin=text)
    assert (result.code, f'from: "Africa" {ALONE}' in result.err) == (1, True)
    result = norec("report", "flows", "--input", "-", "--set", "to=B", "--skip-totals", stdin=text)
    assert result.out == "A\tB\t1\t0.0\t0\t0.0\n"


def test_in_a_table_of_two_columns_a_single_cell_is_a_row_with_a_gap(norec: Norec) -> None:
    result = norec("report", "flows", "--input", "-", "--skip-totals", stdin=b"from,to\nA,B\nA,\n")
    assert (result.code, "to: (empty) has no value" in result.err) == (1, True)


@pytest.mark.parametrize("text", ["0", "17", "3.5", "1,234"])
def test_a_number_is_no_partner(norec: Norec, text: str) -> None:
    table = f'from,to,count\nA,B,3\n"{text}",B,2\n'.encode()
    result = norec("report", "flows", "--input", "-", stdin=table)
    assert (result.code, f'standard input:3: from: "{text}" is a number, not the name of a partner' in result.err) == (
        1,
        True,
    )
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text(f'from,to,start\n"{text}",Bergen,2024-01-15\n', encoding="utf-8")
    more = ("--create-partners", "--set", "country=NO")
    assert f'from: "{text}" is a number, not the name of a partner' in norec("import", "exchanges", "t.csv", *more).err


def test_a_number_that_a_partner_has_as_its_code_is_this_partner(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS + '[partners.x]\nname = "X"\ncountry = "NO"\naliases = ["17"]\n')
    (norec.cwd / "t.csv").write_text("from,to,start\n17,Bergen,2024-01-15\n", encoding="utf-8")
    assert norec("import", "exchanges", "t.csv").out == "1\t0\t0\t0\t0\n"


def test_merged_titles_of_sections_are_left_out_with_totals(norec: Norec) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["from", "to", "count"], ["Bergen", "Kampala", 3], ["Withdrawn"], ["Kampala", "Bergen", 2]):
        book.active.append(row)
    book.active.merge_cells("A3:C3")
    book.save(norec.cwd / "t.xlsx")
    words = ("report", "flows", "--input", "t.xlsx")
    for more in ((), ("--skip-bad",)):
        refused = norec(*words, *more)
        title = '"Withdrawn" is merged over several columns, like the title of a section'
        assert f"t.xlsx:3: {title}: --skip-totals leaves out such rows" in refused.err
    read = norec(*words, "--skip-totals")
    assert (read.code, read.out.count("\n")) == (0, 2)
    assert "  left out: 1 heading of sections\n" in read.err


def test_a_line_below_the_table_is_left_out_with_the_headings_of_sections(norec: Norec) -> None:
    raw = b"from,to,count\nBergen,Kampala,3\nKampala,Bergen,2\nSource: the coordinator\n"
    refused = norec("report", "reciprocity", "--input", "-", stdin=raw)
    assert (refused.code, "--skip-totals leaves out such rows" in refused.err) == (1, True)
    result = norec("report", "reciprocity", "--input", "-", "--skip-totals", "-f", "plain", stdin=raw)
    assert [line.split("\t")[:5] for line in result.out.splitlines()] == [
        ["Bergen", "Bergen", "", "3", "2"], ["Kampala", "Kampala", "", "2", "3"],
    ]  # fmt: skip
