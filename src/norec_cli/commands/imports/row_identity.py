"""Tell which rows of a table are recorded already: those of earlier versions of its file, and no others.

Rows of other files are other people, unless an id or a person says that they are the same.
"""

import json
from collections.abc import Callable, Collection
from hashlib import sha256

import msgspec

from norec_cli.commands.imports.options import Alike
from norec_cli.commands.imports.run import ImportedTable
from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.exchange import Exchange
from norec_cli.model.wording import plural, shorten
from norec_cli.store.changes.imports import Incoming, Outcome
from norec_cli.store.changes.origins import PastImports, places_of
from norec_cli.transfer.rows.exchange_plan import ExchangePlan
from norec_cli.transfer.tables.table import Table

_MOST_SERIES = 5  # of a name that many files had, the latest are tried
_FEW = 5


class RowIdentity:
    """Which rows of a table are recorded already, as far as the history tells.

    Attributes:
        notes: what a person should know of it, a line each.
    """

    def __init__(self, source: ImportedTable) -> None:
        """Read the history.

        Raises:
            StoreReadError: if the history can't be read.
        """
        self._source = source
        self._file = msgspec.structs.replace(source.file, series=_first_series(source))
        self._others: Collection[str] = ()
        self.notes: list[str] = []
        with source.store.history() as changes:
            self._past = PastImports(changes)

    def choose_series(self, read: Callable[[str], ExchangePlan]) -> ExchangePlan:
        """Find the series of the file, and return its exchanges.

        A file that was imported before keeps its series. One with the name and folder of an imported file is a newer
        version of that, if more than half of the exchanges recorded from it recur. Any other begins a series.

        Args:
            read: reads the exchanges of the table as rows of a series.
        """
        before = self._past.latest_of_file(self._file)
        known = before.file.series if before is not None else None
        if (
            before is not None
            and not before.undone
            and self._file.name
            and before.file.name not in ("", self._file.name)
        ):
            self.notes.append(f"the same file was imported before, as {before.file.in_words()} on {before.on}")
        own = read(known or self._file.series) if known is not None or self._source.mapping.has("id") else None
        # Bad rows of a file that were corrected have the ids that it set aside.
        set_aside_by = None if own is None else self._past.series_that_set_aside(own.exchanges)
        if set_aside_by is not None:
            self._others = self._past.ids_of(set_aside_by)
        if own is not None and (series := known or set_aside_by) is not None:
            self._file = msgspec.structs.replace(self._file, series=series)
            return own
        for series, latest in list(self._past.latest_named(self._file).items())[:_MOST_SERIES]:
            plan = read(series) if own is None or own.reading.has_made_ids else own
            recorded, recurring = self._count_recurring(series, plan)
            if 2 * recurring > recorded:
                self._file = msgspec.structs.replace(self._file, series=series)
                self.notes.append(
                    f"read as a newer version of {self._file.in_words()}, imported {latest.on}: {recurring:,} of"
                    f" its {plural(recorded, 'exchange')} recur (if it holds other people, rename the file)"
                )
                return plan
        return own or read(self._file.series)

    def incoming(self, plan: ExchangePlan, alike: Alike | None) -> Incoming:
        """Return what the exchanges of the table would bring into the store.

        Args:
            plan: the exchanges.
            alike: whether exchanges that are alike to recorded ones are the same or new; None if nobody said.
        """
        return Incoming(
            partners=plan.partners,
            exchanges=plan.exchanges,
            attributes=plan.reading.attributes(),
            file=self._file,
            same=self._past.same(plan.exchanges),
            alike_are_same=alike == "same",
            others=self._others,
            set_aside=tuple(plan.reading.bad_ids),
        )

    def refuse_undecided(self, plan: ExchangePlan, outcome: Outcome, alike: Alike | None) -> None:
        """Refuse an import until a person says whether rows are the same as exchanges that didn't come from this file.

        Args:
            plan: the exchanges of the table.
            outcome: what was found on comparing them with the store.
            alike: what the person said.

        Raises:
            NorecError: names the rows, and the recorded exchanges with the files that they came from.
        """
        if alike != "same":
            self._refuse_ids_of_others(plan, outcome)
        if alike is None and outcome.alike:
            self._refuse(
                plan,
                outcome.alike,
                "is like",
                "If they are the same, add --same: the recorded ones are kept and the rest is added."
                " If they are other people, add --new. Nothing was imported.",
            )

    def _count_recurring(self, series: str, plan: ExchangePlan) -> tuple[int, int]:
        """Return how many exchanges are recorded from files of a series, and how many of them a table has."""
        ids = self._past.ids_of(series)
        recorded = recurring = 0
        for exchange in self._source.books.exchanges():
            if exchange.id in ids:
                recorded += 1
                again = plan.exchanges.get(exchange.id)
                recurring += again is not None and _shares_pair_or_start(exchange, again)
        return recorded, recurring

    def _refuse_ids_of_others(self, plan: ExchangePlan, outcome: Outcome) -> None:
        """Refuse rows with the id of an exchange that came from another file and has other values."""
        if self._source.mapping.is_export:
            return
        differing = {
            before.id for before, _ in outcome.differing.values() if isinstance(before, Exchange)
        } & plan.exchanges.keys()
        origins = self._past.imports_of(differing)
        foreign = {key: key for key, past in origins.items() if past.file.series != self._file.series}
        if foreign:
            self._refuse(
                plan,
                foreign,
                "has other values than",
                "If they are the same, as their ids say, add --same. If they are other people, leave the ids out with"
                " --map id=. Nothing was imported.",
            )

    def _refuse(self, plan: ExchangePlan, pairs: dict[str, str], verb: str, advice: str) -> None:
        """Refuse the import.

        Args:
            plan: the exchanges of the table.
            pairs: the ids of exchanges of the table, each with that of the recorded exchange that it may be.
            verb: what the one is or has of the other.
            advice: what to do.
        """
        lines = dict(zip(plan.exchanges, plan.reading.lines, strict=True))
        first = sorted(pairs, key=lines.__getitem__)[:_FEW]
        with self._source.store.history() as changes:
            places = places_of(changes, {pairs[key] for key in first})
        partners = {**self._source.books.partners, **plan.partners}
        problems = []
        for key in first:
            exchange, recorded = plan.exchanges[key], pairs[key]
            sender, host = (shorten(partners[name].name) for name in (exchange.sender, exchange.host))
            people = plural(exchange.participants, "person", "people")
            text = f"{sender} to {host}, {exchange.start}, {people}, {verb} {recorded} {places[recorded]}"
            problems.append(Problem(text, self._source.display_name, lines[key]))
        more = (f"and {len(pairs) - len(first):,} more",) if len(pairs) > len(first) else ()
        raise NorecError(*problems, advice=(*more, advice))


def _shares_pair_or_start(one: Exchange, other: Exchange) -> bool:
    """Return whether two exchanges of one id are of the same pair or start on the same day."""
    return (one.sender, one.host) == (other.sender, other.host) or one.start == other.start


def _first_series(source: ImportedTable) -> str:
    """Return the series that a file begins: its hash, or for one of its sheets, or if it has references, another one.

    References are not in it, or a guess at one that was erased could be proved by the ids of exchanges.
    """
    file, ref = source.file, source.mapping.columns.get("ref")
    begin = file.sha256 if ref is None else _hash_without(source.table, ref)
    return sha256(f"{begin} {file.sheet}".encode(errors="replace")).hexdigest() if file.sheet else begin


def _hash_without(table: Table, place: int) -> str:
    """Return a hash of the cells of a table without one column."""
    digest = sha256()
    for cells in (table.headings, *(row.cells for row in table.rows())):
        digest.update(json.dumps([*cells[:place], *cells[place + 1 :]]).encode())
    return digest.hexdigest()
