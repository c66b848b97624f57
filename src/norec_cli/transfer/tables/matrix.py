"""Matrices of who went to whom: names down the first column and along the headings, people in the cells."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal

import msgspec

from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import listed_shortly, option_text, plural, shorten
from norec_cli.transfer.tables.grouping import is_grouped, may_be_grouped, whole_digits
from norec_cli.transfer.tables.table import Table, TableRow

RowsOf = Literal["senders", "hosts"]

_HEADINGS = ("from", "to", "participants")
_LIKE_A_MATRIX = 2  # names that are both headings and in the first column
_MOST_LOOKED_AT = 1_000  # rows, to see whether a table is a matrix
_MOST_NAMED = 5


class MatrixOptions(msgspec.Struct, frozen=True):
    """How a matrix is read.

    Attributes:
        rows_of: whether its rows are senders or hosts; its columns are the others.
        ignored: headings, or places such as `#3`, of columns that are left out.
        ignore_rest: whether columns are left out that seem to say more about another one.
        new: headings of columns that are names of their own, though they begin with another.
    """

    rows_of: RowsOf
    ignored: Sequence[str] = ()
    ignore_rest: bool = False
    new: Collection[str] = ()


def matrix_as_rows(table: Table, options: MatrixOptions, file: str) -> Table:
    """Return the table of senders, hosts and people that a matrix holds, a row for each cell that isn't empty.

    Args:
        table: the matrix.
        options: how it is read.
        file: its name for messages.

    Raises:
        NorecError: if it has no columns with names, two with the same, or one that seems to say more about another.
    """
    rows_of = options.rows_of
    columns, left_out = _choose_columns(table, options, file)

    def read_rows() -> Iterator[TableRow]:
        rows: dict[str, TableRow] = {}  # by the names in the first column
        empty = 0
        for row in table.rows():
            problem = row.problem or _row_problem(row, columns, rows, left_out)
            if problem:
                yield TableRow(row.line, row.cells, problem)
                continue
            rows[fold(row.cells[0])] = row
            for position, heading in columns.items():
                cell = _cell_as_row(row, position, heading, rows_of)
                if cell is not None:
                    yield cell
                elif fold(heading) != fold(row.cells[0]):
                    empty += 1
        if empty:
            words = "empty cells of the matrix count" if empty > 1 else "empty cell of the matrix counts"
            table.notes["empty"] = f"{empty:,} {words} as nobody"
        _note_names_on_one_side(table, columns, rows)

    description = f"{table.description}, a matrix whose rows are {rows_of}"
    return msgspec.structs.replace(
        table, headings=_HEADINGS, rows=read_rows, description=description, date_columns=set()
    )


def _choose_columns(table: Table, options: MatrixOptions, file: str) -> tuple[dict[int, str], set[int]]:
    """Return the headings of the columns of a matrix by position, and the positions of those that are left out."""
    left_out = {_find_column(table, name, file) for name in options.ignored}
    columns = {position: heading for position, heading in enumerate(table.headings) if position and heading}
    columns = {position: heading for position, heading in columns.items() if position not in left_out}
    doubtful = _columns_about_others(table, columns, options.new)
    if doubtful and not options.ignore_rest:
        raise _ask_about(doubtful, file)
    left_out.update(doubtful)
    columns = {position: heading for position, heading in columns.items() if position not in doubtful}
    if left_out:
        quoted = listed_shortly([f'"{shorten(table.headings[n])}"' for n in sorted(left_out)], _MOST_NAMED)
        table.notes["columns"] = f"columns of the matrix left out: {quoted}"
    if not columns:
        raise NorecError(f"{file} is not a matrix: headings after the first must be names of organisations")
    names: set[str] = set()
    for heading in columns.values():
        if fold(heading) in names:
            line = table.upper_line
            cure = f"; row {line} has each name once: add --header {line}" if line else ""
            raise NorecError(
                f'{file} has two columns called "{shorten(heading)}": in a matrix each needs its own name{cure}'
            )
        names.add(fold(heading))
    return columns, left_out


def _find_column(table: Table, name: str, file: str) -> int:
    """Return the position of a column of a matrix that a person named by its heading or its place.

    Raises:
        UsageError: if there is no such column.
    """
    for position, heading in enumerate(table.headings):
        if position and (fold(heading) == fold(name) or name.strip() == f"#{position + 1}"):
            return position
    raise UsageError(f'--ignore: {file} has no column "{shorten(name)}" after the first')


def _columns_about_others(table: Table, columns: Mapping[int, str], new: Collection[str]) -> dict[int, str]:
    """Return the columns whose headings are another one and more words, and no names of rows: `Alabama MOE`."""
    headings, own = set(map(fold, columns.values())), set(map(fold, new))
    doubtful = {
        position: heading
        for position, heading in columns.items()
        if fold(heading) not in own and any(beginning in headings for beginning in _beginnings(heading))
    }
    names = {fold(row.cells[0]) for row in table.rows() if not row.problem} if doubtful else set()
    return {position: heading for position, heading in doubtful.items() if fold(heading) not in names}


def _beginnings(heading: str) -> Iterator[str]:
    words = fold(heading).split()
    yield from (" ".join(words[:number]) for number in range(1, len(words)))


def _ask_about(doubtful: Mapping[int, str], file: str) -> UsageError:
    """Return the refusal of columns that seem to say more about another one, with the options that decide."""
    problems = [
        f'{file}: column "{shorten(heading)}" seems to say more about another one, and no row is called so: '
        f"add --ignore {option_text(heading)}, or --new {option_text(heading)} if it counts people"
        for heading in [*doubtful.values()][:_MOST_NAMED]
    ]
    more = len(doubtful) - len(problems)
    advice = [f"and {plural(more, 'column')} more"] if more else []
    return UsageError(*problems, advice=(*advice, "--ignore-rest leaves out every such column."))


def _row_problem(
    row: TableRow, columns: Mapping[int, str], rows: Mapping[str, TableRow], left_out: Collection[int]
) -> str:
    """Return what is wrong with a row of a matrix as a whole; empty if nothing is."""
    name = row.cells[0]
    if row.cell_problems and 0 in row.cell_problems:
        return row.cell_problems[0].in_words()
    if not name:
        return "the row has no name in the first column: write whose row it is"
    if fold(name) in rows:
        return f'"{shorten(name)}" is on line {rows[fold(name)].line} already: in a matrix each has one row'
    unnamed = [n for n, text in enumerate(row.cells) if n and text and n not in columns and n not in left_out]
    return f"column {unnamed[0] + 1} has a value but no heading: write whose column it is" if unnamed else ""


def _cell_as_row(row: TableRow, position: int, heading: str, rows_of: RowsOf) -> TableRow | None:
    """Return the row that a cell of a matrix means; None for an empty cell, and for a sign on the diagonal."""
    name, text = row.cells[0], row.cells[position]
    unread = (row.cell_problems or {}).get(position)
    problem = unread.in_words() if unread else ""
    if not problem and text and not _is_whole(text):
        problem = f'"{shorten(text)}" is not a number of people: write the number in digits alone, or 0 if nobody went'
    if problem and fold(name) == fold(heading):
        return None  # nobody crosses a border there, whatever the sign says
    if not text and not problem:
        return None
    pair = [name, heading] if rows_of == "senders" else [heading, name]
    if unread and unread.never_calculated:
        return TableRow(row.line, [*pair, text], "", {_HEADINGS.index("participants"): unread})
    if problem:
        place = f'row "{shorten(name)}", column "{shorten(heading)}"'
        return TableRow(row.line, [*pair, text], f"{place}: {problem}", place=place)
    return TableRow(row.line, [*pair, text])


def _is_whole(text: str) -> bool:
    return bool(whole_digits(text)) or is_grouped(text) or may_be_grouped(text)


def _note_names_on_one_side(table: Table, columns: Mapping[int, str], rows: Mapping[str, TableRow]) -> None:
    """Note the names that a matrix has only in its first column, or only among its headings."""
    headings = {fold(heading): heading for heading in columns.values()}
    only_rows = [row.cells[0] for name, row in rows.items() if name not in headings]
    only_headings = [heading for name, heading in headings.items() if name not in rows]
    for subject, place, names in (("rows", "the first column", only_rows), ("columns", "the headings", only_headings)):
        if names:
            quoted = listed_shortly([f'"{shorten(name)}"' for name in names], _MOST_NAMED)
            table.notes[f"only {subject}"] = f"only in {place} of the matrix: {quoted}"


def refuse_matrix(table: Table, file: str) -> None:
    """Refuse a table that looks like a matrix, because nobody said whether its rows send or host.

    Args:
        table: the table.
        file: its name for messages.

    Raises:
        NorecError: if at least half of the headings after the first are names in the first column, and two at least.
    """
    names = {fold(row.cells[0]) for row in islice(table.rows(), _MOST_LOOKED_AT) if not row.problem} - {""}
    headings = [fold(heading) for heading in table.headings[1:] if heading]
    both = sum(heading in names for heading in headings)
    if both >= _LIKE_A_MATRIX and both * 2 >= min(len(headings), len(names)):
        words = "looks like a matrix of who went to whom"
        raise NorecError(
            f"{file} {words}: add --matrix senders if its rows are the senders, --matrix hosts if they are the hosts"
        )
