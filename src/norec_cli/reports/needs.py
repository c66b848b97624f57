"""`report needs`: which needs were met, which capacities were used, and who only teaches or only learns."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold
from norec_cli.model.ledger import Ledger
from norec_cli.model.partner import Partner
from norec_cli.reports.core.flow_table import FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.teaching_and_learning import TeachingAndLearning

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Kind = Literal["need", "capacity"]


class NeedOrCapacity(msgspec.Struct, frozen=True):
    """A need or a capacity of a partner.

    Attributes:
        partner: the id of the partner.
        kind: need or capacity.
        topic: the topic, as it is written in the partner's record.
        by: ids of the partners with whom the need was met or the capacity used.
        people: participants of the exchanges about it.
        could: ids of the partners that could meet an open need, because they have it as an unused capacity. Partners
            of a common project that has not ended come first; partners that have ended are left out. Empty if the
            partner itself has ended.
    """

    partner: str
    kind: Kind
    topic: str
    by: tuple[str, ...]
    people: int
    could: tuple[str, ...] = ()


class Needs(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        rows: needs, then capacities of each partner, in the order of its record.
        only_teach: ids of partners that taught in some exchange and learnt in none.
        only_learn: ids of partners that learnt in some exchange and taught in none.
        without: ids of partners without a recorded need or capacity.
        unmatched: ids of exchanges, each with a topic that is a need or capacity of neither partner; sorted by start
            and id of the exchange.
        without_topic: number of exchanges without a topic.
        ended: ids of partners that have ended with an open need or an unused capacity.
        counted: the flow table of the selected exchanges.
    """

    query: Query
    rows: tuple[NeedOrCapacity, ...]
    only_teach: tuple[str, ...]
    only_learn: tuple[str, ...]
    without: tuple[str, ...]
    unmatched: tuple[tuple[str, str], ...]
    without_topic: int
    ended: tuple[str, ...]
    counted: FlowTable


class _Notes:
    """Facts about needs and capacities from the exchanges that have begun.

    Attributes:
        partners: partners that send or host in any exchange, also in upcoming ones.
        by: for each partner and topic, the other partners and how many people went.
        taught: partners that taught something.
        learnt: partners that learnt something.
        unmatched: start and id of an exchange, with a topic that is a need or capacity of neither partner.
        without_topic: number of exchanges without a topic.
    """

    def __init__(self, partners: Mapping[str, Partner], as_of: date) -> None:
        self.partners: set[str] = set()
        self.by: dict[tuple[str, str], dict[str, int]] = {}
        self.taught: set[str] = set()
        self.learnt: set[str] = set()
        self.unmatched: list[tuple[date, str, str]] = []
        self.without_topic = 0
        self._teaching = TeachingAndLearning(partners)
        self._as_of = as_of

    def noted(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """Yield the exchanges, and note each on its way."""
        for exchange in exchanges:
            if not exchange.cancelled:
                self.partners |= {exchange.sender, exchange.host}
            if exchange.has_begun(self._as_of):
                self._note(exchange)
            yield exchange

    def _note(self, exchange: Exchange) -> None:
        sender, host = exchange.sender, exchange.host
        self.without_topic += not exchange.topics
        # A topic that one exchange names in two spellings counts once.
        for topic, text in {fold(text): text for text in exchange.topics}.items():
            taught = self._teaching.is_taught(sender, host, topic)
            learnt = self._teaching.is_learnt(sender, host, topic)
            if taught:
                self.taught.add(sender)
                self.learnt.add(host)
            if learnt:
                self.learnt.add(sender)
                self.taught.add(host)
            if not taught and not learnt:
                self.unmatched.append((exchange.start, exchange.id, text))
            for partner, other in ((sender, host), (host, sender)):
                if self._teaching.has(partner, topic):
                    others = self.by.setdefault((partner, topic), {})
                    others[other] = others.get(other, 0) + exchange.participants


def report_needs(ledger: Ledger, query: Query) -> Needs:
    """Return for each need whether it was met and for each capacity whether it was used, by exchanges that have begun.

    If exchanges are filtered, only partners with a selected exchange, and those of a selected project, are
    listed.

    A topic of an exchange is taught by the sender if it is a capacity of the sender or a need of the host; it is learnt
    by the sender if it is a need of the sender or a capacity of the host. It may be both.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected.
    """
    partners = ledger.partners
    grouping = Grouping(partners, query)
    notes = _Notes(partners, query.as_of)
    counted = fold_flows(notes.noted(query.selection.select(ledger.exchanges())), query.as_of)
    project_partners = _project_partners(ledger.projects, query.as_of)
    ended = {key for key, partner in partners.items() if partner.has_ended(query.as_of)}
    unused = {
        (key, fold(topic))
        for key, partner in partners.items()
        if key not in ended
        for topic in partner.capacities
        if (key, fold(topic)) not in notes.by
    }
    with_row = set(partners) if query.selection.selects_everything() else notes.partners.union(query.members)
    shown = [key for key in partners if key in with_row and grouping.shows(key)]
    rows = []
    for key in shown:
        of_kinds: dict[Kind, tuple[str, ...]] = {"need": partners[key].needs, "capacity": partners[key].capacities}
        for kind, texts in of_kinds.items():
            for text in texts:
                others = notes.by.get((key, fold(text)), {})
                open_need = kind == "need" and not others and key not in ended
                could = _who_could(key, fold(text), unused, project_partners) if open_need else ()
                rows.append(NeedOrCapacity(key, kind, text, tuple(sorted(others)), sum(others.values()), could))
    return Needs(
        query=query,
        rows=tuple(rows),
        only_teach=tuple(key for key in shown if key in notes.taught - notes.learnt),
        only_learn=tuple(key for key in shown if key in notes.learnt - notes.taught),
        without=tuple(key for key in shown if not partners[key].needs or not partners[key].capacities),
        unmatched=tuple((exchange, topic) for _, exchange, topic in sorted(notes.unmatched)),
        without_topic=notes.without_topic,
        ended=tuple(key for key in shown if key in ended and any(row.partner == key and not row.by for row in rows)),
        counted=counted,
    )


def _who_could(
    partner: str, topic: str, unused: Iterable[tuple[str, str]], project_partners: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """Return the other partners with an unused capacity for a topic, those of a common project first."""
    others = [other for other, capacity in unused if capacity == topic and other != partner]
    return tuple(sorted(others, key=lambda other: (other not in project_partners.get(partner, ()), other)))


def _project_partners(projects: "Mapping[str, Project]", as_of: date) -> dict[str, set[str]]:
    """Return for each partner the partners of its projects that have not ended by a day."""
    project_partners: dict[str, set[str]] = {}
    for project in projects.values():
        for name in () if project.has_ended(as_of) else project.partners:
            project_partners.setdefault(name, set()).update(project.partners)
    return project_partners
