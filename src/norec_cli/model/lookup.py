"""Find the record that a person means by its id or by one of its names."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.wording import did_you_mean, listed_shortly, not_found, shorten

if TYPE_CHECKING:
    from norec_cli.model.partner import Partner
    from norec_cli.model.project import Project


class UnknownNameError(ValueError):
    """No record has the id or name that was given.

    Attributes:
        kind: what was looked for: `partner`, `project`.
        hint: similar ids or names, as words; empty if there are none.
    """

    def __init__(self, kind: str, hint: str = "") -> None:
        """Keep what was looked for, and the hint; see the attributes."""
        self.kind = kind
        self.hint = hint
        super().__init__(f"is no {kind}{hint}")


class SeveralMeantError(ValueError):
    """Several records have the name that was given."""


class Lookup:
    """Finder of records by id or name: first by the same text, then by the same name, as `fold` decides."""

    def __init__(self, kind: str, names: Mapping[str, Iterable[str]]) -> None:
        """Take the names of the records.

        Args:
            kind: what the records are, as messages call one of them.
            names: the names of each record, by its id.
        """
        self._kind = kind
        self._ids = set(names)
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._folded: defaultdict[str, set[str]] = defaultdict(set)
        for key, called in names.items():
            for name in (key, *called):
                self._exact[name.strip()].add(key)
                self._folded[fold(name)].add(key)

    def find(self, text: str) -> str:
        """Return the id of the record that a text means.

        A text that is an id means that record. Otherwise the records with exactly this name are looked for, and if
        there is none, those with the same name by `fold`. There must be only one.

        Raises:
            UnknownNameError: if no record has this name; the message lists similar ones.
            SeveralMeantError: if several have it; the message lists their ids.
        """
        text = text.strip()
        if text in self._ids:
            return text
        found = self._exact.get(text) or self._folded.get(fold(text)) or set()
        if len(found) > 1:
            raise SeveralMeantError(f"may be {listed_shortly(sorted(found), word='or')}: use the id")
        if not found:
            raise UnknownNameError(self._kind, self.near(text))
        return next(iter(found))

    def near(self, text: str) -> str:
        """Return similar ids, or else similar names, as a hint to append to a message; see `did_you_mean`."""
        return did_you_mean(text, self._ids) or did_you_mean(text, self._exact)


def partner_names(partners: "Mapping[str, Partner]") -> dict[str, tuple[str, ...]]:
    """Return the name and aliases of each partner, by its id."""
    return {key: (one.name, *one.aliases) for key, one in partners.items()}


def project_names(projects: "Mapping[str, Project]") -> dict[str, tuple[str, ...]]:
    """Return the title of each project, and the number of its agreement if it has one, by its id."""
    return {key: (one.title, *((one.agreement,) if one.agreement else ())) for key, one in projects.items()}


def unknown_partner(partners: "Mapping[str, Partner]", text: str) -> str:
    """Return the message that there is no such partner, with similar ids or names."""
    return _unknown("partner", text, partner_names(partners))


def unknown_project(projects: "Mapping[str, Project]", text: str) -> str:
    """Return the message that there is no such project, with similar ids, titles or agreement numbers."""
    return _unknown("project", text, project_names(projects))


def find_id(
    kind: str, text: str, names: Mapping[str, Iterable[str]], before_refusal: Callable[[], None] = lambda: None
) -> str:
    """Return the id of the record that a person means by an id or a name.

    Args:
        kind: `partner` or `project`.
        text: what was typed.
        names: the names of each record, by its id.
        before_refusal: called if there is no such record; it may refuse for another reason.

    Raises:
        UsageError: if nothing was typed.
        NorecError: if there is none, or several have that name; the message lists similar names, or the ids.
    """
    record_id = meant(kind, text, names)
    if record_id not in names:
        before_refusal()
        raise NorecError(_unknown(kind, text, names))
    return record_id


def meant(kind: str, text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return the id of the record that a person means, or the text itself if no record has this name.

    Args:
        kind: `partner` or `project`.
        text: what was typed.
        names: the names of each record, by its id.

    Raises:
        UsageError: if nothing was typed.
        NorecError: if several records have this name.
    """
    if text in names:
        return text
    if not text.strip():
        raise UsageError(f"the id of a {kind} must not be empty")
    try:
        return Lookup(kind, names).find(text)
    except UnknownNameError:
        return text
    except SeveralMeantError as error:
        raise NorecError(f'"{shorten(text)}" {error}') from None


def _unknown(kind: str, text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return the message that no record has this name, with similar ids, or else similar names."""
    return not_found(kind, text, names, chain.from_iterable(names.values()))
