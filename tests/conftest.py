import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from support.program import Norec, make_store

settings.register_profile("short", deadline=None, print_blob=True)
settings.register_profile("long", settings.get_profile("short"), max_examples=300)


@pytest.fixture
def norec(tmp_path: Path) -> Norec:
    """The program in an empty folder."""
    return Norec(tmp_path)


@pytest.fixture
def store(norec: Norec) -> Norec:
    """The program in a store with partners a-no and b-ke."""
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    return norec


@pytest.fixture
def denied(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Make a folder refuse every new file, for root too, whom no file mode stops."""
    folders: set[Path] = set()
    real_open, real_mkdir = os.open, os.mkdir

    def check(path: object, *, creates: bool) -> None:
        if creates and Path(str(path)).parent in folders:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def guarded_open(path: object, flags: int, *rest: Any, **more: Any) -> int:
        check(path, creates=bool(flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)))
        return real_open(path, flags, *rest, **more)  # type: ignore[arg-type]

    def guarded_mkdir(path: object, *rest: Any, **more: Any) -> None:
        check(path, creates=True)
        real_mkdir(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", guarded_open)
    monkeypatch.setattr(os, "mkdir", guarded_mkdir)
    yield folders.add
    monkeypatch.undo()


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "try many more cases in tests/reliability, and three times as many examples of each property"
    parser.addoption("--long", action="store_true", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many cases of each kind the tests of tests/reliability tried."""
    figures: dict[str, int] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in (
                getattr(report, "user_properties", ()) if getattr(report, "when", "") == "teardown" else ()
            ):
                if name.startswith("cases: "):
                    figures[name.removeprefix("cases: ")] = figures.get(name.removeprefix("cases: "), 0) + value
    for name, cases in sorted(figures.items()):
        terminalreporter.write_line(f"{name}: {cases:,} tried")
