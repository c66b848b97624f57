"""Wherever the disk fails or the process is killed, the store is the old or the new one, and the message is true."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from norec_cli.store.files import disk
from support.changes import COMMANDS, LOG
from support.changing_commands import ALL, named, prepare
from support.disk_outcome import IN_WORDS, check_found, outcome
from support.faulty_os import DyingOs, FaultyOs, Killed
from support.program import Norec, contents

pytestmark = pytest.mark.slow

ERRORS: dict[str, Callable[[], BaseException]] = {
    "full": lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "broken": lambda: OSError(errno.EIO, os.strerror(errno.EIO)),
    "denied": lambda: OSError(errno.EACCES, os.strerror(errno.EACCES)),
    "interrupted": KeyboardInterrupt,
}
QUICK = [LOG, COMMANDS[1]]


def chosen(request: pytest.FixtureRequest, argv: tuple[str, ...]) -> bool:
    return argv in QUICK or bool(request.config.getoption("--long"))


@pytest.mark.parametrize("kind", ERRORS)
@pytest.mark.parametrize("argv", ALL, ids=named)
def test_an_operation_fails(
    norec: Norec,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    counted: Callable[[str, int], None],
    argv: tuple[str, ...],
    kind: str,
) -> None:
    before, after = outcome(norec, argv)
    assert before != after
    number = 0
    while chosen(request, argv):
        number += 1
        prepare(norec, argv)
        faulty = FaultyOs(number, ERRORS[kind]())
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", faulty)
            result = norec(*argv)
        if len(faulty.calls) < number:
            break
        where = f"operation {number}, {faulty.calls[number - 1]}: {result}"
        is_new = check_found(norec, before, after, where)
        assert "something unexpected" not in result.err, where
        if result.code == 0:
            assert is_new, where
        else:
            assert result.code == (130 if kind == "interrupted" else 1), where
            assert result.out == "", where
            assert kind == "interrupted" or IN_WORDS[kind] in result.err, where
            assert "nothing was changed" not in result.err or not is_new, where
    counted("operations of the disk that failed", max(0, number - 1))


@pytest.mark.parametrize("argv", ALL, ids=named)
def test_every_write_is_short(norec: Norec, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]) -> None:
    _, after = outcome(norec, argv)
    prepare(norec, argv)

    class Short(FaultyOs):
        def __getattr__(self, name: str) -> Any:
            return (lambda fd, data: os.write(fd, data[:5])) if name == "write" else getattr(os, name)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", Short(None, OSError()))
        assert norec(*argv).code == 0
    assert contents(norec.cwd) == after


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("argv", ALL, ids=named)
def test_killed_there(
    norec: Norec,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    counted: Callable[[str, int], None],
    argv: tuple[str, ...],
    late: bool,
) -> None:
    before, after = outcome(norec, argv)
    number = 0
    while chosen(request, argv):
        number += 1
        prepare(norec, argv)
        dying = DyingOs(number, after=late)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", dying)
            with suppress(Killed):
                norec(*argv)
        if not dying.dead:
            break
        check_found(norec, before, after, f"operation {number}, {dying.calls[-1]}")
    counted("operations at which the process was killed", max(0, number - 1))


@pytest.mark.skipif(
    not Path("/proc/mounts").exists(), reason="needs a small file system, which Linux can make in memory"
)
def test_a_disk_that_is_really_full(norec: Norec, counted: Callable[[str, int], None]) -> None:
    """On a file system of a few pages, made by whoever may: elsewhere the faults above stand for it."""
    import subprocess

    small = norec.cwd / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=40", "tmpfs", str(small)], check=False, capture_output=True)  # fmt: skip
    if mounted.returncode:
        assert mounted.stderr  # not allowed here
        return
    try:
        norec.cwd = small
        norec("init", ".").ok()
        for name, country in (("A", "NO"), ("B", "KE")):
            norec("partners", "add", name, "--country", country).ok()
        said = 0
        while said < 2000:
            result = norec(
                "exchanges",
                "log",
                "--from",
                "a-no",
                "--to",
                "b-ke",
                "--start",
                "2020-01-01",
                "--again",
                "--note",
                "x" * 400,
            )
            if result.code:
                assert "No space left on device" in result.err
                break
            said += 1
        assert 0 < said < 2000
        assert len(norec("exchanges", "list").out.splitlines()) == said
        assert norec("report", "reciprocity").code == 0
        counted("changes until a small disk was full", said)
    finally:
        subprocess.run(["umount", str(small)], check=True)
