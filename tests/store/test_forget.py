"""`norec forget`: a participant's reference goes from every file of the store, and only that."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from norec_cli.store.files import disk, transaction
from support.faulty_os import DyingOs, FaultyOs, Killed
from support.lines import exchange_line as line
from support.program import Norec, contents, make_store

LOG = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start")
BEYOND = "norec: the history of git, backups and other copies may still hold it: see docs/privacy.md\n"


def exchanges_text(norec: Norec) -> str:
    return (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8")


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def told(norec: Norec) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(norec("history", "--json").ok())["rows"]
    return rows


@pytest.fixture
def books(store: Norec) -> Norec:
    """A store with a reference in the exchanges, and in the history in every way that it gets there."""
    store(*LOG, "2020-01-01", "--ref", "P-017").ok()
    store(*LOG, "2020-02-01", "--ref", "P-018").ok()
    store(*LOG, "2021-01-01").ok()
    store("exchanges", "edit", "dcyk", "--ref", "P-017", "--note", "n").ok()
    store("exchanges", "edit", "xn4t", "--end", "2020-06-30").ok()
    store("exchanges", "edit", "xn4t", "--ref", "").ok()
    assert store("undo").code == 0
    store("partners", "edit", "a-no", "--city", "Oslo").ok()
    return store


def test_the_reference_goes_and_everything_else_stays(books: Norec) -> None:
    before = exchanges_text(books)
    reports = [("report", "reciprocity"), ("exchanges", "list"), ("check",), ("partners", "list")]
    seen = [books(*words).out for words in reports]
    assert before.count('"P-017"') == 2
    assert every_byte(books.cwd).count(b"P-017") > 6
    result = books("forget", "P-017")
    assert (result.code, result.out, result.err) == (0, "2\n", BEYOND)
    assert b"P-017" not in every_byte(books.cwd)
    assert exchanges_text(books) == before.replace(',"ref":"P-017"', "")
    assert '"ref":"P-018"' in exchanges_text(books)
    assert [books(*words).out for words in reports] == seen
    assert told(books)[-1]["verb"] == "forget"
    assert told(books)[-1]["what"] == [
        "exchange xn4t48q0np: no ref, was (forgotten)",
        "exchange dcyk8sgf9q: no ref, was (forgotten)",
    ]
    assert json.loads(books("history", "--partner", "b-ke", "--json").ok())["rows"][-1] == told(books)[-1]
    hashes = [
        change["files"]["exchanges.jsonl"].get("sha256", "")
        for change in map(json.loads, (books.cwd / "history.jsonl").read_text(encoding="utf-8").splitlines())
        if "exchanges.jsonl" in change.get("files", {})
    ]
    assert set(hashes) == {"", "forgotten"}  # a hash would tell a right guess from a wrong one


def test_what_was_done_before_and_after_it_can_still_be_taken_back(books: Norec) -> None:
    assert books("forget", "P-017").code == 0
    books("exchanges", "edit", "xn4t", "--note", "later").ok()
    states = [exchanges_text(books)]
    said = []
    while (result := books("undo")).code == 0:
        states.append(exchanges_text(books))
        said.append(result.err.splitlines()[0])
    assert said[0].startswith("Undoing exchanges edit")
    assert said[1] == "norec: forget of 2026-11-23T12:00:00Z can't be undone: it is skipped"
    assert sum(text.startswith("norec: forget") for text in said) == 1
    assert len(said) == 7  # six before it that were not taken back, and one after it
    assert states[-1] == ""
    for state in reversed(states[:-1]):
        assert books("redo").code == 0
        assert sorted(exchanges_text(books).splitlines()) == sorted(state.splitlines())
    assert books("redo").code == 1
    assert b"P-017" not in every_byte(books.cwd)
    assert "P-018" in exchanges_text(books)


def test_what_was_taken_back_before_it_can_be_made_again(books: Norec) -> None:
    books("exchanges", "edit", "xn4t", "--end", "2020-08-31").ok()
    after = exchanges_text(books)
    assert books("undo").code == 0
    assert books("forget", "P-017").code == 0
    assert books("redo").code == 0
    assert exchanges_text(books) == after.replace(',"ref":"P-017"', "")


ODD = ['P "7"', "Ñandú-\u00e5\u4e2d", "a\\b", "x", "\U0001f41f", "P.+*", "</P-1>"]


@pytest.mark.parametrize("ref", ODD)
@pytest.mark.parametrize("escaped", [False, True])
def test_however_it_is_written_it_is_found(store: Norec, ref: str, escaped: bool) -> None:
    """By hand JSON can be written in many ways; the history repeats what stood there."""
    record = {
        "note": "n",
        "ref": ref,
        "id": "q1",
        "from": "a-no",
        "to": "b-ke",
        "participants": 1,
        "start": "2020-01-01",
    }
    text = json.dumps(record, ensure_ascii=escaped, indent=None)
    if escaped:
        spelled = "".join(f"\\u{ord(c):04x}" for c in ref) if ref.isascii() else json.dumps(ref)[1:-1]
        text = text.replace(json.dumps(ref), f'"{spelled}"')
    (store.cwd / "exchanges.jsonl").write_text(text + "\r\n" + line("q2", ref="other"), encoding="utf-8", newline="")
    store("exchanges", "edit", "q1", "--end", "2020-06-30").ok()
    store("exchanges", "edit", "q1", "--end", "2020-07-31").ok()
    assert store("undo").code == 0
    assert store("undo").code == 0
    assert store("forget", ref).out == "1\n"
    assert exchanges_text(store) == line("q1", note="n") + line("q2", ref="other")
    for raw in (store.cwd / "history.jsonl").read_text(encoding="utf-8").splitlines():
        for file in json.loads(raw).get("files", {}).values():
            for _, *texts in file["hunks"]:
                assert not [one for one in "".join(texts).splitlines() if json.loads(one).get("ref") == ref]
    if len(ref) > 1:
        held = every_byte(store.cwd)
        assert not [form for form in (ref, json.dumps(ref)[1:-1]) if form.encode() in held]
    for _ in range(2):
        assert store("redo").code == 0
    assert json.loads(exchanges_text(store).splitlines()[0])["end"] == "2020-07-31"


def test_a_reference_that_is_nowhere(books: Norec) -> None:
    before = contents(books.cwd), told(books)
    for words, said in (
        (("forget", "P-01"), 'norec: no exchange has or had the reference "P-01" (2 references are in use)\n'),
        (("forget", "p-017", "--dry-run"), 'norec: no exchange has or had the reference "p-017" (2 references are in use)\n'),
    ):  # fmt: skip
        result = books(*words)
        assert (result.code, result.out, result.err) == (1, "", said)
    assert books("forget", "  ").code == 2
    assert books("forget").code == 2
    assert (contents(books.cwd), told(books)) == before
    assert books("forget", "P-017").code == 0
    assert books("forget", "P-017").code == 1


def test_a_dry_run_changes_nothing(books: Norec) -> None:
    before = {path.name: path.read_bytes() for path in books.cwd.iterdir()}
    result = books("forget", " P-017 ", "--dry-run")
    assert (result.code, result.out) == (0, "")
    assert result.err == "Would be erased from 2 exchanges and 5 lines of the history.\nNothing was changed.\n"
    assert {path.name: path.read_bytes() for path in books.cwd.iterdir()} == before
    sentence = books("forget", "P-017", terminal=True)
    assert sentence.out == "Forgotten: erased from 2 exchanges and 5 lines of the history.\n"


def test_what_only_the_history_tells_goes_too(books: Norec) -> None:
    for name in ("xn4t", "dcyk"):
        with suppress(AssertionError):
            books("exchanges", "edit", name, "--ref", "").ok()
    left = exchanges_text(books).count("P-017")
    assert books("forget", "P-017").out == f"{left}\n"
    assert b"P-017" not in every_byte(books.cwd)


def test_what_a_repair_set_aside_goes_too(books: Norec) -> None:
    for cut in ('","note":"no', '"', "", '"}x'):
        with (books.cwd / "exchanges.jsonl").open("a", encoding="utf-8") as file:
            file.write('{"id":"q9","participants":1,"ref":"P-017' + cut)
        assert books("check", "--repair").code in (0, 3)
    assert (books.cwd / "exchanges.torn").read_bytes().count(b"P-017") == 4
    result = books("forget", "P-017", terminal=True)
    assert "exchanges.torn" in result.out
    assert b"P-017" not in every_byte(books.cwd)
    assert (books.cwd / "exchanges.torn").read_bytes().count(b'"ref":"') == 4
    assert books("undo").code == 0  # the repair


def test_keys_that_stand_twice_and_other_odd_lines_of_the_history(books: Norec) -> None:
    (books.cwd / "exchanges.jsonl").write_text(
        exchanges_text(books) + '{"id":"q8","ref":"P-017","ref":"P-5"}', encoding="utf-8"
    )
    history = books.cwd / "history.jsonl"
    change = {
        "id": "old0000001", "at": "2020-01-01T00:00:00Z", "by": "x@y", "verb": "exchanges edit",
        "records": [{"kind": "exchange", "id": "q1", "before": {"ref": "P-017"}, "after": {"ref": "P-5"}}],
        "files": {"exchanges.jsonl": {"hunks": [[0, '{"id":"q8","ref":"P-017","r\\u0065f":"P-017"}\nnot JSON "ref" : "P\\u002d017"\n', "[1]\n\n"]]}},
    }  # fmt: skip
    history.write_text(json.dumps(change) + "\n\n" + history.read_text(encoding="utf-8"), encoding="utf-8")
    (books.cwd / "exchanges.jsonl").write_text(exchanges_text(books).rsplit("\n", 1)[0] + "\n", encoding="utf-8")
    assert books("forget", "P-017").code == 0
    held = every_byte(books.cwd)
    assert b"P-017" not in held
    assert b"u002d017" not in held
    assert b"P-5" in held


def test_the_same_text_elsewhere_is_told(books: Norec) -> None:
    books("exchanges", "edit", "xn4t", "--note", "see P-017").ok()
    (books.cwd / "list.csv").write_text("P-017,x\n", encoding="utf-8")
    (books.cwd / "other.csv").write_text("P-0171,XP-017\n", encoding="utf-8")
    result = books("forget", "P-017", "-q")
    assert (result.code, result.err) == (
        0, "norec: the same text is still in exchanges.jsonl, history.jsonl and list.csv, perhaps in notes: check and edit them\n",
    )  # fmt: skip


def test_nothing_is_done_while_something_cannot_be_read(books: Norec) -> None:
    history = books.cwd / "history.jsonl"
    whole = history.read_bytes()
    history.write_bytes(whole + b'{"id":"x","P-017')
    result = books("forget", "P-017")
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith("history.jsonl:9: is no line of a history")
    history.write_bytes(whole)
    with (books.cwd / "exchanges.jsonl").open("a", encoding="utf-8") as file:
        file.write("{\n")
    assert books("forget", "P-017").code == 5
    assert history.read_bytes() == whole


def test_a_store_without_a_history(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text(line("q1", ref="P-1") + line("q2"), encoding="utf-8")
    assert store("forget", "P-1").out == "1\n"
    assert exchanges_text(store) == line("q1") + line("q2")
    assert len(told(store)) == 1
    assert store("undo").err == "norec: nothing to undo: the history has no change made on this machine (here)\n"


@pytest.mark.slow
def test_what_a_change_that_was_cut_off_left_goes_too(books: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staged files, and a pending change, hold it too."""
    number = 0
    while True:
        number += 1
        dying = DyingOs(number, after=True)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", dying)
            with suppress(Killed):
                books("exchanges", "edit", "xn4t", "--note", f"n{number}")
        if not dying.dead:
            break
        assert books("forget", "P-017").code == 0
        assert b"P-017" not in every_byte(books.cwd), number
        books("exchanges", "edit", "xn4t", "--ref", "P-017").ok()
    assert number > 10


