"""`norec projects add`."""

from typing import Annotated, Any

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import check_id
from norec_cli.commands.projects.common import Words, app, make_project, take_dates, take_lists, take_type
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.ids import new_id_problem, slug
from norec_cli.model.project import AREA_NAMES, ISSUE_NAMES, Project
from norec_cli.model.wording import shorten
from norec_cli.model.years import check_year_start
from norec_cli.render.screen import confirm
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import add_project

YearStartOption = Annotated[
    str | None,
    typer.Option("--year-start", metavar="MM-DD", help="Day on which its years begin; default: as in the store."),
]


@command(
    app,
    "add",
    example="norec projects add 'Water and soil' --partner nema-ug --partner zema-zm --area climate --sdg 13",
)
def add(
    context: Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Title of the project.")],
    partner: Annotated[
        list[str],
        typer.Option("--partner", metavar="ID", help="Partner of it, by id or name; two or more, repeatable."),
    ],
    project_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Id; default: made of the title.")
    ] = None,
    coordinator: Annotated[
        str | None, typer.Option("--coordinator", metavar="ID", help="Partner that coordinates it, by id or name.")
    ] = None,
    chosen_by: Annotated[
        Words,
        typer.Option(
            "--chosen-by", metavar="ID", help="Partner that chose the coordinator, by id or name; repeatable."
        ),
    ] = None,
    chosen_on: Annotated[
        str | None, typer.Option("--chosen-on", metavar="DATE", help="Day on which the coordinator was chosen.")
    ] = None,
    area: Annotated[
        Words,
        typer.Option("--area", metavar="|".join(AREA_NAMES), help="Priority area, the main one first; repeatable."),
    ] = None,
    issue: Annotated[
        Words, typer.Option("--issue", metavar="|".join(ISSUE_NAMES), help="Cross-cutting issue; repeatable.")
    ] = None,
    sdg: Annotated[
        Words, typer.Option("--sdg", metavar="N", help="Sustainable development goal, the main one first; repeatable.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day of the agreement.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day of the agreement.")] = None,
    type_: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="Type; default: derived from the partners' countries."),
    ] = None,
    agreement: Annotated[
        str | None, typer.Option("--agreement", metavar="TEXT", help="Number of the agreement.")
    ] = None,
    year_start: YearStartOption = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Note.")] = None,
) -> None:
    """Add a project and print its id."""
    arguments = ArgumentReader()
    chosen_id = arguments.convert("--id", check_id, project_id)
    values = {
        **take_lists(arguments, area, issue, sdg),
        **take_dates(arguments, context, {"start": start, "end": end, "chosen_on": chosen_on}),
        "type": take_type(arguments, type_),
        "title": title.strip(),
        "agreement": agreement,
        "year_start": arguments.convert("--year-start", check_year_start, year_start),
        "note": note,
    }
    if coordinator is None and (chosen_by or chosen_on):
        arguments.add_problem("--chosen-by and --chosen-on need --coordinator")
    arguments.raise_problems()
    new_id = chosen_id or _id_of(title)

    def make(books: Books) -> Project:
        named: dict[str, Any] = {
            "partners": tuple(map(books.partner_id_or_text, partner)),
            "coordinator": None if coordinator is None else books.partner_id_or_text(coordinator),
            "chosen_by": tuple(map(books.partner_id_or_text, chosen_by or ())),
        }
        return make_project({**values, **named}, {})

    project = add_project(open_store(context, "projects add"), new_id, make)
    confirm(context, new_id, f"Added project {new_id}: {project.title}, {len(project.partners)} partners.")


def _id_of(title: str) -> str:
    """Return the id that a title gives; raise UsageError if it gives none that a new project can have."""
    new_id = slug(title)
    if not new_id:
        raise UsageError(f'the title "{shorten(title)}" gives no id: choose one with --id')
    if problem := new_id_problem(new_id):
        raise UsageError(f'the id "{new_id}" {problem} with --id')
    return new_id
