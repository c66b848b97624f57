"""The options that select exchanges, as they were typed, and which exchanges they mean."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.converters import day, token, whole_number
from norec_cli.model.dates import FIRST, LAST, parse_first_day, parse_last_day
from norec_cli.model.settings import MOST
from norec_cli.reports.core.query import Selection

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Words = Mapping[str, Any]


def areas_of(words: Words, typed: Typed) -> tuple[str, ...]:
    """The areas that are asked for."""
    if not words["area"]:
        return ()
    from norec_cli.model.project import AREA_NAMES  # noqa: PLC0415 - few ask, and it takes its time to load

    return tuple(dict.fromkeys(typed.take_all("--area", token(AREA_NAMES), words["area"])))


def members_of(words: Words, projects: "Mapping[str, Project]") -> tuple[str, ...]:
    """The partners of the projects that are asked for."""
    return tuple(name for key in words["project"] or () if key in projects for name in projects[key].partners)


def selection_of(words: Words, typed: Typed, today: date, projects: "Mapping[str, Project]") -> Selection:
    """The exchanges that are asked for; what is wrong is gathered.

    Args:
        words: the options' words by name.
        typed: gathers what is wrong.
        today: the day.
        projects: the register by id; empty while only the words are looked at.
    """
    since = typed.take("--since", day(parse_first_day, today), words["since"])
    until = typed.take("--until", day(parse_last_day, today), words["until"])
    if since is not None and until is not None and since > until:
        typed.blame(f"--since {since} is after --until {until}")
    return Selection(
        year=typed.take("--year", whole_number(FIRST.year, LAST.year), words["year"]),
        since=since,
        until=until,
        projects=_projects_of(words, typed, projects),
        round=typed.take("--round", whole_number(1, MOST), words["round"]),
    )


def _projects_of(words: Words, typed: Typed, projects: "Mapping[str, Project]") -> frozenset[str] | None:
    """The projects whose exchanges count; None for all."""
    named, areas = words["project"], set(areas_of(words, typed))
    if not named and not areas:
        return None
    return frozenset(
        key
        for key, project in projects.items()
        if (not named or key in named) and (not areas or areas.intersection(project.areas))
    )
