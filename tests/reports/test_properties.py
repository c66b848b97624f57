"""Properties that hold for every store, tried through the command line."""

import json
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.program import Norec, make_store

pytestmark = pytest.mark.slow

PARTNERS = {"a": "NO", "b": "KE", "c": "UG", "d": "NP"}
BEGIN = date(2020, 1, 1)
Record = dict[str, Any]

days = st.integers(0, 60).map(lambda n: BEGIN + timedelta(days=n))


@st.composite
def exchanges(draw: st.DrawFn) -> Record:
    sender, host = draw(st.permutations(list(PARTNERS)))[:2]
    start = draw(days)
    record: Record = {
        "from": sender,
        "to": host,
        "participants": draw(st.integers(1, 9)),
        "start": start.isoformat(),
        "confirmed": draw(st.booleans()),
    }
    length = draw(st.one_of(st.none(), st.integers(1, 60)))
    if length is not None:
        record["end"] = (start + timedelta(days=length)).isoformat()
    fate = draw(st.sampled_from(("kept", "kept", "kept", "cancelled", "early")))
    if fate == "cancelled":
        record |= {"cancelled": True, "reason": "other"}
    elif fate == "early":
        early = draw(st.integers(0, (length or 60) - 1))
        record |= {"ended_early": (start + timedelta(days=early)).isoformat(), "reason": "health"}
    return record


stores = st.lists(exchanges(), max_size=12).map(
    lambda records: [{"id": f"q{n}", **record} for n, record in enumerate(records)]
)


def report(records: list[Record], as_of: date, *flags: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        text = "".join(json.dumps(record) + "\n" for record in records)
        norec = Norec(make_store(Path(folder), PARTNERS, text))
        words = ["report", "reciprocity", "--json", "--as-of", as_of.isoformat(), *flags]
        document: dict[str, Any] = json.loads(norec(*words).ok())
        return document


@settings(max_examples=60)
@given(stores, days, st.randoms(use_true_random=False), st.sampled_from(("people", "months")))
def test_the_order_of_the_lines_does_not_change_the_report(
    records: list[Record], as_of: date, chance: random.Random, unit: str
) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert report(shuffled, as_of, "--unit", unit) == report(records, as_of, "--unit", unit)


@settings(max_examples=60)
@given(stores, days, st.sampled_from(("people", "months")))
def test_swapping_every_sender_with_its_host_mirrors_every_row(records: list[Record], as_of: date, unit: str) -> None:
    swapped = [{**r, "from": r["to"], "to": r["from"]} for r in records]
    one, other = report(records, as_of, "--unit", unit), report(swapped, as_of, "--unit", unit)
    mirror = {
        "sends-more": "hosts-more",
        "hosts-more": "sends-more",
        "only-sends": "only-hosts",
        "only-hosts": "only-sends",
    }
    for row, image in zip(one["rows"], other["rows"], strict=True):
        assert image == {
            **row,
            "sent": row["received"],
            "received": row["sent"],
            "balance": -row["balance"],
            "verdict": mirror.get(row["verdict"], row["verdict"]),
            "upcoming_sent": row["upcoming_received"],
            "upcoming_received": row["upcoming_sent"],
        }
    for figure in ("people", "direct", "through_others", "unreturned", "index"):
        assert one["totals"][figure] == other["totals"][figure]


@settings(max_examples=60)
@given(st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text), st.text())
def test_any_name_is_stored_and_shown_unchanged(name: str, note: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(make_store(Path(folder)))
        extra = ["--note", note] if note.strip() else []
        norec("partners", "add", "--country", "NO", "--id", "x", *extra, "--", name).ok()
        shown = json.loads(norec("partners", "show", "x", "--json").ok())
        assert shown["name"] == name.strip()
        assert shown["note"] == (note if extra else None)
        assert norec("partners", "list").ok().count("\n") == 1
