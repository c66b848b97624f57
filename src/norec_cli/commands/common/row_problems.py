"""Say what is wrong in the rows of a table, and what a person has to decide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from norec_cli.commands.common.table_notes import tell_notes
from norec_cli.commands.common.table_options import TableOptions
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.wording import listed_shortly, plural
from norec_cli.render.screen import tell
from norec_cli.transfer.rows.near_partners import UndecidedName
from norec_cli.transfer.rows.problems import ProblemKind, RowProblem, quoted
from norec_cli.transfer.tables.table_file import TableFile

_MOST_PROBLEMS = 100
_FEW = 500  # up to this many problems all lines are named, above it the first lines of each
_FIRST_LINES = 5
_MOST_APART = 5  # names of partners with the same problem that are listed apart
_MOST_NAMES = 20
# Problems that many names have, with the words that say it of all of them.
_TOGETHER: Mapping[ProblemKind, str] = {
    "unknown-partner": "names are of no partner",
    "total": "names look like those of total rows, which would be counted twice: --skip-totals leaves out such rows",
}


def refuse_or_tell_problems(
    context: Context,
    source: TableFile,
    problems: Sequence[RowProblem],
    bad_of_all: tuple[int, int],
    options: TableOptions,
    *,
    notes: Sequence[str] = (),
    more: str = "",
    advice: Sequence[str] = (),
    undecided: Sequence[UndecidedName] = (),
    outcome: str = "",
    cure: str = "--skip-bad leaves them out.",
    no_records: int = 0,
) -> None:
    """Refuse a table with bad rows, or say how it was read and what is wrong in rows if a person left bad rows out.

    Args:
        context: the surroundings.
        source: the file.
        problems: what is wrong in its rows.
        bad_of_all: the numbers of bad rows and of all rows.
        options: how the table is read.
        notes: what was understood of the table; printed first if it isn't refused.
        more: where all problems can be seen if there are too many to list them.
        advice: lines of advice.
        undecided: names that a person has to decide about, whether bad rows are left out or not.
        outcome: what the refusal means for the command.
        cure: what leaves the bad rows out.
        no_records: the number of rows that are totals or headings of sections, and were left out.

    Raises:
        NorecError: if there are problems and bad rows are not left out, a whole column is wrong, no row is without
            errors, or a person has to decide about names.
    """
    listed, left = _summarise_problems([*problems, *(name.problem for name in undecided)], source.display_name)
    rest = (f"and {plural(left, 'error')} more{': ' if more else ''}{more}",) if left else ()
    whole_column = any(problem.whole_column for problem in problems)
    bad, rows = bad_of_all
    if options.skip_bad and bad and bad + no_records == rows and not (undecided or whole_column):
        nothing = f"Without the rows with errors no row is left{': ' if outcome else ''}{outcome}. Correct them first."
        raise NorecError(*listed, advice=(*rest, nothing))
    if undecided or whole_column or (problems and not options.skip_bad):
        closing = [*_sum_up_undecided(undecided, outcome)]
        if problems and (whole_column or not options.skip_bad):
            verb = "has" if bad == 1 else "have"
            summary = f"{plural(bad, 'row')} of {rows:,} {verb} errors{': ' if outcome else ''}{outcome}."
            todo = "Correct the column first." if whole_column else cure if bad < rows else ""
            closing.append(f"{summary} {todo}".rstrip())
        raise NorecError(*listed, advice=(*rest, *advice, *closing))
    tell_notes(context, notes)
    if bad:
        tell_notes(context, [f"left out: {bad:,} of {plural(rows, 'row')} with errors"])
    tell(context, *(f"{problem.file}:{problem.line}: {problem.text}" for problem in listed), *rest)


def _sum_up_undecided(undecided: Sequence[UndecidedName], outcome: str) -> Iterator[str]:
    """Yield lines that say how many names are undecided, and how to take all of them for other spellings."""
    if undecided:
        must = "1 name may be" if len(undecided) == 1 else f"{len(undecided):,} names may be"
        yield f"{must} another spelling{': ' if outcome else ''}{outcome}."
    if len(undecided) > 1:
        yield f"If each is another spelling of that name, add: {' '.join(name.same_option for name in undecided)}"


def _summarise_problems(found: Sequence[RowProblem], display_name: str) -> tuple[list[Problem], int]:
    """Return what is wrong in rows of a file, and how many problems more there are than these.

    Args:
        found: what is wrong; the same thing in several rows becomes one problem with all of their lines.
        display_name: the name of the file for messages.
    """
    problems = [Problem(text, display_name, line) for line, text in _grouped(found)]
    return problems[:_MOST_PROBLEMS], max(0, len(problems) - _MOST_PROBLEMS)


def _grouped(found: Sequence[RowProblem]) -> list[tuple[int, str]]:
    """Return each different problem once, with its first line and, in words, the other lines."""
    for kind, words in _TOGETHER.items():
        alike = [problem for problem in found if problem.kind == kind]
        values = {problem.value: None for problem in alike}
        if len(values) > _MOST_APART:  # a new store knows nobody: one problem, not one for each name
            line = min(problem.line for problem in alike)
            names = listed_shortly([quoted(name) for name in values], _MOST_NAMES)
            rest = [problem for problem in found if problem.kind != kind]
            return sorted([(line, f"{len(values):,} {words}: {names}"), *_grouped(rest)], key=lambda one: one[0])
    places: Counter[tuple[str, str, str]] = Counter()
    lines_of: dict[tuple[str, str, str], dict[int, None]] = {}  # a row of a matrix may have the same problem often
    texts: dict[tuple[str, str, str], str] = {}
    for problem in sorted(found, key=lambda problem: problem.line):
        key = (problem.column, problem.value, problem.reason.removeprefix(problem.place))
        lines_of.setdefault(key, {})[problem.line] = None
        texts.setdefault(key, problem.in_words())
        places[key] += bool(problem.place)
    most = len(found) if len(found) <= _FEW else _FIRST_LINES
    for key, number in places.items():
        if number > 1:
            texts[key] += f" ({plural(number - 1, 'cell')} more)"
    return [(next(iter(lines)), texts[key] + _other_lines([*lines][1:], most)) for key, lines in lines_of.items()]


def _other_lines(lines: Sequence[int], most: int) -> str:
    if not lines:
        return ""
    numbers = [str(line) for line in lines[:most]]
    more = f", and {len(lines) - len(numbers):,} more" if len(lines) > len(numbers) else ""
    return f" (also on {'line' if len(lines) == 1 else 'lines'} {', '.join(numbers)}{more})"
