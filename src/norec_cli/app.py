"""The application: its commands, and the only place that turns errors into messages and exit codes."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from norec_cli import __version__
from norec_cli.commands.common.command import with_context
from norec_cli.commands.common.lazy_group import lazy_group
from norec_cli.context import Context, command_line_words
from norec_cli.model import exit_codes
from norec_cli.model.errors import NorecError
from norec_cli.model.wording import join_names
from norec_cli.render.screen import OutputClosedError, complain, tell, write

app = typer.Typer(
    cls=lazy_group(
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
    epilog="Topics: norec help. Documentation: README.md and docs/ in the source repository.",
)


def _print_version(ctx: typer.Context, value: bool) -> None:
    if value:
        write(ctx.obj, f"norec {__version__}\n")
        raise typer.Exit


@app.callback()
@with_context
def root(
    context: Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """A plain-text ledger of people exchanged between partner organisations: who sent, who received, is it even?

    Independent of Norec, Norway's agency for exchange cooperation, whose model of reciprocity it follows.
    """


def main(argv: Sequence[str], context: Context) -> int:
    """Run a command line.

    Args:
        argv: arguments after the program's name.
        context: surroundings to run in.

    Returns:
        The exit code.
    """
    try:
        return (
            _root_command().main(args=list(argv), prog_name="norec", standalone_mode=False, obj=context)
            or exit_codes.DONE
        )
    except NorecError as refusal:
        complain(context, refusal)
        return refusal.exit_code
    except TyperException as error:
        return _explain_usage(context, error)
    except OutputClosedError:
        return exit_codes.DONE  # the reader, such as head, has seen enough
    except (Abort, KeyboardInterrupt):
        return exit_codes.INTERRUPTED
    except OSError as error:  # for example, Typer can't print its help to a full disk
        tell(context, f"norec: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return exit_codes.FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: tracebacks are shown only with --debug
        return _explain_unexpected(context, error)


@cache
def _root_command() -> Any:
    """Return the application as one command; Typer builds it only once."""
    return typer.main.get_command(app)


def run() -> int:
    """Run this process's command line.

    Returns:
        The exit code.
    """
    context = Context.real()
    code = main(command_line_words(), context)
    try:
        context.stdout.flush()
    except OSError:
        # Nobody reads any more; without this, Python would complain again at exit.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _explain_usage(context: Context, error: TyperException) -> int:
    """Print an error of Typer's in the style of all messages; return its exit code."""
    click_context = getattr(error, "ctx", None)
    message = error.format_message()
    option = getattr(error, "option_name", "") if message.startswith("No such option") else ""
    if option and (names := _commands_with(option)):
        tell(context, f"norec: no such option: {option}", f"Commands that have {option}: {join_names(names)}")
    elif message:
        for text in _missing(click_context) if message.startswith("Missing") else (message,):
            tell(context, f"norec: {text[:1].lower()}{text[1:].rstrip('.')}")
    if click_context is not None and message:
        tell(context, f"Try: {click_context.command_path} --help")
    return error.exit_code


def _missing(click_context: Any) -> list[str]:
    """Return a message for every missing option and argument; Typer itself names only the first."""
    return [
        f"Missing {param.param_type_name} {param.get_error_hint()}"
        for param in click_context.command.params
        if param.required and param.name not in click_context.params
    ]


def _commands_with(option: str) -> list[str]:
    """Return the names of the commands that have an option, but for `export report`, which repeats `report`."""

    def search(group: Any, words: tuple[str, ...]) -> Iterator[str]:
        for name in group.list_commands(None):
            command = group.get_command(None, name)
            if hasattr(command, "list_commands"):
                yield from search(command, (*words, name))
            elif any(option in param.opts for param in command.params):
                yield " ".join((*words, name))

    return [name for name in search(_root_command(), ()) if not name.startswith("export report ")]


def _explain_unexpected(context: Context, error: Exception) -> int:
    """Print that the program failed, with the traceback if that is asked for; return the exit code."""
    if context.shows_tracebacks():
        import traceback

        tell(context, *"".join(traceback.format_exception(error)).rstrip().split("\n"))
    tell(
        context,
        f"norec: something unexpected happened ({type(error).__name__}: {error}). This is a defect of norec:",
        "please report it, with what the same command prints with --debug.",
    )
    return exit_codes.FAILED
