"""What a store holds at a moment: settings and registers, each checked, and the exchanges as a stream."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from norec_cli.model.change import Added, FileChange, Hunk
from norec_cli.model.errors import NorecError, Problem, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.ids import NO_PROJECT
from norec_cli.model.lookup import meant, partner_names, project_names, unknown_project
from norec_cli.model.partner import Partner, find_partner, unknown_partner
from norec_cli.model.replacing import misplaced
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS, SETTINGS_FILE
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.formats import exchanges_jsonl, toml_files

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Contents = Mapping[str, Iterable[bytes]]  # new contents of files, by file name

_Read = TypeVar("_Read")


class Books:
    """What a store holds at a moment: settings and partners, each checked, and the exchanges as a stream."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the registers.

        Args:
            snapshot: the store's files.

        Raises:
            StoreReadError: if a register is broken or invalid; the faults of all at once.
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

        settings = read(SETTINGS_FILE, toml_files.read_settings)
        partners = read(PARTNERS, toml_files.read_partners)
        projects = read(PROJECTS, lambda raw, file: toml_files.read_projects(raw, file, partners))
        if settings is None or partners is None or projects is None:
            raise StoreReadError(*problems)
        self.settings = settings
        self.partners = partners
        self.projects = projects

    def refuse_reserved_project(self) -> None:
        """Refuse a project whose id is the one under which reports by project sum exchanges of no project.

        Raises:
            StoreReadError: with its line, and how to rename it.
        """
        if NO_PROJECT not in self.projects:
            return
        file = self.snapshot.name_of(PROJECTS)
        line = toml_files.lines_of(self.snapshot.read(PROJECTS), file).get(("projects", NO_PROJECT))
        text = f'the id "{NO_PROJECT}" is the one under which this report sums exchanges of no project'
        problem = Problem(text, file, line, about=f"project {NO_PROJECT}", rule="well-formed")
        raise StoreReadError(problem, advice=(f"Give the project another id: norec projects rename {NO_PROJECT} NEW",))

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange, one at a time, in no order that means anything.

        Raises:
            StoreReadError: at the end of the iteration, if anything in the file is wrong. Nothing may be said
                of the exchanges before that.
        """
        file = self.snapshot.name_of(EXCHANGES)
        return exchanges_jsonl.read_exchanges(self.snapshot.exchange_blocks, file, self.partners, self.projects)

    def rewritten(self, change: Callable[[Exchange], Collection[Exchange] | None]) -> Iterator[bytes]:
        """The lines of the exchanges after a change, each record checked, those that don't change as they stand.

        Args:
            change: what stands in the place of an exchange; None leaves its line as it is.

        Raises:
            StoreReadError: at the end of the iteration, as with `exchanges`.
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
        """What a change has rewritten of the exchanges."""
        return FileChange(tuple(self._changed), added=self._added)

    def partner(self, partner_id: str) -> Partner:
        """The partner of an id.

        Raises:
            NorecError: if there is none; the message names the nearest.
            StoreReadError: if there is none, and the exchanges are faulty: they may name it.
        """
        if partner_id not in self.partners:
            self._look_through()
        return find_partner(self.partners, partner_id)

    def project(self, project_id: str) -> "Project":
        """The project of an id.

        Raises:
            NorecError: if there is none; the message names the nearest.
            StoreReadError: as with `partner`.
        """
        if project_id not in self.projects:
            self._look_through()
            raise NorecError(unknown_project(self.projects, project_id))
        return self.projects[project_id]

    def partner_id(self, text: str) -> str:
        """Return the id of the partner that a person means by an id, a name or an alias.

        Raises:
            NorecError: if there is none, or several are called that; the message names the nearest, or each.
            StoreReadError: as with `partner`.
        """
        found = self.partner_meant(text)
        self.partner(found)
        return found

    def project_id(self, text: str) -> str:
        """Return the id of the project that a person means by an id, a title or a number of agreement.

        Raises:
            NorecError: if there is none, or several are called that; the message names the nearest, or each.
            StoreReadError: as with `partner`.
        """
        found = self.project_meant(text)
        self.project(found)
        return found

    def partner_meant(self, text: str) -> str:
        """Return the id of the partner that a person means, or the text itself if there is none; see `meant`."""
        return text if text in self.partners else meant("partner", text, partner_names(self.partners))

    def project_meant(self, text: str) -> str:
        """Return the id of the project that a person means, or the text itself if there is none; see `meant`."""
        return text if text in self.projects else meant("project", text, project_names(self.projects))

    def _look_through(self) -> None:
        """Raise StoreReadError if anything is wrong with the exchanges."""
        for _ in self.exchanges():
            pass

    def refuse_misfits(self, exchange: Exchange, *, before: Exchange | None = None) -> None:
        """Refuse an exchange whose partners are not known, had ended, or are not of its project and round.

        Args:
            exchange: the record.
            before: what it was, if it is being changed; an end it passed already is not asked about again.

        Raises:
            NorecError: with every fault.
        """
        if problems := reference_errors(exchange, self.partners, self.projects, before):
            raise NorecError(*problems)

    def refuse_misplaced(
        self, changed: Sequence[Exchange], after: Callable[[Exchange], Collection[Exchange]] | None = None
    ) -> None:
        """Refuse exchanges that can't take the place of the one that they name; see `misplaced`.

        Args:
            changed: the exchanges.
            after: what will stand in the place of each that is in the books; None if all stay as they are.

        Raises:
            NorecError: with every fault.
        """
        if all(exchange.replaces is None for exchange in changed):
            return  # most of them; the others are looked for in all the books
        others = self.exchanges() if after is None else (one for was in self.exchanges() for one in after(was))
        if problems := misplaced(others, changed):
            raise NorecError(*problems)


def reference_errors(
    exchange: Exchange,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    before: Exchange | None = None,
) -> list[str]:
    """What is wrong with an exchange among some partners and projects; see `Books.refuse_misfits`."""
    problems = []
    for partner_id in (exchange.sender, exchange.host):
        partner = partners.get(partner_id)
        if partner is None:
            problems.append(unknown_partner(partners, partner_id))
        elif partner.ended is not None and exchange.start > partner.ended and not exchange.cancelled:
            same = before is not None and exchange.start == before.start
            if not (same and before is not None and partner_id in (before.sender, before.host)):
                problems.append(f"{partner_id} ended on {partner.ended}: no exchange of its may start after that")
    unmoved = before is not None and all(
        getattr(before, name) == getattr(exchange, name) for name in ("project", "round", "sender", "host")
    )
    if exchange.project is not None and not unmoved:
        project = projects.get(exchange.project)
        problems += [unknown_project(projects, exchange.project)] if project is None else project.misfits(exchange)
    return problems
