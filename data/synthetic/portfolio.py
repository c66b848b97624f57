"""A portfolio under construction: its records, and the findings of `norec check` that it is built to have."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
Pair = tuple[str, str]


@dataclass
class Partner:
    """An organisation, as in `partners.toml`."""

    id: str
    name: str
    country: str
    sector: str
    needs: list[str]
    capacities: list[str]
    aliases: list[str] = field(default_factory=list)
    ended: date | None = None
    adjustments: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Stay:
    """A placement, as a line of `exchanges.jsonl`."""

    project: str
    round: int
    sender: str
    host: str
    start: date
    end: date | None
    people: int = 1
    ref: str | None = None
    women: int | None = None
    topics: list[str] = field(default_factory=list)
    ended_early: date | None = None
    cancelled: bool = False
    reason: str | None = None
    confirmed: bool = True
    replaces: str | None = None
    number: int = 0

    @property
    def id(self) -> str:
        """Ten letters and digits that follow from what it is, so that they are the same each time."""
        digest = hashlib.sha256(f"{self.project} {self.number}".encode()).digest()
        return "x" + "".join(ALPHABET[byte & 31] for byte in digest[:9])

    @property
    def last_day(self) -> date | None:
        """The last day, as planned or as it was."""
        return self.ended_early or self.end

    @property
    def days(self) -> int:
        """Person-days; none without an end."""
        return 0 if self.last_day is None else self.people * ((self.last_day - self.start).days + 1)


@dataclass
class Round:
    """A round of a project, with its plan: people by sender and host."""

    start: date
    end: date
    plan: Counter[Pair]
    months: int
    report_due: date | None = None
    reported_on: date | None = None


@dataclass
class Project:
    """A project, as in `projects.toml`."""

    id: str
    title: str
    kind: str
    partners: list[str]
    areas: list[str]
    issues: list[str]
    goals: list[int]
    start: date
    end: date | None
    months: int
    agreement: str
    coordinator: str | None = None
    chosen_by: list[str] = field(default_factory=list)
    chosen_on: date | None = None
    assessed_on: date | None = None
    assessed_by: list[str] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    learns_away: str | None = None
    spoilt: bool = False

    def add(self, stay: Stay) -> Stay:
        """Add a placement under a number of its own."""
        stay.number = len(self.stays) + 1
        self.stays.append(stay)
        return stay

    def singles(self) -> list[Stay]:
        """Placements of one person of which nothing special is told."""
        return [s for s in self.stays if s.ref and not s.cancelled and s.reason is None and s.replaces is None]


@dataclass(frozen=True, order=True)
class Finding:
    """Something that `norec check` is to find, waived or not."""

    rule: str
    record: str
    severity: str
    finding: str
    file: str
    waived: bool = False


@dataclass
class Portfolio:
    """A store under construction."""

    year: int
    chance: Random
    partners: dict[str, Partner] = field(default_factory=dict)
    projects: list[Project] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    waivers: list[dict[str, Any]] = field(default_factory=list)

    def stays(self) -> list[Stay]:
        """All placements, as they stand in the file."""
        return sorted((s for p in self.projects for s in p.stays), key=lambda s: (s.start, s.project, s.number))

    def counted(self) -> list[Stay]:
        """Those that took place."""
        return [s for s in self.stays() if not s.cancelled]

    def expect(self, severity: str, rule: str, record: str, finding: str, file: str) -> None:
        """Note a finding that this portfolio is to have."""
        self.findings.append(Finding(rule, record, severity, finding, file))


def months_on(start: date, months: int) -> date:
    """The day before the same day so many months on; the starts used here have days that every month has."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, start.day) - timedelta(days=1)
