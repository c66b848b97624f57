"""`norec projects edit`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import day, one_of, token, whole_number
from norec_cli.commands.common.record_edit import CLEAR, CLEAR_ALL, RecordEdit, Words, edit_by_hand
from norec_cli.commands.projects.common import ProjectId, app, make_project
from norec_cli.context import Context
from norec_cli.model.dates import parse_day
from norec_cli.model.project import AREA_NAMES, GOALS, ISSUE_NAMES, TYPES, Project
from norec_cli.model.years import check_year_start
from norec_cli.render.screen import confirm
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import edit_project
from norec_cli.store.formats.toml_values import to_toml
from norec_cli.store.store import Store

# Fields without an option of this command; messages name them as the file does.
_NOT_TYPED = {field: field for field in ("coordinator", "chosen_by", "assessed_by")}


@command(app, "edit", example="norec projects edit grid-arendal-2011 --area climate --add-partner nesda-ci")
def edit(
    context: Context,
    project_id: ProjectId,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title.")] = None,
    partner: Annotated[
        Words, typer.Option("--partner", metavar="ID", help="Replace all partners, by id or name; repeatable.")
    ] = None,
    add_partner: Annotated[
        Words, typer.Option("--add-partner", metavar="ID", help="Add this partner; repeatable.")
    ] = None,
    remove_partner: Annotated[
        Words, typer.Option("--remove-partner", metavar="ID", help="Remove this partner; repeatable.")
    ] = None,
    area: Annotated[
        Words,
        typer.Option(
            "--area", metavar="|".join(AREA_NAMES), help=f"Replace all areas, the main one first; {CLEAR_ALL}"
        ),
    ] = None,
    issue: Annotated[
        Words, typer.Option("--issue", metavar="|".join(ISSUE_NAMES), help=f"Replace all issues; {CLEAR_ALL}")
    ] = None,
    sdg: Annotated[
        Words, typer.Option("--sdg", metavar="N", help=f"Replace all goals, the main one first; {CLEAR_ALL}")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help=f"First day of the agreement; {CLEAR}")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--end", metavar="DATE", help=f"Last day of the agreement; {CLEAR}")
    ] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help=f"Type; {CLEAR}")] = None,
    agreement: Annotated[
        str | None, typer.Option("--agreement", metavar="TEXT", help=f"Number of the agreement; {CLEAR}")
    ] = None,
    year_start: Annotated[
        str | None, typer.Option("--year-start", metavar="MM-DD", help=f"Day on which its years begin; {CLEAR}")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=f"Note; {CLEAR}")] = None,
) -> None:
    """Change a project; without options, in your editor."""
    arguments = ArgumentReader()
    edits = RecordEdit(arguments)
    a_day = day(parse_day, context.today())
    edits.convert("title", "--title", title, needed=True)
    edits.convert("start", "--start", start, a_day)
    edits.convert("end", "--end", end, a_day)
    edits.convert("type", "--type", type_, one_of(TYPES))
    edits.convert("agreement", "--agreement", agreement)
    edits.convert("year_start", "--year-start", year_start, check_year_start)
    edits.convert("note", "--note", note)
    edits.take_list("partners", "partner", partner, add_partner, remove_partner, needed=True)
    edits.take_list("areas", "area", area, convert=token(AREA_NAMES))
    edits.take_list("issues", "issue", issue, convert=token(ISSUE_NAMES))
    edits.take_list("goals", "sdg", sdg, convert=whole_number(1, GOALS))
    arguments.raise_problems()
    store = open_store(context, "projects edit")
    if edits:

        def change(now: Project, books: Books) -> Project:
            edits.name("partners", books.partner_id_or_text)
            return make_project(edits.applied_to_table(to_toml(now)), {"title": "--title", **_NOT_TYPED})

        project_id, project = edit_project(store, project_id, change)
    else:
        project_id, project = _edit_by_hand(context, store, project_id)
    confirm(context, project_id, f"Changed project {project_id}: {project.title}.")


def _edit_by_hand(context: Context, store: Store, named: str) -> tuple[str, Project]:
    """Let a person change a project in their editor; return its id and the new record."""
    with store.books() as books:
        project_id = books.project_id(named)
        before = to_toml(books.projects[project_id])
    return edit_by_hand(
        context,
        f"project-{project_id}",
        before,
        to_toml,
        lambda values: make_project(values, None),
        lambda revise: edit_project(store, project_id, lambda now, _: revise(now)),
    )
