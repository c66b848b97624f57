"""`norec import partners` and `import projects`."""

import json
from pathlib import Path

import pytest

from support.program import Norec, contents, make_store


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    return norec


def write(norec: Norec, text: str, name: str = "t.csv") -> str:
    (norec.cwd / name).write_text(text, encoding="utf-8")
    return name


def test_partners_with_their_codes(books: Norec) -> None:
    """Identifiers with two blanks that matter, quoted commas, letters that are not ASCII (of charter holders, made up here)."""
    text = (
        "Institutional code,Name of Organisation,Country,City,coordinates\n"
        'A  BADEN01,PÄDAGOGISCHE HOCHSCHULE,AT,Baden,"(48.0, 16.2)"\n'
        'A  BADEN02,"KUNST, MUSIK UND TANZ",Austria,Baden,\n'
        "B  GENT01,PÄDAGOGISCHE HOCHSCHULE,BE,,\n"
        "B  GENT02,PÄDAGOGISCHE HOCHSCHULE,BE,,\n"
    )
    result = books("import", "partners", write(books, text))
    assert (result.code, result.out) == (0, "4\t0\t0\t0\t0\n")
    assert (
        '  name is "Name of Organisation", code is "Institutional code", country is "Country", city is "City"\n'
        in result.err
    )
    rows = json.loads(books("partners", "list", "--json").ok())["rows"]
    assert {row["id"]: row["name"] for row in rows if "-no" not in row["id"] and "-ke" not in row["id"]} == {
        "padagogische-hochschule-at": "PÄDAGOGISCHE HOCHSCHULE",
        "kunst-musik-und-tanz-at": "KUNST, MUSIK UND TANZ",
        "padagogische-hochschule-be": "PÄDAGOGISCHE HOCHSCHULE",
        "padagogische-hochschule-be-b-gent02": "PÄDAGOGISCHE HOCHSCHULE",
    }
    assert json.loads(books("partners", "show", "kunst-musik-und-tanz-at", "--json").ok())["aliases"] == ["A  BADEN02"]
    before = contents(books.cwd)
    assert books("import", "partners", "t.csv").out == "0\t0\t4\t0\t0\n"
    assert contents(books.cwd) == before
    exchanges = write(books, "from,to,start\nA  BADEN01,B  GENT02,2012-01-15\n", "e.csv")
    assert books("import", "exchanges", exchanges).out == "1\t0\t0\t0\t0\n"
    assert books("undo").code == books("undo").code == 0
    assert len(json.loads(books("partners", "list", "--json").ok())["rows"]) == 2


def test_every_field_of_a_partner_is_read(books: Norec) -> None:
    text = (
        "id;name;country;city;sector;side;needs;capacities;aliases;contact;note;ended\n"
        "x-y;X;Norge;Bergen;Civil society;north;law; soil\n".replace("Norge", "NOR").replace(
            "law; soil\n", '"law; soil";"nets";"Ex; Xx";"c@example.org";n;31.12.2020\n'
        )
    )
    assert books("import", "partners", write(books, text)).out == "1\t0\t0\t0\t0\n"
    shown = json.loads(books("partners", "show", "x-y", "--json").ok())
    expected = {
        "name": "X", "country": "NO", "city": "Bergen", "sector": "civil-society", "side": "north", "needs": ["law", "soil"], "capacities": ["nets"],
        "aliases": ["Ex", "Xx"], "contact": "c@example.org", "note": "n", "ended": "2020-12-31",
    }  # fmt: skip
    assert {key: shown[key] for key in expected} == expected


def test_an_update_keeps_values_that_the_table_has_no_column_for(books: Norec) -> None:
    books("partners", "edit", "a-no", "--add-need", "law", "--city", "Bergen").ok()
    books("partners", "adjust", "a-no", "--sent", "2", "--on", "2019-01-01", "--reason", "older").ok()
    name = write(books, "id,name,country,city,sector\na-no,A,NO,Oslo,\n")
    result = books("import", "partners", name)
    assert "norec: partner a-no: " in result.err
    assert "city Bergen but here Oslo" in result.err
    assert result.out == "0\t0\t1\t0\t0\n"
    assert books("import", "partners", name, "--update").out == "0\t1\t0\t0\t0\n"
    text = (books.cwd / "partners.toml").read_text(encoding="utf-8")
    assert 'name = "A"' in text
    assert 'city = "Oslo"' in text
    assert "law" in text
    assert "older" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nA\n", "norec: no column found for country: name it with --map country=…"),
        ("name,country\nX,Atlantis\n", 't.csv:2: country: "Atlantis" is not known'),
        ("name,country\n,KE\n", "t.csv:2: name: (empty) is missing"),
        ("id,name,country\nX Y,X,KE\n", 't.csv:2: id: "X Y" must be lower-case letters'),
        (
            "name,country\nX,KE\nX,KE\n",
            't.csv:3: name: "X" is on several rows: add a column of codes or ids to tell them apart',
        ),
        (
            "name,country,sector\nX,KE,sports\n",
            't.csv:2: sector: "sports" is not one of civil-society, public, private',
        ),
        ("name,country,ended\nX,KE,01/02/2020\n", "say --date-format DMY or MDY"),
    ],
)
def test_wrong_rows_of_partners_are_refused(books: Norec, text: str, said: str) -> None:
    before = contents(books.cwd)
    result = books("import", "partners", write(books, text))
    assert result.code in (1, 2)
    assert said in result.err
    assert contents(books.cwd) == {**before, "t.csv": (books.cwd / "t.csv").read_bytes()}


