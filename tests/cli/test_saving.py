"""`-o FILE` and `--errors FILE` write a file, say so, and replace nothing that norec didn't write without asking."""

import json
import os
from pathlib import Path

import pytest

from support.program import Norec, contents, make_store

REPORT = ("report", "reciprocity")


@pytest.fixture
def books(norec: Norec) -> Norec:
    line = {"id": "x1", "from": "a-no", "to": "b-ke", "participants": 1, "start": "2020-01-01", "confirmed": True}
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"}, json.dumps(line) + "\n")
    return norec


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".ods", ".html", ".PDF", ".zip"])
def test_an_ending_of_another_kind_of_document_is_refused(books: Norec, ending: str) -> None:
    before = contents(books.cwd)
    for words in (REPORT, ("export", "partners"), ("history",)):
        result = books(*words, "-o", f"r{ending}")
        assert result.code == 2
        assert f"no {ending.lower()} files" in result.err
        assert ".csv" in result.err
        assert ".xlsx" in result.err
    assert contents(books.cwd) == before
    assert books(*REPORT, "-o", f"r{ending}", "-f", "csv").code == 0
    assert (books.cwd / f"r{ending}").read_text(encoding="utf-8").startswith("id,name,")


@pytest.mark.parametrize("name", ["r", "r.txt", "r.tsv", "r.2024", "r.log"])
def test_a_file_with_any_other_ending_gets_plain_lines(books: Norec, name: str) -> None:
    assert books(*REPORT, "-o", name).code == 0
    assert (books.cwd / name).read_text(encoding="utf-8") == books(*REPORT).ok()


def test_the_message_says_what_was_written(books: Norec) -> None:
    result = books(*REPORT, "-o", "r.csv")
    assert (result.code, result.out, result.err) == (0, "", "Wrote 2 rows to r.csv\n")
    assert books("partners", "show", "a-no", "-o", "a.json").err == "Wrote a.json\n"
    assert books(*REPORT, "-o", "r.csv", "--quiet").ok() == ""


@pytest.mark.parametrize("name", ["r.csv", "r.json", "r.jsonl", "r.xlsx", "r.md", "r.txt", "r"])
def test_a_file_that_norec_wrote_is_replaced_without_asking(books: Norec, name: str) -> None:
    assert books(*REPORT, "-o", name).code == 0
    first = (books.cwd / name).read_bytes()
    books("partners", "add", "C", "--country", "UG").ok()
    assert books(*REPORT, "-o", name).code == 0
    assert (books.cwd / name).read_bytes() != first


@pytest.mark.parametrize("name", ["s.json", "s.zip", "s.xlsx"])
def test_an_exported_store_replaces_an_older_export(books: Norec, name: str) -> None:
    books("export", "store", "-o", name).ok()
    books("partners", "add", "C", "--country", "UG").ok()
    books("export", "store", "-o", name).ok()
    (books.cwd / name).write_bytes(b"mine")
    assert books("export", "store", "-o", name).code == 1
    assert (books.cwd / name).read_bytes() == b"mine"
    books("export", "store", "-o", name, "--force").ok()


OTHERS = {
    "a list": b"name,age\nA,3\n", "prose": b"Dear all,\n", "another's json": b'{"schema": "other"}', "a list in json": b"[1]",
    "a broken archive": b"PK\x03\x04rubbish", "deep json": b"[" * 100_000, "bytes": b"\xff\xfe\x00", "one column": b"a\nb\n", "other markdown": b"**Minutes**\n\n| a |\n",
}  # fmt: skip


