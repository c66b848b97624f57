"""System calls fail, or the process is killed at them, as the kernel sees it: what the doubles of the disk claim is so.

strace does that, where it is installed and allowed. Only calls that reach the files of the store are touched.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from norec_cli.model.store_files import ALL_FILES
from norec_cli.store.files import disk
from norec_cli.store.files.pending import PENDING
from support.changes import LOG
from support.changing_commands import ALL, named, prepare
from support.disk_outcome import IN_WORDS, check_found, outcome
from support.program import Norec

pytestmark = pytest.mark.slow

INJECTED = {"full": "error=ENOSPC", "broken": "error=EIO", "denied": "error=EACCES", "killed": "signal=KILL"}
CALLS = {
    "openat": ("denied", "killed"),
    "read": ("broken",),
    "write": ("full", "broken", "killed"),
    "fsync": ("full", "broken", "killed"),
    "rename": ("broken", "denied", "killed"),
    "unlink": ("denied", "killed"),
    "fchmod": ("denied", "killed"),
}
MOST = 30  # a last line that is open is read again and again
QUICK = {"write": ("broken",), "fsync": ("broken",), "rename": ("broken",)}
HERE = Path(__file__).parent


def under_strace(norec: Norec, argv: tuple[str, ...], log: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process whose calls on the files of the store are watched."""
    names = [f".{name}{disk.STAGED}" for name in (*ALL_FILES, PENDING)] + [*ALL_FILES, PENDING, "."]
    paths = [word for name in names for word in ("-P", os.path.normpath(norec.cwd / name))]
    return subprocess.run(
        ["strace", "-o", str(log), *paths, *more, sys.executable, str(HERE / "once.py"), str(norec.cwd), *argv],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def calls_of(norec: Norec, argv: tuple[str, ...], log: Path) -> Counter[str]:
    """How often a command makes each call on the files of the store; none where strace can't watch it."""
    if shutil.which("strace") is None:
        return Counter()
    prepare(norec, argv)
    watched = under_strace(norec, argv, log, "-e", f"trace={','.join(CALLS)}")
    if watched.returncode and "ptrace" in watched.stderr:
        return Counter()  # not allowed here
    assert watched.returncode == 0, watched.stderr
    return Counter(re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE))


@pytest.mark.parametrize("argv", ALL, ids=named)
def test_each_system_call_fails_or_kills(
    norec: Norec,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    counted: Callable[[str, int], None],
    argv: tuple[str, ...],
) -> None:
    log = tmp_path_factory.mktemp("strace") / "log"
    before, after = outcome(norec, argv)
    long = bool(request.config.getoption("--long"))
    tried = 0
    for call, times in (calls_of(norec, argv, log) if long or argv == LOG else {}).items():
        for kind in (CALLS if long else QUICK).get(call, ()):
            for number in range(1, min(times, MOST) + 1):
                prepare(norec, argv)
                result = under_strace(
                    norec, argv, log, "-e", f"trace={call}", "-e", f"inject={call}:{INJECTED[kind]}:when={number}"
                )
                where = f"{call} {number} of {times}, {kind}: {result}"
                is_new = check_found(norec, before, after, where)
                tried += 1
                if kind == "killed":
                    continue
                assert result.returncode in (0, 1, 5), where
                assert "unexpected" not in result.stderr + result.stdout, where
                assert "Traceback" not in result.stderr, where
                if result.returncode:
                    assert result.stdout == "", where
                    assert IN_WORDS[kind] in result.stderr, where
                    assert "nothing was changed" not in result.stderr or not is_new, where
                else:
                    assert is_new, where
    counted("system calls that failed or killed", tried)
