"""Rows that were read, as values by key, and everything that is wrong with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.validation import validation_messages
from norec_cli.model.wording import did_you_mean, not_found, plural, shorten
from norec_cli.transfer.backup.cells import display, value_of
from norec_cli.transfer.backup.read import Raw
from norec_cli.transfer.backup.schema import TABLES, Field, Kind

_Model = TypeVar("_Model", bound=BaseModel)

MOST_PROBLEMS = 100
_MOST_HINTS = 20
_LONGEST = 300  # characters of a message, which may quote what it is about
_MOST_COLUMNS = 20  # that are named, of those that are not known


class BackupRow(msgspec.Struct, frozen=True):
    """A row of a table.

    Attributes:
        table: the table's name.
        number: the row's, as a spreadsheet program counts.
        values: what stands in it, by key; nothing where it is empty.
        whole: whether everything that stands in it could be read.
    """

    table: str
    number: int
    values: Mapping[str, Any]
    whole: bool = True


class RowErrors:
    """Gathers what is wrong with a file."""

    def __init__(self, file: str) -> None:
        """Begin.

        Args:
            file: how messages call the file.
        """
        self.file = file
        self._found: list[tuple[str, int, Problem]] = []
        self._hints = _MOST_HINTS

    def blame(self, text: str, table: str = "", row: int = 0, column: str = "") -> None:
        """Note a fault, and where it is."""
        place = ", ".join(
            [*([table] if table else []), *([f"row {row}"] if row else []), *([column] if column else [])]
        )
        text = shorten(text, _LONGEST)
        self._found.append((table, row, Problem(f"{place}: {text}" if place else text, self.file)))

    def not_found(self, kind: str, name: str, known: Iterable[str]) -> str:
        """Return that there is no such thing; of the first few with the nearest that there is, as that takes long.

        Args:
            kind: what there isn't.
            name: what it is called.
            known: the names that there are.
        """
        self._hints -= 1
        return not_found(kind, shorten(name), known if self._hints >= 0 else ())

    def blame_row(self, row: BackupRow, column: str, text: str) -> None:
        """Note a fault in a row."""
        self.blame(text, row.table, row.number, column)

    def read(self, table: str, raw: Raw, fields: Sequence[Field], *, optional: Iterable[str]) -> list[BackupRow]:
        """The rows of a table.

        Args:
            table: its name.
            raw: what was read.
            fields: the columns that it may have.
            optional: the keys of those that it may lack.
        """
        known = {field.key: field.kind for field in fields}
        before = len(self._found)
        kinds: dict[int, tuple[str, Kind]] = {}
        strange = 0
        for place, key in enumerate(raw.heading):
            if key not in known:
                strange += 1
                if strange <= _MOST_COLUMNS:
                    named = display(key) if key else f"number {place + 1}, which has no heading,"
                    self.blame(f"the column {named} is not known here{did_you_mean(str(key or ''), known)}", table)
            elif key in {name for name, _ in kinds.values()}:
                self.blame(f"the column {key} stands there twice", table)
            else:
                kinds[place] = key, known[key]
        if strange > _MOST_COLUMNS:
            self.blame(f"{strange - _MOST_COLUMNS:,} more columns are not known here", table)
        lacking = [] if raw.sparse else [key for key in known if key not in raw.heading and key not in optional]
        if lacking:
            self.blame(f"the {'column' if len(lacking) == 1 else 'columns'} {', '.join(lacking)} must be there", table)
        whole = len(self._found) == before
        return [self._row(table, number, cells, kinds, whole=whole) for number, cells in raw.rows]

    def _row(
        self, table: str, number: int, cells: Sequence[Any], kinds: Mapping[int, tuple[str, Kind]], *, whole: bool
    ) -> BackupRow:
        """A row, with what is wrong with its cells noted; it is whole if the heading and all of them are right."""
        values = {}
        for place, cell in enumerate(cells):
            if place not in kinds:
                if whole and cell not in (None, ""):
                    self.blame(f"{display(cell)} stands beside the table", table, number)
                continue
            key, kind = kinds[place]
            try:
                value = value_of(kind, cell)
            except ValueError as error:
                self.blame(str(error), table, number, key)
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
        """A record made of a row's values, or None if something is wrong with it.

        Args:
            model: what to make.
            values: its fields.
            row: where they come from; if something in it could not be read, that has been said, and is enough.
            within: the rows of other tables that parts of it come from, by the path to them in the record.
        """
        if not row.whole:
            return None
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for path, phrase in validation_messages(error, model):
                at, place = next((one for one in (within or {}).items() if path[: len(one[0])] == one[0]), ((), row))
                steps = [step for step in path[len(at) :] if isinstance(step, str)]
                self.blame_row(place, steps[-1] if steps else " ".join(map(str, at)), phrase)
            return None

    def refuse_if_any(self) -> None:
        """Raise NorecError with every fault, in the order of the file's tables and rows."""
        if self._found:
            order = {name: place for place, name in enumerate(TABLES)}
            ordered = sorted(self._found, key=lambda found: (order.get(found[0], -1), found[1]))
            problems = [problem for _, _, problem in ordered]
            rest = len(problems) - MOST_PROBLEMS
            advice = (*([f"and {plural(rest, 'fault')} more"] if rest > 0 else []), "Nothing was changed.")
            raise NorecError(*problems[:MOST_PROBLEMS], advice=advice)