def test_projects(books: Norec) -> None:
    text = (
        "Agreement title;Partners;Coordinating partner;Agreement period from;Agreement period to;Priority area;SDG;Agreement number\n"
        '"Clean rivers";"A-NO; b-ke";A-NO;01.06.2019;31.05.2022;"Climate, environment and ocean";"6; 13";NOR-19/7\n'
    )
    assert books("import", "projects", write(books, text)).out == "1\t0\t0\t0\t0\n"
    shown = json.loads(books("projects", "show", "clean-rivers", "--json").ok())
    expected = {
        "title": "Clean rivers", "coordinator": "a-no", "start": "2019-06-01", "end": "2022-05-31", "areas": ["climate"], "goals": ["6", "13"],
        "agreement": "NOR-19/7",
    }  # fmt: skip
    assert {key: shown[key] for key in expected} == expected
    assert books("import", "projects", "t.csv").out == "0\t0\t1\t0\t0\n"
    books("projects", "round", "clean-rivers", "1", "--start", "2020-01-01", "--end", "2020-12-31").ok()
    name = write(books, text.replace("Clean rivers", "Cleaner rivers"))
    assert books("import", "projects", name, "--update").out == "0\t1\t0\t0\t0\n"
    stored = (books.cwd / "projects.toml").read_text(encoding="utf-8")
    assert "Cleaner rivers" in stored
    assert "[projects.clean-rivers.rounds.1]" in stored


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,partners\nP,A-NO; nobody\n", 't.csv:2: partners: "A-NO; nobody" is no partner'),
        ("title,partners\nP,A-NO\n", "t.csv:2: partners: "),
        ("title,partners,goals\nP,A-NO;B-KE,18\n", 't.csv:2: goals: "18" has a goal that isn\'t from 1 to 17'),
        ("title,partners,areas\nP,A-NO;B-KE,sport\n", 't.csv:2: areas: "sport" is not one of climate'),
        ("title,partners,start,end\nP,A-NO;B-KE,2020-01-01,2019-01-01\n", "t.csv:2: end: "),
        ("title\nP\n", "norec: no column found for partners: name it with --map partners=…"),
    ],
)
def test_wrong_rows_of_projects_are_refused(books: Norec, text: str, said: str) -> None:
    result = books("import", "projects", write(books, text))
    assert result.code in (1, 2)
    assert said in result.err


def test_bad_rows_of_a_register_are_set_aside(books: Norec, tmp_path: Path) -> None:
    result = books("import", "partners", write(books, "name,country\nX,KE\nY,Nowhere\n"), "--skip-bad")
    assert result.out == "1\t0\t0\t0\t1\n"
    assert (tmp_path / "t.bad.csv").read_text(encoding="utf-8") == "name,country\nY,Nowhere\n"


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "json"])
@pytest.mark.parametrize("example", ["grid-arendal", "erasmus-2012"])
def test_exported_records_are_imported_as_they_were(norec: Norec, form: str, example: str) -> None:
    """Table by table, in the order in which they need each other; rounds and waivers go with a whole store only."""
    from support.program import DATA

    folder = norec.cwd
    for kind in ("partners", "projects", "exchanges"):
        norec("export", kind, "--private", "-C", str(DATA / example), "-o", f"{kind}.{form}", "-q").ok()
    norec("init", "copy").ok()
    norec.cwd = folder / "copy"
    for kind in ("partners", "projects", "exchanges"):
        left = ["--map", "round="] if kind == "exchanges" else []
        result = norec("import", kind, f"../{kind}.{form}", *left)
        assert result.code == 0, result.err
    copied = {line.split("\t")[0] for line in norec("partners", "list").ok().splitlines()}
    norec.cwd = DATA / example
    assert copied == {line.split("\t")[0] for line in norec("partners", "list").ok().splitlines()}
    sheets = [
        norec("export", "exchanges", "--private", "-f", "jsonl", "-C", str(path)).ok()
        for path in (DATA / example, folder / "copy")
    ]
    first, second = (
        [{key: value for key, value in json.loads(line).items() if key != "round"} for line in sheet.splitlines()]
        for sheet in sheets
    )
    assert first == second
    again = norec(
        "import", "exchanges", str(folder / f"exchanges.{form}"), "--map", "round=", "-C", str(folder / "copy")
    )
    assert again.out == f"0\t0\t{len(first)}\t0\t0\n"


