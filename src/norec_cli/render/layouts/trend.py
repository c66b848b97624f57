"""Lay out `report trend`."""

from fractions import Fraction

from norec_cli.model.rounding import rounded
from norec_cli.render.layouts.amounts import (
    INDEX_PLACES,
    amount,
    amount_column,
    amount_text,
    head_of,
    in_json,
    index_column,
    title_of,
)
from norec_cli.render.layouts.footnotes import (
    caveats,
    counted,
    counted_in_json,
    no_exchanges,
    of_all,
    only_between,
    returned_in_json,
    rule_in_words,
)
from norec_cli.render.layouts.reciprocity import VERDICT_STYLES, last_cells, last_columns, named_columns
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.balance import BalanceRule
from norec_cli.reports.core.query import PARTS, Query
from norec_cli.reports.core.returned import Returned
from norec_cli.reports.trend import Trend, TrendStep, WholeYear


def lay_out_trend(report: Trend) -> Sheet:
    """Return the report as a sheet: a row for each year of each partner or group, or of all together."""
    query = report.query
    closed = query.group_by in PARTS
    rows = (
        [_whole_cells(year, query) for year in report.years]
        if closed
        else [_cells(step, query) for step in report.steps]
    )
    return Sheet(
        title=title_of(query, f"Trend by {query.group_by}"),
        columns=_whole_columns(query) if closed else _columns(report),
        rows=rows,
        json_header=head_of(query, "norec.report.trend/1"),
        totals={
            "rows": len(rows),
            **counted_in_json(report.counted),
            "years": [_year_in_json(year, query.rule) for year in report.years],
            "adjustments_left_out": report.adjustments_left_out,
        },
        footnotes=_foot(report) if rows else [],
        empty=no_exchanges(query),
    )


def _foot(report: Trend) -> list[str]:
    query = report.query
    adjusted = any(step.row.adjusted for step in report.steps)
    return [
        *([] if query.group_by in PARTS else filter(None, (_year_in_words(year, query) for year in report.years))),
        counted(report.counted, query),
        *rule_in_words(query.rule),
        *only_between(query),
        *(["So far: since the first exchange that is selected."] if not query.selection.selects_everything() else []),
        *caveats(report.counted, adjusted=adjusted, left_out=report.adjustments_left_out),
    ]


def _columns(report: Trend) -> tuple[Column, ...]:
    query = report.query
    rows = [step.row for step in report.steps]
    upcoming = any(row.upcoming_sent or row.upcoming_received for row in rows)
    columns = [
        *named_columns(query),
        Column("country", "Country", drop_order=9, hidden=query.group_by != "partner"),
        Column("year", "Year", number=True, is_label=True),
        amount_column("sent", "Sent"),
        amount_column("received", "Received"),
        amount_column("balance", "Balance", drop_order=5),
        amount_column("running_balance", "Balance so far"),
        Column("verdict", "Verdict so far", styles=VERDICT_STYLES, drop_order=2),
        amount_column("upcoming_sent", "Will send", drop_order=4, hidden=not upcoming),
        amount_column("upcoming_received", "Will host", drop_order=4, hidden=not upcoming),
        Column("adjusted", "Adjusted", drop_order=6, hidden=not any(row.adjusted for row in rows)),
    ]
    return (*columns, *last_columns(query, drop_order=7))


def _cells(step: TrendStep, query: Query) -> tuple[Cell, ...]:
    row, rule = step.row, query.rule
    return (
        row.group.id,
        row.group.name,
        row.group.country,
        int(step.year),
        amount(row.balance.sent, rule),
        amount(row.balance.received, rule),
        amount(row.balance.difference, rule),
        amount(step.running.difference, rule),
        step.running.verdict,
        amount(row.upcoming_sent, rule),
        amount(row.upcoming_received, rule),
        row.adjusted,
        *last_cells(row, query),
    )


def _whole_columns(query: Query) -> tuple[Column, ...]:
    return (
        Column("id", query.group_by.capitalize()),
        amount_column("people", "Sent"),
        amount_column("direct", "Directly", drop_order=3),
        amount_column("through_others", "Through others", drop_order=3),
        amount_column("unreturned", "Not returned"),
        index_column(),
        amount_column("people_so_far", "Sent so far", drop_order=2),
        amount_column("unreturned_so_far", "Not returned so far"),
        Column("index_so_far", "Index so far", number=True, decimals=6, decimals_shown=2),
        amount_column("upcoming", "Upcoming", drop_order=1),
    )


def _whole_cells(year: WholeYear, query: Query) -> tuple[Cell, ...]:
    rule, now, so_far = query.rule, year.returned, year.so_far
    return (
        year.year,
        amount(now.total, rule),
        amount(now.direct, rule),
        amount(now.through_others, rule),
        amount(now.unreturned, rule),
        now.index,
        amount(so_far.total, rule),
        amount(so_far.unreturned, rule),
        so_far.index,
        amount(year.upcoming, rule),
    )


def _year_in_json(year: WholeYear, rule: BalanceRule) -> dict[str, object]:
    """Return a year of all rows together for JSON."""
    return {
        "year": int(year.year) if year.year.isdigit() else year.year,
        "sent": in_json(amount(year.returned.total, rule)),
        **returned_in_json(year.returned, rule),
        "sent_so_far": in_json(amount(year.so_far.total, rule)),
        "unreturned_so_far": in_json(amount(year.so_far.unreturned, rule)),
        "index_so_far": in_json(year.so_far.index, INDEX_PLACES),
        "upcoming": in_json(amount(year.upcoming, rule)),
    }


def _year_in_words(year: WholeYear, query: Query) -> str:
    """Return a year of all rows together as a sentence; empty if nothing was sent so far or is upcoming."""
    rule = query.rule
    words = [_not_returned(year.returned, rule)] if year.returned.total else []
    if year.so_far.total:
        words.append(f"so far {_not_returned(year.so_far, rule)}")
    if year.upcoming:
        words.append(f"upcoming {amount_text(year.upcoming, rule)}")
    return f"{year.year}{of_all(query)}: {'; '.join(words)}." if words else ""


def _not_returned(returned: Returned, rule: BalanceRule) -> str:
    none, total = amount_text(returned.unreturned, rule), amount_text(returned.total, rule)
    return f"{none} of {total} not returned ({rounded(returned.effectiveness or Fraction(0), 0)} %)"
