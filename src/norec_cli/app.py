"""The application: its commands, and the only place where errors become words and exit codes."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from norec_cli import __version__
from norec_cli.commands.common.command import with_world
from norec_cli.commands.common.lazy_group import lazily
from norec_cli.context import World, typed_words
from norec_cli.model.errors import Refused
from norec_cli.render.screen import ReaderGoneError, complain, tell, write

INTERRUPTED = 130

app = typer.Typer(
    cls=lazily(
        "norec_cli.commands",
        "init",
        "info",
        "partners",
        "projects",
        "exchanges",
        "report",
        "check",
        "export",
        "import",
        "merge",
        "forget",
        "history",
        "undo",
        "redo",
        "help",
    ),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    epilog="Topics: norec help. Documentation: README.md and docs/, where the program comes from.",
)


def _print_version(ctx: typer.Context, value: bool) -> None:
    if value:
        write(ctx.obj, f"norec {__version__}\n")
        raise typer.Exit


@app.callback()
@with_world
def root(
    world: World,
    version: Annotated[
        bool,
        typer.Option("--version", help="The version, in one line.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """A plain-text ledger of people exchanged between partner organisations: who sent, who received, is it even?

    Independent of Norec, Norway's agency for exchange cooperation, whose model of reciprocity it follows.
    """


def main(argv: Sequence[str], world: World) -> int:
    """Run a command line.

    Args:
        argv: the words after the program's name.
        world: where it runs.

    Returns:
        The exit code.
    """
    try:
        return _root_command().main(args=list(argv), prog_name="norec", standalone_mode=False, obj=world) or 0
    except Refused as refusal:
        complain(world, refusal)
        return refusal.exit_code
    except TyperException as error:
        return _explain_usage(world, error)
    except ReaderGoneError:
        return 0  # whoever reads has seen enough, which is no fault
    except (Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:  # Typer's own help, say, on a full disk
        tell(world, f"norec: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort: a person never sees a traceback unasked
        return _explain_unexpected(world, error)


@cache
def _root_command() -> Any:
    """Return the whole application as one command, made once."""
    return typer.main.get_command(app)


def run() -> int:
    """Run this process's command line.

    Returns:
        The exit code.
    """
    world = World.real()
    code = main(typed_words(), world)
    try:
        world.stdout.flush()
    except OSError:
        # Nobody reads any more; Python would say so once again on its way out.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _explain_usage(world: World, error: TyperException) -> int:
    """Say what is wrong with the words typed, in the manner of every other message."""
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if message:
        for text in _missing(context) if message.startswith("Missing") else (message,):
            tell(world, f"norec: {text[:1].lower()}{text[1:].rstrip('.')}")
    if context is not None and message:
        tell(world, f"Try: {context.command_path} --help")
    return error.exit_code


def _missing(context: Any) -> list[str]:
    """Every option and argument that a command line lacks; Typer itself names the first alone."""
    return [
        f"Missing {param.param_type_name} {param.get_error_hint()}"
        for param in context.command.params
        if param.required and param.name not in context.params
    ]


def _explain_unexpected(world: World, error: Exception) -> int:
    if world.shows_tracebacks():
        import traceback  # noqa: PLC0415

        tell(world, *"".join(traceback.format_exception(error)).rstrip().split("\n"))
    tell(
        world,
        f"norec: something unexpected happened ({type(error).__name__}: {error}). This is a fault of the program:",
        "please report it, with what --debug shows added.",
    )
    return 1
