"""Lay out the counts of a merge."""

from msgspec.structs import asdict

from norec_cli.merge.stores import Counts
from norec_cli.render.sheet import Column, Sheet

_COLUMNS = (
    Column("added", "Exchanges added", number=True),
    Column("joined", "Joined", number=True),
    Column("completed", "Completed", number=True),
    Column("resolved", "Conflicts decided", number=True),
    Column("partners_added", "Partners added", number=True),
    Column("partners_completed", "Partners completed", number=True),
    Column("projects_added", "Projects added", number=True),
    Column("projects_completed", "Projects completed", number=True),
)


def lay_out_merge(counts: Counts, title: str) -> Sheet:
    """Return the counts as a single record, under a title that says whether the merge was done."""
    values = asdict(counts)
    return Sheet(
        title=title,
        columns=_COLUMNS,
        rows=[tuple(values[column.field] for column in _COLUMNS)],
        json_header={"schema": "norec.merge/1"},
        is_record=True,
    )
