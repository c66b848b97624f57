"""Cells that hold no value: errors of a spreadsheet program, and formulas that were never calculated."""

import re
from collections.abc import Collection, Iterator, Sequence

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import listed_shortly, plural, shorten
from norec_cli.transfer.tables.table import CellProblem, Table, TableRow

# Errors in English and, by their form, in other languages (#WERT!, #NOM?, #¡REF!), those of LibreOffice (Err:502), and
# what a column that is too narrow shows.
_ERROR = re.compile(
    r"(?i:\#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA))"
    r"|\#[¡¿]?[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9/._]*[!?]|\#(?:N/D|N/B|NV|I/T)|\#{3,}|Err:\d{3}"
)
_SAVE = "open the file in a spreadsheet program and save it there"
_MOST_NAMED = 10


def is_error(text: str) -> bool:
    """Return whether a text is what a spreadsheet program shows in place of a value that it couldn't calculate."""
    return _ERROR.fullmatch(text) is not None


def error_problem(text: str, place: str = "") -> CellProblem:
    """Return what is wrong with a cell that has an error.

    Args:
        text: the error.
        place: the address of the cell; empty if it has none.
    """
    return CellProblem(f"has the error {shorten(text)}, not a value: correct it in the spreadsheet", place)


def never_calculated(place: str) -> CellProblem:
    """Return what is wrong with a cell that has a formula without a stored value, at an address."""
    return CellProblem("has a formula without a stored value", place, never_calculated=True)


def find_errors(cells: Sequence[str]) -> dict[int, CellProblem] | None:
    """Return what is wrong with the texts of a row that are errors, by position; None if none is."""
    problems = {position: error_problem(text) for position, text in enumerate(cells) if text and is_error(text)}
    return problems or None


def use_columns(table: Table, columns: Collection[int], file: str) -> Table:
    """Return a table in which a row is bad if one of its cells can't be read and its column is used.

    Args:
        table: the table.
        columns: the positions of the columns that are used.
        file: the name of the file for messages.

    Returns:
        The table. Reading all of its rows raises NorecError if formulas in used columns have no stored values.
    """

    def read_rows() -> Iterator[TableRow]:
        places: list[str] = []  # of formulas that were never calculated
        for row in table.rows():
            if row.cell_problems is None or row.problem:
                yield row
                continue
            problems = {
                position: problem for position, problem in sorted(row.cell_problems.items()) if position in columns
            }
            places += (problem.place for problem in problems.values() if problem.never_calculated)
            texts = [
                f"{shorten(table.headings[position])}: {problem.in_words()}" for position, problem in problems.items()
            ]
            yield TableRow(row.line, row.cells, "; ".join(texts), row.cell_problems) if texts else row
        if places:
            raise _refusal(places, file)

    return msgspec.structs.replace(table, rows=read_rows)


def _refusal(places: Sequence[str], file: str) -> NorecError:
    """Return the error that names the cells of formulas that were never calculated."""
    number = plural(len(places), "formula has", "formulas have")
    return NorecError(f"{file}: {number} no stored value ({listed_shortly(places, _MOST_NAMED)}): {_SAVE}")
