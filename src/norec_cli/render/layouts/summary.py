"""Lay out `report summary`: with headings and sentences for people, a figure a line for machines."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from norec_cli.model.country import countries
from norec_cli.model.ids import NO_AREA, NO_GOAL, NO_PROJECT, NOT_RECORDED
from norec_cli.model.project import AREA_NAMES, GOAL_NAMES
from norec_cli.model.rounding import rounded
from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of, in_json, months
from norec_cli.render.layouts.footnotes import caveats, counted, only_between
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query
from norec_cli.reports.summary import SOUTHERN, Summary

_BOTH = "+".join(SOUTHERN)
_NAMES = {
    "north-south": "North-South",
    "south-south": "South-South",
    "triangular": "Triangular",
    NO_PROJECT: "in no project",
    NO_AREA: "not recorded",
    NO_GOAL: "not recorded",
    NOT_RECORDED: "not recorded",
    "civil-society": "civil society",
    _BOTH: "in South-South and Triangular projects",
}
_BEFORE = {"goal": "main goal: ", "sector": "sector: "}
_HEADINGS = {
    "projects": "Projects",
    "participants": "Participants",
    "placements": "Placements",
    "partners": "Partners",
    "countries": "Countries",
    "gender-recorded": "Gender recorded",
    "women": "Women",
    "average-months": "Months a stay",
    "ended-early": "Ended early",
    "cancelled": "Cancelled",
}
_COLUMNS = (
    Column("figure", "Figure"),
    Column("by", "By"),
    Column("group", "Group"),
    Column("value", "Value", number=True, decimals=1, decimals_shown=1, flexible=True),
)
_FOR_PEOPLE = (
    Column("figure", "Figure", flexible=True),
    Column("value", "Number", number=True, decimals=1, decimals_shown=1),
)

_Figure = tuple[str, str, str, int | Fraction | None]


def lay_out_summary(report: Summary) -> Sheet:
    """Return the report as a sheet."""
    query = report.query
    figures = list(_figures(report))
    sentences = list(_sentences(report))
    title = f"Summary, as of {query.as_of}{filters_of(query)}"
    footnotes = [*sentences, *_counting_rules(report)]
    rows: list[tuple[Cell, ...]] = [*figures, ("sentence", "", "", " ".join(sentences))]
    return Sheet(
        title=title,
        columns=_COLUMNS,
        rows=rows,
        json_header={"schema": "norec.report.summary/1", "as_of": query.as_of.isoformat(), "filters": query.filters()},
        totals={"rows": len(rows), **_totals(report), "sentence": " ".join(sentences)},
        footnotes=footnotes,
        overview=Sheet(
            title=title, columns=_FOR_PEOPLE, rows=list(_lines(figures)), json_header={}, footnotes=footnotes
        ),
    )


def _figures(report: Summary) -> Iterable[_Figure]:
    """Yield each figure: its name, what it is divided by, the group, and the value."""
    each = report.counted.days_a_person
    yield from _counts("projects", sum(report.projects.values()), type=report.projects)
    yield from _parts("projects", "area", report.areas)
    yield from _parts("projects", "goal", report.goals)
    yield from _counts("participants", report.participants, type=report.participants_of)
    yield "women", "", "", report.women if report.with_gender else None
    yield "gender-recorded", "", "", report.with_gender
    yield "placements", "", "", report.counted.people
    yield "average-months", "", "", None if each is None else months(each)
    yield from _counts("ended-early", sum(report.ended_early.values()), reason=report.ended_early)
    yield from _counts("cancelled", sum(report.cancelled.values()), reason=report.cancelled)
    yield from _counts("partners", report.partners, type={_BOTH: report.southern_partners}, sector=report.sectors)
    yield "countries", "", "", len(report.countries)
    yield from _parts("partners", "country", report.countries)


def _counts(figure: str, number: int, **parts: Mapping[str, int]) -> Iterable[_Figure]:
    yield figure, "", "", number
    for by, counts in parts.items():
        yield from _parts(figure, by, counts)


def _parts(figure: str, by: str, counts: Mapping[str, int]) -> Iterable[_Figure]:
    return ((figure, by, group, number) for group, number in counts.items())


def _lines(figures: Iterable[_Figure]) -> Iterable[tuple[Cell, ...]]:
    """Yield the figures for people; those of a group are indented below the figure that they are part of."""
    for figure, by, group, value in figures:
        yield (f"  {_called(figure, by, group)}" if by else _HEADINGS[figure]), value


def _called(figure: str, by: str, group: str) -> str:
    """Return the heading of a part of a figure."""
    if by == "country":
        return countries()[group].name
    if by == "goal" and group.isdigit():
        return f"main goal {group}: {GOAL_NAMES[int(group)]}"
    if by == "area":
        return f"main area: {AREA_NAMES.get(group, _NAMES.get(group, group))}"
    name = _NAMES.get(group, group)
    if figure == "participants" and group != NO_PROJECT:
        return f"in {name} projects"
    return f"{_BEFORE.get(by, '')}{name}"


def _totals(report: Summary) -> dict[str, object]:
    """Return the main figures for JSON, each under a name of its own."""
    each = report.counted.days_a_person
    return {
        "projects": sum(report.projects.values()),
        **{kind.replace("-", "_"): report.projects.get(kind, 0) for kind in ("north-south", *SOUTHERN, "other")},
        "participants": report.participants,
        "placements": report.counted.people,
        "partners": report.partners,
        "partners_south_south_and_triangular": report.southern_partners,
        "countries": len(report.countries),
        "women": report.women if report.with_gender else None,
        "gender_recorded": report.with_gender,
        "months_per_person": in_json(None if each is None else months(each)),
        "ended_early": sum(report.ended_early.values()),
        "cancelled": sum(report.cancelled.values()),
        "unconfirmed": report.counted.unconfirmed,
        "without_end": report.counted.without_end,
    }


def _sentences(report: Summary) -> Iterable[str]:
    """Yield sentences with the main figures, in the style of an annual report."""
    projects, when = sum(report.projects.values()), _when(report.query)
    if not report.participants:
        yield f"{when}, nobody went on exchange."
        return
    if projects:
        inside = plural(report.participants_in_projects, "participant")
        yield f"{when}, {plural(projects, 'project')} exchanged {inside}."
        yield _of_kinds(report)
    else:
        yield f"{when}, {plural(report.participants, 'participant')} went on exchange, and none in a project."
    where = plural(len(report.countries), "country", "countries")
    yield f"{report.partners:,} partners in {where} sent or hosted."
    in_southern = report.participants_of.get("south-south", 0)
    if in_southern:
        were = "was" if in_southern == 1 else "were"
        yield f"{in_southern:,} of the participants {were} in South-South projects."
    each = report.counted.days_a_person
    if each is not None:
        so_far = ", so far" if report.under_way else ""
        yield f"A stay lasted {rounded(months(each), 1):,} months on average{so_far}."
    if report.with_gender:
        share = rounded(Fraction(100 * report.women, report.with_gender), 1)
        were = "was a woman" if report.women == 1 else "were women"
        yield f"Of {report.with_gender:,} whose gender is recorded, {report.women:,} {were} ({share} %)."


def _of_kinds(report: Summary) -> str:
    """Return a sentence about South-South and Triangular projects, and the organisations in them."""
    kinds = {kind: report.projects[kind] for kind in SOUTHERN if kind in report.projects}
    if not kinds:
        return "None of the projects was South-South or Triangular."
    first, *others = (f"{number:,} {_NAMES[kind]}" for kind, number in kinds.items())
    were = "was" if next(iter(kinds.values())) == 1 else "were"
    took = plural(report.southern_partners, "partner organisation", "different partner organisations")
    said = first.replace(" ", f" of the projects {were} ", 1)
    return f"{' and '.join([said, *others])}; {took} took part in those."


def _when(query: Query) -> str:
    """Return the period of the figures, to begin a sentence."""
    chosen, years = query.selection, query.selection.year
    if years is not None:
        return f"In {years}"
    if chosen.since is None and chosen.until is None:
        return f"Up to {query.as_of}"
    return " ".join(
        part
        for part in (
            "Starting",
            "" if chosen.since is None else f"on {chosen.since} or later",
            "" if None in (chosen.since, chosen.until) else "and",
            "" if chosen.until is None else f"by {chosen.until}",
        )
        if part
    )


def _counting_rules(report: Summary) -> Iterable[str]:
    """Yield footnotes about how the figures are counted."""
    query = report.query
    yield counted(report.counted, query)
    yield "A project or partner counts if it has an exchange that is selected and has begun."
    yield "A participant with a ref counts once; without one, once for each exchange."
    yield "Projects count under their main area and goal; norec projects show ID tells where a type is from."
    outside = report.participants - report.participants_in_projects
    if outside and report.projects:
        yield f"{plural(outside, 'participant')} without a project left out of the first sentence."
    yield from only_between(query)
    yield from caveats(report.counted)
