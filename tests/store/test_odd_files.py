"""A folder, device or pipe in the place of a file is refused with a message; a pipe given on purpose is read."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from support.program import DATA, Norec, make_store

LINE = '{"id":"x1","from":"a-no","to":"b-ke","participants":1,"start":"2020-01-01"}\n'
TABLE = b"from,to,start\nNorway,Kenya,2020-01-01\n"


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (os.mkfifo, "a named pipe (FIFO), not a file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a device, not a file"),
    "folder": (Path.mkdir, "a folder, not a file"),
    "socket": (make_socket, "a socket, not a file"),
}
kinds = pytest.mark.parametrize("kind", KINDS)
needs_devices = pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such devices")
pytestmark = needs_devices


def spoil(path: Path, kind: str) -> str:
    """Put something that is no file in the place of a file; returns the words for it."""
    path.unlink(missing_ok=True)
    make, words = KINDS[kind]
    make(path)
    return words


@pytest.fixture
def whole(store: Norec) -> Norec:
    """A store with every file that a store can have."""
    make_store(store.cwd, {"a-no": "NO", "b-ke": "KE"}, LINE)
    store("partners", "edit", "a-no", "--city", "Oslo").ok()
    (store.cwd / "projects.toml").touch()
    return store


@kinds
@pytest.mark.parametrize("file", ["partners.toml", "projects.toml", "exchanges.jsonl", ".norec.pending"])
def test_no_report_reads_what_is_no_file(whole: Norec, file: str, kind: str) -> None:
    words = spoil(whole.cwd / file, kind)
    for argv in (("report", "reciprocity"), ("check",), ("partners", "edit", "a-no", "--city", "Bergen")):
        result = whole(*argv)
        assert (result.code in (1, 5), result.out) == (True, "")
        assert result.err.startswith(f"{file}: ")
        assert words in result.err or "it is a link" in result.err


@kinds
def test_what_marks_a_store_must_be_a_file(whole: Norec, kind: str) -> None:
    inner = whole.cwd / "inner"
    inner.mkdir()
    words = spoil(inner / "norec.toml", kind)
    whole.cwd = inner  # within a store that it must not be taken for
    result = whole("report", "reciprocity")
    assert (result.code, result.out) == (5, "")
    assert f"norec.toml: it is {words}" in result.err


@kinds
def test_a_history_must_be_a_file(whole: Norec, kind: str) -> None:
    words = spoil(whole.cwd / "history.jsonl", kind)
    assert whole("report", "reciprocity").code == 0  # reports do without it
    assert whole("history").err == f"history.jsonl: is {words}: move it away\n"
    log = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2021-01-01")
    for argv in (log, ("partners", "edit", "a-no", "--city", "Bergen")):
        before = (whole.cwd / "exchanges.jsonl").read_bytes(), (whole.cwd / "partners.toml").read_bytes()
        result = whole(*argv)
        assert (result.code, result.out) == (1, "")
        assert result.err == f"history.jsonl: is {words}: move it away; nothing was changed\n"
        assert before == ((whole.cwd / "exchanges.jsonl").read_bytes(), (whole.cwd / "partners.toml").read_bytes())


@kinds
def test_a_lock_must_be_a_file(whole: Norec, kind: str) -> None:
    spoil(whole.cwd / ".norec.lock", kind)
    assert whole("report", "reciprocity").code == 0
    result = whole("partners", "edit", "a-no", "--city", "Bergen")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(".norec.lock: is ")
    assert "nothing was changed" in result.err


@kinds
def test_whether_a_change_was_cut_off_is_asked_of_no_pipe(whole: Norec, kind: str) -> None:
    (whole.cwd / ".norec.pending").write_text("[]", encoding="utf-8")
    spoil(whole.cwd / ".norec.lock", kind)
    assert "was interrupted" in whole("partners", "list").err


@kinds
def test_nothing_is_written_into_what_has_the_name_of_a_staged_file(whole: Norec, kind: str) -> None:
    staged = whole.cwd / ".partners.toml.norec-new"
    spoil(staged, kind)
    result = whole("partners", "edit", "a-no", "--city", "Bergen")
    if kind == "folder":  # which may hold something
        assert result.err == ".partners.toml.norec-new: is a folder, not a file: move it away; nothing was changed\n"
        return
    assert (result.code, result.err) == (0, "")
    assert not staged.exists()
    assert 'city = "Bergen"' in (whole.cwd / "partners.toml").read_text(encoding="utf-8")


@kinds
def test_what_a_cut_off_change_left_must_be_a_file(whole: Norec, kind: str) -> None:
    pending = '{"staged": ["partners.toml"], "appended": {}}'
    (whole.cwd / ".norec.pending").write_text(pending, encoding="utf-8")
    before = (whole.cwd / "partners.toml").read_bytes()
    spoil(whole.cwd / ".partners.toml.norec-new", kind)
    result = whole("partners", "edit", "a-no", "--city", "Bergen")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(".partners.toml.norec-new: is ")
    assert (whole.cwd / "partners.toml").read_bytes() == before
    assert whole("partners", "list").code == 5


@kinds
def test_what_a_repair_sets_aside_goes_into_a_file(whole: Norec, kind: str) -> None:
    with (whole.cwd / "exchanges.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id":"x2","fr')
    before = (whole.cwd / "exchanges.jsonl").read_bytes()
    spoil(whole.cwd / "exchanges.torn", kind)
    result = whole("check", "--repair")
    assert result.code == 1
    assert "not a file" in result.err
    assert (whole.cwd / "exchanges.jsonl").read_bytes() == before


IMPORTS = (("import", "exchanges"), ("import", "partners"), ("import", "projects"), ("import", "store"))


@pytest.mark.slow
@kinds
@pytest.mark.parametrize("argv", [*IMPORTS, ("report", "reciprocity", "--input")], ids=" ".join)
def test_an_input_must_be_a_file_or_a_pipe_that_somebody_writes_to(
    store: Norec, argv: tuple[str, ...], kind: str
) -> None:
    words = spoil(store.cwd / "in.json", kind)
    result = store(*argv, "in.json")
    assert (result.code, result.out) == (1, "")
    piped = kind == "pipe" and "store" not in argv
    assert ("nothing came from this pipe" if piped else words.split(",")[0]) in result.err


@kinds
@pytest.mark.parametrize("argv", [("merge",), ("report", "mirror")], ids=lambda argv: argv[-1])
def test_the_files_of_another_store_must_be_files(store: Norec, argv: tuple[str, ...], kind: str) -> None:
    other = make_store(store.cwd / "other", {"a-no": "NO"})
    words = spoil(other / "exchanges.jsonl", kind)
    result = store(*argv, "other")
    assert (result.code, result.out) == (5, "")
    assert words in result.err


@kinds
def test_bad_rows_are_compared_with_a_file_alone(store: Norec, kind: str) -> None:
    spoil(store.cwd / "in.bad.csv", kind)
    (store.cwd / "in.csv").write_text("from,to,start\na-no,b-ke,2020-01-01\na-no,b-ke,never\n", encoding="utf-8")
    result = store("import", "exchanges", "in.csv", "--skip-bad")
    assert result.code == 1
    assert "in.bad.csv exists already and is not a file" in result.err


def test_a_named_pipe_is_read_when_a_program_writes_to_it(store: Norec) -> None:
    pipe = store.cwd / "in.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(TABLE))
    writer.start()
    found = store("report", "reciprocity", "--input", "in.csv", "--json")
    writer.join(timeout=60)
    assert found.code == 0
    assert '"people":1' in found.out.replace(" ", "")


@pytest.mark.slow
@pytest.mark.parametrize("argv", ["report reciprocity --input", "-C STORE import exchanges"])
def test_what_a_shell_puts_in_the_place_of_a_command_is_read(tmp_path: Path, argv: str) -> None:
    make_store(tmp_path / "store", "")
    words = argv.replace("STORE", "store")
    more = "--set country=NO --dry-run" if "import" in argv else ""
    line = f"exec {sys.executable} -m norec_cli {words} <(sleep 0.2; cat in.csv) {more}"
    (tmp_path / "in.csv").write_bytes(TABLE)
    process = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert b"columns separated by commas" in process.stderr
    assert b"can't be read" not in process.stderr


def test_standard_input_that_never_ends_is_bounded(store: Norec) -> None:
    result = store("import", "exchanges", "-", stdin=bytes(1 << 22), env={"NOREC_MAX_SIZE": "2"})
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("norec: standard input holds more than 2 MB")


# Links.


def linked(store: Norec, file: str, text: str) -> Path:
    """Put a link to a file outside the store in the place of one of its files."""
    outside = store.cwd.parent / "outside"
    outside.write_text(text, encoding="utf-8")
    (store.cwd / file).unlink(missing_ok=True)
    (store.cwd / file).symlink_to(outside)
    return outside


CHANGES = (
    ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2021-01-01"),
    ("partners", "edit", "a-no", "--city", "Bergen"),
    ("partners", "rename", "a-no", "c-no"),
    ("undo",),
)


@pytest.mark.parametrize("text", ["alias ll='ls -l'\n\n", "# my settings\n\n", "\n\nPATH=/bin\n"])
@pytest.mark.parametrize("file", ["exchanges.jsonl", "history.jsonl", "partners.toml", "projects.toml", ".norec.lock"])
def test_a_link_to_a_file_of_another_kind_never_costs_that_file(whole: Norec, file: str, text: str) -> None:
    outside = linked(whole, file, text)
    for argv in CHANGES:
        result = whole(*argv)
        assert (result.code in (1, 5), result.out) == (True, "")
        assert file in result.err
        assert "link" in result.err or result.code == 5
    whole("check", "--repair")
    assert outside.read_text(encoding="utf-8") == text
    assert (whole.cwd / file).is_symlink()


@pytest.mark.parametrize("file", [".norec.pending", "exchanges.torn", ".partners.toml.norec-new"])
def test_a_link_in_the_place_of_a_file_of_the_programs_own(whole: Norec, file: str) -> None:
    outside = linked(whole, file, "[]")
    with (whole.cwd / "exchanges.jsonl").open("a", encoding="utf-8") as exchanges_file:
        exchanges_file.write('{"id":"x2","fr')
    for argv in (("check", "--repair"), *CHANGES):
        whole(*argv)
    assert outside.read_text(encoding="utf-8") == "[]"


@pytest.mark.parametrize(
    "file", ["exchanges.jsonl", "history.jsonl", "partners.toml", "projects.toml", "norec.toml", ".norec.pending", ".norec.lock"]
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_refused_and_nothing_is_made_there(whole: Norec, file: str) -> None:
    linked(whole, file, "").unlink()
    for argv in (*CHANGES, ("init", ".")):
        result = whole(*argv)
        assert result.code in (1, 5)
        assert "link" in result.err or "is a store already" in result.err
    assert not (whole.cwd.parent / "outside").exists()


@pytest.mark.parametrize("file", ["exchanges.jsonl", "history.jsonl", "partners.toml", "projects.toml", "norec.toml"])
def test_a_link_to_a_file_of_records_stays_a_link_when_written(whole: Norec, file: str) -> None:
    if file == "projects.toml":
        whole("projects", "add", "P", "--partner", "a-no", "--partner", "b-ke").ok()
    outside = linked(whole, file, (whole.cwd / file).read_text(encoding="utf-8"))
    for argv in CHANGES[:3]:
        whole(*argv).ok()
    assert (whole.cwd / file).is_symlink()
    assert not outside.is_symlink()
    assert whole("check").code in (0, 3)
    if file == "history.jsonl":
        assert outside.read_bytes().count(b"\n") == 4


def test_a_fresh_register_may_be_a_link(norec: Norec) -> None:
    norec("init", ".").ok()
    linked(norec, "partners.toml", (norec.cwd / "partners.toml").read_text(encoding="utf-8"))
    norec("partners", "add", "A", "--country", "NO").ok()
    assert (norec.cwd / "partners.toml").is_symlink()


@pytest.mark.parametrize("argv", [("init", "{}"), ("info", "-C", "{}"), ("import", "exchanges", "{}"), ("import", "store", "{}.json"), ("report", "reciprocity", "--input", "{}"), ("report", "reciprocity", "-o", "{}.csv"), ("merge", "{}"), ("report", "mirror", "{}"), ("export", "store", "-o", "{}.json")])  # fmt: skip
def test_a_name_of_very_many_characters_is_refused_in_short(store: Norec, argv: tuple[str, ...]) -> None:
    result = store(*(word.format("x" * 60_000) for word in argv))
    assert (result.code, result.out) == (1, "")
    assert "File name too long" in result.err
    assert "unexpected" not in result.err
    assert len(result.err) < 600


def test_data_of_the_project_is_read_through_a_link_to_the_folder(norec: Norec) -> None:
    (norec.cwd / "linked").symlink_to(DATA / "grid-arendal")
    assert norec("-C", "linked", "report", "reciprocity").code == 0
