"""`norec projects round`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import whole_number
from norec_cli.commands.common.record_edit import CLEAR
from norec_cli.commands.projects.common import ProjectId, Words, app, make_project, take_dates
from norec_cli.context import Context
from norec_cli.model.errors import NorecError
from norec_cli.model.exchange import HIGHEST_ROUND
from norec_cli.model.ids import is_id
from norec_cli.model.project import Project, parse_plan
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
    number: Annotated[str, typer.Argument(metavar="N", help="Number of the round.")],
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day of the round.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day of the round.")] = None,
    plan: Annotated[
        Words,
        typer.Option(
            "--plan", metavar="FROM:TO:PEOPLE[:MONTHS]", help="Replace the whole plan by this line; repeatable."
        ),
    ] = None,
    add_plan: Annotated[
        Words,
        typer.Option(
            "--add-plan",
            metavar="FROM:TO:PEOPLE[:MONTHS]",
            help="Add this line, or replace the one with the same FROM and TO; repeatable.",
        ),
    ] = None,
    report_due: Annotated[
        str | None, typer.Option("--report-due", metavar="DATE", help=f"Day on which its report is due; {CLEAR}")
    ] = None,
    reported_on: Annotated[
        str | None,
        typer.Option("--reported-on", metavar="DATE", help=f"Day on which its report was handed in; {CLEAR}"),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the round.")] = False,
) -> None:
    """Add a round to a project, or change one."""
    arguments = ArgumentReader()
    wanted = arguments.convert("N", whole_number(1, HIGHEST_ROUND), number)
    days = {"start": start, "end": end, "report_due": report_due, "reported_on": reported_on}
    dates = {key: value for key, value in take_dates(arguments, context, days).items() if value is not None}
    if remove and (dates or plan or add_plan):
        arguments.add_problem("--remove excludes all other options")
    arguments.raise_problems()

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
            fields = {**rounds.get(name, {}), **dates}
            lines = {parse_plan(line)[:2]: line for line in (*(whole or fields.get("plan", ())), *more)}
            fields["plan"] = whole if whole and not more else tuple(lines.values())
            rounds[name] = {key: value for key, value in fields.items() if value not in ("", ())}
        return make_project(values, {})

    project_id, _ = edit_project(open_store(context, "projects round"), project_id, change)
    confirm(context, f"{project_id} {wanted}", f"Round {wanted} of {project_id} {'removed' if remove else 'recorded'}.")


def _plans(books: Books, typed: dict[str, Words]) -> list[tuple[str, ...]]:
    """Return the lines of plans of each option, with names of partners replaced by ids.

    Args:
        books: has the partners.
        typed: lines by option.

    Raises:
        UsageError: if a text is not a line of a plan.
        NorecError: if it names an unknown partner, or a name fits several.
    """
    arguments = ArgumentReader()
    named = {flag: [_with_ids(books, line) for line in lines or ()] for flag, lines in typed.items()}
    for flag, lines in named.items():
        arguments.convert_all(flag, parse_plan, lines)
    arguments.raise_problems()
    return [tuple(lines) for lines in named.values()]


def _with_ids(books: Books, line: str) -> str:
    """Return a line of a plan with names of partners replaced by ids; a text of another form is returned unchanged."""
    parts = line.split(":")
    if len(parts) not in (3, 4) or not all(part.strip() for part in parts[:2]):
        return line
    # A text that can't be an id must be a name; whether an id is one of the project's partners, the project checks.
    ids = [books.partner_id_or_text(part) if is_id(part) else books.partner_id(part) for part in parts[:2]]
    return ":".join((*ids, *parts[2:]))
