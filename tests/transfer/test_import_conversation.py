"""What an import says before it writes, what it asks on a terminal, and where it puts the rows that it leaves out."""

import os
import shlex
from pathlib import Path

import pytest

from norec_cli.context import Context
from support.program import Norec, contents, make_store

STORE = (
    '[partners.bergen-no]\nname = "Bergen"\ncountry = "NO"\n\n[partners.kampala-ug]\nname = "Kampala"\ncountry = "UG"\n'
)
ROWS = """from,to,participants,start,end,remarks
Bergen,Kampala,2,2024-01-15,2024-06-30,
Kampala,Bergen,1,2024-02-01,,
Bergen,Bergen,3,2024-02-01,,
Nairobi,Bergen,4,2024-03-01,2024-08-31,
Kampala,Nairobi,0,2024-03-01,,
Bergen,Nairobi,5,2024-04-01,2024-09-30,
"""
SUMMARY = [
    "norec: t.csv: CSV, UTF-8, columns separated by commas",
    (
        '  from is "from", to is "to", participants is "participants", start is "start", end is "end",'
        ' from_country is "KE" for all, to_country is "KE" for all'
    ),
    '  not imported: "remarks"',
    '  for example, line 2: "Bergen" sends 2 people to "Kampala", 2024-01-15 to 2024-06-30',
    '  line 3: "Kampala" sends 1 person to "Bergen" from 2024-02-01',
    '  line 7: "Bergen" sends 5 people to "Nairobi", 2024-04-01 to 2024-09-30',
    "  left out: 1 row within one organisation (3 people)",
    "  left out: 1 row of 0 people",
    (
        "  people: 12 in 4 exchanges: Bergen sends 7 and receives 5; Kampala sends 1 and receives 2;"
        " Nairobi sends 4 and receives 5"
    ),
    '  new partners: nairobi-ke ("Nairobi", KE)',
]
QUESTION = "Import 4 exchanges and create 1 partner? (y: yes; n: no)"
CREATE = ("--create-partners", "--set", "country=KE")


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, STORE)
    (norec.cwd / "t.csv").write_text(ROWS, encoding="utf-8")
    return norec


def on_terminal(norec: Norec, *more: str, answers: str = "", columns: int = 1_000) -> tuple[int, list[str], list[str]]:
    result = norec("import", "exchanges", "t.csv", *more, terminal=True, answers=answers, columns=columns)
    return result.code, result.out.splitlines(), result.err.splitlines()


def test_an_import_sums_up_what_it_does(books: Norec) -> None:
    for more in (("--dry-run",), ()):
        result = books("import", "exchanges", "t.csv", *CREATE, *more)
        assert (result.code, result.out) == (0, "4\t0\t0\t2\t0\n")
        assert result.err.splitlines() == SUMMARY


def test_a_terminal_asks_before_anything_is_written(books: Norec) -> None:
    before = contents(books.cwd)
    for answers, said in (
        ("n\n", [*SUMMARY, QUESTION]),
        ("", [*SUMMARY, QUESTION]),
        ("x\nno\n", [*SUMMARY, QUESTION, QUESTION]),
    ):
        code, out, err = on_terminal(books, *CREATE, answers=answers)
        assert (code, out, err) == (1, [], [*said, "norec: stopped: nothing was imported"])
        assert contents(books.cwd) == before
    code, out, err = on_terminal(books, *CREATE, answers="y\n")
    assert (code, out, err) == (0, ["4 of 6 rows were added; 2 left out."], [*SUMMARY, QUESTION])
    assert books("exchanges", "list").ok().count("\n") == 4


def test_a_terminal_does_not_ask_where_it_need_not(books: Norec) -> None:
    dry = on_terminal(books, *CREATE, "--dry-run")
    assert dry == (0, ["Dry run: 4 of 6 rows would be added; 2 left out."], SUMMARY)
    assert on_terminal(books, *CREATE, "--yes") == (0, ["4 of 6 rows were added; 2 left out."], SUMMARY)
    code, out, err = on_terminal(books, *CREATE)  # everything is there already
    assert (code, out) == (0, ["0 of 6 rows were added; 4 there already, 2 left out."])
    assert not [line for line in err if "?" in line]


def test_replacing_values_is_asked_about(books: Norec) -> None:
    books("import", "exchanges", "t.csv", *CREATE, "--yes")
    (books.cwd / "t.csv").write_text(ROWS.replace("2024-09-30", "2024-10-31"), encoding="utf-8")
    code, _, err = on_terminal(books, *CREATE, "--update", answers="n\n")
    assert (code, err[-2]) == (1, "Replace values of 1 exchange? (y: yes; n: no)")
    assert on_terminal(books, *CREATE, "--update", answers="y\n")[0] == 0
    assert "2024-10-31" in books("exchanges", "list").ok()


