"""Which rows reports have, what each row says, and which exchanges it counts."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.lines import exchange_line
from support.program import Norec, make_store

BOTH = ("--partner", "a", "--country", "KE")

line = partial(exchange_line, confirmed=True)


def rows(norec: Norec, *words: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in document(norec, *words)["rows"]}


def document(norec: Norec, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(norec("report", *words, "--json").ok())
    return found


def table(norec: Norec, *words: str) -> list[str]:
    return norec(*words, "-f", "table").ok().splitlines()


# Months are compared as they are printed.


@pytest.mark.parametrize(("start", "end"), [("2021-03-01", "2021-10-31"), ("2020-12-01", "2021-07-31")])
def test_a_stay_of_eight_calendar_months_is_within_eight_months(norec: Norec, start: str, end: str) -> None:
    # One of 245 days, one of 243; beside it one day each way, so that nothing is one-way.
    days = line("q1", "a", "b", end="2020-01-01") + line("q2", "b", "a", end="2020-01-01")
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, days + line("q3", "a", "b", start, end=end))
    row = rows(norec, "reciprocity", "--unit", "months")["a"]
    assert (row["balance"], row["verdict"], row["until_balanced"]) == (8.0, "balanced", 0.0)


def test_245_days_count_as_eight_months_and_246_do_not(norec: Norec) -> None:
    days = line("q1", "a", "b", end="2020-01-01") + line("q2", "b", "a", end="2020-01-01")
    for end, balance, verdict, until in (
        ("2020-11-01", 8.0, "balanced", 0.0),
        ("2020-11-02", 8.1, "sends-more", 0.1),
    ):
        # From 2 March to 1 November are 245 days, 8.05 months.
        make_store(norec.cwd, {"a": "NO", "b": "KE"}, days + line("q3", "a", "b", "2020-03-02", end=end))
        row = rows(norec, "reciprocity", "--unit", "months")["a"]
        assert (row["balance"], row["verdict"], row["until_balanced"]) == (balance, verdict, until)


def test_a_first_stay_lasts_at_least_the_least_months_of_the_rules(norec: Norec) -> None:
    project = '[projects.p]\ntitle = "P"\npartners = ["a", "b"]\nrules = {least_months = 5}\n'
    make_store(
        norec.cwd,
        {"a": "NO", "b": "KE"},
        line("q1", "a", "b", end="2020-04-30", project="p"),
        "[rules]\nleast_months = 2\n",
    )
    (norec.cwd / "projects.toml").write_text(project, encoding="utf-8")
    words = ("reciprocity", "--unit", "months")
    assert rows(norec, *words)["b"]["until_balanced"] == 2.0
    assert rows(norec, *words, "--project", "p")["b"]["until_balanced"] == 5.0
    assert table(norec, "report", *words)[-1] == (
        "To balance, where nothing went one way: at least 2 months, the shortest usual stay."
    )


# What remains of a stay under way.


def test_the_remaining_months_of_a_stay_are_upcoming_but_its_people_are_not(norec: Norec) -> None:
    norec.today = norec.today.replace(2020, 4, 30)  # 121 of 305 days: 4.0 months of 10.0
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, line("q1", "a", "b", end="2020-10-31", participants=2))
    months = rows(norec, "reciprocity", "--unit", "months")["a"]
    assert (months["sent"], months["upcoming_sent"]) == (8.0, 12.1)  # 242 and 368 days
    people = rows(norec, "reciprocity")["a"]
    assert (people["sent"], people["upcoming_sent"]) == (2, 0)
    (flow,) = document(norec, "flows")["rows"]
    assert [flow[name] for name in ("people", "months", "upcoming_people", "upcoming_months")] == [2, 8.0, 0, 12.1]
    assert "Upcoming, and not in the table: 12.1 months." in table(norec, "report", "flows", "--unit", "months")
    (step, _) = document(norec, "trend", "--unit", "months")["rows"]
    assert (step["sent"], step["upcoming_sent"]) == (8.0, 12.1)
    (entry,) = document(norec, "statement", "a", "--unit", "months")["rows"]
    assert (entry["sent"], entry["balance"], entry["upcoming_sent"]) == (8.0, 8.0, 12.1)
    (year,) = document(norec, "reciprocity", "--by", "year", "--unit", "months")["rows"]
    assert (year["people"], year["upcoming"]) == (8.0, 12.1)


def test_a_stay_that_ended_early_has_no_upcoming_months(norec: Norec) -> None:
    norec.today = norec.today.replace(2020, 1, 31)
    early = {"end": "2020-10-31", "ended_early": "2020-01-15", "reason": "health"}
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, line("q1", "a", "b", **early))
    assert rows(norec, "reciprocity", "--unit", "months")["a"]["upcoming_sent"] == 0.0


# Partners that have ended.

ENDED = (
    '[partners.a]\nname = "A"\ncountry = "NO"\nended = 2012-06-30\n'
    '[partners.b]\nname = "B"\ncountry = "KE"\n[partners.c]\nname = "C"\ncountry = "UG"\n'
)
SETTLE = "Ended partners can't send or receive any more: settle what is left with norec partners adjust."


@pytest.fixture
def left(norec: Norec) -> Norec:
    make_store(
        norec.cwd, ENDED, line("q1", "a", "b", "2011-01-01", participants=3) + line("q2", "b", "c", "2011-01-01")
    )
    return norec


def test_a_partner_that_has_ended_is_marked_and_has_no_until_balanced(left: Norec) -> None:
    row = rows(left, "reciprocity")["a"]
    assert list(row)[-1] == "ended"
    assert (row["verdict"], row["until_balanced"], row["ended"]) == ("only-sends", None, "2012-06-30")
    other = rows(left, "reciprocity")["b"]
    assert (other["until_balanced"], other["ended"]) == (1, None)
    shown = table(left, "report", "reciprocity")
    assert shown[1].rstrip().endswith("To balance  Ended")
    assert shown[3].rstrip().endswith("only-sends              2012-06-30")
    assert SETTLE in shown
    assert left("report", "reciprocity", "--partner", "a").ok() == (
        "a\tA\tNO\t3\t0\t3\t0.000000\tonly-sends\t\t0\t0\tfalse\t2012-06-30\n"
    )


def test_a_partner_has_ended_from_its_last_day_on(left: Norec) -> None:
    before = rows(left, "reciprocity", "--as-of", "2012-06-29")["a"]
    assert (before["until_balanced"], before["ended"]) == (2, None)
    assert SETTLE not in table(left, "report", "reciprocity", "--as-of", "2012-06-29")
    assert rows(left, "reciprocity", "--as-of", "2012-06-30")["a"]["ended"] == "2012-06-30"


def test_the_statement_of_a_partner_that_has_ended_says_how_to_settle(left: Norec) -> None:
    assert document(left, "statement", "a")["row"] == rows(left, "reciprocity")["a"]
    shown = table(left, "report", "statement", "a")
    assert "Ended on 2012-06-30." in shown
    assert SETTLE in shown
    assert not [text for text in shown if text.startswith("Until balanced")]


def test_a_pair_ends_with_its_first_partner_and_a_country_with_its_last(left: Norec) -> None:
    pairs = rows(left, "reciprocity", "--by", "pair")
    assert {key: (row["ended"], row["until_balanced"]) for key, row in pairs.items()} == {
        "a ~ b": ("2012-06-30", None),
        "b ~ c": (None, 1),
    }
    assert rows(left, "reciprocity", "--by", "country")["NO"]["ended"] == "2012-06-30"
    assert rows(left, "reciprocity", "--by", "side")["south"]["ended"] is None


# The exchanges between a partner and the partners of a country.


@pytest.fixture
def books(norec: Norec) -> Norec:
    """Partner a sends two to Kenya and receives one, beside other exchanges of each."""
    partners = {"a": "NO", "b": "KE", "c": "KE", "d": "UG"}
    project = (
        '[projects.p]\ntitle = "P"\npartners = ["a", "b", "d"]\nareas = ["health"]\n'
        "[projects.p.rounds.1]\nstart = 2020-01-01\nend = 2020-12-31\n"
        'plan = ["a:b:2", "a:d:4", "d:b:1"]\n'
        '[projects.q]\ntitle = "Q"\npartners = ["a", "d"]\nend = 2026-12-01\n'
        '[projects.r]\ntitle = "R"\npartners = ["a", "c"]\nend = 2026-12-01\n'
    )
    of = {"project": "p", "round": 1}
    exchanges = (
        line("q1", "a", "b", participants=2, end="2020-06-30", topics=["law"], **of)
        + line("q2", "c", "a", "2021-01-01", end="2021-06-30")
        + line("q3", "a", "d", participants=4, end="2020-06-30", **of)
        + line("q4", "b", "d", participants=8, end="2020-06-30", **of)
        + line("q5", "b", "c", participants=16, end="2020-06-30")
        + line("q6", "a", "b", "2027-01-01", participants=32, end="2027-06-30", confirmed=False)
    )
    make_store(norec.cwd, partners, exchanges)
    (norec.cwd / "projects.toml").write_text(project, encoding="utf-8")
    with (norec.cwd / "partners.toml").open("a", encoding="utf-8") as file:
        file.write("[[partners.a.adjustments]]\non = 2019-01-01\nsent = 64\nreason = 'x'\n")
    return norec


def test_a_partner_and_a_country_choose_the_exchanges_between_them(books: Norec) -> None:
    found = document(books, "reciprocity", *BOTH)
    (row,) = found["rows"]
    assert [row[name] for name in ("id", "sent", "received", "upcoming_sent", "adjusted")] == ["a", 2, 1, 32, False]
    totals = found["totals"]
    assert [totals[name] for name in ("exchanges", "people", "unreturned", "adjustments_left_out")] == [2, 3, 2, 1]
    shown = table(books, "report", "reciprocity", *BOTH)
    assert shown[0] == "Reciprocity by partner in people, as of 2026-11-23, exchanges of a with KE"
    assert "Counted: 3 people in 2 exchanges, 17.9 months, 6.0 months a stay." in shown
    assert "Only exchanges between a and partners of Kenya are counted." in shown
    # Either alone selects rows, with complete figures.
    assert rows(books, "reciprocity", "--partner", "a")["a"]["sent"] == 70
    assert rows(books, "reciprocity", "--country", "KE")["b"]["sent"] == 24


def test_a_partner_and_its_own_country_select_its_exchanges_with_the_others_there(books: Norec) -> None:
    (row,) = document(books, "reciprocity", "--partner", "b", "--country", "KE")["rows"]
    assert (row["id"], row["sent"], row["received"]) == ("b", 16, 0)


def test_the_exchanges_between_them_are_the_same_for_every_kind_of_row(books: Norec) -> None:
    def sent(by: str) -> dict[str, int]:
        found = rows(books, "reciprocity", "--by", by, *BOTH)
        return {key: row.get("sent", row.get("people")) for key, row in found.items()}

    assert sent("country") == {"NO": 2}
    assert sent("pair") == {"a ~ b": 2, "a ~ c": 0}
    assert sent("year") == {"2020": 2, "2021": 1, "2027": 0}
    assert sent("project") == {"no-project": 1, "p": 2}
    assert sent("area") == {"health": 2, "no-area": 1}
    assert sent("round") == {"no-round": 1, "p 1": 2}


def test_every_other_report_and_list_selects_the_exchanges_between_them_too(books: Norec) -> None:
    def ids(*words: str) -> list[str]:
        return [text.split("\t")[0] for text in books(*words, *BOTH).ok().splitlines()]

    assert [(row["from"], row["to"]) for row in document(books, "flows", *BOTH)["rows"]] == [("a", "b"), ("c", "a")]
    assert [row["running_balance"] for row in document(books, "trend", *BOTH)["rows"]] == [2, 1, 1]
    statement = document(books, "statement", "a", *BOTH)
    assert [entry["exchange"] for entry in statement["rows"]] == ["q1", "q2", "q6"]
    assert statement["row"] == rows(books, "reciprocity", *BOTH)["a"]
    (plan,) = document(books, "rounds", *BOTH)["rows"]
    assert (plan["from"], plan["to"], plan["planned"], plan["begun"]) == ("a", "b", 2, 2)
    assert document(books, "rounds", *BOTH)["totals"]["without_plan"] == []
    assert document(books, "summary", *BOTH)["totals"]["placements"] == 3
    assert document(books, "needs", *BOTH)["totals"]["unmatched"] == [{"exchange": "q1", "topic": "law"}]
    ahead = document(books, "upcoming", "--days", "60", *BOTH)["rows"]
    assert [(row["what"], row["exchange"], row["project"]) for row in ahead] == [
        ("agreement-ends", "", "r"), ("departure", "q6", ""),
    ]  # fmt: skip
    assert ids("exchanges", "list") == ids("export", "exchanges", "-f", "plain") == ["q1", "q2", "q6"]
    assert ids("projects", "list") == ["p", "r"]


def test_check_history_and_mirror_select_the_exchanges_between_them_too(books: Norec, tmp_path: Path) -> None:
    result = books("check", *BOTH, "--json")
    assert {row["record"] for row in json.loads(result.out)["rows"]} <= {"exchange q1", "exchange q2", "exchange q6"}
    assert (
        result.err == "norec: partners, projects and rounds are not checked, because only some exchanges are selected\n"
    )
    log = ("exchanges", "log", "--start", "2026-01-01", "--months", "3")
    books(*log, "--from", "a", "--to", "d").ok()
    with_kenya = books(*log, "--from", "c", "--to", "a").ok().strip()
    entries = books("history", *BOTH).ok().splitlines()
    assert len(entries) == 1
    assert with_kenya in entries[0]
    # A partner of Kenya that only the other store knows is one of Kenya too.
    other = make_store(tmp_path / "other", {"a": "NO", "k": "KE"}, line("q9", "k", "a", "2010-01-01"))
    mirrored = document(books, "mirror", str(other), *BOTH)["rows"]
    assert [row["ours"] or row["theirs"] for row in mirrored] == ["q9", "q1", "q2", with_kenya, "q6"]


# Rows of projects, areas and rounds without exchanges.

QUIET = (
    '[projects.p]\ntitle = "P"\npartners = ["a", "b"]\nareas = ["health"]\n'
    "[projects.p.rounds.2]\nstart = 2020-01-01\nend = 2020-12-31\n"
    "[projects.p.rounds.10]\nstart = 2021-01-01\nend = 2021-12-31\n"
    '[projects.q]\ntitle = "Q"\npartners = ["a", "b"]\nareas = ["climate", "education"]\n'
)


@pytest.fixture
def quiet(norec: Norec) -> Norec:
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, line("q1", "a", "b") + line("q2", "a", "b", project="p", round=2))
    (norec.cwd / "projects.toml").write_text(QUIET, encoding="utf-8")
    return norec


@pytest.mark.parametrize(
    ("by", "flags", "expected"),
    [
        ("project", (), ["no-project", "p", "q"]),
        ("project", ("--project", "q"), ["q"]),
        ("project", ("--area", "climate"), ["q"]),
        ("project", ("--year", "2020"), ["no-project", "p"]),
        ("project", ("--year", "2021"), []),
        ("project", ("--year", "2021", "--project", "q"), ["q"]),
        ("area", (), ["climate", "education", "health", "no-area"]),
        ("area", ("--project", "q"), ["climate", "education"]),
        ("round", (), ["no-round", "p 2", "p 10"]),
        ("round", ("--round", "10"), ["p 10"]),
        ("round", ("--until", "2019-12-31"), []),
        ("year", (), ["2020"]),
    ],
)
def test_recorded_projects_areas_and_rounds_without_exchanges_have_a_row(
    quiet: Norec, by: str, flags: tuple[str, ...], expected: list[str]
) -> None:
    found = rows(quiet, "reciprocity", "--by", by, *flags)
    assert list(found) == expected
    for key in {"q", "climate", "p 10"} & set(found):
        assert (found[key]["people"], found[key]["index"], found[key]["partners"]) == (0, None, 0)


# One order of pairs, and words for nothing.


def test_pairs_have_one_order_in_every_report(norec: Norec) -> None:
    make_store(
        norec.cwd,
        {"1": "NO", "9": "KE", "10": "UG"},
        line("q1", "9", "1") + line("q2", "10", "1") + line("q3", "9", "10"),
    )
    expected = ["1 ~ 10", "1 ~ 9", "10 ~ 9"]
    assert list(rows(norec, "reciprocity", "--by", "pair")) == expected
    assert [row["pair"] for row in document(norec, "flows", "--by", "pair")["rows"]] == expected
    assert [row["id"] for row in document(norec, "trend", "--by", "pair")["rows"]] == expected


NO_EXCHANGES = "No exchanges yet, or only cancelled ones."
NONE_SELECTED = "No exchanges are selected, or only cancelled ones."


@pytest.mark.parametrize(
    ("words", "without_filters", "selected"),
    [
        (("report", "reciprocity", "--by", "project"), "No projects yet: norec projects add", NONE_SELECTED),
        (("report", "reciprocity", "--by", "area"), "No areas of projects yet.", NONE_SELECTED),
        (("report", "reciprocity", "--by", "round"), "No rounds yet: norec projects round", NONE_SELECTED),
        (("report", "reciprocity", "--by", "pair"), NO_EXCHANGES, NONE_SELECTED),
        (("report", "reciprocity", "--by", "year"), NO_EXCHANGES, NONE_SELECTED),
        (("report", "flows"), NO_EXCHANGES, NONE_SELECTED),
        (("report", "trend"), NO_EXCHANGES, NONE_SELECTED),
        (("report", "rounds"), "No rounds yet: norec projects round", "No rounds are selected."),
        (("report", "needs"), "No needs and no capacities are recorded: norec partners edit",
         "No needs and no capacities are recorded for the selected partners."),
        (("exchanges", "list"), "No exchanges yet: norec exchanges log", "No exchanges are selected."),
        (("projects", "list"), "No projects yet: norec projects add", None),
        (("export", "exchanges"), "No exchanges yet: norec exchanges log", "No exchanges are selected."),
    ],
)  # fmt: skip
def test_each_report_and_list_says_in_its_own_words_that_it_is_empty(
    norec: Norec, words: tuple[str, ...], without_filters: str, selected: str | None
) -> None:
    make_store(norec.cwd, {"a": "NO", "b": "KE"})
    assert any(text.startswith(without_filters) for text in table(norec, *words))
    if selected is not None:
        assert selected in table(norec, *words, "--year", "1950")


def test_reports_of_partners_say_that_no_partner_is_selected(norec: Norec) -> None:
    make_store(norec.cwd, {"a": "NO", "b": "KE"})
    for words in (("report", "reciprocity"), ("report", "reciprocity", "--by", "sector"), ("partners", "list")):
        assert "No partners are selected." in table(norec, *words, "--country", "JP")
    assert NONE_SELECTED in table(norec, "report", "reciprocity", "--year", "1950")
