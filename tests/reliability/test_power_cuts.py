"""The power goes at each moment of each command: what was confirmed is there, what was not is there whole or not at all."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from disk_model import Call, Disk, RecordingOs, write_down

from helpers import Norec, make_store
from norec_cli.store import disk
from test_history import COMMANDS, LOG, Q1, make

READ = (
    ("partners", "list"), ("partners", "show", "a-no"), ("projects", "list"), ("projects", "show", "p"), ("exchanges", "list"),
    ("history",),
)  # fmt: skip
# What some commands read beside the store.
INPUTS = Path(tempfile.mkdtemp(prefix="norec-inputs-"))
atexit.register(shutil.rmtree, INPUTS, ignore_errors=True)
IMPORT = ("import", "exchanges", str(INPUTS / "t.csv"), "--create-partners")
FILL = ("import", "store", str(INPUTS / "whole.zip"))
MERGE = ("merge", str(INPUTS / "other"), "--prefer", "ours")
FORGET = ("forget", "P-1")
QUICK = [LOG, COMMANDS[1], COMMANDS[3], FORGET, ("undo",), ("check", "--repair")]
ALL = [*COMMANDS, IMPORT, FILL, MERGE, FORGET, ("undo",), ("redo",), ("check", "--repair")]


def named(argv: tuple[str, ...]) -> str:
    """A command in the name of a test."""
    return " ".join(Path(word).name for word in argv[:3])


def make_inputs() -> None:
    """A table, a store in one file and another store."""
    other = make_store(INPUTS / "other", {"a-no": "NO", "d-np": "NP"}, Q1.replace("b-ke", "d-np"))
    (INPUTS / "t.csv").write_text(
        "from,to,start,sending country\nNew,a-no,2020-01-01,UG\na-no,b-ke,2020-02-02,NO\n", encoding="utf-8"
    )
    assert Norec(other)("export", "store", "--private", "-o", str(INPUTS / "whole.zip")).code == 0


make_inputs()


def prepare(norec: Norec, argv: tuple[str, ...]) -> None:
    """A store with something before it, so that there is a history, and something to take back."""
    norec.ids = 50
    for path in norec.cwd.iterdir():
        path.unlink()
    make(norec.cwd)
    assert norec("exchanges", "log", "--from", "b-ke", "--to", "c-ug", "--start", "2019-01-01").code == 0
    if argv == ("partners", "remove", "c-ug") or argv[:3] == ("partners", "end", "c-ug"):
        assert norec("undo").code == 0
    if argv == ("redo",):
        assert norec("undo").code == 0
    if argv == FORGET:
        assert norec("exchanges", "edit", "q2", "--ref", argv[1]).code == 0
    if argv == FILL:
        make_store(norec.cwd)
        (norec.cwd / "projects.toml").unlink()
        (norec.cwd / "history.jsonl").unlink()
    if argv == ("check", "--repair"):
        journal = norec.cwd / "exchanges.jsonl"
        journal.write_bytes(journal.read_bytes() + journal.read_bytes().splitlines(keepends=True)[0].rstrip(b"\n"))
    norec.ids = 0


def seen(norec: Norec) -> tuple[object, ...]:
    """What a reader makes of the store."""
    results = [norec(*words, "--json") for words in READ]
    return tuple((result.code, result.out) for result in results)


def recorded(
    norec: Norec, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> tuple[Disk, list[Call], object, object]:
    """The disk before a command, its system calls, and what a reader sees before and after it."""
    prepare(norec, argv)
    before, started = seen(norec), Disk.of(norec.cwd)
    watching = RecordingOs()
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", watching)
        assert norec(*argv).code == 0
    return started, watching.calls, before, seen(norec)


def violations(
    norec: Norec, started: Disk, calls: list[Call], before: object, after: object, *, most: int = 100
) -> tuple[int, list[str]]:
    """How many states after a power cut were looked at, and what is wrong with some."""
    states = []
    for done in range(len(calls) + 1):
        if done:
            started.make(calls[done - 1])
        states += [(done, number, state) for number, state in enumerate(started.after_a_cut())]
    wrong: list[str] = []
    for done, number, state in reversed(states):  # what is wrong shows late
        if len(wrong) >= most:
            break
        write_down(state, norec.cwd)
        found = seen(norec)
        confirmed = done == len(calls)
        if found not in (before, after) or (confirmed and found != after):
            wrong.append(f"after {done} of {len(calls)} calls, state {number}")
        elif confirmed and ".norec.pending" in state:  # it could bring back what somebody then removes by hand
            wrong.append(f"after all calls, state {number}: the change is still pending")
        elif number % 3 == 0 and not is_put_right(norec, found):
            wrong.append(f"after {done} of {len(calls)} calls, state {number}, put right")
    return len(states), wrong


def is_put_right(norec: Norec, found: tuple[object, ...]) -> bool:
    """Whether the next change puts right what was left, and loses nothing of it."""
    added = norec("partners", "add", "Later", "--country", "SE").code
    if added == 5:  # it could not be read before either, which is what --repair is for
        return seen(norec) == found
    return added == 0 and norec("undo").code == 0 and seen(norec)[:-1] == found[:-1]


@pytest.mark.parametrize("argv", ALL, ids=named)
def test_the_power_goes_at_each_call(
    norec: Norec,
    monkeypatch: pytest.MonkeyPatch,
    counted: Callable[[str, int], None],
    request: pytest.FixtureRequest,
    argv: tuple[str, ...],
) -> None:
    started, calls, before, after = recorded(norec, argv, monkeypatch)
    assert before != after
    if argv in QUICK or request.config.getoption("--long"):
        states, wrong = violations(norec, started, calls, before, after)
        assert wrong == []
        counted("states of the disk after a power cut", states)


@pytest.mark.parametrize("argv", [LOG, COMMANDS[1]], ids=named)
def test_every_sync_is_needed(norec: Norec, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]) -> None:
    """Were one left out, something could be lost: the model of the disk would show it."""
    _, calls, before, after = recorded(norec, argv, monkeypatch)
    syncs = [n for n, (name, _) in enumerate(calls) if name == "fsync"]
    assert len(syncs) > 4
    for place in syncs:
        prepare(norec, argv)
        fewer = [call for n, call in enumerate(calls) if n != place]
        _, wrong = violations(norec, Disk.of(norec.cwd), fewer, before, after, most=1)
        assert wrong != [], f"fsync {place} of {[name for name, _ in calls]}"