# The disk fails, or the power goes: the old store or the new one


def prepare(norec: Norec) -> None:
    norec.ids = 0
    for path in norec.cwd.iterdir():
        path.unlink()
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    norec(*LOG, "2020-01-01", "--ref", "P-017").ok()
    norec("exchanges", "edit", "xn4t", "--note", "n").ok()
    (norec.cwd / "exchanges.torn").write_text('{"ref":"P-017\n', encoding="utf-8")


def whole(norec: Norec) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in norec.cwd.iterdir() if path.name != ".norec.lock"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["killed before", "killed after", "fails"])
def test_each_operation_of_the_disk(store: Norec, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    prepare(store)
    before = whole(store)
    assert store("forget", "P-017").code == 0
    after = whole(store)
    number = 0
    seen = set()
    while True:
        number += 1
        prepare(store)
        spoilt: Any = FaultyOs(number, OSError(28, "No space left on device")) if kind == "fails" else DyingOs(number, after=kind == "killed after")  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", spoilt)
            with suppress(Killed):
                result = store("forget", "P-017")
                assert kind != "fails" or result.code in (0, 1)
        if len(spoilt.calls) < number if kind == "fails" else not spoilt.dead:
            break
        shows = store("exchanges", "show", "xn4t", "--json").out, store("history", "--json").out
        transaction.complete_pending(store.cwd)
        found = whole(store)
        assert found in (before, after), number
        assert (store("exchanges", "show", "xn4t", "--json").out, store("history", "--json").out) == shows, number
        seen.add(found == after)
    assert number > 10
    assert seen == {True, False}


def test_the_power_goes_at_each_call(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    from support.disk_model import Disk, RecordingOs, write_down

    prepare(store)
    before, started, watching = whole(store), Disk.of(store.cwd), RecordingOs()
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", watching)
        assert store("forget", "P-017").code == 0
    after = whole(store)
    states = []
    for done in range(len(watching.calls) + 1):
        if done:
            started.make(watching.calls[done - 1])
        states += [(done, state) for state in started.after_a_cut()]
    assert len(states) > 30
    for done, state in states:
        write_down(state, store.cwd)
        transaction.complete_pending(store.cwd)
        found = whole(store)
        assert found in (before, after), done
        assert found == after or done < len(watching.calls)


def test_a_large_import_with_the_reference(norec: Norec) -> None:
    """Of it the history keeps a hash, by which a guess at the reference could be proved."""
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    rows = "".join(f"a-no,b-ke,2020-01-{n % 28 + 1:02},P-{n}\n" for n in range(1200))
    (norec.cwd / "t.csv").write_text("from,to,start,ref\n" + rows, encoding="utf-8")
    assert norec("import", "exchanges", "t.csv").code == 0
    (norec.cwd / "t.csv").unlink()
    hashed = json.loads((norec.cwd / "history.jsonl").read_bytes())["files"]["exchanges.jsonl"]["added"]["sha256"]
    assert norec("forget", "P-77").code == 0
    told = (norec.cwd / "history.jsonl").read_text(encoding="utf-8")
    assert hashed not in told
    assert "P-77" not in told
    assert '"added"' in told
    result = norec("undo")
    assert (result.code, result.out) == (1, "")
    assert "some were changed since: this can't be undone" in result.err
    assert len((norec.cwd / "exchanges.jsonl").read_bytes().splitlines()) == 1200