@pytest.mark.parametrize("held", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("name", ["r.csv", "r.json", "r.md", "r", "r.xlsx"])
def test_a_file_that_norec_did_not_write_is_kept(books: Norec, name: str, held: bytes) -> None:
    (books.cwd / name).write_bytes(held)
    result = books(*REPORT, "-o", name)
    assert (result.code, result.out) == (1, "")
    assert "--force" in result.err
    assert (books.cwd / name).read_bytes() == held
    assert books(*REPORT, "-o", name, "--force").code == 0
    assert (books.cwd / name).read_bytes() != held


def test_an_empty_file_is_replaced_without_asking(books: Norec) -> None:
    (books.cwd / "r.md").write_bytes(b"\n")
    assert books(*REPORT, "-o", "r.md").code == 0


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("", 1)])
def test_on_a_terminal_norec_asks_before_replacing_a_file(books: Norec, answer: str, code: int) -> None:
    (books.cwd / "r.csv").write_bytes(b"mine\n")
    result = books(*REPORT, "-o", "r.csv", terminal=True, answers=answer)
    assert result.code == code
    assert "Replace it?" in result.err
    assert ((books.cwd / "r.csv").read_bytes() == b"mine\n") == bool(code)


def test_files_of_a_store_are_never_replaced(books: Norec) -> None:
    (books.cwd / "link.csv").symlink_to("exchanges.jsonl")
    os.link(books.cwd / "partners.toml", books.cwd / "hard.csv")
    before = contents(books.cwd)
    for name in (
        "partners.toml",
        "history.jsonl",
        "norec.toml",
        "link.csv",
        "hard.csv",
        ".norec.lock",
        "exchanges.torn",
        "../" + books.cwd.name + "/projects.toml",
    ):
        result = books(*REPORT, "-o", name, "--force")
        assert (result.code, result.err) == (1, f"norec: {name} is a file of a store: choose another name\n")
    assert books("export", "store", "-o", "link.json", "--force").code == 0
    del before["link.csv"], before["hard.csv"]
    after = contents(books.cwd)
    assert {name: after[name] for name in before} == before


def test_folders_and_devices_are_refused(books: Norec) -> None:
    (books.cwd / "folder.csv").mkdir()
    assert books(*REPORT, "-o", "folder.csv", "--force").err == "norec: folder.csv is a folder: name a file in it\n"
    if Path("/dev/zero").exists():
        assert books(*REPORT, "-o", "/dev/zero", "--force").err == "norec: /dev/zero is a device: choose another name\n"
        assert books(*REPORT, "-o", "/dev/null").ok() == ""


def test_the_table_that_is_read_is_never_replaced(books: Norec) -> None:
    table = books.cwd / "flows.csv"
    table.write_text("from,to,participants\nA,B,2\nB,A,1\n", encoding="utf-8")
    (books.cwd / "same.csv").symlink_to(table)
    before = table.read_bytes()
    for name in ("flows.csv", "same.csv"):
        result = books(*REPORT, "--input", "flows.csv", "-o", name, "--force")
        assert result.code == 1
        assert f"norec: {name} is the table that is read: choose another name\n" in result.err
    assert table.read_bytes() == before


def test_files_that_an_import_writes_replace_only_its_own(books: Norec) -> None:
    (books.cwd / "t.csv").write_text(
        "from,to,participants,start\na-no,b-ke,1,2021-01-01\na-no,b-ke,no,2021-01-01\n", encoding="utf-8"
    )
    words = ("import", "exchanges", "t.csv")
    assert "is the table that is read" in books(*words, "--errors", "t.csv").err
    assert "Wrote 1 error to e.csv\n" in books(*words, "--errors", "e.csv").err
    assert "Wrote 1 error to e.csv\n" in books(*words, "--errors", "e.csv").err
    (books.cwd / "e.csv").write_bytes(b"mine")
    assert "--force" in books(*words, "--errors", "e.csv").err
    assert "is a file of a store" in books(*words, "--errors", "norec.toml").err
    (books.cwd / "t.bad.csv").write_bytes(b"mine")
    before = contents(books.cwd)
    refused = books(*words, "--skip-bad")
    assert refused.code == 1
    assert "t.bad.csv exists" in refused.err
    assert contents(books.cwd) == before
    done = books(*words, "--skip-bad", "--force")
    assert done.code == 0
    assert "Wrote 1 bad row to t.bad.csv\n" in done.err


def test_norec_does_not_wait_for_a_pipe_that_nobody_reads(books: Norec) -> None:
    os.mkfifo(books.cwd / "pipe")
    result = books(*REPORT, "-o", "pipe")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("norec: pipe can't be written: ")
