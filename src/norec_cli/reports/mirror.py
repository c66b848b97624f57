"""Two stores' records of the same exchanges beside each other."""

from typing import Literal, get_args

import msgspec

from norec_cli.merge.exchanges import in_words
from norec_cli.merge.id_mapping import map_ids
from norec_cli.merge.matching import match_exchanges
from norec_cli.merge.possible_duplicates import possible_duplicates
from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger, NamedLedger
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query

Verdict = Literal["agreed", "differs", "only-ours", "only-theirs"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class Mirrored(msgspec.Struct, frozen=True):
    """An exchange that one store has, or both.

    Attributes:
        verdict: whether both have it, and agree.
        ours: our record; None if only they have one.
        theirs: theirs, under our ids of partners and projects.
        differs: what the two contradict each other in, in words.
    """

    verdict: Verdict
    ours: Exchange | None
    theirs: Exchange | None
    differs: str = ""


class Mirror(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked for.
        other: the other store.
        days: how far apart the starts of one exchange may be.
        rows: by start and id.
        doubts: partners of theirs that may be ours under another name, in words.
    """

    query: Query
    other: str
    days: int
    rows: tuple[Mirrored, ...]
    doubts: tuple[str, ...] = ()

    def number_of(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return sum(row.verdict == verdict for row in self.rows)


def report_mirror(ledger: Ledger, query: Query, theirs: NamedLedger, days: int) -> Mirror:
    """Compare two stores' exchanges, each with the one that is the same in the other, as `merge` would join them.

    Args:
        ledger: what this store holds.
        query: which exchanges are shown: those of which either record is selected, from or to a partner asked for.
        theirs: what the other store holds.
        days: how far apart the starts of one exchange may be.
    """
    ours = NamedLedger.read(ledger)
    translated = map_ids(theirs, ours).ledger
    matching = match_exchanges(ours.records, translated.records, days)
    rows = [
        Mirrored(
            "differs" if pair.differences else "agreed",
            pair.ours,
            pair.theirs,
            f"perhaps the same: {in_words(pair.differences)}" if pair.perhaps else in_words(pair.differences),
        )
        for pair in matching.pairs
    ]
    rows += [Mirrored("only-ours", exchange, None) for exchange in matching.only_ours]
    rows += [Mirrored("only-theirs", None, exchange) for exchange in matching.only_theirs]
    partners = {**translated.partners, **ours.partners}
    query = query.among(partners)
    grouping = Grouping(partners, query)
    shown = [row for row in rows if _is_shown(row, query, grouping)]
    return Mirror(
        query, theirs.name, days, tuple(sorted(shown, key=_order)), tuple(possible_duplicates(ours, translated, days))
    )


def _is_shown(row: Mirrored, query: Query, grouping: Grouping) -> bool:
    return any(
        one is not None and query.selection.takes(one) and grouping.shows(one.sender, one.host)
        for one in (row.ours, row.theirs)
    )


def _order(row: Mirrored) -> tuple[str, str, str]:
    one = row.ours or row.theirs
    assert one is not None  # noqa: S101 - a row has one of them; this tells the type checker
    return one.start.isoformat(), one.id, row.verdict
