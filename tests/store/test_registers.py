"""However a record came into a register, every command that changes it later works."""

import json
from pathlib import Path

import pytest

from support.program import Norec, contents, make_store

PARTNERS = """\
[partners.a-no]
name = "A"
country = "NO"

[[partners.a-no.adjustments]]
on = 2012-01-01
sent = 1
reason = "opening"

[[partners.a-no.adjustments]]
on = 2013-01-01
received = 1
reason = "settled"

[partners.b-ke]
name = "B"
country = "KE"
"""
PROJECTS = """\
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]

[projects.p.rules]
tolerance = 0.2

[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31
plan = ["a-no:b-ke:2"]
"""
INLINE_PARTNERS = """\
[partners.a-no]
name = "A"
country = "NO"
adjustments = [ { on = 2012-01-01, sent = 1, reason = "opening" }, # from the old books
                { on = 2013-01-01, received = 1, reason = "settled" } ]

[partners.b-ke]
name = "B"
country = "KE"
"""
INLINE_PROJECTS = """\
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]
rules = { tolerance = 0.2 }
rounds = { 1 = { start = 2020-01-01, end = 2020-12-31, plan = ["a-no:b-ke:2"] } }
"""
LATER = (
    ("partners", "adjust", "a-no", "--sent", "3", "--on", "2014-01-01", "--reason", "later"),
    ("partners", "edit", "a-no", "--city", "Bergen", "--add-need", "x"),
    ("projects", "round", "p", "1", "--report-due", "2021-03-01"),
    ("projects", "round", "p", "2", "--start", "2021-01-01", "--end", "2021-12-31", "--plan", "b-ke:a-no:1"),
    ("projects", "coordinator", "p", "b-ke", "--chosen-by", "a-no", "--on", "2020-01-01"),
    ("projects", "edit", "p", "--title", "Q"),
    ("partners", "rename", "a-no", "c-no"),
    ("projects", "rename", "p", "q"),
    ("projects", "round", "q", "2", "--remove"),
    ("partners", "end", "c-no", "--on", "2030-01-01"),
    ("projects", "end", "q", "--on", "2030-01-01"),
    ("projects", "remove", "q"),
    ("partners", "remove", "c-no"),
)


def store_with_records(folder: Path, partners: str = PARTNERS, projects: str = PROJECTS) -> Path:
    make_store(folder, partners)
    (folder / "projects.toml").write_text(projects, encoding="utf-8")
    return folder


def written_by_hand(norec: Norec) -> None:
    store_with_records(norec.cwd)


def written_inline(norec: Norec) -> None:
    store_with_records(norec.cwd, INLINE_PARTNERS, INLINE_PROJECTS)


def merged(norec: Norec) -> None:
    store_with_records(norec.cwd / "other")
    make_store(norec.cwd, '[partners.a-no]\nname = "A"\ncountry = "NO"\n')
    assert norec("merge", "other").code == 0


def merged_into_nothing(norec: Norec) -> None:
    store_with_records(norec.cwd / "other")
    make_store(norec.cwd)
    assert norec("merge", "other").code == 0


def imported_as_a_store(norec: Norec) -> None:
    store_with_records(norec.cwd / "other")
    make_store(norec.cwd)
    assert norec("-C", "other", "export", "store", "-o", "s.json").code == 0
    assert norec("import", "store", "s.json").code == 0


def imported_with_its_texts(norec: Norec) -> None:
    store_with_records(norec.cwd / "other", INLINE_PARTNERS, INLINE_PROJECTS)
    make_store(norec.cwd)
    assert norec("-C", "other", "export", "store", "--private", "-o", "s.json").code == 0
    assert norec("import", "store", "s.json").code == 0


def updated_by_an_import(norec: Norec) -> None:
    store_with_records(norec.cwd)
    (norec.cwd / "p.csv").write_text("id,name,country,city\na-no,A,NO,Oslo\nd-ug,D,UG,Jinja\n", encoding="utf-8")
    assert norec("import", "partners", "p.csv", "--update").code == 0


def undone_and_redone(norec: Norec) -> None:
    merged(norec)
    assert norec("undo").code == norec("redo").code == 0


WAYS = (
    written_by_hand, written_inline, merged, merged_into_nothing, imported_as_a_store, imported_with_its_texts,
    updated_by_an_import, undone_and_redone,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_later_change_of_a_record_works(norec: Norec, way) -> None:  # noqa: ANN001 - a function above
    way(norec)
    before = contents(norec.cwd)
    for words in LATER:
        result = norec(*words)
        assert (result.code, result.err) == (0, ""), (words, result)
        if words[:2] == ("partners", "adjust"):
            found = json.loads(norec("partners", "show", "a-no", "--json").ok())["adjustments"]
            assert [(one["on"], one["sent"], one["received"]) for one in found] == [
                ("2012-01-01", 1, 0), ("2013-01-01", 0, 1), ("2014-01-01", 3, 0),
            ]  # fmt: skip
    for words in LATER:
        assert norec("undo").code == 0, words
    assert contents(norec.cwd) == before


def test_a_record_brought_in_has_its_adjustments_under_headings(norec: Norec) -> None:
    merged(norec)
    text = (norec.cwd / "partners.toml").read_text(encoding="utf-8")
    assert text.count("[[partners.a-no.adjustments]]") == 2
    assert "adjustments =" not in text


def test_a_list_written_inline_keeps_its_comments(norec: Norec) -> None:
    written_inline(norec)
    norec(*LATER[0]).ok()
    text = (norec.cwd / "partners.toml").read_text(encoding="utf-8")
    assert "# from the old books" in text
    assert "[[" not in text


def test_a_register_that_cant_be_edited_says_how_to_write_it(norec: Norec) -> None:
    make_store(norec.cwd, 'partners = { a-no = { name = "A", country = "NO" } }\n')
    before = contents(norec.cwd)
    result = norec("partners", "adjust", "a-no", "--sent", "1", "--on", "2012-01-01", "--reason", "r")
    assert result.code == 1
    assert "[partners.ID]" in result.err
    assert "[[partners.ID.adjustments]]" in result.err
    assert contents(norec.cwd) == before
