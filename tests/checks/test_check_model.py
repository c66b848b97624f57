"""`norec check`: the rules about projects, on days before and after their rounds and agreements end."""

import json
from typing import Any

import pytest

from support.check_cases import CANCELLED, GOOD, PLANNED, Case, line, of_p, partner, project, waiver
from support.program import DATA, Norec

ONE_WAY = of_p("q1", topics=["soil"])
PLAN = 'start = 2020-01-01\nend = 2020-12-31\nplan = ["a-no:b-ke:1"]\n'
SECOND = '[projects.p.rounds.2]\nstart = 2021-02-01\nend = 2021-12-31\nplan = ["b-ke:a-no:1"]\n'


def found(norec: Norec, *flags: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(norec("check", "--json", *flags).out)["rows"]
    return rows


def severities(norec: Norec, *flags: str) -> dict[tuple[str, str], str]:
    return {(row["rule"], row["record"].removeprefix("project p ")): row["severity"] for row in found(norec, *flags)}


@pytest.mark.parametrize(
    ("as_of", "one_way", "rest", "code"),
    [
        ("2019-12-31", None, None, 0),
        ("2020-01-01", "information", "information", 0),
        ("2020-12-31", "information", "information", 0),
        ("2021-01-01", "warning", "warning", 0),  # between two rounds
        ("2021-02-01", "information", "information", 0),
        ("2022-01-01", "warning", "warning", 0),
        ("2022-06-30", "warning", "warning", 0),  # the agreement's last day
        ("2022-07-01", "error", "warning", 3),
    ],
)
def test_one_way_exchange_becomes_more_serious_as_rounds_and_agreement_end(
    norec: Norec, as_of: str, one_way: str | None, rest: str | None, code: int
) -> None:
    register = partner("a-no", "NO") + partner("b-ke", "KE", needs='["soil"]', capacities='["bees"]')
    Case(ONE_WAY, register=register, projects=project(PLAN, end="2022-06-30") + SECOND).make(norec.cwd)
    graver = severities(norec, "--as-of", as_of)
    for name in ("a-no", "b-ke"):
        assert graver.get(("both-ways", f"partner {name}")) == one_way
        assert graver.get(("teach-and-learn", f"partner {name}")) == rest
    assert norec("check", "--as-of", as_of).code == code


@pytest.mark.parametrize(("as_of", "severity"), [("2020-02-01", "information"), ("2021-01-01", "warning"), ("2022-07-01", "warning")])  # fmt: skip
def test_unequal_numbers_are_never_an_error(norec: Norec, as_of: str, severity: str) -> None:
    lines = of_p("q1", participants=9, end="2021-12-31", round=None) + of_p("q2", "b-ke", "a-no", round=None)
    Case(lines, projects=project(PLAN.replace(":1", ":9"), end="2022-06-30")).make(norec.cwd)
    assert severities(norec, "--as-of", as_of)[("balanced-people", "partner a-no")] == severity
    assert norec("check", "--as-of", as_of).code == 0
    months = [row["finding"] for row in found(norec, "--as-of", "2022-07-01") if row["rule"] == "balanced-months"]
    assert months == [
        "a-no sent 216.1 months and received 6.0: sends-more",
        "b-ke sent 6.0 months and received 216.1: hosts-more",
    ]


def test_months_are_not_judged_while_a_length_is_missing(norec: Norec) -> None:
    lines = of_p("q1", participants=9, end=None, round=None) + of_p("q2", "b-ke", "a-no", participants=9, round=None)
    Case(lines, projects=project(PLAN)).make(norec.cwd)
    assert {row["rule"] for row in found(norec)} == {"ends-recorded", "plans-met"}


def test_one_way_exchange_is_an_error_after_an_agreement_without_rounds(norec: Norec) -> None:
    projects = project(end="2020-12-31").split("[projects.p.rounds")[0]
    Case(line("q1", project="p"), projects=projects).make(norec.cwd)
    assert severities(norec)[("both-ways", "partner a-no")] == "error"
    assert severities(norec, "--as-of", "2020-12-31")[("both-ways", "partner a-no")] == "information"


def test_a_project_has_its_own_rules(norec: Norec) -> None:
    uneven = of_p("q3", participants=2, round=None)
    for settings, rules, rule in (
        ("", "{allowance = 2, allowance_months = 12}", []),
        ("", "{tolerance = 0.5}", []),
        ("", "{allowance = 2}", ["balanced-months"]),
        ("[rules]\nallowance = 9\n", "{allowance_months = 99}", []),
        ("[rules]\nallowance = 9\n", "{allowance = 1, allowance_months = 99}", ["balanced-people"]),
    ):
        Case(GOOD + uneven, projects=project(rules=rules), settings=settings).make(norec.cwd)
        assert sorted({row["rule"] for row in found(norec)}) == rule
    assert {row["rule"] for row in found(norec, "--allowance", "2")} == set()
    assert {row["rule"] for row in found(norec, "--tolerance", "0")} == {"balanced-people"}


def test_the_usual_length_is_a_setting_of_the_store_and_of_a_project(norec: Norec) -> None:
    short = line("q3", end="2020-01-31") + of_p("q4", end="2020-02-29", round=None)
    case = Case(GOOD + short, projects=project(rules="{least_months = 2}"), settings="[rules]\nmost_months = 5\n")
    case.make(norec.cwd)
    lengths = [(row["record"], row["finding"].split(": ")[1]) for row in found(norec) if row["rule"] == "lengths-usual"]
    assert lengths == [
        ("exchange q3", "lasts less than 3 months"),  # of no project, which goes first
        ("exchange q1", "lasts more than 5 months"),
        ("exchange q2", "lasts more than 5 months"),
    ]
    Case(settings="[rules]\nleast_months = 19\n").make(norec.cwd)
    result = norec("check")
    assert (result.code, result.out.split("\t")[3:]) == (3, ["3", "", "rules: most_months 18 is less than least_months 19\n"])  # fmt: skip
    Case(projects=project(rules="{least_months = 9, most_months = 3}")).make(norec.cwd)
    assert "most_months 3 is less than least_months 9" in norec("report", "reciprocity").err


def test_lengths_at_the_ends_of_the_calendar(norec: Norec) -> None:
    Case(line("q1", start="2199-11-01", end="2199-12-31", confirmed=False), projects="").make(norec.cwd)
    assert [row["rule"] for row in found(norec)] == ["lengths-usual"]
    Case(line("q1", start="2199-01-01", end="2199-12-31", confirmed=False), projects="").make(norec.cwd)
    assert found(norec) == []


def test_partners_missing_from_the_assessment_and_the_choice_are_named(norec: Norec) -> None:
    projects = project(
        partners='["a-no", "b-ke", "c-ug"]', chosen_by="", coordinator='"c-ug"', assessed_on="", assessed_by=""
    )
    Case(register=Case().register + partner("c-ug", "UG"), projects=projects).make(norec.cwd)
    assert [(row["line"], row["finding"]) for row in found(norec)] == [
        (3, "c-ug sent nobody and received nobody"),
        (4, "that a-no and b-ke chose c-ug is not recorded"),
        (1, "no joint assessment of needs and capacities is recorded"),
    ]


def test_overlapping_stays_of_one_ref_are_found_once_each(norec: Norec) -> None:
    lines = (
        line("q1", ref="x", start="2020-01-01", end="2020-12-31"),
        line("q2", ref="x", start="2020-02-01", end="2020-05-31"),
        line("q3", ref="x", start="2020-06-01", end="2020-08-31"),
        line("q4", ref="x", start="2021-01-01", end=None),
        line("q5", ref="x", start="2021-01-01", end="2021-03-31"),
        line("q6", ref="x", start="2021-04-01", end="2021-06-30"),
    )
    Case("".join(reversed(lines)), projects="").make(norec.cwd)
    apart = [(row["record"], row["finding"]) for row in found(norec) if row["rule"] == "refs-apart"]
    assert sorted(apart) == [
        ("exchange q2", 'starts on 2020-02-01, and "x" is away with exchange q1 until 2020-12-31'),
        ("exchange q3", 'starts on 2020-06-01, and "x" is away with exchange q1 until 2020-12-31'),
        ("exchange q5", 'starts on 2021-01-01, and "x" is away with exchange q4 until 2021-01-01'),
    ]
    # It is enough that one of two overlapping stays is selected; if neither is, there is no finding.
    assert len(found(norec, "--since", "2020-06-01", "--until", "2020-12-31")) == 1
    assert {row["record"] for row in found(norec, "--until", "2020-01-31")} == {"exchange q2", "exchange q3"}


def test_a_replacement_of_an_early_leaver_fills_the_same_place_of_the_plan(norec: Norec) -> None:
    early = of_p("q1", ended_early="2020-03-31", reason="health") + of_p("q2", "b-ke", "a-no")
    Case(early + of_p("q3", replaces="q1", start="2020-05-01", end="2020-12-31"), projects=project(PLANNED)).make(norec.cwd)  # fmt: skip
    assert [row["finding"] for row in found(norec)] == ["a-no was to send 2 to b-ke, and 1 person is missing"]


def test_a_round_is_judged_after_its_end_and_its_report_when_due(norec: Norec) -> None:
    Case(projects=project(PLANNED + "report_due = 2021-01-31\n")).make(norec.cwd)
    assert severities(norec, "--as-of", "2020-12-31") == {}
    assert set(severities(norec, "--as-of", "2021-01-31")) == {("plans-met", "round 1 a-no to b-ke")}
    assert ("reports-in", "round 1") in severities(norec, "--as-of", "2021-02-01")
    assert set(severities(norec, "--year", "2020")) == set()  # with a filter on exchanges projects are not judged
    assert len(severities(norec, "--project", "p")) == 2


def test_options_limit_the_findings_about_projects(norec: Norec) -> None:
    other = project(coordinator="", chosen_by="", areas='["health"]').replace("projects.p", "projects.q")
    both = project(areas='["climate"]', coordinator="", chosen_by="") + other
    Case(GOOD + ONE_WAY.replace("q1", "q3").replace('"p"', '"q"'), projects=both).make(norec.cwd)
    everything = {row["record"] for row in found(norec)}
    assert everything == {
        "project p", "project q", "project q partner a-no", "project q partner b-ke", "project q round 1 b-ke to a-no",
    }  # fmt: skip
    assert {row["record"] for row in found(norec, "--project", "p")} == {"project p"}
    assert {row["record"] for row in found(norec, "--area", "climate")} == {"project p"}
    assert {row["record"] for row in found(norec, "--country", "NO")} == everything - {"project q partner b-ke"}
    assert found(norec, "--round", "1") == []


def test_exchanges_without_a_project_are_not_judged(norec: Norec) -> None:
    Case(line("q1", topics=["soil"]) + line("q2", topics=["soil"], start="2020-01-02"), projects="").make(norec.cwd)
    assert norec("check", "--strict").ok() == ""


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (waiver("end-recorded", "exchange q3"), "end-recorded is no rule (did you mean ends-recorded or plans-recorded or topics-recorded?)"),
        (waiver("ids-unique", "exchange q3"), "ids-unique can't be waived"),
        (waiver("ends-recorded", "exchange q9"), "waives nothing: exchange q9 doesn't break ends-recorded"),
        (waiver("ends-recorded", "exchange q3") * 2, "says what waiver 1 says"),
    ],
)  # fmt: skip
def test_a_waiver_that_covers_no_finding_is_found(norec: Norec, text: str, finding: str) -> None:
    Case(GOOD + line("q3", end=None), settings=text).make(norec.cwd)
    rows = [row for row in found(norec) if row["rule"] == "waivers-fit"]
    assert [row["finding"] for row in rows] == [finding]
    assert rows[0]["file"] == "norec.toml"


