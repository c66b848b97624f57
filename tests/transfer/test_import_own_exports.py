"""What the program exports it imports as it was, though names, ids and texts look like words that mean "unknown"."""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.transfer.backup.export import document, tables_of
from support.program import Norec, make_store

# Ids and texts that a reader could take for something else: not known, a total, yes or no, a number, a formula, a list.
IDS = ("none", "null", "nan", "unknown", "ukjent", "total", "sum", "all", "yes", "no", "x", "0", "true", "b-ke")
TEXTS = (
    "None", "null", "NaN", "n/a", "N.A.", "#N/A", "unknown", "(unknown)", "(size unknown)", "ukjent", "-", "--", "–", "?",
    "???", "Total", "total:", "Sum", "Alle", "yes", "No", "true", "0", "1.0", "2012-01-01", "=A1", "'=A1", "+47", "@x",
    "a; b", ";", "a;=b", '["a"]', "[a", "a\nb", "a, b", '"', "Ålesund",
)  # fmt: skip

texts = st.sampled_from(TEXTS)
lists = st.lists(texts, max_size=3, unique_by=str.casefold).map(tuple)


@st.composite
def stores(draw: st.DrawFn) -> str:
    """A whole store, as `norec import store` takes it."""
    keys = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=5, unique=True))
    partners = {
        key: Partner(
            name=draw(texts),
            country=draw(st.sampled_from(("NO", "KE", "NA"))),
            city=draw(st.none() | texts),
            needs=draw(lists),
            capacities=draw(lists),
            aliases=draw(lists),
            contact=draw(st.none() | texts),
            note=draw(st.none() | texts),
        )
        for key in keys
    }
    projects = {
        key: Project(
            title=draw(texts),
            partners=tuple(keys),
            coordinator=draw(st.none() | st.sampled_from(keys)),
            chosen_by=draw(st.lists(st.sampled_from(keys), max_size=2, unique=True).map(tuple)),
            assessed_by=draw(st.lists(st.sampled_from(keys), max_size=1).map(tuple)),
            areas=draw(st.sampled_from(((), ("health",), ("climate", "health")))),
            goals=draw(st.sampled_from(((), (3,), (17, 4)))),
            agreement=draw(st.none() | texts),
            note=draw(st.none() | texts),
        )
        for key in draw(st.lists(st.sampled_from(IDS), max_size=2, unique=True))
    }
    exchanges = []
    for key in draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True)):
        sender, host = draw(st.permutations(keys))[:2]
        people = draw(st.sampled_from((1, 1, 7)))
        exchanges.append(
            Exchange(
                id=key,
                sender=sender,
                host=host,
                participants=people,
                start=date(2012, 1, 15),
                end=draw(st.none() | st.just(date(2012, 6, 30))),
                confirmed=draw(st.booleans()),
                project=draw(st.sampled_from((None, *projects))),
                topics=draw(lists),
                ref=draw(st.none() | texts) if people == 1 else None,
                note=draw(st.none() | texts),
            )
        )
    return document(tables_of(Settings(schema_number=SCHEMA, name="Test"), partners, projects, exchanges, {}))


KINDS = ("partners", "projects", "exchanges")


def exported(norec: Norec) -> list[str]:
    """Everything that a store says, and its figures."""
    records = [norec("export", kind, "--private", "-f", "jsonl").ok() for kind in KINDS]
    return [*records, norec("report", "reciprocity").ok(), norec("report", "needs").ok()]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx"])
