"""`norec projects add`."""

from typing import Annotated, Any

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.partners.add import check_id
from norec_cli.commands.projects.group import Words, app, checked, take_dates, take_lists, take_type
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.ids import new_id_problem, slug
from norec_cli.model.project import AREA_NAMES, ISSUE_NAMES, Project
from norec_cli.model.wording import shorten
from norec_cli.render.screen import confirm
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import add_project


@command(
    app,
    "add",
    example="norec projects add 'Water and soil' --partner nema-ug --partner zema-zm --area climate --sdg 13",
)
def add(
    context: Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the project is called.")],
    partner: Annotated[
        list[str], typer.Option("--partner", metavar="ID", help="A partner of it, by id or name; two or more.")
    ],
    project_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="Else made of the title.")] = None,
    coordinator: Annotated[
        str | None, typer.Option("--coordinator", metavar="ID", help="The partner that coordinates it.")
    ] = None,
    chosen_by: Annotated[Words, typer.Option("--chosen-by", metavar="ID", help="A partner that chose it.")] = None,
    chosen_on: Annotated[str | None, typer.Option("--chosen-on", metavar="DATE", help="When.")] = None,
    area: Annotated[
        Words, typer.Option("--area", metavar="|".join(AREA_NAMES), help="A priority area; the main one first.")
    ] = None,
    issue: Annotated[
        Words, typer.Option("--issue", metavar="|".join(ISSUE_NAMES), help="A cross-cutting issue; repeatable.")
    ] = None,
    sdg: Annotated[Words, typer.Option("--sdg", metavar="N", help="A development goal; the main one first.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day of the agreement.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Its last day.")] = None,
    type_: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="Where it is another than the partners' countries make it."),
    ] = None,
    agreement: Annotated[str | None, typer.Option("--agreement", metavar="TEXT", help="Its number.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything else.")] = None,
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
        "note": note,
    }
    if coordinator is None and (chosen_by or chosen_on):
        arguments.add_error("--chosen-by and --chosen-on need --coordinator")
    arguments.raise_errors()
    new_id = chosen_id or slug(title)
    if not new_id:
        raise UsageError(f'no id can be made of the title "{shorten(title)}": give one with --id')
    if problem := new_id_problem(new_id):
        raise UsageError(f'the id "{new_id}" {problem} with --id')

    def make(books: Books) -> Project:
        named: dict[str, Any] = {
            "partners": tuple(map(books.partner_meant, partner)),
            "coordinator": None if coordinator is None else books.partner_meant(coordinator),
            "chosen_by": tuple(map(books.partner_meant, chosen_by or ())),
        }
        return checked({**values, **named}, {})

    project = add_project(open_store(context, "projects add"), new_id, make)
    confirm(context, new_id, f"Added project {new_id}: {project.title}, {len(project.partners)} partners.")