def test_an_unused_waiver_is_no_finding_if_only_some_records_are_checked(norec: Norec) -> None:
    Case(settings=waiver("ends-recorded", "exchange q9")).make(norec.cwd)
    assert len(found(norec)) == 1
    assert found(norec, "--partner", "a-no") == []
    (norec.cwd / "exchanges.jsonl").write_text("{\n", encoding="utf-8")
    document = json.loads(norec("check", "--json").out)
    assert [row["rule"] for row in document["rows"]] == ["well-formed"]
    assert "waivers-fit" in document["totals"]["not_checked"]


def test_a_waiver_covers_findings_from_its_day_on(norec: Norec) -> None:
    Case(GOOD + line("q3", end=None), settings=waiver("ends-recorded", "exchange q3") + waiver("reports-in", "x")).make(norec.cwd)  # fmt: skip
    assert [row["rule"] for row in found(norec, "--as-of", "2020-12-31")] == ["ends-recorded"]
    assert [row["rule"] for row in found(norec, "--as-of", "2021-01-01")] == ["waivers-fit"]


@pytest.mark.parametrize(
    ("as_of", "severity"),
    [("2020-12-31", None), ("2021-01-01", "warning"), ("2021-06-01", None), ("2022-01-01", "warning"), ("2022-07-01", "error")],
)  # fmt: skip
def test_a_partner_without_exchanges_is_found_while_no_round_is_open(
    norec: Norec, as_of: str, severity: str | None
) -> None:
    more = {
        "partners": '["a-no", "b-ke", "c-ug"]',
        "chosen_by": '["a-no", "c-ug"]',
        "assessed_by": '["a-no", "b-ke", "c-ug"]',
    }
    Case(register=Case().register + partner("c-ug", "UG"), projects=project(end="2022-06-30", **more) + SECOND).make(norec.cwd)  # fmt: skip
    assert severities(norec, "--as-of", as_of).get(("both-ways", "partner c-ug")) == severity


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        # A group of two replaces one person: only one of the two fills a place of the plan.
        (of_p("q1", ended_early="2020-03-31", reason="health") + of_p("q3", replaces="q1", start="2020-05-01", end="2020-12-31", participants=2), 0),
        # Somebody who replaces a person of another pair fills a place of this plan.
        (of_p("q1", "b-ke", "a-no", ended_early="2020-03-31", reason="health") + of_p("q3", replaces="q1", start="2020-05-01", end="2020-12-31", participants=2), 0),
        (of_p("q1", ended_early="2020-03-31", reason="health", participants=2) + of_p("q3", replaces="q1", start="2020-05-01", end="2020-12-31"), 0),
        (of_p("q1", ended_early="2020-03-31", reason="health") + of_p("q3", replaces="q1", start="2020-05-01", end="2020-12-31"), 1),
    ],
)  # fmt: skip
def test_replacements_fill_no_more_places_than_became_free(norec: Norec, lines: str, missing: int) -> None:
    Case(lines + of_p("q2", "b-ke", "a-no"), projects=project(PLANNED)).make(norec.cwd)
    rows = json.loads(norec("report", "rounds", "--json").ok())["rows"]
    assert [row["missing"] for row in rows if row["from"] == "a-no"] == [missing]
    assert len([row for row in found(norec) if row["rule"] == "plans-met"]) == missing


