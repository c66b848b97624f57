"""What a check finds, where in the files that is, and what the check needs to know."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.checks.rules import CHECK_RULES, CheckRule, Severity
from norec_cli.checks.thresholds import Thresholds
from norec_cli.model.errors import Problem
from norec_cli.model.partner import Partner
from norec_cli.reports.core.query import Query

if TYPE_CHECKING:
    from norec_cli.model.project import Project

RecordPath = tuple[str | int, ...]


class Finding(msgspec.Struct, frozen=True):
    """Something that breaks a rule; there is one at most for each rule and record.

    Attributes:
        rule: the rule that is broken.
        severity: how serious it is.
        text: what is wrong.
        file: the file that the record is in.
        line: the line in that file; None if it is not known.
        about: the record, for example `exchange x7k2m9qd4r`.
        project: the id of the project that the record is or belongs to; empty if there is none.
    """

    rule: CheckRule
    severity: Severity
    text: str
    file: str
    line: int | None
    about: str
    project: str = ""


class SourceLocations(msgspec.Struct, frozen=True):
    """Where in the files the records are, so that findings can name the place.

    Attributes:
        settings: the file of the settings.
        partners: the file of the partners.
        projects: the file of the projects.
        exchanges: the file of the exchanges.
        line_of: returns the first line of the value at a path in one of the first three files.
        has_exchange: returns whether the store has an exchange with this id; valid after all have been read.
        is_unreadable: returns whether the line of the exchange with this id could not be read; valid after all have
            been read.
    """

    settings: str
    partners: str
    projects: str
    exchanges: str
    line_of: Callable[[str, RecordPath], int | None]
    has_exchange: Callable[[str], bool]
    is_unreadable: Callable[[str], bool]


class CheckContext(msgspec.Struct, frozen=True):
    """The records to check, the query, and the thresholds to check by.

    Attributes:
        partners: the partners that can be read, by id.
        projects: the projects that can be read, by id.
        query: the day, and the partners and exchanges to which the findings are limited.
        thresholds: the thresholds of each project by its id; for exchanges of no project under the empty id.
        locations: where in the files the records are.
    """

    partners: Mapping[str, Partner]
    projects: "Mapping[str, Project]"
    query: Query
    thresholds: Mapping[str, Thresholds]
    locations: SourceLocations

    def of_exchange(self, rule_id: str, text: str, line: int, exchange_id: str, project: str | None) -> Finding:
        """Return a finding about an exchange; its project is None if it belongs to none."""
        return _finding(rule_id, text, self.locations.exchanges, line, f"exchange {exchange_id}", project=project or "")

    def of_partner(self, rule_id: str, text: str, partner_id: str) -> Finding:
        """Return a finding about a partner."""
        return _finding(
            rule_id, text, self.locations.partners, self.line_of_partner(partner_id), f"partner {partner_id}"
        )

    def of_two_partners(self, rule_id: str, text: str, partner_id: str, other_id: str) -> Finding:
        """Return a finding about two partners together; its place is the record of the first."""
        about = f"partner {partner_id} and partner {other_id}"
        return _finding(rule_id, text, self.locations.partners, self.line_of_partner(partner_id), about)

    def line_of_partner(self, partner_id: str) -> int | None:
        """Return the line of a partner's record; None if it is not known."""
        return self.locations.line_of(self.locations.partners, ("partners", partner_id))

    def of_project(
        self, rule_id: str, text: str, path: RecordPath, *, about: str = "", severity: Severity | None = None
    ) -> Finding:
        """Return a finding about a project.

        Args:
            rule_id: the id of the rule.
            text: what is wrong.
            path: the place in the file of projects: the project's id, then the keys within its table.
            about: the part of the project that is wrong; empty for the whole project.
            severity: how serious it is; None to take the severity of the rule.
        """
        line = self.locations.line_of(self.locations.projects, ("projects", *path))
        record = " ".join(part for part in ("project", str(path[0]), about) if part)
        return _finding(rule_id, text, self.locations.projects, line, record, severity, str(path[0]))


def as_finding(problem: Problem) -> Finding:
    """Return a problem with a file as a finding."""
    kind, _, name = problem.about.partition(" ")
    project = name.partition(" ")[0] if kind == "project" else ""
    return _finding(problem.rule, problem.text, problem.file or "", problem.line, problem.about, project=project)


def _finding(
    rule_id: str,
    text: str,
    file: str,
    line: int | None,
    about: str,
    severity: Severity | None = None,
    project: str = "",
) -> Finding:
    rule = CHECK_RULES[rule_id]
    if severity is None:
        assert rule.severity != "by-stage"  # noqa: S101 - the caller gives the severity of such a rule
        severity = rule.severity
    return Finding(rule, severity, text, file, line, about, project)
