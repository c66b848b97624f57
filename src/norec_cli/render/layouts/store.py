"""Lay out the tables of a store, and its records with all fields."""

from collections.abc import Sequence

from norec_cli.render.layouts.amounts import filters_in_json
from norec_cli.render.layouts.footnotes import nothing
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query


def lay_out_table(name: str, fields: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Sheet:
    """Return a table of a store as a sheet, with texts unchanged."""
    return Sheet(
        title=name,
        columns=[Column(field, field, verbatim=True) for field in fields],
        rows=rows,
        json_header={"schema": f"norec.store.{name}/1"},
    )


def lay_out_records(name: str, fields: Sequence[str], rows: Sequence[Sequence[Cell]], query: Query) -> Sheet:
    """Return records as a sheet with a column for each key of their file, with texts unchanged."""
    return Sheet(
        title=name.capitalize(),
        columns=[Column(field, field, is_label=field == "round", verbatim=True) for field in fields],
        rows=rows,
        json_header={"schema": f"norec.export.{name}/1", **filters_in_json(query)},
        totals={"rows": len(rows)},
        empty=nothing(name, query),
    )
