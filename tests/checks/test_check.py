"""`norec check`: each rule finds the records that break it and no others, and one finding hides no other."""

import json
from pathlib import Path

import pytest

from norec_cli.checks.rules import CHECK_RULES
from support.check_cases import BY_STAGE, ERRORS, FIRES, KEEPS, TWO, Case, line, of_p, partner, waiver
from support.program import Norec, contents, make_store

GOOD = line("q1") + line("q2", "b-ke", "a-no")  # of no project
NEED_ALL = ["leavers-balanced", "both-ways", "balanced-people", "balanced-months", "teach-and-learn", "plans-met"]
NEED_ALL.append("waivers-fit")
OF_FILES = list(FIRES)[:6]


def severity_of(rule: str) -> str:
    return FIRES[rule].severity or ("error" if rule in ERRORS else "warning")


@pytest.mark.parametrize("rule", FIRES)
def test_a_rule_finds_the_record_that_breaks_it_and_nothing_else(norec: Norec, rule: str) -> None:
    case, severity = FIRES[rule], severity_of(rule)
    file, number, record, finding = case.found
    case.make(norec.cwd)
    result = norec("check")
    assert result.out == f"{severity}\t{rule}\t{file}\t{number}\t{record}\t{finding}\n"
    assert (result.code, result.err) == (3 if severity == "error" else 0, "")
    assert norec("check", "--strict").code == (0 if severity == "information" else 3)
    document = json.loads(norec("check", "--json").out)
    assert document["rows"] == [
        {"severity": severity, "rule": rule, "file": file, "line": number, "record": record, "finding": finding}
    ]
    count = {one: int(severity == one) for one in ("error", "warning", "information")}
    assert document["totals"] == {
        "rows": 1, "errors": count["error"], "warnings": count["warning"], "not_checked": NEED_ALL if rule in OF_FILES else [],
        "information": count["information"], "waived": [], "shown": 1,
    }  # fmt: skip


@pytest.mark.parametrize("rule", KEEPS)
def test_a_record_that_almost_breaks_a_rule_gets_no_finding(norec: Norec, rule: str) -> None:
    KEEPS[rule].make(norec.cwd)
    result = norec("check", "--strict")
    assert (result.code, result.out, result.err) == (0, "", "")


@pytest.mark.parametrize("rule", FIRES)
def test_a_waived_finding_is_listed_apart(norec: Norec, rule: str) -> None:
    case = FIRES[rule]
    _, _, record, finding = case.found
    case.make(norec.cwd, waiver(rule, record or "exchange q1", reason="the visas", by="all of us"))
    result = norec("check", "--strict", "--json")
    document = json.loads(result.out)
    if rule in (*OF_FILES, "waivers-fit"):
        assert result.code == 3
        refused = [row["finding"] for row in document["rows"] if row["rule"] == "waivers-fit"]
        assert f"{rule} can't be waived" in refused
        assert document["totals"]["waived"] == []
        return
    assert result.code == 0
    assert document["rows"] == []
    assert document["totals"]["waived"] == [
        {
            "severity": severity_of(rule), "rule": rule, "record": record, "finding": finding, "reason": "the visas",
            "by": "all of us", "on": "2021-01-01",
        }
    ]  # fmt: skip
    assert norec("check", "--strict").ok() == ""
    assert norec("check", "-f", "table").ok() == (
        f"Waived: {finding} ({record}) [{rule}], by all of us on 2021-01-01, because: the visas\n"
    )


def test_a_stay_without_an_end_is_not_said_to_end_outside_its_round(norec: Norec) -> None:
    case = Case(of_p("q3", start="2021-02-01", end=None))
    case.make(norec.cwd)
    found = [row.split("\t") for row in norec("check").out.splitlines()]
    within = [fields[5] for fields in found if fields[1] == "within-round"]
    assert within == ["starts on 2021-02-01, and round 1 ends on 2020-12-31"]


