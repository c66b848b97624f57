"""Two partners of a store made one."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.merged_partner import MergedPartner
from norec_cli.model.partner import Partner
from norec_cli.model.store_files import EXCHANGES, PARTNERS, SETTINGS_FILE
from norec_cli.model.wording import plural, shorten
from norec_cli.store.books import Books, Contents
from norec_cli.store.changes.partner_ids import PartnerIdChange
from norec_cli.store.changes.registers import write_register
from norec_cli.store.changes.waivers import waivers_naming
from norec_cli.store.store import Store

# Makes one record of two partners, given what the store holds and the ids of the one that goes and the one that stays.
MergeRecords = Callable[[Books, str, str], MergedPartner]


class PartnerMerge(msgspec.Struct, frozen=True):
    """What a merge of two partners does.

    Attributes:
        gone: the id of the partner that goes.
        kept: the id of the partner that stays.
        records: the records of the two before the merge, in that order.
        merged: the record that they become.
        change: the change of everything that names the one that goes.
    """

    gone: str
    kept: str
    records: tuple[Partner, Partner]
    merged: MergedPartner
    change: PartnerIdChange


def merge_partners(store: Store, named: str, into: str, merge_records: MergeRecords, *, dry_run: bool) -> PartnerMerge:
    """Make two partners one: everything that names the first names the second afterwards, and the first is gone.

    Args:
        store: the store.
        named: the id or name of the partner that goes.
        into: the id or name of the partner that stays.
        merge_records: makes one record of two.
        dry_run: whether to change nothing.

    Returns:
        What was done, or would be.

    Raises:
        NorecError: if there is no such partner, or the two can't be one; names all reasons.
    """

    def draft(books: Books) -> tuple[Contents, PartnerMerge]:
        gone, kept = books.partner_id(named), books.partner_id(into)
        if gone == kept:
            raise NorecError(f"{gone} can't be merged into itself: name two partners")
        before = {key: books.partners[key] for key in (gone, kept)}
        merge = PartnerMerge(
            gone,
            kept,
            (before[gone], before[kept]),
            merge_records(books, gone, kept),
            PartnerIdChange(books, gone, kept),
        )
        raw, file = books.snapshot.read(PARTNERS), books.snapshot.name_of(PARTNERS)
        register = write_register(raw, file, "partners", before, {kept: merge.merged.record})
        contents = merge.change.contents()
        obstacles = [*merge.merged.obstacles, *_contrary_waivers(books, gone, kept)]
        exchanges = _refused_at_end(contents[EXCHANGES], merge, obstacles)
        return {PARTNERS: [register], **contents, EXCHANGES: exchanges}, merge

    if not dry_run:
        return store.change(draft)
    with store.books() as books:
        contents, merge = draft(books)
        for _ in contents[EXCHANGES]:
            pass
    return merge


def _contrary_waivers(books: Books, gone: str, kept: str) -> Iterator[str]:
    """Yield a sentence for each waiver that names both partners, such as one that says that they are two."""
    waivers = books.settings.waivers
    of_gone, of_kept = (waivers_naming(waivers, "partner", key) for key in (gone, kept))
    for place in sorted(set(of_gone) & set(of_kept)):
        waiver = waivers[place]
        yield (
            f'waiver {place + 1} is about both partners ({waiver.rule}, by {waiver.by}: "{shorten(waiver.reason)}"): '
            f"take it out of {books.snapshot.name_of(SETTINGS_FILE)} first"
        )


def _refused_at_end(lines: Iterable[bytes], merge: PartnerMerge, obstacles: Sequence[str]) -> Iterator[bytes]:
    """Yield the lines of the exchanges; at their end raise NorecError if the two partners can't be one."""
    yield from lines
    within = merge.change.within
    if within.number:
        what = f"{plural(within.number, 'exchange')} between {merge.gone} and {merge.kept}"
        advice = "correct the sender or host (norec exchanges edit ID), or remove it (norec exchanges remove ID)"
        obstacles = [*obstacles, f"{what} would be within one organisation: {advice}"]
    if obstacles:
        raise NorecError(*obstacles, advice=(*within.lines(), "Nothing was changed."))