@pytest.mark.parametrize(
    ("kind", "text", "question", "examples"),
    [
        ("partners", "name,country\nOslo,NO\nLima,PE\nNairobi,KE\n", "Import 3 partners?",
         ['oslo-no is "Oslo" in Norway', 'nairobi-ke is "Nairobi" in Kenya']),
        ("projects", "title,partners\nCare,Bergen; Kampala\n", "Import 1 project?",
         ['care is "Care", of bergen-no and kampala-ug']),
    ],
)  # fmt: skip
def test_partners_and_projects_are_asked_about_too(
    books: Norec, kind: str, text: str, question: str, examples: list[str]
) -> None:
    (books.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = books("import", kind, "t.csv", terminal=True, columns=1_000, answers="n\n")
    assert result.code == 1
    *_, asked, stopped = result.err.splitlines()
    assert (asked, stopped) == (f"{question} (y: yes; n: no)", "norec: stopped: nothing was imported")
    assert result.err.splitlines()[2:-2] == [f"  for example, {examples[0]}", *(f"  {one}" for one in examples[1:])]


def test_what_was_agreed_to_is_what_is_written(books: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    def change_and_agree(_: Context) -> str:
        (books.cwd / "t.csv").write_text(ROWS.replace("Nairobi,5", "Nairobi,50"), encoding="utf-8")
        return "y"

    monkeypatch.setattr(Context, "read_line", change_and_agree)
    code, out, err = on_terminal(books, *CREATE)
    assert (code, out) == (1, [])
    assert err[-1] == "norec: the table or the store was changed meanwhile: nothing was imported, try again"
    assert books("exchanges", "list").ok() == ""


def test_the_largest_flows_are_named_where_there_are_many_partners(norec: Norec) -> None:
    """Twelve partners in a ring: the first sends 1 to the second, the second 2 to the third, and so on."""
    names = [f"Place {letter}" for letter in "abcdefghijkl"]
    rows = [f"{name},{names[(n + 1) % 12]},{n + 1},2024-01-15\n" for n, name in enumerate(names)]
    make_store(norec.cwd)
    (norec.cwd / "t.csv").write_text(f"from,to,participants,start\n{''.join(rows)}", encoding="utf-8")
    result = norec("import", "exchanges", "t.csv", *CREATE, "--dry-run")
    assert (
        "  people: 78 in 12 exchanges: 12 from Place l to Place a; 11 from Place k to Place l; 10 from Place j to Place k;"
        " 9 from Place i to Place j; 8 from Place h to Place i; 28 in 7 more directions between 12 partners\n"
    ) in result.err


def test_cancelled_exchanges_are_not_among_the_people(books: Norec) -> None:
    text = "from,to,participants,start,cancelled,reason\nBergen,Kampala,2,2024-01-15,no,\nBergen,Kampala,5,2024-02-15,yes,health\n"
    (books.cwd / "t.csv").write_text(text, encoding="utf-8")
    err = books("import", "exchanges", "t.csv").err
    assert '  line 3: "Bergen" sends 5 people to "Kampala" from 2024-02-15 (cancelled)\n' in err
    assert "  people: 2 in 1 exchange: Bergen sends 2 and receives 0; Kampala sends 0 and receives 2\n" in err
    assert err.endswith("  1 more exchange cancelled\n")


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 8, 9, 100, 1_000])
def test_the_examples_are_the_first_row_one_from_the_middle_and_the_last(books: Norec, rows: int) -> None:
    text = "from,to,start\n" + "Bergen,Kampala,2024-01-15\n" * rows
    (books.cwd / "t.csv").write_text(text, encoding="utf-8")
    err = books("import", "exchanges", "t.csv", "--dry-run").err
    lines = [int(line.split("line ")[1].split(":")[0]) for line in err.splitlines() if "line " in line]
    assert lines[0] == 2
    assert len(lines) == min(rows, 3)
    if rows > 1:
        assert lines[-1] == rows + 1
    if rows > 2:
        assert rows / 4 <= lines[1] - 1 <= rows * 3 / 4


def test_the_summary_of_a_usual_file_fits_a_screen(norec: Norec) -> None:
    names = [
        f"{place} University Hospital" for place in ("Bergen", "Kampala", "Nairobi", "Lusaka", "Tromsø", "Lilongwe")
    ]
    make_store(
        norec.cwd, "".join(f'[partners.p{n}]\nname = "{name}"\ncountry = "NO"\n' for n, name in enumerate(names))
    )
    rows = [f"{names[n % 6]},{names[(n + 1) % 6]},{n},2024-01-{n:02},2024-06-30,text,a name\n" for n in range(1, 31)]
    heading = "Sending partner,Host partner,Number of participants,Start date,End date,Remarks,Name of participant\n"
    (norec.cwd / "t.csv").write_text(heading + "".join(rows), encoding="utf-8")
    code, out, err = on_terminal(norec, answers="y\n", columns=80)
    assert code == 0
    assert len(err) + len(out) <= 24
    assert max(map(len, err)) <= 80


