"""The rules that records are checked by: what must be so, why, and how to mend a record that breaks one."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "information"]


class CheckRule(msgspec.Struct, frozen=True):
    """A rule of `norec check` that the records should keep.

    Attributes:
        id: its id.
        severity: an error is wrong in any case; a warning may be right, but somebody should look; information is worth
            knowing. By stage: the severity rises as rounds and the agreement end.
        asks: what must be so.
        why: why it matters.
        mend: how to mend a record that breaks it.
        of_files: whether breaking it is a problem with the files, so that no report can be made.
        needs_all: whether it can be checked only if every record can be read.
    """

    id: str
    severity: Severity | Literal["by-stage"]
    asks: str
    why: str
    mend: str
    of_files: bool = False
    needs_all: bool = False


CHECK_RULES = {
    rule.id: rule
    for rule in (
        CheckRule(
            "well-formed",
            "error",
            "Every record can be read, and holds what docs/file-format.md says.",
            "Reports refuse to count a store in which a record can't be read: a total without it would be wrong.",
            "Mend the line in an editor. git diff shows what it was before.",
            of_files=True,
        ),
        CheckRule(
            "ids-unique",
            "error",
            "No two exchanges have the same id.",
            "Merging two versions of a store can leave one exchange on two lines; it must not be counted twice.",
            "Keep the line that is right and delete the other. If both are right, give one of them another id.",
            of_files=True,
        ),
        CheckRule(
            "partners-known",
            "error",
            "Sender and host of every exchange, and all partners of every project, are in the register.",
            "What one partner sent another received: without both, sent and received don't add up.",
            "Correct the id, or add the partner: norec partners add.",
            of_files=True,
        ),
        CheckRule(
            "projects-known",
            "error",
            "The project of every exchange is in the register.",
            "Reports by project would leave the exchange out.",
            "Correct the id, or add the project: norec projects add.",
            of_files=True,
        ),
        CheckRule(
            "dates-in-order",
            "error",
            "No stay ends before it starts, and one that ended early did so before its planned end.",
            "Lengths are worked out from these dates.",
            "Correct the dates in an editor.",
            of_files=True,
        ),
        CheckRule(
            "sender-not-host",
            "error",
            "Sender and host differ.",
            "A stay within one organisation is no exchange, and would count as both sent and received.",
            "Correct the one that is wrong, or delete the line.",
            of_files=True,
        ),
        CheckRule(
            "nothing-after-end",
            "error",
            "No exchange starts after the last day of its sender or host, unless it was cancelled.",
            "A partner that has left neither sends nor hosts: either the end or the start is wrong.",
            "norec exchanges edit ID --start DATE, norec exchanges cancel ID, or norec partners end ID --on DATE.",
        ),
        CheckRule(
            "within-project",
            "error",
            "Sender and host are partners of the exchange's project, and it has that round, unless the exchange was"
            " cancelled.",
            "A project answers for its own partners alone: either the project or a partner is wrong.",
            "norec exchanges edit ID --project ID, or norec projects edit ID --add-partner ID.",
        ),
        CheckRule(
            "within-round",
            "warning",
            "An exchange lies within its round, or if it has none, within its project's agreement. If it ended early,"
            " that day counts as its last; without an end, only its first day is checked. Cancelled ones are not.",
            "A round's plan, budget and report are for what happens in its time.",
            "norec exchanges edit ID --start DATE --end DATE, or norec projects round PROJECT N --end DATE.",
        ),
        CheckRule(
            "refs-apart",
            "error",
            "No two exchanges of one ref overlap; cancelled ones are passed over. One without an end is compared"
            " by its first day alone.",
            "A ref stands for one person, who is in one place at a time, and is counted once among the participants.",
            "norec exchanges edit ID --ref CODE gives one of them another ref; or correct the dates.",
        ),
        CheckRule(
            "lengths-usual",
            "warning",
            "An exchange is planned for no less than 3 and no more than 18 calendar months. One that was cancelled or"
            " has no planned end is not checked.",
            "That is the model's main rule; least_months and most_months under [rules] set another.",
            "norec exchanges edit ID --end DATE, or a waiver, where another length was agreed.",
        ),
        CheckRule(
            "replacements-fit",
            "warning",
            "An exchange that replaces another names one that is in the store, has the same sender and host, and was"
            " cancelled or ended early. It can't be replaced by more people than it had. If there are too many, those"
            " that start first are right, and the later ones are reported. Cancelled exchanges are checked too, but"
            " don't take its place.",
            "A place that was filled again counts as one; that needs both records to agree.",
            "norec exchanges edit ID opens the record in $EDITOR: correct what it replaces, or take that out.",
        ),
        CheckRule(
            "ids-reserved",
            "warning",
            "No partner and no project has an id that means something else.",
            'Words such as "total" and "none" mean something in tables that are imported. A project "no-project" is an'
            " error: reports by project sum exchanges of no project under that word, and refuse to mix the two.",
            "norec partners rename ID NEW, or norec projects rename ID NEW.",
        ),
        CheckRule(
            "recorded-once",
            "information",
            "No two exchanges say the same in everything but id, note and confirmation.",
            "One that is recorded twice counts twice. A table with a row for each person may rightly have such rows.",
            "norec exchanges remove ID if it is the same stay; a ref for each person tells two of them apart.",
        ),
        CheckRule(
            "names-distinct",
            "warning",
            "No two partners of a country have the same name or alias, however it is typed.",
            "One organisation under two ids looks as if it had sent to one and received from the other.",
            "norec partners merge ID INTO, if they are one; norec partners edit ID --name NAME, if they are two.",
        ),
        CheckRule(
            "names-apart",
            "information",
            "No two partners of a country have nearly the same name or alias: a word cut short or misspelt, the words"
            " in another order, no accents, the initials alone.",
            "One organisation is easily typed in two ways, and what it sent and received is then split between them.",
            "norec partners merge ID INTO, if they are one; a waiver, if they are two.",
        ),
        CheckRule(
            "plans-confirmed",
            "warning",
            "A stay is confirmed from its first day on, unless it was cancelled.",
            "Reports count it from its first day, even if nobody went.",
            "norec exchanges confirm ID, or norec exchanges cancel ID --reason REASON.",
        ),
        CheckRule(
            "confirmed-begun",
            "warning",
            "What is confirmed has begun: its first day has come, and it was not cancelled.",
            "Confirmed means that somebody saw it begin. Cancelled means that it never did.",
            "norec exchanges edit ID opens the record in $EDITOR: correct the start, or take out what is wrong.",
        ),
        CheckRule(
            "ends-recorded",
            "warning",
            "Every stay has an end, planned or early, unless it was cancelled.",
            "Without one it has no length: it counts in people, and not in months.",
            "norec exchanges edit ID --end DATE.",
        ),
        CheckRule(
            "leavers-balanced",
            "warning",
            "A partner whose last day has come is balanced, or has neither sent nor received.",
            "What it owes, or is owed, will not come back by itself.",
            "Agree how to settle it, then norec partners adjust ID --sent N --received N --on DATE --reason TEXT.",
            needs_all=True,
        ),
        CheckRule(
            "both-ways",
            "by-stage",
            "Every partner of a project both sends and hosts.",
            "Reciprocity begins there. Information while a round is open, a warning while none is, an error once the"
            " agreement has ended. A partner that did neither is listed once no round is open.",
            "Plan an exchange in the lacking direction: norec projects round PROJECT N --add-plan FROM:TO:PEOPLE.",
            needs_all=True,
        ),
        CheckRule(
            "balanced-people",
            "by-stage",
            "Every partner of a project that both sends and hosts does so in approximately equal numbers of people.",
            "The model's first rule; norec help rules says what is called equal. Information while a round is open,"
            " else a warning.",
            "norec report reciprocity --project ID tells how many are missing; plan them.",
            needs_all=True,
        ),
        CheckRule(
            "balanced-months",
            "by-stage",
            "Every partner of a project that both sends and hosts does so for approximately as many months.",
            "Equal heads may hide unequal stays. Information while a round is open, else a warning. Not judged while"
            " one of its stays has no end.",
            "norec report reciprocity --project ID --unit months tells how many are missing; plan them.",
            needs_all=True,
        ),
        CheckRule(
            "teach-and-learn",
            "by-stage",
            "Every partner of a project that teaches also learns, and the other way round.",
            "The model draws no line between those who give knowledge and those who get it. Information while a round"
            " is open, else a warning.",
            "norec report needs --project ID tells who teaches what to whom; plan exchanges on what is open.",
            needs_all=True,
        ),
        CheckRule(
            "topics-recorded",
            "warning",
            "A need and a capacity of every partner of a project are recorded, even if the partner has ended.",
            "Every partner is both a provider of knowledge and a beneficiary.",
            "norec partners edit ID --add-need TOPIC --add-capacity TOPIC.",
        ),
        CheckRule(
            "needs-assessed",
            "warning",
            "All partners of a project have identified their needs and capacities jointly, on a day that is recorded.",
            "On that assessment each of them recruits people to go.",
            "norec projects assess PROJECT --on DATE --by ID --by ID, with all partners.",
        ),
        CheckRule(
            "coordinator-chosen",
            "warning",
            "A project has a coordinator, chosen by all its other partners.",
            "Partners work on equal terms: they choose the coordinator among themselves.",
            "norec projects coordinator PROJECT ID --chosen-by ID --chosen-by ID, with all others.",
        ),
        CheckRule(
            "plans-recorded",
            "information",
            "A round that has begun has a plan, whether or not it has exchanges.",
            "Without one, nobody can tell who is missing.",
            "norec projects round PROJECT N --plan FROM:TO:PEOPLE.",
        ),
        CheckRule(
            "plans-met",
            "warning",
            "When a round has ended, everybody whom it planned has gone or is going to.",
            "A place that was planned and not filled is owed.",
            "Log who is missing, plan them in the next round, or note in a waiver what was agreed.",
            needs_all=True,
        ),
        CheckRule(
            "reports-in",
            "warning",
            "A round's report is handed in by the day on which it is due.",
            "The coordinating partner answers for it to all others.",
            "norec projects round PROJECT N --reported-on DATE.",
        ),
        CheckRule(
            "waivers-fit",
            "warning",
            "A waiver names a rule that can be waived and a record that breaks it, and no two waivers name the same"
            " rule and record.",
            "One that waives nothing hides what may yet come.",
            "Correct it under [[waivers]] in norec.toml, or take it out.",
            needs_all=True,
        ),
    )
}
