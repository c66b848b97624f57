"""`norec projects`: every change to the byte, what is refused, and what a hand-edited file is told."""

import json
import re
from pathlib import Path

import pytest

from helpers import DATA, Norec, contents, make_store

REGISTER = {"a-no": "NO", "b-ke": "KE", "c-ug": "UG", "d-ke": "KE"}
ONE = """\
# Ours, by hand.

[projects.one]   # the first
title = "One"
partners = ["a-no", "b-ke", "c-ug"]  # three
coordinator = "b-ke"
chosen_by = ["a-no", "c-ug"]
chosen_on = 2020-01-15
start = 2020-01-01
end = 2022-12-31

# its rounds
[projects.one.rounds.1]
start = 2020-02-01
end = 2020-12-31
plan = ["a-no:b-ke:2:10", "b-ke:c-ug:1"]  # agreed

[projects.two]
title = "Two"
partners = ["b-ke", "c-ug"]
"""


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, REGISTER)
    (norec.cwd / "projects.toml").write_text(ONE, encoding="utf-8")
    return norec


def changed(norec: Norec, *words: str) -> str:
    """The projects after a command that touches no other file."""
    before = contents(norec.cwd)
    norec(*words).ok()
    after = contents(norec.cwd)
    assert {**after, "projects.toml": b""} == {**before, "projects.toml": b""}
    return after["projects.toml"].decode()


ADD = ("projects", "add", "Water & Soil", "--partner", "a-no", "--partner", "b-ke")


def test_a_store_without_projects_gets_the_file_with_the_first(norec: Norec) -> None:
    make_store(norec.cwd, REGISTER)
    assert norec("projects", "list").ok() == ""
    assert (
        changed(norec, *ADD)
        == '[projects.water-soil]\ntitle = "Water & Soil"\npartners = [\n    "a-no",\n    "b-ke",\n]\n'
    )
    assert (norec.cwd / "projects.toml").stat().st_mode & 0o777 == 0o600


def test_a_new_store_has_the_file(norec: Norec) -> None:
    norec("init", "new").ok()
    assert (norec.cwd / "new" / "projects.toml").read_text(encoding="utf-8").startswith("# Projects.")


def test_everything_that_can_be_said_when_adding(books: Norec) -> None:
    words = (
        *ADD, "--id", "ws", "--coordinator", "b-ke", "--chosen-by", "a-no", "--chosen-on", "2020-01-15",
        "--area", "Climate, environment AND ocean", "--area", "private_sector", "--issue", "Gender Equality",
        "--sdg", "13", "--sdg", "6", "--start", "2020-01-01", "--end", "2021-12-31", "--type", "South South",
        "--agreement", "N-1", "--note", "x",
    )  # fmt: skip
    assert books(*words).ok() == "ws\n"
    assert books("projects", "show", "ws").ok() == (
        "ws\tWater & Soil\tsouth-south\ta-no; b-ke\tb-ke\tclimate; private-sector\t13; 6\t2020-01-01\t2021-12-31\t0\t"
        "a-no\t2020-01-15\t\t\tgender-equality\tN-1\tx\t\n"
    )
    assert books("projects", "list", "--partner", "a-no").ok().count("\n") == 2
    assert books("projects", "list", "--country", "UG").ok().count("\n") == 2


@pytest.mark.parametrize(
    ("partners", "kind"),
    [
        (["b-ke", "c-ug"], "south-south"), (["a-no", "b-ke", "c-ug"], "triangular"), (["a-no", "b-ke"], "north-south"),
        (["a-no", "b-ke", "d-ke"], "north-south"), (["b-ke", "d-ke"], "other"), (["a-no", "e-se"], "other"),
    ],
)  # fmt: skip
def test_the_type_follows_from_the_countries(norec: Norec, partners: list[str], kind: str) -> None:
    make_store(norec.cwd, {**REGISTER, "e-se": "SE"})
    flags = [word for name in partners for word in ("--partner", name)]
    norec("projects", "add", "X", *flags).ok()
    assert norec("projects", "list").ok().split("\t")[2] == kind


