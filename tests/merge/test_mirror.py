"""`norec report mirror`: two stores' records of the same exchanges beside each other."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from support.program import Norec, contents

MERGING = Path(__file__).parent / "stores"


@pytest.fixture
def partnership(norec: Norec) -> Norec:
    shutil.copytree(MERGING, norec.cwd / "merging")
    norec.cwd /= "merging/bergen"
    return norec


def test_what_two_partners_logged(partnership: Norec) -> None:
    before = contents(partnership.cwd.parent)
    shown = json.loads(partnership("report", "mirror", "../kampala", "--json").ok())
    assert contents(partnership.cwd.parent) == before
    assert {key: shown[key] for key in ("schema", "other", "days", "totals")} == {
        "schema": "norec.report.mirror/1", "other": "../kampala", "days": 14,
        "totals": {"rows": 14, "agreed": 7, "differs": 3, "only-ours": 2, "only-theirs": 2, "shown": 14},
    }  # fmt: skip
    assert Counter(row["verdict"] for row in shown["rows"]) == {"agreed": 7, "differs": 3, "only-ours": 2, "only-theirs": 2}  # fmt: skip
    rows = {row["ours"] or row["theirs"]: row for row in shown["rows"]}
    assert rows["b9a2b3c4d5"] == {
        "verdict": "differs", "ours": "b9a2b3c4d5", "theirs": "k9p2q3r4s5", "from": "kampala", "to": "bergen",
        "participants_ours": 2, "participants_theirs": 2, "start_ours": "2023-02-01", "start_theirs": "2023-02-06",
        "differs": "the start",
    }  # fmt: skip
    assert rows["kdp2q3r4s5"] == {
        "verdict": "only-theirs", "ours": None, "theirs": "kdp2q3r4s5", "from": "bergen", "to": "kampala",
        "participants_ours": None, "participants_theirs": 1, "start_ours": None, "start_theirs": "2024-04-02",
        "differs": "",
    }  # fmt: skip
    assert [row["differs"] for row in shown["rows"] if row["differs"]] == [
        "perhaps the same: the number of participants", "the start", "whether it took place, the reason",
    ]  # fmt: skip


def test_the_mirror_from_the_other_store_swaps_ours_and_theirs(partnership: Norec) -> None:
    turn = {"only-ours": "only-theirs", "only-theirs": "only-ours"}
    here = [line.split("\t") for line in partnership("report", "mirror", "../kampala").ok().splitlines()]
    there = [line.split("\t") for line in partnership("-C", "../kampala", "report", "mirror", ".").ok().splitlines()]
    assert sorted((turn.get(row[0], row[0]), row[2], row[1], row[9]) for row in here) == sorted(
        (row[0], row[1], row[2], row[9]) for row in there
    )


@pytest.mark.parametrize(
    ("flags", "rows"),
    [
        ((), 14), (("--days", "31"), 14), (("--days", "32"), 13), (("--days", "4"), 15), (("--year", "2023"), 3),
        (("--since", "2023-02-05", "--until", "2023-02-10"), 1), (("--partner", "kampala"), 14),
        (("--country", "KE"), 0), (("--round", "1"), 0),
    ],
)  # fmt: skip
def test_it_is_shown_as_a_view_asks(partnership: Norec, flags: tuple[str, ...], rows: int) -> None:
    assert len(partnership("report", "mirror", "../kampala", *flags).ok().splitlines()) == rows


def test_its_formats_and_what_changes_nothing_on_it(partnership: Norec) -> None:
    table = partnership("report", "mirror", "../kampala", "-f", "table", "--sort", "verdict").ok()
    assert table.startswith("Exchanges here and in ../kampala\n")
    assert "7 exchanges agree, 3 differ; 2 only here, 2 only in ../kampala.\nExchanges whose starts differ by up to 14 days can" in table  # fmt: skip
    for form in ("csv", "jsonl", "markdown"):
        assert "b9a2b3c4d5" in partnership("report", "mirror", "../kampala", "-f", form).ok()
    assert partnership("report", "mirror", "../kampala", "--year", "2030", "-f", "table").ok().endswith(
        "Neither store has such an exchange.\n"
    )  # fmt: skip
    assert partnership("report", "mirror", "../kampala", "--by", "country").code == 2
    assert partnership("report", "mirror", "../kampala", "--only", "balanced").code == 2
    assert partnership("report", "mirror", "../kampala", "--days", "x").code == 2
    assert partnership("report", "mirror").code == 2


def test_after_a_merge_all_of_theirs_agrees(partnership: Norec) -> None:
    assert partnership("merge", "../kampala", "--prefer", "theirs").code == 0
    shown = json.loads(partnership("report", "mirror", "../kampala", "--json").ok())
    assert shown["totals"] == {"rows": 14, "agreed": 12, "differs": 0, "only-ours": 2, "only-theirs": 0, "shown": 14}


def test_people_see_what_differs_and_how_much_agrees(partnership: Norec) -> None:
    words = ("report", "mirror", "../kampala")
    rows = json.loads(partnership(*words, "--json").ok())["rows"]
    agreed = [row["ours"] for row in rows if row["verdict"] == "agreed"]
    others = [row["ours"] or row["theirs"] for row in rows if row["verdict"] != "agreed"]
    for form in ("table", "markdown"):
        shown = partnership(*words, "-f", form).ok()
        assert [key for key in agreed if key in shown] == []
        assert [key for key in others if key not in shown] == []
        assert "7 exchanges agree (" in shown
        every = partnership(*words, "-f", form, "--all").ok()
        assert [key for key in agreed + others if key not in every] == []
    for form in ("plain", "csv", "jsonl"):  # what scripts read
        shown = partnership(*words, "-f", form).ok()
        assert [key for key in agreed + others if key not in shown] == []
        assert partnership(*words, "-f", form, "--all").ok() == shown


def test_two_stores_that_agree(partnership: Norec) -> None:
    shutil.copytree(partnership.cwd, partnership.cwd.parent / "copy")
    shown = partnership("report", "mirror", "../copy", "-f", "table").ok()
    assert "Nothing differs.\n" in shown
    assert "12 exchanges agree (--all lists them).\n" in shown
