"""The id of a partner replaced by another, wherever a store names the partner."""

from collections.abc import Collection, Iterable

from norec_cli.model.exchange import Exchange
from norec_cli.model.store_files import EXCHANGES, PROJECTS
from norec_cli.store.books import Books
from norec_cli.store.changes.exchanges import ExchangeList, replaced
from norec_cli.store.changes.projects import projects_with_partner, rename_in_projects
from norec_cli.store.changes.waivers import rename_in_waivers, waivers_naming


class PartnerIdChange:
    """A change of everything that names a partner; of its own record the caller takes care.

    Attributes:
        projects: the ids of the projects that name it.
        waivers: the places of the waivers that name it, counted from 0.
        exchanges: the number of exchanges that name it; counted while the contents are written.
        within: exchanges between it and the partner that has the new id already. They would have one partner only, and
            stay as they are; listed while the contents are written.
    """

    def __init__(self, books: Books, old: str, new: str) -> None:
        """Find what names a partner.

        Args:
            books: what the store holds.
            old: the partner's id.
            new: the id that is to replace it.
        """
        self._books, self._old, self._new = books, old, new
        self.projects = projects_with_partner(books.projects, old)
        self.waivers = waivers_naming(books.settings.waivers, "partner", old)
        self.exchanges = 0
        self.within = ExchangeList()

    def contents(self) -> dict[str, Iterable[bytes]]:
        """Return the new contents of files, by file name; those of the exchanges are a stream."""
        contents: dict[str, Iterable[bytes]] = {EXCHANGES: self._books.rewritten(self._rename)}
        if self.projects:
            contents[PROJECTS] = [rename_in_projects(self._books, self._old, self._new)]
        return {**contents, **rename_in_waivers(self._books, "partner", self._old, self._new)}

    def _rename(self, exchange: Exchange) -> Collection[Exchange] | None:
        """Return what replaces an exchange; None if it stays as it is."""
        ends = (exchange.sender, exchange.host)
        if self._old not in ends:
            return None
        if self._new in ends:
            self.within.add(exchange)
            return None
        self.exchanges += 1
        sender, host = (self._new if name == self._old else name for name in ends)
        return [replaced(exchange, sender=sender, host=host)]
