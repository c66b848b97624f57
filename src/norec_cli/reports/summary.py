"""`report summary`: the figures of an annual report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import NO_AREA, NO_GOAL, NO_PROJECT, NOT_RECORDED
from norec_cli.model.ledger import Ledger
from norec_cli.model.project import AREA_NAMES, GOALS, TYPES, project_type
from norec_cli.reports.core.flow_table import FlowTable, fold_flows
from norec_cli.reports.core.query import Query

SOUTHERN = ("south-south", "triangular")  # the agency reports how many organisations took part in these


class Heads(msgspec.Struct):
    """Participants, counted once each: by their ref if they have one, else once for each exchange.

    Attributes:
        without_ref: participants of exchanges without a ref.
        refs: the refs of the other exchanges.
    """

    without_ref: int = 0
    refs: set[str] = msgspec.field(default_factory=set)

    def add(self, exchange: Exchange) -> None:
        """Count the participants of an exchange."""
        if exchange.ref is None:
            self.without_ref += exchange.participants
        else:
            self.refs.add(exchange.ref)

    @property
    def number(self) -> int:
        """Return the number of people."""
        return self.without_ref + len(self.refs)


class Summary(msgspec.Struct, frozen=True):
    """The report. A project or partner counts if it has an exchange that is selected and has begun by the day.

    Attributes:
        query: what was asked.
        counted: the flow table; its people count once for each exchange.
        projects: number of projects, by type.
        areas: number of projects, by main area.
        goals: number of projects, by the number of their main goal.
        participants: people, each counted once.
        participants_in_projects: people in exchanges of a project, each counted once.
        participants_of: people in exchanges of each type of project and of none, each counted once in each.
        partners: partners that sent or hosted.
        southern_partners: partners that sent or hosted in a South-South or Triangular project.
        sectors: number of partners, by sector.
        countries: number of partners, by country code.
        women: participants recorded as women, each counted once.
        with_gender: participants with a recorded number of women, each counted once.
        under_way: exchanges that end after the day: their months are those so far.
        ended_early: people whose stay ended early, by reason.
        cancelled: people who were to go by the day and never went, by reason.
    """

    query: Query
    counted: FlowTable
    projects: Mapping[str, int]
    areas: Mapping[str, int]
    goals: Mapping[str, int]
    participants: int
    participants_in_projects: int
    participants_of: Mapping[str, int]
    partners: int
    southern_partners: int
    sectors: Mapping[str, int]
    countries: Mapping[str, int]
    women: int
    with_gender: int
    under_way: int
    ended_early: Mapping[str, int]
    cancelled: Mapping[str, int]


class _Notes:
    """Facts that come from single exchanges and are not in the flow table."""

    def __init__(self, query: Query, types: Mapping[str, str]) -> None:
        self._query = query
        self._types = types
        self.projects: set[str] = set()
        self.heads = Heads()
        self.in_projects = Heads()
        self.heads_of: dict[str, Heads] = {}
        self.women = Heads()
        self.with_gender = Heads()
        self.partners: set[str] = set()
        self.southern: set[str] = set()
        self.under_way = 0
        self.ended_early: Counter[str] = Counter()
        self.cancelled: Counter[str] = Counter()

    def noted(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """Yield the exchanges, and note each on its way."""
        for exchange in exchanges:
            if exchange.has_begun(self._query.as_of):
                self._note(exchange)
            elif exchange.start <= self._query.as_of:
                self.cancelled[exchange.reason or ""] += exchange.participants
            yield exchange

    def _note(self, exchange: Exchange) -> None:
        if exchange.project is not None:
            self.projects.add(exchange.project)
            self.in_projects.add(exchange)
        kind = self._types.get(exchange.project or "", NO_PROJECT)
        self.heads.add(exchange)
        self.heads_of.setdefault(kind, Heads()).add(exchange)
        self.partners |= {exchange.sender, exchange.host}
        if kind in SOUTHERN:
            self.southern |= {exchange.sender, exchange.host}
        if exchange.women is not None:
            self.with_gender.add(exchange)
            if exchange.ref is None:
                self.women.without_ref += exchange.women
            elif exchange.women:
                self.women.refs.add(exchange.ref)
        state = exchange.state(self._query.as_of)
        self.under_way += state == "under-way" and exchange.end is not None
        if state == "ended-early":
            self.ended_early[exchange.reason or ""] += exchange.participants


def report_summary(ledger: Ledger, query: Query) -> Summary:
    """Count projects, people and partners as an annual report does.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected.
    """
    partners, projects = ledger.partners, ledger.projects
    types = {key: project_type(project, partners) for key, project in projects.items()}
    notes = _Notes(query, types)
    counted = fold_flows(notes.noted(query.selection.select(ledger.exchanges())), query.as_of)
    projects_counted = [projects[key] for key in notes.projects]
    partners_counted = [partners[key] for key in notes.partners]
    goals = [str(number) for number in range(1, GOALS + 1)]
    return Summary(
        query=query,
        counted=counted,
        projects=_in_order(Counter(types[key] for key in notes.projects), TYPES),
        areas=_in_order(Counter(_main(project.areas, NO_AREA) for project in projects_counted), [*AREA_NAMES, NO_AREA]),
        goals=_in_order(Counter(_main(project.goals, NO_GOAL) for project in projects_counted), [*goals, NO_GOAL]),
        participants=notes.heads.number,
        participants_in_projects=notes.in_projects.number,
        participants_of=_in_order({kind: heads.number for kind, heads in notes.heads_of.items()}, [*TYPES, NO_PROJECT]),
        partners=len(notes.partners),
        southern_partners=len(notes.southern),
        sectors=_most_first(Counter(partner.sector or NOT_RECORDED for partner in partners_counted)),
        countries=_most_first(Counter(partner.country for partner in partners_counted)),
        women=notes.women.number,
        with_gender=notes.with_gender.number,
        under_way=notes.under_way,
        ended_early=_most_first(notes.ended_early),
        cancelled=_most_first(notes.cancelled),
    )


def _main(values: tuple[Any, ...], none: str) -> str:
    return str(values[0]) if values else none


def _in_order(counts: Mapping[str, int], order: Iterable[str]) -> dict[str, int]:
    return {name: counts[name] for name in order if counts.get(name)}


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
