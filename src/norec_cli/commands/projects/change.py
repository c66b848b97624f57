"""`norec projects rename`, `end`, `remove`, `coordinator`, `assess`, `round`."""

from typing import Annotated

import typer

from norec_cli.commands.converters import day, whole_number
from norec_cli.commands.options import command, open_store
from norec_cli.commands.partners.add import check_id
from norec_cli.commands.projects.group import ProjectId, Words, app, checked
from norec_cli.commands.typed import Typed
from norec_cli.context import World
from norec_cli.model.dates import parse_day
from norec_cli.model.faults import Refused
from norec_cli.model.project import Project, parse_plan
from norec_cli.model.settings import MOST
from norec_cli.render.screen import confirm
from norec_cli.store.project_changes import edit_project, remove_project, rename_project
from norec_cli.store.records import table_of


@command(app, "rename", example="norec projects rename grid-arendal-2011 grid-2011")
def rename(
    world: World, project_id: ProjectId, new: Annotated[str, typer.Argument(metavar="NEW", help="The id it gets.")]
) -> None:
    """Give a project another id."""
    typed = Typed()
    typed.take("NEW", check_id, new)
    typed.refuse_if_wrong()
    rename_project(open_store(world, "projects rename"), project_id, new)
    confirm(world, new, f"Renamed project {project_id} to {new}.")


@command(app, "end", example="norec projects end grid-arendal-2011 --on 2012-12-31")
def end(
    world: World,
    project_id: ProjectId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The last day of the agreement.")],
) -> None:
    """Set the end of a project's agreement."""
    typed = Typed()
    last = typed.take("--on", day(parse_day, world.today()), on)
    typed.refuse_if_wrong()
    store = open_store(world, "projects end")
    edit_project(store, project_id, lambda now: checked({**table_of(now), "end": last}, {"end": "--on"}))
    confirm(world, project_id, f"Project {project_id} ends on {last}.")


@command(app, "remove", example="norec projects remove grid-arendal-2011")
def remove(world: World, project_id: ProjectId) -> None:
    """Take a project out."""
    remove_project(open_store(world, "projects remove"), project_id)
    confirm(world, project_id, f"Removed project {project_id}.")


@command(
    app,
    "coordinator",
    example="norec projects coordinator grid-arendal-2011 grid-arendal-no --chosen-by nema-ug --on 2011-06-01",
)
def coordinator(
    world: World,
    project_id: ProjectId,
    partner: Annotated[str, typer.Argument(metavar="ID", help="The partner that coordinates it.")],
    chosen_by: Annotated[list[str], typer.Option("--chosen-by", metavar="ID", help="A partner that chose it.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="When; else today.")] = None,
) -> None:
    """Record which partner coordinates a project, and which partners chose it."""
    typed = Typed()
    when = typed.take("--on", day(parse_day, world.today()), on or "today")
    typed.refuse_if_wrong()
    given = {"coordinator": partner, "chosen_by": tuple(chosen_by), "chosen_on": when}
    flags = {"coordinator": "ID", "chosen_by": "--chosen-by"}
    edit_project(
        open_store(world, "projects coordinator"), project_id, lambda now: checked({**table_of(now), **given}, flags)
    )
    confirm(world, project_id, f"{partner} coordinates {project_id}, chosen by {', '.join(chosen_by)} on {when}.")


@command(app, "assess", example="norec projects assess grid-arendal-2011 --on 2011-05-10 --by nema-ug --by zema-zm")
def assess(
    world: World,
    project_id: ProjectId,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it was done.")],
    by: Annotated[list[str], typer.Option("--by", metavar="ID", help="A partner that took part; repeatable.")],
) -> None:
    """Record that needs and capacities were identified jointly; which they are stands on the partners."""
    typed = Typed()
    when = typed.take("--on", day(parse_day, world.today()), on)
    typed.refuse_if_wrong()
    given = {"assessed_on": when, "assessed_by": tuple(by)}
    edit_project(
        open_store(world, "projects assess"),
        project_id,
        lambda now: checked({**table_of(now), **given}, {"assessed_by": "--by"}),
    )
    confirm(world, project_id, f"Needs and capacities of {project_id} were assessed on {when}.")


@command(
    app,
    "round",
    example="norec projects round grid-arendal-2011 2 --start 2012-09-01 --end 2013-06-30 --plan nema-ug:zema-zm:1:10",
)
def set_round(
    world: World,
    project_id: ProjectId,
    number: Annotated[str, typer.Argument(metavar="N", help="The round's number.")],
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="Its first day.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Its last day.")] = None,
    plan: Annotated[
        Words, typer.Option("--plan", metavar="FROM:TO:PEOPLE[:MONTHS]", help="Who is to send whom; repeatable.")
    ] = None,
    report_due: Annotated[
        str | None, typer.Option("--report-due", metavar="DATE", help="When its report is due.")
    ] = None,
    reported_on: Annotated[
        str | None, typer.Option("--reported-on", metavar="DATE", help="When its report was handed in.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the round out.")] = False,
) -> None:
    """Make a round of a project, or change what is given of it."""
    typed = Typed()
    a_day = day(parse_day, world.today())
    wanted = typed.take("N", whole_number(1, MOST), number)
    given = {
        "start": typed.take("--start", a_day, start),
        "end": typed.take("--end", a_day, end),
        "report_due": typed.take("--report-due", a_day, report_due),
        "reported_on": typed.take("--reported-on", a_day, reported_on),
        "plan": tuple(plan) if plan and len(typed.take_all("--plan", parse_plan, plan)) == len(plan) else None,
    }
    given = {key: value for key, value in given.items() if value is not None}
    if remove and given:
        typed.blame("--remove takes no other option")
    typed.refuse_if_wrong()

    def change(now: Project) -> Project:
        values = table_of(now)
        rounds = values.setdefault("rounds", {})
        name = str(wanted)
        if remove:
            if name not in rounds:
                raise Refused(f"{project_id} has no round {name}")
            del rounds[name]
        else:
            rounds[name] = {**rounds.get(name, {}), **given}
        return checked(values, {})

    edit_project(open_store(world, "projects round"), project_id, change)
    confirm(world, f"{project_id} {wanted}", f"Round {wanted} of {project_id} {'removed' if remove else 'recorded'}.")
