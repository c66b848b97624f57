"""`norec history`, `undo` and `redo`: every change is told, and can be taken back byte for byte."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.changes import COMMANDS, LOG, Q1, Q2, REGISTER, make
from support.program import EVERY_COMMAND, Norec, contents


@pytest.fixture
def books(norec: Norec) -> Norec:
    make(norec.cwd)
    return norec


def entries(norec: Norec, *flags: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(norec("history", "--json", *flags).ok())["rows"]
    return rows


def test_every_command_that_changes_the_store_is_tried() -> None:
    reading = {"list", "show", "init", "info", "help", "report", "check", "history", "undo", "redo", "export"}
    reading |= {"merge", "forget", "import"}  # need other files: what they do is taken back where they are tried
    tried = {words[:2] for words in COMMANDS}
    changing = {words for words in EVERY_COMMAND if not reading & set(words)}
    assert not changing - tried, f"add {changing - tried} to COMMANDS in tests/support/changes.py, or to `reading`"
    assert not tried - changing


@pytest.mark.parametrize("argv", COMMANDS, ids=lambda argv: " ".join(argv[:3]))
def test_what_was_done_is_taken_back_byte_for_byte_and_made_again(books: Norec, argv: tuple[str, ...]) -> None:
    before = contents(books.cwd)
    assert books(*argv).code == 0
    after = contents(books.cwd)
    assert after != before
    undone = books("undo")
    assert (undone.code, contents(books.cwd)) == (0, before)
    redone = books("redo")
    assert (redone.code, contents(books.cwd)) == (0, after)
    assert undone.out == redone.out == entries(books)[0]["change"] + "\n"
    told = entries(books)
    assert [(row["verb"], row["of"]) for row in told] == [
        (" ".join(argv[:2]), ""), ("undo", told[0]["change"]), ("redo", told[0]["change"]),
    ]  # fmt: skip
    assert told[0]["what"] == told[2]["what"] != []
    assert len({row["change"] for row in told}) == 3


def test_the_history_in_words(books: Norec) -> None:
    books.env["NOREC_USER"] = "ruth"
    for argv in (*COMMANDS[:3], LOG, ("exchanges", "edit", "q1", "--end", "2020-11-30", "--note", "n")):
        assert books(*argv).code == 0
    assert books("undo").code == 0
    assert books("history").ok().splitlines() == [
        f"2026-11-23T12:00:00Z\truth@here\t{row['verb']}\t{row['change']}\t{row['of']}\t{'; '.join(row['what'])}\t"
        for row in entries(books)
    ]
    assert [row["what"] for row in entries(books)] == [
        ["new partner new-ug: New"],
        ['partner a-no: name Aa, was A; needs ["law", "soil"], was ["law"]'],
        ["partner b-ke: city Nairobi"],
        ["new exchange xn4t48q0np: 1 from a-no to b-ke, 2021-01-01"],
        ["exchange q1x: end 2020-11-30, was 2020-12-31; note n"],
        ["exchange q1x: end 2020-12-31, was 2020-11-30; no note, was n"],
    ]
    table = books("history", "-f", "table").ok()
    assert "ruth@here  exchanges edit" in table


def test_the_history_is_shown_as_a_view_asks(books: Norec) -> None:
    from datetime import date

    for day, argv in zip((date(2025, 3, 1), date(2026, 1, 1), date(2026, 11, 23)), (COMMANDS[2], COMMANDS[8], LOG), strict=True):  # fmt: skip
        books.today = day
        assert books(*argv).code == 0
    verbs = {
        (): ["partners edit", "projects edit", "exchanges log"],
        ("--year", "2026"): ["projects edit", "exchanges log"],
        ("--until", "2025"): None,
        ("--until", "2025-12"): ["partners edit"],
        ("--since", "2026-01-02"): ["exchanges log"],
        ("--partner", "b-ke"): ["partners edit", "projects edit", "exchanges log"],
        ("--partner", "c-ug"): ["projects edit"],
        ("--country", "NO"): ["projects edit", "exchanges log"],
        ("--project", "p"): ["projects edit"],
        ("--project", "p", "--partner", "b-ke", "--year", "2025"): [],
    }
    for flags, expected in verbs.items():
        if expected is None:
            assert books("history", *flags).code == 2
        else:
            assert [row["verb"] for row in entries(books, *flags)] == expected, flags


def test_of_many_records_a_person_is_told_the_first(books: Norec) -> None:
    lines = [Q1.replace("q1x", f"q{n}") for n in range(20)]
    (books.cwd / "exchanges.jsonl").write_text("".join(lines), encoding="utf-8")
    books("partners", "rename", "a-no", "alpha").ok()
    assert len(entries(books)[0]["what"]) == 24
    table = books("history", "-f", "table").ok()
    assert "and 21 more" in table
    for columns in (40, 80, 200):
        narrow = books("history", terminal=True, columns=columns).ok()
        assert "more (--all" in " ".join(narrow.split())
        assert len(narrow.splitlines()) < 20
        assert "q19" not in narrow
        assert "q19" in books("history", "--all", terminal=True, columns=columns).ok()
    said = books("undo", "--dry-run")
    assert said.err.splitlines() == [
        "Undoing partners rename of 2026-11-23T12:00:00Z by somebody@here:",
        "  removed partner a-no: A",
        "  new partner alpha: A",
        '  project p: partners ["alpha", "b-ke"], was ["a-no", "b-ke"]',
        "  and 21 more",
        "Nothing was changed.",
    ]


def test_a_dry_run_changes_nothing(books: Norec) -> None:
    books(*LOG).ok()
    before = {path.name: path.read_bytes() for path in books.cwd.iterdir()}
    for verb in ("undo", "redo"):
        books(verb, "--dry-run")
        assert {path.name: path.read_bytes() for path in books.cwd.iterdir()} == before


def test_nothing_to_take_back(books: Norec) -> None:
    assert books("undo").err == "norec: nothing to undo: the history has no change made on this machine (here)\n"
    assert books("redo").err == "norec: nothing to redo: nothing was undone, or something was done since\n"
    books(*LOG).ok()
    assert books("undo").code == 0
    assert books("undo").code == 1
    books(*LOG).ok()  # something new: there is nothing to make again
    assert books("redo").code == 1
    assert books("undo").code == 0


def test_a_change_that_changes_nothing_is_none(books: Norec) -> None:
    before = contents(books.cwd)
    books("exchanges", "edit", "q1", "--participants", "4").ok()
    assert contents(books.cwd) == before
    assert entries(books) == []


def test_only_what_was_done_on_this_machine_is_taken_back(books: Norec) -> None:
    there = replace(books, machine="there", ids=100)
    books("exchanges", "edit", "q1", "--note", "here").ok()
    there("exchanges", "edit", "q2", "--note", "there").ok()
    theirs = contents(books.cwd)["exchanges.jsonl"].splitlines()[2]
    assert books("undo").code == 0
    assert contents(books.cwd)["exchanges.jsonl"].splitlines() == [Q1.strip().encode(), b"", theirs]
    assert books("undo").code == 1
    assert there("undo").code == 0
    assert json.loads(contents(books.cwd)["exchanges.jsonl"].splitlines()[2]) == json.loads(Q2)
    assert [row["by"] for row in entries(books)] == [f"somebody@{name}" for name in ("here", "there", "here", "there")]


@pytest.mark.parametrize(
    ("mine", "theirs", "message"),
    [
        (("exchanges", "edit", "q1", "--note", "m"), ("exchanges", "edit", "q1", "--note", "t"), "norec: exchange q1x was changed since: this can't be undone\n"),
        (LOG, ("exchanges", "remove", "xn4t48q0np"), "norec: exchange xn4t48q0np was changed since: this can't be undone\n"),
        (("partners", "edit", "b-ke", "--city", "M"), ("partners", "edit", "b-ke", "--city", "T"), "partners.toml: was changed since at the same place: this can't be undone\nMake the change by hand; norec history shows what it was.\n"),
        (("partners", "add", "D", "--country", "UG"), ("exchanges", "log", "--from", "d-ug", "--to", "b-ke", "--start", "2021-01-01"), 'exchanges.jsonl:4: no partner "d-ug" (did you mean c-ug?) (exchange rg26m4r467)\nA later change conflicts with this one; nothing was changed.\n'),
        (("exchanges", "remove", "q1"), ("exchanges", "log", "--from", "c-ug", "--to", "b-ke", "--start", "2021-01-01"), None),
        (("partners", "edit", "a-no", "--city", "M"), ("partners", "add", "T", "--country", "UG"), None),
        (("exchanges", "edit", "q2", "--note", "m"), ("exchanges", "remove", "q1"), None),
    ],
    ids=lambda words: " ".join(words[:2]) if isinstance(words, tuple) else "",
)  # fmt: skip
def test_a_later_change_stands_in_the_way_or_not(
    books: Norec, mine: tuple[str, ...], theirs: tuple[str, ...], message: str | None
) -> None:
    if mine == LOG or theirs[:2] == ("exchanges", "log"):
        books.ids = 0 if mine == LOG else 1
    books(*mine).ok()
    between = contents(books.cwd)
    assert replace(books, machine="there")(*theirs).code == 0
    before = contents(books.cwd)
    result = books("undo")
    if message is not None:
        assert (result.code, result.err.split(":\n", 1)[1].split("\n", 1)[1]) == (1, message)
        assert contents(books.cwd) == before
        return
    assert result.code == 0
    changed = contents(books.cwd)
    assert changed != before
    assert changed != between
    # What they did is still there, and what I did is not.
    assert books("check").code in (0, 3)
    texts = b"".join(changed.values())
    assert b"note" not in texts
    assert b'"M"' not in texts
    assert Q1.strip().encode() in changed["exchanges.jsonl"] or theirs[1] == "remove"


def test_hand_edits_are_never_overwritten(books: Norec) -> None:
    books("partners", "edit", "b-ke", "--city", "Nairobi").ok()
    register = books.cwd / "partners.toml"
    register.write_text("# mine\n" + register.read_text(encoding="utf-8"), encoding="utf-8")
    assert books("undo").code == 0
    assert register.read_text(encoding="utf-8") == "# mine\n" + REGISTER


def test_a_history_that_cannot_be_read_stops_nobody_else(books: Norec) -> None:
    (books.cwd / "history.jsonl").write_text('{"id":"x"}\n', encoding="utf-8")
    for verb in ("history", "undo", "redo"):
        result = books(verb)
        assert (result.code, result.out) == (5, "")
        assert result.err.startswith("history.jsonl:1: is no line of a history: ")
    books("report", "reciprocity").ok()
    books(*LOG).ok()
    assert (books.cwd / "history.jsonl").read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("torn", [b'{"id":"x","at', b"\n\n"])
def test_a_line_is_never_added_to_a_torn_one(books: Norec, torn: bytes) -> None:
    (books.cwd / "history.jsonl").write_bytes(torn)
    books(*LOG).ok()
    assert json.loads((books.cwd / "history.jsonl").read_bytes().splitlines()[-1])["verb"] == "exchanges log"


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda change: change["files"]["exchanges.jsonl"].update(hunks=[[-5, "", "x\n"]]),
        lambda change: change["files"]["exchanges.jsonl"].update(hunks=[[10**9, "", "x\n"]]),
        lambda change: change["files"]["exchanges.jsonl"].update(hunks=[[0, "nonsense\n", "x\n"]]),
        lambda change: change["files"].update({"../evil": change["files"].pop("exchanges.jsonl")}),
        lambda change: change["files"].update({"norec.toml": change["files"].pop("exchanges.jsonl")}),
    ],
)
def test_a_hostile_history_changes_nothing(books: Norec, spoil: Callable[[dict[str, Any]], Any]) -> None:
    books(*LOG).ok()
    history = books.cwd / "history.jsonl"
    change = json.loads(history.read_bytes())
    spoil(change)
    history.write_text(json.dumps(change) + "\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in books.cwd.parent.rglob("*") if path.is_file()}
    result = books("undo")
    assert result.code in (1, 5)
    assert {path: path.read_bytes() for path in books.cwd.parent.rglob("*") if path.is_file()} == before


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.sampled_from([*COMMANDS, ("undo",), ("undo",), ("undo",), ("redo",), ("redo",)]), max_size=14))
def test_undo_and_redo_in_any_sequence(sequence: list[tuple[str, ...]]) -> None:
    """Against a list of the states and a place in it."""
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        make(norec.cwd)
        states = [contents(norec.cwd)]
        at = 0
        for argv in sequence:
            result = norec(*argv)
            now = contents(norec.cwd)
            if argv == ("undo",):
                assert result.code == (0 if at else 1)
                at = max(0, at - 1)
            elif argv == ("redo",):
                assert result.code == (0 if at + 1 < len(states) else 1)
                at = min(len(states) - 1, at + 1)
            elif now != states[at]:
                states = [*states[: at + 1], now]
                at += 1
            assert now == states[at]
