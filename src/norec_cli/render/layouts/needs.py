"""Lay out `report needs`."""

from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of
from norec_cli.render.layouts.footnotes import from_plans, only_between
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query
from norec_cli.reports.needs import NeedOrCapacity, Needs

_COLUMNS = (
    Column("partner", "Partner", flexible=True),
    Column("kind", "Kind"),
    Column("topic", "Topic", flexible=True),
    Column("state", "State", styles={"open": "yellow", "unused": "yellow", "met": "green", "used": "green"}),
    Column("by", "With", flexible=True, drop_order=2),
    Column("people", "People", number=True, drop_order=3),
    Column("could", "Could be met by", flexible=True, drop_order=1),
)


def lay_out_needs(report: Needs) -> Sheet:
    """Return the report as a sheet."""
    query = report.query
    states = [_state(row) for row in report.rows]
    unmatched = [{"exchange": exchange, "topic": topic} for exchange, topic in report.unmatched]
    return Sheet(
        title=f"Needs and capacities, as of {query.as_of}{filters_of(query)}",
        columns=_COLUMNS,
        rows=[_cells(row) for row in report.rows],
        json_header={"schema": "norec.report.needs/1", "as_of": query.as_of.isoformat(), "filters": query.filters()},
        totals={
            "rows": len(report.rows),
            **{state: states.count(state) for state in ("met", "open", "used", "unused")},
            "only_teach": list(report.only_teach),
            "only_learn": list(report.only_learn),
            "not_recorded": list(report.without),
            "unmatched": unmatched,
            "without_topic": report.without_topic,
            "exchanges": report.counted.exchanges,
            "unconfirmed": report.counted.unconfirmed,
            "ended": list(report.ended),
        },
        footnotes=_foot(report),
        empty=_nothing(query),
    )


def _nothing(query: Query) -> str:
    """Return the message that no partner, or no selected one, has needs or capacities."""
    if query.filters():
        return "No needs and no capacities are recorded for the selected partners."
    return "No needs and no capacities are recorded: norec partners edit ID --add-need TOPIC --add-capacity TOPIC"


def _state(row: NeedOrCapacity) -> str:
    """Return whether a need is met or open, or a capacity used or unused."""
    if row.kind == "need":
        return "met" if row.by else "open"
    return "used" if row.by else "unused"


def _cells(row: NeedOrCapacity) -> tuple[Cell, ...]:
    return (row.partner, row.kind, row.topic, _state(row), row.by, row.people, row.could)


def _foot(report: Needs) -> list[str]:
    lines = []
    if report.only_teach:
        lines.append(f"Only teach, and so far learn nothing: {', '.join(report.only_teach)}.")
    if report.only_learn:
        lines.append(f"Only learn, and so far teach nothing: {', '.join(report.only_learn)}.")
    if lines:
        lines.append("The model draws no line between those who give knowledge and those who get it.")
    if report.without:
        lines.append(f"A need or a capacity is not recorded of {', '.join(report.without)}.")
    if report.unmatched:
        named = ", ".join(f'"{topic}" ({exchange})' for exchange, topic in report.unmatched)
        lines.append(f"Neither a need nor a capacity of their partners: {named}.")
    if report.without_topic:
        have = "has" if report.without_topic == 1 else "have"
        lines.append(f"{plural(report.without_topic, 'exchange')} {have} no topic.")
    if report.ended:
        have = "has" if len(report.ended) == 1 else "have"
        lines.append(f"{', '.join(report.ended)} {have} ended: what is open or unused there is matched with nobody.")
    return [*lines, *from_plans(report.counted), *only_between(report.query)]
