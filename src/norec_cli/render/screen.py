"""The one place that prints."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec

from norec_cli.context import Context
from norec_cli.model.errors import NorecError, Problem
from norec_cli.render.formats.escaping import visible
from norec_cli.render.sheet import Sheet

_LONGEST = 500  # characters of a message
_MOST_FAULTS = 100


class OutputClosedError(Exception):
    """Whoever read standard output has seen enough. No OSError: Typer would take that for its own to handle."""


def show(context: Context, sheet: Sheet, form: str | None) -> None:
    """Print a sheet on standard output.

    Args:
        context: where to.
        sheet: what.
        form: one of the formats; None for a table on a terminal and plain lines elsewhere.
    """
    form = form or ("table" if context.stdout_is_terminal else "plain")
    width = context.columns if context.stdout_is_terminal else None
    if context.stdout_is_terminal:  # no text acts on one, whatever the format
        columns = [msgspec.structs.replace(column, verbatim=False) for column in sheet.columns]
        sheet = msgspec.structs.replace(sheet, columns=columns)
    _write_bytes(context, bytes_of(sheet, form, width, color=context.colored(terminal=context.stdout_is_terminal)))


def bytes_of(sheet: Sheet, form: str, width: int | None, *, color: bool) -> bytes:
    """A sheet in a format, text as UTF-8; width and colour are for tables."""
    if form == "table":
        from norec_cli.render.formats.table import table  # rich is slow to load, and a pipe needs none

        return table(sheet, width, color=color).encode()
    if form == "xlsx":
        from norec_cli.render.formats.xlsx import workbook  # only a workbook needs it

        return workbook(sheet)
    from norec_cli.render.formats.text import MACHINE

    return MACHINE[form](sheet).encode()


def write(context: Context, text: str) -> None:
    """Print text on standard output, as UTF-8 whatever the locale.

    Raises:
        OutputClosedError: if the reader has had enough.
        NorecError: if it can't be written for another reason.
    """
    _write_bytes(context, text.encode())


def _write_bytes(context: Context, data: bytes) -> None:
    try:
        context.stdout.write(data)
        context.stdout.flush()
    except BrokenPipeError:
        raise OutputClosedError from None
    except OSError as error:
        raise NorecError(f"standard output can't be written: {error.strerror}") from None


def confirm(context: Context, result: str, sentence: str) -> None:
    """Say that a change is made: a person reads a sentence, a pipe gets the result alone, its fields parted by tabs."""
    try:
        if context.stdout_is_terminal and not context.quiet:
            write(context, _fitted(sentence, context.columns))
        elif result:
            write(context, "\t".join(map(visible, result.split("\t"))) + "\n")
    except NorecError as refusal:
        said = refusal.problems[0].text
        raise NorecError(f"this was done, but {said}", advice=(sentence,)) from None


def complain(context: Context, refusal: NorecError) -> None:
    """Print what stands in the way on standard error: faults in files with file and line, others after our name."""
    problems = refusal.problems[:_MOST_FAULTS]
    more = len(refusal.problems) - len(problems)
    tell(context, *map(_line, problems), *([f"and {more:,} more"] if more else []), *refusal.advice)


def tell(context: Context, *lines: str) -> None:
    """Print lines on standard error, wrapped at words on a terminal; where nobody can hear, do nothing."""
    width = context.columns if context.stderr_is_terminal else None
    try:
        context.stderr.write("".join(_fitted(_capped(line), width) for line in lines).encode())
        context.stderr.flush()
    except OSError:
        pass


def _capped(line: str) -> str:
    """Return a line no longer than anybody reads."""
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def ask(context: Context, question: str, answers: Mapping[str, str]) -> str | None:
    """What a person answers to a question, on standard error.

    Args:
        context: where they are.
        question: what is asked.
        answers: what may be typed, each with what it means, whose first words may be typed too.

    Returns:
        One of the answers; None if no answer comes.
    """
    offered = "; ".join(f"{key}: {meaning}" for key, meaning in answers.items())
    words = {meaning.split(",")[0]: key for key, meaning in answers.items()}
    while True:
        tell(context, f"{question} ({offered})")
        line = context.read_line()
        if line is None:
            return None
        answer = words.get(line.casefold(), line.casefold())
        if answer in answers:
            return answer


def _fitted(text: str, width: int | None) -> str:
    """Return a text with its line feed, as lines that fit a width; None for one line."""
    text = visible(text)
    if width is None or (len(text) <= width and text.isascii()):
        return text + "\n"
    from norec_cli.render.formats.wrapping import wrap  # rich is slow to load, and a pipe needs none

    return "".join(line.rstrip() + "\n" for line in wrap(text, width, indent=2))


def _line(problem: Problem) -> str:
    text = f"{problem.text} ({problem.about})" if problem.about else problem.text
    if problem.file is None:
        return f"norec: {text}"
    return f"{problem.file}:{problem.line}: {text}" if problem.line else f"{problem.file}: {text}"


class Progress:
    """How far a long piece of work is, on one line of a terminal; elsewhere nothing is shown."""

    _STEP = 20_000

    def __init__(self, context: Context, what: str) -> None:
        """Name the work.

        Args:
            context: where it is shown.
            what: what is counted.
        """
        self._context = context
        self._what = what
        self._done = 0
        self.shows = context.stderr_is_terminal and not context.quiet

    def __enter__(self) -> None:
        self._done = 0

    def __exit__(self, *_: object) -> None:
        if self._done >= self._STEP:
            self._put("\r\x1b[K")

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        if self._done % self._STEP == 0:
            self._put(f"\r{self._done:,} {self._what}")

    def _put(self, text: str) -> None:
        with suppress(OSError):
            self._context.stderr.write(text.encode())
            self._context.stderr.flush()
