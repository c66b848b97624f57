"""Edit a record by options (new values, empty ones that clear, changes of lists) or in an editor."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.editor import edit_record
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, ProblemList
from norec_cli.model.folding import distinct, fold
from norec_cli.model.wording import did_you_mean, shorten

Words = list[str] | None
Values = dict[str, Any]
_Record = TypeVar("_Record")
_Result = TypeVar("_Result")

CLEAR = '"" clears it.'
CLEAR_ALL = 'repeatable; "" clears them.'
EMPTY = "must not be empty"


class _ListEdit(msgspec.Struct):
    """Changes of a list: a full replacement if one was typed, entries to add, entries to remove."""

    every: tuple[Any, ...] | None
    added: tuple[Any, ...]
    removed: tuple[Any, ...]


class RecordEdit:
    """The changes of a record that a person typed as options."""

    def __init__(self, arguments: ArgumentReader) -> None:
        """Begin with no change.

        Args:
            arguments: collects what is wrong.
        """
        self._arguments = arguments
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
        """Take the value of an option; an empty one clears the field, unless it is required.

        Args:
            field: field of the record.
            flag: name of the option.
            word: what was typed; None if nothing was.
            convert: makes the value; raises ValueError with a message for the person.
            needed: whether the field is required.
        """
        if word is None:
            return
        if word.strip():
            self._values[field] = self._arguments.convert(flag, convert, word)
        elif needed:
            self._arguments.add_problem(f"{flag}: {EMPTY}")
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
        """Take the values of the options `--NAME`, `--add-NAME` and `--remove-NAME` of a list.

        Args:
            field: field of the record.
            name: name of an entry in the options.
            every: entries that replace all; only empty ones clear the list, unless it is required.
            added: entries to add.
            removed: entries to remove.
            convert: makes an entry; see `convert`.
            needed: whether the list must have an entry.
        """
        clears = every is not None and not needed and not any(word.strip() for word in every)

        def converted(flag: str, words: Words) -> tuple[Any, ...]:
            if any(not word.strip() for word in words or ()):
                self._arguments.add_problem(f"{flag}: {EMPTY}")
                return ()
            return self._arguments.convert_all(flag, convert, words)

        if every or added or removed:
            self._lists[field] = _ListEdit(
                () if clears else converted(f"--{name}", every) if every else None,
                converted(f"--add-{name}", added),
                converted(f"--remove-{name}", removed),
            )

    def name(self, field: str, find: Callable[[str], str]) -> None:
        """Replace the names that were typed for a field by ids.

        Args:
            field: field with one name, or a list of them.
            find: returns the id of the record that a text means; raises NorecError if it fits several.
        """
        if self._values.get(field) is not None:
            self._values[field] = find(self._values[field])
        if field in self._lists:
            edit = self._lists[field]
            every, added, removed = (
                None if names is None else tuple(find(name) for name in names)
                for names in (edit.every, edit.added, edit.removed)
            )
            self._lists[field] = _ListEdit(every, added or (), removed or ())

    def __bool__(self) -> bool:
        """Return whether anything was typed."""
        return bool(self._values or self._lists)

    def applied(self, now: Mapping[str, Any]) -> Values:
        """Return the new values of the fields that change; None for a cleared one.

        Args:
            now: present lists of the record, by field; a missing one is empty.

        Raises:
            NorecError: if an entry to remove is not in its list; the message names the most similar one.
        """
        changes = dict(self._values)
        problems = ProblemList()
        for field, edit in self._lists.items():
            entries = now.get(field, ()) if edit.every is None else _distinct(edit.every)
            removed: set[Any] = set()
            for word in edit.removed:
                # An entry that is written exactly so goes alone, even if another one is the same name.
                alike = [word] if word in entries else [entry for entry in entries if _folded(entry) == _folded(word)]
                removed.update(alike)
                if not alike:
                    near = did_you_mean(str(word), map(str, entries))
                    problems.add(f'"{shorten(str(word))}" is not one of its {field}{near}')
            kept = tuple(entry for entry in entries if entry not in removed)
            changes[field] = (*kept, *_distinct(edit.added, kept))
        problems.raise_if_any(NorecError)
        return changes

    def applied_to_table(self, table: Values) -> Values:
        """Return the fields of a record after the changes; see `applied`."""
        return {key: value for key, value in {**table, **self.applied(table)}.items() if value is not None}


def edit_by_hand(
    context: Context,
    name: str,
    before: Values,
    table: Callable[[_Record], Values],
    made: Callable[[Values], _Record],
    change: Callable[[Callable[[_Record], _Record]], _Result],
) -> _Result:
    """Let a person edit a record in their editor, and change it in the store.

    Args:
        context: runs the editor.
        name: name of the temporary file, without ending.
        before: fields of the record.
        table: returns the fields of a record.
        made: makes a record of fields; raises NorecError if they aren't valid.
        change: changes the record in the store; takes a function from the present record to the new one.

    Returns:
        What `change` returns.

    Raises:
        UsageError: if standard output is not a terminal.
        NorecError: if the text is not a valid record, or somebody else changed the record meanwhile.
    """

    def apply(after: Values) -> _Result:
        def revise(now: _Record) -> _Record:
            if table(now) != before:
                raise NorecError("somebody else changed this record meanwhile: nothing was changed")
            return made(after)

        return change(revise)

    return edit_record(context, name, before, apply)


def _folded(entry: Any) -> Any:
    return fold(entry) if isinstance(entry, str) else entry


def _distinct(entries: tuple[Any, ...], known: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    """Return entries in their order, without a text that is the same as an earlier or known one.

    The model checks the rest.
    """
    return distinct(entries, known) if all(isinstance(entry, str) for entry in (*entries, *known)) else entries
