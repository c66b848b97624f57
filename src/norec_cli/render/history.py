"""How the history is laid out."""

from collections.abc import Iterable

from norec_cli.render.amounts import filters_of
from norec_cli.render.sheet import Column, Sheet
from norec_cli.reports.history import Entry, in_words, summed_up
from norec_cli.reports.view import View

_COLUMNS = (
    Column("at", "When"),
    Column("by", "Who", spare=2),
    Column("verb", "Command", spare=1),
    Column("change", "Change", spare=3),
    Column("of", "Of change", spare=3),
    Column("what", "What", flexible=True),
)


def lay_out_history(entries: Iterable[Entry], view: View) -> Sheet:
    """The changes, the oldest first. Machines get every record's words, people those of the first few."""
    found = list(entries)
    rows = [
        (
            entry.change.at,
            entry.change.by,
            entry.change.verb,
            entry.change.id,
            entry.change.undoes or entry.change.redoes or "",
            tuple(in_words(record) for record in entry.records),
        )
        for entry in found
    ]
    title = f"History{filters_of(view)}"
    empty = "No change is recorded." if not view.filters() else "No such change is recorded."
    return Sheet(
        title=title,
        columns=_COLUMNS,
        rows=rows,
        head={"schema": "norec.history/1", "filters": view.filters()},
        totals={"rows": len(rows)},
        empty=empty,
        overview=Sheet(
            title=title,
            columns=_COLUMNS,
            rows=[(*row[:-1], tuple(summed_up(entry.records))) for row, entry in zip(rows, found, strict=True)],
            head={},
            empty=empty,
        ),
    )
