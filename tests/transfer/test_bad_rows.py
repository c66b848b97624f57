"""Rows with errors that a person leaves out: how many they are of how many, and that some row must be left."""

import pytest

from support.program import Norec, make_store

PARTNERS = '[partners.a]\nname = "A"\ncountry = "NO"\n[partners.b]\nname = "B"\ncountry = "KE"\n'
COMMANDS = {
    "import": ("import", "exchanges", "-", "--skip-bad", "--set", "start=2024-01-15"),
    "report": ("report", "flows", "--input", "-", "--skip-bad"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_share_of_bad_rows_is_said(norec: Norec, command: tuple[str, ...]) -> None:
    make_store(norec.cwd, PARTNERS)
    text = "from,to,people\nA,B,3\n" + "B,A,some\n" * 1_200
    result = norec(*command, stdin=text.encode())
    assert (result.code, "left out: 1,200 of 1,201 rows with errors\n" in result.err) == (0, True)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_table_without_a_good_row_is_refused(norec: Norec, command: tuple[str, ...]) -> None:
    make_store(norec.cwd, PARTNERS)
    for text, more in (("A,B,x\nB,A,y\n", ()), ("A,B,x\nTotal,,3\n", ("--skip-totals",))):
        result = norec(*command, *more, stdin=f"from,to,people\n{text}".encode())
        assert (result.code, result.out) == (1, "")
        assert "Without the rows with errors no row is left" in result.err
        assert not (norec.cwd / "import.bad.csv").exists()


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_row_of_nobody_is_a_good_row(norec: Norec, command: tuple[str, ...]) -> None:
    make_store(norec.cwd, PARTNERS)
    assert norec(*command, stdin=b"from,to,people\nA,B,x\nB,A,0\n").code == 0


def test_a_line_of_a_matrix_is_named_once(norec: Norec) -> None:
    text = b"x,A,B,C,Total\nA,0,1,2,3\nTotal,9,8,7,24\n"
    said = norec("report", "flows", "--input", "-", "--matrix", "senders", stdin=text).err
    assert 'standard input:3: from: "Total" looks like a total row' in said
    assert "(also on line" not in next(line for line in said.splitlines() if 'from: "Total"' in line)


def test_cells_of_a_matrix_with_the_same_sign_are_one_problem(norec: Norec) -> None:
    text = b"x,A,B,C\nA,0,d,d\nB,d,0,1\nC,2,..,0\n"
    said = norec("report", "flows", "--input", "-", "--matrix", "senders", stdin=text).err
    write = "is not a number of people: write the number in digits alone, or 0 if nobody went"
    assert [line for line in said.splitlines() if line.startswith("standard input:")] == [
        f'standard input:2: row "A", column "B": "d" {write} (2 cells more) (also on line 3)',
        f'standard input:4: row "C", column "B": ".." {write}',
    ]


@pytest.mark.parametrize("words", ["total", "total 2024"])
def test_many_names_of_totals_are_one_problem(norec: Norec, words: str) -> None:
    text = "from,to,people\nA,B,3\n" + "".join(f"A,District {n} {words},3\n" for n in range(1, 31))
    result = norec("report", "flows", "--input", "-", stdin=text.encode())
    said = [line for line in result.err.splitlines() if line.startswith("standard input:")]
    assert said[0].startswith(
        "standard input:3: 30 names look like those of total rows, which would be counted twice: "
        f'--skip-totals leaves out such rows: "District 1 {words}", "District 2 {words}", '
    )
    assert (result.code, len(said)) == (1, 1)
