"""What a store holds, whatever is wrong with it: for the check, which must say everything at once."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from norec_cli.model.errors import NorecError, Problem, StoreReadError, UnsupportedSchemaError
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import meant, partner_names, project_names, unknown_record
from norec_cli.store.files.locate import SETTINGS_FILE
from norec_cli.store.files.snapshot import EXCHANGES, PARTNERS, PROJECTS, Snapshot
from norec_cli.store.formats import toml_files
from norec_cli.store.formats.exchanges_jsonl import ExchangesReader
from norec_cli.store.formats.toml_statements import TomlPath

if TYPE_CHECKING:
    from norec_cli.model.partner import Partner
    from norec_cli.model.project import Project
    from norec_cli.model.settings import Settings

_Read = TypeVar("_Read")


class LenientBooks:
    """The records of a store that can be read, and what is wrong with the others.

    Attributes:
        problems: what is wrong; those of the exchanges are among them once these have been run through.
        settings: those of the store, or None if they can't be read.
        partners: the valid ones, by id.
        projects: the valid ones, by id.
        number: how many exchanges could be read so far.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the registers.

        Args:
            snapshot: the store's files.

        Raises:
            UnsupportedSchemaError: if the store is in a format that this program doesn't know.
        """
        self._snapshot = snapshot
        self._lines: dict[str, toml_files.Lines] = {}
        self.problems: list[Problem] = []
        self.number = 0
        self.settings: Settings | None = self._try(SETTINGS_FILE, toml_files.read_settings)
        examined = self._try(PARTNERS, toml_files.examine_partners)
        self.partners: dict[str, Partner] = {}
        self._ids: set[str] | None = None  # where the register can't be read at all, who is in it can't be known
        if examined is not None:
            self.partners, self._ids, problems = examined
            self.problems += problems
        self.projects: dict[str, Project] = {}
        self._project_ids: set[str] | None = None
        found = self._try(PROJECTS, lambda raw, file: toml_files.examine_projects(raw, file, self._ids))
        if found is not None:
            self.projects, self._project_ids, problems = found
            self.problems += problems
        self._reading = ExchangesReader(
            snapshot.exchange_blocks, snapshot.name_of(EXCHANGES), self._ids, self._project_ids, most=None
        )

    def partner_id(self, text: str) -> str:
        """Return the id of the partner that a person means, which may exist though its record be faulty.

        Raises:
            NorecError: if there is none, or several are called that; the message names the nearest, or each.
        """
        return _find_id("partner", text, self._ids, partner_names(self.partners))

    def project_id(self, text: str) -> str:
        """Return the id of the project that a person means, which may exist though its record be faulty.

        Raises:
            NorecError: if there is none, or several are called that; the message names the nearest, or each.
        """
        return _find_id("project", text, self._project_ids, project_names(self.projects))

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every exchange that can be read, also those with a repeated id."""
        return (exchange for _, exchange in self.numbered_exchanges())

    def numbered_exchanges(self) -> Iterator[tuple[int, Exchange]]:
        """Yield the line number and the exchange of every line that can be read, also of those with a repeated id."""
        for block in self._reading.run():
            for line, exchange in enumerate(block.exchanges, start=block.first):
                if exchange is not None:
                    self.number += 1
                    yield line, exchange
        self.problems += self._reading.problems

    def has_exchange(self, exchange_id: str) -> bool:
        """Whether an exchange of that id was among them, or among those that can't be read."""
        return self._reading.has(exchange_id)

    def is_unreadable(self, exchange_id: str) -> bool:
        """Return whether the line of an exchange was left out for what is wrong with it; asked after the run."""
        return any(problem.about == f"exchange {exchange_id}" for problem in self._reading.problems)

    def line_of(self, name: str, path: TomlPath) -> int | None:
        """The line on which what stands at a path begins, or the nearest above it.

        Args:
            name: one of the TOML files, as messages call it.
            path: keys and list positions.
        """
        if name not in self._lines:
            file = next(file for file in (SETTINGS_FILE, PARTNERS, PROJECTS) if self.name_of(file) == name)
            self._lines[name] = toml_files.lines_of(self._snapshot.read(file), name)
        while path and path not in self._lines[name]:
            path = path[:-1]
        return self._lines[name].get(path)

    def name_of(self, file: str) -> str:
        """A file of the store as messages call it."""
        return self._snapshot.name_of(file)

    def _try(self, file: str, read: Callable[[bytes, str], _Read]) -> _Read | None:
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
        kind: what the records are.
        text: what was typed.
        ids: the ids of all records, faulty ones too; None if that can't be known, and any may exist.
        names: the names of the valid records, by id.
    """
    known = {**dict.fromkeys(ids or (), ()), **names}
    found = meant(kind, text, known)
    if ids is not None and found not in ids:
        raise NorecError(unknown_record(kind, text, known))
    return found
