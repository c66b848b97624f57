"""Matrices of who went to whom: names down the first column and along the headings, people in the cells."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.folding import fold
from norec_cli.model.wording import listed_shortly, shorten
from norec_cli.transfer.tables.cell_errors import NEVER_CALCULATED
from norec_cli.transfer.tables.grouping import is_grouped, may_be_grouped
from norec_cli.transfer.tables.table import Table, TableRow

RowsOf = Literal["senders", "hosts"]

_HEADINGS = ("from", "to", "participants")
_WHOLE = re.compile(r"\d+(?:[.,]0+)?")
_LIKE_A_MATRIX = 2  # names that are both headings and in the first column
_MOST_LOOKED_AT = 1_000  # rows, to see whether a table is a matrix
_MOST_NAMED = 5


def matrix_as_rows(table: Table, rows_of: RowsOf, file: str) -> Table:
    """Return the table of senders, hosts and people that a matrix holds, a row for each cell that isn't empty.

    Args:
        table: the matrix.
        rows_of: whether its rows are senders or hosts; its columns are the others.
        file: its name for messages.

    Raises:
        NorecError: if it has no columns with names, or two with the same.
    """
    columns = {position: heading for position, heading in enumerate(table.headings) if position and heading}
    if not columns:
        raise NorecError(f"{file} is not a matrix: headings after the first must be names of organisations")
    names: set[str] = set()
    for heading in columns.values():
        if fold(heading) in names:
            raise NorecError(f'{file} has two columns called "{shorten(heading)}": in a matrix each needs its own name')
        names.add(fold(heading))

    def read_rows() -> Iterator[TableRow]:
        rows: dict[str, TableRow] = {}  # by the names in the first column
        empty = 0
        for row in table.rows():
            problem = row.problem or _row_problem(row, columns, rows)
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


def _row_problem(row: TableRow, columns: Mapping[int, str], rows: Mapping[str, TableRow]) -> str:
    """Return what is wrong with a row of a matrix as a whole; empty if nothing is."""
    name = row.cells[0]
    if row.cell_problems and 0 in row.cell_problems:
        return row.cell_problems[0]
    if not name:
        return "the row has no name in the first column: write whose row it is"
    if fold(name) in rows:
        return f'"{shorten(name)}" is on line {rows[fold(name)].line} already: in a matrix each has one row'
    unnamed = [n for n, text in enumerate(row.cells) if n and text and n not in columns]
    return f"column {unnamed[0] + 1} has a value but no heading: write whose column it is" if unnamed else ""


def _cell_as_row(row: TableRow, position: int, heading: str, rows_of: RowsOf) -> TableRow | None:
    """Return the row that a cell of a matrix means; None for an empty cell, and for a sign on the diagonal."""
    name, text = row.cells[0], row.cells[position]
    problem = (row.cell_problems or {}).get(position, "")
    if not problem and text and not _is_whole(text):
        problem = f'"{shorten(text)}" is not a number of people: write the number in digits alone, or 0 if nobody went'
    if problem and fold(name) == fold(heading):
        return None  # nobody crosses a border there, whatever the sign says
    if not text and not problem:
        return None
    pair = [name, heading] if rows_of == "senders" else [heading, name]
    if problem.endswith(NEVER_CALCULATED):
        return TableRow(row.line, [*pair, text], "", {_HEADINGS.index("participants"): problem})
    if problem:
        problem = f'row "{shorten(name)}", column "{shorten(heading)}": {problem}'
    return TableRow(row.line, [*pair, text], problem)


def _is_whole(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None or is_grouped(text) or may_be_grouped(text)


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
