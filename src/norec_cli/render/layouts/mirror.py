"""Lay out `report mirror`."""

from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of
from norec_cli.render.layouts.footnotes import only_between
from norec_cli.render.sheet import Cell, Column, Expected, Sheet
from norec_cli.reports.mirror import AGREEMENTS, Mirror, Mirrored

_COLUMNS = (
    Column("verdict", "Verdict", styles={"agreed": "green", "differs": "yellow"}),
    Column("ours", "Here", drop_order=3),
    Column("theirs", "There", drop_order=4),
    Column("from", "From", flexible=True),
    Column("to", "To", flexible=True),
    Column("participants_ours", "People", number=True),
    Column("participants_theirs", "People there", number=True),
    Column("start_ours", "Start"),
    Column("start_theirs", "Start there"),
    Column("differs", "What differs", flexible=True),
)


def lay_out_mirror(report: Mirror, *, everything: bool) -> Sheet:
    """Return the report as a sheet.

    Args:
        report: the report.
        everything: whether tables for people list the exchanges that agree; otherwise only their number.
    """
    query = report.query
    verdicts: dict[str, int] = {verdict: report.number_of(verdict) for verdict in AGREEMENTS}
    agreed, differ, ours, theirs = verdicts.values()
    both = f"{plural(agreed, 'exchange agrees', 'exchanges agree')}, {plural(differ, 'differs', 'differ')}"
    footnotes = [
        f"{both}; {ours:,} only here, {theirs:,} only in {report.other}.",
        f"Exchanges whose starts differ by up to {plural(report.days, 'day')} can be the same.",
        *only_between(query),
    ]
    return Sheet(
        title=f"Exchanges here and in {report.other}{filters_of(query)}",
        columns=_COLUMNS,
        rows=[_cells(row) for row in report.rows],
        json_header={
            "schema": "norec.report.mirror/1",
            "as_of": query.as_of.isoformat(),
            "other": report.other,
            "days": report.days,
            "filters": query.filters(),
        },
        totals={"rows": len(report.rows), **verdicts},
        footnotes=footnotes if report.rows else [],
        empty="Neither store has such an exchange.",
        expected=None if everything else _AGREED,
    )


def _how_many_agree(number: int) -> str:
    """Return the footnote about exchanges that agree."""
    return f"{plural(number, 'exchange agrees', 'exchanges agree')} (--all lists them)."


_AGREED = Expected(lambda row: row[0] == "agreed", _how_many_agree, "Nothing differs.")


def _cells(row: Mirrored) -> tuple[Cell, ...]:
    ours, theirs = row.ours, row.theirs
    either = ours or theirs
    return (
        row.verdict,
        ours.id if ours else None,
        theirs.id if theirs else None,
        either.sender if either else None,
        either.host if either else None,
        ours.participants if ours else None,
        theirs.participants if theirs else None,
        ours.start if ours else None,
        theirs.start if theirs else None,
        row.differs,
    )
