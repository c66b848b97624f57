"""Options of reports and lists, in groups: a command declares the groups that it obeys, and has no others."""

from typing import Annotated, Any

import typer

from norec_cli.commands.common.saving import FORCE
from norec_cli.render.formats.registry import FORMATS
from norec_cli.reports.core.balance import VERDICT_SETS
from norec_cli.reports.core.query import GROUPS

# Declaration for Typer and default, by the name of the parameter.
Options = dict[str, tuple[Any, Any]]


def _text(panel: str, *names: str, metavar: str, text: str) -> tuple[Any, Any]:
    return Annotated[str | None, typer.Option(*names, metavar=metavar, help=text, rich_help_panel=panel)], None


def _texts(panel: str, *names: str, metavar: str, text: str) -> tuple[Any, Any]:
    help_text = f"{text}; repeatable."
    return Annotated[
        list[str] | None, typer.Option(*names, metavar=metavar, help=help_text, rich_help_panel=panel)
    ], None


def _flag(panel: str, *names: str, text: str) -> tuple[Any, Any]:
    return Annotated[bool, typer.Option(*names, help=text, rich_help_panel=panel)], False


# Headings of the help.
_COUNT = "What is counted"
_SELECT = "Which exchanges and partners"
_ROWS = "Which rows"
_OUTPUT = "Output"
_TABLE = "A table instead of a store"

AS_OF: Options = {
    "as_of": _text(_COUNT, "--as-of", metavar="DATE", text="Day that the figures hold for; default: today.")
}
GROUPING: Options = {"by": _text(_COUNT, "--by", metavar="|".join(GROUPS), text="Kind of rows; default: partner.")}
UNIT: Options = {
    "unit": _text(_COUNT, "--unit", metavar="people|months", text="People, or months of their stays; default: people.")
}
BALANCE_RULE: Options = {
    "tolerance": _text(
        _COUNT,
        "--tolerance",
        metavar="SHARE",
        text="Share of sent and received by which they may differ; default: 0.1.",
    ),
    "allowance": _text(
        _COUNT,
        "--allowance",
        metavar="N",
        text="Difference that is always allowed, in people or months; default: 1, or 8 in months.",
    ),
}
PROJECT_FILTERS: Options = {
    "project": _texts(_SELECT, "--project", metavar="ID", text="Exchanges of this project, by id or title"),
    "area": _texts(_SELECT, "--area", metavar="AREA", text="Exchanges of this area's projects"),
}
DATE_FILTERS: Options = {
    "year": _text(_SELECT, "--year", metavar="YYYY", text="Exchanges that start in this year."),
    "since": _text(_SELECT, "--since", metavar="DATE", text="Exchanges that start on this day or later."),
    "until": _text(_SELECT, "--until", metavar="DATE", text="Exchanges that start on this day or earlier."),
}
EXCHANGE_FILTERS: Options = {
    **PROJECT_FILTERS,
    "round": _text(_SELECT, "--round", metavar="N", text="Exchanges of this round of their project."),
    **DATE_FILTERS,
}
PARTNER_FILTERS: Options = {
    "partner": _texts(
        _SELECT, "--partner", metavar="ID", text="This partner, by id or name; with --country, exchanges of both"
    ),
    "country": _texts(_SELECT, "--country", metavar="KE", text="Partners of this country"),
}
VERDICT_FILTER: Options = {
    "only": _text(_ROWS, "--only", metavar="|".join(VERDICT_SETS), text="Show only rows with this verdict.")
}
ORDER: Options = {
    "sort": _text(_ROWS, "--sort", metavar="FIELD", text="Field to sort by; default: the order of the report."),
    "reverse": _flag(_ROWS, "--reverse", text="Reverse the order."),
}
TABLE_INPUT: Options = {
    "input": _text(
        _TABLE, "--input", metavar="FILE", text="Table of flows to report on instead of a store; - for standard input."
    ),
    "map": _texts(_TABLE, "--map", metavar="FIELD=COLUMN", text="Column of a field"),
    "sheet": _text(_TABLE, "--sheet", metavar="NAME", text="Sheet of a workbook."),
    "date_format": _text(
        _TABLE, "--date-format", metavar="DMY|MDY", text="Order of day and month; default: as the dates show."
    ),
}
OUTPUT: Options = {
    "form": _text(
        _OUTPUT,
        "--format",
        "-f",
        metavar="|".join(FORMATS),
        text="Format; default: table on a terminal, plain in a pipe, csv on an export.",
    ),
    "json": _flag(_OUTPUT, "--json", text="Same as -f json."),
    "output": _text(
        _OUTPUT,
        "--output",
        "-o",
        metavar="FILE",
        text="File to write; its ending chooses the format; default: standard output.",
    ),
    "force": _flag(_OUTPUT, "--force", text=FORCE),
}

# Combinations that commands declare.
ROWS: Options = {**ORDER, **OUTPUT}
FIGURES: Options = {**AS_OF, **GROUPING, **UNIT, **EXCHANGE_FILTERS, **PARTNER_FILTERS, **ROWS, **TABLE_INPUT}
BALANCES: Options = {**FIGURES, **BALANCE_RULE, **VERDICT_FILTER}
SELECTION: Options = {**AS_OF, **EXCHANGE_FILTERS, **PARTNER_FILTERS, **ROWS}
REGISTER: Options = {**PARTNER_FILTERS, **ROWS}
STATEMENT: Options = {**FIGURES, **BALANCE_RULE}
EXCHANGES: Options = {**EXCHANGE_FILTERS, **PARTNER_FILTERS, **ROWS}
HISTORY: Options = {**PROJECT_FILTERS, **DATE_FILTERS, **PARTNER_FILTERS, **ROWS}
CHECKED: Options = {**SELECTION, **BALANCE_RULE}
INFO: Options = {**AS_OF, **ROWS}
RECORD_AS_OF: Options = {**AS_OF, **OUTPUT}
