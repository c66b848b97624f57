"""The one place that prints."""

from collections.abc import Mapping

from norec_cli.context import World
from norec_cli.model.faults import Fault, Refused
from norec_cli.render.sheet import Sheet
from norec_cli.render.text import visible


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
    write(world, text_of(sheet, form, width, color=world.colored(terminal=world.stdout_is_terminal)))


def text_of(sheet: Sheet, form: str, width: int | None, *, color: bool) -> str:
    """A sheet in a format; width and colour are for tables."""
    if form == "table":
        from norec_cli.render.table import table  # noqa: PLC0415 - rich is slow to load, and a pipe needs none

        return table(sheet, width, color=color)
    from norec_cli.render.formats import MACHINE  # noqa: PLC0415

    return MACHINE[form](sheet)


def write(world: World, text: str) -> None:
    """Print text on standard output, as UTF-8 whatever the locale.

    Raises:
        ReaderGoneError: if the reader has had enough.
        Refused: if it can't be written for another reason.
    """
    try:
        world.stdout.write(text.encode())
        world.stdout.flush()
    except BrokenPipeError:
        raise ReaderGoneError from None
    except OSError as error:
        raise Refused(f"standard output can't be written: {error.strerror}") from None


def confirm(world: World, result: str, sentence: str) -> None:
    """Say that a change is made: a person reads a sentence, a pipe gets the result alone."""
    try:
        if world.stdout_is_terminal and not world.quiet:
            write(world, visible(sentence) + "\n")
        elif result:
            write(world, visible(result) + "\n")
    except Refused as refusal:
        said = refusal.faults[0].text
        raise Refused(f"this was done, but {said}", advice=(sentence,)) from None


def complain(world: World, refusal: Refused) -> None:
    """Print what stands in the way on standard error: faults in files with file and line, others after our name."""
    tell(world, *(_line(fault) for fault in refusal.faults), *refusal.advice)


def tell(world: World, *lines: str) -> None:
    """Print lines on standard error; where nobody can hear, nothing more can be done."""
    try:
        world.stderr.write("".join(visible(line) + "\n" for line in lines).encode())
        world.stderr.flush()
    except OSError:
        pass


def ask(world: World, question: str, answers: Mapping[str, str]) -> str | None:
    """What a person answers to a question, on standard error.

    Args:
        world: where they are.
        question: what is asked.
        answers: what may be typed, each with what it means.

    Returns:
        One of the answers; None if no answer comes.
    """
    offered = "; ".join(f"{key}: {meaning}" for key, meaning in answers.items())
    while True:
        tell(world, f"{question} ({offered})")
        line = world.read_line()
        if line is None or line.casefold() in answers:
            return None if line is None else line.casefold()


def _line(fault: Fault) -> str:
    text = f"{fault.text} ({fault.about})" if fault.about else fault.text
    if fault.file is None:
        return f"norec: {text}"
    return f"{fault.file}:{fault.line}: {text}" if fault.line else f"{fault.file}: {text}"