def test_check_prints_nothing_when_nothing_is_wrong(norec: Norec) -> None:
    make_store(norec.cwd, TWO, GOOD)
    for flags in ([], ["-f", "table"], ["-f", "plain"], ["--strict"]):
        assert norec("check", *flags).ok() == ""
    looked_at = f"{GOOD.count(chr(10))} exchanges, 2 partners, 0 projects, {len(CHECK_RULES)} rules looked at.\n"
    assert norec("check", terminal=True, columns=200).ok() == f"Nothing wrong: {looked_at}"
    assert norec("check", "--partner", "a-no", terminal=True, columns=200).ok() == (
        f"Nothing wrong with what is selected (partner a-no): {looked_at}"
    )
    assert norec("check", "--quiet", terminal=True).ok() == ""
    assert json.loads(norec("check", "--json").ok()) == {
        "schema": "norec.check/1",
        "as_of": "2026-11-23",
        "filters": {},
        "rows": [],
        "totals": {
            "rows": 0,
            "errors": 0,
            "warnings": 0,
            "not_checked": [],
            "information": 0,
            "waived": [],
            "shown": 0,
        },
    }


def test_a_round_that_its_project_does_not_have_is_found(norec: Norec) -> None:
    Case(FIRES["plans-met"].lines + line("q4", project="p", round=2)).make(norec.cwd)
    result = norec("check")
    assert (result.code, result.out.split("\t")[5]) == (3, "project p has no round 2\n")


def test_an_unreadable_projects_file_is_the_only_finding(norec: Norec) -> None:
    make_store(norec.cwd, TWO, GOOD + line("q3", project="p"))
    (norec.cwd / "projects.toml").write_text("[projects.p\n", encoding="utf-8")
    assert [row.split("\t")[1:4] for row in norec("check").out.splitlines()] == [["well-formed", "projects.toml", "1"]]
    assert norec("check", "--project", "p").code == 3


def test_findings_in_all_files_are_listed_in_one_run(norec: Norec) -> None:
    register = TWO + partner("c-ug", "UG", ended="2021-01-01", sector='"privat"') + "[partners.d-zz]\n"
    lines = "".join((
        line("q1", host="c-ug"), line("q1", host="a-no", start="2021-01-01"), "{\n", line("q2", host="zz"),
        line("q3", confirmed=False, end=None), line("q1", host="d-zz"),
    ))  # fmt: skip
    make_store(norec.cwd, register, lines, "[rules]\ntolerance = 2\n")
    result = norec("check", "-f", "table")
    assert result.code == 3
    assert result.err == ""
    rows = [row.split("\t")[:5] for row in norec("check").out.splitlines()]
    assert rows == [
        ["error", "dates-in-order", "exchanges.jsonl", "2", "exchange q1"],
        ["error", "ids-unique", "exchanges.jsonl", "2", ""],
        ["error", "ids-unique", "exchanges.jsonl", "6", ""],
        ["error", "partners-known", "exchanges.jsonl", "4", "exchange q2"],
        ["error", "sender-not-host", "exchanges.jsonl", "2", "exchange q1"],
        ["error", "well-formed", "exchanges.jsonl", "3", ""],
        ["error", "well-formed", "norec.toml", "4", ""],
        ["error", "well-formed", "partners.toml", "17", "partner c-ug"],
        ["error", "well-formed", "partners.toml", "18", "partner d-zz"],
        ["error", "well-formed", "partners.toml", "18", "partner d-zz"],
        ["warning", "ends-recorded", "exchanges.jsonl", "5", "exchange q3"],
        ["warning", "plans-confirmed", "exchanges.jsonl", "5", "exchange q3"],
    ]
    assert result.out.splitlines()[0] == (
        "exchanges.jsonl:2: error: end 2020-06-30 is before start 2021-01-01 (exchange q1) [dates-in-order]"
    )
    assert result.out.splitlines()[-4:] == [
        "",
        "10 errors, 2 warnings, 0 for information.",
        f"Not checked, because some records can't be read: {', '.join(NEED_ALL)}.",
        "norec check --explain RULE says why it matters and how to mend it.",
    ]


