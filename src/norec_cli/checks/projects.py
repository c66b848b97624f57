"""What offends against the model's rules about projects, their partners and their rounds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.checks.rules import Severity
from norec_cli.model.exchange import Exchange
from norec_cli.model.rounding import rounded
from norec_cli.model.wording import join_names, plural
from norec_cli.reports.core.balance import DAYS_A_MONTH, Balance
from norec_cli.reports.core.flow_table import FlowTable
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.rows import sum_flows
from norec_cli.reports.core.topics import Topics, folded
from norec_cli.reports.rounds import RoundLine, RoundNotes, plans_of

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Stage = Literal["open", "closed", "ended"]


def stage_of(project: "Project", as_of: date) -> Stage:
    """How far a project is: its agreement has ended, or none of its rounds is open though one was, or neither."""
    if project.has_ended(as_of):
        return "ended"
    rounds = project.rounds.values()
    is_open = any(one.start <= as_of <= one.end for one in rounds)
    return "closed" if not is_open and any(one.end < as_of for one in rounds) else "open"


_ONE_WAY: Mapping[Stage, Severity] = {"open": "information", "closed": "warning", "ended": "error"}
_ABSENT: Mapping[Stage, Severity] = {"closed": "warning", "ended": "error"}  # while a round is open, it may yet come
_UNEQUAL: Mapping[Stage, Severity] = {"open": "information", "closed": "warning", "ended": "warning"}


def parts_of_projects(exchange: Exchange) -> Iterable[str]:
    """The parts of the flow table that projects are judged by: each project, and each of its rounds."""
    if exchange.project is None:
        return ()
    return (exchange.project, f"{exchange.project} {exchange.round}") if exchange.round else (exchange.project,)


class ProjectNotes:
    """What single placements say of their projects, beside what the flow table tells."""

    def __init__(self, on: CheckContext) -> None:
        self._on = on
        self._topics = Topics(on.partners)
        self._rounds = RoundNotes(on.query.as_of)
        self._lengthless: set[tuple[str, str]] = set()
        self._taught: set[tuple[str, str]] = set()
        self._learnt: set[tuple[str, str]] = set()

    def note(self, exchange: Exchange) -> None:
        """Take a placement into account, whose partners are both known."""
        project = exchange.project
        if project is None:
            return
        self._rounds.note(exchange)
        if exchange.cancelled or exchange.start > self._on.query.as_of:
            return
        sender, host = (project, exchange.sender), (project, exchange.host)
        if exchange.last_day() is None:
            self._lengthless |= {sender, host}
        for text in exchange.topics:
            topic = folded(text)
            if self._topics.is_taught(exchange.sender, exchange.host, topic):
                self._taught.add(sender)
                self._learnt.add(host)
            if self._topics.is_learnt(exchange.sender, exchange.host, topic):
                self._learnt.add(sender)
                self._taught.add(host)

    def check(self, table: FlowTable) -> Iterator[Finding]:
        """What projects offend against.

        Args:
            table: the flow table of all placements, with a part for each project and round.
        """
        on = self._on
        grouping = Grouping(on.partners, on.query)
        chosen = on.query.selection
        members: dict[str, None] = {}
        for project_id, project in on.projects.items():
            if chosen.has_project(project_id) and grouping.shows(*project.partners):
                members.update(dict.fromkeys(name for name in project.partners if grouping.shows(name)))
                yield from _check_terms(project_id, project, on)
                yield from _check_rounds(project_id, project, on)
                yield from self._check_partners(project_id, project, table, grouping.shows)
        yield from _check_topics(members, on)
        for line in self._rounds.lines(table, plans_of(on.projects, on.query.selection)):
            if grouping.shows(line.sender, line.host):
                yield from _check_line(line, on)

    def _check_partners(
        self, project_id: str, project: "Project", table: FlowTable, shows: Callable[[str], bool]
    ) -> Iterator[Finding]:
        """How the partners of a project stand to each other in it."""
        stage = stage_of(project, self._on.query.as_of)
        balances = _balances(project_id, table, self._on)
        for name in filter(shows, project.partners):
            for rule, text, grave in self._check_partner((project_id, name), balances.get(name)):
                if stage in grave:
                    yield self._on.of_project(
                        rule, text, (project_id, "partners"), about=f"partner {name}", severity=grave[stage]
                    )

    def _check_partner(
        self, key: tuple[str, str], balances: tuple[Balance, Balance] | None
    ) -> Iterator[tuple[str, str, Mapping[Stage, Severity]]]:
        """What a partner of a project offends against: the rule, words, and how grave that is at each stage."""
        _, name = key
        if balances is None:
            yield "both-ways", f"{name} sent nobody and received nobody", _ABSENT
        else:
            people, months = balances
            if people.verdict in ("only-sends", "only-hosts"):
                yield "both-ways", _stands(name, people), _ONE_WAY
            elif people.verdict != "balanced":
                yield "balanced-people", _stands(name, people), _UNEQUAL
            if people.sent and people.received and months.verdict != "balanced" and key not in self._lengthless:
                yield "balanced-months", _stands(name, months), _UNEQUAL
        if (key in self._taught) != (key in self._learnt):
            only = "teaches, and learns" if key in self._taught else "learns, and teaches"
            yield "teach-and-learn", f"{name} only {only} nothing so far", _UNEQUAL


def _balances(project_id: str, table: FlowTable, on: CheckContext) -> dict[str, tuple[Balance, Balance]]:
    """What each partner sent and received in a project, in people and in days, by the project's rules."""
    standards = on.standards[project_id]
    begun = {pair: flow for pair, flow in table.parts.get(project_id, {}).items() if flow.people}
    people, days = sum_flows(begun, "people"), sum_flows(begun, "months")
    return {
        name: (
            Balance(sums.sent, sums.received, standards.people),
            Balance(days[name].sent, days[name].received, standards.months),
        )
        for name, sums in people.items()
    }


