"""What the commands that edit a record share: words that replace, empty words that clear, lists, the editor."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.converters import texts
from norec_cli.commands.common.editor import edit_record
from norec_cli.context import Context
from norec_cli.model.errors import NorecError
from norec_cli.model.wording import did_you_mean, shorten

Words = list[str] | None
Values = dict[str, Any]
_Record = TypeVar("_Record")
_Result = TypeVar("_Result")

CLEAR = "An empty one clears it."
CLEAR_ALL = "An empty one clears them."
EMPTY = "must not be empty"


class _ListEdit(msgspec.Struct):
    """What becomes of a list: all its entries if that was typed, those it gets, those it loses."""

    every: tuple[Any, ...] | None
    added: tuple[Any, ...]
    removed: tuple[Any, ...]


class RecordEdit:
    """The changes of a record that a person typed; what is wrong with the words is gathered."""

    def __init__(self, arguments: ArgumentReader) -> None:
        """Begin with no change.

        Args:
            arguments: gathers what is wrong.
        """
        self._typed = arguments
        self._values: Values = {}
        self._lists: dict[str, _ListEdit] = {}

    def convert(
        self,
        field: str,
        flag: str,
        word: str | None,
        convert: Callable[[str], Any] = str,
        *,
        needed: bool = False,
    ) -> None:
        """Take the word of an option; an empty one clears the field, unless the record needs it.

        Args:
            field: the field of the record.
            flag: the option.
            word: what was typed; None if nothing was.
            convert: makes the value, or raises ValueError with words for the person.
            needed: whether the record can't be without it.
        """
        if word is None:
            return
        if word.strip():
            self._values[field] = self._typed.convert(flag, convert, word)
        elif needed:
            self._typed.add_error(f"{flag}: {EMPTY}")
        else:
            self._values[field] = None

    def take_list(
        self,
        field: str,
        name: str,
        every: Words,
        added: Words = None,
        removed: Words = None,
        *,
        convert: Callable[[str], Any] = str.strip,
        needed: bool = False,
    ) -> None:
        """Take the words of the options `--NAME`, which gives all entries, `--add-NAME` and `--remove-NAME`.

        Args:
            field: the field of the record.
            name: what the options call an entry.
            every: all entries; a single empty word clears the list, unless the record needs it.
            added: entries more.
            removed: entries less.
            convert: makes an entry; see `take`.
            needed: whether the record can't be without an entry.
        """
        clears = every is not None and not needed and not any(word.strip() for word in every)

        def taken(flag: str, words: Words) -> tuple[Any, ...]:
            if any(not word.strip() for word in words or ()):
                self._typed.add_error(f"{flag}: {EMPTY}")
                return ()
            return self._typed.convert_all(flag, convert, words)

        if every or added or removed:
            self._lists[field] = _ListEdit(
                () if clears else taken(f"--{name}", every) if every else None,
                taken(f"--add-{name}", added),
                taken(f"--remove-{name}", removed),
            )

    def name(self, field: str, find: Callable[[str], str]) -> None:
        """Put ids in the place of the names that were typed for a field.

        Args:
            field: the field, of one name or a list of them.
            find: the id of the record that a text means; raises NorecError if several are meant.
        """
        if self._values.get(field) is not None:
            self._values[field] = find(self._values[field])
        if field in self._lists:
            one = self._lists[field]
            every, added, removed = (
                None if words is None else tuple(find(word) for word in words)
                for words in (one.every, one.added, one.removed)
            )
            self._lists[field] = _ListEdit(every, added or (), removed or ())

    def __bool__(self) -> bool:
        """Return whether anything was typed."""
        return bool(self._values or self._lists)

    def applied(self, now: Mapping[str, Any]) -> Values:
        """Return the fields that change, with their new values; None where one is cleared.

        Args:
            now: the lists of the record as it is, by field; one that isn't there is empty.

        Raises:
            NorecError: if something is to be removed that isn't there; the message names the nearest that is.
        """
        changes = dict(self._values)
        problems: list[str] = []
        for field, one in self._lists.items():
            kept = now.get(field, ()) if one.every is None else one.every
            there = {_folded(entry) for entry in kept}
            for entry in one.removed:
                if _folded(entry) not in there:
                    near = did_you_mean(str(entry), map(str, kept))
                    problems.append(f'there is no "{shorten(str(entry))}" among its {field}{near}')
            gone = {_folded(entry) for entry in one.removed}
            changes[field] = _distinct([*(entry for entry in kept if _folded(entry) not in gone), *one.added])
        if problems:
            raise NorecError(*problems)
        return changes

    def applied_to_table(self, table: Values) -> Values:
        """Return the table of a record as it is after the changes; see `applied`."""
        return {key: value for key, value in {**table, **self.applied(table)}.items() if value is not None}


def edit_by_hand(
    context: Context,
    name: str,
    before: Values,
    table: Callable[[_Record], Values],
    made: Callable[[Values], _Record],
    change: Callable[[Callable[[_Record], _Record]], _Result],
) -> _Result:
    """Let a person edit a record in their editor, and change it if it is still what went in.

    Args:
        context: where the editor is.
        name: what the record is called, for the file that is edited.
        before: the record's fields.
        table: the fields of a record, of which `before` are those.
        made: makes the record of fields; raises NorecError if that can't be.
        change: changes the record in the store with a function from the present record to the new one.

    Returns:
        What `change` returns.

    Raises:
        UsageError: if there is no terminal.
        NorecError: if the text is no record, or somebody else changed the record meanwhile.
    """

    def apply(after: Values) -> _Result:
        def revise(now: _Record) -> _Record:
            if table(now) != before:
                raise NorecError("somebody else changed this record meanwhile: nothing was changed")
            return made(after)

        return change(revise)

    return edit_record(context, name, before, apply)


def _folded(entry: Any) -> Any:
    return entry.strip().casefold() if isinstance(entry, str) else entry


def _distinct(entries: Iterable[Any]) -> tuple[Any, ...]:
    """Return entries in their order, each text once whatever its case; the record's own rules judge the others."""
    entries = tuple(entries)
    return texts(entries) if all(isinstance(entry, str) for entry in entries) else entries
