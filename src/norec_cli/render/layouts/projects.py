"""Lay out projects, as a list or a single record."""

from collections.abc import Mapping
from fractions import Fraction

from norec_cli.model.partner import Partner
from norec_cli.model.project import Project, project_type
from norec_cli.render.layouts.amounts import exact
from norec_cli.render.layouts.footnotes import nothing
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query

_LIST = (
    Column("id", "Project", flexible=True),
    Column("title", "Title", flexible=True),
    Column("type", "Type"),
    Column("partners", "Partners", flexible=True, drop_order=3),
    Column("coordinator", "Coordinator", flexible=True, drop_order=2),
    Column("areas", "Areas", flexible=True, drop_order=4),
    Column("goals", "Goals", drop_order=5),
    Column("start", "Start", drop_order=1),
    Column("end", "End", drop_order=1),
    Column("rounds", "Rounds", number=True, drop_order=6),
)
_MORE = (
    Column("chosen_by", "Chosen by"),
    Column("chosen_on", "Chosen on"),
    Column("assessed_on", "Assessed on"),
    Column("assessed_by", "Assessed by"),
    Column("issues", "Issues"),
    Column("agreement", "Agreement"),
    Column("note", "Note"),
    Column("rounds_and_plans", "Rounds and plans"),
)


# Only where a project has its own.
_OWN_YEARS = Column("year_start", "Years begin on")


def lay_out_projects(projects: Mapping[str, Project], partners: Mapping[str, Partner], query: Query) -> Sheet:
    """Return a list of projects as a sheet, without notes, which `projects show` prints."""
    return Sheet(
        title="Projects",
        columns=_LIST,
        rows=[_cells(project_id, project, partners) for project_id, project in projects.items()],
        json_header={"schema": "norec.projects.list/1"},
        totals={"rows": len(projects)},
        empty=nothing("projects", query),
    )


def lay_out_project(project_id: str, project: Project, partners: Mapping[str, Partner]) -> Sheet:
    """Return everything recorded about one project as a sheet."""
    rounds = tuple(
        f"{number}: {round_.start} to {round_.end}"
        + (f", report due {round_.report_due}" if round_.report_due else "")
        + (f", reported on {round_.reported_on}" if round_.reported_on else "")
        + (f", plan {', '.join(round_.plan)}" if round_.plan else "")
        for number, round_ in project.rounds.items()
    )
    more: tuple[Cell, ...] = (
        project.chosen_by,
        project.chosen_on,
        project.assessed_on,
        project.assessed_by,
        project.issues,
        project.agreement,
        project.note,
        rounds,
    )
    own_years = () if project.year_start is None else (_OWN_YEARS,)
    recorded = {number: round_.model_dump(mode="json") for number, round_ in project.rounds.items()}
    rules = {key: exact(Fraction(value)) for key, value in project.rules.model_dump(exclude_none=True).items()}
    return Sheet(
        title=project.title,
        columns=(*_LIST, *_MORE, *own_years),
        rows=[(*_cells(project_id, project, partners), *more, *([project.year_start] if own_years else []))],
        json_header={"schema": "norec.project/1"},
        totals={"rounds": recorded, "rules": rules},
        is_record=True,
    )


def _cells(project_id: str, project: Project, partners: Mapping[str, Partner]) -> tuple[Cell, ...]:
    return (
        project_id,
        project.title,
        project_type(project, partners),
        project.partners,
        project.coordinator,
        project.areas,
        tuple(str(goal) for goal in project.goals),
        project.start,
        project.end,
        len(project.rounds),
    )
