"""`norec projects` changes only its part of the file, and refuses wrong options and wrong files."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.program import DATA, Norec, contents, make_store

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
    """Run a command, check that it changes no other file, and return the file of projects."""
    before = contents(norec.cwd)
    norec(*words).ok()
    after = contents(norec.cwd)
    assert {**after, "projects.toml": b""} == {**before, "projects.toml": b""}
    return after["projects.toml"].decode()


ADD = ("projects", "add", "Water & Soil", "--partner", "a-no", "--partner", "b-ke")


def test_the_first_project_creates_the_file_of_projects(norec: Norec) -> None:
    make_store(norec.cwd, REGISTER)
    assert norec("projects", "list").ok() == ""
    assert (
        changed(norec, *ADD)
        == '[projects.water-soil]\ntitle = "Water & Soil"\npartners = [\n    "a-no",\n    "b-ke",\n]\n'
    )
    assert (norec.cwd / "projects.toml").stat().st_mode & 0o777 == 0o600


def test_a_new_store_has_a_file_of_projects(norec: Norec) -> None:
    norec("init", "new").ok()
    assert (norec.cwd / "new" / "projects.toml").read_text(encoding="utf-8").startswith("# Projects.")


def test_a_project_can_be_added_with_every_field(books: Norec) -> None:
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
def test_the_type_of_a_project_follows_from_its_countries(norec: Norec, partners: list[str], kind: str) -> None:
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
def test_each_command_changes_only_its_part_of_the_file(
    books: Norec, words: tuple[str, ...], old: str, new: str
) -> None:
    assert ONE.count(old) == (2 if words[0] == "rename" else 1)
    assert changed(books, "projects", *words) == ONE.replace(old, new)


def test_a_renamed_partner_is_renamed_in_its_projects(books: Norec) -> None:
    assessed = changed(books, "projects", "assess", "two", "--on", "2020-05-01", "--by", "b-ke")
    assert assessed.count("b-ke") == ONE.count("b-ke") + 1
    books("partners", "rename", "b-ke", "x").ok()
    assert (books.cwd / "projects.toml").read_text(encoding="utf-8") == assessed.replace("b-ke", "x")


def test_a_partner_of_a_project_cannot_be_removed(books: Norec) -> None:
    result = books("partners", "remove", "c-ug")
    assert (result.code, result.err) == (1, "norec: c-ug is a partner of one, two: remove it from there first\n")


def test_a_project_can_be_edited_in_the_editor(books: Norec) -> None:
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
        (("add", "One", "--partner", "a-no", "--partner", "b-ke"), 1, 'the id "one" is already used by One: for another project, use --id'),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--area", "helth"), 2, '--area: "helth" is not one of climate, education, health and private-sector (did you mean health?)'),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--sdg", "18"), 2, "--sdg: must be 17 or less, not 18"),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--coordinator", "c-ug"), 2, '--coordinator names "c-ug", which is no partner of the project'),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--chosen-by", "a-no"), 2, "--chosen-by and --chosen-on need --coordinator"),
        (("add", "X", "--partner", "a-no", "--partner", "b-ke", "--start", "2020-02-01", "--end", "2020-01-01"), 2, "--end 2020-01-01 is before start 2020-02-01"),
        (("show", "on"), 1, 'no project "on" (did you mean one?)'),
        (("end", "one", "--on", "2020-06-30"), 2, "round 1 ends on 2020-12-31, after the project does on 2020-06-30"),
        (("coordinator", "one", "d-ke", "--chosen-by", "a-no"), 2, 'ID names "d-ke", which is no partner of the project (did you mean b-ke?)'),
        (("assess", "one", "--on", "2020-01-01", "--by", "d-ke"), 2, '--by names "d-ke", which is no partner of the project (did you mean b-ke?)'),
        (("edit", "one", "--remove-partner", "d-ke"), 1, '"d-ke" is not one of its partners (did you mean b-ke?)'),
        (("edit", "one", "--remove-partner", "c-ug"), 2, 'chosen_by names "c-ug", which is no partner of the project\nnorec: round 1 plans for "c-ug", which is no partner of the project'),
        (("round", "one", "2", "--start", "2021-01-01"), 2, "round 2 end is missing"),
        (("round", "one", "2", "--start", "2023-01-01", "--end", "2023-02-01"), 2, "round 2 ends on 2023-02-01, after the project does on 2022-12-31"),
        (("round", "one", "2", "--start", "2019-01-01", "--end", "2020-01-31"), 2, "round 2 starts on 2019-01-01, before the project does on 2020-01-01"),
        (("round", "one", "1", "--plan", "a-no:b-ke:1", "--plan", "a-no:b-ke:2"), 2, "round 1 plan names a-no to b-ke twice"),
        (("round", "one", "1", "--plan", "a-no:d-ke:1"), 2, 'round 1 plans for "d-ke", which is no partner of the project (did you mean b-ke?)'),
        (("round", "one", "1", "--plan", "a-no:b-ke"), 2, '--plan: "a-no:b-ke" is not a line of a plan: write FROM:TO:PEOPLE or FROM:TO:PEOPLE:MONTHS'),
        (("round", "one", "1", "--plan", "a-no:a-no:1"), 2, '--plan: "a-no:a-no:1" plans a stay within one organisation, which is no exchange'),
        (("round", "one", "0", "--remove"), 2, "N: must be 1 or more, not 0"),
        (("round", "one", "3", "--remove"), 1, "one has no round 3"),
        (("rename", "one", "two"), 1, 'the id "two" is already used by Two: choose another'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_a_refused_command_changes_nothing(books: Norec, words: tuple[str, ...], code: int, message: str) -> None:
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
        ("a-no:b-ke:2:10", "a-no:d-ke:2:10", 13, 'rounds: 1 plans for "d-ke", which is no partner of the project (did you mean b-ke?) (project one)'),
        ("a-no:b-ke:2:10", "a-no:b-ke", 16, 'rounds: 1: plan "a-no:b-ke" is not a line of a plan: write FROM:TO:PEOPLE or FROM:TO:PEOPLE:MONTHS (project one)'),
        ("end = 2020-12-31", "end = 2020-01-31", 15, "rounds: 1: end 2020-01-31 is before start 2020-02-01 (project one)"),
        ("rounds.1]", "rounds.01]", 13, "rounds: 01 must be a number, 1 or more (project one)"),
        ('title = "Two"', 'title = "Two"\ntitel = "Zwei"', 20, "titel is not known here (did you mean title?) (project two)"),
        ("start = 2020-01-01", 'areas = ["helth"]', 9, 'areas 1 must be climate, education, health or private-sector, not "helth" (project one)'),
    ],
)  # fmt: skip
def test_errors_in_a_hand_edited_file_name_the_file_and_the_line(
    books: Norec, old: str, new: str, line: int, message: str
) -> None:
    (books.cwd / "projects.toml").write_text(ONE.replace(old, new), encoding="utf-8")
    for words in (("report", "reciprocity"), ("projects", "list"), ("partners", "list")):
        result = books(*words)
        assert (result.code, result.out) == (5, "")
        assert result.err.split("\n")[0] == f"projects.toml:{line}: {message}"
    rows = json.loads(books("check", "--json").out)["rows"]
    assert [row["line"] for row in rows if (row["file"], row["severity"]) == ("projects.toml", "error")] == [line]


def test_show_prints_everything_about_a_project(books: Norec) -> None:
    text = ONE.replace("# its rounds", "[projects.one.rules]\nallowance = 2\ntolerance = 0.25\n\n# its rounds")
    (books.cwd / "projects.toml").write_text(text, encoding="utf-8")
    assert json.loads(books("projects", "show", "one", "--json").ok())["rules"] == {"tolerance": 0.25, "allowance": 2}
    document = json.loads(books("projects", "show", "one", "--json").ok())
    assert document["rounds"] == {
        "1": {
            "start": "2020-02-01",
            "end": "2020-12-31",
            "report_due": None,
            "reported_on": None,
            "plan": ["a-no:b-ke:2:10", "b-ke:c-ug:1"],
        }
    }
    assert re.search(
        r"Rounds and plans +1: 2020-02-01 to 2020-12-31, plan a-no:b-ke:2:10, b-ke:c-ug:1",
        books("projects", "show", "one", "-f", "table").ok(),
    )


LOG = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-03-01", "--end", "2020-10-31")


def test_an_exchange_can_be_logged_in_a_round_of_a_project(books: Norec) -> None:
    exchange = books(*LOG, "--project", "one", "--round", "1").ok().strip()
    line = (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8")
    assert line.endswith('"confirmed":true,"project":"one","round":1}\n')
    assert books("exchanges", "list", "--project", "one", "--round", "1").ok().split("\t")[-2:] == ["one", "1\n"]
    books("exchanges", "edit", exchange, "--round", "", "--project", "").ok()
    assert (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == line.replace(',"project":"one","round":1', "")
    books("exchanges", "edit", exchange, "--round", "1", "--project", "one").ok()
    assert (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == line


@pytest.mark.parametrize(
    ("flags", "code", "message"),
    [
        (("--project", "on"), 1, 'no project "on" (did you mean one?)'),
        (("--project", "two"), 1, "a-no is no partner of project two"),
        (("--project", "one", "--round", "2"), 1, "project one has no round 2"),
        (("--round", "1"), 2, "--round needs --project"),
        (("--project", "one", "--round", "x"), 2, '--round: "x" is not a whole number'),
    ],
)
def test_an_exchange_that_does_not_fit_its_project_is_refused(
    books: Norec, flags: tuple[str, ...], code: int, message: str
) -> None:
    before = contents(books.cwd)
    result = books(*LOG, *flags)
    assert (result.code, result.out, result.err) == (code, "", f"norec: {message}\n")
    assert contents(books.cwd) == before


def test_an_edit_that_takes_an_exchange_out_of_its_project_is_refused(books: Norec) -> None:
    exchange = books(*LOG, "--project", "one", "--round", "1").ok().strip()
    result = books("exchanges", "edit", exchange, "--to", "d-ke")
    assert (result.code, result.err) == (1, "norec: d-ke is no partner of project one\n")
    exchanges_file = (
        books.cwd / "exchanges.jsonl"
    )  # by hand it may be put elsewhere: the check tells, other edits go on
    exchanges_file.write_text(
        exchanges_file.read_text(encoding="utf-8").replace('"one","round":1', '"two"'), encoding="utf-8"
    )
    assert "a-no is no partner of project two" in books("check").out
    books("exchanges", "edit", exchange, "--note", "seen").ok()
    assert books("exchanges", "edit", exchange, "--to", "c-ug").err == "norec: a-no is no partner of project two\n"


def test_a_renamed_project_is_renamed_in_its_exchanges(books: Norec) -> None:
    books(*LOG, "--project", "one").ok()
    books(*LOG).ok()
    before = contents(books.cwd)
    books("projects", "rename", "one", "first").ok()
    after = contents(books.cwd)
    assert after["exchanges.jsonl"] == before["exchanges.jsonl"].replace(b'"project":"one"', b'"project":"first"')
    assert after["projects.toml"] == before["projects.toml"].replace(b"projects.one", b"projects.first")
    assert {**after, "exchanges.jsonl": b"", "projects.toml": b""} == {
        **before,
        "exchanges.jsonl": b"",
        "projects.toml": b"",
    }


def test_a_project_with_exchanges_cannot_be_removed(books: Norec) -> None:
    books(*LOG, "--project", "one").ok()
    result = books("projects", "remove", "one")
    assert (result.code, result.err) == (1, "norec: one is used by 1 exchange: reassign or remove it first\n")


def test_a_project_has_its_own_rule_and_a_row_for_each_partner(books: Norec) -> None:
    for _ in range(3):
        books(*LOG, "--project", "one", "--again").ok()
    books("exchanges", "log", "--from", "b-ke", "--to", "a-no", "--start", "2020-03-01", "--project", "one").ok()
    books(*LOG).ok()

    def verdicts(*flags: str) -> list[tuple[str, str]]:
        rows = json.loads(books("report", "reciprocity", "--json", *flags).ok())["rows"]
        return [(row["id"], row["verdict"]) for row in rows]

    assert verdicts("--project", "one") == [("a-no", "sends-more"), ("b-ke", "hosts-more"), ("c-ug", "none")]
    text = (books.cwd / "projects.toml").read_text(encoding="utf-8")
    text = text.replace("# its rounds", "[projects.one.rules]\nallowance = 2\n\n# its rounds")
    (books.cwd / "projects.toml").write_text(text, encoding="utf-8")
    assert verdicts("--project", "one") == [("a-no", "balanced"), ("b-ke", "balanced"), ("c-ug", "none")]
    assert verdicts("--project", "one", "--allowance", "1")[0] == ("a-no", "sends-more")
    assert verdicts("--project", "one", "--project", "two")[0] == ("a-no", "sends-more")
    assert verdicts()[0] == ("a-no", "sends-more")


def test_the_filters_are_in_the_title_and_in_json(books: Norec) -> None:
    document = json.loads(
        books("report", "reciprocity", "--json", "--project", "one", "--area", "Health", "--round", "1").ok()
    )
    assert document["filters"] == {"project": ["one"], "area": ["health"], "round": 1}
    table = books("report", "reciprocity", "--by", "project", "-f", "table", "--project", "one").ok()
    assert table.startswith("Reciprocity by project in people, as of 2026-11-23, project one\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("report", "reciprocity", "--project", "on"), 1, 'no project "on" (did you mean one?)'),
        (("report", "reciprocity", "--area", "helth"), 2, '--area: "helth" is not one of climate, education, health and private-sector (did you mean health?)'),
        (("report", "reciprocity", "--round", "0"), 2, "--round: must be 1 or more, not 0"),
        (("report", "trend", "--by", "area"), 2, "a trend runs by year, or --by round: --by area has no order"),
        (("report", "statement", "one", "--by", "project"), 2, "a statement needs rows with a balance, and --by project has none: use another --by"),
        (("report", "reciprocity", "--by", "project", "--only", "balanced"), 2, "--only needs rows that have a verdict: these have none"),
        (("check", "--project", "on"), 1, 'no project "on" (did you mean one?)'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_a_report_with_unsuitable_options_is_refused(
    books: Norec, words: tuple[str, ...], code: int, message: str
) -> None:
    result = books(*words)
    assert (result.code, result.out, result.err) == (code, "", f"norec: {message}\n")


def test_an_exchange_of_an_unknown_project_is_refused(books: Norec) -> None:
    books(*LOG, "--project", "one").ok()
    (books.cwd / "projects.toml").write_text("", encoding="utf-8")
    result = books("report", "reciprocity")
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith('exchanges.jsonl:1: no project "one" (exchange ')


def test_a_table_by_project_has_the_titles(books: Norec) -> None:
    books(*LOG, "--project", "one").ok()
    table = books("report", "reciprocity", "--by", "project", "-f", "table").ok().splitlines()
    assert table[1].split() == [
        "Project",
        "Name",
        "Sent",
        "Directly",
        "Through",
        "others",
        "Not",
        "returned",
        "Index",
        "Partners",
        "Balanced",
        "Upcoming",
    ]
    assert table[3].split()[:3] == ["one", "One", "1"]


def test_a_footnote_says_that_exchanges_in_two_areas_count_once(books: Norec) -> None:
    books("projects", "edit", "one", "--area", "health", "--area", "climate").ok()
    books(*LOG, "--project", "one").ok()
    books(*LOG).ok()
    said = "An exchange of a project with several areas is in the row of each, and counts once in the totals."
    for report in ("reciprocity", "flows"):
        table = books("report", report, "--by", "area", "-f", "table").ok()
        assert said in table
        assert "Counted: 2 people in 2 exchanges" in table
        assert said not in books("report", report, "-f", "table").ok()
    rows = [row.split("\t")[0] for row in books("report", "reciprocity", "--by", "area").ok().splitlines()]
    assert rows == ["climate", "health", "no-area"]


def test_an_area_selects_the_exchanges_of_its_projects(books: Norec) -> None:
    books("projects", "edit", "one", "--area", "health").ok()
    exchange = books(*LOG, "--project", "one").ok()
    books("exchanges", "log", "--from", "b-ke", "--to", "c-ug", "--start", "2020-01-01", "--project", "two").ok()
    books(*LOG).ok()
    assert books("exchanges", "list", "--area", "Health").ok().split("\t")[0] + "\n" == exchange
    assert books("exchanges", "list", "--area", "health", "--project", "two").ok() == ""
    assert books("exchanges", "list", "--area", "climate").ok() == ""


def test_an_unknown_project_is_reported_at_the_line_that_names_it(books: Norec) -> None:
    books(*LOG, "--project", "one").ok()
    (books.cwd / "projects.toml").write_text(ONE.replace("projects.one", "projects.ones"), encoding="utf-8")
    result = books("report", "reciprocity", "--project", "one")
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith('exchanges.jsonl:1: no project "one" (did you mean ones?) (exchange ')


def test_errors_in_all_registers_are_reported_together(books: Norec) -> None:
    (books.cwd / "partners.toml").write_text("[partners.a-no\n", encoding="utf-8")
    (books.cwd / "projects.toml").write_text(
        '[projects.one]\ntitle = 1\npartners = ["a-no", "b-ke"]\n', encoding="utf-8"
    )
    result = books("report", "reciprocity")
    assert result.code == 5
    assert [line.split(": ")[0] for line in result.err.splitlines()] == ["partners.toml:1", "projects.toml:2"]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["report reciprocity", "check"])
def test_a_store_without_projects_does_not_load_their_code(norec: Norec, words: str) -> None:
    norec("init", "new").ok()
    program = (
        "import io, sys\nfrom norec_cli.app import main\nfrom norec_cli.context import Context\n"
        f"assert main(['-C', {str(norec.cwd / 'new')!r}, *{words.split()}], Context.real()) == 0\n"
        "assert 'norec_cli.model.project' not in sys.modules"
    )
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
    assert process.stderr == b""


def test_repeated_commands_add_to_the_choice_the_assessment_and_the_plan(books: Norec) -> None:
    def now() -> dict[str, Any]:
        document: dict[str, Any] = json.loads(books("projects", "show", "one", "--json").ok())
        return document

    books("projects", "coordinator", "one", "a-no", "--chosen-by", "b-ke", "--on", "2020-01-05").ok()
    books("projects", "coordinator", "one", "a-no", "--chosen-by", "c-ug").ok()
    assert (now()["chosen_by"], now()["chosen_on"]) == (["b-ke", "c-ug"], "2020-01-05")
    books("projects", "coordinator", "one", "c-ug", "--chosen-by", "a-no").ok()
    assert (now()["coordinator"], now()["chosen_by"], now()["chosen_on"]) == ("c-ug", ["a-no"], "2026-11-23")
    books("projects", "assess", "one", "--on", "2020-01-06", "--by", "a-no").ok()
    books("projects", "assess", "one", "--on", "2020-01-06", "--by", "b-ke", "--by", "a-no").ok()
    assert now()["assessed_by"] == ["a-no", "b-ke"]
    books("projects", "assess", "one", "--on", "2021-01-06", "--by", "c-ug").ok()
    assert (now()["assessed_on"], now()["assessed_by"]) == ("2021-01-06", ["c-ug"])
    books("projects", "round", "one", "1", "--add-plan", "c-ug:a-no:3", "--add-plan", "a-no:b-ke:4", "--reported-on", "2021-02-01").ok()  # fmt: skip
    assert now()["rounds"]["1"]["plan"] == ["a-no:b-ke:4", "b-ke:c-ug:1", "c-ug:a-no:3"]
    books("projects", "round", "one", "1", "--plan", "c-ug:a-no:1", "--reported-on", "").ok()
    assert (now()["rounds"]["1"]["plan"], now()["rounds"]["1"]["reported_on"]) == (["c-ug:a-no:1"], None)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("round", "one", "1", "--remove"), "norec: project one has no round 1, and 2 exchanges need it\n"),
        (("edit", "one", "--remove-partner", "c-ug"), "norec: c-ug is no partner of project one, and 1 exchange needs it\n"),
    ],
)  # fmt: skip
def test_partners_and_rounds_that_exchanges_need_cannot_be_removed(
    books: Norec, argv: tuple[str, ...], message: str
) -> None:
    for host in ("a-no", "c-ug"):
        books(
            "exchanges",
            "log",
            "--from",
            "b-ke",
            "--to",
            host,
            "--start",
            "2020-03-01",
            "--project",
            "one",
            "--round",
            "1",
        ).ok()
    books("projects", "coordinator", "one", "b-ke", "--chosen-by", "a-no").ok()
    text = (books.cwd / "projects.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(chosen_by|assessed_by) = .*$", r'\1 = ["a-no"]', text).replace('"b-ke:c-ug:1"', "")
    (books.cwd / "projects.toml").write_text(text, encoding="utf-8")
    before = contents(books.cwd)
    result = books("projects", *argv)
    assert (result.code, result.err) == (1, message + "Change those first: norec exchanges edit ID.\n")
    assert contents(books.cwd) == before


def test_a_misspelt_partner_is_named_in_the_message(books: Norec) -> None:
    path = books.cwd / "projects.toml"
    path.write_text(ONE.replace('"c-ug"', '"c-uh"', 1), encoding="utf-8")
    assert 'no partner "c-uh" (did you mean c-ug?) (project one)' in books("projects", "list").err


def test_a_day_outside_the_accepted_years_is_refused(books: Norec) -> None:
    path = books.cwd / "projects.toml"
    path.write_text(ONE.replace("start = 2020-01-01", "start = 1850-01-01"), encoding="utf-8")
    assert "start 1850-01-01 lies outside the years 1900 to 2199" in books("projects", "list").err


def test_a_list_in_which_nothing_is_selected_says_so(books: Norec) -> None:
    for kind, *words in (
        ("exchanges", "list", "--year", "1950"),
        ("partners", "list", "--country", "JP"),
        ("projects", "list", "--country", "JP"),
    ):
        assert books(kind, *words, "-f", "table").ok().splitlines()[-1] == f"No {kind} are selected."
