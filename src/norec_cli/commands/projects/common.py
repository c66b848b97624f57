"""The group `norec projects`, and parts that its commands share."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.converters import day, one_of, token, whole_number
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.project import AREA_NAMES, GOALS, ISSUE_NAMES, TYPES, Project

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Partners that cooperate under one agreement.")

ProjectId = Annotated[str, typer.Argument(metavar="PROJECT", help="Project, by id or title.")]
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
    """Return the areas, issues and goals that were typed, by field; the first of each is the main one."""
    return {
        "areas": arguments.convert_all("--area", token(AREA_NAMES), area),
        "issues": arguments.convert_all("--issue", token(ISSUE_NAMES), issue),
        "goals": arguments.convert_all("--sdg", whole_number(1, GOALS), sdg),
    }


def take_dates(arguments: ArgumentReader, context: Context, words: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the dates that were typed, by field; an empty text for one to clear, None for one that wasn't typed."""
    a_day = day(parse_day, context.today())
    return {
        field: "" if word == "" else arguments.convert(FLAGS.get(field, f"--{field.replace('_', '-')}"), a_day, word)
        for field, word in words.items()
    }


def take_type(arguments: ArgumentReader, word: str | None) -> str | None:
    """Return the type that was typed; an empty text to clear it, None if it wasn't typed."""
    return "" if word == "" else arguments.convert("--type", one_of(TYPES), word)


def make_project(values: Mapping[str, Any], flags: Mapping[str, str] | None) -> Project:
    """Return a project made of values; raise UsageError with everything that is wrong.

    Args:
        values: values by field.
        flags: options of fields where this command differs from `FLAGS`; None if no options were typed.
    """
    return ArgumentReader().validate(Project, values, None if flags is None else {**FLAGS, **flags})
