"""Errors as values: a problem says what is wrong and where; an error carries problems and an exit code."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from norec_cli.model import exit_codes

# The ids of the check rules about the contents of files; `norec check --explain ID` says more about each.
FileRuleId = Literal[
    "well-formed", "ids-unique", "partners-known", "projects-known", "dates-in-order", "sender-not-host"
]


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong.

    Attributes:
        text: what is wrong and, where it helps, how to correct it; lower-case start, no full stop.
        file: the file that it is in, as the person would type it; None for the command line.
        line: the line of the file, counted from 1; None if unknown.
        about: the record that has the problem, for example `exchange x7k2m9qd4r`; empty if unknown.
        rule: the rule that is broken, if the problem is in a file.
    """

    text: str
    file: str | None = None
    line: int | None = None
    about: str = ""
    rule: FileRuleId = "well-formed"


class NorecError(Exception):
    """A refusal: something could not be done, and nothing was changed.

    Attributes:
        problems: every reason for it, in the order of the input.
        advice: lines that say what to do next, printed as they are.
        exit_code: the exit code of the process.
    """

    exit_code = exit_codes.FAILED

    def __init__(self, *problems: Problem | str, advice: tuple[str, ...] = ()) -> None:
        """Make an error of its problems; a text is a problem without a place."""
        self.problems = tuple(Problem(problem) if isinstance(problem, str) else problem for problem in problems)
        self.advice = advice
        super().__init__("; ".join(problem.text for problem in self.problems))


class UsageError(NorecError):
    """The command line is wrong, whatever the store holds."""

    exit_code = exit_codes.USAGE


class StoreLockedError(NorecError):
    """Another process holds the lock of the store."""

    exit_code = exit_codes.BUSY


class StoreReadError(NorecError):
    """A file of the store has errors, can't be read, or is newer than this program."""

    exit_code = exit_codes.UNREADABLE


class UnsupportedSchemaError(StoreReadError):
    """The store has a format that this program doesn't know, so that nothing in it can be checked."""


class InvalidRecordError(ValueError):
    """Values of a record contradict each other, or other records.

    Attributes:
        problems: every contradiction.
    """

    def __init__(self, *problems: Problem) -> None:
        """Make an error of its problems."""
        self.problems = problems
        super().__init__("; ".join(problem.text for problem in problems))


class ProblemList:
    """Problems gathered while something is read; after a number of them the rest are only counted.

    Attributes:
        problems: the first problems, in the order in which they were added.
        unlisted: the number of problems after those.
    """

    def __init__(self, limit: int | None = None) -> None:
        """Begin without a problem.

        Args:
            limit: how many problems to keep; None for all.
        """
        self.problems: list[Problem] = []
        self.unlisted = 0
        self._limit = limit

    def __bool__(self) -> bool:
        """Return whether there is any problem."""
        return bool(self.problems) or self.unlisted > 0

    def add(
        self,
        text: str,
        file: str | None = None,
        line: int | None = None,
        about: str = "",
        rule: FileRuleId = "well-formed",
    ) -> None:
        """Add a problem; see `Problem` for the arguments."""
        self.extend([Problem(text, file, line, about, rule)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems."""
        for problem in problems:
            if self._limit is None or len(self.problems) < self._limit:
                self.problems.append(problem)
            else:
                self.unlisted += 1

    def in_order(self) -> list[Problem]:
        """Return the problems sorted by line; those of one line keep their order."""
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    def raise_if_any(self, error: type[NorecError], advice: tuple[str, ...] = ()) -> None:
        """Raise an error with all problems, if there are any, and say how many more there are.

        Args:
            error: the type of the error.
            advice: lines that say what to do next.
        """
        if self:
            more = (f"and {self.unlisted:,} more",) if self.unlisted else ()
            raise error(*self.in_order(), advice=(*more, *advice))
