"""`norec export store` and `norec import store`: a store comes out of its own export as it was, or nothing is written."""

import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.settings import RuleSettings, Settings, Waiver
from norec_cli.model.spreadsheet_text import join_list, split_list
from norec_cli.transfer.backup.export import document, tables_of
from support import records
from support.program import DATA, Norec, contents, make_store

FILES = ("norec.toml", "partners.toml", "projects.toml", "exchanges.jsonl")
ENDINGS = ("xlsx", "zip", "json")
STORES = ("erasmus-2012", "grid-arendal", "norec-2019", "norec-2024")
ODD = (
    "=1+1", "'=1+1", "''", "@x", "-1", "+1", "a;b", "a; =b", ";", "; ", "[x]", '["x"]', "a\nb", "a\r\nb", "\rb", "a\tb",
    "\tb", "\x0b", "a\x00b", "\x1b[31m", "x\x85", "\ufffe", "\ufeffx", "\N{GRINNING FACE}", "NA", "007", "1e5", "2011-09-01",
    "TRUE", "false", "#N/A", "_x000B_", "_x005F_x000B_", "x005F_", " lead", "trail ", '"', "\\", "a, b",
)  # fmt: skip


def held(folder: Path) -> dict[str, bytes]:
    """The files of a store, its history apart; one that isn't there is as good as an empty one."""
    return {name: (folder / name).read_bytes() if (folder / name).exists() else b"" for name in FILES}


def findings(norec: Norec) -> set[str]:
    """What `norec check` finds, by rule and record, but for what only references can tell."""
    found = {" ".join(line.split("\t")[1::3]) for line in norec("check").out.splitlines()}
    return {line for line in found if not line.startswith(("refs-apart", "recorded-once"))}


def fresh(norec: Norec, name: str = "new") -> Norec:
    """The program in a new store, beside where it was."""
    norec("init", name).ok()
    return Norec(norec.cwd / name)