def test_findings_are_sorted_by_severity_then_project_then_rule(norec: Norec) -> None:
    """JSON and plain output have the same order; within a project, findings are sorted by rule and record."""
    projects = "".join(f'[projects.{key}]\ntitle = "{key}"\npartners = ["a-no", "b-ke"]\n' for key in ("p1", "p2"))
    lines = "".join(
        line(key, project=project, end=None, confirmed=False)
        for key, project in (("q1", "p2"), ("q2", "p1"), ("q3", "p2"), ("q4", "p1"))
    )
    make_store(norec.cwd, TWO, lines + line("q5", host="zz"))
    (norec.cwd / "projects.toml").write_text(projects, encoding="utf-8")
    rows = json.loads(norec("check", "--json").out)["rows"]
    project_of = {"exchange q1": "p2", "exchange q2": "p1", "exchange q3": "p2", "exchange q4": "p1"}

    def place(row: dict[str, str]) -> tuple[object, ...]:
        kind, _, rest = row["record"].partition(" ")
        project = rest.split(" ")[0] if kind == "project" else project_of.get(row["record"], "")
        return ["error", "warning", "information"].index(row["severity"]), project, row["rule"], row["record"]

    assert rows[0]["record"] == "exchange q5"
    assert len({place(row)[1] for row in rows}) == 3
    assert [place(row) for row in rows] == sorted(place(row) for row in rows)
    plain = [row.split("\t")[5] for row in norec("check").out.splitlines()]
    assert plain == [row["finding"] for row in rows]


def test_check_lists_all_errors_where_a_report_stops_at_one_hundred(norec: Norec) -> None:
    make_store(norec.cwd, TWO, "{\n" * 250)
    assert norec("check").out.count("\n") == 250
    assert norec("report", "reciprocity").err.count("\n") == 101


def test_exchanges_are_checked_though_the_partners_file_is_unreadable(norec: Norec) -> None:
    make_store(norec.cwd, "[partners.a-no\n", GOOD + line("q3", end=None) + line("q4", host="a-no"))
    assert [row.split("\t")[1:4] for row in norec("check").out.splitlines()] == [
        ["sender-not-host", "exchanges.jsonl", "4"],
        ["well-formed", "partners.toml", "1"],
        ["ends-recorded", "exchanges.jsonl", "3"],
    ]


@pytest.mark.parametrize(
    ("flags", "records"),
    [
        ([], ["partner c-ug", "exchange q1", "exchange q2", "exchange q3"]),
        (["--partner", "c-ug"], ["partner c-ug", "exchange q3"]),
        (["--country", "KE"], ["exchange q1", "exchange q2"]),
        (["--year", "2021"], ["exchange q2"]),
        (["--since", "2020-01-02", "--partner", "b-ke"], ["exchange q2"]),
        (["--as-of", "2019-01-01", "--year", "1999"], []),
        (["--as-of", "2020-06-01"], ["exchange q1", "exchange q3"]),
        (["--tolerance", "1"], ["partner c-ug", "exchange q1", "exchange q2", "exchange q3"]),
    ],
)  # fmt: skip
def test_options_limit_the_findings_to_some_records(norec: Norec, flags: list[str], records: list[str]) -> None:
    register = TWO + partner("c-ug", "UG", ended="2021-01-01")
    lines = line("q1", confirmed=False) + line("q2", confirmed=False, start="2021-01-01", end="2021-06-30")
    make_store(norec.cwd, register, lines + line("q3", host="c-ug", confirmed=False))
    result = norec("check", *flags)
    assert [row.split("\t")[4] for row in result.out.splitlines()] == records
    said = "norec: partners, projects and rounds are not checked, because only some exchanges are selected\n"
    assert (result.code, result.err) == (0, said if {"--year", "--since"} & set(flags) else "")


def test_an_unreadable_record_is_listed_whatever_the_filters_are(norec: Norec) -> None:
    make_store(norec.cwd, TWO, GOOD + "{\n")
    result = norec("check", "--partner", "a-no", "--year", "1999")
    assert (result.code, result.out.count("\n")) == (3, 1)


@pytest.mark.parametrize("rule", FIRES)
def test_every_rule_is_explained(norec: Norec, rule: str) -> None:
    fields = norec("check", "--explain", rule).ok().rstrip("\n").split("\t")
    assert fields[:2] == [rule, "by-stage" if rule in BY_STAGE else severity_of(rule)]
    assert all(len(field) > 10 for field in fields[2:])
    assert len(fields) == 5


