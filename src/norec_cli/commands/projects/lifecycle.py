"""`norec projects rename`, `end`, `remove`, `coordinator`, `assess`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import convert_argument
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import check_id, day
from norec_cli.commands.projects.common import ProjectId, app, make_project
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.project import Project
from norec_cli.render.screen import confirm
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import edit_project, remove_project, rename_project
from norec_cli.store.formats.toml_values import to_toml


@command(app, "rename", example="norec projects rename grid-arendal-2011 grid-2011")
def rename(
    context: Context, project_id: ProjectId, new: Annotated[str, typer.Argument(metavar="NEW", help="New id.")]
) -> None:
    """Change the id of a project."""
    convert_argument("NEW", check_id, new)
    project_id = rename_project(open_store(context, "projects rename"), project_id, new)
    confirm(context, new, f"Renamed project {project_id} to {new}.")


@command(app, "end", example="norec projects end grid-arendal-2011 --on 2012-12-31")
def end(
    context: Context,
    project_id: ProjectId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Last day of the agreement.")],
) -> None:
    """Set the last day of a project's agreement."""
    last = convert_argument("--on", day(parse_day, context.today()), on)
    store = open_store(context, "projects end")
    project_id, _ = edit_project(
        store, project_id, lambda now, _: make_project({**to_toml(now), "end": last}, {"end": "--on"})
    )
    confirm(context, project_id, f"Project {project_id} ends on {last}.")


@command(app, "remove", example="norec projects remove grid-arendal-2011")
def remove(context: Context, project_id: ProjectId) -> None:
    """Remove a project."""
    project_id = remove_project(open_store(context, "projects remove"), project_id)
    confirm(context, project_id, f"Removed project {project_id}.")


@command(
    app,
    "coordinator",
    example="norec projects coordinator grid-arendal-2011 grid-arendal-no --chosen-by nema-ug --on 2011-06-01",
)
def coordinator(
    context: Context,
    project_id: ProjectId,
    partner: Annotated[str, typer.Argument(metavar="ID", help="Partner that coordinates it, by id or name.")],
    chosen_by: Annotated[
        list[str], typer.Option("--chosen-by", metavar="ID", help="Partner that chose it, by id or name; repeatable.")
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of the choice; default: today.")] = None,
) -> None:
    """Record which partner coordinates a project, and which partners chose it.

    If it already coordinates the project, the partners that chose it are added, and the day stays unless you give one.
    """
    typed_day = convert_argument("--on", day(parse_day, context.today()), on)

    def change(now: Project, books: Books) -> Project:
        chosen = books.partner_id_or_text(partner)
        same = now.coordinator == chosen
        by = dict.fromkeys((*(now.chosen_by if same else ()), *map(books.partner_id_or_text, chosen_by)))
        when = typed_day or (same and now.chosen_on) or context.today()
        values = {"coordinator": chosen, "chosen_by": tuple(by), "chosen_on": when}
        return make_project({**to_toml(now), **values}, {"coordinator": "ID", "chosen_by": "--chosen-by"})

    project_id, project = edit_project(open_store(context, "projects coordinator"), project_id, change)
    names = ", ".join(project.chosen_by)
    confirm(
        context,
        project_id,
        f"{project.coordinator} coordinates {project_id}, chosen by {names} on {project.chosen_on}.",
    )


@command(app, "assess", example="norec projects assess grid-arendal-2011 --on 2011-05-10 --by nema-ug --by zema-zm")
def assess(
    context: Context,
    project_id: ProjectId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Day of the assessment.")],
    by: Annotated[
        list[str], typer.Option("--by", metavar="ID", help="Partner that took part, by id or name; repeatable.")
    ],
) -> None:
    """Record that partners assessed their needs and capacities together; norec partners edit records which they are.

    On the same day as recorded before, the partners are added; another day replaces that assessment.
    """
    when = convert_argument("--on", day(parse_day, context.today()), on)

    def change(now: Project, books: Books) -> Project:
        took_part = map(books.partner_id_or_text, by)
        names = dict.fromkeys((*(now.assessed_by if now.assessed_on == when else ()), *took_part))
        return make_project({**to_toml(now), "assessed_on": when, "assessed_by": tuple(names)}, {"assessed_by": "--by"})

    project_id, project = edit_project(open_store(context, "projects assess"), project_id, change)
    names = ", ".join(project.assessed_by)
    confirm(context, project_id, f"Needs and capacities of {project_id} were assessed on {when} by {names}.")
