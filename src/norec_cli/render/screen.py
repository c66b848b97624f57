"""Print on standard output and standard error; no other module does."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec

from norec_cli.context import Context
from norec_cli.model.errors import NorecError, Problem
from norec_cli.render.formats.escaping import visible
from norec_cli.render.formats.registry import FORMATS
from norec_cli.render.sheet import Sheet

_LONGEST = 500  # characters of a message
_MOST_PROBLEMS = 100


class OutputClosedError(Exception):
    """The reader of standard output has closed it. Not an OSError, because Typer handles those itself."""


def show(context: Context, sheet: Sheet, format_name: str | None) -> None:
    """Print a sheet on standard output.

    Args:
        context: has standard output.
        sheet: the sheet.
        format_name: name of a format; None for a table on a terminal and plain lines elsewhere.
    """
    format_name = format_name or ("table" if context.stdout_is_terminal else "plain")
    width = context.columns if context.stdout_is_terminal else None
    if context.stdout_is_terminal:  # control characters must not reach it, whatever the format
        columns = [msgspec.structs.replace(column, verbatim=False) for column in sheet.columns]
        sheet = msgspec.structs.replace(sheet, columns=columns)
    _write_bytes(
        context, bytes_of(sheet, format_name, width, color=context.colored(terminal=context.stdout_is_terminal))
    )


def bytes_of(sheet: Sheet, format_name: str, width: int | None, *, color: bool) -> bytes:
    """Return a sheet in a format, texts in UTF-8.

    Args:
        sheet: the sheet.
        format_name: name of a format.
        width: columns of the terminal, for a table; None if it isn't fitted to one.
        color: whether a table has colour.
    """
    return FORMATS[format_name].write(sheet, width, color=color)


def write(context: Context, text: str) -> None:
    """Print text on standard output, as UTF-8 whatever the locale.

    Raises:
        OutputClosedError: if the reader has closed it.
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
    """Print a sentence about a change on a terminal, or its result in a pipe.

    Args:
        context: has standard output.
        result: what scripts read: an id, or fields separated by tabs; empty to print nothing in a pipe.
        sentence: the same for people.

    Raises:
        OutputClosedError: if the reader has closed standard output.
        NorecError: if it can't be written for another reason; the message says that the change was made.
    """
    try:
        if context.stdout_is_terminal and not context.options.quiet:
            write(context, _fitted(sentence, context.columns))
        elif result:
            write(context, "\t".join(map(visible, result.split("\t"))) + "\n")
    except NorecError as refusal:
        problem = refusal.problems[0].text
        raise NorecError(f"this was done, but {problem}", advice=(sentence,)) from None


def complain(context: Context, refusal: NorecError) -> None:
    """Print the problems of a refusal and its advice on standard error, those in files with file and line."""
    problems = refusal.problems[:_MOST_PROBLEMS]
    more = len(refusal.problems) - len(problems)
    tell(context, *map(_line, problems), *([f"and {more:,} more"] if more else []), *refusal.advice)


def tell(context: Context, *lines: str) -> None:
    """Print lines on standard error, wrapped at words on a terminal; do nothing if it is closed."""
    width = context.columns if context.stderr_is_terminal else None
    try:
        context.stderr.write("".join(_fitted(_capped(line), width) for line in lines).encode())
        context.stderr.flush()
    except OSError:
        pass


def _capped(line: str) -> str:
    """Return a line cut to the greatest length of a message."""
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def ask(context: Context, question: str, answers: Mapping[str, str]) -> str | None:
    """Ask a person a question on standard error until they give a valid answer.

    Args:
        context: has standard input and error.
        question: the question.
        answers: meanings by answer; the text of a meaning up to its first comma may be typed too.

    Returns:
        One of the answers; None at the end of the input.
    """
    choices = "; ".join(f"{key}: {meaning}" for key, meaning in answers.items())
    words = {meaning.split(",")[0]: key for key, meaning in answers.items()}
    while True:
        tell(context, f"{question} ({choices})")
        line = context.read_line()
        if line is None:
            return None
        answer = words.get(line.casefold(), line.casefold())
        if answer in answers:
            return answer


def _fitted(text: str, width: int | None) -> str:
    """Return a text as lines that fit a width, or as one line if it is None, with a final line feed."""
    text = visible(text)
    if width is None or (len(text) <= width and text.isascii()):
        return text + "\n"
    from norec_cli.render.formats.wrapping import wrap  # rich is slow to load, and a pipe needs none

    return "".join(line.rstrip() + "\n" for line in wrap(text, width, indent=2))


def _line(problem: Problem) -> str:
    """Return a problem as a line: its place first, or else the program's name."""
    text = f"{problem.text} ({problem.about})" if problem.about else problem.text
    if problem.file is None:
        return f"norec: {text}"
    return f"{problem.file}:{problem.line}: {text}" if problem.line else f"{problem.file}: {text}"


class Progress:
    """Counter of a long piece of work, shown on one line of a terminal."""

    _STEP = 20_000

    def __init__(self, context: Context, noun: str) -> None:
        """Begin to count.

        Args:
            context: has standard error.
            noun: plural noun for what is counted.
        """
        self._context = context
        self._noun = noun
        self._done = 0
        self.shows = context.stderr_is_terminal and not context.options.quiet

    def __enter__(self) -> None:
        self._done = 0

    def __exit__(self, *_: object) -> None:
        if self._done >= self._STEP:
            self._put("\r\x1b[K")

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        if self._done % self._STEP == 0:
            self._put(f"\r{self._done:,} {self._noun}")

    def _put(self, text: str) -> None:
        with suppress(OSError):
            self._context.stderr.write(text.encode())
            self._context.stderr.flush()
