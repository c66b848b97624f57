"""`norec projects list` and `show`."""

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import JUDGING, OF_EXCHANGES, OF_ROWS
from norec_cli.commands.common.report_query import Asked
from norec_cli.commands.projects.group import ProjectId, app
from norec_cli.context import World
from norec_cli.render.layouts.projects import lay_out_project, lay_out_projects
from norec_cli.reports.core.groups import Grouping


@command(app, "list", example="norec projects list --sort title")
def list_all(world: World, asked: Asked) -> None:
    """List the projects, by id; with --partner or --country those that have such a partner."""
    asked = asked.checked().without(*JUDGING, *OF_EXCHANGES, "as_of")
    with open_store(world).books() as books:
        view = asked.view(books)
        grouping = Grouping(books.partners, view)
        shown = {key: one for key, one in books.projects.items() if grouping.shows_together(one.partners)}
        sheet = lay_out_projects(shown, books.partners, view)
    asked.show(sheet)


@command(app, "show", example="norec projects show grid-arendal-2011")
def show_one(world: World, asked: Asked, project_id: ProjectId) -> None:
    """Show everything recorded of one project."""
    asked = asked.checked().without(*JUDGING, *OF_ROWS, *OF_EXCHANGES, "as_of")
    with open_store(world).books() as books:
        project_id = books.project_id(project_id)
        asked.show(lay_out_project(project_id, books.project(project_id), books.partners))
