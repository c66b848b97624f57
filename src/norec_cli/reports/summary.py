"""The figures of an annual report: projects, participants, partners, countries, areas, goals."""

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

SOUTHERN = ("south-south", "triangular")  # of these the agency tells how many organisations took part


class Heads(msgspec.Struct):
    """People, each counted once: those with a ref however many placements they had, others once a placement.

    Attributes:
        without_ref: participants of placements without a ref.
        refs: the refs of the others.
    """

    without_ref: int = 0
    refs: set[str] = msgspec.field(default_factory=set)

    def add(self, exchange: Exchange) -> None:
        """Count the participants of a placement."""
        if exchange.ref is None:
            self.without_ref += exchange.participants
        else:
            self.refs.add(exchange.ref)

    @property
    def number(self) -> int:
        """How many they are."""
        return self.without_ref + len(self.refs)


class Summary(msgspec.Struct, frozen=True):
    """The report. A project or a partner counts if a placement of it counts: selected, and begun by the day.

    Attributes:
        query: what was asked for.
        counted: the flow table; its people are the placements.
        projects: how many, by type.
        areas: how many projects, by their main area.
        goals: how many projects, by the number of their main goal.
        participants: people, each once.
        participants_in_projects: the same of placements that are of a project.
        participants_of: the same in the projects of each type, and in none.
        partners: organisations that sent or hosted.
        southern_partners: those that did so in a South-South or Triangular project.
        sectors: how many partners, by sector.
        countries: how many partners, by country code.
        women: participants recorded as women, each once.
        with_gender: participants of whom it is recorded whether they are women, each once.
        under_way: placements that end after the day: their months are those so far.
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
    """What single placements say, beside what the flow table tells."""

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
        """The exchanges, each noted on its way."""
        for exchange in exchanges:
            if exchange.start <= self._query.as_of:
                if exchange.cancelled:
                    self.cancelled[exchange.reason or ""] += exchange.participants
                else:
                    self._note(exchange)
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
    """Count projects, people and organisations as an annual report does.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: what is asked for.
    """
    partners, projects = ledger.partners, ledger.projects
    types = {key: project_type(project, partners) for key, project in projects.items()}
    notes = _Notes(query, types)
    counted = fold_flows(notes.noted(query.selection.of(ledger.exchanges())), query.as_of)
    of_view = [projects[key] for key in notes.projects]
    organisations = [partners[key] for key in notes.partners]
    goals = [str(number) for number in range(1, GOALS + 1)]
    return Summary(
        query=query,
        counted=counted,
        projects=_in_order(Counter(types[key] for key in notes.projects), TYPES),
        areas=_in_order(Counter(_main(project.areas, NO_AREA) for project in of_view), [*AREA_NAMES, NO_AREA]),
        goals=_in_order(Counter(_main(project.goals, NO_GOAL) for project in of_view), [*goals, NO_GOAL]),
        participants=notes.heads.number,
        participants_in_projects=notes.in_projects.number,
        participants_of=_in_order({kind: heads.number for kind, heads in notes.heads_of.items()}, [*TYPES, NO_PROJECT]),
        partners=len(notes.partners),
        southern_partners=len(notes.southern),
        sectors=_most_first(Counter(partner.sector or NOT_RECORDED for partner in organisations)),
        countries=_most_first(Counter(partner.country for partner in organisations)),
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