@given(whole=stores())
@settings(max_examples=5)
def test_any_export_is_imported_as_it_was(form: str, whole: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        old, new = Norec(Path(folder, "old")), Norec(Path(folder, "new"))
        for norec in (old, new):
            norec.cwd.mkdir()
            norec("init").ok()
        (old.cwd / "whole.json").write_text(whole, encoding="utf-8")
        old("import", "store", "whole.json").ok()
        for kind in KINDS:
            old("export", kind, "--private", "-o", f"../{kind}.{form}", "-q").ok()
            rows = old("export", kind, "-f", "jsonl").ok().count("\n")
            into_new, into_old = (norec("import", kind, f"../{kind}.{form}") for norec in (new, old))
            assert (into_new.code, into_new.out) == (0, f"{rows}\t0\t0\t0\t0\n"), into_new.err
            assert (into_old.code, into_old.out) == (0, f"0\t0\t{rows}\t0\t0\n"), into_old.err
            assert "but here" not in into_old.err
        assert exported(new) == exported(old)


@given(whole=stores())
@settings(max_examples=5)
def test_a_report_on_an_export_has_the_figures_of_the_store(whole: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        norec("init").ok()
        (norec.cwd / "whole.json").write_text(whole, encoding="utf-8")
        norec("import", "store", "whole.json").ok()
        norec("export", "exchanges", "-o", "x.csv", "-q").ok()
        of_table = json.loads(norec("report", "reciprocity", "--input", "x.csv", "--json").out)["rows"]
        of_store = json.loads(norec("report", "reciprocity", "--json").ok())["rows"]
        figures = [
            {
                row["id"]: (row["sent"], row["received"], row["verdict"])
                for row in rows
                if row["sent"] or row["received"]
            }
            for rows in (of_table, of_store)
        ]
        assert figures[0] == figures[1]


PARTNERS = """
[partners.none]
name = "Null"
country = "NO"
aliases = ["n/a"]

[partners.total]
name = "The Sum"
country = "KE"
"""


@pytest.mark.parametrize("called", ["none", "Null", "NULL", "n/a", "null"])
def test_a_partner_called_none_or_total_is_found_by_that_name(norec: Norec, called: str) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text(f"sender,host,people,start\n{called},Total,2,2012-01-15\n", encoding="utf-8")
    assert norec("import", "exchanges", "t.csv").out == "1\t0\t0\t0\t0\n"
    (norec.cwd / "p.csv").write_text(f"name,members,lead partner\nX,{called};total,{called}\n", encoding="utf-8")
    assert norec("import", "projects", "p.csv").out == "1\t0\t0\t0\t0\n"
    shown = json.loads(norec("projects", "show", "x", "--json").ok())
    assert (shown["partners"], shown["coordinator"]) == (["none", "total"], "none")


@pytest.mark.parametrize("called", ["none", "n/a", "-", "Total"])
def test_none_and_total_are_no_names_unless_a_partner_is_called_so(store: Norec, called: str) -> None:
    (store.cwd / "t.csv").write_text(f"sender,host,people,start\n{called},a-no,2,2012-01-15\n", encoding="utf-8")
    result = store("import", "exchanges", "t.csv", "--create-partners", "--set", "country=KE")
    assert (result.code, result.out) == (1, "")


def test_lists_in_json_keep_their_entries_as_they_are(store: Norec) -> None:
    entries = ["a; b", " c", "none", '["x"]', "d\ne", "'=f"]
    for kind, record, fields in (
        ("partners", {"name": "P", "country": "UG"}, ("needs", "capacities", "aliases")),
        ("exchanges", {"from": "a-no", "to": "b-ke", "start": "2012-01-15", "id": "p-ug"}, ("topics",)),
    ):
        for entry in (entries, ["none"], ["a; b"]):
            raw = json.dumps([{**record, **dict.fromkeys(fields, entry)}])
            (store.cwd / "t.json").write_text(raw, encoding="utf-8")
            assert store("import", kind, "t.json", "--update").code == 0
            shown = json.loads(store(kind, "show", "p-ug", "--json").ok())
            assert {field: shown[field] for field in fields} == dict.fromkeys(fields, entry)


def test_lists_of_ids_and_tokens_in_json_are_matched_like_text(store: Norec) -> None:
    project = {
        "title": "P", "partners": [" A-NO ", "b-ke"], "areas": ["Climate"], "issues": ["human_rights"], "goals": [3, "4"],
    }  # fmt: skip
    (store.cwd / "t.json").write_text(json.dumps([project]), encoding="utf-8")
    assert store("import", "projects", "t.json").out == "1\t0\t0\t0\t0\n"
    shown = json.loads(store("projects", "show", "p", "--json").ok())
    assert (shown["partners"], shown["goals"]) == (["a-no", "b-ke"], ["3", "4"])
    assert (shown["areas"], shown["issues"]) == (["climate"], ["human-rights"])
