"""The changes of one or several records: what becomes of the files."""

from collections.abc import Iterable, Mapping
from typing import Any

from norec_cli.model.faults import Refused
from norec_cli.model.partner import Partner
from norec_cli.store import documents
from norec_cli.store.snapshot import PARTNERS
from norec_cli.store.store import Books, Store

Contents = Mapping[str, Iterable[bytes]]


def add_partner(store: Store, partner_id: str, partner: Partner) -> None:
    """Add a partner to the end of the register, and leave every other byte of it as it is.

    Raises:
        Refused: if the id is taken.
    """

    def draft(books: Books) -> Contents:
        if partner_id in books.partners:
            name = books.partners[partner_id].name
            raise Refused(f'the id "{partner_id}" is taken by {name}: give another with --id')
        raw, file = books.snapshot.read(PARTNERS), books.snapshot.name_of(PARTNERS)
        return {PARTNERS: [documents.append_table(raw, file, "partners", partner_id, table_of(partner))]}

    store.change(draft)


def table_of(partner: Partner) -> dict[str, Any]:
    """A partner as the table that stands in the file: what isn't recorded is left out."""
    values = partner.model_dump(exclude_defaults=True)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