@pytest.mark.slow
def test_many_records_are_replaced_and_added_at_once(books: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register is taken apart once, not for each record; all comes back byte for byte, and comments stay."""
    from norec_cli.store.formats import toml_edit

    taken_apart = []
    real = toml_edit.find_statements
    monkeypatch.setattr(toml_edit, "find_statements", lambda text: taken_apart.append(len(text)) or real(text))
    numbers = range(400)
    register = "".join(f'[partners.p{n}-ke]\nname = "P {n}"\ncountry = "KE"  # {n}\n\n' for n in numbers)
    make_store(books.cwd, register)
    before = contents(books.cwd)
    text = "id,name,country,city\n" + "".join(f"p{n}-ke,P {n},KE,City {n}\n" for n in numbers if n % 2)
    text += "".join(f"q{n}-ke,Q {n},KE,City {n}\n" for n in numbers)
    assert books("import", "partners", write(books, text), "--update").out == "400\t200\t0\t0\t0\n"
    text = "title,partners,note\n" + "".join(f"Project {n},p{n}-ke;q{n}-ke,x\n" for n in numbers)
    assert books("import", "projects", write(books, text)).out == "400\t0\t0\t0\t0\n"
    assert books("import", "projects", write(books, text.replace(",x", ",y")), "--update").out == "0\t400\t0\t0\t0\n"
    assert len(taken_apart) == 2  # once for the partners, once for the projects that were replaced
    shown = json.loads(books("partners", "show", "p399-ke", "--json").ok())
    assert (shown["name"], shown["city"]) == ("P 399", "City 399")
    assert json.loads(books("projects", "show", "project-399", "--json").ok())["note"] == "y"
    assert (books.cwd / "partners.toml").read_text(encoding="utf-8").count("  # ") == 400
    for _ in range(3):
        assert books("undo").code == 0
    (books.cwd / "t.csv").unlink()
    assert contents(books.cwd) == {**before, "projects.toml": b""}


@pytest.mark.parametrize(
    ("noun", "text", "column"),
    [
        ("partners", "name,country,ended\nX,KE,01/02/2020\nY,KE,2020-01-31\nZ,KE,03/02/2020\n", "ended"),
        (
            "projects",
            "title,partners,end\nX,a-no;b-ke,01/02/2020\nY,a-no;b-ke,2020-01-31\nZ,a-no;b-ke,03/02/2020\n",
            "end",
        ),
    ],
)
def test_dates_that_may_have_the_day_or_the_month_first_are_one_problem_of_their_column(
    books: Norec, noun: str, text: str, column: str
) -> None:
    """Leaving out bad rows is no way out: each date of the column is in doubt."""
    before = contents(books.cwd)
    file = write(books, text)
    for options in ((), ("--skip-bad",)):
        result = books("import", noun, file, *options)
        assert (result.code, result.out) == (1, "")
        assert result.err.count("--date-format") == 1
        assert (
            f't.csv:2: {column}: "01/02/2020" may have the day or the month first, and no other date of the column '
            "shows which: say --date-format DMY or MDY\n"
        ) in result.err
        assert "1 row of 3 has errors: nothing was imported. Correct the column first.\n" in result.err
    (books.cwd / file).unlink()
    assert contents(books.cwd) == before
    assert books("import", noun, write(books, text), "--date-format", "DMY").out == "3\t0\t0\t0\t0\n"


def test_one_date_shows_the_order_of_the_other_dates_of_its_column(books: Norec) -> None:
    file = write(books, "name,country,ended\nX,KE,01/02/2020\nY,KE,31/01/2020\n")
    assert books("import", "partners", file).code == 0
    ended = [json.loads(books("partners", "show", key, "--json").ok())["ended"] for key in ("x-ke", "y-ke")]
    assert ended == ["2020-02-01", "2020-01-31"]
