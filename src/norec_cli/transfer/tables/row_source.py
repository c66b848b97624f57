"""What all kinds of files with rows have in common: the table is made of their rows here."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.folding import fold
from norec_cli.model.wording import join_names, plural
from norec_cli.transfer.tables.headings import (
    MOST_LOOKED_AT,
    KnownHeadings,
    choose_headings,
    is_hxl_row,
    is_repeated,
)
from norec_cli.transfer.tables.limits import refuse_too_many_columns
from norec_cli.transfer.tables.table import Table, TableRow, checked_headings

_MOST_NAMED = 5


class RowSource(ABC):
    """A file, or a sheet of one, from which rows are read.

    Attributes:
        file: the name of the file for messages.
        headings: the headings; empty until they have been found.
        headings_line: the line with the headings; 0 until it has been found.
        notes: as those of a table.
        date_columns: as those of a table.
        spans: the last row that belongs to a row of headings, by its line, if cells of it are merged downwards.
    """

    def __init__(self, file: str) -> None:
        """Begin a file, whose headings are not known yet."""
        self.file = file
        self.headings: tuple[str, ...] = ()
        self.headings_line = 0
        self.notes: dict[str, str] = {}
        self.date_columns: set[int] = set()
        self.spans: dict[int, int] = {}

    @abstractmethod
    def rows(self) -> Iterator[TableRow]:
        """Yield all rows that are not empty, those above the headings too."""

    @abstractmethod
    def fit(self, row: TableRow) -> TableRow:
        """Return a row with as many cells as there are headings, or with a problem."""

    def trim(self, headings: Sequence[str]) -> Sequence[str]:
        """Return the cells of the row of headings that are headings."""
        return headings

    def body(self) -> Iterator[TableRow]:
        """Yield the rows below the headings, without those that only repeat or tag the headings."""
        width = len(self.headings)
        first = self.headings[0]
        # The first characters of rows to look at more closely, which are few.
        beginnings = {first[:1], first[:1].upper(), first[:1].lower(), "#"} | ({""} if width > 1 else set())
        repeated = tagged = 0
        for row in self._below():
            cells = row.cells
            if len(cells) != width:
                row = self.fit(row)  # noqa: PLW2901 - the same row, as wide as it should be
                cells = row.cells
            if cells[0][:1] in beginnings and not row.problem:
                if is_repeated(cells, self.headings):
                    repeated += 1
                    continue
                if "#" in "".join(cells) and is_hxl_row(cells):
                    tagged += 1
                    continue
            yield row
        if repeated:
            self.notes["repeated"] = f"left out: {plural(repeated, 'row')} with the headings again"
        if tagged:
            self.notes["tagged"] = f"left out: {plural(tagged, 'row')} of HXL tags"

    def _below(self) -> Iterator[TableRow]:
        rows = self.rows()
        for row in rows:
            if row.line >= self.headings_line:
                break
        return rows


def make_table(
    source: RowSource, description: str, *, header: int | None, known: KnownHeadings | None, delimiter: str = ","
) -> Table:
    """Return the table that a file holds.

    Args:
        source: the file.
        description: the kind of file, in words.
        header: the line, or the row of a sheet, that has the headings, as a person said; None to find it.
        known: returns how many of some cells are headings of known fields; None if no fields are known.
        delimiter: what separates the columns when rows of the table are written.

    Raises:
        NorecError: if there are no headings, or they can't be read.
    """
    row, above = _find_headings(source, header, known)
    if row.problem or row.cell_problems:
        reason = row.problem or "; ".join(problem.in_words() for problem in (row.cell_problems or {}).values())
        raise NorecError(Problem(f"the headings can't be read: {reason}", source.file, row.line))
    headings = source.trim(row.cells)
    refuse_too_many_columns(len(headings), source.file)
    source.headings = checked_headings([*headings], source.file)
    source.headings_line = row.line
    if above:
        verb = "was" if len(above) == 1 else "were"
        source.notes["headings"] = f"headings are on row {row.line}; {_name_rows(above)} {verb} left out"
    return Table(
        source.headings,
        source.body,
        description,
        delimiter=delimiter,
        headings_line=row.line,
        better_line=_find_better(source, row, known) if known is not None else 0,
        upper_line=_find_upper(source, row.line, above) if known is None else 0,
        notes=source.notes,
        date_columns=source.date_columns,
    )


def _find_headings(
    source: RowSource, header: int | None, known: KnownHeadings | None
) -> tuple[TableRow, Sequence[int]]:
    """Return the row of headings, and the lines of the rows above it."""
    if header is None:
        first = list(islice(source.rows(), MOST_LOOKED_AT))
        if not first:
            return TableRow(1, []), ()
        place = choose_headings(first, known)
        last = source.spans.get(first[place].line, 0)
        lowest = max((n for n in range(place, len(first)) if first[n].line <= last), default=place)
        return first[lowest], [row.line for row in first[:place]]
    above: list[int] = []
    for row in source.rows():
        if row.line == header:
            return row, above
        if row.line > header:
            break
        above.append(row.line)
    raise NorecError(
        f"--header {header}: {source.file} has nothing on row {header}: name the row that has the headings"
    )


def _find_better(source: RowSource, headings: TableRow, known: KnownHeadings) -> int:
    """Return the line of a first row that names two fields or more, where the headings name one or none; else 0."""
    named = known(headings.cells)
    if named > 1:
        return 0
    scores = {row.line: known(row.cells) for row in islice(source.rows(), MOST_LOOKED_AT) if not row.problem}
    line = max(scores, key=lambda line: scores[line], default=0)
    return line if scores and scores[line] > max(named, 1) else 0


def _find_upper(source: RowSource, headings_line: int, above: Sequence[int]) -> int:
    """Return the line of the last row above the headings of a matrix that has names, each once; else 0."""
    if not above and headings_line not in source.spans.values():
        return 0
    line = 0
    for row in islice(source.rows(), MOST_LOOKED_AT):
        names = [fold(text) for text in row.cells if text]
        if row.line < headings_line and not row.problem and len(names) == len(set(names)) > 1:
            line = row.line
    return line


def _name_rows(lines: Sequence[int]) -> str:
    if len(lines) > _MOST_NAMED:
        return f"the {len(lines):,} rows above"
    return f"row {lines[0]}" if len(lines) == 1 else f"rows {join_names([*map(str, lines)])}"
