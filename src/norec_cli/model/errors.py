"""What can be wrong, as values: a fault says what and where; a refusal carries faults and an exit code."""

from typing import Literal

import msgspec

# What a fault in a file offends against; `norec check --explain` tells more of each.
FileRule = Literal["well-formed", "ids-unique", "partners-known", "projects-known", "dates-in-order", "sender-not-host"]


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong.

    Attributes:
        text: what is wrong and, where it helps, how to mend it; lower case, no full stop.
        file: the file it stands in, as the person would type it; None for the command line.
        line: the line in that file, counted from 1.
        about: the record it is about, for example `exchange x7k2m9qd4r`; empty if none can be named.
        rule: what it offends against, if it stands in a file.
    """

    text: str
    file: str | None = None
    line: int | None = None
    about: str = ""
    rule: FileRule = "well-formed"


class NorecError(Exception):
    """Something could not be done; nothing was changed.

    Attributes:
        problems: everything that stands in the way, in the order of the input.
        advice: lines that say what to do next, shown as they are.
        exit_code: what the process ends with.
    """

    exit_code = 1

    def __init__(self, *problems: Problem | str, advice: tuple[str, ...] = ()) -> None:
        self.problems = tuple(Problem(problem) if isinstance(problem, str) else problem for problem in problems)
        self.advice = advice
        super().__init__("; ".join(problem.text for problem in self.problems))


class UsageError(NorecError):
    """What was typed can't be meant, whatever the store holds."""

    exit_code = 2


class StoreLockedError(NorecError):
    """Another process holds the store."""

    exit_code = 4


class StoreReadError(NorecError):
    """The store holds something that can't be read, or is newer than this program."""

    exit_code = 5


class UnsupportedSchemaError(StoreReadError):
    """The store is in a format that this program doesn't know: nothing in it can be judged."""


class InvalidRecordError(ValueError):
    """Values that contradict each other, or what else is in the books.

    Attributes:
        problems: each contradiction.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.text for problem in problems))
