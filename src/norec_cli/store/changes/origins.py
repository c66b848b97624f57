"""Where recorded exchanges came from, as the history says."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from norec_cli.model.change import Change, ImportedFile
from norec_cli.model.store_files import EXCHANGES
from norec_cli.store.formats.exchange_errors import id_in

IMPORTING = "import exchanges"
_LOGGING = "exchanges log"
_MERGING = "merge"
_BEGINNING = '{"id":"'  # of a line as this program writes it


class PastImport(msgspec.Struct):
    """An import of exchanges.

    Attributes:
        file: the imported file, with its series.
        on: the day, as `2026-03-01`.
        same: see `Change`.
        ids: the ids of the exchanges that it added, joined by line feeds.
        set_aside: see `Change`.
        undone: whether it was undone.
    """

    file: ImportedFile
    on: str
    same: Mapping[str, str]
    ids: str
    set_aside: tuple[str, ...] = ()
    undone: bool = False

    def added(self) -> list[str]:
        """Return the ids of the exchanges that it added."""
        return self.ids.split("\n") if self.ids else []

    def in_words(self) -> str:
        """Return where its exchanges came from, as it follows the id of one: `from a.csv (imported 2026-03-01)`."""
        return f"from {self.file.in_words()} (imported {self.on})" if self.file.name else f"(imported {self.on})"


class PastImports:
    """The imports of exchanges that a store remembers.

    A million ids take some ten bytes each, because they are kept as one text for each import.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        """Gather the imports.

        Args:
            changes: all changes of the store, the earliest first.

        Raises:
            StoreReadError: if the history can't be read.
        """
        imports: dict[str, PastImport] = {}
        for change in changes:
            if change.verb == IMPORTING and change.source is not None:
                ids = "\n".join(added_ids(change))
                imports[change.id] = PastImport(_file_of(change), change.at[:10], change.same, ids, change.set_aside)
            for undone, name in ((True, change.undoes), (False, change.redoes)):
                if name in imports:
                    imports[name].undone = undone
        self._imports = list(imports.values())
        self._done = [past for past in self._imports if not past.undone]

    def latest_of_file(self, file: ImportedFile) -> PastImport | None:
        """Return the latest import of a file and sheet, undone or not; None if it was not imported before."""
        wanted = (file.sha256, file.sheet)
        return next((past for past in reversed(self._imports) if (past.file.sha256, past.file.sheet) == wanted), None)

    def latest_named(self, file: ImportedFile) -> dict[str, PastImport]:
        """Return the latest import of each series with a file of the name and folder of another, the latest first.

        Args:
            file: the other file; its sheet is another one only if both were named, its folder only if both are known.
        """
        found: dict[str, PastImport] = {}
        for past in reversed(self._done):
            same_sheet = past.file.sheet == file.sheet or not (past.file.sheet and file.sheet)
            same_folder = past.file.folder == file.folder or not (past.file.folder and file.folder)
            if file.name and past.file.name == file.name and same_sheet and same_folder:
                found.setdefault(past.file.series, past)
        return found

    def series_that_set_aside(self, ids: Collection[str]) -> str | None:
        """Return the series whose imports set aside all rows with these ids; None if there is none, or no id."""
        found: dict[str, set[str]] = {}
        for past in reversed(self._done):
            found.setdefault(past.file.series, set()).update(key for key in past.set_aside if key in ids)
        return next((series for series, rows in found.items() if ids and len(rows) == len(ids)), None)

    def ids_of(self, series: str) -> set[str]:
        """Return the ids of the exchanges that imports of a series added."""
        return {key for past in self._done if past.file.series == series for key in past.added()}

    def imports_of(self, ids: Collection[str]) -> dict[str, PastImport]:
        """Return the import that added each exchange, by the ids of those that an import added."""
        found: dict[str, PastImport] = {}
        for past in reversed(self._done) if ids else ():
            for key in past.added():
                if key in ids:
                    found.setdefault(key, past)
        return found

    def same(self, ids: Collection[str]) -> dict[str, str]:
        """Return the recorded exchanges that a person called the same as exchanges of files, by the ids of the latter.

        Args:
            ids: the ids that are looked up.
        """
        return {key: other for past in self._done for key, other in past.same.items() if key in ids}


def places_of(changes: Iterable[Change], ids: Collection[str]) -> dict[str, str]:
    """Return where exchanges came from in words that follow their ids, by id.

    Args:
        changes: all changes of a store, the earliest first.
        ids: the ids of the exchanges; those that no change added are only called recorded.
    """
    found = dict.fromkeys(ids, "that is recorded")
    for change in changes:
        if change.verb not in (IMPORTING, _LOGGING, _MERGING):
            continue
        for key in added_ids(change):
            if key in found:
                found[key] = _in_words(change)
    return found


def added_ids(change: Change) -> Iterator[str]:
    """Yield the ids of the exchanges that a change added."""
    in_exchanges = change.files.get(EXCHANGES)
    if in_exchanges is None:
        return
    for hunk in in_exchanges.hunks:
        before = set(_ids(hunk.old))
        yield from (key for key in _ids(hunk.new) if key not in before)
    if in_exchanges.added is not None:
        yield from in_exchanges.added.ids


def _file_of(change: Change) -> ImportedFile:
    """Return the file that an import brought in."""
    source = change.source or ""
    series = change.series or source
    return ImportedFile(source, change.source_name, change.source_sheet, change.source_folder, series)


def _in_words(change: Change) -> str:
    on = change.at[:10]
    if change.verb == IMPORTING:
        return PastImport(_file_of(change), on, {}, "").in_words()
    return f"(logged {on})" if change.verb == _LOGGING else f"(merged {on})"


def _ids(lines: str) -> Iterator[str]:
    """Yield the ids of some lines of the exchanges; lines that can't be read are ignored."""
    for line in lines.split("\n"):
        end = line.find('"', len(_BEGINNING)) if line.startswith(_BEGINNING) else -1
        if end > 0:
            yield line[len(_BEGINNING) : end]
        elif line:
            yield from id_in(line.encode())