def test_shared_names_are_found_only_without_a_filter_on_exchanges(norec: Norec) -> None:
    case = Case(register=Case().register + partner("c-ke", "KE", name='"b-ke"'))
    case.make(norec.cwd)
    assert [row["rule"] for row in found(norec)] == ["names-distinct"]
    for flags in (("--project", "p"), ("--year", "2020"), ("--round", "1")):
        assert found(norec, *flags) == []


def test_findings_as_markdown_have_a_title(norec: Norec) -> None:
    Case(GOOD + line("q3", end=None)).make(norec.cwd)
    assert norec("check", "-f", "markdown").ok().startswith("**Findings, as of 2026-11-23**\n\n| Severity |")


def test_a_waiver_changes_when_its_record_is_renamed(norec: Norec) -> None:
    given = waiver("both-ways", "project p partner b-ke") + "# mine\n" + waiver("plans-met", "project p round 1 b-ke to a-no") + waiver("topics-recorded", "partner b-kex")  # fmt: skip
    Case(settings=given).make(norec.cwd)
    norec("partners", "rename", "b-ke", "to").ok()
    norec("projects", "rename", "p", "partner").ok()
    text = (norec.cwd / "norec.toml").read_text(encoding="utf-8")
    assert [row for row in text.splitlines() if row.startswith(("record", "#"))] == [
        'record = "project partner partner to"', "# mine", 'record = "project partner round 1 to to a-no"', 'record = "partner b-kex"',
    ]  # fmt: skip
    assert norec("undo").code == norec("undo").code == 0
    assert given in (norec.cwd / "norec.toml").read_text(encoding="utf-8")


