"""Check projects, their partners and their rounds against the rules of the reciprocity model."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.checks.rules import Severity
from norec_cli.model.dates import DAYS_A_MONTH
from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold
from norec_cli.model.rounding import rounded
from norec_cli.model.wording import join_names, plural
from norec_cli.reports.core.balance import Balance
from norec_cli.reports.core.flow_table import FlowTable
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.rows import sum_flows
from norec_cli.reports.core.teaching_and_learning import TeachingAndLearning
from norec_cli.reports.rounds import RoundLine, RoundNotes, plans_of

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Stage = Literal["open", "closed", "ended"]


def stage_of(project: "Project", as_of: date) -> Stage:
    """Return how far a project is on a day.

    "ended" if its agreement has ended; else "closed" if no round is open and one is over; else "open".
    """
    if project.has_ended(as_of):
        return "ended"
    rounds = project.rounds.values()
    is_open = any(period.start <= as_of <= period.end for period in rounds)
    return "closed" if not is_open and any(period.end < as_of for period in rounds) else "open"


_ONE_WAY: Mapping[Stage, Severity] = {"open": "information", "closed": "warning", "ended": "error"}
_ABSENT: Mapping[Stage, Severity] = {
    "closed": "warning",
    "ended": "error",
}  # no finding while a round is open: it may still happen
_UNEQUAL: Mapping[Stage, Severity] = {"open": "information", "closed": "warning", "ended": "warning"}


def parts_of_projects(exchange: Exchange) -> Iterable[str]:
    """Return the parts of the flow table that an exchange belongs to: its project and its round, if it has them."""
    if exchange.project is None:
        return ()
    return (exchange.project, f"{exchange.project} {exchange.round}") if exchange.round else (exchange.project,)


class ProjectNotes:
    """Facts about projects that come from single exchanges and are not in the flow table."""

    def __init__(self, context: CheckContext) -> None:
        self._context = context
        self._teaching = TeachingAndLearning(context.partners)
        self._rounds = RoundNotes(context.query.as_of)
        self._without_length: set[tuple[str, str]] = set()
        self._taught: set[tuple[str, str]] = set()
        self._learnt: set[tuple[str, str]] = set()

    def note(self, exchange: Exchange) -> None:
        """Note an exchange; both its partners must be known."""
        project = exchange.project
        if project is None:
            return
        self._rounds.note(exchange)
        if not exchange.has_begun(self._context.query.as_of):
            return
        sender, host = (project, exchange.sender), (project, exchange.host)
        if exchange.last_day() is None:
            self._without_length |= {sender, host}
        for text in exchange.topics:
            topic = fold(text)
            if self._teaching.is_taught(exchange.sender, exchange.host, topic):
                self._taught.add(sender)
                self._learnt.add(host)
            if self._teaching.is_learnt(exchange.sender, exchange.host, topic):
                self._learnt.add(sender)
                self._taught.add(host)

    def check(self, table: FlowTable) -> Iterator[Finding]:
        """Yield the findings about projects; call it after all exchanges have been noted.

        Args:
            table: the flow table of all exchanges, with a part for each project and round.
        """
        context = self._context
        grouping = Grouping(context.partners, context.query)
        chosen = context.query.selection
        members: dict[str, None] = {}
        for project_id, project in context.projects.items():
            if chosen.includes_project(project_id) and grouping.shows(*project.partners):
                members.update(dict.fromkeys(name for name in project.partners if grouping.shows(name)))
                yield from _check_terms(project_id, project, context)
                yield from _check_rounds(project_id, project, context)
                yield from self._check_partners(project_id, project, table, grouping.shows)
        yield from _check_topics(members, context)
        for line in self._rounds.lines(table, plans_of(context.projects, context.query.selection)):
            if grouping.shows(line.sender, line.host):
                yield from _check_plan(line, context)

    def _check_partners(
        self, project_id: str, project: "Project", table: FlowTable, shows: Callable[[str], bool]
    ) -> Iterator[Finding]:
        """Yield the findings about what each partner of a project sent, received, taught and learnt in it."""
        stage = stage_of(project, self._context.query.as_of)
        balances = _balances(project_id, table, self._context)
        for name in filter(shows, project.partners):
            for rule_id, text, severities in self._check_partner((project_id, name), balances.get(name)):
                if stage in severities:
                    yield self._context.of_project(
                        rule_id, text, (project_id, "partners"), about=f"partner {name}", severity=severities[stage]
                    )

    def _check_partner(
        self, key: tuple[str, str], balances: tuple[Balance, Balance] | None
    ) -> Iterator[tuple[str, str, Mapping[Stage, Severity]]]:
        """Yield each rule that a partner of a project breaks: its id, what is wrong, and the severity at each stage."""
        _, name = key
        if balances is None:
            yield "both-ways", f"{name} sent nobody and received nobody", _ABSENT
        else:
            people, months = balances
            if people.verdict in ("only-sends", "only-hosts"):
                yield "both-ways", _describe_balance(name, people), _ONE_WAY
            elif people.verdict != "balanced":
                yield "balanced-people", _describe_balance(name, people), _UNEQUAL
            if people.sent and people.received and months.verdict != "balanced" and key not in self._without_length:
                yield "balanced-months", _describe_balance(name, months), _UNEQUAL
        if (key in self._taught) != (key in self._learnt):
            only = "teaches, and learns" if key in self._taught else "learns, and teaches"
            yield "teach-and-learn", f"{name} only {only} nothing so far", _UNEQUAL


def _balances(project_id: str, table: FlowTable, context: CheckContext) -> dict[str, tuple[Balance, Balance]]:
    """Return the balance in people and in days of each partner that sent or received in a project, by its rules."""
    thresholds = context.thresholds[project_id]
    begun = {pair: flow for pair, flow in table.parts.get(project_id, {}).items() if flow.people}
    people, days = sum_flows(begun, "people"), sum_flows(begun, "months")
    return {
        name: (
            Balance(sums.sent, sums.received, thresholds.people),
            Balance(days[name].sent, days[name].received, thresholds.months),
        )
        for name, sums in people.items()
    }


def _describe_balance(name: str, balance: Balance) -> str:
    """Return in words what a partner sent and received."""
    if balance.rule.unit == "people":
        return f"{name} sent {balance.sent} and received {balance.received}: {balance.verdict}"
    sent, received = (rounded(days / DAYS_A_MONTH, 1) for days in (balance.sent, balance.received))
    return f"{name} sent {sent} months and received {received}: {balance.verdict}"


def _check_terms(project_id: str, project: "Project", context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about a project's coordinator, who chose it, and the joint assessment of needs."""
    others = [name for name in project.partners if name not in (project.coordinator, *project.chosen_by)]
    if project.coordinator is None:
        yield context.of_project("coordinator-chosen", "no coordinator is recorded", (project_id,))
    elif others:
        text = f"that {join_names(others)} chose {project.coordinator} is not recorded"
        yield context.of_project("coordinator-chosen", text, (project_id, "coordinator"))
    absent = [name for name in project.partners if name not in project.assessed_by]
    if project.assessed_on is None:
        yield context.of_project(
            "needs-assessed", "no joint assessment of needs and capacities is recorded", (project_id,)
        )
    elif absent:
        text = f"that {join_names(absent)} took part in the assessment is not recorded"
        yield context.of_project("needs-assessed", text, (project_id, "assessed_on"))


