"""`norec projects list` and `show`."""

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.report_options import OUTPUT, REGISTER
from norec_cli.commands.common.report_query import ReportOptions
from norec_cli.commands.projects.common import ProjectId, app
from norec_cli.context import Context
from norec_cli.render.layouts.projects import lay_out_project, lay_out_projects
from norec_cli.reports.core.groups import Grouping


@command(app, "list", example="norec projects list --sort title", options=REGISTER)
def list_all(context: Context, options: ReportOptions) -> None:
    """List the projects by id; --partner and --country select those that have such a partner."""
    with open_store(context).books() as books:
        query = options.query(books)
        grouping = Grouping(books.partners, query)
        chosen = {key: project for key, project in books.projects.items() if grouping.shows_together(project.partners)}
        sheet = lay_out_projects(chosen, books.partners, query)
    options.show(sheet)


@command(app, "show", example="norec projects show grid-arendal-2011", options=OUTPUT)
def show_one(context: Context, options: ReportOptions, project_id: ProjectId) -> None:
    """Show everything recorded about one project."""
    with open_store(context).books() as books:
        project_id = books.project_id(project_id)
        options.show(lay_out_project(project_id, books.projects[project_id], books.partners))
