"""After a power cut at any call of a command, a confirmed change is there; any other is there whole or not at all."""

from collections.abc import Callable

import pytest

from norec_cli.store.files import disk
from support.changes import COMMANDS, LOG
from support.changing_commands import ALL, QUICK, named, prepare, seen
from support.disk_model import Call, Disk, RecordingOs, write_down
from support.program import Norec

pytestmark = pytest.mark.slow

# The states of a command are tried in several tests, so that several processes share the work.
PARTS = 4
CASES = [
    pytest.param(argv, part, PARTS, id=f"{named(argv)}, part {part}") for argv in QUICK for part in range(PARTS)
] + [pytest.param(argv, 0, 1, id=named(argv)) for argv in ALL if argv not in QUICK]


def recorded(
    norec: Norec, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> tuple[Disk, list[Call], object, object]:
    """Return the disk before a command, its system calls, and what a reader sees before and after it."""
    prepare(norec, argv)
    before, started = seen(norec), Disk.of(norec.cwd)
    watching = RecordingOs()
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", watching)
        assert norec(*argv).code == 0
    return started, watching.calls, before, seen(norec)


def violations(
    norec: Norec,
    started: Disk,
    calls: list[Call],
    before: object,
    after: object,
    *,
    part: int = 0,
    parts: int = 1,
    most: int = 100,
) -> tuple[int, list[str]]:
    """Return how many states after a power cut were looked at, and what is wrong with them.

    Args:
        norec: the program in the folder of the store.
        started: the disk before the command.
        calls: the command's system calls.
        before: what a reader sees before the command.
        after: what a reader sees after it.
        part: which part of the states to look at, from 0.
        parts: number of parts.
        most: number of violations after which to stop.
    """
    states = []
    for done in range(len(calls) + 1):
        if done:
            started.make(calls[done - 1])
        states += [(done, number, state) for number, state in enumerate(started.after_a_cut())]
    states = states[part::parts]
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
    """Return whether the next change completes or clears what was left, and loses nothing of it."""
    added = norec("partners", "add", "Later", "--country", "SE").code
    if added == 5:  # it could not be read before either, which is what --repair is for
        return seen(norec) == found
    return added == 0 and norec("undo").code == 0 and seen(norec)[:-1] == found[:-1]


@pytest.mark.parametrize(("argv", "part", "parts"), CASES)
def test_a_power_cut_at_any_call_loses_nothing_confirmed(
    norec: Norec,
    monkeypatch: pytest.MonkeyPatch,
    counted: Callable[[str, int], None],
    request: pytest.FixtureRequest,
    argv: tuple[str, ...],
    part: int,
    parts: int,
) -> None:
    started, calls, before, after = recorded(norec, argv, monkeypatch)
    assert before != after
    if argv in QUICK or request.config.getoption("--long"):
        states, wrong = violations(norec, started, calls, before, after, part=part, parts=parts)
        assert wrong == []
        counted("states of the disk after a power cut", states)


@pytest.mark.parametrize("argv", [LOG, COMMANDS[1]], ids=named)
def test_every_sync_is_needed(norec: Norec, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]) -> None:
    """Without any one of them, the model of the disk shows that something could be lost."""
    _, calls, before, after = recorded(norec, argv, monkeypatch)
    syncs = [n for n, (name, _) in enumerate(calls) if name == "fsync"]
    assert len(syncs) > 4
    for place in syncs:
        prepare(norec, argv)
        fewer = [call for n, call in enumerate(calls) if n != place]
        _, wrong = violations(norec, Disk.of(norec.cwd), fewer, before, after, most=1)
        assert wrong != [], f"fsync {place} of {[name for name, _ in calls]}"