def edited(norec: Norec, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change `x.xlsx` as a person would: its sheets, by name."""
    book = openpyxl.load_workbook(norec.cwd / "x.xlsx")
    change({sheet.title: sheet for sheet in book})
    book.save(norec.cwd / "x.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_store_comes_back_byte_for_byte(norec: Norec, store: str, ending: str) -> None:
    exported = norec("-C", str(DATA / store), "export", "store", "--private", "-o", f"x.{ending}").ok()
    assert exported == f"x.{ending}\n"
    first = (norec.cwd / f"x.{ending}").read_bytes()
    norec("-C", str(DATA / store), "export", "store", "--private", "-o", f"x.{ending}").ok()
    assert (norec.cwd / f"x.{ending}").read_bytes() == first
    new = fresh(norec)
    empty = contents(new.cwd)
    new("import", "store", f"../x.{ending}").ok()
    assert held(new.cwd) == held(DATA / store)
    for words in (("report", "reciprocity"), ("check",), ("report", "summary")):
        assert new(*words).out == Norec(DATA / store)(*words).out
    after = contents(new.cwd)
    assert new("undo").code == 0
    assert contents(new.cwd) == empty
    assert new("redo").code == 0
    assert contents(new.cwd) == after


@pytest.mark.slow
@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_without_what_is_private_the_answers_are_the_same(norec: Norec, store: str, ending: str) -> None:
    norec("-C", str(DATA / store), "export", "store", "-o", f"x.{ending}").ok()
    new = fresh(norec)
    new("import", "store", f"../x.{ending}").ok()
    for words in (("report", "reciprocity"), ("report", "rounds"), ("report", "needs"), ("partners", "list")):
        assert new(*words).ok() == norec("-C", str(DATA / store), *words).ok()
    assert findings(new) == findings(Norec(DATA / store))
    new("export", "store", "-o", f"y.{ending}").ok()
    assert (new.cwd / f"y.{ending}").read_bytes() == (norec.cwd / f"x.{ending}").read_bytes()
    assert b"# Partner organisations." in (new.cwd / "partners.toml").read_bytes()
    new("partners", "adjust", new("partners", "list").ok().split("\t")[0], "--sent", "1", "--on", "2020-01-01", "--reason", "r").ok()  # fmt: skip


@pytest.mark.slow
def test_the_tables_of_a_store(norec: Norec) -> None:
    norec("-C", str(DATA / "norec-2019"), "export", "store", "--private", "-o", "x.xlsx").ok()
    book = openpyxl.load_workbook(norec.cwd / "x.xlsx")
    assert book.sheetnames == [
        "store",
        "waivers",
        "partners",
        "adjustments",
        "projects",
        "rounds",
        "exchanges",
        "files",
    ]
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type in ("f", "e")]
    assert [cell.value for cell in book["files"][2]][:2] == ["norec.toml", 1]
    norec("-C", str(DATA / "norec-2019"), "export", "store", "-o", "x.zip").ok()
    with zipfile.ZipFile(norec.cwd / "x.zip") as archive:
        assert archive.namelist() == [f"{name}.csv" for name in book.sheetnames[:-1]]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("store.csv").decode() == (
            "schema,name,tolerance,allowance,allowance_months,least_months,most_months\n1,Synthetic portfolio 2019,,,,,\n"
        )
    norec("-C", str(DATA / "grid-arendal"), "export", "store", "-o", "x.json").ok()
    found = json.loads((norec.cwd / "x.json").read_text(encoding="utf-8"))
    assert found["schema"] == "norec.store/1"
    assert found["tables"]["exchanges"][0] == {
        "id": "b8k2kyzmb4", "from": "grid-arendal-no", "to": "nema-ug", "participants": 1, "start": "2011-09-01",
        "end": "2012-06-30", "confirmed": True, "project": "grid-arendal-2011", "round": 1,
    }  # fmt: skip
    assert found["tables"]["partners"][1]["aliases"] == ["National Environment Management Authority"]


def test_a_person_is_told_what_was_done(norec: Norec) -> None:
    store = str(DATA / "grid-arendal")
    assert norec("-C", store, "export", "store", "-o", "x.json", terminal=True, columns=200).ok() == (
        "Wrote 5 partners, 1 project, 6 exchanges to x.json. Left out: contacts, references, notes, comments (--private includes them), and the history.\n"
    )
    assert norec("-C", store, "export", "store", "-o", "x.json", "--private", terminal=True, columns=200).ok() == (
        "Wrote 5 partners, 1 project, 6 exchanges to x.json. The history is not included.\n"
    )
    new = fresh(norec)
    assert new("import", "store", "../x.json", terminal=True, columns=200).ok() == (
        "Filled the store with 5 partners, 1 project, 6 exchanges. norec undo takes that back.\n"
    )
    told = json.loads(new("history", "--json").ok())["rows"]
    assert [row["verb"] for row in told] == ["import store"]
    assert len(told[0]["what"]) == 12


# What any store may hold.

odd = records.texts | st.sampled_from([text for text in ODD if text.strip()])


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    one = draw(records.exchanges())
    topics = draw(records.some(odd))
    return msgspec.structs.replace(one, note=draw(records.maybe(odd)), topics=topics)


@st.composite
def partners(draw: st.DrawFn) -> Partner:
    one = draw(records.partners)
    values = {key: draw(records.maybe(odd)) for key in ("city", "contact", "note")}
    return Partner.model_validate({**dict(one), **values, "name": draw(odd), "needs": draw(records.some(odd))})


@st.composite
def stores(draw: st.DrawFn) -> tuple[Settings, dict[str, Partner], dict[str, Project], list[Exchange]]:
    rules = RuleSettings(tolerance=draw(st.decimals(0, 1, places=3)), allowance=draw(st.integers(0, 9)))
    waivers = st.builds(Waiver, rule=odd, record=odd, reason=odd, by=odd, on=records.days)
    more = {"waivers": draw(st.lists(waivers, max_size=2).map(tuple)), "year_start": draw(records.first_days)}
    chosen = Settings(schema=1, name=draw(odd), rules=rules, **more)
    found = {key: draw(partners()) for key in records.PARTNER_IDS}
    projects = {key: draw(records.projects()) for key in draw(st.sampled_from((("p",), ("p", "q"))))}
    return chosen, found, projects, draw(st.lists(exchanges(), max_size=3, unique_by=lambda one: one.id))


def built(norec: Norec, store: tuple[Any, ...], name: str) -> Norec:
    """A store that holds that, in files as the program writes them."""
    text = json.loads(document(tables_of(*store, {})))
    del text["tables"]["files"]
    (norec.cwd / f"{name}.json").write_text(json.dumps(text), encoding="utf-8")
    new = fresh(norec, name)
    new("import", "store", f"../{name}.json").ok()
    return new


slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.mark.slow
@slow
@given(stores(), st.booleans())
def test_any_store_comes_back_byte_for_byte(store: tuple[Any, ...], returns: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        old = built(norec, store, "old")
        for file in FILES[:3]:  # as people edit them
            raw = (old.cwd / file).read_bytes() + b"\n\n# ours = \xe2\x82\xac"
            (old.cwd / file).write_bytes(raw.replace(b"\n", b"\r\n") if returns else raw)
        for ending in ENDINGS:
            old("export", "store", "--private", "-o", f"x.{ending}").ok()
            new = fresh(norec, ending)
            new("import", "store", f"../old/x.{ending}").ok()
            assert held(new.cwd) == held(old.cwd)
            for noun in ("partners", "projects", "exchanges"):
                assert (
                    new("export", noun, "--private", "--json").ok() == old("export", noun, "--private", "--json").ok()
                )


@pytest.mark.slow
@slow
@given(stores(), stores())
def test_values_changed_in_the_tables_are_changed_in_their_lines(
    before: tuple[Any, ...], after: tuple[Any, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        documents = []
        for name, store in (("before", before), ("after", after)):
            one = built(norec, store, name)
            for file in FILES[:3]:
                with (one.cwd / file).open("ab") as opened:
                    opened.write(f"\n# comment of {name}\n".encode())
            one("export", "store", "--private", "-o", "x.json").ok()
            documents.append(json.loads((one.cwd / "x.json").read_text(encoding="utf-8")))
        documents[1]["tables"]["files"] = documents[0]["tables"]["files"]
        (norec.cwd / "x.json").write_text(json.dumps(documents[1]), encoding="utf-8")
        new = fresh(norec)
        new("import", "store", "../x.json").ok()
        new("export", "store", "--private", "-o", "y.json").ok()
        found = json.loads((new.cwd / "y.json").read_text(encoding="utf-8"))
        del found["tables"]["files"], documents[1]["tables"]["files"]
        assert found == documents[1]
        for file in FILES[:3]:
            text = (new.cwd / file).read_text(encoding="utf-8")
            assert "# comment of before\n" in text
            assert "# comment of after" not in text


@given(records.some(odd) | st.lists(st.text('[]"; a\\\n', min_size=1, max_size=4), min_size=1).map(tuple))
def test_any_list_comes_back_out_of_its_cell(texts: tuple[str, ...]) -> None:
    if texts and all(text.strip() for text in texts):
        assert split_list(join_list(texts)) == texts


@pytest.mark.parametrize("ending", ENDINGS)
def test_odd_texts_come_back_whole(norec: Norec, ending: str) -> None:
    old = Norec(make_store(norec.cwd / "old", {"a": "NA", "b": "KE"}))
    for text in ODD:
        if text.strip():
            line = {"id": f"x{ODD.index(text)}", "from": "a", "to": "b", "participants": 1, "start": "1900-01-01"}
            line |= {"topics": [text, "z"], **({"ref": text} if text == text.strip() else {}), "note": text}
            with (old.cwd / "exchanges.jsonl").open("ab") as opened:
                opened.write(msgspec.json.encode(line) + b"\n")
    old("export", "store", "--private", "-o", f"x.{ending}").ok()
    new = fresh(norec)
    new("import", "store", f"../old/x.{ending}").ok()
    assert held(new.cwd) == held(old.cwd)


def sharing(path: Path) -> None:
    """Make a workbook's texts shared ones, as most programs do."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(f"<si>{found[1]}</si>")
        return f't="s"><v>{len(texts) - 1}</v>'

    for name, text in members.items():
        if name.startswith("xl/worksheets/"):
            members[name] = re.sub(r't="inlineStr"><is>(.*?)</is>', shared, text, flags=re.DOTALL)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{"".join(texts)}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}" /></Types>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def test_odd_texts_come_back_whole_where_cells_share_them(norec: Norec) -> None:
    old = Norec(make_store(norec.cwd / "old", {"a": "NA", "b": "KE"}))
    for text in ODD:
        if text.strip() and "\x00" not in text:
            old("exchanges", "log", "--from", "a", "--to", "b", "--start", "2020-01-01", "--note", text, "--again").ok()
    old("export", "store", "--private", "-o", "x.xlsx").ok()
    sharing(old.cwd / "x.xlsx")
    fresh(norec)("import", "store", "../old/x.xlsx").ok()
    assert held(norec.cwd / "new") == held(old.cwd)


