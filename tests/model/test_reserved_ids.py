"""Ids that mean something else where they are read: no new partner or project gets one."""

import json

import pytest

from support.program import Norec, contents, make_store

MEANING = "has a meaning of its own in reports and imports: choose another"
NAMES = ("no-project", "no-area", "no-round", "no-goal", "not-recorded", "all", "total", "within")
PROJECT = '[projects.{}]\ntitle = "No project"\npartners = ["a", "b"]\n'


@pytest.fixture
def books(norec: Norec) -> Norec:
    of_one = {"id": "q1", "from": "a", "to": "b", "participants": 2, "start": "2020-01-01", "project": "one"}
    of_none = {"id": "q2", "from": "b", "to": "a", "participants": 1, "start": "2020-01-01"}
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, json.dumps(of_one) + "\n" + json.dumps(of_none) + "\n")
    (norec.cwd / "projects.toml").write_text(PROJECT.format("one"), encoding="utf-8")
    return norec


@pytest.mark.parametrize("name", NAMES)
def test_neither_a_partner_nor_a_project_gets_a_reserved_id(books: Norec, name: str) -> None:
    before = contents(books.cwd)
    for words, flag in (
        (("partners", "add", "X", "--country", "KE", "--id", name), "--id"),
        (("partners", "rename", "a", name), "NEW"),
        (("projects", "add", "X", "--partner", "a", "--partner", "b", "--id", name), "--id"),
        (("projects", "rename", "one", name), "NEW"),
    ):
        result = books(*words)
        assert (result.code, result.out) == (2, "")
        assert result.err == f'norec: {flag}: "{name}" {MEANING}\n'
    assert contents(books.cwd) == before


def test_a_title_that_would_make_such_an_id_asks_for_another(books: Norec) -> None:
    words = ("projects", "add", "No project", "--partner", "a", "--partner", "b")
    result = books(*words)
    assert (result.code, result.err) == (2, f'norec: the id "no-project" {MEANING} with --id\n')
    assert books(*words, "--id", "np").ok() == "np\n"


def test_imports_refuse_rows_that_would_get_one(books: Norec) -> None:
    (books.cwd / "p.csv").write_text("id,name,country\ntotal,X,KE\n", encoding="utf-8")
    result = books("import", "partners", "p.csv")
    assert result.code == 1
    assert MEANING in result.err
    (books.cwd / "r.csv").write_text("title,partners\nWithin,a; b\n", encoding="utf-8")
    result = books("import", "projects", "r.csv")
    assert result.code == 1
    assert f'gives the id "within", which {MEANING}' in result.err


def test_a_merge_refuses_to_bring_one_in(books: Norec) -> None:
    other = make_store(books.cwd / "other", {"a": "NO", "b": "KE"})
    (other / "projects.toml").write_text(PROJECT.format("no-project").replace("No p", "Another p"), encoding="utf-8")
    before = contents(books.cwd)
    result = books("merge", "other")
    assert result.code == 1
    assert "norec projects rename no-project NEW, in the other store" in result.err
    assert contents(books.cwd) == before


def test_a_store_that_has_one_is_told_where_and_can_rename_it(books: Norec) -> None:
    for file in ("projects.toml", "exchanges.jsonl"):
        path = books.cwd / file
        path.write_text(path.read_text(encoding="utf-8").replace("one", "no-project"), encoding="utf-8")
    for words in (("report", "reciprocity"), ("report", "flows")):
        result = books(*words, "--by", "project")
        assert (result.code, result.out) == (5, "")
        assert result.err.splitlines() == [
            'projects.toml:1: this report uses the id "no-project" for exchanges without a project (project no-project)',
            "Give the project another id: norec projects rename no-project NEW",
        ]
    assert books("report", "reciprocity").code == 0  # nothing is mixed up there
    found = books("check", "--json")
    assert found.code == 3
    (row,) = (row for row in json.loads(found.out)["rows"] if row["rule"] == "ids-reserved")
    assert (row["severity"], row["file"], row["line"], row["record"]) == (
        "error", "projects.toml", 1, "project no-project",
    )  # fmt: skip
    books("projects", "rename", "no-project", "one").ok()
    people = {row["id"]: row["people"] for row in json.loads(
        books("report", "reciprocity", "--by", "project", "--json").ok())["rows"]}  # fmt: skip
    assert people == {"no-project": 1, "one": 2}


def test_another_reserved_id_in_a_store_is_a_warning_and_stops_nothing(norec: Norec) -> None:
    make_store(norec.cwd, {"total": "NO", "b": "KE"})
    found = norec("check", "--json")
    assert found.code == 0
    assert [(row["rule"], row["severity"], row["record"]) for row in json.loads(found.out)["rows"]] == [
        ("ids-reserved", "warning", "partner total")
    ]
    assert norec("partners", "rename", "total", "total-no").code == 0
