"""What every command has in common: its options, its example, its world."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.converters import fraction, one_of
from norec_cli.commands.common.report_options import Options
from norec_cli.context import Context
from norec_cli.render.screen import tell
from norec_cli.store.files.locate import find_store
from norec_cli.store.formats.history_jsonl import Author
from norec_cli.store.store import Store

_EVERYWHERE = "Everywhere"

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-C",
        metavar="DIR",
        help="The store; else NOREC_STORE, else the nearest at or above this folder.",
        rich_help_panel=_EVERYWHERE,
    ),
]
ColorOption = Annotated[
    str | None,
    typer.Option("--color", metavar="auto|always|never", help="Whether to use colour.", rich_help_panel=_EVERYWHERE),
]
NoColorOption = Annotated[
    bool, typer.Option("--no-color", help="The same as --color=never.", rich_help_panel=_EVERYWHERE)
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="No messages of success.", rich_help_panel=_EVERYWHERE)
]
DebugOption = Annotated[
    bool,
    typer.Option("--debug", help="The traceback of an unexpected error.", rich_help_panel=_EVERYWHERE),
]
WaitOption = Annotated[
    str | None,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        help="How long to wait for another process that changes the store; else 5.",
        rich_help_panel=_EVERYWHERE,
    ),
]
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
    """Return a command's function as Typer calls it: with the options that every command has, and the context.

    Args:
        function: its first parameter is the context. If options are given, its second has a type with a class method
            `parse(context, values)`, which makes its value of them. The others are the command's own options.
        options: groups of options that the command shares with others.
    """
    hints = get_type_hints(function, include_extras=True)
    own = list(inspect.signature(function).parameters.values())[1:]
    shared = options or {}
    kind = hints[own.pop(0).name] if shared else None

    @wraps(function)
    def call(ctx: typer.Context, **values: Any) -> None:
        context: Context = ctx.obj
        apply_global_options(context, **{name: values.pop(name) for name in _GLOBAL_OPTIONS})
        parsed = [] if kind is None else [kind.parse(context, {name: values.pop(name) for name in shared})]
        function(context, *parsed, **values)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *(parameter.replace(kind=keyword, annotation=hints[parameter.name]) for parameter in own),
        *(
            inspect.Parameter(name, keyword, default=default, annotation=annotation)
            for name, (annotation, default) in {**shared, **_GLOBAL_OPTIONS}.items()
        ),
    ]
    del call.__wrapped__  # or Typer would read the function's own signature
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def command(
    group: typer.Typer, name: str, *, example: str, options: Options | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that registers a function as a command of a group.

    Args:
        group: the group.
        name: the command's name.
        example: a command line that its help shows.
        options: groups of options that it shares with other commands; see `with_context`.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        group.command(name, epilog=f"Example: {example}")(with_context(function, options))
        return function

    return register


def open_store(context: Context, verb: str = "") -> Store:
    """The store that the command is about.

    Args:
        context: where to look.
        verb: what the command does to it, for a process that waits meanwhile.

    Raises:
        NorecError: if there is none.
    """
    folder, shown, origin = find_store(context.store, context.environ.get("NOREC_STORE"), context.cwd)
    return Store(
        folder,
        shown,
        author=Author(verb, context.who() if verb else "", context.moment()),
        tell=lambda line: tell(context, line),
        origin=origin,
        wait=context.lock_wait,
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
    """Note what was chosen; what stands after the verb goes before what stands before the noun."""
    arguments = ArgumentReader()
    chosen = arguments.convert("--color", one_of(("auto", "always", "never")), color)
    seconds = arguments.convert("--wait", fraction(0, _LONGEST_WAIT), wait)
    arguments.raise_errors()
    context.lock_wait = context.lock_wait if seconds is None else float(seconds)
    context.store = store if store is not None else context.store
    context.color = "never" if no_color else chosen or context.color  # type: ignore[assignment]  # checked above
    context.quiet = quiet or context.quiet
    context.debug = debug or context.debug