def test_the_round_of_2011_is_triangular(norec: Norec) -> None:
    assert norec("-C", str(DATA / "grid-arendal"), "projects", "list").ok().split("\t")[2] == "triangular"


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("rename", "one", "first"), "projects.one", "projects.first"),
        (("end", "one", "--on", "2023-06-30"), "end = 2022-12-31", "end = 2023-06-30"),
        (("edit", "one", "--title", "Eins"), 'title = "One"', 'title = "Eins"'),
        (("edit", "one", "--start", ""), "start = 2020-01-01\n", ""),
        (("edit", "one", "--add-partner", "d-ke"), '"c-ug"]  # three', '"c-ug", "d-ke"]  # three'),
        (("edit", "two", "--area", "Health", "--sdg", "3"), 'partners = ["b-ke", "c-ug"]\n', 'partners = ["b-ke", "c-ug"]\nareas = [\n    "health",\n]\ngoals = [\n    3,\n]\n'),
        (("coordinator", "one", "a-no", "--chosen-by", "b-ke", "--chosen-by", "c-ug", "--on", "2021-03-01"),
         'coordinator = "b-ke"\nchosen_by = ["a-no", "c-ug"]\nchosen_on = 2020-01-15', 'coordinator = "a-no"\nchosen_by = ["b-ke", "c-ug"]\nchosen_on = 2021-03-01'),
        (("coordinator", "two", "c-ug", "--chosen-by", "b-ke"),
         'partners = ["b-ke", "c-ug"]\n', 'partners = ["b-ke", "c-ug"]\ncoordinator = "c-ug"\nchosen_by = [\n    "b-ke",\n]\nchosen_on = 2026-11-23\n'),
        (("assess", "two", "--on", "2020-05-01", "--by", "b-ke", "--by", "c-ug"),
         'partners = ["b-ke", "c-ug"]\n', 'partners = ["b-ke", "c-ug"]\nassessed_on = 2020-05-01\nassessed_by = [\n    "b-ke",\n    "c-ug",\n]\n'),
        (("round", "one", "2", "--start", "2021-01-01", "--end", "2021-10-31", "--plan", "c-ug:a-no:1"),
         "# agreed\n", '# agreed\n\n[projects.one.rounds.2]\nstart = 2021-01-01\nend = 2021-10-31\nplan = [\n    "c-ug:a-no:1",\n]\n'),
        (("round", "one", "1", "--end", "2020-11-30", "--report-due", "2021-02-28"),
         'end = 2020-12-31\nplan = ["a-no:b-ke:2:10", "b-ke:c-ug:1"]  # agreed\n', 'end = 2020-11-30\nplan = ["a-no:b-ke:2:10", "b-ke:c-ug:1"]  # agreed\nreport_due = 2021-02-28\n'),
        (("round", "one", "1", "--remove"), '[projects.one.rounds.1]\nstart = 2020-02-01\nend = 2020-12-31\nplan = ["a-no:b-ke:2:10", "b-ke:c-ug:1"]  # agreed\n\n', ""),
        (("remove", "two"), '\n[projects.two]\ntitle = "Two"\npartners = ["b-ke", "c-ug"]\n', ""),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_each_change_to_the_byte(books: Norec, words: tuple[str, ...], old: str, new: str) -> None:
    assert ONE.count(old) == (2 if words[0] == "rename" else 1)
    assert changed(books, "projects", *words) == ONE.replace(old, new)


def test_a_renamed_partner_is_renamed_in_its_projects(books: Norec) -> None:
    books("partners", "rename", "b-ke", "x").ok()
    assert (books.cwd / "projects.toml").read_text(encoding="utf-8") == ONE.replace("b-ke", "x")


def test_a_partner_of_a_project_stays(books: Norec) -> None:
    result = books("partners", "remove", "c-ug")
    assert (result.code, result.err) == (1, "norec: c-ug is mentioned in one, two: take it out there first\n")


