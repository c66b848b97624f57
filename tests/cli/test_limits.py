"""Values at the limits of what is accepted: the day itself, the last year, extreme numbers, very many lines."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.model.errors import InvalidRecordError
from norec_cli.model.exchange import Exchange
from support.program import Norec, contents, make_store

GOOD: dict[str, Any] = {
    "id": "q1",
    "from": "a-no",
    "to": "b-ke",
    "participants": 2,
    "start": "2020-01-01",
    "end": "2020-12-31",
    "confirmed": True,
}


def read(record: dict[str, Any]) -> Exchange:
    return msgspec.json.decode(json.dumps(record).encode(), type=Exchange)


@pytest.mark.parametrize(
    "change",
    [
        {"to": "a-no"}, {"women": 3}, {"ref": "P1"}, {"ref": " ", "participants": 1}, {"note": " "}, {"topics": [""]},
        {"reason": "health"}, {"cancelled": True}, {"ended_early": "2020-02-01"}, {"id": "Q1"}, {"id": "q" * 65},
        {"id": ""}, {"id": "é"}, {"replaces": "q1"}, {"replaces": ""}, {"end": "2019-12-31"}, {"end": "2200-01-01"},
        {"start": "1899-12-31"}, {"participants": 0}, {"participants": 1_000_000_001}, {"women": -1},
        {"cancelled": True, "reason": "other", "ended_early": "2020-02-01"},
        {"ended_early": "2020-12-31", "reason": "other"}, {"ended_early": "2019-12-31", "reason": "other"},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("with_end", [True, False])
def test_contradictory_values_are_refused_with_and_without_an_end(change: dict[str, Any], with_end: bool) -> None:
    record = {**GOOD, **change}
    if not with_end and "end" not in change:
        del record["end"]
        if record.get("ended_early") == "2020-12-31":
            return  # without an end, any day may be the last
    with pytest.raises(msgspec.ValidationError):
        read(record)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "end": st.sampled_from(["2019-12-31", "2020-01-01", "2199-12-31", "2200-01-01"]),
            "women": st.integers(-1, 3),
            "ref": st.sampled_from(["", "P1"]),
            "cancelled": st.booleans(),
            "reason": st.sampled_from(["health", None]),
            "ended_early": st.sampled_from(["2019-12-31", "2020-01-01", "2020-06-01", None]),
            "topics": st.lists(st.sampled_from(["", "x"]), max_size=1),
            "to": st.sampled_from(["a-no", "b-ke"]),
            "id": st.sampled_from(["q1", "Q1", "q-1", "q--1", ""]),
        },
    )
)
def test_an_exchange_is_read_exactly_if_its_values_are_allowed(change: dict[str, Any]) -> None:
    record = {**GOOD, **change}
    try:
        exchange: Exchange | None = read(record)
    except msgspec.ValidationError:
        exchange = None
    early, end = record.get("ended_early"), record["end"]
    stopped = bool(record.get("cancelled")) or early is not None
    allowed = (
        "2020-01-01" <= end <= "2199-12-31"
        and 0 <= (record.get("women") or 0) <= 2
        and "ref" not in record
        and stopped == (record.get("reason") is not None)
        and not (record.get("cancelled") and early)
        and (early is None or "2020-01-01" <= early < end)
        and "" not in record.get("topics", [])
        and record["to"] == "b-ke"
        and record["id"] in ("q1", "q-1")
    )
    assert (exchange is not None) == allowed


def test_each_contradiction_is_a_message_of_its_own(store: Norec) -> None:
    result = store("exchanges", "log", "--from", "a; b", "--to", "a; b", "--start", "today", "--women", "2")
    assert result.err == (
        'norec: sender and host are both "a; b": a stay within one organisation is no exchange\n'
        "norec: women 2 are more than participants 1\n"
    )
    with pytest.raises(InvalidRecordError) as found:
        Exchange(id="X", sender="a", host="a", participants=1, start=date(2020, 1, 1))
    assert len(found.value.problems) == 2


@pytest.mark.parametrize(
    ("more", "as_of", "state"),
    [
        ({}, "2019-12-31", "upcoming"), ({}, "2020-01-01", "under-way"), ({}, "2020-12-31", "under-way"),
        ({}, "2021-01-01", "completed"), ({"ended_early": "2020-06-30", "reason": "other"}, "2020-06-29", "under-way"),
        ({"ended_early": "2020-06-30", "reason": "other"}, "2020-06-30", "ended-early"),
        ({"cancelled": True, "reason": "other"}, "2019-01-01", "cancelled"), ({"end": None}, "2030-01-01", "under-way"),
    ],
)  # fmt: skip
def test_the_state_of_an_exchange_changes_on_the_exact_day(
    store: Norec, more: dict[str, Any], as_of: str, state: str
) -> None:
    record = {key: value for key, value in {**GOOD, **more}.items() if value is not None}
    (store.cwd / "exchanges.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    shown = json.loads(store("exchanges", "show", "q1", "--as-of", as_of, "--json").ok())
    assert shown["state"] == state


@pytest.mark.parametrize(("start", "confirmed"), [("2026-11-22", True), ("2026-11-23", True), ("2026-11-24", False)])
def test_logging_on_the_first_day_confirms(store: Norec, start: str, confirmed: bool) -> None:
    new = store("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", start).ok().strip()
    assert json.loads(store("exchanges", "show", new, "--json").ok())["confirmed"] is confirmed


def test_an_exchange_can_end_on_the_last_day_that_is_accepted(store: Norec) -> None:
    words = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2199-12-01", "--months")
    new = store(*words, "1").out.strip()
    assert json.loads(store("exchanges", "show", new, "--json").ok())["end"] == "2199-12-31"
    assert store(*words, "2").err == "norec: --months: 2 months from 2199-12-01 end after 2199\n"
    assert store("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "03/04/9999").code == 2


@pytest.mark.parametrize("name", ["=1", "+1", "-1", "@x"])
def test_each_beginning_of_a_formula_gets_an_apostrophe_in_csv(norec: Norec, name: str) -> None:
    make_store(norec.cwd)
    norec("partners", "add", "--country", "NO", "--id", "x", "--", name).ok()
    assert norec("partners", "list", "-f", "csv").ok().splitlines()[1].startswith(f"x,'{name},")


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps({**GOOD, **record}) + "\n" for record in records)


def test_lists_are_in_order_of_start_and_id(store: Norec) -> None:
    text = lines({"id": "b", "start": "2020-02-01"}, {"id": "c"}, {"id": "a", "start": "2020-02-01"})
    (store.cwd / "exchanges.jsonl").write_text(text, encoding="utf-8")
    assert [line.split("\t")[0] for line in store("exchanges", "list").ok().splitlines()] == ["c", "a", "b"]


def test_an_id_can_be_shortened_if_it_stays_unambiguous(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text(lines({"id": "ab1"}, {"id": "ab2"}, {"id": "ab"}), encoding="utf-8")
    assert store("exchanges", "show", "ab").ok().startswith("ab\t")
    assert store("exchanges", "show", "ab1").ok().startswith("ab1\t")
    assert store("exchanges", "show", "a").err == (
        'norec: "a" begins the ids of 3 exchanges: type more of the id\n  ab  a-no to b-ke, 2020-01-01\n'
        "  ab1  a-no to b-ke, 2020-01-01\n  ab2  a-no to b-ke, 2020-01-01\n"
    )


def test_months_of_upcoming_exchanges_are_those_planned(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text(lines({"participants": 487, "end": "2020-01-10"}), encoding="utf-8")
    text = store("report", "reciprocity", "--unit", "months", "--as-of", "2019-12-31", "--json").ok()
    assert json.loads(text)["rows"][0]["upcoming_sent"] == 160.0


@pytest.mark.parametrize(("as_of", "sent"), [("2020-05-31", 0), ("2020-06-01", 3)])
def test_an_adjustment_counts_from_its_day(norec: Norec, as_of: str, sent: int) -> None:
    register = '[partners.a]\nname="A"\ncountry="NO"\nadjustments=[{on=2020-06-01,sent=3,reason="x"}]\n'
    make_store(norec.cwd, register)
    text = norec("report", "reciprocity", "--as-of", as_of, "--json").ok()
    assert json.loads(text)["rows"][0]["sent"] == sent


def test_info_says_what_the_books_cover(store: Norec) -> None:
    text = lines(
        {"start": "2019-05-01"}, {"id": "q2", "start": "2020-03-01", "confirmed": False},
        {"id": "q3", "cancelled": True, "reason": "other", "confirmed": False},
    )  # fmt: skip
    text += '{"id":"q4","from":"a-no","to":"b-ke","participants":5,"start":"2020-02-01","confirmed":true}\n'
    (store.cwd / "exchanges.jsonl").write_text(text, encoding="utf-8")
    items = {row["item"]: row["value"] for row in json.loads(store("info", "--json").ok())["rows"]}
    assert {key: items[key] for key in ("exchanges", "people", "first start", "last start", "open ended", "unconfirmed", "cancelled")} == {
        "exchanges": 4, "people": 11, "first start": "2019-05-01", "last start": "2020-03-01", "open ended": 1,
        "unconfirmed": 1, "cancelled": 1,
    }  # fmt: skip


def test_the_rule_of_balance_is_printed_with_all_its_decimals(store: Norec) -> None:
    out = store(
        "report", "reciprocity", "--unit", "months", "--allowance", "0.04", "--tolerance", "0.1234567", "-f", "table"
    ).ok()
    assert "apart by at most 0.04 months or 12.34567 % of sent and received." in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tolerance = 1e-99", "rules: tolerance must have at most 18 digits on each side of the point"),
        ("allowance_months = 1e999", "rules: allowance_months must have at most 18 digits on each side of the point"),
        (
            f"allowance = 0x{'f' * 5000}",
            "rules: allowance must be 1000000000 or less, not a number of more than 18 digits",
        ),
    ],
)
def test_extreme_numbers_in_the_settings_are_refused(norec: Norec, text: str, message: str) -> None:
    make_store(norec.cwd, settings=f"[rules]\n{text}\n")
    before = contents(norec.cwd)
    result = norec("report", "reciprocity")
    assert (result.code, result.err) == (5, f"norec.toml:4: {message}\n")
    assert contents(norec.cwd) == before


@pytest.mark.parametrize("text", ["1e-999999999", "1e999999999", "0." + "1" * 30])
def test_extreme_numbers_in_options_are_refused(store: Norec, text: str) -> None:
    assert store("report", "reciprocity", "--tolerance", text).code == 2


@pytest.mark.parametrize(
    "line",
    [
        '{"id":"q1","from":"a-no","to":"b-ke","participants":1,"start":"2020-02-30"', '{"start":"x"}x',
        '{"start":"bad","start":5}', '{"start":"x","y":' + "[" * 100_000, '{"id":"q1","a\\nb":1}', '{"id":"\\ud800"}',
        '{"start":"2020-02-30","end":', "[" * 5000 + "]" * 5000,
    ],
    ids=lambda line: line[:30],
)  # fmt: skip
def test_a_line_with_several_errors_names_its_number_in_each_message(store: Norec, line: str) -> None:
    (store.cwd / "exchanges.jsonl").write_text(line + "\n{\n", encoding="utf-8")
    result = store("report", "reciprocity")
    assert result.code == 5
    *first, second = result.err.splitlines()
    assert first
    assert all(said.startswith("exchanges.jsonl:1: ") for said in first)
    assert second == "exchanges.jsonl:2: the line is cut off: complete it, or delete it"


def test_an_id_on_thousands_of_lines_gives_a_hundred_messages(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text(lines(GOOD) * 3000, encoding="utf-8")
    result = store("report", "reciprocity")
    found = result.err.splitlines()
    assert found[0] == 'exchanges.jsonl:2: id "q1" is on line 1 too: keep one of them'
    assert (len(found), found[-1]) == (101, "and 2,899 more")


def test_an_error_after_a_long_text_names_the_right_line(norec: Norec) -> None:
    make_store(norec.cwd, '[partners.a]\nname = "A"\nnote = """\n' + "so\n" * 20_000 + '"""\ncountry = "XX"\n')
    assert norec("partners", "list").err.startswith("partners.toml:20005: country is not known: ")


def test_a_folder_in_place_of_a_file_is_refused(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").unlink()
    (store.cwd / "exchanges.jsonl").mkdir()
    result = store("report", "reciprocity")
    assert (result.code, result.err) == (
        5,
        "exchanges.jsonl: is a folder, not a file: move it away, and put the file back\n",
    )


def test_init_writes_the_settings_file_last(norec: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    from norec_cli.store.files import disk

    made: list[str] = []
    real = disk.create
    monkeypatch.setattr(disk, "create", lambda path, data: (made.append(path.name), real(path, data)))
    norec("init").ok()
    assert made[-1] == "norec.toml"
    assert len(made) == 7