@pytest.mark.parametrize("ending", ENDINGS)
def test_long_texts_come_back_whole_or_are_refused(norec: Norec, ending: str) -> None:
    old = Norec(make_store(norec.cwd / "old", {"a": "NA", "b": "KE"}))
    log = ("exchanges", "log", "--from", "a", "--to", "b", "--start", "2020-01-01")
    old(*log, "--note", "x" * 32_767, "--topic", "y" * 32_764, "--topic", "z").ok()
    old("export", "store", "--private", "-o", f"x.{ending}").ok()
    fresh(norec)("import", "store", f"../old/x.{ending}").ok()
    assert held(norec.cwd / "new") == held(old.cwd)
    last = old(*log, "--topic", "y" * 32_765, "--topic", "z").ok().strip()
    old("partners", "edit", "a", "--note", "n" * 200_000).ok()
    result = old("export", "store", "--private", "-o", f"y.{ending}")
    if ending == "xlsx":
        assert result.err.splitlines() == [
            "norec: partners, row 2 (a): note has 200,000 characters, and a cell of a workbook holds 32,767",
            f"norec: exchanges, row 3 ({last}): topics has 32,768 characters, and a cell of a workbook holds 32,767",
            "norec: files, row 8 (partners.toml): text has 200,009 characters, and a cell of a workbook holds 32,767",
            "Choose another format, for example csv or json.",
        ]
        assert (result.code, result.out, (old.cwd / "y.xlsx").exists()) == (1, "", False)
        return
    result.ok()
    fresh(norec, "other")("import", "store", f"../old/y.{ending}").ok()
    assert held(norec.cwd / "other") == held(old.cwd)


