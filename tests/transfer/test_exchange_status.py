"""The status of exchanges in a table: what it makes of their records, and what is asked about."""

import json
from typing import Any

import pytest

from support.program import Norec, make_store

PARTNERS = """\
[partners.bergen]
name = "Bergen"
country = "NO"

[partners.kampala]
name = "Kampala"
country = "UG"
"""
PAST, COMING = "2024-01-15", "2027-01-15"  # today is 23 November 2026


@pytest.fixture
def store(norec: Norec) -> Norec:
    make_store(norec.cwd, PARTNERS)
    return norec


def read(store: Norec, text: str, *more: str) -> list[dict[str, Any]]:
    """Import a table with a column of sender and host for each row; return what is recorded of each row."""
    (store.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = store("import", "exchanges", "t.csv", *more)
    assert result.code == 0, result.err
    lines = (store.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    dull = ("id", "from", "to", "participants", "start")
    return [{key: value for key, value in json.loads(line).items() if key not in dull} for line in lines]


def said(store: Norec, text: str, *more: str) -> tuple[int, list[str]]:
    (store.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = store("import", "exchanges", "t.csv", *more)
    assert (result.out, (store.cwd / "exchanges.jsonl").read_text(encoding="utf-8")) == ("", "")
    return result.code, result.err.splitlines()[2:]


CANCELLED = {"cancelled": True, "reason": "other"}
UNDERSTOOD = [
    ("Cancelled", PAST, [CANCELLED]),
    ("avlyst", COMING, [CANCELLED]),
    ("annulée", PAST, [CANCELLED]),
    ("Withdrawn", PAST, [CANCELLED]),
    ("Retirado", COMING, [CANCELLED]),
    ("Rejected", PAST, []),
    ("abgelehnt", COMING, []),
    ("Nominated", COMING, []),
    ("På venteliste", PAST, []),
    ("left-out", PAST, []),
    ("planned", COMING, [{}]),
    ("planlagt", PAST, [{}]),
    ("Confirmed", PAST, [{"confirmed": True}]),
    ("Confirmed", COMING, [{}]),  # nobody can confirm yet that it began
    ("en cours", PAST, [{"confirmed": True}]),
    ("Abgeschlossen", PAST, [{"confirmed": True}]),
    ("", PAST, [{"confirmed": True}]),
    ("", COMING, [{}]),
    ("?", PAST, [{"confirmed": True}]),
]


@pytest.mark.parametrize(("word", "start", "records"), UNDERSTOOD)
def test_a_status_becomes_what_is_recorded(store: Norec, word: str, start: str, records: list[dict[str, Any]]) -> None:
    assert read(store, f"from,to,start,Status\nBergen,Kampala,{start},{word}\n") == records


def test_only_what_was_an_exchange_is_counted(store: Norec) -> None:
    words = ["completed", "cancelled", "withdrawn", "rejected", "nominated", "nominated", "confirmed", ""]
    rows = "".join(f"Bergen,Kampala,{PAST},2,{word}\n" for word in words)
    text = f"from,to,start,people,status\n{rows}"
    (store.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = store("import", "exchanges", "t.csv")
    assert result.out == "5\t0\t0\t3\t0\n"
    assert "  left out: 1 row with the status rejected\n" in result.err
    assert "  left out: 2 rows with the status nominated\n" in result.err
    counted = (
        store("report", "reciprocity", "--partner", "bergen"),
        store("report", "reciprocity", "--partner", "Bergen", "--input", "t.csv"),
    )
    assert [result.out.split("\t")[3] for result in counted] == ["6", "6"]  # completed, confirmed, not known
    assert store("import", "exchanges", "t.csv").out == "0\t0\t5\t3\t0\n"


def test_a_row_that_is_no_exchange_needs_nothing_else(store: Norec) -> None:
    assert read(store, "from,to,start,people,status\nBergen,,,,rejected\n,Kampala,x,y,waiting list\n") == []


WORDS = ("Abandoned", "closed", "Abandoned", "completed")
UNCLEAR = "from,to,start,State\n" + "".join(f"Bergen,Kampala,{PAST},{word}\n" for word in WORDS)


def test_a_word_that_is_not_understood_is_asked_about_once(store: Norec) -> None:
    meanings = (
        "cancelled, withdrawn, rejected, nominated, planned, confirmed, under-way, completed, ended-early and left-out"
    )
    other = ", or with another meaning"
    assert said(store, UNCLEAR, "--map", "status=State") == (
        2,
        [
            f'norec: State: "Abandoned" (2 rows) isn\'t understood: add --map-value State:Abandoned=cancelled{other}',
            f'norec: State: "closed" (1 row) isn\'t understood: add --map-value State:closed=cancelled{other}',
            f"The meanings of State are {meanings}; --map status= leaves it out.",
        ],
    )
    records = read(
        store,
        UNCLEAR,
        "--map",
        "status=State",
        "--map-value",
        "State:abandoned=cancelled",
        "--map-value",
        "state:closed=left-out",
    )
    assert records == [CANCELLED, CANCELLED, {"confirmed": True}]


def test_nobody_may_skip_a_word_that_is_not_understood(store: Norec) -> None:
    assert said(store, UNCLEAR, "--map", "status=State", "--skip-bad", "--ignore-rest", "--skip-totals")[0] == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("State:Abandoned=lost", '"lost" is not one of cancelled, withdrawn, '),
        ("State:Abandoned", '"State:Abandoned" is not COLUMN:TEXT=MEANING'),
        ("Abandoned=lost", '"Abandoned=lost" is not COLUMN:TEXT=MEANING'),
        ("Stat:Abandoned=cancelled", 'there is no column "Stat", or several'),
    ],
)
def test_a_wrong_meaning_is_refused(store: Norec, words: str, reason: str) -> None:
    (store.cwd / "t.csv").write_text(UNCLEAR, encoding="utf-8")
    result = store("import", "exchanges", "t.csv", "--map", "status=State", "--map-value", words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"norec: --map-value: {reason}")


BAD = [
    ("start,status", f"{PAST},Interrupted", "says that the stay ended early, but not when"),
    ("start,status", f"{COMING},completed", f"contradicts the start {COMING}, which is still to come"),
    ("start,status", f"{COMING},under way", f"contradicts the start {COMING}, which is still to come"),
    ("start,status,cancelled", f"{PAST},completed,yes", "contradicts the column that says that it is cancelled"),
    ("start,status,cancelled", f"{PAST},cancelled,no", "contradicts the column that says that it began"),
    ("start,status,confirmed", f"{PAST},completed,no", "contradicts the column that says that it is not confirmed"),
    ("start,status,confirmed", f"{PAST},planned,yes", "contradicts the column that says that it is confirmed"),
    ("start,status,confirmed", f"{PAST},cancelled,yes", "contradicts the column that says that it is confirmed"),
]


@pytest.mark.parametrize(("headings", "cells", "reason"), BAD)
def test_a_status_that_contradicts_its_row_is_refused(store: Norec, headings: str, cells: str, reason: str) -> None:
    code, lines = said(store, f"from,to,{headings}\nBergen,Kampala,{cells}\n")
    assert (code, [line for line in lines if reason in line]) == (
        1,
        [line for line in lines if "t.csv:2: status: " in line],
    )
    assert any(reason in line for line in lines)


def test_a_stay_that_ended_early_needs_its_day(store: Norec) -> None:
    text = (
        "from,to,start,end,status,Returned on,Reason\n"
        f"Bergen,Kampala,{PAST},2024-06-30,interrupted,2024-03-01,health\n"
        f"Bergen,Kampala,{PAST},2024-06-30,withdrawn,2024-03-01,\n"
        f"Bergen,Kampala,{PAST},2024-06-30,withdrawn,2024-01-01,\n"
    )
    stopped = {"end": "2024-06-30", "ended_early": "2024-03-01", "confirmed": True}
    assert read(store, text, "--map", "ended_early=Returned on") == [
        {**stopped, "reason": "health"},
        {**stopped, "reason": "other"},
        {"end": "2024-06-30", **CANCELLED},
    ]


def test_a_reason_in_the_table_is_kept(store: Norec) -> None:
    text = f"from,to,start,status,reason\nBergen,Kampala,{PAST},cancelled,visa-refused\n"
    assert read(store, text) == [{"cancelled": True, "reason": "visa-refused"}]


def test_a_changed_status_is_a_change_of_the_same_record(store: Norec) -> None:
    read(store, f"id,from,to,start,status\nx1,Bergen,Kampala,{PAST},planned\n")
    assert read(store, f"id,from,to,start,status\nx1,Bergen,Kampala,{PAST},cancelled\n", "--update") == [CANCELLED]


def test_a_planned_exchange_of_a_table_without_dates_is_still_to_come(norec: Norec) -> None:
    text = b"from,to,count,status\nA,B,3,completed\nA,B,2,planned\n"
    assert norec("report", "flows", "--input", "-", stdin=text).out == "A\tB\t3\t0.0\t2\t0.0\n"


def test_without_a_store_a_status_is_read_as_well(norec: Norec) -> None:
    text = b"from,to,count,status\nA,B,3,completed\nA,B,4,cancelled\nB,A,5,rejected\n"
    assert norec("report", "flows", "--input", "-", stdin=text).out == "A\tB\t3\t0.0\t0\t0.0\n"


STATES = "cancelled, withdrawn, rejected, nominated, planned, confirmed, under-way, completed, ended-early or left-out"
FOR_ALL_ROWS = [
    ("status", f"is no status that is understood: write {STATES}", "rejected"),
    ("direction", "is neither out nor in: write out or in", "in"),
]


@pytest.mark.parametrize(("field", "reason", "word"), FOR_ALL_ROWS)
def test_a_word_for_all_rows_that_is_not_understood_is_refused_with_those_that_are(
    norec: Norec, field: str, reason: str, word: str
) -> None:
    words = ("report", "flows", "--input", "-", "--set")
    result = norec(*words, f"{field}=weird", stdin=b"from,to\nA,B\n")
    assert (result.code, f'--set {field}: "weird" {reason}\n' in result.err) == (1, True)
    assert norec(*words, f"{field}={word}", stdin=b"from,to\nA,B\n").code == 0


@pytest.mark.parametrize(
    ("heading", "yes", "no"), [("Cancelled", "x", ""), ("Avlyst", "ja", "nei"), ("Annulée", "oui", "non")]
)
def test_a_column_that_says_cancelled_needs_no_reason(store: Norec, heading: str, yes: str, no: str) -> None:
    text = f"from,to,start,{heading}\nBergen,Kampala,{PAST},{yes}\nBergen,Kampala,2024-02-01,{no}\n"
    assert read(store, text) == [CANCELLED, {"confirmed": True}]


def test_a_column_of_yes_and_no_about_who_went_is_suggested_as_cancelled(store: Norec) -> None:
    text = f"from,to,start,Withdrawn?\nBergen,Kampala,{PAST},yes\n"
    code, lines = said(store, text)
    assert (
        code,
        any("add --map cancelled=Withdrawn? or" in line or '"cancelled=Withdrawn?"' in line for line in lines),
    ) == (2, True)
    assert read(store, text, "--map", "cancelled=Withdrawn?") == [CANCELLED]


def test_a_reason_that_is_missing_in_its_column_is_asked_for(store: Norec) -> None:
    code, lines = said(store, f"from,to,start,cancelled,reason\nBergen,Kampala,{PAST},yes,\n")
    assert (code, any("reason is missing" in line for line in lines)) == (1, True)
