"""What a store holds, as reports, checks and merges take it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner

if TYPE_CHECKING:
    from norec_cli.model.project import Project
    from norec_cli.model.settings import Settings


class Ledger(Protocol):
    """Settings, partners, projects and exchanges, wherever they come from."""

    @property
    def settings(self) -> "Settings | None":
        """Return the settings of the store, or None if they can't be read."""

    @property
    def partners(self) -> Mapping[str, Partner]:
        """Return the partners by id."""

    @property
    def projects(self) -> "Mapping[str, Project]":
        """Return the projects by id."""

    def exchanges(self) -> Iterable[Exchange]:
        """Return every exchange, in no particular order.

        Run it once and to its end before any result is shown: it may raise NorecError there.
        """


class NamedLedger(msgspec.Struct, frozen=True):
    """A ledger in memory, with a name.

    Attributes:
        name: how messages call it; empty for the user's own store.
        settings: settings of the store, or None if they can't be read.
        partners: partners by id.
        projects: projects by id.
        records: every exchange.
    """

    name: str
    settings: "Settings | None"
    partners: Mapping[str, Partner]
    projects: "Mapping[str, Project]"
    records: tuple[Exchange, ...]

    @classmethod
    def read(cls, ledger: Ledger, name: str = "") -> "NamedLedger":
        """Return a ledger with its exchanges in memory.

        Args:
            ledger: the ledger; its exchanges are read to the end.
            name: how messages call it; empty for the user's own store.

        Raises:
            NorecError: if the exchanges can't be read.
        """
        return cls(name, ledger.settings, ledger.partners, ledger.projects, tuple(ledger.exchanges()))

    def exchanges(self) -> tuple[Exchange, ...]:
        """Return every exchange."""
        return self.records
