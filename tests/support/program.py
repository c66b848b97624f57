"""Run the program with replaced surroundings, make stores, and look at their files."""

import io
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from norec_cli.app import main
from norec_cli.context import Context, GlobalOptions

DATA = Path(__file__).parent.parent.parent / "data"
KNOWN_ANSWERS = Path(__file__).parent.parent / "known_answers"


# Every command, by the words that name it. A test compares the list with the program.
EVERY_COMMAND = [
    ("init",), ("info",), ("help",), ("partners", "add"), ("partners", "list"), ("partners", "show"),
    ("partners", "edit"), ("partners", "rename"), ("partners", "end"), ("partners", "remove"), ("partners", "adjust"),
    ("partners", "merge"),
    ("projects", "add"), ("projects", "list"), ("projects", "show"), ("projects", "edit"), ("projects", "rename"),
    ("projects", "end"), ("projects", "remove"), ("projects", "coordinator"), ("projects", "assess"),
    ("projects", "round"),
    ("exchanges", "log"), ("exchanges", "list"), ("exchanges", "show"), ("exchanges", "edit"),
    ("exchanges", "confirm"), ("exchanges", "cancel"), ("exchanges", "end"), ("exchanges", "remove"),
    ("report", "reciprocity"), ("report", "statement"), ("report", "flows"), ("report", "trend"),
    ("report", "upcoming"), ("report", "rounds"), ("report", "needs"), ("report", "summary"),

    ("import", "partners"), ("import", "projects"), ("import", "exchanges"),
    ("report", "mirror"), ("check",), ("merge",), ("forget",), ("history",), ("undo",), ("redo",),
    ("export", "partners"), ("export", "projects"), ("export", "exchanges"), ("export", "store"), ("export", "report"),
    ("import", "store"),
]  # fmt: skip


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    def ok(self) -> str:
        """Check that the command succeeded and wrote nothing on standard error; return its standard output."""
        assert (self.code, self.err) == (0, "")
        return self.out


@dataclass
class Norec:
    """Runs command lines in this process with a fixed clock, predictable random bytes and its own streams."""

    cwd: Path
    today: date = date(2026, 11, 23)
    env: dict[str, str] = field(default_factory=dict)
    ids: int = 0
    editor: Callable[[str, Path], int] = lambda _, __: 0
    wait: float = 0
    machine: str = "here"

    def random(self, length: int) -> bytes:
        self.ids += 1
        return sha256(str(self.ids).encode()).digest()[:length]

    def __call__(
        self,
        *argv: str,
        terminal: bool = False,
        columns: int = 100,
        env: Mapping[str, str] | None = None,
        stdout: io.RawIOBase | io.BytesIO | None = None,
        stdin: bytes = b"",
        answers: str = "",
    ) -> Result:
        out, err, help_text = stdout or io.BytesIO(), io.BytesIO(), io.StringIO()
        context = Context(
            stdin=io.BytesIO(stdin or answers.encode()),
            stdout=out,
            stderr=err,
            stdout_is_terminal=terminal,
            stderr_is_terminal=terminal,
            columns=columns,
            environ={**self.env, **(env or {})},
            cwd=self.cwd,
            now=lambda: datetime(self.today.year, self.today.month, self.today.day, 12, 0, tzinfo=UTC),
            random=self.random,
            run_editor=self.editor,
            machine=self.machine,
            stdin_is_terminal=terminal,
            options=GlobalOptions(wait=self.wait),
        )
        with redirect_stdout(help_text):
            code = main(argv, context)
        printed = out.getvalue().decode() if isinstance(out, io.BytesIO) else ""
        return Result(code, printed + help_text.getvalue(), err.getvalue().decode())


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder by name, without the lock and the history."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".norec.lock", "history.jsonl")
    }


def make_store(folder: Path, partners: str | Mapping[str, str] = "", exchanges: str = "", settings: str = "") -> Path:
    """Write the files of a store and return its folder.

    Args:
        folder: the folder to write to.
        partners: the register's text, or countries by id.
        exchanges: the lines.
        settings: what to add to `norec.toml`.
    """
    folder.mkdir(exist_ok=True)
    if not isinstance(partners, str):
        partners = "\n".join(
            f'[partners.{key}]\nname = "{key.upper()}"\ncountry = "{country}"\n' for key, country in partners.items()
        )
    (folder / "norec.toml").write_text(f'schema = 1\nname = "Test"\n{settings}', encoding="utf-8", newline="\n")
    (folder / "partners.toml").write_text(partners, encoding="utf-8", newline="\n")
    (folder / "exchanges.jsonl").write_text(exchanges, encoding="utf-8", newline="\n")
    return folder


def run_process(*argv: str, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start the program as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "norec_cli", *argv],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
