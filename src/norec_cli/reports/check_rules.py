"""The rules that the records are checked by, each with why it matters and how to mend what offends against it."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Check(msgspec.Struct, frozen=True):
    """A rule that the books should keep.

    Attributes:
        rule: its id.
        severity: an error is wrong whatever people meant by it; a warning may be right, and somebody should look.
        asks: what must be so.
        why: what depends on it.
        mend: how to put it right.
    """

    rule: str
    severity: Severity
    asks: str
    why: str
    mend: str


CHECKS = {
    check.rule: check
    for check in (
        Check(
            "well-formed",
            "error",
            "Every record can be read, and holds what docs/file-format.md says.",
            "Reports refuse to count a store in which a record can't be read: a total without it would be wrong.",
            "Mend the line in an editor. git diff shows what it was before.",
        ),
        Check(
            "ids-unique",
            "error",
            "No two exchanges have the same id.",
            "Merging two versions of a store can leave one exchange on two lines; it must not be counted twice.",
            "Keep the line that is right and delete the other. If both are right, give one of them another id.",
        ),
        Check(
            "partners-known",
            "error",
            "Sender and host of every exchange are in the register.",
            "What one partner sent another received: without both, sent and received don't add up.",
            "Correct the id, or add the partner: norec partners add.",
        ),
        Check(
            "projects-known",
            "error",
            "The project of every exchange is in the register.",
            "What a project sent and received would be told without it.",
            "Correct the id, or add the project: norec projects add.",
        ),
        Check(
            "dates-in-order",
            "error",
            "No stay ends before it starts, and one that ended early did so before its planned end.",
            "Lengths are worked out from these dates.",
            "Correct the dates in an editor.",
        ),
        Check(
            "sender-not-host",
            "error",
            "Sender and host differ.",
            "A stay within one organisation is no exchange, and would count as both sent and received.",
            "Correct the one that is wrong, or delete the line.",
        ),
        Check(
            "nothing-after-end",
            "error",
            "No exchange starts after its sender or host has ended.",
            "A partner that has left neither sends nor hosts: either the end or the start is wrong.",
            "norec exchanges edit ID --start DATE, norec exchanges cancel ID, or norec partners end ID --on DATE.",
        ),
        Check(
            "within-project",
            "error",
            "Sender and host are partners of the exchange's project, and it has that round.",
            "A project answers for its own partners alone: either the project or a partner is wrong.",
            "norec exchanges edit ID --project ID, or norec projects edit ID --add-partner ID.",
        ),
        Check(
            "replacements-fit",
            "warning",
            "What an exchange replaces is in the books, was cancelled or ended early, and is replaced once.",
            "A place that was filled again counts as one; that needs both records to agree.",
            "norec exchanges edit ID opens the record in $EDITOR: correct what it replaces, or take that out.",
        ),
        Check(
            "names-distinct",
            "warning",
            "No two partners of a country have the same name or alias.",
            "One organisation under two ids looks as if it had sent to one and received from the other.",
            "norec partners rename can't join two: edit the exchanges of one, then norec partners remove it.",
        ),
        Check(
            "plans-confirmed",
            "warning",
            "A stay whose start has passed is confirmed.",
            "It counts from its start by plan alone, though perhaps nobody went.",
            "norec exchanges confirm ID, or norec exchanges cancel ID --reason REASON.",
        ),
        Check(
            "confirmed-begun",
            "warning",
            "What is confirmed has begun: its start has passed, and it was not cancelled.",
            "Confirmed means that somebody saw it begin. Cancelled means that it never did.",
            "norec exchanges edit ID opens the record in $EDITOR: correct the start, or take out what is wrong.",
        ),
        Check(
            "ends-recorded",
            "warning",
            "Every stay has an end.",
            "Without one it has no length: it counts in people, and not in months.",
            "norec exchanges edit ID --end DATE.",
        ),
        Check(
            "leavers-balanced",
            "warning",
            "A partner that has ended is balanced.",
            "What it owes, or is owed, will not come back by itself.",
            "Agree how to settle it, then norec partners adjust ID --sent N --received N --on DATE --reason TEXT.",
        ),
    )
}
