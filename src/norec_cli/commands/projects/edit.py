"""`norec projects edit`."""

from typing import Annotated, Any

import typer

from norec_cli.commands.editor import edit_record
from norec_cli.commands.options import command, open_store
from norec_cli.commands.projects.group import (
    CLEAR,
    ProjectId,
    Words,
    app,
    checked,
    take_dates,
    take_lists,
    take_type,
)
from norec_cli.commands.typed import Typed
from norec_cli.context import World
from norec_cli.model.faults import Refused
from norec_cli.model.project import AREA_NAMES, ISSUE_NAMES, Project
from norec_cli.render.screen import confirm
from norec_cli.store.project_changes import edit_project
from norec_cli.store.records import table_of


@command(app, "edit", example="norec projects edit grid-arendal-2011 --area climate --add-partner nesda-ci")
def edit(
    world: World,
    project_id: ProjectId,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What it is called.")] = None,
    partner: Annotated[Words, typer.Option("--partner", metavar="ID", help="All its partners; repeatable.")] = None,
    add_partner: Annotated[Words, typer.Option("--add-partner", metavar="ID", help="One more partner.")] = None,
    remove_partner: Annotated[Words, typer.Option("--remove-partner", metavar="ID", help="A partner less.")] = None,
    area: Annotated[Words, typer.Option("--area", metavar="|".join(AREA_NAMES), help="All its areas.")] = None,
    issue: Annotated[Words, typer.Option("--issue", metavar="|".join(ISSUE_NAMES), help="All its issues.")] = None,
    sdg: Annotated[Words, typer.Option("--sdg", metavar="N", help="All its goals, the main one first.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help=f"Its first day. {CLEAR}")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help=f"Its last day. {CLEAR}")] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help=f"Its type. {CLEAR}")] = None,
    agreement: Annotated[str | None, typer.Option("--agreement", metavar="TEXT", help=f"Its number. {CLEAR}")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=f"Anything else. {CLEAR}")] = None,
) -> None:
    """Change what is recorded of a project; without flags, in your editor."""
    typed = Typed()
    lists = {key: value for key, value in take_lists(typed, area, issue, sdg).items() if value}
    given = {
        **take_dates(typed, world, {"start": start, "end": end}),
        "type": take_type(typed, type_),
        "title": title,
        "agreement": agreement,
        "note": note,
    }
    typed.refuse_if_wrong()
    given = {key: value for key, value in given.items() if value is not None}
    store = open_store(world, "projects edit")
    if given or lists or partner or add_partner or remove_partner:
        project = edit_project(
            store, project_id, lambda now: _with(now, {**given, **lists}, partner, add_partner, remove_partner)
        )
    else:
        with store.books() as books:
            table = table_of(books.project(project_id))
        project = edit_record(
            world,
            f"project-{project_id}",
            table,
            lambda values: edit_project(store, project_id, lambda now: _from_editor(now, table, values)),
        )
    confirm(world, project_id, f"Changed project {project_id}: {project.title}.")


def _with(now: Project, given: dict[str, Any], partners: Words, added: Words, removed: Words) -> Project:
    """A project with what was typed: a value given replaces, an empty one clears."""
    values = {**table_of(now), **given}
    names = list(partners or now.partners)
    missing = [name for name in removed or () if name not in names]
    if missing:
        raise Refused(*(f'"{name}" is no partner of the project' for name in missing))
    names = [name for name in names if name not in (removed or ())]
    values["partners"] = [*names, *(name for name in added or () if name not in names)]
    recorded = ("coordinator", "chosen_by", "assessed_by")  # not typed here, and so called as in the file
    return checked(
        {key: value for key, value in values.items() if value != "" or key == "title"},
        {"title": "--title", **{field: field for field in recorded}},
    )


def _from_editor(now: Project, before: dict[str, Any], values: dict[str, Any]) -> Project:
    """The record that came out of an editor, if the one in the store is still what went in."""
    if table_of(now) != before:
        raise Refused("somebody else changed this record meanwhile: nothing was changed")
    return checked(values, None)
