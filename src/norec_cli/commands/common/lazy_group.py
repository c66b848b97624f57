"""Groups of commands that load each when it is asked for: a command should not wait for the others."""

from functools import cache
from importlib import import_module
from keyword import iskeyword
from typing import Any

import typer
from typer.core import TyperGroup


def lazy_group(package: str, *names: str) -> type[TyperGroup]:
    """A kind of group whose commands, or groups, each stand in a module of that name, as its `app`.

    Args:
        package: where the modules are.
        names: of the modules and the commands, in the order of the help; where Python keeps a name for itself, as
            `import`, the module's has an s behind it.
    """

    class Lazy(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
            return list(names)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
            if cmd_name not in names:
                for name in names:  # the message about a wrong one names the nearest of all
                    self._load(name)
                return None
            return self._load(cmd_name)

        def _load(self, name: str) -> Any:
            if name not in self.commands:
                self.commands[name] = _load_command(f"{package}.{name}s" if iskeyword(name) else f"{package}.{name}")
                self.commands[name].name = name
            return self.commands[name]

    return Lazy


@cache
def _load_command(module: str) -> Any:
    """Return the command of a module's `app`, made once: Typer keeps the converters of its options with it."""
    return typer.main.get_command(import_module(module).app)
