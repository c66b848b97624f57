"""Which needs were met by whom, which capacities were used, what is open, and who only teaches or only learns."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.groups import Grouping
from norec_cli.reports.topics import Topics, folded
from norec_cli.reports.view import View

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
        could: of an open need, the partners that have it as a capacity which nobody uses; of the same project first.
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
        view: what was asked for.
        topics: by partner, needs first, in the order of their records.
        only_teach: partners that taught in some exchange and learnt in none.
        only_learn: partners that learnt in some exchange and taught in none.
        without: partners without a need or without a capacity on record.
        unmatched: topics of exchanges that are a need or a capacity of neither partner, with the exchange's id.
        without_topic: exchanges that have no topic.
    """

    view: View
    topics: tuple[Topic, ...]
    only_teach: tuple[str, ...]
    only_learn: tuple[str, ...]
    without: tuple[str, ...]
    unmatched: tuple[tuple[str, str], ...]
    without_topic: int


class _Seen(msgspec.Struct):
    """What the exchanges that have begun say.

    Attributes:
        partners: those who send or host, or are going to.
        by: the others, and how many people, by partner and topic.
        taught: partners that taught something.
        learnt: partners that learnt something.
    """

    partners: set[str] = msgspec.field(default_factory=set)
    by: dict[tuple[str, str], dict[str, int]] = msgspec.field(default_factory=dict)
    taught: set[str] = msgspec.field(default_factory=set)
    learnt: set[str] = msgspec.field(default_factory=set)
    unmatched: list[tuple[str, str]] = msgspec.field(default_factory=list)
    without_topic: int = 0


def report_needs(
    exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View, projects: "Mapping[str, Project]"
) -> Needs:
    """Tell of every need whether it was met, and of every capacity whether it was used, by exchanges that have begun.

    With a filter on exchanges, of the partners that these have, and of all that a project which is asked for has.

    A topic of an exchange that is a capacity of the sender or a need of the host is taught by the sender; one that is a
    need of the sender or a capacity of the host is learnt by it. A topic may be both.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        view: what is asked for.
        projects: the register of projects by id.
    """
    grouping = Grouping(partners, view)
    seen = _look(view.selection.of(exchanges), partners, view)
    fellows = _fellows(projects)
    unused = {
        (key, folded(topic))
        for key, partner in partners.items()
        for topic in partner.capacities
        if (key, folded(topic)) not in seen.by
    }
    with_row = set(partners) if view.selection.is_everything() else seen.partners.union(view.members)
    shown = [key for key in partners if key in with_row and grouping.shows(key)]
    topics = []
    for key in shown:
        of_kinds: dict[Kind, tuple[str, ...]] = {"need": partners[key].needs, "capacity": partners[key].capacities}
        for kind, texts in of_kinds.items():
            for text in texts:
                others = seen.by.get((key, folded(text)), {})
                open_need = kind == "need" and not others
                could = _who_could(key, folded(text), unused, fellows) if open_need else ()
                topics.append(Topic(key, kind, text, tuple(sorted(others)), sum(others.values()), could))
    return Needs(
        view=view,
        topics=tuple(topics),
        only_teach=tuple(key for key in shown if key in seen.taught - seen.learnt),
        only_learn=tuple(key for key in shown if key in seen.learnt - seen.taught),
        without=tuple(key for key in shown if not partners[key].needs or not partners[key].capacities),
        unmatched=tuple(seen.unmatched),
        without_topic=seen.without_topic,
    )


def _look(exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View) -> _Seen:
    topics = Topics(partners)
    seen = _Seen()
    for exchange in exchanges:
        if exchange.cancelled:
            continue
        sender, host = exchange.sender, exchange.host
        seen.partners |= {sender, host}
        if exchange.start > view.as_of:
            continue
        seen.without_topic += not exchange.topics
        for text in exchange.topics:
            topic = folded(text)
            taught, learnt = topics.is_taught(sender, host, topic), topics.is_learnt(sender, host, topic)
            if taught:
                seen.taught.add(sender)
                seen.learnt.add(host)
            if learnt:
                seen.learnt.add(sender)
                seen.taught.add(host)
            if not taught and not learnt:
                seen.unmatched.append((exchange.id, text))
            for one, other in ((sender, host), (host, sender)):
                if topics.has(one, topic):
                    others = seen.by.setdefault((one, topic), {})
                    others[other] = others.get(other, 0) + exchange.participants
    return seen


def _who_could(
    partner: str, topic: str, unused: Iterable[tuple[str, str]], fellows: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """The others with an unused capacity for a topic, those of a common project first."""
    found = [one for one, about in unused if about == topic and one != partner]
    return tuple(sorted(found, key=lambda one: (one not in fellows.get(partner, ()), one)))


def _fellows(projects: "Mapping[str, Project]") -> dict[str, set[str]]:
    """With whom each partner shares a project."""
    fellows: dict[str, set[str]] = {}
    for project in projects.values():
        for name in project.partners:
            fellows.setdefault(name, set()).update(project.partners)
    return fellows
