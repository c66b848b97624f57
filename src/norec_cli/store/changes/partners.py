"""Changes of partners."""

from collections.abc import Callable

from norec_cli.model.errors import NorecError
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.store_files import PARTNERS
from norec_cli.model.wording import plural, shorten
from norec_cli.store.books import Books, Contents
from norec_cli.store.changes.exchanges import list_exchanges
from norec_cli.store.changes.partner_ids import PartnerIdChange
from norec_cli.store.changes.projects import projects_with_partner
from norec_cli.store.changes.registers import write_register
from norec_cli.store.formats import toml_edit
from norec_cli.store.store import Store


def add_partner(store: Store, partner_id: str, partner: Partner) -> None:
    """Add a partner at the end of the register; every other byte of it stays.

    Raises:
        NorecError: if another partner has the id.
    """

    def draft(books: Books) -> tuple[Contents, None]:
        if partner_id in books.partners:
            name = shorten(books.partners[partner_id].name)
            raise NorecError(f'the id "{partner_id}" is already used by {name}: for another partner, use --id')
        raw, file = _register(books)
        return {PARTNERS: [write_register(raw, file, "partners", {}, {partner_id: partner})]}, None

    store.change(draft)


def edit_partner(store: Store, named: str, change: Callable[[Partner], Partner]) -> tuple[str, Partner]:
    """Change the record of a partner in place; its adjustments stay.

    Args:
        store: the store.
        named: the partner's id or name.
        change: returns the new record, given the present one; raises NorecError to refuse.

    Returns:
        The partner's id and its new record.

    Raises:
        NorecError: if there is no such partner, or it is to end before exchanges of it start.
    """

    def draft(books: Books) -> tuple[Contents, tuple[str, Partner]]:
        partner_id = books.partner_id(named)
        before = books.partners[partner_id]
        after = change(before)
        if after.ended is not None:
            _refuse_later_starts(books, partner_id, after)
        raw, file = _register(books)
        written = write_register(raw, file, "partners", {partner_id: before}, {partner_id: after})
        return {PARTNERS: [written]}, (partner_id, after)

    return store.change(draft)


def adjust_partner(store: Store, named: str, adjustment: Adjustment) -> str:
    """Add an adjustment to a partner, named by id or name, and return the partner's id.

    Raises:
        NorecError: if there is no such partner.
    """

    def draft(books: Books) -> tuple[Contents, str]:
        partner_id = books.partner_id(named)
        before = books.partners[partner_id]
        after = before.model_copy(update={"adjustments": (*before.adjustments, adjustment)})
        raw, file = _register(books)
        written = write_register(raw, file, "partners", {partner_id: before}, {partner_id: after})
        return {PARTNERS: [written]}, partner_id

    return store.change(draft)


def rename_partner(store: Store, named: str, new: str) -> tuple[str, int]:
    """Give a partner, named by id or name, another id, everywhere in the store.

    Returns:
        Its old id, and the number of exchanges in which it was replaced.

    Raises:
        NorecError: if there is no such partner, or another partner has the new id.
    """

    def draft(books: Books) -> tuple[Contents, tuple[str, PartnerIdChange]]:
        old = books.partner_id(named)
        if new in books.partners:
            raise NorecError(f'the id "{new}" is already used by {shorten(books.partners[new].name)}: choose another')
        raw, file = _register(books)
        change = PartnerIdChange(books, old, new)
        register = toml_edit.rename_table(raw, file, "partners", old, new)
        return {PARTNERS: [register], **change.contents()}, (old, change)

    old, change = store.change(draft)
    return old, change.exchanges


def remove_partner(store: Store, named: str) -> str:
    """Remove a partner, named by id or name, and return its id.

    Raises:
        NorecError: if there is no such partner, or exchanges or projects name it; the message lists these.
    """

    def draft(books: Books) -> tuple[Contents, str]:
        partner_id = books.partner_id(named)
        exchanges = [e for e in books.exchanges() if partner_id in (e.sender, e.host)]
        if exchanges:
            them = "it" if len(exchanges) == 1 else "them"
            raise NorecError(
                f"{partner_id} is used by {plural(len(exchanges), 'exchange')}: reassign or remove {them} first, "
                "or keep the partner out of new ones with `norec partners end`",
                advice=list_exchanges(exchanges),
            )
        if projects := projects_with_partner(books.projects, partner_id):
            raise NorecError(f"{partner_id} is a partner of {', '.join(projects)}: remove it from there first")
        raw, file = _register(books)
        return {PARTNERS: [toml_edit.remove_table(raw, file, ("partners", partner_id))]}, partner_id

    return store.change(draft)


def _register(books: Books) -> tuple[bytes, str]:
    """Return the bytes of the register of partners, and its name for messages."""
    return books.snapshot.read(PARTNERS), books.snapshot.name_of(PARTNERS)


def _refuse_later_starts(books: Books, partner_id: str, partner: Partner) -> None:
    """Raise NorecError if exchanges of a partner start after the day on which it ends."""
    later = [
        exchange
        for exchange in books.exchanges()
        if partner_id in (exchange.sender, exchange.host)
        and not exchange.cancelled
        and partner.ended is not None
        and exchange.start > partner.ended
    ]
    if later:
        start = plural(len(later), "exchange starts", "exchanges start")
        raise NorecError(f"{partner_id} can't end on {partner.ended}: {start} later", advice=list_exchanges(later))
