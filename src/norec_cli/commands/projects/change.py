"""`norec projects rename`, `end`, `remove`, `coordinator`, `assess`, `round`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day
from norec_cli.commands.partners.add import check_id
from norec_cli.commands.projects.group import ProjectId, app, checked
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.project import Project
from norec_cli.render.screen import confirm
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import edit_project, remove_project, rename_project
from norec_cli.store.formats.toml_values import to_toml


@command(app, "rename", example="norec projects rename grid-arendal-2011 grid-2011")
def rename(
    context: Context, project_id: ProjectId, new: Annotated[str, typer.Argument(metavar="NEW", help="The id it gets.")]
) -> None:
    """Give a project another id."""
    arguments = ArgumentReader()
    arguments.convert("NEW", check_id, new)
    arguments.raise_errors()
    project_id = rename_project(open_store(context, "projects rename"), project_id, new)
    confirm(context, new, f"Renamed project {project_id} to {new}.")


@command(app, "end", example="norec projects end grid-arendal-2011 --on 2012-12-31")
def end(
    context: Context,
    project_id: ProjectId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The last day of the agreement.")],
) -> None:
    """Set the end of a project's agreement."""
    arguments = ArgumentReader()
    last = arguments.convert("--on", day(parse_day, context.today()), on)
    arguments.raise_errors()
    store = open_store(context, "projects end")
    project_id, _ = edit_project(
        store, project_id, lambda now, _: checked({**to_toml(now), "end": last}, {"end": "--on"})
    )
    confirm(context, project_id, f"Project {project_id} ends on {last}.")


@command(app, "remove", example="norec projects remove grid-arendal-2011")
def remove(context: Context, project_id: ProjectId) -> None:
    """Take a project out."""
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
    partner: Annotated[str, typer.Argument(metavar="ID", help="The partner that coordinates it, by id or name.")],
    chosen_by: Annotated[
        list[str], typer.Option("--chosen-by", metavar="ID", help="A partner that chose it, by id or name.")
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="When; else today.")] = None,
) -> None:
    """Record which partner coordinates a project, and which partners chose it.

    Where it coordinates already, those that chose it are added to the others, and the day stays unless one is given.
    """
    arguments = ArgumentReader()
    given = arguments.convert("--on", day(parse_day, context.today()), on)
    arguments.raise_errors()

    def change(now: Project, books: Books) -> Project:
        chosen = books.partner_meant(partner)
        same = now.coordinator == chosen
        by = dict.fromkeys((*(now.chosen_by if same else ()), *map(books.partner_meant, chosen_by)))
        when = given or (same and now.chosen_on) or context.today()
        values = {"coordinator": chosen, "chosen_by": tuple(by), "chosen_on": when}
        return checked({**to_toml(now), **values}, {"coordinator": "ID", "chosen_by": "--chosen-by"})

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
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it was done.")],
    by: Annotated[
        list[str], typer.Option("--by", metavar="ID", help="A partner that took part, by id or name; repeatable.")
    ],
) -> None:
    """Record that needs and capacities were identified jointly; which they are stands on the partners.

    Partners that took part on the day that is recorded are added to the others; another day is another assessment.
    """
    arguments = ArgumentReader()
    when = arguments.convert("--on", day(parse_day, context.today()), on)
    arguments.raise_errors()

    def change(now: Project, books: Books) -> Project:
        took_part = map(books.partner_meant, by)
        names = dict.fromkeys((*(now.assessed_by if now.assessed_on == when else ()), *took_part))
        return checked({**to_toml(now), "assessed_on": when, "assessed_by": tuple(names)}, {"assessed_by": "--by"})

    project_id, project = edit_project(open_store(context, "projects assess"), project_id, change)
    names = ", ".join(project.assessed_by)
    confirm(context, project_id, f"Needs and capacities of {project_id} were assessed on {when} by {names}.")
