"""The options of a view, as Typer declares them."""

from typing import Annotated, Any

import typer

from norec_cli.commands.common.saving import FORCE
from norec_cli.render.formats.text import FORMATS
from norec_cli.reports.core.query import GROUPS

_PANEL = "View"

# What --only and --fail-on mean.
VERDICTS = {
    "balanced": frozenset({"balanced"}),
    "unbalanced": frozenset({"sends-more", "hosts-more", "only-sends", "only-hosts"}),
    "one-way": frozenset({"only-sends", "only-hosts"}),
}

# Options by what they bear on, for commands on which some have none.
JUDGING = ("by", "unit", "tolerance", "allowance")
OF_ROWS = ("partner", "country")
OF_EXCHANGES = ("project", "area", "round", "year", "since", "until")


def _option(*names: str, metavar: str | None, text: str, kind: Any = str | None) -> Any:
    return Annotated[kind, typer.Option(*names, metavar=metavar, help=text, rich_help_panel=_PANEL)]


ASKED: dict[str, tuple[Any, Any]] = {
    "as_of": (_option("--as-of", metavar="DATE", text="The day it holds for; else today."), None),
    "by": (_option("--by", metavar="|".join(GROUPS), text="What the rows are; else partners."), None),
    "unit": (_option("--unit", metavar="people|months", text="Count people, or the months of their stays."), None),
    "project": (
        _option(
            "--project",
            metavar="ID",
            text="Exchanges of this project, by id or title; repeatable.",
            kind=list[str] | None,
        ),
        None,
    ),
    "area": (
        _option("--area", metavar="AREA", text="Exchanges of this area's projects; repeatable.", kind=list[str] | None),
        None,
    ),
    "round": (_option("--round", metavar="N", text="Exchanges of this round of their project."), None),
    "partner": (
        _option(
            "--partner",
            metavar="ID",
            text="Rows of this partner, by id or name; repeatable. With --country: exchanges of both.",
            kind=list[str] | None,
        ),
        None,
    ),
    "country": (
        _option("--country", metavar="KE", text="Rows of this country's partners; repeatable.", kind=list[str] | None),
        None,
    ),
    "year": (_option("--year", metavar="YYYY", text="Exchanges that start in this year."), None),
    "since": (_option("--since", metavar="DATE", text="Exchanges that start on this day or later."), None),
    "until": (_option("--until", metavar="DATE", text="Exchanges that start on this day or before."), None),
    "only": (_option("--only", metavar="|".join(VERDICTS), text="Show only rows with such a verdict."), None),
    "sort": (_option("--sort", metavar="FIELD", text="The field to sort by."), None),
    "reverse": (_option("--reverse", metavar=None, text="The other way round.", kind=bool), False),
    "tolerance": (
        _option("--tolerance", metavar="SHARE", text="Share of all by which sent and received may differ."),
        None,
    ),
    "allowance": (_option("--allowance", metavar="N", text="People, or months, by which they always may."), None),
    "form": (
        _option(
            "--format",
            "-f",
            metavar="|".join(FORMATS),
            text="Else a table on a terminal, plain in a pipe, csv on an export.",
        ),
        None,
    ),
    "json": (_option("--json", metavar=None, text="The same as -f json.", kind=bool), False),
    "output": (_option("--output", "-o", metavar="FILE", text="Write there; its ending chooses the format."), None),
    "force": (_option("--force", metavar=None, text=FORCE, kind=bool), False),
}