def _stands(name: str, balance: Balance) -> str:
    """What a partner sent and received, in words."""
    if balance.rule.unit == "people":
        return f"{name} sent {balance.sent} and received {balance.received}: {balance.verdict}"
    sent, received = (rounded(days / DAYS_A_MONTH, 1) for days in (balance.sent, balance.received))
    return f"{name} sent {sent} months and received {received}: {balance.verdict}"


def _check_terms(project_id: str, project: "Project", on: CheckContext) -> Iterator[Finding]:
    """On which terms the partners work together: who coordinates and who chose it, what was assessed jointly."""
    others = [name for name in project.partners if name not in (project.coordinator, *project.chosen_by)]
    if project.coordinator is None:
        yield on.of_project("coordinator-chosen", "no coordinator is recorded", (project_id,))
    elif others:
        text = f"that {join_names(others)} chose {project.coordinator} is not recorded"
        yield on.of_project("coordinator-chosen", text, (project_id, "coordinator"))
    absent = [name for name in project.partners if name not in project.assessed_by]
    if project.assessed_on is None:
        yield on.of_project("needs-assessed", "no joint assessment of needs and capacities is recorded", (project_id,))
    elif absent:
        text = f"that {join_names(absent)} took part in the assessment is not recorded"
        yield on.of_project("needs-assessed", text, (project_id, "assessed_on"))


def _check_rounds(project_id: str, project: "Project", on: CheckContext) -> Iterator[Finding]:
    """Whether rounds have plans, and reports came in."""
    as_of = on.query.as_of
    for number, one in project.rounds.items():
        path, about = (project_id, "rounds", number), f"round {number}"
        if one.start <= as_of and not one.plan:
            yield on.of_project("plans-recorded", "began without a plan on record", path, about=about)
        due, done = one.report_due, one.reported_on
        if due is not None and due < as_of and (done is None or done > as_of):
            text = f"its report was due on {due}, and is not recorded as handed in"
            yield on.of_project("reports-in", text, (*path, "report_due"), about=about)


def _check_line(line: RoundLine, on: CheckContext) -> Iterator[Finding]:
    """Whether everybody went whom a round that has ended planned."""
    project = on.projects.get(line.project)
    one = project.rounds.get(str(line.round)) if project is not None else None
    if one is not None and one.end < on.query.as_of and line.missing > 0:
        missing = plural(line.missing, "person is", "people are")
        text = f"{line.sender} was to send {line.planned} to {line.host}, and {missing} missing"
        about = f"round {line.round} {line.sender} to {line.host}"
        yield on.of_project("plans-met", text, (line.project, "rounds", str(line.round), "plan"), about=about)


def _check_topics(names: Iterable[str], on: CheckContext) -> Iterator[Finding]:
    """Whether a need and a capacity of partners are recorded."""
    for name in names:
        partner = on.partners.get(name)
        if partner is not None and not (partner.needs and partner.capacities):
            lacking = [word for word, texts in (("need", partner.needs), ("capacity", partner.capacities)) if not texts]
            yield on.of_partner("topics-recorded", f"no {' and no '.join(lacking)} is recorded", name)
