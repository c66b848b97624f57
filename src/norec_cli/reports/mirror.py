"""`report mirror`: two stores' records of the same exchanges beside each other."""

from typing import Literal, get_args

import msgspec

from norec_cli.merge.id_mapping import map_ids
from norec_cli.merge.matching import match_exchanges
from norec_cli.merge.possible_duplicates import possible_duplicates
from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger, NamedLedger
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query

Agreement = Literal["agreed", "differs", "only-ours", "only-theirs"]
AGREEMENTS: tuple[Agreement, ...] = get_args(Agreement)


class Mirrored(msgspec.Struct, frozen=True):
    """An exchange that one of two stores has, or both.

    Attributes:
        verdict: whether both have it, and whether they agree.
        ours: the record of this store; None if only the other has one.
        theirs: the record of the other store, with our ids of partners and projects; None if only we have one.
        differs: in words, what the two records contradict each other in.
    """

    verdict: Agreement
    ours: Exchange | None
    theirs: Exchange | None
    differs: str = ""


class Mirror(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        other: the name of the other store.
        days: how many days apart the starts of one exchange may be.
        rows: the rows, sorted by start and id.
        doubts: a sentence for each partner of theirs that may be one of ours under another name.
    """

    query: Query
    other: str
    days: int
    rows: tuple[Mirrored, ...]
    doubts: tuple[str, ...] = ()

    def number_of(self, verdict: Agreement) -> int:
        """Return the number of rows with a verdict."""
        return sum(row.verdict == verdict for row in self.rows)


def report_mirror(ledger: Ledger, query: Query, theirs: NamedLedger, days: int) -> Mirror:
    """Compare two stores' exchanges, matched as `merge` would match them.

    Args:
        ledger: what this store holds.
        query: which exchanges and rows are selected; an exchange is listed if either record is selected.
        theirs: what the other store holds.
        days: how many days apart the starts of one exchange may be.

    Raises:
        NorecError: if this store can't be read, or a name in the other fits several partners or projects.
    """
    ours = NamedLedger.read(ledger)
    mapped = map_ids(theirs, ours).ledger
    matches = match_exchanges(ours.records, mapped.records, days)
    rows = [
        Mirrored(
            "differs" if pair.differences else "agreed",
            pair.ours,
            pair.theirs,
            pair.describe_differences(),
        )
        for pair in matches.pairs
    ]
    rows += [Mirrored("only-ours", exchange, None) for exchange in matches.only_ours]
    rows += [Mirrored("only-theirs", None, exchange) for exchange in matches.only_theirs]
    partners = {**mapped.partners, **ours.partners}
    query = query.with_exchanges_between(partners)
    grouping = Grouping(partners, query)
    shown = [row for row in rows if _is_shown(row, query, grouping)]
    return Mirror(
        query, theirs.name, days, tuple(sorted(shown, key=_order)), tuple(possible_duplicates(ours, mapped, days))
    )


def _is_shown(row: Mirrored, query: Query, grouping: Grouping) -> bool:
    """Return whether either record of a row is selected and has a selected partner."""
    return any(
        record is not None and query.selection.matches(record) and grouping.shows(record.sender, record.host)
        for record in (row.ours, row.theirs)
    )


def _order(row: Mirrored) -> tuple[str, str, str]:
    record = row.ours or row.theirs
    assert record is not None  # noqa: S101 - a row has one of them; this tells the type checker
    return record.start.isoformat(), record.id, row.verdict
