"""What a check finds, where it stands, and what it was looked at with."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.checks.rules import CHECKS, Check, Severity
from norec_cli.checks.thresholds import Thresholds
from norec_cli.model.errors import Problem
from norec_cli.model.partner import Partner
from norec_cli.reports.core.query import Query

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Path = tuple[str | int, ...]


class Finding(msgspec.Struct, frozen=True):
    """Something that offends against a rule; there is one of a rule and a record at the most.

    Attributes:
        check: the rule.
        severity: how grave it is.
        text: what is wrong.
        file: where it stands.
        line: on which line, if that can be told.
        about: the record, for example `exchange x7k2m9qd4r`.
        project: the id of the project that the record is, or belongs to; empty if none.
    """

    check: Check
    severity: Severity
    text: str
    file: str
    line: int | None
    about: str
    project: str = ""


class SourceLocations(msgspec.Struct, frozen=True):
    """Where records stand, for findings to name.

    Attributes:
        settings: the file of the settings.
        partners: the file of the partners.
        projects: the file of the projects.
        exchanges: the file of the exchanges.
        line_of: the line on which what stands at a path in one of the first three begins.
        has_exchange: whether an exchange of that id is in the books; asked when all have been read.
        is_unreadable: whether something is wrong with the line of an exchange, so that it wasn't read; likewise.
    """

    settings: str
    partners: str
    projects: str
    exchanges: str
    line_of: Callable[[str, Path], int | None]
    has_exchange: Callable[[str], bool]
    is_unreadable: Callable[[str], bool]


class CheckContext(msgspec.Struct, frozen=True):
    """What is checked, and against what.

    Attributes:
        partners: those that can be read, by id.
        projects: those that can be read, by id.
        query: the day, and to which partners and exchanges the findings are limited.
        standards: by what the exchanges of each project are judged, by its id; those of none under an empty one.
        place: where things stand.
    """

    partners: Mapping[str, Partner]
    projects: "Mapping[str, Project]"
    query: Query
    standards: Mapping[str, Thresholds]
    place: SourceLocations

    def of_exchange(self, rule: str, text: str, line: int, exchange_id: str, project: str | None) -> Finding:
        """Return a finding about an exchange, of a project or of none."""
        return _finding(rule, text, self.place.exchanges, line, f"exchange {exchange_id}", project=project or "")

    def of_partner(self, rule: str, text: str, partner_id: str) -> Finding:
        """A finding about a partner."""
        line = self.place.line_of(self.place.partners, ("partners", partner_id))
        return _finding(rule, text, self.place.partners, line, f"partner {partner_id}")

    def of_project(
        self, rule: str, text: str, path: Path, *, about: str = "", severity: Severity | None = None
    ) -> Finding:
        """A finding about a project.

        Args:
            rule: which.
            text: what is wrong.
            path: where it stands: the project's id first, then steps within its table.
            about: what of the project it is about, if not the whole.
            severity: how grave it is, where the rule leaves that open.
        """
        line = self.place.line_of(self.place.projects, ("projects", *path))
        named = " ".join(part for part in ("project", str(path[0]), about) if part)
        return _finding(rule, text, self.place.projects, line, named, severity, str(path[0]))


def as_finding(problem: Problem) -> Finding:
    """What was found wrong with a file, as a finding."""
    kind, _, named = problem.about.partition(" ")
    project = named.partition(" ")[0] if kind == "project" else ""
    return _finding(problem.rule, problem.text, problem.file or "", problem.line, problem.about, project=project)


def _finding(
    rule: str, text: str, file: str, line: int | None, about: str, severity: Severity | None = None, project: str = ""
) -> Finding:
    check = CHECKS[rule]
    if severity is None:
        assert check.severity != "by-stage"  # noqa: S101 - who finds such a thing says how grave it is
        severity = check.severity
    return Finding(check, severity, text, file, line, about, project)
