"""`norec export` and the workbook: what leaves the books is whole, typed, guarded, and holds nothing private unasked."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.commands.report import REPORTS
from norec_cli.model.spreadsheet_text import escape_formula, escape_xml, unescape_formula, unescape_xml
from norec_cli.render.formats import xlsx
from support.program import DATA, Norec, make_store

SECRETS = ("SECRET-CONTACT", "SECRET-REF", "SECRET-NOTE", "SECRET-COMMENT", "SECRET-TITLE-NOTE")
REGISTER = """\
# SECRET-COMMENT
[partners.a-no]
name = "=A(1)"
country = "NO"
city = "Oslo; \\tNorth\\nEast"
needs = ["=law", "soil; water"]
aliases = ["007", "TRUE"]
contact = "SECRET-CONTACT"
note = "SECRET-NOTE"
ended = 2029-12-31

[[partners.a-no.adjustments]]
on = 2019-01-01
sent = 2
reason = "older books"

[partners.b-na]
name = "2011-09-01"
country = "NA"
sector = "public"
side = "north"
"""
PROJECTS = """\
[projects.p]
title = "1e5"
partners = ["a-no", "b-na"] # SECRET-COMMENT
coordinator = "a-no"
chosen_by = ["b-na"]
chosen_on = 2018-01-01
goals = [13, 6]
areas = ["health"]
note = "SECRET-TITLE-NOTE"
[projects.p.rules]
tolerance = 0.25
[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31
plan = ["a-no:b-na:2:10"]
"""
EXCHANGES = (
    '{"id":"q1x","from":"a-no","to":"b-na","participants":1,"women":0,"start":"2020-02-01","end":"2020-12-31",'
    '"confirmed":true,"project":"p","round":1,"topics":["law","a;b"],"ref":"SECRET-REF","note":"SECRET-NOTE"}\n'
    '{"id":"q0y","from":"b-na","to":"a-no","participants":3,"start":"1900-01-15","cancelled":true,"reason":"permit"}\n'
)
# Every report, once for each list of words here, or else without any.
WORDS: dict[str, list[tuple[str, ...]]] = {
    "reciprocity": [(), ("--unit", "months")],
    "statement": [("nema-ug",)],
    "summary": [("--year", "2011")],
    "upcoming": [("--as-of", "2012-06-01")],
    "mirror": [],  # needs another store
}
EVERY_REPORT = [("report", name, *words) for name in REPORTS for words in WORDS.get(name, [()])]


class Pipe(io.RawIOBase):
    """A standard output whose bytes are no text."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, REGISTER, EXCHANGES, "# SECRET-COMMENT\n[rules]\nallowance = 2\n")
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


@pytest.fixture
def arendal(norec: Norec) -> Norec:
    shutil.copytree(DATA / "grid-arendal", norec.cwd / "store")
    norec.cwd /= "store"
    return norec


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def cells_of(path: Path, sheet: int = 0) -> list[list[Any]]:
    with path.open("rb") as file:
        found = openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def as_csv(value: Any, like: str) -> str:
    """A cell as our CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) or ("." in like and isinstance(value, int)):
        return f"{value:.{len(like.partition('.')[2])}f}"
    return str(value)


@pytest.mark.slow
@pytest.mark.parametrize("words", [
    *EVERY_REPORT,
    ("partners", "list"), ("partners", "show", "nema-ug"), ("projects", "list"), ("exchanges", "list"), ("check",),
    ("check", "--explain", "ids-unique"), ("history",), ("info",), ("export", "partners"), ("export", "projects"),
    ("export", "exchanges"), ("export", "report", "trend"),
], ids=" ".join)  # fmt: skip
def test_a_workbook_of_anything_holds_what_csv_does(arendal: Norec, words: tuple[str, ...]) -> None:
    arendal("partners", "edit", "nema-ug", "--city", "=1+1").ok()
    text = arendal(*words, "-f", "csv").out
    code = arendal(*words, "-f", "csv").code
    result = arendal(*words, "-o", "x.xlsx", "-q")
    assert (result.code, result.out, result.err) == (code, "", "")
    cells = cells_of(arendal.cwd / "x.xlsx")
    expected = rows_of(text)
    assert [[as_csv(value, like) for value, like in zip(row, line, strict=True)] for row, line in zip(cells, expected, strict=True)] == expected  # fmt: skip
    pipe = Pipe()
    assert arendal(*words, "-f", "xlsx", stdout=pipe).code == code
    assert pipe.data == (arendal.cwd / "x.xlsx").read_bytes()


def test_cells_have_types_and_formats(arendal: Norec) -> None:
    arendal("report", "statement", "nema-ug", "-o", "x.xlsx", "-q").ok()
    arendal("exchanges", "list", "-o", "y.xlsx", "-q").ok()
    arendal("report", "reciprocity", "-o", "z.xlsx", "-q").ok()
    found = {name: openpyxl.load_workbook(arendal.cwd / f"{name}.xlsx") for name in "xyz"}
    sheet = found["y"].worksheets[0]
    assert (sheet.title, sheet.freeze_panes) == ("exchanges list", "A2")
    heading = {cell.value: cell.column for cell in sheet[1]}
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    start, people, confirmed, sender = (sheet.cell(2, heading[key]) for key in ("start", "participants", "confirmed", "from"))  # fmt: skip
    assert (start.value.date(), start.is_date, start.number_format) == (date(2011, 9, 1), True, "yyyy\\-mm\\-dd")
    assert (people.value, people.data_type, people.number_format) == (1, "n", "0")
    assert (confirmed.value, confirmed.data_type) == (True, "b")
    assert (sender.data_type, sender.number_format) == ("s", "@")
    index = next(cell for cell in found["z"].worksheets[0][3] if cell.number_format.startswith("0."))
    assert (index.value, index.number_format) == (0.666667, "0.000000")
    assert [one.title for one in found["z"]] == ["report reciprocity", "about"]
    about = [row[0] for row in cells_of(arendal.cwd / "z.xlsx", 1)]
    assert about[:2] == ["about", "Reciprocity by partner in people, as of 2026-11-23"]
    assert "This rule is the program's own: none is published for the model." in about
    for book in found.values():
        for one in book:
            assert all(8 <= width.width <= 60 for width in one.column_dimensions.values())


def test_a_workbook_tells_nothing_of_when_and_where_it_was_made(arendal: Norec) -> None:
    arendal("report", "trend", "-o", "x.xlsx", "-q").ok()
    with zipfile.ZipFile(arendal.cwd / "x.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "openpyxl" not in core


@pytest.mark.parametrize("words", [("report", "flows"), ("partners", "list"), ("export", "exchanges")])
@pytest.mark.parametrize("flags", [("-f", "xlsx"), ("-f", "xlsx", "-o", "-")])
def test_a_workbook_is_not_written_to_a_terminal(
    arendal: Norec, words: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    result = arendal(*words, *flags, terminal=True)
    assert (result.code, result.out) == (2, "")
    assert (
        result.err == "norec: --format xlsx: a terminal can't show a workbook: write it to a file with -o NAME.xlsx\n"
    )
    assert arendal(*words, "-f", "xlsx", "-o", "x.xlsx", "-q", terminal=True).ok() == ""


@pytest.mark.slow
def test_text_is_never_a_formula_a_number_or_an_error(books: Norec) -> None:
    for name in (
        "=1+1",
        "+1",
        "-1",
        "@A",
        "#N/A",
        "007",
        "1e5",
        "TRUE",
        "2011-09-01",
        "'=x",
        "\t=1",
        "a;=b",
        "_x0041_",
    ):
        books("partners", "edit", "a-no", "--name", name).ok()
        for words in (("partners", "list"), ("export", "partners")):
            books(*words, "-o", "x.xlsx", "-q").ok()
            sheet = openpyxl.load_workbook(books.cwd / "x.xlsx").worksheets[0]
            assert {cell.data_type for row in sheet for cell in row if cell.value is not None} <= {"s", "d"}
            cell = sheet["B2"].value
            expected = name.replace("\t", " ") if words[0] == "partners" else name
            assert (
                unescape_formula(unescape_xml(cell)) == expected.strip()
                or unescape_formula(unescape_xml(cell)) == expected
            )
            assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_texts_that_a_cell_cannot_hold_are_refused(books: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    books("exchanges", "edit", "q1", "--note", "\N{GRINNING FACE}" * 16_383 + "ab").ok()
    for words in (("exchanges", "show", "q1"), ("export", "exchanges", "--private")):
        result = books(*words, "-o", "x.xlsx", "-q")
        row = 2 if words[1] == "show" else 3
        assert (result.code, result.out) == (1, "")
        assert result.err.splitlines()[0].endswith(f", row {row} (q1x): note has 32,768 characters, and a cell of a workbook holds 32,767")  # fmt: skip
        assert result.err.splitlines()[1] == "Choose another format, for example csv or json."
        assert not (books.cwd / "x.xlsx").exists()
        books(*words, "-o", "x.csv", "-q", "--force").ok()
    books("exchanges", "edit", "q1", "--note", "\x0b" * 4_681 + "abcdef").ok()  # seven characters each, when escaped
    assert "note has 32,773 characters" in books("export", "exchanges", "--private", "-o", "x.xlsx", "-q").err
    books("exchanges", "edit", "q1", "--note", "\x0b" * 4_680 + "abcdefg").ok()
    books("export", "exchanges", "--private", "-o", "x.xlsx", "-q").ok()
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    result = books("exchanges", "list", "-f", "xlsx", "-o", "y.xlsx", "-q")
    assert result.code == 1
    assert result.err.startswith("norec: exchanges list has 2 rows, and a sheet of a workbook holds 1\n")
    assert xlsx.MOST_CHARACTERS == 32_767


@given(st.text(st.characters(codec="utf-8")) | st.text("_x0F\x0b5'=;\ud800\ufffe"))
def test_escaped_texts_are_imported_as_they_were(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text
    assert unescape_xml(escape_xml(text)) == text
    assert not set(escape_xml(text)) & set("\x00\x0b\x1f\r\ud800\ufffe")


def test_every_field_of_the_partners(books: Norec) -> None:
    text = (
        "id,name,country,city,sector,side,needs,capacities,aliases,ended\n"
        'a-no,\'=A(1),NO,"Oslo; \tNorth\nEast",,,"[""=law"", ""soil; water""]",,007; TRUE,2029-12-31\n'
        "b-na,2011-09-01,NA,,public,north,,,,\n"
    )
    assert books("export", "partners").ok() == text
    assert books("export", "partners", "-o", "x.odd", "-q", "--force").ok() == ""
    assert (books.cwd / "x.odd").read_text(encoding="utf-8") == text
    private = rows_of(books("export", "partners", "--private").ok())
    assert private[0][-2:] == ["contact", "note"]
    assert private[1][-2:] == ["SECRET-CONTACT", "SECRET-NOTE"]


def test_every_field_of_the_projects(books: Norec) -> None:
    assert books("export", "projects").ok() == (
        "id,title,partners,coordinator,chosen_by,chosen_on,assessed_on,assessed_by,areas,issues,goals,start,end,type,agreement\n"
        "p,1e5,a-no; b-na,a-no,b-na,2018-01-01,,,health,,13; 6,,,,\n"
    )
    assert json.loads(books("export", "projects", "--json").ok())["rows"][0]["goals"] == [13, 6]
    assert books("export", "projects", "--private").ok().endswith(",SECRET-TITLE-NOTE\n")


def test_every_field_of_the_exchanges(books: Norec) -> None:
    heading = (
        "id,from,to,participants,women,start,end,ended_early,cancelled,reason,confirmed,replaces,project,round,topics"
    )
    first = "q0y,b-na,a-no,3,,1900-01-15,,,true,permit,false,,,,"
    second = 'q1x,a-no,b-na,1,0,2020-02-01,2020-12-31,,false,,true,,p,1,"[""law"", ""a;b""]"'
    assert books("export", "exchanges").ok() == f"{heading}\n{first}\n{second}\n"
    assert books("export", "exchanges", "--private").ok() == (
        f"{heading},ref,note\n{first},,\n{second},SECRET-REF,SECRET-NOTE\n"
    )
    books("export", "exchanges", "-o", "x.xlsx", "-q").ok()
    cells = cells_of(books.cwd / "x.xlsx")
    assert cells[1][:6] == ["q0y", "b-na", "a-no", 3, None, "1900-01-15"]  # programs don't agree on days before March
    assert cells[2][5].date() == date(2020, 2, 1)


def test_every_key_of_a_record_is_exported() -> None:
    from norec_cli.model.exchange import Exchange
    from norec_cli.model.partner import Adjustment, Partner
    from norec_cli.model.project import Overrides, Project, Round
    from norec_cli.model.settings import RuleSettings, Settings, Waiver
    from norec_cli.transfer.backup.schema import TABLES

    keys = {name: {field.key for field in fields} for name, fields in TABLES.items()}
    rules = set(RuleSettings.model_fields)
    assert keys["exchanges"] == set(Exchange.__struct_encode_fields__)
    assert keys["partners"] == {"id", *Partner.model_fields} - {"adjustments"}
    assert keys["adjustments"] == {"partner", *Adjustment.model_fields}
    assert rules == set(Overrides.model_fields)
    assert keys["projects"] == ({"id", *Project.model_fields} - {"rules", "rounds"}) | rules
    assert keys["rounds"] == {"project", "round", *Round.model_fields}
    assert keys["store"] == ({"schema", *Settings.model_fields} - {"schema_number", "rules", "waivers"}) | rules
    assert keys["waivers"] == set(Waiver.model_fields)


def test_exports_are_filtered_and_sorted_as_lists_are(books: Norec) -> None:
    def ids(*words: str) -> list[str]:
        return [row[0] for row in rows_of(books("export", *words).ok())[1:]]

    assert ids("partners", "--country", "NA") == ["b-na"]
    assert ids("partners", "--sort", "name", "--reverse") == ["a-no", "b-na"]
    assert ids("exchanges", "--year", "2020") == ["q1x"]
    assert ids("exchanges", "--project", "p") == ["q1x"]
    assert ids("exchanges", "--partner", "a-no", "--sort", "participants") == ["q1x", "q0y"]
    assert ids("projects", "--partner", "b-na") == ["p"]
    assert "no such option: --unit" in books("export", "projects", "--unit", "months").err
    assert books("export", "partners", "--country", "KE", "-f", "table").ok().endswith("No partners are selected.\n")


def test_exports_are_csv_unless_another_format_is_named(books: Norec) -> None:
    for words in (("partners",), ("exchanges",), ("report", "reciprocity"), ("report", "statement", "a-no")):
        plain = books("export", *words, "-f", "csv").ok()
        assert books("export", *words).ok() == plain
        assert "," in plain.splitlines()[0]
        assert books("export", *words, "--json").ok().startswith("{\n")
        assert books("export", *words, "-f", "plain").ok().count("\t") > 5
        assert books("export", *words, "-o", "x.jsonl", "-q", "--force").ok() == ""
        assert (books.cwd / "x.jsonl").read_text(encoding="utf-8") == books("export", *words, "-f", "jsonl").ok()
        shown = books("export", *words, terminal=True).ok()
        assert shown.splitlines()[0] == plain.splitlines()[0]
    assert books("report", "reciprocity").ok() == books("export", "report", "reciprocity", "-f", "plain").ok()
    assert books("export", "report", "reciprocity").ok() == books("report", "reciprocity", "-f", "csv").ok()
    assert books("export", "report", "reciprocity", "--fail-on", "unbalanced", "--as-of", "2021-01-01").code == 3


def test_control_characters_are_not_sent_to_a_terminal(books: Norec) -> None:
    books("partners", "edit", "a-no", "--city", "\x1b[31mred\r\nx").ok()
    assert "\x1b[31mred\r\nx" in books("export", "partners").ok()
    shown = books("export", "partners", terminal=True).ok()
    assert "\x1b" not in shown
    assert " [31mred  x" in shown
    for form in ("plain", "markdown", "table", "json"):
        assert "\x1b" not in books("export", "partners", "-f", form).ok()


def test_csv_quotes_a_text_with_a_carriage_return(books: Norec) -> None:
    books("partners", "edit", "a-no", "--city", "a\rb").ok()
    assert rows_of(books("export", "partners").ok())[1][3] == "a\rb"
    assert len(rows_of(books("export", "partners").ok())) == 3


def everything_in(data: bytes) -> bytes:
    """What a file holds, unpacked if it is an archive."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.slow
def test_private_fields_are_exported_only_with_private(books: Norec) -> None:
    commands: list[tuple[str, ...]] = [("export", noun) for noun in ("partners", "projects", "exchanges")]
    commands += [("export", "report", "reciprocity"), ("export", "report", "statement", "a-no")]
    commands += [("export", "report", name) for name in ("flows", "trend", "summary", "needs", "rounds", "upcoming")]
    for words in commands:
        for ending in ("csv", "xlsx", "json", "jsonl", "md", "txt"):
            books(*words, "-o", f"x.{ending}", "-q", "--force")
            found = everything_in((books.cwd / f"x.{ending}").read_bytes())
            assert not [secret for secret in SECRETS if secret.encode() in found], (words, ending)
        if words[1] in ("partners", "projects", "exchanges"):
            assert b"SECRET" in books(*words, "--private").ok().encode()
    for ending in ("xlsx", "json", "zip"):
        books("export", "store", "-o", f"x.{ending}").ok()
        found = everything_in((books.cwd / f"x.{ending}").read_bytes())
        assert b"SECRET" not in found
        assert b"older books" in found
        books("export", "store", "--private", "-o", f"x.{ending}").ok()
        found = everything_in((books.cwd / f"x.{ending}").read_bytes())
        assert [secret for secret in SECRETS if secret.encode() not in found] == []


def converted(path: Path, folder: Path, kind: str) -> bytes:
    """A file as LibreOffice makes another of it."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir",
         str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "out" / path.with_suffix(f".{kind.partition(':')[0]}").name).read_bytes()


office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")


@office
def test_libreoffice_converts_a_workbook_to_the_same_csv(norec: Norec, tmp_path: Path) -> None:
    norec.cwd = tmp_path / "store"
    shutil.copytree(DATA / "norec-2019", norec.cwd)
    key = norec("partners", "list").ok().split("\t")[0]
    norec("partners", "edit", key, "--name", "=1+1", "--city", "007", "--add-need", "_x000B_", "--alias", "TRUE").ok()
    lists: tuple[tuple[str, ...], ...] = (
        ("report", "reciprocity", "--as-of", "2020-01-01", "--unit", "months"), ("exchanges", "list"), ("partners", "list"),
        ("report", "trend"), ("export", "partners"), ("export", "projects", "--private"), ("export", "exchanges", "--private"),
    )  # fmt: skip
    for number, words in enumerate(lists):
        norec(*words, "-o", f"x{number}.xlsx", "-q").ok()
        made = converted(norec.cwd / f"x{number}.xlsx", tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76")
        assert made.decode() == norec(*words, "-f", "csv").ok(), words


@office
def test_a_store_that_libreoffice_saved_is_the_same_store(norec: Norec, tmp_path: Path) -> None:
    store = DATA / "norec-2024"
    norec("-C", str(store), "export", "store", "--private", "-o", "x.xlsx").ok()
    converted(norec.cwd / "x.xlsx", tmp_path, "xlsx")
    norec("init", "new").ok()
    norec("-C", "new", "import", "store", "out/x.xlsx").ok()
    for name in ("norec.toml", "partners.toml", "projects.toml", "exchanges.jsonl"):
        assert (norec.cwd / "new" / name).read_bytes() == (store / name).read_bytes()