def test_an_edit_by_hand(books: Norec) -> None:
    def edit(_: str, path: Path) -> int:
        text = path.read_text(encoding="utf-8")
        assert text.startswith('title = "Two"\n')
        path.write_text(text.replace("Two", "Deux") + "goals = [1]\n", encoding="utf-8")
        return 0

    books.editor = edit
    assert books("projects", "edit", "two", terminal=True).out == "Changed project two: Deux.\n"
    text = (books.cwd / "projects.toml").read_text(encoding="utf-8")
    assert text == ONE.replace(
        '"Two"\npartners = ["b-ke", "c-ug"]\n', '"Deux"\npartners = ["b-ke", "c-ug"]\ngoals = [\n    1,\n]\n'
    )


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("add", "X", "--partner", "a-no"), 2, "--partner must name 2 or more, not 1"),
        (("add", "X", "--partner", "a-no", "--partner", "b-kf"), 1, 'no partner "b-kf" (did you mean b-ke?)'),
        (("add", "X", "--partner", "a-no", "--partner", "a-no"), 2, '--partner names "a-no" twice'),
        (("add", "One", "--partner", "a-no", "--partner", "b-ke"), 1, 'the id "one" is taken by One: give another with --id'),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--area", "helth"), 2, '--area: "helth" is not one of climate, education, health and private-sector (did you mean health?)'),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--sdg", "18"), 2, "--sdg: must be 17 or less, not 18"),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--coordinator", "c-ug"), 2, '--coordinator names "c-ug", which is no partner of the project'),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--chosen-by", "a-no"), 2, "--chosen-by and --chosen-on need --coordinator"),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--start", "2020-02-01", "--end", "2020-01-01"), 2, "--end 2020-01-01 is before start 2020-02-01"),
        (("show", "on"), 1, 'no project "on" (did you mean one?)'),
        (("end", "one", "--on", "2020-06-30"), 2, "round 1 ends on 2020-12-31, after the project does on 2020-06-30"),
        (("coordinator", "one", "d-ke", "--chosen-by", "a-no"), 2, 'ID names "d-ke", which is no partner of the project (did you mean b-ke?)'),
        (("assess", "one", "--on", "2020-01-01", "--by", "d-ke"), 2, '--by names "d-ke", which is no partner of the project (did you mean b-ke?)'),
        (("edit", "one", "--remove-partner", "d-ke"), 1, '"d-ke" is no partner of the project'),
        (("edit", "one", "--remove-partner", "c-ug"), 2, '--chosen-by names "c-ug", which is no partner of the project\nnorec: round 1 plans for "c-ug", which is no partner of the project'),
        (("round", "one", "2", "--start", "2021-01-01"), 2, "round 2 end is missing"),
        (("round", "one", "2", "--start", "2023-01-01", "--end", "2023-02-01"), 2, "round 2 ends on 2023-02-01, after the project does on 2022-12-31"),
        (("round", "one", "1", "--plan", "a-no:d-ke:1"), 2, 'round 1 plans for "d-ke", which is no partner of the project (did you mean b-ke?)'),
        (("round", "one", "1", "--plan", "a-no:b-ke"), 2, '--plan: "a-no:b-ke" is no line of a plan: write FROM:TO:PEOPLE or FROM:TO:PEOPLE:MONTHS'),
        (("round", "one", "1", "--plan", "a-no:a-no:1"), 2, '--plan: "a-no:a-no:1" plans a stay within one organisation, which is no exchange'),
        (("round", "one", "0", "--remove"), 2, "N: must be 1 or more, not 0"),
        (("round", "one", "3", "--remove"), 1, "one has no round 3"),
        (("rename", "one", "two"), 1, 'the id "two" is taken by Two: choose another'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_what_is_refused_changes_nothing(books: Norec, words: tuple[str, ...], code: int, message: str) -> None:
    before = contents(books.cwd)
    result = books("projects", *words)
    assert result.err == f"norec: {message}\n"
    assert (result.code, result.out) == (code, "")
    assert contents(books.cwd) == before


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('["b-ke", "c-ug"]\n', '["b-ke", "zz"]\n', 20, 'no partner "zz" (project two)'),
        ('coordinator = "b-ke"', 'coordinator = "d-ke"', 6, 'coordinator names "d-ke", which is no partner of the project (did you mean b-ke?) (project one)'),
        ("end = 2022-12-31", "end = 2019-12-31", 10, "end 2019-12-31 is before start 2020-01-01 (project one)"),
        ("a-no:b-ke:2:10", "a-no:d-ke:2:10", 13, 'rounds 1 plans for "d-ke", which is no partner of the project (did you mean b-ke?) (project one)'),
        ("a-no:b-ke:2:10", "a-no:b-ke", 16, 'rounds: 1: plan "a-no:b-ke" is no line of a plan: write FROM:TO:PEOPLE or FROM:TO:PEOPLE:MONTHS (project one)'),
        ("end = 2020-12-31", "end = 2020-01-31", 15, "rounds: 1: end 2020-01-31 is before start 2020-02-01 (project one)"),
        ('title = "Two"', 'title = "Two"\ntitel = "Zwei"', 20, "titel is not known here (did you mean title?) (project two)"),
        ("start = 2020-01-01", 'areas = ["helth"]', 9, 'areas 1 must be climate, education, health or private-sector, not "helth" (project one)'),
    ],
)  # fmt: skip
def test_a_hand_edited_file_gets_file_and_line(books: Norec, old: str, new: str, line: int, message: str) -> None:
    (books.cwd / "projects.toml").write_text(ONE.replace(old, new), encoding="utf-8")
    for words in (("report", "reciprocity"), ("projects", "list"), ("partners", "list")):
        result = books(*words)
        assert (result.code, result.out) == (5, "")
        assert result.err.split("\n")[0] == f"projects.toml:{line}: {message}"
    found = [row["line"] for row in json.loads(books("check", "--json").out)["rows"] if row["file"] == "projects.toml"]
    assert found[0] == line


def test_a_project_shown_whole(books: Norec) -> None:
    document = json.loads(books("projects", "show", "one", "--json").ok())
    assert document["rounds"] == {
        "1": {"start": "2020-02-01", "end": "2020-12-31", "report_due": None, "plan": ["a-no:b-ke:2:10", "b-ke:c-ug:1"]}
    }
    assert re.search(
        r"Rounds and plans +1: 2020-02-01 to 2020-12-31, plan a-no:b-ke:2:10, b-ke:c-ug:1",
        books("projects", "show", "one", "-f", "table").ok(),
    )
