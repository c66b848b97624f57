"""What a store holds at one moment: settings, partners and projects, all checked, and a stream of exchanges."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from norec_cli.model.change import Added, FileChange, Hunk
from norec_cli.model.errors import NorecError, Problem, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import NO_PROJECT
from norec_cli.model.lookup import find_id, meant, partner_names, project_names, unknown_partner, unknown_project
from norec_cli.model.partner import Partner
from norec_cli.model.replacing import misplaced
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS, SETTINGS_FILE
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats import exchanges_jsonl, toml_files

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Contents = Mapping[str, Iterable[bytes]]  # new contents of files, by file name

_Read = TypeVar("_Read")


class Books:
    """What a store holds at one moment; a ledger.

    Attributes:
        snapshot: the files that it was read from.
        settings: the settings.
        partners: the partners, by id.
        projects: the projects, by id.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the registers.

        Args:
            snapshot: the store's files.

        Raises:
            StoreReadError: if a register has errors; names those of all registers.
        """
        self.snapshot = snapshot
        self._changed: list[Hunk] = []
        self._added: Added | None = None
        problems: list[Problem] = []

        def read(file: str, parse: Callable[[bytes, str], _Read]) -> _Read | None:
            try:
                return parse(snapshot.read(file), snapshot.name_of(file))
            except StoreReadError as refusal:
                problems.extend(refusal.problems)
                return None

        settings = read(SETTINGS_FILE, toml_files.parse_settings)
        partners = read(PARTNERS, toml_files.parse_partners)
        projects = read(PROJECTS, lambda raw, file: toml_files.parse_projects(raw, file, partners))
        if settings is None or partners is None or projects is None:
            raise StoreReadError(*problems)
        self.settings = settings
        self.partners = partners
        self.projects = projects

    def refuse_reserved_project(self) -> None:
        """Refuse a project with the id that reports use for exchanges without a project.

        Raises:
            StoreReadError: names its line, and the command that renames it.
        """
        if NO_PROJECT not in self.projects:
            return
        file = self.snapshot.name_of(PROJECTS)
        line = toml_files.lines_of(self.snapshot.read(PROJECTS), file).get(("projects", NO_PROJECT))
        text = f'this report uses the id "{NO_PROJECT}" for exchanges without a project'
        problem = Problem(text, file, line, about=f"project {NO_PROJECT}", rule="well-formed")
        raise StoreReadError(problem, advice=(f"Give the project another id: norec projects rename {NO_PROJECT} NEW",))

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every exchange, in an order without meaning.

        Raises:
            StoreReadError: at the end of the iteration, if the file has errors. A caller must not report anything about
                the exchanges before that.
        """
        file = self.snapshot.name_of(EXCHANGES)
        return exchanges_jsonl.read_exchanges(self.snapshot.exchange_blocks, file, self.partners, self.projects)

    def rewritten(self, change: Callable[[Exchange], Collection[Exchange] | None]) -> Iterator[bytes]:
        """Yield the lines of the exchanges after a change, and note the change for the history.

        Args:
            change: returns the records that replace an exchange; None to keep its line.

        Raises:
            StoreReadError: at the end of the iteration, if the file has errors.
        """
        blocks, file = self.snapshot.exchange_blocks, self.snapshot.name_of(EXCHANGES)
        return exchanges_jsonl.rewrite_exchanges(blocks, file, self.partners, self.projects, change, self.note)

    def note(self, hunk: Hunk) -> None:
        """Note a place in the exchanges that a change rewrites, for the history."""
        self._changed.append(hunk)

    def note_added(self, added: Added) -> None:
        """Note many lines that a change adds to the exchanges, for the history."""
        self._added = added

    def changed_exchanges(self) -> FileChange:
        """Return what was noted of a change of the exchanges."""
        return FileChange(tuple(self._changed), added=self._added)

    def partner_id(self, text: str) -> str:
        """Return the id of the partner that a person means by an id, a name or an alias.

        Raises:
            NorecError: if there is none, or several have that name; the message lists similar names, or the ids.
            StoreReadError: if there is none, and the exchanges have errors: these are reported first.
        """
        return find_id("partner", text, partner_names(self.partners), self._check_exchanges)

    def project_id(self, text: str) -> str:
        """Return the id of the project that a person means by an id, a title or an agreement number.

        Raises:
            NorecError: if there is none, or several have that name; the message lists similar names, or the ids.
            StoreReadError: if there is none, and the exchanges have errors: these are reported first.
        """
        return find_id("project", text, project_names(self.projects), self._check_exchanges)

    def partner_id_or_text(self, text: str) -> str:
        """Return the id of the partner that a person means, or the text itself if there is none; see `meant`."""
        return text if text in self.partners else meant("partner", text, partner_names(self.partners))

    def project_id_or_text(self, text: str) -> str:
        """Return the id of the project that a person means, or the text itself if there is none; see `meant`."""
        return text if text in self.projects else meant("project", text, project_names(self.projects))

    def _check_exchanges(self) -> None:
        """Raise StoreReadError if the exchanges have errors."""
        for _ in self.exchanges():
            pass

    def refuse_misfits(self, exchange: Exchange, *, before: Exchange | None = None) -> None:
        """Refuse an exchange whose partners are unknown, have ended, or don't belong to its project.

        Args:
            exchange: the record.
            before: its present version, if it is being changed; problems that this one has too are not reported.

        Raises:
            NorecError: if it has one of these problems; names all of them.
        """
        if problems := reference_problems(exchange, self.partners, self.projects, before):
            raise NorecError(*problems)

    def refuse_misplaced(
        self, changed: Sequence[Exchange], after: Callable[[Exchange], Collection[Exchange]] | None = None
    ) -> None:
        """Refuse exchanges that can't replace the one that they name; see `misplaced`.

        Args:
            changed: the new or changed exchanges.
            after: returns the new records of an exchange of the store; None if all exchanges stay.

        Raises:
            NorecError: if there are such exchanges; names what is wrong with each.
            StoreReadError: if one of them names another exchange, and the file of the exchanges has errors.
        """
        if all(exchange.replaces is None for exchange in changed):
            return  # true of most exchanges, and saves reading all of them
        records = self.exchanges() if after is None else (record for old in self.exchanges() for record in after(old))
        if problems := misplaced(records, changed):
            raise NorecError(*problems)


def reference_problems(
    exchange: Exchange,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    before: Exchange | None = None,
) -> list[str]:
    """Return the problems of an exchange with the partners and the project that it names; see `Books.refuse_misfits`.

    Args:
        exchange: the record.
        partners: all partners, by id.
        projects: all projects, by id.
        before: its present version, if it is being changed.
    """
    problems = []
    for partner_id in (exchange.sender, exchange.host):
        partner = partners.get(partner_id)
        if partner is None:
            problems.append(unknown_partner(partners, partner_id))
        elif partner.ended is not None and exchange.start > partner.ended and not exchange.cancelled:
            same = before is not None and exchange.start == before.start
            if not (same and before is not None and partner_id in (before.sender, before.host)):
                problems.append(f"{partner_id} ended on {partner.ended}: none of its exchanges may start later")
    unmoved = before is not None and all(
        getattr(before, name) == getattr(exchange, name) for name in ("project", "round", "sender", "host")
    )
    if exchange.project is not None and not unmoved:
        project = projects.get(exchange.project)
        problems += [unknown_project(projects, exchange.project)] if project is None else project.misfits(exchange)
    return problems
