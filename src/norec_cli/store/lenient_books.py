"""The records of a store that has errors: for `norec check`, which reports all of them at once."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from norec_cli.model.errors import Problem, StoreReadError, UnsupportedSchemaError
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import find_id, meant, partner_names, project_names
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS, SETTINGS_FILE
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats import toml_files
from norec_cli.store.formats.exchanges_jsonl import ExchangesReader
from norec_cli.store.formats.toml_statements import TomlPath

if TYPE_CHECKING:
    from norec_cli.model.partner import Partner
    from norec_cli.model.project import Project
    from norec_cli.model.settings import Settings

_Read = TypeVar("_Read")


class LenientBooks:
    """The valid records of a store, and the problems of the others.

    Attributes:
        problems: the problems; those of the exchanges are added when `exchanges` has been run to its end.
        settings: the settings, or None if they have errors.
        partners: the valid partners, by id.
        projects: the valid projects, by id.
        number: number of valid exchanges read so far.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the registers.

        Args:
            snapshot: the store's files.

        Raises:
            UnsupportedSchemaError: if the store has a format that this program doesn't know.
        """
        self._snapshot = snapshot
        self._lines: dict[str, toml_files.Lines] = {}
        self.problems: list[Problem] = []
        self.number = 0
        self.settings: Settings | None = self._try(SETTINGS_FILE, toml_files.parse_settings)
        examined = self._try(PARTNERS, toml_files.examine_partners)
        self.partners: dict[str, Partner] = {}
        self._ids: set[str] | None = None  # unknown if the register is not valid TOML
        if examined is not None:
            self.partners, self._ids, problems = examined
            self.problems += problems
        self.projects: dict[str, Project] = {}
        self._project_ids: set[str] | None = None
        examined_projects = self._try(PROJECTS, lambda raw, file: toml_files.examine_projects(raw, file, self._ids))
        if examined_projects is not None:
            self.projects, self._project_ids, problems = examined_projects
            self.problems += problems
        self._reader = ExchangesReader(
            snapshot.exchange_blocks, snapshot.name_of(EXCHANGES), self._ids, self._project_ids, most=None
        )

    def partner_id(self, text: str) -> str:
        """Return the id of the partner that a person means; its record may have errors.

        Raises:
            NorecError: if there is none, or several have that name; the message lists similar names, or the ids.
        """
        return _find_id("partner", text, self._ids, partner_names(self.partners))

    def project_id(self, text: str) -> str:
        """Return the id of the project that a person means; its record may have errors.

        Raises:
            NorecError: if there is none, or several have that name; the message lists similar names, or the ids.
        """
        return _find_id("project", text, self._project_ids, project_names(self.projects))

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every exchange that can be read, also those with a repeated id."""
        return (exchange for _, exchange in self.numbered_exchanges())

    def numbered_exchanges(self) -> Iterator[tuple[int, Exchange]]:
        """Yield every valid exchange with its line number, also those whose id is repeated.

        If the file can't be read to its end, because of a line that is too long for example, that is one problem more.
        """
        unread: tuple[Problem, ...] = ()
        try:
            for block in self._reader.run():
                for line, exchange in enumerate(block.exchanges, start=block.first):
                    if exchange is not None:
                        self.number += 1
                        yield line, exchange
        except StoreReadError as refusal:
            unread = refusal.problems
        self.problems += self._reader.problems
        self.problems += (replace(problem, text=f"{problem.text}; no line after it was checked") for problem in unread)

    def has_exchange(self, exchange_id: str) -> bool:
        """Return whether an exchange with this id was read, valid or not."""
        return self._reader.has(exchange_id)

    def is_unreadable(self, exchange_id: str) -> bool:
        """Return whether the record of an exchange has errors; known once `exchanges` has been run to its end."""
        return any(problem.about == f"exchange {exchange_id}" for problem in self._reader.problems)

    def line_of(self, name: str, path: TomlPath) -> int | None:
        """Return the first line of the value at a path, or else of the table around it; None if there is neither.

        Args:
            name: a TOML file of the store, as messages show it.
            path: keys and list positions.
        """
        if name not in self._lines:
            file = next(file for file in (SETTINGS_FILE, PARTNERS, PROJECTS) if self.name_of(file) == name)
            self._lines[name] = toml_files.lines_of(self._snapshot.read(file), name)
        while path and path not in self._lines[name]:
            path = path[:-1]
        return self._lines[name].get(path)

    def name_of(self, file: str) -> str:
        """Return the path of a file of the store as messages show it."""
        return self._snapshot.name_of(file)

    def _try(self, file: str, read: Callable[[bytes, str], _Read]) -> _Read | None:
        """Read a file of the store; return None, and add the problems, if that fails."""
        try:
            return read(self._snapshot.read(file), self._snapshot.name_of(file))
        except UnsupportedSchemaError:
            raise
        except StoreReadError as refusal:
            self.problems += refusal.problems
            return None


def _find_id(kind: str, text: str, ids: set[str] | None, names: Mapping[str, tuple[str, ...]]) -> str:
    """Return the id of the record that a person means.

    Args:
        kind: `partner` or `project`.
        text: what was typed.
        ids: the ids of all records, valid or not; None if these are unknown, so that any may exist.
        names: the names of the valid records, by id.
    """
    return meant(kind, text, names) if ids is None else find_id(kind, text, {**dict.fromkeys(ids, ()), **names})