def test_all_rules_are_explained_and_documented(norec: Norec) -> None:
    rules = [row.split("\t") for row in norec("check", "--explain", "all").ok().splitlines()]
    ids = [fields[0] for fields in rules]
    for name, cases in (("FIRES", FIRES), ("KEEPS", KEEPS)):
        missing = [rule for rule in ids if rule not in cases]
        assert not missing, f"add a store for {missing} to {name} in tests/support/check_cases.py"
        assert list(cases) == ids, f"give {name} in tests/support/check_cases.py the order of checks/rules.py"
    text = (Path(__file__).parent.parent.parent / "docs" / "checks.md").read_text(encoding="utf-8")
    documented = [row for row in text.splitlines() if row.startswith("| `")]
    rows = [f"| `{rule}` | {severity} | {asks} | {mend} |" for rule, severity, asks, _, mend in rules]
    for row in rows:
        assert row in documented, f"the table in docs/checks.md lacks this row, or has other words: {row}"
    assert documented == rows, "give the table in docs/checks.md the rows of checks/rules.py, in the same order"


def test_an_unknown_rule_is_refused_with_the_nearest_name(norec: Norec) -> None:
    result = norec("check", "--explain", "ends")
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("(did you mean ends-recorded?)\n")
    assert norec("check", "--explain", "zzz").err.endswith(" known ones: norec check --explain all lists them\n")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "partners.toml").unlink(), "partners.toml: is missing: put it back, or make an empty file with this name if it held nothing"),
        (lambda folder: (folder / "norec.toml").write_text('schema = 2\nname = "x"\n'), "norec.toml:1: schema 2 is newer than this program, which knows 1: update norec"),
    ],
    ids=["missing", "newer"],
)  # fmt: skip
def test_a_store_with_a_missing_file_or_a_newer_format_is_refused(norec: Norec, spoil: object, message: str) -> None:
    make_store(norec.cwd, TWO, GOOD)
    spoil(norec.cwd)  # type: ignore[operator]
    result = norec("check")
    assert (result.code, result.out, result.err) == (5, "", message + "\n")


def test_checking_changes_nothing(norec: Norec) -> None:
    for case in FIRES.values():
        case.make(norec.cwd)
        before = contents(norec.cwd)
        norec("check", "--json")
        assert contents(norec.cwd) == before


@pytest.mark.parametrize(
    ("records", "findings"),
    [
        (line("q3", replaces="q1"), ['replaces "q1", which was neither cancelled nor ended early']),
        (
            line("q3", replaces="q9") + line("q4", replaces="q9", start="2020-01-02")
            + line("q9", cancelled=True, reason="other", confirmed=False),
            ['replaces "q9", but exchange q3 has already taken its place'],
        ),
        (line("q3", replaces="q9") + line("q9", ended_early="2020-02-01", reason="other"), []),
        (line("q3", cancelled=True, reason="other"), ["is confirmed, and cancelled"]),
    ],
)  # fmt: skip
def test_exchanges_that_contradict_themselves_or_another_are_found(
    norec: Norec, records: str, findings: list[str]
) -> None:
    make_store(norec.cwd, TWO, GOOD + records)
    assert [row.split("\t")[5] for row in norec("check").ok().splitlines()] == findings


def test_a_replaced_exchange_with_an_error_is_not_reported_as_missing(norec: Norec) -> None:
    faulty = line("q9", participants=0, cancelled=True, reason="other", confirmed=False)
    make_store(norec.cwd, TWO, GOOD + line("q3", replaces="q9") + faulty + line("q9"))
    found = [row.split("\t")[1:4] for row in norec("check").out.splitlines()]
    assert ["ids-unique", "exchanges.jsonl", "5"] in found
    assert "which is not in the store" not in norec("check").out


def test_a_replacement_of_an_unreadable_exchange_gets_no_finding(norec: Norec) -> None:
    faulty = line("q9", participants=0, cancelled=True, reason="other", confirmed=False)
    make_store(norec.cwd, TWO, GOOD + line("q3", replaces="q9") + faulty)
    assert [row.split("\t")[1] for row in norec("check").out.splitlines()] == ["well-formed"]


