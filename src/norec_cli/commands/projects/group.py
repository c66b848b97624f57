"""The group of commands, and what they share."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.converters import day, one_of, token, whole_number
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.project import AREA_NAMES, GOALS, ISSUE_NAMES, TYPES, Project

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Partners that cooperate under one agreement.")

CLEAR = "An empty one clears it."
ProjectId = Annotated[str, typer.Argument(metavar="PROJECT", help="The project, by id or title.")]
Words = list[str] | None

FLAGS = {
    "title": "TITLE",
    "partners": "--partner",
    "areas": "--area",
    "issues": "--issue",
    "goals": "--sdg",
    "chosen_by": "--chosen-by",
    "chosen_on": "--chosen-on",
    "rounds": "round",
}


def take_lists(arguments: ArgumentReader, area: Words, issue: Words, sdg: Words) -> dict[str, tuple[Any, ...]]:
    """The areas, issues and goals that were typed; the first of each is the main one."""
    return {
        "areas": arguments.convert_all("--area", token(AREA_NAMES), area),
        "issues": arguments.convert_all("--issue", token(ISSUE_NAMES), issue),
        "goals": arguments.convert_all("--sdg", whole_number(1, GOALS), sdg),
    }


def take_dates(arguments: ArgumentReader, context: Context, words: Mapping[str, str | None]) -> dict[str, Any]:
    """The days that were typed, by field; an empty word clears."""
    a_day = day(parse_day, context.today())
    return {
        field: "" if word == "" else arguments.convert(FLAGS.get(field, f"--{field.replace('_', '-')}"), a_day, word)
        for field, word in words.items()
    }


def take_type(arguments: ArgumentReader, word: str | None) -> str | None:
    """The type that was typed; an empty word clears."""
    return "" if word == "" else arguments.convert("--type", one_of(TYPES), word)


def checked(values: Mapping[str, Any], flags: Mapping[str, str] | None) -> Project:
    """A project made of values.

    Args:
        values: its fields.
        flags: how this command calls a field, where it is otherwise than most; None if no flags were typed.

    Raises:
        UsageError: with everything that is wrong.
    """
    arguments = ArgumentReader()
    project = arguments.validate(Project, values, None if flags is None else {**FLAGS, **flags})
    arguments.raise_errors()
    assert project is not None  # noqa: S101 - no faults, so there is one; this tells the type checker
    return project
