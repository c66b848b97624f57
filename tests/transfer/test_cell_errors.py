"""Errors of a spreadsheet, and formulas that were never calculated, are never taken for values."""

import pytest

from norec_cli.model.errors import NorecError
from norec_cli.transfer.tables.cell_errors import is_error, use_columns
from norec_cli.transfer.tables.table import Table
from support.tables import problems_of, rows_of, table_of, workbook

HEADINGS = ["from", "to", "participants"]


def used(table: Table, *columns: int) -> Table:
    return use_columns(table, columns or range(len(table.headings)), "t")


@pytest.mark.parametrize(
    "text",
    [
        "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!",
        "#ref!", "#n/a", "#WERT!", "#BEZUG!", "#NV", "#NOM?", "#VALEUR!", "#¡REF!", "#¿NOMBRE?", "#NAVN?", "#I/T", "#VERDI!",
        "#NÚM!", "#N/D", "#####", "Err:502",
    ],
)  # fmt: skip
def test_texts_that_are_errors_in_any_language(text: str) -> None:
    assert is_error(text)
    table = used(table_of(f"from,to,participants\nA,B,3\n{text},B,1\nA,{text},1\nA,B,{text}\n"))
    assert rows_of(table) == [["A", "B", "3"]]
    assert [line for line, _ in problems_of(table)] == [3, 4, 5]
    assert problems_of(table)[2] == (
        5,
        f"participants: has the error {text}, not a value: correct it in the spreadsheet",
    )


@pytest.mark.parametrize("text", ["#1", "# 4", "C#", "#hashtag", "#Great fun!", "N/A", "Error", "Err: 5", "##", "REF!"])
def test_texts_that_only_look_like_errors(text: str) -> None:
    assert not is_error(text)
    assert rows_of(used(table_of(f"from,to,participants\nA,{text},1\n"))) == [["A", text, "1"]]


def test_an_error_in_a_column_that_is_not_used_does_no_harm() -> None:
    table = used(table_of("from,to,participants,check\nA,B,3,#REF!\n"), 0, 1, 2)
    assert rows_of(table) == [["A", "B", "3", "#REF!"]]


def test_an_error_in_json() -> None:
    assert problems_of(used(table_of('[{"from": "#REF!", "to": "A"}]', "t.json")))[0][0] == 1


def typed(text: str) -> str:
    """The cells with XX as cells of the type error."""
    return text.replace('t="inlineStr"><is><t>XX</t></is>', 't="e"><v>#REF!</v>')


def test_cells_with_errors_are_named() -> None:
    raw = workbook(HEADINGS, ["A", "B", 3], ["XX", "B", 2], ["A", "#NAME?", "XX"], ["B", "A", 1], edit=typed)
    table = used(table_of(raw, "t.xlsx"))
    assert rows_of(table) == [["A", "B", "3"], ["B", "A", "1"]]
    said = dict(problems_of(table))
    assert said[3] == "from: A3 has the error #REF!, not a value: correct it in the spreadsheet"
    assert said[4].startswith("to: B4 has the error #NAME?")
    assert "participants: C4 has the error #REF!" in said[4]


def test_errors_are_known_by_the_type_of_the_cell_or_by_their_text() -> None:
    raw = workbook(
        HEADINGS, ["XX", "YY", 3], edit=lambda xml: typed(xml).replace("#REF!", "#!?").replace("YY", "#NOM?")
    )
    ((_, said),) = problems_of(used(table_of(raw, "t.xlsx")))
    assert "from: A2 has the error #!?" in said
    assert "to: B2 has the error #NOM?" in said


def test_a_date_that_no_calendar_has_is_an_error() -> None:
    raw = workbook(["from", "to", "start"], ["A", "B", 1], adjust=lambda sheet: setattr(sheet["C2"], "number_format", "yyyy-mm-dd"),
                   edit=lambda xml: xml.replace("<v>1</v>", "<v>99999999</v>"))  # fmt: skip
    assert problems_of(used(table_of(raw, "t.xlsx")))[0][1].startswith("start: C2 has the error #VALUE!")


def test_headings_with_an_error_are_refused() -> None:
    with pytest.raises(NorecError, match="the headings can't be read: A1 has the error #REF!"):
        table_of(workbook(["XX", "to", "start"], ["A", "B", 3], edit=typed), "t.xlsx")


@pytest.mark.parametrize("columns", [(0, 1, 2), (0, 1)])
def test_formulas_without_a_stored_value(columns: tuple[int, ...]) -> None:
    """openpyxl writes formulas and no values, as other programs do."""
    table = used(table_of(workbook(HEADINGS, ["A", "B", "=1+2"], ["B", "A", "=2*2"]), "t.xlsx"), *columns)
    if columns == (0, 1):
        assert rows_of(table) == [["A", "B", ""], ["B", "A", ""]]
        return
    with pytest.raises(NorecError) as refusal:
        list(table.rows())
    assert refusal.value.problems[0].text == (
        "t: 2 formulas have no stored value (C2 and C3): open the file in a spreadsheet program and save it there"
    )


def test_a_row_of_nothing_but_formulas_is_not_taken_for_an_empty_one() -> None:
    table = used(table_of(workbook(HEADINGS, ["=X!A2", "=X!B2", "=X!C2"]), "t.xlsx"))
    with pytest.raises(NorecError, match="3 formulas have no stored value"):
        list(table.rows())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="C2" t="str"><f>IF(1,"")</f><v></v></c>', ""),
        ('<c r="C2" t="str"><f>"x"</f><v>x</v></c>', "x"),
        ('<c r="C2"><f>1+2</f><v>3</v></c>', "3"),
        ('<c r="C2" t="b"><f>1=1</f><v>1</v></c>', "true"),
    ],
)
def test_formulas_with_a_stored_value(cell: str, text: str) -> None:
    def edit(xml: str) -> str:
        assert '<c r="C2" t="n"><v>3</v></c>' in xml
        return xml.replace('<c r="C2" t="n"><v>3</v></c>', cell)

    table = used(table_of(workbook(HEADINGS, ["A", "B", 3], edit=edit), "t.xlsx"))
    assert rows_of(table) == [["A", "B", text]]


@pytest.mark.parametrize(
    "cell", ['<c r="C2"><f>1+2</f></c>', '<c r="C2" t="str"><f>"x"</f></c>', '<c r="C2"><f t="shared" si="0"/><v/></c>']
)
def test_formulas_without_a_value_in_every_form(cell: str) -> None:
    raw = workbook(HEADINGS, ["A", "B", 3], edit=lambda xml: xml.replace('<c r="C2" t="n"><v>3</v></c>', cell))
    with pytest.raises(NorecError, match=r"1 formula has no stored value \(C2\)"):
        list(used(table_of(raw, "t.xlsx")).rows())


def test_a_text_of_an_export_is_what_was_recorded() -> None:
    headings = "id,name,country,city,sector,side,needs,capacities,aliases,ended,contact,note"
    table = used(table_of(f"{headings}\na-no,#N/A,NO,#REF!,,,,,,,,#NAME?\n", known=None))
    assert rows_of(table)[0][1] == "#N/A"
