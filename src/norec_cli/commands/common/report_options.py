"""Options of reports and lists, in groups: a command declares the groups that it obeys, and has no others."""

from norec_cli.commands.common.option_types import Options, flag_option, text_option, texts_option
from norec_cli.commands.common.saving import FORCE
from norec_cli.commands.common.table_options import EXCHANGE_TABLE_OPTIONS
from norec_cli.render.formats.registry import FORMATS
from norec_cli.reports.core.balance import VERDICT_SETS
from norec_cli.reports.core.query import GROUPS

# Headings of the help.
_COUNT = "What is counted"
_SELECT = "Which exchanges and partners"
_ROWS = "Which rows"
_OUTPUT = "Output"
_TABLE = "A table instead of a store"

AS_OF: Options = {
    "as_of": text_option(_COUNT, "--as-of", metavar="DATE", text="Day that the figures hold for; default: today.")
}
GROUPING: Options = {
    "by": text_option(_COUNT, "--by", metavar="|".join(GROUPS), text="Kind of rows; default: partner.")
}
UNIT: Options = {
    "unit": text_option(
        _COUNT, "--unit", metavar="people|months", text="People, or months of their stays; default: people."
    )
}
BALANCE_RULE: Options = {
    "tolerance": text_option(
        _COUNT,
        "--tolerance",
        metavar="SHARE",
        text="Share of sent and received by which they may differ; default: 0.1.",
    ),
    "allowance": text_option(
        _COUNT,
        "--allowance",
        metavar="N",
        text="Difference that is always allowed, in people or months; default: 1, or 8 in months.",
    ),
}
PROJECT_FILTERS: Options = {
    "project": texts_option(_SELECT, "--project", metavar="ID", text="Exchanges of this project, by id or title"),
    "area": texts_option(_SELECT, "--area", metavar="AREA", text="Exchanges of this area's projects"),
}
DATE_FILTERS: Options = {
    "year": text_option(
        _SELECT, "--year", metavar="YYYY", text="Exchanges that start in this year, such as 2023 or 2023/24."
    ),
    "since": text_option(_SELECT, "--since", metavar="DATE", text="Exchanges that start on this day or later."),
    "until": text_option(_SELECT, "--until", metavar="DATE", text="Exchanges that start on this day or earlier."),
}
EXCHANGE_FILTERS: Options = {
    **PROJECT_FILTERS,
    "round": text_option(_SELECT, "--round", metavar="N", text="Exchanges of this round of their project."),
    **DATE_FILTERS,
}
PARTNER_FILTERS: Options = {
    "partner": texts_option(
        _SELECT, "--partner", metavar="ID", text="This partner, by id or name; with --country, exchanges of both"
    ),
    "country": texts_option(_SELECT, "--country", metavar="KE", text="Partners of this country"),
}
VERDICT_FILTER: Options = {
    "only": text_option(_ROWS, "--only", metavar="|".join(VERDICT_SETS), text="Show only rows with this verdict.")
}
ORDER: Options = {
    "sort": text_option(_ROWS, "--sort", metavar="FIELD", text="Field to sort by; default: the order of the report."),
    "reverse": flag_option(_ROWS, "--reverse", text="Reverse the order."),
}
TABLE_INPUT: Options = {
    "input": text_option(
        _TABLE, "--input", metavar="FILE", text="Table of flows to report on instead of a store; - for standard input."
    ),
    **EXCHANGE_TABLE_OPTIONS,
}
OUTPUT: Options = {
    "form": text_option(
        _OUTPUT,
        "--format",
        "-f",
        metavar="|".join(FORMATS),
        text="Format; default: table on a terminal, plain in a pipe, csv on an export.",
    ),
    "json": flag_option(_OUTPUT, "--json", text="Same as -f json."),
    "output": text_option(
        _OUTPUT,
        "--output",
        "-o",
        metavar="FILE",
        text="File to write; its ending chooses the format; default: standard output.",
    ),
    "force": flag_option(_OUTPUT, "--force", text=FORCE),
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
