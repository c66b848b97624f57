"""The world outside: streams, environment, clock, chance, and what the command line chose.

The only module that reads the clock, the environment or the terminal, so that a test can put another world in
its place and know what it gets.
"""

import io
import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Literal, TextIO

_MOST_DIGITS = 5
_EDITOR = "notepad" if os.name == "nt" else "vi"

ColorChoice = Literal["auto", "always", "never"]


@dataclass
class Context:
    """Everything a command may ask of its surroundings.

    Attributes:
        stdin: standard input, as bytes.
        stdout: standard output, as bytes.
        stderr: standard error, as bytes.
        stdout_is_terminal: whether a person reads standard output.
        stderr_is_terminal: whether a person reads standard error.
        columns: the terminal's width.
        environ: the environment variables.
        cwd: the current folder.
        now: the time, with its zone.
        random: so many random bytes.
        stdin_is_terminal: whether a person may type on standard input.
        login: the user's name, as the system has it.
        machine: the machine's name.
        run_editor: lets the person edit a file in the editor of that command line, and returns its exit code.
        lock_wait: seconds to wait for another process that holds the store.
        store: the folder given with `--store`.
        color: the choice made with `--color` or `--no-color`.
        quiet: whether messages of success are left out.
        debug: whether an unexpected error shows its traceback.
        sources: the files that the command reads as tables, over which nothing is written.
        default_format: the format of an answer where none is asked for; None leaves it to where the answer goes.
    """

    stdin: BinaryIO
    stdout: BinaryIO
    stderr: BinaryIO
    stdout_is_terminal: bool
    stderr_is_terminal: bool
    columns: int
    environ: Mapping[str, str]
    cwd: Path
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    run_editor: Callable[[str, Path], int]
    stdin_is_terminal: bool = False
    login: Callable[[], str] = lambda: "somebody"
    machine: str = ""
    lock_wait: float = 5.0
    store: str | None = field(default=None, init=False)
    color: ColorChoice = field(default="auto", init=False)
    quiet: bool = field(default=False, init=False)
    debug: bool = field(default=False, init=False)
    sources: list[Path] = field(default_factory=list, init=False)
    default_format: str | None = field(default=None, init=False)

    @classmethod
    def real(cls) -> "Context":
        """This process's own surroundings."""
        return cls(
            stdin=_stream(sys.stdin),
            stdout=_stream(sys.stdout),
            stderr=_stream(sys.stderr),
            stdout_is_terminal=sys.stdout is not None and sys.stdout.isatty(),
            stderr_is_terminal=sys.stderr is not None and sys.stderr.isatty(),
            columns=_terminal_width(),
            environ=os.environ,
            cwd=Path.cwd(),
            now=lambda: datetime.now().astimezone(),
            random=os.urandom,
            run_editor=_run_editor,
            stdin_is_terminal=sys.stdin is not None and sys.stdin.isatty(),
            login=_login,
            machine=platform.node(),
        )

    def today(self) -> date:
        """The day it is here."""
        return self.now().date()

    def describe_self(self, verb: str) -> str:
        """Who is at work, for another process that has to wait: what, since when, which process, where."""
        return f"{verb} since {self.now():%H:%M:%S}, process {os.getpid()} on {self.machine}"

    def who(self) -> str:
        """Who is at work, for the history, as `user@machine`; `NOREC_USER` says another user."""
        return f"{self.environ.get('NOREC_USER') or self.login()}@{self.machine}"

    def moment(self) -> str:
        """The time it is, in UTC to the second."""
        return f"{self.now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def can_ask(self) -> bool:
        """Whether a person is there to be asked."""
        return self.stdin_is_terminal and self.stdout_is_terminal

    def read_line(self) -> str | None:
        """The next line that is typed, without outer blanks; None if no more comes."""
        line = self.stdin.readline()
        return line.decode(errors="replace").strip() if line else None

    def edit(self, path: Path) -> int:
        """Let the person edit a file; `VISUAL` or `EDITOR` says with what. Returns the editor's exit code."""
        return self.run_editor(self.environ.get("VISUAL") or self.environ.get("EDITOR") or _EDITOR, path)

    def colored(self, *, terminal: bool) -> bool:
        """Whether a stream gets colour: the flag decides, else `NO_COLOR` and `TERM=dumb`, else the terminal."""
        if self.color != "auto":
            return self.color == "always"
        if self.environ.get("NO_COLOR") or self.environ.get("TERM") == "dumb":
            return False
        return terminal

    def shows_tracebacks(self) -> bool:
        """Whether `--debug` or `NOREC_DEBUG` asks for the traceback of an unexpected error."""
        return self.debug or bool(self.environ.get("NOREC_DEBUG"))


def _stream(stream: TextIO | None) -> BinaryIO:
    """A standard stream as bytes; a closed one reads and writes nothing."""
    return io.BytesIO() if stream is None else stream.buffer


def command_line_words() -> list[str]:
    """The words typed after the program's name, taken as UTF-8 whatever the locale says, if that is what they are."""
    words = []
    for word in sys.argv[1:]:
        try:
            words.append(os.fsencode(word).decode())
        except UnicodeError:
            words.append(word)
    return words


def _run_editor(editor: str, path: Path) -> int:
    import shlex  # only an edit by hand needs them
    import subprocess

    return subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603 - the person's own


def _login() -> str:
    import getpass  # only a change needs it

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a user without a name
        return "somebody"


def _terminal_width() -> int:
    """Return the columns of the terminal that standard output goes to, or else standard error, or else 80.

    `COLUMNS` goes before what the terminal says itself.
    """
    stated = os.environ.get("COLUMNS", "")
    if stated.isascii() and stated.isdigit() and len(stated) <= _MOST_DIGITS and int(stated) > 0:
        return int(stated)
    for stream in (sys.stdout, sys.stderr):
        try:
            return os.get_terminal_size(stream.fileno()).columns or 80
        except (AttributeError, OSError, ValueError):
            continue
    return 80
