"""What is confirmed is on the disk; what is refused or interrupted leaves the store as it was."""

import errno
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from norec_cli.store.files import disk, locking, reading, snapshot, transaction
from support.faulty_os import FaultyOs
from support.program import Norec, Result, contents, make_store, run_process

ADD = ("partners", "add", "New", "--country", "UG")
LOG = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-01-01", "--again")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None, BaseException, Path], FaultyOs]:
    def install(fail_at: int | None, error: BaseException, folder: Path) -> FaultyOs:
        faulty_os = FaultyOs(fail_at, error)
        monkeypatch.setattr(disk, "os", faulty_os)
        return faulty_os

    return install


def completed(folder: Path) -> dict[str, bytes]:
    """The files as the next change puts them, where the last one was cut off."""
    transaction.complete_pending(folder)
    assert not (folder / ".norec.pending").exists()
    return contents(folder)


def trial(
    norec: Norec, argv: tuple[str, ...], install: Callable[..., FaultyOs], error: BaseException
) -> Iterator[tuple[int, str]]:
    """Run a command with each of its disk operations failing in turn; yields the operation's number and name."""
    register = "[partners.a-no]\nname='A'\ncountry='NO'\n[partners.b-ke]\nname='B'\ncountry='KE'\n"
    for number in range(1, 100):
        make_store(norec.cwd, register, "")
        before = contents(norec.cwd)
        norec_without_faults(norec, argv, install)
        after = contents(norec.cwd)
        make_store(norec.cwd, before["partners.toml"].decode(), "")
        (norec.cwd / "history.jsonl").unlink(missing_ok=True)
        norec.ids = 0
        problems = install(number, error, norec.cwd)
        result = norec(*argv)
        install(None, error, norec.cwd)
        shown = norec("exchanges", "list", "-f", "json").out, norec("partners", "list", "-f", "json").out
        found = completed(norec.cwd)
        # What a reader saw before anything was put right is what is there when it is.
        assert shown == (norec("exchanges", "list", "-f", "json").out, norec("partners", "list", "-f", "json").out)
        if len(problems.calls) < number:
            assert (result.code, result.err, found) == (0, "", after)
            return
        name = problems.calls[number - 1]
        yield number, name
        where = f"operation {number}, {name}"
        assert found in (before, after), where
        # The history tells of the change if, and only if, it was made.
        history = norec.cwd / "history.jsonl"
        assert (history.exists() and history.read_bytes().count(b"\n") == 1) == (found == after), where
        if result.code == 0:  # it was made, and something failed only then
            assert found == after, where
            assert result.err == "" or "the next change completes it" in result.err
            continue
        assert result.code == (130 if isinstance(error, KeyboardInterrupt) else 1), where
        assert result.out == ""
        if "nothing was changed" in result.err:
            assert found == before, where
        if "was changed, but" in result.err:
            assert found == after, where


def norec_without_faults(norec: Norec, argv: tuple[str, ...], install: Callable[..., FaultyOs]) -> int:
    norec.ids = 0
    install(None, OSError(), norec.cwd)
    return norec(*argv).code


@pytest.mark.slow
@pytest.mark.parametrize("argv", [ADD, LOG], ids=lambda argv: argv[1])
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EIO, "Input/output error"),
        KeyboardInterrupt(),
    ],
    ids=["full", "broken", "interrupted"],
)
def test_each_disk_operation_failing_in_turn(
    norec: Norec, faulty: Callable[..., FaultyOs], argv: tuple[str, ...], error: BaseException
) -> None:
    failed = [name for _, name in trial(norec, argv, faulty, error)]
    assert {"open", "write", "fsync", "close", "replace", "unlink"} <= set(failed)