def test_which_replacement_is_first_does_not_depend_on_the_order_of_lines(norec: Norec) -> None:
    cancelled = line("q9", cancelled=True, reason="other", confirmed=False)
    records = [
        line("q5", replaces="q9", start="2020-02-01"),
        line("q4", replaces="q9"),
        line("q6", "b-ke", "c-ug", replaces="q9"),
    ]
    register = TWO + partner("c-ug", "UG")
    for order in (records, records[::-1]):
        make_store(norec.cwd, register, GOOD + "".join(order) + cancelled)
        found = {row.split("\t")[4]: row.split("\t")[5] for row in norec("check").out.splitlines()}
        text = 'replaces "q9", but exchange q4 has already taken its place'
        assert found == {"exchange q5": text, "exchange q6": text}
        alone = [row.split("\t")[4:] for row in norec("check", "--partner", "c-ug").out.splitlines()]
        assert alone == [["exchange q6", text]]  # the other one counts, though it isn't shown


def test_a_partner_that_ended_is_not_judged_while_a_record_is_unreadable(norec: Norec) -> None:
    case = FIRES["leavers-balanced"]
    make_store(norec.cwd, case.register, case.lines + "{\n")
    assert "leavers-balanced" not in norec("check").out
    assert json.loads(norec("check", "--json").out)["totals"]["not_checked"] == NEED_ALL


def test_a_partner_that_ended_is_judged_from_its_last_day_by_all_its_exchanges(norec: Norec) -> None:
    FIRES["leavers-balanced"].make(norec.cwd)
    assert norec("check", "--as-of", "2020-12-31").ok() == ""
    found = norec("check", "--as-of", "2021-01-01").ok()
    assert found.endswith("ended on 2021-01-01 with 0 sent and 2 received: only-hosts\n")
    assert norec("check", "--unit", "months").code == norec("check", "--by", "side").code == 2
    assert norec("check", "--as-of", "2021-01-01", "--partner", "b-ke").ok() == ""


def test_a_shared_name_is_found_when_either_partner_is_selected(norec: Norec) -> None:
    register = TWO + partner("c-ke", "KE", name='"B-ke"') + partner("d-ke", "KE", name='"x  Y"', aliases='["X y"]')
    make_store(norec.cwd, register + partner("e-ke", "KE", name='"X\\ty"'), GOOD)
    for flags, records in (
        ((), ["partner c-ke", "partner e-ke"]), (("--partner", "b-ke"), ["partner c-ke"]),
        (("--partner", "e-ke"), ["partner e-ke"]), (("--partner", "a-no"), []),
    ):  # fmt: skip
        assert [row.split("\t")[4] for row in norec("check", *flags).ok().splitlines()] == records


def test_a_partner_whose_record_is_unreadable_can_be_selected(norec: Norec) -> None:
    make_store(norec.cwd, TWO + partner("c-zz", "ZZ"), GOOD + line("q3", host="c-zz", end=None))
    result = norec("check", "--partner", "c-zz")
    assert (result.code, result.err) == (3, "")
    assert "partner c-zz" in result.out
    make_store(norec.cwd, "[partners.a-no", GOOD)
    assert norec("check", "--partner", "a-no").code == 3
    assert norec("check", "--partner", "zz").code == 3
    make_store(norec.cwd, TWO, GOOD)
    assert norec("check", "--partner", "zz").err == 'norec: no partner "zz"\n'


@pytest.mark.parametrize(
    "register", ["partners = 3\n", "[[partners]]\nx = 1\n", "[partner.a-no]\n", "[partners.a-no\n"]
)
def test_a_partners_file_of_another_shape_gives_one_finding(norec: Norec, register: str) -> None:
    make_store(norec.cwd, register, GOOD)
    assert norec("check").out.count("\n") == 1


@pytest.mark.parametrize("flags", [["--only", "balanced"], ["--sort", "foo"]])
@pytest.mark.parametrize("lines", [GOOD, GOOD + line("q3", end=None)])
def test_options_that_check_lacks_are_refused_with_and_without_findings(
    norec: Norec, lines: str, flags: list[str]
) -> None:
    make_store(norec.cwd, TWO, lines)
    for terminal in (True, False):
        assert norec("check", *flags, terminal=terminal).code == 2
