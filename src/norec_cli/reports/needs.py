"""Which needs were met by whom, which capacities were used, what is open, and who only teaches or only learns."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger
from norec_cli.model.partner import Partner
from norec_cli.reports.core.flow_table import FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.topics import Topics, folded

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Kind = Literal["need", "capacity"]


class Topic(msgspec.Struct, frozen=True):
    """A need or a capacity of a partner.

    Attributes:
        partner: whose it is.
        kind: need or capacity.
        topic: what it is about, as the partner's record has it.
        by: the partners with whom it was met, or used.
        people: participants of the exchanges about it.
        could: of an open need, the partners that have it as a capacity which nobody uses; those that share a project
            which has not ended come first. Nobody, if the partner has ended; no partner that has.
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
        query: what was asked for.
        topics: by partner, needs first, in the order of their records.
        only_teach: partners that taught in some exchange and learnt in none.
        only_learn: partners that learnt in some exchange and taught in none.
        without: partners without a need or without a capacity on record.
        unmatched: topics of exchanges that are a need or a capacity of neither partner, with the exchange's id; by the
            start and id of the exchange.
        without_topic: exchanges that have no topic.
        ended: partners with an open need or an unused capacity that have ended.
        counted: the flow table of the exchanges that are selected.
    """

    query: Query
    topics: tuple[Topic, ...]
    only_teach: tuple[str, ...]
    only_learn: tuple[str, ...]
    without: tuple[str, ...]
    unmatched: tuple[tuple[str, str], ...]
    without_topic: int
    ended: tuple[str, ...]
    counted: FlowTable


class _Seen:
    """What the exchanges that have begun say.

    Attributes:
        partners: those who send or host, or are going to.
        by: the others, and how many people, by partner and topic.
        taught: partners that taught something.
        learnt: partners that learnt something.
        unmatched: topics that are a need or a capacity of neither partner, with the start and id of the exchange.
        without_topic: exchanges that have no topic.
    """

    def __init__(self, partners: Mapping[str, Partner], as_of: date) -> None:
        self.partners: set[str] = set()
        self.by: dict[tuple[str, str], dict[str, int]] = {}
        self.taught: set[str] = set()
        self.learnt: set[str] = set()
        self.unmatched: list[tuple[date, str, str]] = []
        self.without_topic = 0
        self._topics = Topics(partners)
        self._as_of = as_of

    def noted(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """Yield the exchanges, each taken into account on its way."""
        for exchange in exchanges:
            if not exchange.cancelled:
                self.partners |= {exchange.sender, exchange.host}
                if exchange.start <= self._as_of:
                    self._note(exchange)
            yield exchange

    def _note(self, exchange: Exchange) -> None:
        sender, host = exchange.sender, exchange.host
        self.without_topic += not exchange.topics
        for text in exchange.topics:
            topic = folded(text)
            taught = self._topics.is_taught(sender, host, topic)
            learnt = self._topics.is_learnt(sender, host, topic)
            if taught:
                self.taught.add(sender)
                self.learnt.add(host)
            if learnt:
                self.learnt.add(sender)
                self.taught.add(host)
            if not taught and not learnt:
                self.unmatched.append((exchange.start, exchange.id, text))
            for one, other in ((sender, host), (host, sender)):
                if self._topics.has(one, topic):
                    others = self.by.setdefault((one, topic), {})
                    others[other] = others.get(other, 0) + exchange.participants


def report_needs(ledger: Ledger, query: Query) -> Needs:
    """Tell of every need whether it was met, and of every capacity whether it was used, by exchanges that have begun.

    With a filter on exchanges, of the partners that these have, and of all that a project which is asked for has.

    A topic of an exchange that is a capacity of the sender or a need of the host is taught by the sender; one that is a
    need of the sender or a capacity of the host is learnt by it. A topic may be both.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: what is asked for.
    """
    partners = ledger.partners
    grouping = Grouping(partners, query)
    seen = _Seen(partners, query.as_of)
    counted = fold_flows(seen.noted(query.selection.of(ledger.exchanges())), query.as_of)
    fellows = _fellows(ledger.projects, query.as_of)
    ended = {key for key, partner in partners.items() if partner.has_ended(query.as_of)}
    unused = {
        (key, folded(topic))
        for key, partner in partners.items()
        if key not in ended
        for topic in partner.capacities
        if (key, folded(topic)) not in seen.by
    }
    with_row = set(partners) if query.selection.is_everything() else seen.partners.union(query.members)
    shown = [key for key in partners if key in with_row and grouping.shows(key)]
    topics = []
    for key in shown:
        of_kinds: dict[Kind, tuple[str, ...]] = {"need": partners[key].needs, "capacity": partners[key].capacities}
        for kind, texts in of_kinds.items():
            for text in texts:
                others = seen.by.get((key, folded(text)), {})
                open_need = kind == "need" and not others and key not in ended
                could = _who_could(key, folded(text), unused, fellows) if open_need else ()
                topics.append(Topic(key, kind, text, tuple(sorted(others)), sum(others.values()), could))
    return Needs(
        query=query,
        topics=tuple(topics),
        only_teach=tuple(key for key in shown if key in seen.taught - seen.learnt),
        only_learn=tuple(key for key in shown if key in seen.learnt - seen.taught),
        without=tuple(key for key in shown if not partners[key].needs or not partners[key].capacities),
        unmatched=tuple((exchange, topic) for _, exchange, topic in sorted(seen.unmatched)),
        without_topic=seen.without_topic,
        ended=tuple(key for key in shown if key in ended and any(t.partner == key and not t.by for t in topics)),
        counted=counted,
    )


def _who_could(
    partner: str, topic: str, unused: Iterable[tuple[str, str]], fellows: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """The others with an unused capacity for a topic, those of a common project first."""
    found = [one for one, about in unused if about == topic and one != partner]
    return tuple(sorted(found, key=lambda one: (one not in fellows.get(partner, ()), one)))


def _fellows(projects: "Mapping[str, Project]", as_of: date) -> dict[str, set[str]]:
    """Return with whom each partner shares a project that has not ended before a day."""
    fellows: dict[str, set[str]] = {}
    for project in projects.values():
        for name in () if project.has_ended(as_of) else project.partners:
            fellows.setdefault(name, set()).update(project.partners)
    return fellows