STAGE = ["open", "write", "fsync", "close"]
PLACE = ["replace", "open", "fsync", "close"]  # and the folder is synced
ADDED = ["open", "write", "fsync", "close"]
REMOVED = ["unlink", "open", "fsync", "close"]
CLEARED = ["unlink"]  # of what isn't there


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (LOG, [*STAGE, *PLACE, *CLEARED, *ADDED, *CLEARED * 4, *ADDED, *CLEARED, *REMOVED]),
        (
            ADD,
            [
                "open", "write", "fchmod", "fsync", "close", "open", "fsync", "close", *STAGE, *PLACE, *PLACE, *CLEARED * 4, *ADDED, *CLEARED, *REMOVED
            ],
        ),
    ],
    ids=["log", "add"],
)  # fmt: skip
def test_what_is_confirmed_was_synced(
    store: Norec, faulty: Callable[..., FaultyOs], argv: tuple[str, ...], expected: list[str]
) -> None:
    (store.cwd / "history.jsonl").write_bytes(b"")
    watching = faulty(None, OSError(), store.cwd)
    assert store(*argv).code == 0
    at_first = ["unlink"] * 6  # nothing is left of an earlier change
    assert watching.calls == at_first + expected


def test_a_short_write_is_gone_on_with(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    real_write = os.write

    class Slow(FaultyOs):
        def __getattr__(self, name: str) -> Any:
            return (lambda fd, data: real_write(fd, data[:7])) if name == "write" else getattr(os, name)

    monkeypatch.setattr(disk, "os", Slow(None, OSError()))
    store(*LOG).ok()
    store(*ADD).ok()
    assert len(store("exchanges", "list").ok().splitlines()) == 1
    assert len(store("partners", "list").ok().splitlines()) == 3


class TornOs(FaultyOs):
    """Writes a part of something, then the disk is full; cutting it off again works or does not."""

    def __init__(self, *, nth: int, cut: bool = True, intruder: bytes = b"") -> None:
        super().__init__(None, OSError())
        self._nth, self._cut, self._intruder, self._writes = nth, cut, intruder, 0

    def __getattr__(self, name: str) -> Any:
        if name == "write":
            return self._write
        if name == "ftruncate" and not self._cut:
            return self._fail
        return getattr(os, name)

    def _write(self, fd: int, data: Any) -> int:
        self._writes += 1
        if self._writes > self._nth:
            os.write(fd, self._intruder)
            self._fail()
        return os.write(fd, data[:9]) if self._writes == self._nth else os.write(fd, data)

    def _fail(self, *_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_where_the_disk_is_full_nothing_is_changed(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(store.cwd)
    monkeypatch.setattr(disk, "os", TornOs(nth=1))
    result = store(*LOG)
    assert (result.code, result.out) == (1, "")
    assert result.err == ".norec.pending: can't be written: No space left on device; nothing was changed\n"
    assert contents(store.cwd) == before


@pytest.mark.parametrize(
    ("torn", "why", "in_file"),
    [
        (TornOs(nth=2), "No space left on device", b""),
        (
            TornOs(nth=2, cut=False),
            "part of a line may be at the end of the file: No space left on device",
            b'{"id":"xn',
        ),
    ],
)
def test_a_line_that_was_torn_is_read_whole_and_put_right(
    store: Norec, monkeypatch: pytest.MonkeyPatch, torn: TornOs, why: str, in_file: bytes
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", torn)
        result = store(*LOG)
    assert (result.code, result.out) == (0, "xn4t48q0np\n")
    assert (
        result.err
        == f"norec: the change is made, but not all files are in place ({why}); the next change completes it\n"
    )
    exchanges_file = store.cwd / "exchanges.jsonl"
    assert exchanges_file.read_bytes() == in_file
    listed = store("exchanges", "list")
    assert listed.out.startswith("xn4t48q0np\ta-no\tb-ke\t1\t")
    assert listed.err == "norec: the last change was interrupted; it counts as made, and the next change completes it\n"
    assert exchanges_file.read_bytes() == in_file  # reading writes nothing
    store(*LOG).ok()
    assert [json.loads(line)["id"] for line in exchanges_file.read_bytes().splitlines()] == ["xn4t48q0np", "rg26m4r467"]
    assert store("exchanges", "list").ok().count("\n") == 2
    assert (store.cwd / "history.jsonl").read_bytes().count(b"\n") == 2


def test_what_somebody_wrote_at_the_same_time_is_kept(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", TornOs(nth=2, intruder=b"x" * 500))
        result = store(*LOG)
    assert "somebody else wrote to the end of the file at the same time: look at it" in result.err
    result = store("exchanges", "list")
    assert (result.code, result.out) == (5, "")
    assert "exchanges.jsonl:1: " in result.err
    exchanges_file = completed(store.cwd)["exchanges.jsonl"]
    assert exchanges_file.startswith(b'{"id":"xn' + b"x" * 500 + b"\n")
    assert json.loads(exchanges_file.splitlines()[1])["id"] == "xn4t48q0np"


def test_a_line_that_is_being_appended_is_waited_for(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        store(*LOG).ok()
    whole = store("report", "reciprocity", "--json").ok()
    size = (store.cwd / "exchanges.jsonl").stat().st_size
    sizes = [size - 30, size - 1]
    monkeypatch.setattr(snapshot, "_size", lambda _: sizes.pop(0) if sizes else size)
    assert store("report", "reciprocity", "--json").ok() == whole
    assert sizes == []


def test_a_register_changed_meanwhile_is_read_again(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    register = store.cwd / "partners.toml"
    editors_line = b'\n[partners.mine-se]\nname = "Mine"\ncountry = "SE"\n'
    real_stage = disk.stage
    edits = [editors_line]

    def edited_first(path: Path, chunks: Iterable[bytes]) -> None:
        if edits:
            register.write_bytes(register.read_bytes() + edits.pop())
        real_stage(path, chunks)

    monkeypatch.setattr(disk, "stage", edited_first)
    store(*ADD).ok()
    ids = [line.split("\t")[0] for line in store("partners", "list").ok().splitlines()]
    assert ids == ["a-no", "b-ke", "mine-se", "new-ug"]


def test_a_register_that_keeps_changing_is_given_up(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    register = store.cwd / "partners.toml"
    real_stage = disk.stage

    def always_edited(path: Path, chunks: Iterable[bytes]) -> None:
        register.write_bytes(register.read_bytes() + b"#")
        real_stage(path, chunks)

    monkeypatch.setattr(disk, "stage", always_edited)
    before = set(contents(store.cwd))
    result = store(*ADD)
    assert result.err == "norec: the store keeps changing while it is written: nothing was changed, try again\n"
    assert result.code == 1
    assert b"new-ug" not in register.read_bytes()
    assert set(contents(store.cwd)) == before


def test_a_store_held_by_another_process(store: Norec) -> None:
    before = contents(store.cwd)
    with locking.lock(store.cwd / ".norec.lock", wait=0, holder="partners add since 12:00:00, process 1 on here"):
        for argv in (ADD, LOG):
            result = store(*argv)
            assert result.err == (
                "norec: another process is changing this store (partners add since 12:00:00, process 1 on here); "
                "nothing was changed, try again\n"
            )
            assert (result.code, result.out) == (4, "")
        assert store("report", "reciprocity").code == 0
    assert contents(store.cwd) == before
    store(*ADD).ok()


@pytest.mark.parametrize("operation", ["stage", "put_in_place"])
def test_nobody_changes_the_store_between_a_look_and_a_change(
    store: Norec, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    real = getattr(disk, operation)
    others: list[Result] = []

    def while_another_tries(*words: Any, **more: Any) -> Any:
        if not others:
            others.append(Result(0, "", ""))  # what it does itself is not interrupted again
            others[0] = store("partners", "add", "Other", "--country", "KE")
        return real(*words, **more)

    monkeypatch.setattr(disk, operation, while_another_tries)
    store(*ADD).ok()
    assert (others[0].code, others[0].out) == (4, "")
    assert "another process is changing this store" in others[0].err
    store("partners", "add", "Other", "--country", "KE").ok()
    ids = [line.split("\t")[0] for line in store("partners", "list").ok().splitlines()]
    assert ids == ["a-no", "b-ke", "new-ug", "other-ke"]


def test_who_may_wait_goes_on_when_the_store_is_free(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    with ExitStack() as held:
        held.enter_context(locking.lock(store.cwd / ".norec.lock", wait=0, holder="another"))

        def let_go(seconds: float) -> None:
            waits.append(seconds)
            held.close()

        monkeypatch.setattr("time.sleep", let_go)
        store.wait = 5
        store(*ADD).ok()
    assert len(waits) == 1


@pytest.mark.parametrize(("flags", "waits"), [((), True), (("--wait", "0"), False), (("--wait", "0.01"), True)])
def test_how_long_is_waited_is_up_to_the_person(
    store: Norec, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], waits: bool
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    store.wait = 0.02
    with locking.lock(store.cwd / ".norec.lock", wait=0, holder="another"):
        assert store(*LOG, *flags).code == 4
        assert store(*flags, *LOG).code == 4
    assert bool(slept) is waits
    for wrong in ("-1", "x", "1e9"):
        assert store(*LOG, "--wait", wrong).err.startswith("norec: --wait: ")


@pytest.mark.slow
def test_twenty_processes_logging_at_once(store: Norec) -> None:
    processes = [run_process(*LOG, "--note", str(n), cwd=store.cwd) for n in range(20)]
    results = [(process.communicate(timeout=120), process.returncode) for process in processes]
    assert [(err, code) for (_, err), code in results] == [(b"", 0)] * 20
    lines = [json.loads(line) for line in (store.cwd / "exchanges.jsonl").read_bytes().splitlines()]
    assert {line["note"] for line in lines} == {str(n) for n in range(20)}
    assert {line["id"] for line in lines} == {out.decode().strip() for (out, _), _ in results}
    assert json.loads(store("report", "reciprocity", "--json").ok())["totals"]["people"] == 20


@pytest.mark.slow
def test_ten_processes_adding_partners_at_once(store: Norec) -> None:
    processes = [run_process("partners", "add", f"P {n}", "--country", "KE", cwd=store.cwd) for n in range(10)]
    for process in processes:
        assert process.communicate(timeout=120)[1] == b""
    assert len(store("partners", "list").ok().splitlines()) == 12


def test_a_new_store_is_private(norec: Norec) -> None:
    norec("init", "deep/er").ok()
    folder = norec.cwd / "deep" / "er"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    norec("partners", "add", "A", "--country", "NO", "-C", "deep/er").ok()
    names = {path.name for path in folder.iterdir()}
    assert {"history.jsonl", ".norec.lock"} <= names
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "bad", ["../x", "a/b", "a\\b", "..", ".", "a\0b", "a\nb", "\x1b[1m", "C:", "~", "-a", "aux.toml"]
)
def test_no_id_leads_to_a_file(norec: Norec, bad: str) -> None:
    """Ids are looked up, never opened; and what could be a path is no id."""
    outside = norec.cwd
    norec.cwd = make_store(outside / "store", {"a-no": "NO", "b-ke": "KE"})

    def everything() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes() for path in outside.rglob("*") if path.name != ".norec.lock" and path.is_file()
        }

    before = everything()
    for argv in (
        ("partners", "add", "X", "--country", "NO", f"--id={bad}"),
        ("partners", "rename", "a-no", "--", bad),
        ("partners", "edit", "--", bad),
        ("projects", "add", "X", "--partner", "a-no", "--partner", "b-ke", f"--id={bad}"),
        ("exchanges", "log", f"--from={bad}", "--to", "b-ke", "--start", "2020-01-01"),
        ("exchanges", "show", "--", bad),
        ("report", "statement", "--", bad),
    ):
        assert norec(*argv).code in (1, 2), argv
    assert everything() == before
    key = json.dumps(bad)
    (norec.cwd / "partners.toml").write_text(
        f'[partners.{key}]\nname = "X"\ncountry = "NO"\n', encoding="utf-8", newline="\n"
    )
    assert norec("report", "reciprocity").code == 5


def test_ids_that_are_devices_elsewhere_are_only_names(store: Norec) -> None:
    opened: list[str] = []

    def editor(_: str, path: Path) -> int:
        opened.append(path.name)
        return 0

    store.editor = editor
    names = ("con", "nul", "aux", "com1")
    for name in names:
        store("partners", "add", name, "--country", "NO", "--id", name).ok()
        store("partners", "edit", name, terminal=True)
    assert [name.rpartition("-")[0] for name in opened] == [f"norec-partner-{name}" for name in names]
    files = {"norec.toml", "partners.toml", "exchanges.jsonl", "history.jsonl", ".norec.lock"}
    assert {path.name for path in store.cwd.iterdir()} == files


def test_modes_and_links_are_kept(store: Norec) -> None:
    real = store.cwd / "elsewhere"
    real.mkdir()
    for name in ("partners.toml", "exchanges.jsonl"):
        (store.cwd / name).rename(real / name)
        (store.cwd / name).symlink_to(real / name)
        (real / name).chmod(0o640)
    store(*ADD).ok()
    store(*LOG).ok()
    for name in ("partners.toml", "exchanges.jsonl"):
        assert (store.cwd / name).is_symlink()
        assert stat.S_IMODE((real / name).stat().st_mode) == 0o640
    assert b"new-ug" in (real / "partners.toml").read_bytes()


def test_a_file_that_is_just_being_put_in_place_is_read_there(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    store(*LOG).ok()
    whole = store("report", "reciprocity").ok()
    exchanges_file = store.cwd / "exchanges.jsonl"
    (store.cwd / ".norec.pending").write_text('{"staged": ["exchanges.jsonl"], "appended": {}}', encoding="utf-8")
    disk.staged(exchanges_file).write_bytes(exchanges_file.read_bytes())
    real = reading.open_to_read
    opened: list[Path] = []

    def put_in_place_first(path: Path) -> Any:
        if path == disk.staged(exchanges_file) and path not in opened:
            path.replace(exchanges_file)
        opened.append(path)
        return real(path)

    monkeypatch.setattr(reading, "open_to_read", put_in_place_first)
    assert store("report", "reciprocity").out == whole
    assert opened.count(disk.staged(exchanges_file)) == opened.count(exchanges_file) == 1


def test_a_store_in_a_folder_that_takes_no_new_file_can_be_read(store: Norec, denied: Callable[[Path], None]) -> None:
    store(*LOG).ok()
    denied(store.cwd)
    for words in (
        ("report", "reciprocity"),
        ("partners", "list"),
        ("check",),
        ("history",),
        ("info",),
        ("undo", "--dry-run"),
    ):
        assert store(*words).code == 0, words
    result = store(*LOG)
    assert (result.code, result.out) == (1, "")
    assert "can't be written: Permission denied; nothing was changed" in result.err


def test_a_pending_change_is_read_where_nothing_can_be_written(store: Norec, denied: Callable[[Path], None]) -> None:
    line = '{"id":"q1","from":"a-no","to":"b-ke","participants":1,"start":"2020-01-01","confirmed":true}\n'
    pending = {"staged": [], "appended": {"exchanges.jsonl": {"size": 0, "text": line}}}
    (store.cwd / ".norec.pending").write_text(json.dumps(pending), encoding="utf-8")
    denied(store.cwd)
    before = contents(store.cwd)
    result = store("exchanges", "list")
    assert (result.code, result.out[:3]) == (0, "q1\t")
    assert contents(store.cwd) == before
    (store.cwd / ".norec.pending").write_text('["partners.toml"]', encoding="utf-8")  # as it once was written
    assert store("exchanges", "list").code == 0
    (store.cwd / ".norec.pending").write_text("{", encoding="utf-8")
    result = store("exchanges", "list")
    assert (result.code, result.err) == (5, ".norec.pending: can't be read: it is not a list of files\n")


def test_a_change_that_is_just_made_is_not_called_cut_off(store: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process may let go of the lock between the look for what is pending and the look for the lock."""
    pending = store.cwd / ".norec.pending"
    pending.write_text('{"staged":[],"appended":{}}', encoding="utf-8")
    assert "was interrupted" in store("partners", "list").err

    def finish(_: Path) -> bool:
        pending.unlink()
        return False

    monkeypatch.setattr(locking, "is_locked", finish)
    assert store("partners", "list").err == ""


def test_nothing_is_left_lying_about(store: Norec) -> None:
    before = set(contents(store.cwd))
    store(*ADD).ok()
    store(*LOG).ok()
    assert set(contents(store.cwd)) == before


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 200_000])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_last_line_is_found_however_long(tmp_path: Path, length: int, end: bytes) -> None:
    path = tmp_path / "file"
    last = b"x" * length + end
    path.write_bytes(b"first\n" + last)
    with path.open("rb") as file:
        found = reading.last_line(file, path.stat().st_size)
    assert found == (last if last not in (b"", b"\n") else last or b"first\n")