def test_a_waiver_covers_one_finding_only(norec: Norec) -> None:
    lines = GOOD + line("q3", end=None, confirmed=False) + line("q4", end=None, start="2020-01-02")
    Case(lines, settings=waiver("ends-recorded", "exchange q3")).make(norec.cwd)
    assert [(row["rule"], row["record"]) for row in found(norec)] == [
        ("ends-recorded", "exchange q4"),
        ("plans-confirmed", "exchange q3"),
    ]
    table = norec("check", terminal=True, columns=200).ok().splitlines()
    assert table[3:5] == [
        "0 errors, 2 warnings, 0 for information.",
        "Waived: starts on 2020-01-01 and has no end (exchange q3) [ends-recorded], by the partners on 2021-01-01, because: agreed",
    ]  # fmt: skip


def test_the_findings_of_grid_arendal(norec: Norec) -> None:
    """What its public source doesn't say is found as not recorded; and NESDA received nobody."""
    rows = found(norec, "-C", str(DATA / "grid-arendal"))
    of_project = "project grid-arendal-2011"
    assert [(row["severity"], row["rule"], row["record"]) for row in rows] == [
        *(
            ("warning", "topics-recorded", f"partner {name}")
            for name in ("grid-arendal-no", "nema-ug", "nesda-ci", "partner-zw", "zema-zm")
        ),
        ("warning", "balanced-months", f"{of_project} partner nema-ug"),
        ("warning", "both-ways", f"{of_project} partner nesda-ci"),
        ("warning", "coordinator-chosen", of_project),
        ("warning", "needs-assessed", of_project),
        ("information", "plans-recorded", f"{of_project} round 1"),
    ]
    assert rows[6]["finding"] == "nesda-ci sent 1 and received 0: only-sends"


