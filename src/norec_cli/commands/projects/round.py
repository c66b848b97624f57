"""`norec projects round`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import whole_number
from norec_cli.commands.projects.group import CLEAR, ProjectId, Words, app, checked, take_dates
from norec_cli.context import Context
from norec_cli.model.errors import NorecError
from norec_cli.model.ids import is_id
from norec_cli.model.project import Project, parse_plan
from norec_cli.model.settings import MOST
from norec_cli.render.screen import confirm
from norec_cli.store.books import Books
from norec_cli.store.changes.projects import edit_project
from norec_cli.store.formats.toml_values import to_toml


@command(
    app,
    "round",
    example="norec projects round grid-arendal-2011 2 --start 2012-09-01 --end 2013-06-30 --plan nema-ug:zema-zm:1:10",
)
def set_round(
    context: Context,
    project_id: ProjectId,
    number: Annotated[str, typer.Argument(metavar="N", help="The round's number.")],
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="Its first day.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Its last day.")] = None,
    plan: Annotated[
        Words, typer.Option("--plan", metavar="FROM:TO:PEOPLE[:MONTHS]", help="The whole plan; repeatable.")
    ] = None,
    add_plan: Annotated[
        Words, typer.Option("--add-plan", metavar="FROM:TO:PEOPLE[:MONTHS]", help="A line more of it, or another.")
    ] = None,
    report_due: Annotated[
        str | None, typer.Option("--report-due", metavar="DATE", help=f"When its report is due. {CLEAR}")
    ] = None,
    reported_on: Annotated[
        str | None, typer.Option("--reported-on", metavar="DATE", help=f"When it was handed in. {CLEAR}")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the round out.")] = False,
) -> None:
    """Make a round of a project, or change what is given of it."""
    arguments = ArgumentReader()
    wanted = arguments.convert("N", whole_number(1, MOST), number)
    days = {"start": start, "end": end, "report_due": report_due, "reported_on": reported_on}
    given = {key: value for key, value in take_dates(arguments, context, days).items() if value is not None}
    if remove and (given or plan or add_plan):
        arguments.add_error("--remove takes no other option")
    arguments.raise_errors()

    def change(now: Project, books: Books) -> Project:
        whole, more = _plans(books, {"--plan": plan, "--add-plan": add_plan})
        values = to_toml(now)
        rounds = values.setdefault("rounds", {})
        name = str(wanted)
        if remove:
            if name not in rounds:
                raise NorecError(f"{books.project_id(project_id)} has no round {name}")
            del rounds[name]
        else:
            one = {**rounds.get(name, {}), **given}
            lines = {parse_plan(line)[:2]: line for line in (*(whole or one.get("plan", ())), *more)}
            one["plan"] = whole if whole and not more else tuple(lines.values())
            rounds[name] = {key: value for key, value in one.items() if value not in ("", ())}
        return checked(values, {})

    project_id, _ = edit_project(open_store(context, "projects round"), project_id, change)
    confirm(context, f"{project_id} {wanted}", f"Round {wanted} of {project_id} {'removed' if remove else 'recorded'}.")


def _plans(books: Books, given: dict[str, Words]) -> list[tuple[str, ...]]:
    """Return the lines of plans that were typed to some options, with the ids of the partners that they name.

    Raises:
        UsageError: if one is no line of a plan.
        NorecError: if it names several partners by one name, or somebody who is none.
    """
    arguments = ArgumentReader()
    named = {flag: [_with_ids(books, line) for line in lines or ()] for flag, lines in given.items()}
    for flag, lines in named.items():
        arguments.convert_all(flag, parse_plan, lines)
    arguments.raise_errors()
    return [tuple(lines) for lines in named.values()]


def _with_ids(books: Books, line: str) -> str:
    """Return a line of a plan with its partners called by their ids; what isn't of that form stays as it is."""
    parts = line.split(":")
    if len(parts) not in (3, 4) or not all(part.strip() for part in parts[:2]):
        return line
    # What can't be an id was meant as a name; of an id, the project says whether it is one of its partners.
    ids = [books.partner_meant(part) if is_id(part) else books.partner_id(part) for part in parts[:2]]
    return ":".join((*ids, *parts[2:]))
