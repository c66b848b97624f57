"""Exchanges: a partner sends a participant, or a group, to a host."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

import msgspec

from norec_cli.model.dates import FIRST, LAST
from norec_cli.model.errors import FileRuleId, InvalidRecordError, Problem
from norec_cli.model.folding import fold, fold_case
from norec_cli.model.ids import LONGEST, RULE, is_id
from norec_cli.model.validation import text_problem
from norec_cli.model.wording import shorten

State = Literal["upcoming", "under-way", "completed", "ended-early", "cancelled"]
Reason = Literal["visa-refused", "permit", "health", "family", "safety", "conduct", "funding", "force-majeure", "other"]

MOST_PARTICIPANTS = 1_000_000_000
HIGHEST_ROUND = 1_000_000_000

_Count = Annotated[int, msgspec.Meta(ge=1, le=MOST_PARTICIPANTS)]


class Exchange(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
    rename={"sender": "from", "host": "to"},
):
    """A line of `exchanges.jsonl`. It has facts only; what follows from these and a date is calculated.

    Attributes:
        id: made when it is logged; never reused.
        sender: id of the partner that sends.
        host: id of the partner that receives.
        participants: how many people go.
        women: how many of them are women; None if not recorded.
        start: the first day of the stay.
        end: the last day, planned or actual; None if unknown.
        ended_early: the last day of a stay that began and stopped before its end.
        cancelled: whether it never began.
        reason: why it was cancelled or ended early.
        confirmed: whether somebody has confirmed that it began.
        replaces: the id of the cancelled or ended exchange that it replaces.
        project: the id of the project that it belongs to.
        round: the number of that project's round.
        topics: what the stay is about.
        ref: a pseudonym for the one participant; an export leaves it out without --private.
        note: anything else; an export leaves it out without --private.

    Raises:
        InvalidRecordError: on construction, if the values contradict each other; all of them at once.
    """

    id: str
    sender: str
    host: str
    participants: _Count
    women: Annotated[int, msgspec.Meta(ge=0, le=MOST_PARTICIPANTS)] | None = None
    start: date
    end: date | None = None
    ended_early: date | None = None
    cancelled: bool = False
    reason: Reason | None = None
    confirmed: bool = False
    replaces: str | None = None
    project: str | None = None
    round: Annotated[int, msgspec.Meta(ge=1, le=HIGHEST_ROUND)] | None = None
    topics: tuple[str, ...] = ()
    ref: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        # Nearly every line of a large store takes this way out; a million of them are checked for each report.
        if (
            (end := self.end) is not None
            and FIRST <= self.start <= end <= LAST
            and self.ended_early is None
            and not self.cancelled
            and self.reason is None
            and self.women is None
            and self.ref is None
            and self.note is None
            and self.replaces is None
            and not self.topics
            and (self.round is None or self.project is not None)
            and self.sender != self.host
            and (name := self.id).isalnum()
            and name.isascii()
            and name.islower()
            and len(name) <= LONGEST
        ):
            return
        contradictions = [*self._dates_wrong(), *self._rest_wrong(), *self._texts_wrong()]
        if contradictions:
            raise InvalidRecordError(*contradictions)

    def _dates_wrong(self) -> Iterable[Problem]:
        start, end, early = self.start, self.end, self.ended_early
        for name, day in (("start", start), ("end", end), ("ended_early", early)):
            if day is not None and not FIRST <= day <= LAST:
                yield Problem(f"{name} {day} lies outside the years {FIRST.year} to {LAST.year}")
        rule: FileRuleId = "dates-in-order"
        if end is not None and end < start:
            yield Problem(f"end {end} is before start {start}", rule=rule)
        if early is not None and early < start:
            never = "cancelled means that it never began"
            yield Problem(f"ended_early {early} is before start {start}: {never}", rule=rule)
        if early is not None and end is not None and early >= end:
            yield Problem(f"ended_early {early} is not before end {end}", rule=rule)

    def _rest_wrong(self) -> Iterable[Problem]:
        if not is_id(self.id):
            yield Problem(f'id "{shorten(self.id)}" must be {RULE}')
        if self.sender == self.host:
            yield Problem(
                f'sender and host are both "{shorten(self.host)}": a stay within one organisation is no exchange',
                rule="sender-not-host",
            )
        if self.women is not None and self.women > self.participants:
            yield Problem(f"women {self.women} are more than participants {self.participants}")
        stopped = self.cancelled or self.ended_early is not None
        if stopped and self.reason is None:
            yield Problem("reason is missing: a stay that was cancelled or ended early has one")
        if self.reason is not None and not stopped:
            yield Problem("reason is given, but it was neither cancelled nor ended early")
        if self.cancelled and self.ended_early is not None:
            yield Problem("cancelled and ended_early exclude each other: cancelled means that it never began")
        if self.ref is not None and self.participants != 1:
            yield Problem(f"ref is for one person, not {self.participants}")
        if self.round is not None and self.project is None:
            yield Problem(f"round {self.round} is given without its project")
        if self.replaces == self.id:
            yield Problem("replaces itself")

    def _texts_wrong(self) -> Iterable[Problem]:
        # Not by `fold`: a store may hold two spellings of a topic, and must stay readable.
        if len(set(map(fold_case, self.topics))) < len(self.topics):
            yield Problem("topics name one twice")
        named = [("replaces", self.replaces), ("ref", self.ref), ("note", self.note)]
        for name, text in [*named, *(("topic", topic) for topic in self.topics)]:
            if text is not None and (problem := text_problem(text)):
                yield Problem(f"{name} {problem}")
        if self.ref is not None and self.ref != self.ref.strip():
            yield Problem(
                f'ref "{shorten(self.ref)}" has blanks around it: remove them, or it would mean another person'
            )

    def facts(self) -> tuple[object, ...]:
        """Return the values by which duplicates are recognised: two records of one stay agree in all of them."""
        return (
            self.sender,
            self.host,
            self.participants,
            self.women,
            self.start,
            self.end,
            self.project,
            self.round,
            self.replaces,
            tuple(map(fold, self.topics)),
            self.ref,
        )

    def stopped(self) -> bool:
        """Return whether its place became free: it was cancelled, or ended early."""
        return self.cancelled or self.ended_early is not None

    def last_day(self) -> date | None:
        """Return the last day of the stay, actual or planned; None if unknown."""
        return self.ended_early or self.end

    def has_begun(self, as_of: date) -> bool:
        """Return whether it counts on a day: it was not cancelled, and starts on that day or before."""
        return not self.cancelled and self.start <= as_of

    def state(self, as_of: date) -> State:
        """Return its state on a day, from what is recorded now."""
        if self.cancelled:
            return "cancelled"
        if self.start > as_of:
            return "upcoming"
        if self.ended_early is not None and self.ended_early <= as_of:
            return "ended-early"
        return "completed" if self.end is not None and self.end < as_of else "under-way"

    def reason_by(self, as_of: date) -> Reason | None:
        """Return why it was cancelled or had ended early by a day; None for any other state on that day."""
        return self.reason if self.state(as_of) in ("cancelled", "ended-early") else None


def days_between(first: date, last: date) -> int:
    """Return the number of days from one day to another, both included."""
    return (last - first).days + 1
