"""Register commands: each gets the global options, an example in its help, and the context."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any, get_type_hints

import msgspec
import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.bare_options import IsValue, command_class
from norec_cli.commands.common.converters import fraction, one_of
from norec_cli.commands.common.option_types import Options
from norec_cli.context import Context
from norec_cli.render.screen import tell
from norec_cli.store.files.locate import find_store
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.store import Store

_PANEL = "Global options"

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-C",
        metavar="DIR",
        help="Folder of the store; default: NOREC_STORE, or the nearest store at or above the current folder.",
        rich_help_panel=_PANEL,
    ),
]
ColorOption = Annotated[
    str | None,
    typer.Option("--color", metavar="auto|always|never", help="Use of colour; default: auto.", rich_help_panel=_PANEL),
]
NoColorOption = Annotated[bool, typer.Option("--no-color", help="Same as --color=never.", rich_help_panel=_PANEL)]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Omit messages of success.", rich_help_panel=_PANEL)]
DebugOption = Annotated[
    bool,
    typer.Option("--debug", help="Show the traceback of an unexpected error.", rich_help_panel=_PANEL),
]
WaitOption = Annotated[
    str | None,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        help="Seconds to wait for another process that changes the store; default: 5.",
        rich_help_panel=_PANEL,
    ),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, without changing it.")]
_LONGEST_WAIT = 86_400
_GLOBAL_OPTIONS: dict[str, tuple[Any, Any]] = {
    "store": (StoreOption, None),
    "color": (ColorOption, None),
    "no_color": (NoColorOption, False),
    "quiet": (QuietOption, False),
    "wait": (WaitOption, None),
    "debug": (DebugOption, False),
}


def with_context(function: Callable[..., None], options: Options | None = None) -> Callable[..., None]:
    """Return a command's function as Typer calls it: with the global options and the context added.

    Args:
        function: its first parameter is the context. If `options` are passed, the type of its second parameter has a
            class method `parse(context, values)`, which converts them. The other parameters are the command's own.
        options: groups of options that the command shares with others.
    """
    hints = get_type_hints(function, include_extras=True)
    own = list(inspect.signature(function).parameters.values())[1:]
    shared = options or {}
    parser = hints[own.pop(0).name] if shared else None

    @wraps(function)
    def call(ctx: typer.Context, **values: Any) -> None:
        context: Context = ctx.obj
        apply_global_options(context, **{name: values.pop(name) for name in _GLOBAL_OPTIONS})
        parsed = [] if parser is None else [parser.parse(context, {name: values.pop(name) for name in shared})]
        function(context, *parsed, **values)

    keyword_only = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *(parameter.replace(kind=keyword_only, annotation=hints[parameter.name]) for parameter in own),
        *(
            inspect.Parameter(name, keyword_only, default=default, annotation=annotation)
            for name, (annotation, default) in {**shared, **_GLOBAL_OPTIONS}.items()
        ),
    ]
    del call.__wrapped__  # or Typer would read the function's own signature
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def command(
    group: typer.Typer,
    name: str,
    *,
    example: str,
    options: Options | None = None,
    bare: Mapping[str, IsValue] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that registers a function as a command of a group.

    Args:
        group: the group.
        name: name of the command.
        example: command line to show in the help.
        options: groups of options that the command shares with others; see `with_context`.
        bare: options that may be typed without a value; see `command_class`.
    """
    kind = command_class(bare) if bare else None

    def register(function: Callable[..., None]) -> Callable[..., None]:
        group.command(name, cls=kind, epilog=f"Example: {example}")(with_context(function, options))
        return function

    return register


def open_store(context: Context, verb: str = "") -> Store:
    """Return the store that a command works on.

    Args:
        context: where to look for it.
        verb: name of a command that changes the store, for its history and for processes that wait; empty to read.

    Raises:
        NorecError: if there is no store.
    """
    folder, display_name, origin = find_store(context.options.store, context.environ.get("NOREC_STORE"), context.cwd)
    return Store(
        folder,
        display_name,
        author=Author(verb, context.who() if verb else "", context.moment()),
        tell=lambda line: tell(context, line),
        origin=origin,
        wait=context.options.wait,
        holder=context.describe_self(verb),
    )


def apply_global_options(
    context: Context,
    *,
    store: str | None,
    color: str | None,
    no_color: bool,
    quiet: bool,
    wait: str | None,
    debug: bool,
) -> None:
    """Put the global options into the context; one typed after the verb overrides one typed before the noun."""
    arguments = ArgumentReader()
    color_choice = arguments.convert("--color", one_of(("auto", "always", "never")), color)
    seconds = arguments.convert("--wait", fraction(0, _LONGEST_WAIT), wait)
    arguments.raise_problems()
    before = context.options
    context.options = msgspec.structs.replace(
        before,
        store=before.store if store is None else store,
        color="never" if no_color else color_choice or before.color,
        quiet=quiet or before.quiet,
        wait=before.wait if seconds is None else float(seconds),
        debug=debug or before.debug,
    )
