"""What a view is about."""

from typing import TYPE_CHECKING, Protocol

from norec_cli.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from norec_cli.model.partner import Partner
    from norec_cli.model.project import Project


class Held(Protocol):
    """What a view must know of whatever it is about: a store, or something like one."""

    @property
    def settings(self) -> Settings | None:
        """Its settings, or None if they can't be read."""

    @property
    def partners(self) -> "Mapping[str, Partner]":
        """The partners by id."""

    @property
    def projects(self) -> "Mapping[str, Project]":
        """The projects by id."""

    def partner_id(self, text: str, /) -> str:
        """Return the id of the partner that a person means; raise Refused if there is none, or are several."""

    def project_id(self, text: str, /) -> str:
        """Return the id of the project that a person means; raise Refused if there is none, or are several."""
