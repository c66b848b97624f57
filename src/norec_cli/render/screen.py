"""The one place that prints."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec

from norec_cli.context import World
from norec_cli.model.errors import Fault, Refused
from norec_cli.render.formats.escaping import visible
from norec_cli.render.sheet import Sheet

_LONGEST = 500  # characters of a message
_MOST_FAULTS = 100


class ReaderGoneError(Exception):
    """Whoever read standard output has seen enough. No OSError: Typer would take that for its own to handle."""


def show(world: World, sheet: Sheet, form: str | None) -> None:
    """Print a sheet on standard output.

    Args:
        world: where to.
        sheet: what.
        form: one of the formats; None for a table on a terminal and plain lines elsewhere.
    """
    form = form or ("table" if world.stdout_is_terminal else "plain")
    width = world.columns if world.stdout_is_terminal else None
    if world.stdout_is_terminal:  # no text acts on one, whatever the format
        columns = [msgspec.structs.replace(column, verbatim=False) for column in sheet.columns]
        sheet = msgspec.structs.replace(sheet, columns=columns)
    _write_bytes(world, bytes_of(sheet, form, width, color=world.colored(terminal=world.stdout_is_terminal)))


def bytes_of(sheet: Sheet, form: str, width: int | None, *, color: bool) -> bytes:
    """A sheet in a format, text as UTF-8; width and colour are for tables."""
    if form == "table":
        from norec_cli.render.formats.table import table  # noqa: PLC0415 - rich is slow to load, and a pipe needs none

        return table(sheet, width, color=color).encode()
    if form == "xlsx":
        from norec_cli.render.formats.xlsx import workbook  # noqa: PLC0415 - only a workbook needs it

        return workbook(sheet)
    from norec_cli.render.formats.text import MACHINE  # noqa: PLC0415

    return MACHINE[form](sheet).encode()


def write(world: World, text: str) -> None:
    """Print text on standard output, as UTF-8 whatever the locale.

    Raises:
        ReaderGoneError: if the reader has had enough.
        Refused: if it can't be written for another reason.
    """
    _write_bytes(world, text.encode())


def _write_bytes(world: World, data: bytes) -> None:
    try:
        world.stdout.write(data)
        world.stdout.flush()
    except BrokenPipeError:
        raise ReaderGoneError from None
    except OSError as error:
        raise Refused(f"standard output can't be written: {error.strerror}") from None


def confirm(world: World, result: str, sentence: str) -> None:
    """Say that a change is made: a person reads a sentence, a pipe gets the result alone, its fields parted by tabs."""
    try:
        if world.stdout_is_terminal and not world.quiet:
            write(world, _fitted(sentence, world.columns))
        elif result:
            write(world, "\t".join(map(visible, result.split("\t"))) + "\n")
    except Refused as refusal:
        said = refusal.faults[0].text
        raise Refused(f"this was done, but {said}", advice=(sentence,)) from None


def complain(world: World, refusal: Refused) -> None:
    """Print what stands in the way on standard error: faults in files with file and line, others after our name."""
    faults = refusal.faults[:_MOST_FAULTS]
    more = len(refusal.faults) - len(faults)
    tell(world, *map(_line, faults), *([f"and {more:,} more"] if more else []), *refusal.advice)


def tell(world: World, *lines: str) -> None:
    """Print lines on standard error, wrapped at words on a terminal; where nobody can hear, do nothing."""
    width = world.columns if world.stderr_is_terminal else None
    try:
        world.stderr.write("".join(_fitted(_capped(line), width) for line in lines).encode())
        world.stderr.flush()
    except OSError:
        pass


def _capped(line: str) -> str:
    """Return a line no longer than anybody reads."""
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def ask(world: World, question: str, answers: Mapping[str, str]) -> str | None:
    """What a person answers to a question, on standard error.

    Args:
        world: where they are.
        question: what is asked.
        answers: what may be typed, each with what it means, whose first words may be typed too.

    Returns:
        One of the answers; None if no answer comes.
    """
    offered = "; ".join(f"{key}: {meaning}" for key, meaning in answers.items())
    words = {meaning.split(",")[0]: key for key, meaning in answers.items()}
    while True:
        tell(world, f"{question} ({offered})")
        line = world.read_line()
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
    from norec_cli.render.formats.wrapping import wrap  # noqa: PLC0415 - rich is slow to load, and a pipe needs none

    return "".join(line.rstrip() + "\n" for line in wrap(text, width, indent=2))


def _line(fault: Fault) -> str:
    text = f"{fault.text} ({fault.about})" if fault.about else fault.text
    if fault.file is None:
        return f"norec: {text}"
    return f"{fault.file}:{fault.line}: {text}" if fault.line else f"{fault.file}: {text}"


class Progress:
    """How far a long piece of work is, on one line of a terminal; elsewhere nothing is shown."""

    _STEP = 20_000

    def __init__(self, world: World, what: str) -> None:
        """Name the work.

        Args:
            world: where it is shown.
            what: what is counted.
        """
        self._world = world
        self._what = what
        self._done = 0
        self.shows = world.stderr_is_terminal and not world.quiet

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
            self._world.stderr.write(text.encode())
            self._world.stderr.flush()
