"""Surroundings of the program: streams, environment, clock, random bytes, terminal; and the global options beside them.

No other module reads the clock, the environment or the terminal, so that a test can replace all of them.
"""

import io
import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Literal, TextIO

import msgspec

_MOST_DIGITS = 5
_EDITOR = "notepad" if os.name == "nt" else "vi"

ColorChoice = Literal["auto", "always", "never"]


class GlobalOptions(msgspec.Struct, frozen=True):
    """Choices that a person typed and that hold for any command.

    Attributes:
        store: folder given with `--store`; None if none was typed.
        color: choice made with `--color` or `--no-color`.
        quiet: whether to omit messages of success.
        wait: seconds to wait for another process that holds the store.
        debug: whether to show the traceback of an unexpected error.
        default_format: name of the format if a command is typed without one: `csv` for those of `export`; None to
            choose it by where the output goes.
    """

    store: str | None = None
    color: ColorChoice = "auto"
    quiet: bool = False
    wait: float = 5.0
    debug: bool = False
    default_format: str | None = None


@dataclass
class Context:
    """Surroundings of a command.

    Attributes:
        stdin: standard input, as bytes.
        stdout: standard output, as bytes.
        stderr: standard error, as bytes.
        stdout_is_terminal: whether standard output is a terminal.
        stderr_is_terminal: whether standard error is a terminal.
        columns: width of the terminal.
        environ: the environment variables.
        cwd: the current folder.
        now: returns the time, with its zone.
        random: returns as many random bytes as it is asked for.
        stdin_is_terminal: whether standard input is a terminal.
        login: returns the user's name in the operating system.
        machine: name of the machine.
        run_editor: runs an editor, given as a command line, on a file, and returns its exit code.
        options: the global options that were typed; replaced as a whole while the command line is read.
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
    options: GlobalOptions = GlobalOptions()  # noqa: RUF009 - frozen, so that all may share it

    @classmethod
    def real(cls) -> "Context":
        """Return the surroundings of this process."""
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
        """Return the date in the local time zone."""
        return self.now().date()

    def describe_self(self, verb: str) -> str:
        """Return what this process does, since when and where, for another process that waits for it."""
        return f"{verb} since {self.now():%H:%M:%S}, process {os.getpid()} on {self.machine}"

    def who(self) -> str:
        """Return who makes a change, for the history, as `user@machine`; `NOREC_USER` overrides the user."""
        return f"{self.environ.get('NOREC_USER') or self.login()}@{self.machine}"

    def moment(self) -> str:
        """Return the time in UTC, to the second."""
        return f"{self.now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def can_ask(self) -> bool:
        """Return whether a person can be asked a question."""
        return self.stdin_is_terminal and self.stdout_is_terminal

    def read_line(self) -> str | None:
        """Return the next line that a person types, without outer blanks; None at the end of the input."""
        line = self.stdin.readline()
        return line.decode(errors="replace").strip() if line else None

    def edit(self, path: Path) -> int:
        """Let a person edit a file with the editor of `VISUAL` or `EDITOR`; return the editor's exit code."""
        return self.run_editor(self.environ.get("VISUAL") or self.environ.get("EDITOR") or _EDITOR, path)

    def colored(self, *, terminal: bool) -> bool:
        """Return whether a stream gets colour: by --color, else by `NO_COLOR` and `TERM`, else by what it is."""
        if self.options.color != "auto":
            return self.options.color == "always"
        if self.environ.get("NO_COLOR") or self.environ.get("TERM") == "dumb":
            return False
        return terminal

    def shows_tracebacks(self) -> bool:
        """Return whether `--debug` or `NOREC_DEBUG` asks for the traceback of an unexpected error."""
        return self.options.debug or bool(self.environ.get("NOREC_DEBUG"))


def _stream(stream: TextIO | None) -> BinaryIO:
    """Return a standard stream as bytes; if it is closed, one that is empty and keeps nothing."""
    return io.BytesIO() if stream is None else stream.buffer


def command_line_words() -> list[str]:
    """Return the arguments after the program's name, decoded as UTF-8 if they are valid, whatever the locale."""
    words = []
    for word in sys.argv[1:]:
        try:
            words.append(os.fsencode(word).decode())
        except UnicodeError:
            words.append(word)
    return words


def _run_editor(editor: str, path: Path) -> int:
    import shlex  # only needed to edit by hand
    import subprocess

    return subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603 - the user's own editor


def _login() -> str:
    import getpass  # only needed for changes

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a user without a name
        return "somebody"


def _terminal_width() -> int:
    """Return the width of the terminal: of `COLUMNS`, else of standard output or error, else 80."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isascii() and stated.isdigit() and len(stated) <= _MOST_DIGITS and int(stated) > 0:
        return int(stated)
    for stream in (sys.stdout, sys.stderr):
        try:
            return os.get_terminal_size(stream.fileno()).columns or 80
        except (AttributeError, OSError, ValueError):
            continue
    return 80
