"""What every command has in common: its options, its example, its world."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.converters import fraction, one_of
from norec_cli.context import World
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
_COMMON: dict[str, tuple[Any, Any]] = {
    "store": (StoreOption, None),
    "color": (ColorOption, None),
    "no_color": (NoColorOption, False),
    "quiet": (QuietOption, False),
    "wait": (WaitOption, None),
    "debug": (DebugOption, False),
}


def with_world(function: Callable[..., None]) -> Callable[..., None]:
    """A command's function as Typer calls it: with the options that stand everywhere, and the world.

    Args:
        function: its first parameter is the world; the second, if it is of a kind that brings options of its own, as
            `Asked` brings those of a view, is made of their words; the others are the command's own.
    """
    hints = get_type_hints(function, include_extras=True)
    own = list(inspect.signature(function).parameters.values())[1:]
    kind = hints[own[0].name] if own and hasattr(hints[own[0].name], "OPTIONS") else None
    brought: dict[str, tuple[Any, Any]] = {} if kind is None else kind.OPTIONS
    own = own if kind is None else own[1:]

    @wraps(function)
    def call(ctx: typer.Context, **given: Any) -> None:
        world: World = ctx.obj
        _choose(world, **{name: given.pop(name) for name in _COMMON})
        made = [] if kind is None else [kind.typed(world, {name: given.pop(name) for name in brought})]
        function(world, *made, **given)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *(parameter.replace(kind=keyword, annotation=hints[parameter.name]) for parameter in own),
        *(
            inspect.Parameter(name, keyword, default=default, annotation=annotation)
            for name, (annotation, default) in {**brought, **_COMMON}.items()
        ),
    ]
    del call.__wrapped__  # or Typer would read the function's own signature
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def command(group: typer.Typer, name: str, *, example: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a command of a group; the example stands in its help."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        group.command(name, epilog=f"Example: {example}")(with_world(function))
        return function

    return register


def open_store(world: World, verb: str = "") -> Store:
    """The store that the command is about.

    Args:
        world: where to look.
        verb: what the command does to it, for a process that waits meanwhile.

    Raises:
        Refused: if there is none.
    """
    folder, shown, origin = find_store(world.store, world.environ.get("NOREC_STORE"), world.cwd)
    return Store(
        folder,
        shown,
        author=Author(verb, world.who() if verb else "", world.moment()),
        tell=lambda line: tell(world, line),
        origin=origin,
        wait=world.lock_wait,
        holder=world.describe_self(verb),
    )


def _choose(
    world: World,
    *,
    store: str | None,
    color: str | None,
    no_color: bool,
    quiet: bool,
    wait: str | None,
    debug: bool,
) -> None:
    """Note what was chosen; what stands after the verb goes before what stands before the noun."""
    typed = Typed()
    chosen = typed.take("--color", one_of(("auto", "always", "never")), color)
    seconds = typed.take("--wait", fraction(0, _LONGEST_WAIT), wait)
    typed.refuse_if_wrong()
    world.lock_wait = world.lock_wait if seconds is None else float(seconds)
    world.store = store if store is not None else world.store
    world.color = "never" if no_color else chosen or world.color  # type: ignore[assignment]  # checked above
    world.quiet = quiet or world.quiet
    world.debug = debug or world.debug
