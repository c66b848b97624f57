"""`norec merge`: the records of other stores are brought into one, and what both logged stands once."""

import json
import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.merge.stores import Counts
from norec_cli.store.files import disk
from support.faulty_os import DyingOs, Killed
from support.lines import exchange_line as line
from support.program import Norec, contents, make_store

MERGING = Path(__file__).parent / "stores"
PARTNERS = {"a-no": "NO", "b-ke": "KE", "c-ug": "UG"}
FIELDS = Counts.__struct_fields__


def both(norec: Norec, ours: str, theirs: str, partners: Any = PARTNERS, their_partners: Any = PARTNERS) -> Norec:
    """Two stores beside each other; the program stands in ours."""
    make_store(norec.cwd / "theirs", their_partners, theirs)
    norec.cwd = make_store(norec.cwd / "ours", partners, ours)
    return norec


def counts(out: str) -> dict[str, int]:
    """The numbers that are not 0 of what a merge printed."""
    return {key: int(n) for key, n in zip(FIELDS, out.rstrip("\n").split("\t"), strict=True) if n != "0"}


def exchanges(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def partnership(norec: Norec) -> Norec:
    """The two made-up hospitals of `merging/`; the program stands in Bergen's books."""
    shutil.copytree(MERGING, norec.cwd / "merging")
    norec.cwd /= "merging/bergen"
    return norec


def test_seven_of_ten_shared_exchanges_join_and_three_conflict(partnership: Norec) -> None:
    there = everything(partnership.cwd.parent / "kampala")
    before = contents(partnership.cwd)
    refused = partnership("merge", "../kampala")
    assert (refused.code, refused.out) == (1, "")
    assert [row for row in refused.err.splitlines() if not row.startswith("  ")] == [
        "../kampala: exchange b8a2b3c4d5 here, k8p2q3r4s5 there: perhaps the same: the number of participants",
        "../kampala: exchange b9a2b3c4d5 here, k9p2q3r4s5 there: the start",
        "../kampala: exchange bca2b3c4d5 here, kcp2q3r4s5 there: whether it took place, the reason",
        "norec: 3 conflicts: nothing was changed",
        "Choose with --prefer ours or --prefer theirs, or use a terminal to be asked about each.",
    ]
    assert "  start: 2023-02-01 | 2023-02-06\n" in refused.err
    assert contents(partnership.cwd) == before
    assert not (partnership.cwd / "history.jsonl").exists()
    result = partnership("merge", "../kampala", "--prefer", "ours")
    assert result.code == 0
    assert counts(result.out) == {"added": 2, "joined": 7, "completed": 4, "resolved": 3, "partners_completed": 2}
    found = exchanges(partnership.cwd)
    assert set(found) == set(exchanges(MERGING / "bergen")) | {"kdp2q3r4s5", "kep2q3r4s5"}
    assert found["b3a2b3c4d5"] == {**exchanges(MERGING / "bergen")["b3a2b3c4d5"], "end": "2022-02-28"}
    assert found["b8a2b3c4d5"]["participants"] == 2
    assert found["kdp2q3r4s5"]["from"] == "bergen"
    assert '"tropical medicine"] # the reason for it all' in (partnership.cwd / "partners.toml").read_text("utf-8")
    assert everything(partnership.cwd.parent / "kampala") == there
    partnership("check", "--strict").ok()


def test_a_merge_lists_what_it_changes_and_counts_what_agrees(partnership: Norec) -> None:
    words = ("merge", "../kampala", "--prefer", "ours", "--dry-run")
    said, every = partnership(*words).err.splitlines(), partnership(*words, "--all").err.splitlines()
    agreeing = [row for row in every if row.endswith(": the same")]
    assert len(agreeing) == 3  # of the seven that are joined, four get something
    assert sorted(every) == sorted([row for row in said if "(--all lists them)" not in row] + agreeing)
    assert "3 exchanges agree (--all lists them)." in said


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_merge_is_taken_back_and_made_again_byte_for_byte(partnership: Norec, side: str) -> None:
    before = contents(partnership.cwd)
    assert partnership("merge", "../kampala", "--prefer", side).code == 0
    after = contents(partnership.cwd)
    assert after != before
    assert partnership("undo").code == 0
    assert contents(partnership.cwd) == before
    assert partnership("redo").code == 0
    assert contents(partnership.cwd) == after
    rows = json.loads(partnership("history", "--json").ok())["rows"]
    assert [row["verb"] for row in rows] == ["merge", "undo", "redo"]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_second_merge_changes_nothing(partnership: Norec, side: str) -> None:
    assert partnership("merge", "../kampala", "--prefer", side).code == 0
    after = everything(partnership.cwd)
    again = partnership("merge", "../kampala", "--prefer", side)
    assert again.code == 0
    assert again.err.endswith("Nothing to merge.\n")
    assert set(counts(again.out)) <= {"joined", "resolved"}
    assert everything(partnership.cwd) == after
    if side == "theirs":  # then no conflict is left, and nobody need choose
        assert partnership("merge", "../kampala").err == "Nothing to merge.\n"


def test_a_dry_run_changes_nothing_and_says_what_it_would_do(partnership: Norec) -> None:
    before = everything(partnership.cwd)
    dry = partnership("merge", "../kampala", "--prefer", "ours", "--dry-run")
    assert (dry.code, everything(partnership.cwd)) == (0, before)
    assert dry.err.endswith("Nothing was changed.\n")
    wet = partnership("merge", "../kampala", "--prefer", "ours")
    assert (wet.out, wet.err) == (dry.out, dry.err.removesuffix("Nothing was changed.\n"))


# What is the same exchange

OURS = line("o1", participants=2, end="2020-06-30")
SAME: dict[str, tuple[str, str, int]] = {
    "the same id, though the pair was corrected": (OURS, line("o1", **{"from": "b-ke", "to": "a-no"}, participants=2), 1),
    "the same id, though it was put off": (OURS, line("o1", participants=2, start="2020-09-01"), 1),
    "an id that means something else": (OURS, line("o1", to="c-ug", start="2024-01-01"), 0),
    "the same number, near": (OURS, line("t1", participants=2, start="2020-01-15"), 1),
    "a day too far": (OURS, line("t1", participants=2, start="2020-01-16"), 0),
    "the other direction": (OURS, line("t1", **{"from": "b-ke", "to": "a-no"}, participants=2), 0),
    "another host": (OURS, line("t1", to="c-ug", participants=2), 0),
    "another number, near": (OURS, line("t1", participants=3), 1),
    "another number, far": (OURS, line("t1", participants=3, start="2020-02-15"), 0),
    "the same reference, near": (line("o1", ref="P-1"), line("t1", ref="P-1", start="2020-01-04"), 1),
    "the same reference, far": (line("o1", ref="P-1"), line("t1", ref="P-1", start="2021-01-04"), 0),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_what_is_the_same_exchange(norec: Norec, case: str) -> None:
    ours, theirs, same = SAME[case]
    both(norec, ours, theirs)
    result = norec("merge", "../theirs", "--prefer", "ours")
    assert result.code == 0
    found = counts(result.out)
    assert found.get("joined", 0) + found.get("resolved", 0) == same
    assert found.get("added", 0) == 1 - same
    assert len(exchanges(norec.cwd)) == 2 - same
    after = everything(norec.cwd)
    assert norec("merge", "../theirs", "--prefer", "ours").err.endswith("Nothing to merge.\n")
    assert everything(norec.cwd) == after


def test_the_window_is_chosen(norec: Norec) -> None:
    both(norec, OURS, line("t1", participants=2, start="2020-01-16"))
    for days, found in (("15", "resolved"), ("14", "added"), ("0", "added")):
        assert found in counts(norec("merge", "../theirs", "--prefer", "ours", "--days", days, "--dry-run").out)
    result = norec("merge", "../theirs", "--days", "-1", "--prefer", "mine")
    assert (result.code, result.out) == (2, "")
    assert "--days: must be 0 or more, not -1" in result.err
    assert '--prefer: "mine" is not one of ours and theirs' in result.err


def test_the_nearest_are_joined_and_records_of_one_store_never(norec: Norec) -> None:
    mine = [line("o1", start="2020-01-01"), line("o2", start="2020-01-03"), line("o3", start="2020-01-03")]
    yours = [line("t1", start="2020-01-03"), line("t2", start="2020-01-01"), line("t3", start="2020-01-02"), line("t4", start="2020-01-03")]  # fmt: skip
    both(norec, "".join(mine), "".join(reversed(yours)))
    result = norec("merge", "../theirs")
    assert result.code == 0
    assert counts(result.out) == {"joined": 3, "added": 1}
    assert set(exchanges(norec.cwd)) == {"o1", "o2", "o3", "t3"}


def test_the_nearest_goes_before_what_agrees_more(norec: Norec) -> None:
    """Twice: the second time their order is turned round."""
    near, far = line("t2", start="2020-01-03", end="2020-05-31"), line("t1", start="2020-01-04", end="2020-06-30")
    top = norec.cwd
    for number, theirs in enumerate((near + far, far + near)):
        norec.cwd = top / str(number)
        norec.cwd.mkdir()
        both(norec, line("o1", end="2020-06-30"), theirs)
        assert counts(norec("merge", "../theirs", "--prefer", "ours").out) == {"added": 1, "resolved": 1}
        assert set(exchanges(norec.cwd)) == {"o1", "t1"}


def test_a_store_without_projects_gets_them(norec: Norec) -> None:
    both(norec, "", line("t1", project="p"))
    (norec.cwd.parent / "theirs/projects.toml").write_text(PROJECTS, encoding="utf-8")
    assert counts(norec("merge", "../theirs").out) == {"added": 1, "projects_added": 2}
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"
    norec("check", "--project", "p")
    assert norec("undo").code == 0
    assert norec("exchanges", "list").ok() == norec("projects", "list").ok() == ""


def test_twins_are_joined_with_what_agrees_most(norec: Norec) -> None:
    both(norec, line("o1", end="2020-05-31") + line("o2", end="2020-07-31", ref="X"), line("t1", end="2020-07-31") + line("t2", end="2020-05-31"))  # fmt: skip
    assert counts(norec("merge", "../theirs").out) == {"joined": 2}


# What agrees is completed, what contradicts is asked


def test_what_one_lacks_it_gets(norec: Norec) -> None:
    more = {"women": 1, "end": "2020-06-30", "confirmed": True, "topics": ["law", "Soil"], "note": "theirs"}
    both(norec, line("o1", participants=2, topics=["soil", "air"], note="ours"), line("t1", participants=2, **more))
    result = norec("merge", "../theirs")
    assert (result.code, counts(result.out)) == (0, {"joined": 1, "completed": 1})
    assert "../theirs: exchange o1 here, t1 there: the same, gets women, end, confirmed, topics, note\n" in result.err
    assert exchanges(norec.cwd)["o1"] == {
        **json.loads(line("o1", participants=2, **more)), "topics": ["soil", "air", "law"], "note": "ours / theirs",
    }  # fmt: skip
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"


CONFLICTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "perhaps the same: the number of participants": ({"participants": 2, "women": 2}, {"participants": 3}),
    "the number of women": ({"participants": 2, "women": 2}, {"participants": 2, "women": 1}),
    "the end": ({"end": "2020-06-30"}, {"end": "2020-07-31", "ended_early": None}),
    "whether it ended early, the reason": ({"end": "2020-06-30"}, {"end": "2020-06-30", "ended_early": "2020-03-01", "reason": "health"}),
    "whether it took place, the reason": ({"confirmed": True}, {"cancelled": True, "reason": "permit"}),
    "the reason": ({"cancelled": True, "reason": "health"}, {"cancelled": True, "reason": "permit"}),
    "the reference": ({"ref": "A-1"}, {"ref": "B-1"}),
    "the project": ({"project": "p", "round": 1}, {"project": "q"}),
    "the round": ({"project": "p", "round": 1}, {"project": "p", "round": 2}),
}  # fmt: skip
PROJECTS = "".join(
    f'[projects.{key}]\ntitle = "{key.upper()}"\npartners = ["a-no", "b-ke"]\n'
    + "".join(f"[projects.{key}.rounds.{n}]\nstart = 2020-01-01\nend = 2020-12-31\n" for n in (1, 2))
    for key in "pq"
)


@pytest.mark.parametrize("what", CONFLICTS)
def test_each_kind_of_conflict_and_each_answer(norec: Norec, what: str) -> None:
    mine, yours = (json.loads(line(name, **more)) for name, more in zip(("o1", "t1"), CONFLICTS[what], strict=True))
    both(norec, line("o1", **CONFLICTS[what][0]), line("t1", **CONFLICTS[what][1]))
    for folder in ("ours", "theirs"):
        (norec.cwd.parent / folder / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    before = contents(norec.cwd)
    refused = norec("merge", "../theirs")
    assert refused.code == 1
    assert refused.err.startswith(f"../theirs: exchange o1 here, t1 there: {what}\n  id: o1 | t1\n")
    assert "norec: 1 conflict: nothing was changed\n" in refused.err
    stopped = norec("merge", "../theirs", terminal=True, columns=200, answers="q\n")
    assert (stopped.code, stopped.out) == (1, "")
    assert stopped.err.endswith("norec: stopped: nothing was changed\n")
    assert norec("merge", "../theirs", terminal=True).code == 1  # nobody answers
    assert contents(norec.cwd) == before
    expected = {"o": {"o1": mine}, "t": {"o1": {**yours, "id": "o1"}}, "b": {"o1": mine, "t1": yours}}
    for answer, found in expected.items():
        result = norec("merge", "../theirs", terminal=True, columns=200, answers=f"what?\n{answer}\n")
        assert result.code == 0
        assert result.err.count("Which is right? (o: ours; t: theirs; b: both, they are different exchanges; q: stop, nothing is changed)") == 2  # fmt: skip
        assert exchanges(norec.cwd) == found
        again = norec("merge", "../theirs", terminal=True, columns=200, answers="o\n")
        assert again.err.endswith("Nothing to merge.\n")
        if answer != "o":
            assert norec("undo").code == 0
        assert contents(norec.cwd) == before


def test_an_id_that_means_something_else_gets_another_once(norec: Norec) -> None:
    both(norec, line("x1"), line("x1", participants=5) + line("x2", replaces="x1", start="2023-01-01"))
    first = norec("merge", "../theirs", terminal=True, columns=200, answers="b\n")
    assert first.code == 0
    found = exchanges(norec.cwd)
    (new,) = set(found) - {"x1", "x2"}
    assert found["x2"]["replaces"] == new
    assert found[new]["participants"] == 5
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"  # nor is anybody asked again


def test_what_is_replaced_is_named_by_the_id_that_survives(norec: Norec) -> None:
    gone = {"cancelled": True, "reason": "permit"}
    both(norec, line("o1", **gone), line("t1", **gone) + line("t2", start="2020-03-01", replaces="t1"))
    assert norec("merge", "../theirs").code == 0
    assert exchanges(norec.cwd)["t2"]["replaces"] == "o1"
    norec("check").ok()


# Partners and projects


def partner(key: str, name: str, country: str = "NO", more: str = "") -> str:
    return f'[partners.{key}]\nname = "{name}"\ncountry = "{country}"\n{more}\n'


def test_partners_are_found_by_name_or_alias_in_the_same_country(norec: Norec) -> None:
    mine = partner("a", "Alpha") + partner("b", "Beta", "KE", 'aliases = ["B Ltd"]') + partner("c", "Gamma")
    yours = partner("x", " alpha ") + partner("y", "b LTD", "KE") + partner("z", "Gamma", "SE") + partner("w", "New")
    both(norec, "", line("t1", **{"from": "x", "to": "y"}) + line("t2", **{"from": "z", "to": "w"}), mine, yours)
    result = norec("merge", "../theirs")
    assert result.code == 0
    assert "../theirs: partner x is a here\n../theirs: partner y is b here\n" in result.err
    assert counts(result.out) == {"added": 2, "partners_added": 2}
    assert [(e["from"], e["to"]) for e in exchanges(norec.cwd).values()] == [("a", "b"), ("z", "w")]
    assert (norec.cwd / "partners.toml").read_text(encoding="utf-8").startswith(mine)
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"


def test_a_name_that_fits_two_is_refused(norec: Norec) -> None:
    both(norec, "", "", partner("a", "Alpha") + partner("b", "Alpha"), partner("x", "alpha"))
    before = contents(norec.cwd)
    result = norec("merge", "../theirs")
    assert (result.code, result.err) == (
        1,
        "norec: a name of partner x of ../theirs fits a and b here: if two records are the same, give both the same id\n",
    )
    assert contents(norec.cwd) == before


def test_a_name_in_another_spelling_is_no_contradiction_but_an_address_is(norec: Norec) -> None:
    mine = partner("a", "U.N. Hub", more='aliases = ["On-line", "On\u2013line"]\ncontact = "ab@hub.no"')
    yours = partner("x", "UN hub", more='aliases = ["on\u2011line", "Hub"]\ncontact = "a.b@hub.no"')
    both(norec, "", "", mine, yours)
    assert "../theirs: partner a: contact\n" in norec("merge", "../theirs").err
    assert norec("merge", "../theirs", "--prefer", "ours").code == 0
    shown = json.loads(norec("partners", "show", "a", "--json").ok())
    assert (shown["name"], shown["aliases"]) == ("U.N. Hub", ["On-line", "On\u2013line", "Hub"])


ADJUSTED = '[[partners.a.adjustments]]\non = {}\nsent = {}\nreason = "older books"\n'


def test_what_partners_differ_in(norec: Norec) -> None:
    mine = partner("a", "Alpha", more='needs = ["law", # soon\n]\ncity = "Oslo"\ncontact = "me"') + partner("b", "B")
    yours = partner("a", "Alpha", more='needs = ["Law", "soil"]\ncity = "Bergen"\nnote = "n"\nsector = "public"')
    both(norec, "", "", mine, yours)
    assert norec("merge", "../theirs").err.startswith("../theirs: partner a: city\n")
    asked = norec("merge", "../theirs", terminal=True, columns=200, answers="b\nt\n")
    assert "Which is right? (o: ours; t: theirs; q: stop, nothing is changed)" in asked.err
    assert asked.code == 0
    text = (norec.cwd / "partners.toml").read_text(encoding="utf-8")
    assert "# soon" in text
    shown = json.loads(norec("partners", "show", "a", "--json").ok())
    assert (shown["city"], shown["needs"], shown["note"], shown["sector"], shown["contact"]) == ("Bergen", ["law", "soil"], "n", "public", "me")  # fmt: skip
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"


def test_adjustments_are_never_doubled(norec: Norec) -> None:
    def sent(folder: str = ".") -> int:
        return int(norec("-C", folder, "report", "reciprocity", "--partner", "a").ok().split("\t")[3])

    one, two, three = (ADJUSTED.format(f"{year}-01-01", n) for year, n in ((2010, 5), (2011, 7), (2012, 9)))
    cases = (
        (one, one, {}, 5), ("", one, {"partners_completed": 1}, 5), (one, "", {}, 5),
        (one, one + two, {"partners_completed": 1}, 12), (one + two, one, {}, 12),
        (one, two, {"resolved": 1}, 5), (one + two, one + three, {"resolved": 1}, 12),
    )  # fmt: skip
    top = norec.cwd
    for number, (mine, yours, expected, total) in enumerate(cases):
        norec.cwd = top / str(number)
        norec.cwd.mkdir()
        both(norec, "", "", partner("a", "A") + mine + partner("b", "B"), partner("a", "A") + yours)
        result = norec("merge", "../theirs", "--prefer", "ours")
        assert (result.code, counts(result.out)) == (0, expected), number
        assert sent() == total, number
        if "resolved" in expected:
            before = contents(norec.cwd)
            assert norec("merge", "../theirs").code == 1
            assert norec("merge", "../theirs", "--prefer", "theirs").code == 0
            assert sent() == sent("../theirs"), number
            assert norec("merge", "../theirs").err == "Nothing to merge.\n"
            assert norec("undo").code == 0
            assert contents(norec.cwd) == before


def test_projects_are_found_by_title_and_completed(norec: Norec) -> None:
    both(norec, line("o1", project="p", round=1), line("t1", **{"from": "x"}, project="rivers", round=1) + line("t2", **{"from": "x"}, start="2021-02-01", project="rivers", round=2), their_partners={"x": "NO", "b-ke": "KE", "c-ug": "UG"})  # fmt: skip
    (norec.cwd / "partners.toml").write_text(partner("a-no", "X") + partner("b-ke", "B-KE", "KE"), encoding="utf-8")
    mine = '[projects.p] # ours\ntitle = "Rivers"\npartners = ["a-no", "b-ke"]\n[projects.p.rounds.1]\nstart = 2020-01-01\nend = 2020-12-31\nplan = ["a-no:b-ke:1"]\n'
    (norec.cwd / "projects.toml").write_text(mine, encoding="utf-8")
    (norec.cwd.parent / "theirs/projects.toml").write_text(
        '[projects.rivers]\ntitle = "rivers "\npartners = ["c-ug", "x", "b-ke"]\ncoordinator = "x"\nchosen_by = ["c-ug", "x"]\nassessed_by = ["x"]\nareas = ["health"]\n'
        'rules = { allowance = 3 }\n[projects.rivers.rounds.1]\nstart = 2020-01-01\nend = 2020-12-31\nreport_due = 2021-03-01\nplan = ["b-ke:x:2:3"]\n'
        '[projects.rivers.rounds.2]\nstart = 2021-01-01\nend = 2021-12-31\n[projects.new]\ntitle = "New"\npartners = ["x", "c-ug"]\n',
        encoding="utf-8",
    )
    before = contents(norec.cwd)
    result = norec("merge", "../theirs")
    assert result.code == 0
    assert counts(result.out) == {"added": 1, "joined": 1, "partners_added": 1, "projects_added": 1, "projects_completed": 1}  # fmt: skip
    assert "project rivers is p here" in result.err
    import tomllib

    found = tomllib.loads((norec.cwd / "projects.toml").read_text(encoding="utf-8"))["projects"]
    assert found["p"] == {
        "title": "Rivers", "partners": ["a-no", "b-ke", "c-ug"], "coordinator": "a-no", "chosen_by": ["c-ug", "a-no"], "assessed_by": ["a-no"], "areas": ["health"],
        "rules": {"allowance": 3},
        "rounds": {
            "1": {"start": date(2020, 1, 1), "end": date(2020, 12, 31), "report_due": date(2021, 3, 1), "plan": ["a-no:b-ke:1", "b-ke:a-no:2:3"]},
            "2": {"start": date(2021, 1, 1), "end": date(2021, 12, 31)},
        },
    }  # fmt: skip
    assert found["new"]["partners"] == ["a-no", "c-ug"]
    assert (norec.cwd / "projects.toml").read_text(encoding="utf-8").startswith("[projects.p] # ours\n")
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"
    assert norec("undo").code == 0
    assert contents(norec.cwd) == before


def test_conflicts_of_projects(norec: Norec) -> None:
    both(norec, "", "")
    text = '[projects.p]\ntitle = "P"\npartners = ["a-no", "b-ke"]\nend = {}\n[projects.p.rounds.1]\nstart = 2020-01-01\nend = {}\nplan = ["a-no:b-ke:{}"]\n'
    (norec.cwd / "projects.toml").write_text(text.format("2021-12-31", "2020-12-31", 1), encoding="utf-8")
    (norec.cwd.parent / "theirs/projects.toml").write_text(text.format("2022-12-31", "2020-11-30", 2), encoding="utf-8")
    refused = norec("merge", "../theirs")
    assert (refused.code, refused.err.split("\n", 1)[0]) == (1, "../theirs: project p: end, rounds: 1: end, rounds: 1: plan")  # fmt: skip
    assert norec("merge", "../theirs", "--prefer", "theirs").code == 0
    theirs = (norec.cwd.parent / "theirs/projects.toml").read_text(encoding="utf-8")
    assert (norec.cwd / "projects.toml").read_text(encoding="utf-8") == theirs
    text = theirs.replace("end = 2022-12-31", "start = 2019-06-01").replace("2020-01-01", "2019-07-01").replace("2020-11-30", "2023-01-01")  # fmt: skip
    (norec.cwd.parent / "theirs/projects.toml").write_text(text, encoding="utf-8")
    result = norec("merge", "../theirs", "--prefer", "theirs")
    assert result.code == 1
    assert result.err.endswith(
        "norec: project p: the two records don't fit together: rounds 1 ends on 2023-01-01, after the project does on 2022-12-31\n"
        "Change one of them first; nothing was changed.\n"
    )


def test_an_exchange_after_the_end_of_its_partner_is_refused(norec: Norec) -> None:
    both(norec, "", line("t1", start="2021-01-01"), partner("a-no", "A-NO", more="ended = 2020-06-30") + partner("b-ke", "B-KE", "KE"))  # fmt: skip
    before = contents(norec.cwd)
    result = norec("merge", "../theirs")
    assert (result.code, result.err.split("\n", 1)[0]) == (1, "norec: a-no ended on 2020-06-30: none of its exchanges may start later (exchange t1)")  # fmt: skip
    assert contents(norec.cwd) == before


# Several stores, and such as can't be read


def test_three_stores(norec: Norec) -> None:
    both(norec, line("o1") + line("o2", start="2022-01-01"), line("t1", women=1) + line("t2", start="2023-01-01"))
    make_store(norec.cwd.parent / "third", PARTNERS, line("u1", end="2020-06-30") + line("u2", start="2023-01-01"))
    result = norec("merge", "../theirs", "../third")
    assert (result.code, counts(result.out)) == (0, {"added": 1, "joined": 3, "completed": 2})
    found = exchanges(norec.cwd)
    assert set(found) == {"o1", "o2", "t2"}
    assert (found["o1"]["women"], found["o1"]["end"]) == (1, "2020-06-30")
    assert json.loads(norec("history", "--json").ok())["totals"]["rows"] == 1
    for order in (("../theirs", "../third"), ("../third", "../theirs"), ("../third", "../third")):
        assert norec("merge", *order).err == "Nothing to merge.\n"
    shown = json.loads(norec("merge", "../third", "--json").out)
    assert (shown["schema"], shown["joined"], shown["added"]) == ("norec.merge/1", 2, 0)
    assert norec("merge", "../third", "-q").err == ""


def test_other_stores_that_cannot_be_merged(norec: Norec) -> None:
    both(norec, line("o1"), line("t1") + "{\n")
    before = everything(norec.cwd)
    (norec.cwd.parent / "file").write_text("", encoding="utf-8")
    (norec.cwd.parent / "empty").mkdir()
    for other, code, message in (
        ("../theirs", 5, "../theirs/exchanges.jsonl:2: "),
        (".", 1, "norec: . is this store itself: name another"),
        ("../ours/../ours/", 1, "norec: ../ours/../ours/ is this store itself: name another"),
        ("../none", 1, "norec: there is no folder ../none (OTHER)"),
        ("../file", 1, "norec: ../file (OTHER) is a file: name the folder that holds it"),
        ("../empty", 1, "norec: ../empty (OTHER) is not a store: it holds no norec.toml"),
    ):
        for words in (("merge", other, "--prefer", "ours"), ("report", "mirror", other)):
            result = norec(*words)
            assert (result.code, result.out) == (code, ""), other
            assert result.err.startswith(message), other
    (norec.cwd.parent / "theirs/partners.toml").write_text("[partners", encoding="utf-8")
    assert norec("merge", "../theirs").err.startswith("../theirs/partners.toml:1: ")
    assert everything(norec.cwd) == before
    (norec.cwd / "exchanges.jsonl").write_text("{\n", encoding="utf-8")
    (norec.cwd.parent / "theirs/partners.toml").write_text("", encoding="utf-8")
    (norec.cwd.parent / "theirs/exchanges.jsonl").write_text("", encoding="utf-8")
    assert norec("merge", "../theirs").code == 5


def test_hostile_text_reaches_no_terminal(norec: Norec) -> None:
    evil = "\\u001b[31m\\u202e'\\\"\\\\"
    note = "\x1b[31m\u202e'\"\\\n"
    both(norec, line("o1", note="fine", end="2020-06-30"), line("t1", note=note, end="2020-07-31"), their_partners=partner("x\\u001b".replace("\\u001b", ""), evil) + partner("a-no", "A-NO") + partner("b-ke", "B-KE", "KE"))  # fmt: skip
    for words in (("merge", "../theirs", "--prefer", "theirs"), ("report", "mirror", "../theirs", "-f", "table")):
        result = norec(*words)
        assert result.code == 0
        assert not {"\x1b", "\u202e"} & set(result.out + result.err)
    assert exchanges(norec.cwd)["o1"]["note"] == f"fine / {note}"
    assert norec("merge", "../theirs").err == "Nothing to merge.\n"
    assert norec("undo").code == 0


def test_a_last_line_that_is_open_and_comments_of_ours(norec: Norec) -> None:
    both(norec, line("o1").rstrip("\n"), line("t1", start="2023-01-01"), "# mine\r\n" + partner("a-no", "A-NO").replace("\n", "\r\n") + partner("b-ke", "B-KE", "KE").replace("\n", "\r\n"))  # fmt: skip
    before = contents(norec.cwd)
    assert norec("merge", "../theirs").code == 0
    assert (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == line("o1") + line("t1", start="2023-01-01")
    assert (norec.cwd / "partners.toml").read_bytes().startswith(before["partners.toml"])
    assert norec("undo").code == 0
    assert contents(norec.cwd) == before


@pytest.mark.slow
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_killed_at_each_operation_of_the_disk(partnership: Norec, monkeypatch: pytest.MonkeyPatch, late: bool) -> None:
    before = contents(partnership.cwd)
    assert partnership("merge", "../kampala", "--prefer", "theirs").code == 0
    after = contents(partnership.cwd)
    number = 0
    while True:
        number += 1
        shutil.rmtree(partnership.cwd)
        shutil.copytree(MERGING / "bergen", partnership.cwd)
        dying = DyingOs(number, after=late)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", dying)
            with suppress(Killed):
                partnership("merge", "../kampala", "--prefer", "theirs")
        if not dying.dead:
            break
        again = partnership("merge", "../kampala", "--prefer", "theirs")  # what was left is put right first
        assert again.code == 0
        assert contents(partnership.cwd) == after, number
        assert partnership("undo").code == 0
        assert contents(partnership.cwd) == before, number
    assert number > 10


# Properties


@st.composite
def stores(draw: st.DrawFn) -> tuple[str, str]:
    """Two small stores, some of whose records are the same, or nearly."""

    def drawn(name: str) -> str:
        sender, host = draw(st.permutations(list(PARTNERS)))[:2]
        start = date(2020, 1, 1) + timedelta(draw(st.integers(0, 40)))
        people = draw(st.integers(1, 3))
        return line(
            name, **{"from": sender, "to": host}, participants=people, start=start.isoformat(),
            women=draw(st.sampled_from((None, 0, 1))), end=draw(st.sampled_from((None, "2020-06-30", "2020-07-31"))),
            note=draw(st.sampled_from((None, "n", "m"))), ref=draw(st.sampled_from((None, "R", "S"))) if people == 1 else None,
        )  # fmt: skip

    sides = []
    shared = [drawn(f"s{n}") for n in range(draw(st.integers(0, 3)))]
    for side in "ot":
        own = [drawn(f"{side}{n}") for n in range(draw(st.integers(0, 4)))]
        copies = [text.replace('"id":"s', f'"id":"{side}s') if draw(st.booleans()) else text for text in shared]
        sides.append("".join(draw(st.permutations([*own, *copies]))))
    return sides[0], sides[1]


def merged(folder: Path, ours: str, theirs: str, prefer: str, days: int) -> tuple[str, dict[str, int], int]:
    """The reciprocity report after a merge, its counts, and how many exchanges there are; a second changes nothing."""
    folder.mkdir()
    norec = both(Norec(folder), ours, theirs)
    before = contents(norec.cwd)
    result = norec("merge", "../theirs", "--prefer", prefer, "--days", str(days))
    assert result.code == 0, result.err
    report, after = norec("report", "reciprocity").ok(), everything(norec.cwd)
    again = norec("merge", "../theirs", "--prefer", prefer, "--days", str(days))
    assert again.err.endswith("Nothing to merge.\n"), again.err
    assert everything(norec.cwd) == after
    number = len(exchanges(norec.cwd))
    if contents(norec.cwd) != before:
        assert norec("undo").code == 0
    assert contents(norec.cwd) == before
    return report, counts(result.out), number


@pytest.mark.slow
@given(stores(), st.sampled_from((0, 3, 14)))
def test_a_merge_from_either_store_gives_the_same_records(texts: tuple[str, str], days: int) -> None:
    one, other = texts
    with tempfile.TemporaryDirectory() as folder:
        for prefer, turned in (("ours", "theirs"), ("theirs", "ours")):
            report, found, number = merged(Path(folder) / prefer, one, other, prefer, days)
            assert (report, number) == merged(Path(folder) / f"{prefer}-back", other, one, turned, days)[::2]
            same = found.get("joined", 0) + found.get("resolved", 0)
            assert number == one.count("\n") + other.count("\n") - same
            assert number == one.count("\n") + found.get("added", 0)


def test_a_partner_that_they_call_otherwise_is_pointed_out(norec: Norec) -> None:
    """Else all that it did would be counted twice, and nothing would say so."""
    ours = "".join(
        f'{{"id":"a{n}","from":"hus","to":"mnazi","participants":{n},"start":"2020-0{n}-01"}}\n' for n in (1, 2)
    )
    theirs = "".join(
        f'{{"id":"b{n}","from":"haukeland","to":"mnazi","participants":{n},"start":"2020-0{n}-03"}}\n'
        for n in (1, 2, 3)
    )
    here = make_store(norec.cwd / "ours", {"hus": "NO", "mnazi": "TZ"}, ours)
    make_store(norec.cwd / "theirs", {"haukeland": "NO", "mnazi": "TZ"}, theirs)
    norec.cwd = here
    said = (
        "../theirs: partner haukeland is not known here, but 2 exchanges look like one of hus: if the two are the same, "
        'run norec partners edit hus --add-alias "HAUKELAND"\n'
    )
    assert said in norec("report", "mirror", "../theirs").err
    assert said in norec("merge", "../theirs", "--dry-run").err
    norec("partners", "edit", "hus", "--add-alias", "HAUKELAND").ok()
    assert "is not known here" not in norec("report", "mirror", "../theirs", "--days", "3").err


def test_a_large_merge_is_taken_back_and_made_again(norec: Norec) -> None:
    """Of so many the history keeps where they stand, as it does of a large import."""
    here = make_store(norec.cwd / "ours", {"a-no": "NO", "b-ke": "KE"})
    lines = "".join(
        f'{{"id":"b{n}","from":"a-no","to":"b-ke","participants":1,"start":"20{n % 20 + 10}-01-{n % 28 + 1:02}"}}\n'
        for n in range(1500)
    )
    make_store(norec.cwd / "theirs", {"a-no": "NO", "b-ke": "KE"}, lines)
    norec.cwd = here
    before = contents(here)
    assert norec("merge", "../theirs").code == 0
    after = contents(here)
    assert after["exchanges.jsonl"].count(b"\n") == 1500
    assert (here / "history.jsonl").stat().st_size < 1500 * 10
    assert norec("undo").code == 0
    assert contents(here) == before
    assert norec("redo").code == 0
    assert contents(here) == after
