"""Check the names of partners against each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product

from norec_cli.checks.findings import CheckContext, Finding
from norec_cli.model.folding import fold
from norec_cli.model.lookup import partner_names
from norec_cli.model.near_names import pairs_of_near_names
from norec_cli.model.partner import Partner
from norec_cli.reports.core.groups import Grouping


def check_names(grouping: Grouping, context: CheckContext) -> Iterator[Finding]:
    """Yield the findings about partners of one country that have the same name, or nearly the same.

    Args:
        grouping: knows which partners are asked for; of two, one of them is enough.
        context: the records.
    """
    yield from _check_same_names(grouping, context)
    yield from _check_near_names(grouping, context)


def _check_same_names(grouping: Grouping, context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each partner that shares a name or alias with an earlier one of its country."""
    first: dict[tuple[str, str], str] = {}
    for partner_id, partner in context.partners.items():
        shared = []
        for name in dict.fromkeys((partner.name, *partner.aliases)):
            other = first.setdefault((partner.country, fold(name)), partner_id)
            if other != partner_id and grouping.shows(partner_id, other):
                shared.append(f'"{name}", as {other} is')
        if shared:
            yield context.of_partner("names-distinct", f"is called {' and '.join(shared)}", partner_id)


def _check_near_names(grouping: Grouping, context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for any two partners of one country that have no name in common, but nearly the same one."""
    by_country: defaultdict[str, dict[str, Partner]] = defaultdict(dict)
    for partner_id, partner in context.partners.items():
        by_country[partner.country][partner_id] = partner
    for partners in by_country.values():
        for names in near_partners(partners):
            if grouping.shows(*names):
                yield _near_finding(names, context)


def _near_finding(names: Mapping[str, str], context: CheckContext) -> Finding:
    """Return the finding about two partners with near names; the one that is further down in the register may go.

    Args:
        names: the name of each, by its id.
        context: the records.
    """
    kept, gone = sorted(names, key=lambda key: (context.line_of_partner(key) or 0, key))
    text = (
        f'is called "{names[gone]}", nearly as {kept} is, "{names[kept]}": if they are one, '
        f"norec partners merge {gone} {kept}; if not, a waiver says so"
    )
    return context.of_two_partners("names-apart", text, gone, kept)


def near_partners(partners: Mapping[str, Partner]) -> Iterable[Mapping[str, str]]:
    """Return the pairs of partners with near names: of each pair the first such names, by the ids of the two.

    Args:
        partners: the partners of one country, by id.
    """
    names = partner_names(partners)
    folded = {key: set(map(fold, called)) for key, called in names.items()}
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for key in names:
        for name in folded[key]:
            owners[name].append(key)
    found: dict[frozenset[str], Mapping[str, str]] = {}
    for name, near in pairs_of_near_names(chain.from_iterable(names.values())):
        for one, other in product(owners[fold(name)], owners[fold(near)]):
            if folded[one].isdisjoint(folded[other]):  # else they are one partner, or names-distinct is about them
                found.setdefault(frozenset((one, other)), {one: name, other: near})
    return found.values()