REGISTER = """\
# ours
[partners.b-ke] # first
name = "B"   # short
country = "KE"
needs = [
  "law", # soon
]

[[partners.b-ke.adjustments]] # old
on = 2019-01-01
sent = 2
reason = "older books"

[[partners.b-ke.adjustments]]
on = 2019-06-01
received = 1
reason = "settled"

[partners.a-no]
name = "A"
country = "NO"
contact = "Ruth"

[partners.c-ug]
name = "C"
country = "UG"
"""
PROJECTS = """\
[projects.p]
title = "P" # title
partners = ["a-no", "b-ke"]
[projects.p.rules]
tolerance = 0.2 # agreed
[projects.p.rounds.1] # round
start = 2020-01-01
end = 2020-12-31
plan = ["a-no:b-ke:02"]
"""
Q1 = (
    '{"id":"q1x","from":"a-no","to":"b-ke","participants":4,"start":"2020-01-01","end":"2020-12-31","confirmed":true}\n'
)
SETTINGS = """\
[rules] # rules
tolerance = 0.3 # ours

[[waivers]]
rule = "sends"
record = "partner a-no"
reason = "agreed" # in writing
by = "all"
on = 2020-01-01
"""


@pytest.fixture
def old(norec: Norec) -> Norec:
    """A store with comments, exported to `x.xlsx` beside it."""
    make_store(norec.cwd / "old", REGISTER, Q1, SETTINGS)
    (norec.cwd / "old" / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    norec("-C", "old", "export", "store", "--private", "-o", "x.xlsx").ok()
    return norec


def test_what_was_edited_in_the_sheets_is_changed_in_its_lines(old: Norec) -> None:
    def change(sheets: dict[str, Any]) -> None:
        assert [cell.value for cell in sheets["partners"][3]][:2] == ["b-ke", "B"]
        sheets["partners"]["B3"] = "Bb"
        sheets["partners"]["G3"] = "law; soil"
        sheets["partners"].delete_rows(4)
        sheets["partners"].append(["d-mw", "D", "MW"])
        sheets["adjustments"]["C2"] = 3
        sheets["adjustments"].delete_rows(3)
        sheets["adjustments"].append(["d-mw", "2020-02-01", None, 1, "new"])
        sheets["projects"]["B2"] = "Pp"
        sheets["projects"][2][16].value = 0.25
        sheets["rounds"]["D2"] = "2020-11-30"
        sheets["rounds"].append(["p", 2, "2021-01-01", "2021-12-31"])
        sheets["store"]["B2"] = "Renamed"
        sheets["store"]["C2"] = 0.15
        sheets["waivers"]["D2"] = "two of them"
        sheets["exchanges"]["D2"] = "2"

    edited(old, change)
    new = fresh(old)
    new("import", "store", "../x.xlsx").ok()
    assert (
        (new.cwd / "partners.toml").read_text(encoding="utf-8")
        == """\
# ours
[partners.b-ke] # first
name = "Bb"   # short
country = "KE"
needs = [
  "law", # soon
  "soil",
]

[[partners.b-ke.adjustments]] # old
on = 2019-01-01
sent = 3
reason = "older books"

[partners.a-no]
name = "A"
country = "NO"
contact = "Ruth"

[partners.d-mw]
name = "D"
country = "MW"

[[partners.d-mw.adjustments]]
on = 2020-02-01
received = 1
reason = "new"
"""
    )
    assert (new.cwd / "projects.toml").read_text(encoding="utf-8") == PROJECTS.replace('"P"', '"Pp"').replace(
        "0.2 ", "0.25 "
    ).replace("2020-12-31", "2020-11-30") + "\n[projects.p.rounds.2]\nstart = 2021-01-01\nend = 2021-12-31\n"
    assert (new.cwd / "norec.toml").read_text(encoding="utf-8") == (
        'schema = 1\nname = "Renamed"\n' + SETTINGS.replace("0.3", "0.15").replace('"all"', '"two of them"')
    )
    assert (new.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == Q1.replace(":4", ":2")


def test_removed_settings_waivers_and_rounds_are_gone_after_the_import(old: Norec) -> None:
    def change(sheets: dict[str, Any]) -> None:
        sheets["waivers"].delete_rows(2)
        sheets["store"]["C2"] = None
        sheets["projects"][2][16].value = None
        sheets["rounds"].delete_rows(2)

    edited(old, change)
    new = fresh(old)
    new("import", "store", "../x.xlsx").ok()
    assert (new.cwd / "norec.toml").read_text(encoding="utf-8") == 'schema = 1\nname = "Test"\n[rules] # rules\n'
    assert (new.cwd / "projects.toml").read_text(encoding="utf-8") == PROJECTS.partition("[projects.p.rules]")[0]


@pytest.mark.slow
def test_rules_that_a_file_does_not_have_yet_and_lines_in_another_order(norec: Norec) -> None:
    store = DATA / "norec-2019"
    norec("-C", str(store), "export", "store", "--private", "-o", "x.json").ok()
    found = json.loads((norec.cwd / "x.json").read_text(encoding="utf-8"))
    found["tables"]["store"][0]["tolerance"] = "0.25"
    found["tables"]["files"].reverse()
    found["tables"]["exchanges"][0]["confirmed"] = "TRUE"
    (norec.cwd / "x.json").write_text(json.dumps(found), encoding="utf-8")
    new = fresh(norec)
    new("import", "store", "../x.json").ok()
    before, after = held(store), held(new.cwd)
    assert after["norec.toml"] == before["norec.toml"] + b"\n[rules]\ntolerance = 0.25\n"
    assert {**after, "norec.toml": b""} == {**before, "norec.toml": b""}


def test_formulas_true_and_false_are_read_as_yes_and_no(old: Norec) -> None:
    def change(sheets: dict[str, Any]) -> None:
        sheets["exchanges"]["I2"] = "=FALSE()"
        sheets["exchanges"]["K2"] = "=TRUE()"

    edited(old, change)
    new = fresh(old)
    new("import", "store", "../x.xlsx").ok()
    assert held(new.cwd) == held(old.cwd / "old")


def test_every_fault_is_said_at_once_with_its_place(old: Norec) -> None:
    def change(sheets: dict[str, Any]) -> None:
        sheets["partners"]["C2"] = "Norway"
        sheets["partners"]["E3"] = "charity"
        sheets["partners"]["J3"] = "soon"
        sheets["partners"].append(["a-no", "Twice", "NO"])
        sheets["partners"].append(["E", None, "NO"])
        sheets["adjustments"]["A2"] = "b-kee"
        sheets["adjustments"]["C3"] = 1.5
        sheets["projects"]["C2"] = "a-no; z"
        sheets["rounds"]["D2"] = "2019-01-01"
        sheets["rounds"].append([None, 3, "2021-01-01", "2021-12-31"])
        sheets["waivers"]["E2"] = "=A1"
        sheets["store"]["C2"] = 2
        sheets["exchanges"].append(["q2", "a-no", "x-no", 0, 5, "2020-01-01"])
        sheets["exchanges"].append(["q1x", "a-no", "b-ke", 1, None, "31.12.2020", None, None, "maybe", "tired", 3])
        sheets["exchanges"].append([None, "a-no", "b-ke", 1, 2, "2020-01-01", None, None, None, None, None, None, "q"])
        sheets["exchanges"].append(["q3", "a-no", "a-no", 1, 2, "2020-02-01", "2020-01-01", None, True])
        sheets["files"].append(["norec.tom", 99, "x"])
        sheets["files"].append(["norec.toml", 1, "x"])

    edited(old, change)
    new = fresh(old)
    before = contents(new.cwd)
    result = new("import", "store", "../x.xlsx")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        f"../x.xlsx: {line}"
        for line in (
            "store, row 2, tolerance: must be 1 or less, not 2",
            "waivers, row 2, on: holds the formula =A1: replace it by its value",
            'partners, row 2, country: must be a two-letter code: write "NO" for Norway, not "Norway"',
            'partners, row 3, ended: "soon" is not a date: write YYYY-MM-DD, for example 2012-06-30',
            "partners, row 5, id: a-no is in row 2 too",
            'partners, row 6, id: "E" must be lower-case letters a-z, digits and single hyphens, at most 64; e would do',
            "partners, row 6, name: is missing",
            'adjustments, row 2, partner: no partner "b-kee" (did you mean b-ke?)',
            "adjustments, row 3, sent: must be a whole number, not 1.5",
            'projects, row 2, partners: no partner "z"',
            "rounds, row 2, end: 2019-01-01 is before start 2020-01-01",
            "rounds, row 3, project: is missing",
            "exchanges, row 3, participants: must be 1 or more, not 0",
            'exchanges, row 3, to: no partner "x-no" (did you mean a-no?)',
            'exchanges, row 4, start: "31.12.2020" is not how a date is written here: write 2020-12-31',
            'exchanges, row 4, cancelled: must be true or false, not "maybe"',
            "exchanges, row 4, confirmed: must be true or false, not 3",
            "exchanges, row 4, id: q1x is in row 2 too",
            'exchanges, row 4, reason: must be visa-refused, permit, health, family, safety, conduct, funding, force-majeure or other, not "tired"',
            "exchanges, row 5, id: is missing",
            'exchanges, row 5, project: no project "q"',
            "exchanges, row 6, exchange q3: end 2020-01-01 is before start 2020-02-01",
            'exchanges, row 6, exchange q3: sender and host are both "a-no": a stay within one organisation is no exchange',
            "exchanges, row 6, exchange q3: women 2 are more than participants 1",
            "exchanges, row 6, exchange q3: reason is missing: a stay that was cancelled or ended early has one",
            'files, row 51, file: must be norec.toml, partners.toml or projects.toml, not "norec.tom"',
            "files, row 52, line: 1 of norec.toml is there twice",
        )
    ] + ["Nothing was changed."]
    assert contents(new.cwd) == before
    assert not new("history").ok()


def zipped(**tables: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.pop("rounds"), "x.json: the table rounds is missing\n"),
        (lambda t: t.update(partner=[]), 'x.json: there is no table "partner" in a store (did you mean partners?)\n'),
        (lambda t: t["partners"][0].update(nam="A"), 'x.json: partners: the column "nam" is not known here (did you mean name?)\n'),
        (lambda t: t.update(store=[]), "x.json: store: must have one row, not 0\n"),
        (lambda t: t["store"][0].update(schema=2), "x.json: store, row 2, schema: 2 is not the schema of this program, 1\n"),
        (lambda t: t["store"][0].pop("name"), "x.json: store, row 2, name: is missing\n"),
        (lambda t: t["partners"][0].update(name={"a": 1}), "x.json: partners, row 2, name: must be text, not something else (a table): format the cell as text\n"),
        (lambda t: t["partners"][0].update(name="\ud800"), "x.json: partners, row 2, name: is not valid UTF-8\n"),
        (lambda t: t["partners"][0].update(needs=[1]), "x.json: partners, row 2, needs: must be a list of texts\n"),
        (lambda t: t["partners"][0].update(needs=["a", "A "]), 'x.json: partners, row 2, needs: names "A " twice\n'),
        (lambda t: t["partners"][0].update(needs="[1"), 'x.json: partners, row 2, needs: must be texts separated by semicolons, or a list like ["one", "two"], not "[1"\n'),
        (lambda t: t["rounds"][0].update(round=0), "x.json: rounds, row 2, rounds 0: must be a number, 1 or more\n"),
        (lambda t: t["rounds"][0].pop("round"), "x.json: rounds, row 2, round: is missing\n"),
        (lambda t: t["rounds"].append(t["rounds"][0]), "x.json: rounds, row 3, round: 1 of project p is there twice\n"),
        (lambda t: t["rounds"][0].update(plan=["a-no:c-ug:1"]), 'x.json: rounds, row 2, rounds 1: plans for "c-ug", which is no partner of the project\n'),
        (lambda t: t["projects"][0].update(tolerance="x"), 'x.json: projects, row 2, tolerance: must be a number with a point, not "x"\n'),
        (lambda t: t["projects"][0].update(goals=["6", 18]), "x.json: projects, row 2, goals: names 18: the sustainable development goals run from 1 to 17\n"),
        (lambda t: t["exchanges"][0].update(women=-1), "x.json: exchanges, row 2, women: must be 0 or more, not -1\n"),
        (lambda t: t["exchanges"][0].update(participants=10**10), "x.json: exchanges, row 2, participants: must be 1,000,000,000 or less, not 10,000,000,000\n"),
        (lambda t: t["exchanges"][0].update(start=True), "x.json: exchanges, row 2, start: must be a date, for example 2012-06-30, not true\n"),
        (lambda t: t["exchanges"][0].update(start="today"), 'x.json: exchanges, row 2, start: must be a date, for example 2012-06-30, not "today"\n'),
        (lambda t: t["files"][0].pop("line"), "x.json: files, row 2, line: is missing\n"),
    ],
)  # fmt: skip
def test_tables_that_are_not_a_store_are_refused(old: Norec, change: Callable[[Any], Any], message: str) -> None:
    old("-C", "old", "export", "store", "--private", "-o", "x.json").ok()
    found = json.loads((old.cwd / "x.json").read_text(encoding="utf-8"))
    new = fresh(old)
    before = contents(new.cwd)
    change(found["tables"])
    (new.cwd / "x.json").write_text(json.dumps(found), encoding="utf-8")
    result = new("import", "store", "x.json")
    assert (result.code, result.out, result.err) == (1, "", message + "Nothing was changed.\n")
    (new.cwd / "x.json").unlink()
    assert contents(new.cwd) == before


