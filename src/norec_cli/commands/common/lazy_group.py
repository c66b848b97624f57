"""Groups that load each command only when it runs, so that none waits for the code of the others."""

from functools import cache
from importlib import import_module
from keyword import iskeyword
from typing import Any

import typer
from typer.core import TyperGroup


def lazy_group(package: str, *names: str) -> type[TyperGroup]:
    """Return a class of groups whose commands are each the `app` of a module with the command's name.

    Args:
        package: package of the modules.
        names: names of the commands, in the order of the help; a command named like a Python keyword lives in a module
            with an s: `import` in `imports`.
    """

    class LazyGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
            return list(names)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
            if cmd_name not in names:
                for name in names:  # so that the message about a wrong name can suggest one
                    self._load(name)
                return None
            return self._load(cmd_name)

        def _load(self, name: str) -> Any:
            if name not in self.commands:
                self.commands[name] = _load_command(f"{package}.{name}s" if iskeyword(name) else f"{package}.{name}")
                self.commands[name].name = name
            return self.commands[name]

    return LazyGroup


@cache
def _load_command(module: str) -> Any:
    """Return the command of a module's `app`; Typer builds it only once."""
    return typer.main.get_command(import_module(module).app)
