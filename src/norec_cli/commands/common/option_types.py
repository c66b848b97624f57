"""Declarations of options for Typer, with their place in the help."""

from typing import Annotated, Any

import typer

# Declaration for Typer and default, by the name of the parameter.
Options = dict[str, tuple[Any, Any]]


def text_option(panel: str | None, *names: str, metavar: str, text: str) -> tuple[Any, Any]:
    """Return an option with a text; None if it isn't typed.

    Args:
        panel: the heading under which the help lists it; None for the general one.
        names: its names.
        metavar: what the help calls its value.
        text: what the help says of it.
    """
    return Annotated[str | None, typer.Option(*names, metavar=metavar, help=text, rich_help_panel=panel)], None


def texts_option(panel: str | None, *names: str, metavar: str, text: str) -> tuple[Any, Any]:
    """Return an option that may be repeated, with a list of texts; see `text_option`."""
    help_text = f"{text}; repeatable."
    return Annotated[
        list[str] | None, typer.Option(*names, metavar=metavar, help=help_text, rich_help_panel=panel)
    ], None


def flag_option(panel: str | None, *names: str, text: str) -> tuple[Any, Any]:
    """Return an option without a value, which is False if it isn't typed; see `text_option`."""
    return Annotated[bool, typer.Option(*names, help=text, rich_help_panel=panel)], False
