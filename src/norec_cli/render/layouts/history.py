"""Lay out the history."""

from collections.abc import Iterable

from norec_cli.render.layouts.amounts import filters_in_json, filters_of
from norec_cli.render.layouts.footnotes import years_in_words
from norec_cli.render.sheet import Column, Sheet
from norec_cli.reports.core.query import Query
from norec_cli.reports.history import HistoryEntry, describe_record_change

_FEW = 3  # greatest number of records of one change in tables


def lay_out_history(entries: Iterable[HistoryEntry], query: Query, *, everything: bool) -> Sheet:
    """Return the changes as a sheet, the oldest first.

    Args:
        entries: the changes.
        query: the query.
        everything: whether tables for people list all records of a change; otherwise only the first few.
    """
    rows = [
        (
            entry.change.at,
            entry.change.by,
            entry.change.verb,
            entry.change.id,
            entry.change.undoes or entry.change.redoes or "",
            tuple(describe_record_change(record) for record in entry.records),
            entry.change.source_name,
        )
        for entry in entries
    ]
    return Sheet(
        title=f"History{filters_of(query)}",
        columns=(
            Column("at", "When"),
            Column("by", "Who", drop_order=2),
            Column("verb", "Command", drop_order=1),
            Column("change", "Change", drop_order=3),
            Column("of", "Of change", drop_order=3),
            Column("what", "What", flexible=True, most=0 if everything else _FEW),
            Column("file", "File", drop_order=2),
        ),
        rows=rows,
        json_header={"schema": "norec.history/1", **filters_in_json(query)},
        totals={"rows": len(rows)},
        footnotes=years_in_words(query) if rows else [],
        empty="No change is recorded." if not query.filters() else "No such change is recorded.",
    )
