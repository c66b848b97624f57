"""Partners to create because a table names them and the store doesn't have them."""

from collections.abc import Mapping, Sequence

import msgspec

from norec_cli.model.folding import fold
from norec_cli.model.partner import Partner
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.names import Names, new_partner_id
from norec_cli.transfer.rows.names_in_table import NameInTable, country_of, find_names
from norec_cli.transfer.rows.near_partners import NameDecisions, UndecidedName, undecided_names
from norec_cli.transfer.rows.problems import quoted
from norec_cli.transfer.tables.table import Table


class NewPartners(msgspec.Struct, frozen=True):
    """Partners to create because a table names them.

    Attributes:
        partners: the partners by id.
        reasons: the reasons why others can't be created, by their folded names.
        undecided: the names that are near others, so that a person has to decide whose they are.
        without_country: the names that have no country, each with the sides on which rows have it: from, to or both.
        decisions: what a person decided about names, and for the undecided ones whom they most likely mean. Nothing is
            imported while a name is undecided, but the rows are read on, to see what else is wrong.
    """

    partners: Mapping[str, Partner] = {}
    reasons: Mapping[str, str] = {}
    undecided: Sequence[UndecidedName] = ()
    without_country: Mapping[str, tuple[str, ...]] = {}
    decisions: NameDecisions = NameDecisions()

    def is_decided(self, key: str) -> bool:
        """Return whether a person said that the new partner with an id, or a name, is a partner of its own."""
        return self.decisions.is_new(self.partners[key].name if key in self.partners else key)


def find_new_partners(
    table: Table, mapping: ColumnMapping, names: Names, partners: Mapping[str, Partner], decisions: NameDecisions
) -> NewPartners:
    """Return the partners that a table names and the store doesn't have.

    Args:
        table: the table.
        mapping: the columns of its fields.
        names: the names of the partners of the store.
        partners: the partners of the store by id.
        decisions: what a person decided about names.
    """

    def is_new(name: str) -> bool:
        return names.may_be_new(name) or (decisions.is_new(name) and not names.knows(name))

    found = find_names(table, mapping, lambda name: not is_new(name))
    undecided = undecided_names([*found.values()], partners, decisions)
    decisions = decisions.assuming({one.problem.value: one.target for one in undecided})
    partners_of: dict[str, list[NameInTable]] = {}  # spellings by the folded name of each partner to create
    for one in found.values():
        target = decisions.meant(one.name)
        if not names.knows(target):
            partners_of.setdefault(fold(target), []).append(one)
    taken = set(partners)
    numbers: dict[str, int] = {}
    new: dict[str, Partner] = {}
    reasons: dict[str, str] = {}
    without_country: dict[str, tuple[str, ...]] = {}
    for key, spellings in partners_of.items():
        first = found.get(key)
        if first is None:
            reasons[key] = f"is said to be {quoted(key)}, which is neither a partner nor a name in the table"
            continue
        country, reason = country_of(spellings)
        if reason:
            reasons[key] = reason
            if not any(one.countries for one in spellings):
                without_country[first.name] = tuple(dict.fromkeys(side for one in spellings for side in one.sides))
            continue
        aliases = tuple(one.name for one in spellings if one is not first)
        partner = Partner(name=first.name, country=country, aliases=aliases)
        partner_id = new_partner_id(partner, "", taken, numbers)
        taken.add(partner_id)
        new[partner_id] = partner
    return NewPartners(new, reasons, undecided, without_country, decisions)