def _check_rounds(project_id: str, project: "Project", context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about rounds without a plan and reports that are overdue."""
    as_of = context.query.as_of
    for number, period in project.rounds.items():
        path, about = (project_id, "rounds", number), f"round {number}"
        if period.start <= as_of and not period.plan:
            yield context.of_project("plans-recorded", "began without a plan on record", path, about=about)
        due, done = period.report_due, period.reported_on
        if due is not None and due < as_of and (done is None or done > as_of):
            text = f"its report was due on {due}, and is not recorded as handed in"
            yield context.of_project("reports-in", text, (*path, "report_due"), about=about)


def _check_plan(line: RoundLine, context: CheckContext) -> Iterator[Finding]:
    """Yield a finding if people are missing whom a round planned that has ended."""
    project = context.projects.get(line.project)
    period = project.rounds.get(str(line.round)) if project is not None else None
    if period is not None and period.end < context.query.as_of and line.missing > 0:
        missing = plural(line.missing, "person is", "people are")
        text = f"{line.sender} was to send {line.planned} to {line.host}, and {missing} missing"
        about = f"round {line.round} {line.sender} to {line.host}"
        yield context.of_project("plans-met", text, (line.project, "rounds", str(line.round), "plan"), about=about)


def _check_topics(names: Iterable[str], context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each partner without a recorded need or capacity."""
    for name in names:
        partner = context.partners.get(name)
        if partner is not None and not (partner.needs and partner.capacities):
            missing = [word for word, texts in (("need", partner.needs), ("capacity", partner.capacities)) if not texts]
            yield context.of_partner("topics-recorded", f"no {' and no '.join(missing)} is recorded", name)