def test_lines_that_are_not_toml_are_refused(old: Norec) -> None:
    def change(sheets: dict[str, Any]) -> None:
        sheets["files"]["C5"] = "tolerance = = 1"

    edited(old, change)
    result = fresh(old)("import", "store", "../x.xlsx")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "norec.toml:4: is not valid TOML: Invalid value (column 13)\nThese lines are in the files that you import. Nothing was changed.\n"
    )


def test_lines_that_no_edit_can_change_are_refused(old: Norec) -> None:
    (old.cwd / "old" / "partners.toml").write_text(
        'partners = {a-no = {name = "A", country = "NO"}, b-ke = {name = "B", country = "KE"}}\n', encoding="utf-8"
    )
    old("-C", "old", "export", "store", "--private", "-o", "x.xlsx").ok()
    new = fresh(old)
    new("import", "store", "../x.xlsx").ok()
    assert held(new.cwd) == held(old.cwd / "old")
    edited(old, lambda sheets: sheets["partners"].append(["c-ug", "C", "UG"]))
    result = fresh(old, "newer")("import", "store", "../x.xlsx")
    assert (result.code, result.err.splitlines()[0]) == (
        1, "partners.toml: partners are written here as one value, to which no table can be added",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.xlsx", b"", "norec: x.xlsx is broken, or not what its name says\n"),
        ("x.zip", b"PK\x03\x04", "norec: x.zip is broken, or not what its name says\n"),
        ("x.xlsx", zipped(store="schema"), "norec: x.xlsx is a zip archive but no XLSX workbook: "),
        ("x.zip", zipped(store=b"\xff"), "norec: x.zip: store.csv is not valid UTF-8\n"),
        ("x.zip", zipped(store='"a'), 'x.zip: store.csv:1: the quote that opens on line 1 is never closed: add a " where its text ends\n'),
        ("x.zip", zipped(store="schema,name,name\n1,a,b,c\n"), "x.zip: the table waivers is missing\n"),
        ("x.json", b"{", "norec: x.json is not JSON: "),
        ("x.json", b"\xff", "norec: x.json is not JSON: "),
        ("x.json", b"[" * 100_000, "norec: x.json is not JSON: "),
        ("x.json", b'{"a":1,"a":2}', 'norec: x.json is not JSON: "a" is in an object twice\n'),
        ("x.json", b'{"a":NaN}', "norec: x.json is not JSON: NaN is not a number\n"),
        ("x.json", b'{"schema":"norec.store/2"}', 'norec: x.json is not an export of a store: its "schema" must be "norec.store/1"\n'),
        ("x.json", b'{"schema":"norec.store/1","tables":[]}', 'norec: x.json is not an export of a store: its "tables" must be lists of objects, by name\n'),
        ("x.json", None, "norec: x.json can't be read: No such file or directory\n"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says(norec: Norec, name: str, data: bytes | None, message: str) -> None:
    new = fresh(norec)
    before = contents(new.cwd)
    if data is not None:
        (new.cwd / name).write_bytes(data)
    result = new("import", "store", name)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(message)
    (new.cwd / name).unlink(missing_ok=True)
    assert contents(new.cwd) == before


def test_wrong_headings_are_refused(old: Norec) -> None:
    def change(sheets: dict[str, Any]) -> None:
        sheets["partners"]["D1"] = "town"
        sheets["partners"].delete_cols(12)
        sheets["store"]["C1"] = "name"
        sheets["exchanges"]["T2"] = "beside"
        sheets["waivers"]["B1"] = None

    edited(old, change)
    result = fresh(old)("import", "store", "../x.xlsx")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        "../x.xlsx: store: the column name is there twice",
        "../x.xlsx: store: the column tolerance must be there",
        "../x.xlsx: waivers: the column number 2, which has no heading, is not known here",
        "../x.xlsx: waivers: the column record must be there",
        '../x.xlsx: partners: the column "town" is not known here',
        "../x.xlsx: partners: the columns city, note must be there",
        '../x.xlsx: exchanges, row 2: "beside" is outside the columns of the table',
        "Nothing was changed.",
    ]


def test_an_archive_packed_by_hand_is_read(norec: Norec) -> None:
    """A folder around the tables, what systems add, a byte-order mark, returns, blank lines."""
    norec("-C", str(DATA / "grid-arendal"), "export", "store", "-o", "x.zip").ok()
    with zipfile.ZipFile(norec.cwd / "x.zip") as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(norec.cwd / "y.zip", "w") as archive:
        archive.mkdir("books")
        archive.writestr("books/.DS_Store", b"\0")
        archive.writestr("__MACOSX/books/._store.csv", b"\0")
        for name, data in tables.items():
            archive.writestr(f"books/{name}", b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b",,,\r\n")
    new = fresh(norec)
    new("import", "store", "../y.zip").ok()
    assert new("report", "reciprocity").ok() == norec("-C", str(DATA / "grid-arendal"), "report", "reciprocity").ok()


@pytest.mark.parametrize("what", ["partners", "projects", "exchanges", "waivers"])
def test_only_an_empty_store_is_filled(old: Norec, what: str) -> None:
    new = fresh(old)
    if what == "waivers":
        with (new.cwd / "norec.toml").open("a", encoding="utf-8") as opened:
            opened.write(SETTINGS.split("\n\n")[1])
    else:
        shutil.copytree(old.cwd / "old", new.cwd, dirs_exist_ok=True)
        if what == "partners":
            for name in ("projects.toml", "exchanges.jsonl"):
                (new.cwd / name).write_bytes(b"")
    before = contents(new.cwd)
    result = new("import", "store", "../x.xlsx")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("norec: this store holds ")
    assert what in result.err.splitlines()[0]
    assert "norec init" in result.err.splitlines()[1]
    assert contents(new.cwd) == before


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("export", "store", "-o", "x.csv"), 2, 'norec: --output: "x.csv" must end in .xlsx, .json or .zip\n'),
        (("export", "store", "-o", "-"), 2, 'norec: --output: "-" must end in .xlsx, .json or .zip\n'),
        (("export", "store"), 2, "norec: missing option '--output' / '-o'\nTry: norec export store --help\n"),
        (("export", "store", "-o", "no/x.json"), 1, "norec: no/x.json can't be written: No such file or directory\n"),
        (("import", "store", "x.csv"), 2, 'norec: FILE: "x.csv" must end in .xlsx, .json or .zip\n'),
        (("import", "store"), 2, "norec: missing argument 'FILE'\nTry: norec import store --help\n"),
        (("import", "stores", "x.json"), 2, "norec: no such command 'stores'. Did you mean 'store'?\nTry: norec import --help\n"),
    ],
)  # fmt: skip
def test_command_lines_that_are_refused(store: Norec, words: tuple[str, ...], code: int, message: str) -> None:
    before = contents(store.cwd)
    result = store(*words)
    assert (result.code, result.out, result.err) == (code, "", message)
    assert contents(store.cwd) == before


def test_exporting_without_a_store_is_refused(norec: Norec) -> None:
    norec("-C", str(DATA / "grid-arendal"), "export", "store", "-o", "x.json").ok()
    (norec.cwd / "folder").mkdir()
    result = norec("-C", "folder", "import", "store", "x.json")
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("norec init folder makes one\n")
    assert list((norec.cwd / "folder").iterdir()) == []
