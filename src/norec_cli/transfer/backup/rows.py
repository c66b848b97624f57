"""Read rows of a backup as values by key, and gather everything that is wrong in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.validation import validation_messages
from norec_cli.model.wording import did_you_mean, not_found, plural, shorten
from norec_cli.transfer.backup.cells import display, value_of
from norec_cli.transfer.backup.read import RawTable
from norec_cli.transfer.backup.schema import TABLES
from norec_cli.transfer.record_columns import Field, ValueKind

_Model = TypeVar("_Model", bound=BaseModel)

MOST_PROBLEMS = 100
_MOST_HINTS = 20
_LONGEST = 300  # characters of a message, which may quote a value
_MOST_COLUMNS = 20  # unknown columns that are named


class BackupRow(msgspec.Struct, frozen=True):
    """A row of a table of a backup.

    Attributes:
        table: the name of the table.
        number: the number of the row, as a spreadsheet program counts.
        values: its values by key, without the empty ones.
        is_whole: whether every cell of it could be read.
    """

    table: str
    number: int
    values: Mapping[str, Any]
    is_whole: bool = True


class BackupProblems:
    """Everything that is wrong in a backup; no `ProblemList`, because a backup sorts its problems by table and row."""

    def __init__(self, file: str) -> None:
        """Begin to collect.

        Args:
            file: the name of the file for messages.
        """
        self.file = file
        self._found: list[tuple[str, int, Problem]] = []
        self._hints = _MOST_HINTS

    def add(self, text: str, table: str = "", row: int = 0, column: str = "") -> None:
        """Add a problem.

        Args:
            text: what is wrong.
            table: the name of the table; empty if the problem isn't in one.
            row: the number of the row; 0 if the problem isn't in one.
            column: the heading of the column; empty if the problem isn't in one.
        """
        place = ", ".join(
            [*([table] if table else []), *([f"row {row}"] if row else []), *([column] if column else [])]
        )
        text = shorten(text, _LONGEST)
        self._found.append((table, row, Problem(f"{place}: {text}" if place else text, self.file)))

    def not_found(self, kind: str, name: str, known: Iterable[str]) -> str:
        """Say that a record doesn't exist; the first few times with the nearest names, which are slow to find.

        Args:
            kind: the kind of the record.
            name: the name that no record has.
            known: the names of the records.
        """
        self._hints -= 1
        return not_found(kind, shorten(name), known if self._hints >= 0 else ())

    def add_in_row(self, row: BackupRow, column: str, text: str) -> None:
        """Add a problem in a row; see `add`."""
        self.add(text, row.table, row.number, column)

    def read(self, table: str, raw: RawTable, fields: Sequence[Field], *, optional: Iterable[str]) -> list[BackupRow]:
        """Return the rows of a table, after adding everything that is wrong in it.

        Args:
            table: its name.
            raw: the table as it was read.
            fields: the columns that it may have.
            optional: the keys of the columns that it may lack.
        """
        known = {field.key: field.kind for field in fields}
        before = len(self._found)
        kinds: dict[int, tuple[str, ValueKind]] = {}
        unknown = 0
        for place, key in enumerate(raw.headings):
            if key not in known:
                unknown += 1
                if unknown <= _MOST_COLUMNS:
                    named = display(key) if key else f"number {place + 1}, which has no heading,"
                    self.add(f"the column {named} is not known here{did_you_mean(str(key or ''), known)}", table)
            elif key in {name for name, _ in kinds.values()}:
                self.add(f"the column {key} is there twice", table)
            else:
                kinds[place] = key, known[key]
        if unknown > _MOST_COLUMNS:
            self.add(f"{unknown - _MOST_COLUMNS:,} more columns are not known here", table)
        lacking = [] if raw.sparse else [key for key in known if key not in raw.headings and key not in optional]
        if lacking:
            self.add(f"the {'column' if len(lacking) == 1 else 'columns'} {', '.join(lacking)} must be there", table)
        whole = len(self._found) == before
        return [self._row(table, number, cells, kinds, whole=whole) for number, cells in raw.rows]

    def _row(
        self, table: str, number: int, cells: Sequence[Any], kinds: Mapping[int, tuple[str, ValueKind]], *, whole: bool
    ) -> BackupRow:
        """Return a row, after adding what is wrong in its cells; it is whole if headings and cells are right."""
        values = {}
        for place, cell in enumerate(cells):
            if place not in kinds:
                if whole and cell not in (None, ""):
                    self.add(f"{display(cell)} is outside the columns of the table", table, number)
                continue
            key, kind = kinds[place]
            try:
                value = value_of(kind, cell)
            except ValueError as error:
                self.add(str(error), table, number, key)
                whole = False
                continue
            if value is not None:
                values[key] = value
        return BackupRow(table, number, values, whole)

    def check(
        self,
        model: type[_Model],
        values: Mapping[str, Any],
        row: BackupRow,
        within: Mapping[tuple[str, ...], BackupRow] | None = None,
    ) -> _Model | None:
        """Return a record made of the values of a row, or None after adding what is wrong.

        Args:
            model: the class of the record.
            values: its fields.
            row: the row that they come from; if it isn't whole, its problem was added already.
            within: rows of other tables that hold parts of the record, by the path of the part in the record.
        """
        if not row.is_whole:
            return None
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for path, phrase in validation_messages(error, model):
                parts = (part for part in (within or {}).items() if path[: len(part[0])] == part[0])
                part_path, part_row = next(parts, ((), row))
                keys = [key for key in path[len(part_path) :] if isinstance(key, str)]
                self.add_in_row(part_row, keys[-1] if keys else " ".join(map(str, part_path)), phrase)
            return None

    def refuse_if_any(self) -> None:
        """Raise NorecError with every problem, in the order of tables and rows, if there are any."""
        if self._found:
            order = {name: place for place, name in enumerate(TABLES)}
            ordered = sorted(self._found, key=lambda found: (order.get(found[0], -1), found[1]))
            problems = [problem for _, _, problem in ordered]
            rest = len(problems) - MOST_PROBLEMS
            advice = (*([f"and {plural(rest, 'error')} more"] if rest > 0 else []), "Nothing was changed.")
            raise NorecError(*problems[:MOST_PROBLEMS], advice=advice)
