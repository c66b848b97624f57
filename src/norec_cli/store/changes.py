"""The changes of one or several records: what becomes of the files."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import ContradictionsError, Refused
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.words import count, shorten
from norec_cli.store import documents, edits
from norec_cli.store.books import Books
from norec_cli.store.project_changes import mentioning, rename_in_projects
from norec_cli.store.records import table_of
from norec_cli.store.snapshot import EXCHANGES, PARTNERS, PROJECTS
from norec_cli.store.store import Store
from norec_cli.store.waiver_changes import rename_in_waivers

Contents = Mapping[str, Iterable[bytes]]

_MOST_NAMED = 10


def add_partner(store: Store, partner_id: str, partner: Partner) -> None:
    """Add a partner to the end of the register, and leave every other byte of it as it is.

    Raises:
        Refused: if the id is taken.
    """

    def draft(books: Books) -> Contents:
        _refuse_taken(books, partner_id, "give another with --id")
        raw, file = _register(books)
        return {PARTNERS: [documents.append_table(raw, file, "partners", partner_id, table_of(partner))]}

    store.change(draft)


def edit_partner(store: Store, partner_id: str, change: Callable[[Partner], Partner]) -> Partner:
    """Change what is recorded of a partner, in place; its adjustments stay.

    Args:
        store: the store.
        partner_id: the partner's id.
        change: makes the new record of the present one; raises Refused if it can't be.

    Returns:
        The new record.

    Raises:
        Refused: if there is no such partner.
    """
    results: list[Partner] = []

    def draft(books: Books) -> Contents:
        before = books.partner(partner_id)
        after = change(before)
        results.append(after)
        if after.ended is not None:
            _refuse_later_starts(books, partner_id, after)
        raw, file = _register(books)
        path = ("partners", partner_id)
        return {PARTNERS: [edits.change_table(raw, file, path, table_of(before), table_of(after))]}

    store.change(draft)
    return results[-1]


def adjust_partner(store: Store, partner_id: str, adjustment: Adjustment) -> None:
    """Add an adjustment to a partner.

    Raises:
        Refused: if there is no such partner.
    """

    def draft(books: Books) -> Contents:
        books.partner(partner_id)
        raw, file = _register(books)
        values = adjustment.model_dump(exclude_defaults=True)
        return {PARTNERS: [edits.append_entry(raw, file, ("partners", partner_id, "adjustments"), values)]}

    store.change(draft)


def rename_partner(store: Store, old: str, new: str) -> int:
    """Give a partner another id, wherever it is mentioned.

    Returns:
        How many exchanges mention it.

    Raises:
        Refused: if there is no such partner, or the new id is taken.
    """
    mentions: list[int] = []

    def draft(books: Books) -> Contents:
        books.partner(old)
        _refuse_taken(books, new, "choose another")
        raw, file = _register(books)
        mentions.append(0)

        def renamed(exchange: Exchange) -> Collection[Exchange] | None:
            if old not in (exchange.sender, exchange.host):
                return None
            mentions[-1] += 1
            return [replaced(exchange, sender=_swap(exchange.sender), host=_swap(exchange.host))]

        def _swap(partner_id: str) -> str:
            return new if partner_id == old else partner_id

        contents: dict[str, Iterable[bytes]] = {PARTNERS: [edits.rename_table(raw, file, "partners", old, new)]}
        if mentioning(books.projects, old):
            contents[PROJECTS] = [rename_in_projects(books, old, new)]
        return {**contents, EXCHANGES: books.rewritten(renamed), **rename_in_waivers(books, "partner", old, new)}

    store.change(draft)
    return mentions[-1]


def remove_partner(store: Store, partner_id: str) -> None:
    """Take a partner out of the register.

    Raises:
        Refused: if there is no such partner, or exchanges mention it; the message names them.
    """

    def draft(books: Books) -> Contents:
        books.partner(partner_id)
        mentions = [e for e in books.exchanges() if partner_id in (e.sender, e.host)]
        if mentions:
            raise Refused(
                f"{partner_id} is mentioned in {count(len(mentions), 'exchange')}: "
                f"it stays, or they go first; `norec partners end` keeps it out of new ones",
                advice=_named(mentions),
            )
        if projects := mentioning(books.projects, partner_id):
            raise Refused(f"{partner_id} is mentioned in {', '.join(projects)}: take it out there first")
        raw, file = _register(books)
        return {PARTNERS: [edits.remove_table(raw, file, ("partners", partner_id))]}

    store.change(draft)


def edit_exchanges(
    store: Store, beginnings: Collection[str], change: Callable[[Exchange], Collection[Exchange]]
) -> list[tuple[Exchange, list[Exchange]]]:
    """Put other records in the place of exchanges.

    Args:
        store: the store.
        beginnings: ids, or beginnings that no other id has.
        change: the records that take an exchange's place; none removes it. Raises Refused if it can't be.

    Returns:
        Each exchange with what took its place.

    Raises:
        Refused: if an exchange isn't there, or a new record names an unknown or an ended partner.
    """
    results: list[list[tuple[Exchange, list[Exchange]]]] = []

    def draft(books: Books) -> Contents:
        pool = [exchange for exchange in books.exchanges() if exchange.id.startswith(tuple(beginnings))]
        found = {exchange.id: exchange for exchange in (find_exchange(pool, one) for one in beginnings)}
        after = {exchange.id: list(change(exchange)) for exchange in found.values()}
        results.append([(exchange, after[exchange.id]) for exchange in found.values()])
        for exchange, instead in results[-1]:
            for one in instead:
                books.refuse_misfits(one, before=exchange)
            if not instead:
                _refuse_replaced(books, exchange)
        return {EXCHANGES: books.rewritten(lambda exchange: after.get(exchange.id))}

    store.change(draft)
    return results[-1]


def find_exchange(exchanges: Collection[Exchange], beginning: str) -> Exchange:
    """The exchange that is meant: the one whose id it is, else the only one whose id begins so.

    Raises:
        Refused: if there is none, or more than one; the message lists the candidates.
    """
    found = [exchange for exchange in exchanges if beginning and exchange.id.startswith(beginning)]
    for exchange in found:
        if exchange.id == beginning:
            return exchange
    if not found:
        raise Refused(f'no exchange "{shorten(beginning)}"', advice=("norec exchanges list shows them all",))
    if len(found) > 1:
        raise Refused(f'"{shorten(beginning)}" begins the ids of {len(found)} exchanges', advice=_named(found))
    return found[0]


def replaced(exchange: Exchange, **values: Any) -> Exchange:
    """A copy of an exchange with some values changed, checked as any other.

    Raises:
        Refused: if the values contradict each other; every contradiction at once.
    """
    try:
        return msgspec.structs.replace(exchange, **values)
    except ContradictionsError as error:
        raise Refused(*(replace(fault, about=f"exchange {exchange.id}") for fault in error.faults)) from None


def _register(books: Books) -> tuple[bytes, str]:
    return books.snapshot.read(PARTNERS), books.snapshot.name_of(PARTNERS)


def _refuse_taken(books: Books, partner_id: str, mend: str) -> None:
    if partner_id in books.partners:
        raise Refused(f'the id "{partner_id}" is taken by {shorten(books.partners[partner_id].name)}: {mend}')


def _refuse_later_starts(books: Books, partner_id: str, partner: Partner) -> None:
    later = [
        exchange
        for exchange in books.exchanges()
        if partner_id in (exchange.sender, exchange.host)
        and not exchange.cancelled
        and partner.ended is not None
        and exchange.start > partner.ended
    ]
    if later:
        text = f"{partner_id} can't end on {partner.ended}: {count(len(later), 'exchange')} of its start later"
        raise Refused(text, advice=_named(later))


def _refuse_replaced(books: Books, exchange: Exchange) -> None:
    by = [other for other in books.exchanges() if other.replaces == exchange.id]
    if by:
        raise Refused(
            f"{exchange.id} is replaced by {count(len(by), 'exchange')}: change them first", advice=_named(by)
        )


def _named(exchanges: Collection[Exchange]) -> tuple[str, ...]:
    """A line for each of some exchanges, by id."""
    ordered = sorted(exchanges, key=lambda exchange: exchange.id)
    lines = [f"  {e.id}  {e.sender} to {e.host}, {e.start}" for e in ordered[:_MOST_NAMED]]
    return (*lines, *([f"  and {len(ordered) - _MOST_NAMED} more"] if len(ordered) > _MOST_NAMED else []))