def rules_of(norec: Norec, *flags: str) -> list[tuple[str, str]]:
    return [(row["rule"], row["record"]) for row in found(norec, *flags)]


def test_an_exchange_may_last_until_the_last_day_of_its_round(norec: Norec) -> None:
    rules = project(rules="{allowance_months = 99, allowance = 9}")
    stops = of_p("q3", end="2021-03-31", ended_early="2020-12-31", reason="other")
    begins = of_p("q4", start="2021-01-01", end=None)
    stays = of_p("q5", "b-ke", "a-no", end=None)
    Case(GOOD + stops + begins + stays, projects=rules).make(norec.cwd)
    outside = [(row["record"], row["finding"]) for row in found(norec) if row["rule"] == "within-round"]
    assert outside == [("exchange q4", "starts on 2021-01-01, and round 1 ends on 2020-12-31")]


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("2020-07-01", "2020-09-29", "lasts less than 3 months"),
        ("2020-07-01", "2020-09-30", None),
        ("2019-02-01", "2019-04-30", None),
        ("2020-01-01", "2021-06-30", None),
        ("2020-01-01", "2021-07-01", "lasts more than 18 months"),
        ("2020-09-01", "2022-02-28", None),
        ("2020-09-01", "2022-03-01", "lasts more than 18 months"),
    ],
)
def test_lengths_are_compared_in_calendar_months(norec: Norec, start: str, end: str, problem: str | None) -> None:
    Case(line("q1", start=start, end=end), projects="").make(norec.cwd)
    assert [row["finding"].split(": ")[1] for row in found(norec)] == ([problem] if problem else [])


def test_a_person_may_go_again_after_an_early_return(norec: Norec) -> None:
    early = line("q1", ref="x", end="2020-12-31", ended_early="2020-02-28", reason="family")
    Case(early + line("q2", ref="x", start="2020-03-01", end="2020-08-31"), projects="").make(norec.cwd)
    assert rules_of(norec) == []


def test_a_plan_is_expected_from_the_first_day_of_a_round(norec: Norec) -> None:
    Case(of_p("q1", start="2019-12-01", end="2020-05-31", round=None), projects=project("start = 2020-01-01\nend = 2020-12-31\n")).make(norec.cwd)  # fmt: skip
    assert severities(norec, "--as-of", "2019-12-31")[("both-ways", "partner a-no")] == "information"
    assert ("plans-recorded", "round 1") not in severities(norec, "--as-of", "2019-12-31")
    assert ("plans-recorded", "round 1") in severities(norec, "--as-of", "2020-01-01")


