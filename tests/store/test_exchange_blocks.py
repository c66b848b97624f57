"""A file read in blocks of any size gives the same records and messages as read line by line."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.store.files import reading
from norec_cli.store.formats.exchanges_jsonl import ExchangesReader
from support.program import Norec, make_store

FLOWS: list[tuple[str, str, dict[str, object]]] = [
    ("a", "b", {}), ("b", "a", {"end": "2020-02-01"}), ("a", "b", {"confirmed": True}), ("a", "zz", {}),
    ("zz", "a", {}), ("a", "a", {}), ("b", "a", {"note": "x" * 90}), ("a", "b", {}), ("b", "a", {}),
]  # fmt: skip
LINES = [
    b"",
    b"{",
    b"\xff",
    b"\xef\xbb\xbf" + b'{"id":"q1","from":"a","to":"b","participants":1,"start":"2020-01-01"}',
    *(
        json.dumps(
            {"id": f"q{n % 5}", "from": sender, "to": host, "participants": 1, "start": "2020-01-01", **more},
            separators=separators,
        ).encode()
        + end
        for n, (sender, host, more) in enumerate(FLOWS)
        for separators in ((",", ":"), (", ", ": "))
        for end in (b"", b"\r")
    ),
    b'{"id":"q7","id":"q8","from":"a","to":"b","participants":1,"start":"2020-01-01"}',
]


def outcome(folder: Path, size: int, *, together: bool) -> list[tuple[int, str, str]]:
    """What a report, the check and a change make of a file."""
    norec = Norec(folder)
    before = (folder / "exchanges.jsonl").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_MANY", size)
        if not together:
            patch.setattr(ExchangesReader, "_read_together", lambda *_: None)
        results = [norec(*words) for words in (("report", "reciprocity"), ("check",), ("partners", "rename", "a", "c"))]
    results_and_files = [(result.code, result.out, result.err) for result in results]
    after = {name: (folder / name).read_text(encoding="latin-1") for name in ("exchanges.jsonl", "partners.toml")}
    (folder / "exchanges.jsonl").write_bytes(before)
    (folder / "partners.toml").write_text(REGISTER, encoding="utf-8")
    return [*results_and_files, (0, after["exchanges.jsonl"], after["partners.toml"])]


REGISTER = "".join(f'[partners.{key}]\nname = "{key.upper()}"\ncountry = "NO"\n' for key in "ab")


@pytest.mark.slow
@given(st.lists(st.sampled_from(LINES), max_size=9), st.sampled_from((1, 60, 200)), st.booleans())
def test_the_size_of_blocks_changes_no_result(lines: list[bytes], size: int, last: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = make_store(Path(name), REGISTER)
        (folder / "exchanges.jsonl").write_bytes(b"\n".join(lines) + (b"\n" if last else b""))
        whole = outcome(folder, 1 << 20, together=False)
        assert outcome(folder, size, together=True) == whole
        assert outcome(folder, size, together=False) == whole


def test_lines_are_counted_and_ids_known_across_blocks(norec: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        f'{{"id":"q{n}","from":"{sender}","to":"{host}","participants":1,"start":"2020-01-01","confirmed":true}}\n'
        for n, sender, host in ((1, "a", "b"), (2, "b", "a"), (3, "a", "zz"), (4, "a", "b"), (1, "a", "b"))
    ]
    make_store(norec.cwd, REGISTER, "".join(lines))
    monkeypatch.setattr(reading, "_MANY", 1)
    result = norec("report", "reciprocity")
    assert (result.code, result.out) == (5, "")
    assert result.err == (
        'exchanges.jsonl:3: no partner "zz" (exchange q3)\n'
        'exchanges.jsonl:5: id "q1" is on line 1 too: keep one of them\n'
    )


def test_only_the_first_line_may_have_a_mark_before_it(store: Norec) -> None:
    line = '{"id":"q1","from":"a-no","to":"b-ke","participants":1,"start":"2020-01-01"}\n'
    exchanges_file = store.cwd / "exchanges.jsonl"
    exchanges_file.write_text("\ufeff" + line, encoding="utf-8")
    assert store("report", "reciprocity").code == 0
    exchanges_file.write_text(line + "\ufeff" + line.replace("q1", "q2"), encoding="utf-8")
    before = exchanges_file.read_bytes()
    logged = store("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-01-01")
    assert (store("report", "reciprocity").code, logged.code) == (5, 5)
    assert exchanges_file.read_bytes() == before


def test_faults_come_in_the_order_of_the_lines(norec: Norec) -> None:
    line = '{"id":"q1","from":"a","to":"b","participants":1,"start":"2020-01-01"}\n'
    make_store(norec.cwd, REGISTER, line * 2 + "{\n")
    assert [said.split(":")[1] for said in norec("report", "reciprocity").err.splitlines()] == ["2", "3"]
