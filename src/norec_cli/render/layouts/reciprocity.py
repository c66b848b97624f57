"""Lay out `report reciprocity`."""

from collections.abc import Sequence

from norec_cli.render.layouts.amounts import amount, amount_column, head_of, in_json, index_column, title_of
from norec_cli.render.layouts.footnotes import (
    came_back,
    caveats,
    counted,
    counted_in_json,
    first_stay,
    no_rows,
    only_between,
    parts_overlap,
    returned_in_json,
    rule_in_words,
    what_has_ended,
)
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.balance import BalanceRule
from norec_cli.reports.core.parts import PartRow
from norec_cli.reports.core.query import PARTS, Query
from norec_cli.reports.core.rows import Row
from norec_cli.reports.reciprocity import Reciprocity

VERDICT_STYLES = {
    "balanced": "green",
    "sends-more": "yellow",
    "hosts-more": "yellow",
    "only-sends": "red",
    "only-hosts": "red",
    "none": "dim",
}


def lay_out_reciprocity(report: Reciprocity) -> Sheet:
    """Return the report as a sheet; amounts in months are rounded one by one."""
    query = report.query
    columns = (
        _part_columns(query)
        if query.group_by in PARTS
        else row_columns([row for row in report.rows if isinstance(row, Row)], query)
    )
    rows = [_part_cells(row, query.rule) if isinstance(row, PartRow) else row_cells(row, query) for row in report.rows]
    return Sheet(
        title=title_of(query, f"Reciprocity by {query.group_by}"),
        columns=columns,
        rows=rows,
        json_header=head_of(query, "norec.report.reciprocity/1"),
        totals=_totals(report),
        footnotes=_foot(report),
        empty=no_rows(query),
    )


def row_columns(rows: Sequence[Row], query: Query) -> tuple[Column, ...]:
    """Return the columns for rows; tables for people hide those that are empty in all of them."""
    upcoming = any(row.upcoming_sent or row.upcoming_received for row in rows)
    columns = [
        *named_columns(query),
        Column("country", "Country", drop_order=6, hidden=query.group_by != "partner"),
        amount_column("sent", "Sent"),
        amount_column("received", "Received"),
        amount_column("balance", "Balance"),
        index_column(drop_order=7),
        Column("verdict", "Verdict", styles=VERDICT_STYLES),
        amount_column("until_balanced", "To balance", drop_order=3),
        amount_column("upcoming_sent", "Will send", drop_order=5, hidden=not upcoming),
        amount_column("upcoming_received", "Will host", drop_order=5, hidden=not upcoming),
        Column("adjusted", "Adjusted", drop_order=2, hidden=not any(row.adjusted for row in rows)),
    ]
    ended = Column("ended", "Ended", drop_order=2, hidden=not any(row.ended for row in rows))
    return (*columns, *last_columns(query, drop_order=5), ended)


def named_columns(query: Query) -> tuple[Column, Column]:
    """Return the columns for the id of a row and its name, if it has one.

    A narrow terminal may drop the ids, since people know the names.
    """
    has_name = query.group_by not in ("pair", *PARTS) or query.group_by == "project"
    return (
        Column("id", query.group_by.capitalize(), flexible=True, drop_order=1 if has_name else 0),
        Column("name", "Name", flexible=True, hidden=not has_name),
    )


def last_columns(query: Query, *, drop_order: int) -> tuple[Column, ...]:
    """Return the last columns of pairs (the two partners) or of groups (what stayed within the group)."""
    if query.group_by == "pair":
        return (Column("a", "A", hidden=True), Column("b", "B", hidden=True))
    return () if query.group_by == "partner" else (amount_column("within", "Within", drop_order=drop_order),)


def last_cells(row: Row, query: Query) -> tuple[Cell, ...]:
    """Return the cells of a row for `last_columns`."""
    if row.group.pair is not None:
        return row.group.pair
    return () if query.group_by == "partner" else (amount(row.within, query.rule),)


def _part_columns(query: Query) -> tuple[Column, ...]:
    """Return the columns for parts, such as projects."""
    return (
        *named_columns(query),
        Column("country", "Country", hidden=True),
        amount_column("people", "Sent"),
        amount_column("direct", "Directly"),
        amount_column("through_others", "Through others", drop_order=3),
        amount_column("unreturned", "Not returned"),
        index_column(),
        Column("partners", "Partners", number=True, drop_order=2),
        Column("balanced_partners", "Balanced", number=True, drop_order=2),
        amount_column("upcoming", "Upcoming", drop_order=3),
    )


def _part_cells(row: PartRow, rule: BalanceRule) -> tuple[Cell, ...]:
    returned = row.returned
    return (
        row.group.id,
        row.group.name,
        row.group.country,
        amount(returned.total, rule),
        amount(returned.direct, rule),
        amount(returned.through_others, rule),
        amount(returned.unreturned, rule),
        returned.index,
        row.partners,
        row.balanced_partners,
        amount(row.upcoming, rule),
    )


def row_cells(row: Row, query: Query) -> tuple[Cell, ...]:
    """Return the cells of a row for `row_columns`."""
    balance, rule = row.balance, query.rule
    to_balance = row.until_balanced
    return (
        row.group.id,
        row.group.name,
        row.group.country,
        amount(balance.sent, rule),
        amount(balance.received, rule),
        amount(balance.difference, rule),
        balance.index,
        balance.verdict,
        None if to_balance is None else amount(to_balance * rule.step(), rule),
        amount(row.upcoming_sent, rule),
        amount(row.upcoming_received, rule),
        row.adjusted,
        *last_cells(row, query),
        row.ended,
    )


def _totals(report: Reciprocity) -> dict[str, object]:
    return {
        "rows": len(report.rows),
        **counted_in_json(report.counted),
        **returned_in_json(report.returned, report.query.rule),
        "verdicts": report.verdicts,
        "adjustments_left_out": report.adjustments_left_out,
        "within": in_json(amount(report.within, report.query.rule)),
    }


def _foot(report: Reciprocity) -> list[str]:
    query = report.query
    rows = [row for row in report.rows if isinstance(row, Row)]
    lines = [
        counted(report.counted, query),
        *came_back(report.returned, query),
        *what_has_ended(rows, query),
        *rule_in_words(query.rule),
        *first_stay([row.balance for row in rows if not row.ended], query.rule),
        *parts_overlap(query),
        *only_between(query),
    ]
    if report.verdicts:
        lines.insert(0, "Verdicts: " + ", ".join(f"{n} {verdict}" for verdict, n in report.verdicts.items()))
    adjusted = any(row.adjusted for row in rows)
    return lines + caveats(report.counted, adjusted=adjusted, left_out=report.adjustments_left_out)