def test_a_report_is_overdue_until_the_day_it_is_handed_in(norec: Norec) -> None:
    Case(projects=project(Case().projects.split("rounds.1]\n")[1] + "report_due = 2021-03-31\nreported_on = 2021-05-01\n")).make(norec.cwd)  # fmt: skip
    for as_of, late in (("2021-03-31", False), ("2021-04-01", True), ("2021-04-30", True), ("2021-05-01", False)):
        assert (("reports-in", "round 1") in severities(norec, "--as-of", as_of)) is late, as_of


def test_findings_are_limited_to_the_selected_partner(norec: Norec) -> None:
    more = {
        "partners": '["a-no", "b-ke", "c-ug"]',
        "chosen_by": '["a-no", "c-ug"]',
        "assessed_by": '["a-no", "b-ke", "c-ug"]',
    }
    register = Case().register + partner("c-ug", "UG", needs="[]")
    Case(GOOD + line("q3", replaces="q9"), register=register, projects=project(PLANNED, **more)).make(norec.cwd)
    assert ("plans-met", "project p round 1 a-no to b-ke") in rules_of(norec, "--partner", "a-no")
    assert ("replacements-fit", "exchange q3") in rules_of(norec, "--partner", "a-no")
    assert set(rules_of(norec, "--partner", "c-ug")) == {
        ("topics-recorded", "partner c-ug"), ("both-ways", "project p partner c-ug"),
    }  # fmt: skip
    assert ("topics-recorded", "partner c-ug") not in rules_of(norec, "--partner", "a-no")


def test_an_exchange_of_unreadable_partners_is_checked(norec: Norec) -> None:
    register = Case().register + partner("x", "ZZ") + partner("y", "ZZ")
    lines = of_p("q3", host="x", topics=["soil"], end=None) + of_p("q4", "y", "x", topics=["soil"], end=None)
    Case(GOOD + lines, register=register).make(norec.cwd)
    for flags, ends in (((), {"exchange q3", "exchange q4"}), (("--partner", "b-ke"), {"exchange q4"})):
        assert {record for rule, record in rules_of(norec, *flags) if rule == "ends-recorded"} == ends


def test_the_tolerance_option_replaces_the_rule_in_months_too(norec: Norec) -> None:
    lines = of_p("q1", participants=4, end="2020-12-31") + of_p("q2", "b-ke", "a-no", participants=3, end="2020-12-31")
    Case(lines).make(norec.cwd)
    assert [rule for rule, _ in rules_of(norec)] == ["balanced-months"] * 2
    assert rules_of(norec, "--tolerance", "0.2") == []


def test_a_stay_without_an_end_is_compared_by_its_first_day_alone(norec: Norec) -> None:
    open_ended = line("q1", ref="x", start="2020-01-01", end=None)
    for start, apart in (("2020-01-01", {"exchange q2"}), ("2020-01-02", set())):
        Case(open_ended + line("q2", "b-ke", "a-no", ref="x", start=start), projects="").make(norec.cwd)
        assert {record for rule, record in rules_of(norec) if rule == "refs-apart"} == apart


def test_a_cancelled_exchange_does_not_have_to_fit_its_project(norec: Norec) -> None:
    register = Case().register + partner("c-ug", "UG")
    for more, found_ in (({}, {"within-project"}), (CANCELLED, set())):
        Case(GOOD + of_p("q3", "c-ug", "a-no", round=9, **more), register=register).make(norec.cwd)
        assert {rule for rule, record in rules_of(norec) if record == "exchange q3"} == found_


def test_people_who_leave_later_fill_a_plan(norec: Norec) -> None:
    later = of_p("q3", start="2027-01-01", end="2027-06-30", confirmed=False)
    for lines, unmet in ((GOOD, True), (GOOD + later, False)):
        Case(lines, projects=project(PLANNED)).make(norec.cwd)
        assert ("plans-met" in {rule for rule, _ in rules_of(norec)}) is unmet


def test_a_round_outside_the_dates_of_its_project_is_an_error(norec: Norec) -> None:
    outside = 'start = 2020-01-01\nend = 2021-01-01\nplan = ["a-no:c-ug:1"]\n'
    Case(projects=project(outside, start="2020-01-02", end="2020-12-31")).make(norec.cwd)
    problems = [row["finding"] for row in found(norec) if row["rule"] == "well-formed"]
    assert len(problems) == 1
    assert "starts on 2020-01-01, before the project does on 2020-01-02" in problems[0]
    assert norec("report", "rounds").code == 5