def test_bad_rows_are_written_beside_the_table(books: Norec) -> None:
    folder = books.cwd / "tables"
    folder.mkdir()
    table = ROWS.replace("Kampala,Bergen,1", "Kampala,Bergen,x")
    (folder / "t.csv").write_text(table, encoding="utf-8")
    bad = "id,from,to,participants,start,end,remarks\n"
    result = books("import", "exchanges", "tables/t.csv", *CREATE, "--skip-bad")
    assert (result.code, result.err.splitlines()[-1]) == (0, "Wrote 1 bad row to tables/t.bad.csv")
    assert (folder / "t.bad.csv").read_text(encoding="utf-8").startswith(bad)
    result = books("import", "exchanges", "-", *CREATE, "--skip-bad", stdin=table.encode())
    assert (result.code, result.err.splitlines()[-1]) == (0, "Wrote 1 bad row to import.bad.csv")
    assert (books.cwd / "import.bad.csv").read_text(encoding="utf-8").startswith(bad)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="there are no names of pipes such as <(…) here")
def test_bad_rows_of_a_pipe_are_written_to_the_current_folder(books: Norec) -> None:
    reader, writer = os.pipe()
    os.write(writer, ROWS.replace("Kampala,Bergen,1", "Kampala,Bergen,x").encode())
    os.close(writer)
    try:
        result = books("import", "exchanges", f"/dev/fd/{reader}", *CREATE, "--skip-bad")
    finally:
        os.close(reader)
    assert (result.code, result.err.splitlines()[-1]) == (0, f"Wrote 1 bad row to {reader}.bad.csv")


def test_a_terminal_asks_before_bad_rows_are_written(books: Norec) -> None:
    (books.cwd / "t.csv").write_text(ROWS.replace("Kampala,Bergen,1", "Kampala,Bergen,x"), encoding="utf-8")
    assert on_terminal(books, *CREATE, "--skip-bad", answers="n\n")[0] == 1
    assert not (books.cwd / "t.bad.csv").exists()
    assert on_terminal(books, *CREATE, "--skip-bad", answers="y\n")[0] == 0
    assert (books.cwd / "t.bad.csv").exists()


def test_git_ignores_bad_rows_in_a_new_store(norec: Norec) -> None:
    norec("init", "new").ok()
    assert "*.bad.csv" in (norec.cwd / "new" / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("date", "option"),
    [
        ("Aug-23", "--map-value start:Aug-23=2023-08"),
        ("15.03.23", "--map-value start:15.03.23=2023-03-15"),
        ("15 March 23", '--map-value "start:15 March 23=2023-03-15"'),
        ("03/04/23", ""),  # may be two days
        ("23. aug", ""),  # has no year, or is August 2023
    ],
)
def test_a_short_date_is_refused_with_the_option_that_reads_it(books: Norec, date: str, option: str) -> None:
    (books.cwd / "t.csv").write_text(f"from,to,start\nBergen,Kampala,{date}\n", encoding="utf-8")
    refused = books("import", "exchanges", "t.csv")
    (line,) = [line for line in refused.err.splitlines() if line.startswith("t.csv:2: start: ")]
    assert line.partition(", or add ")[2] == option
    if option:
        done = books("import", "exchanges", "t.csv", *shlex.split(option))
        assert (done.code, done.out) == (0, "1\t0\t0\t0\t0\n")
        assert option.rpartition("=")[2].strip('"') in books("exchanges", "list").ok()


def test_partners_of_a_table_that_may_be_one_are_pointed_out(books: Norec) -> None:
    rows = "Mulago Hospital,UG\nMulago hosp.,UG\nMulago hosp.,KE\nBergan,NO\nKampala,UG\n"
    (books.cwd / "t.csv").write_text(f"name,country\n{rows}", encoding="utf-8")
    result = books("import", "partners", "t.csv")
    assert result.code == 0
    assert [line for line in result.err.splitlines() if "may be one" in line] == [
        (
            '  mulago-hospital-ug ("Mulago Hospital") and mulago-hosp-ug ("Mulago hosp.") may be one partner:'
            " norec partners merge makes them one"
        )
    ]
    again = books("import", "partners", "t.csv")
    assert "may be one" not in again.err
