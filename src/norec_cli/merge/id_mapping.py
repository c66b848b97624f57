"""Give the records of another store the ids that the same partners and projects have in ours."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.folding import fold
from norec_cli.model.ledger import NamedLedger
from norec_cli.model.partner import Partner
from norec_cli.model.wording import join_names

if TYPE_CHECKING:
    from norec_cli.model.project import Project

Ids = Mapping[str, str]


class MappedLedger(msgspec.Struct, frozen=True):
    """Another store's records with our ids.

    Attributes:
        ledger: the records.
        partners: our id of each partner by theirs.
        projects: our id of each project by theirs.
    """

    ledger: NamedLedger
    partners: Ids
    projects: Ids


def map_ids(theirs: NamedLedger, ours: NamedLedger) -> MappedLedger:
    """Return another store's records with our ids of partners and projects; new ones keep their ids.

    A partner is the same if it has the same id, else if a name or alias of both is the same, as `fold` compares them,
    in the same country. A project is the same if it has the same id, else the same title.

    Args:
        theirs: what the other store holds.
        ours: what our store holds.

    Raises:
        NorecError: if a name fits several records, so that it is not clear which is the same.
    """
    partners = _ids("partner", theirs.name, theirs.partners, ours.partners, _names, _names_and_aliases)
    projects = _ids("project", theirs.name, theirs.projects, ours.projects, _titles)
    ledger = NamedLedger(
        name=theirs.name,
        settings=theirs.settings,
        partners={partners[key]: partner for key, partner in theirs.partners.items()},
        projects={projects[key]: project.with_partner_ids(partners) for key, project in theirs.projects.items()},
        records=tuple(
            msgspec.structs.replace(
                exchange,
                sender=partners[exchange.sender],
                host=partners[exchange.host],
                project=None if exchange.project is None else projects[exchange.project],
            )
            for exchange in theirs.records
        ),
    )
    return MappedLedger(ledger, partners, projects)


def _ids(
    kind: str,
    store: str,
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
    *keys: Callable[[Any], Iterable[Any]],
) -> dict[str, str]:
    """Return our id for each of theirs: the same, else the id of the one record with the same name.

    Args:
        kind: what the records are, as messages name one.
        store: the name of the other store.
        theirs: their records by id.
        ours: our records by id.
        keys: functions that return the names of a record, tried one after the other.

    Raises:
        NorecError: if a name fits several records.
    """
    ids = {key: key for key in theirs}
    free = [key for key in ours if key not in theirs]
    for keys_of in keys:
        by_name: dict[Any, list[str]] = {}
        for key in free:
            for name in keys_of(ours[key]):
                by_name.setdefault(name, []).append(key)
        meant = {
            key: sorted({our_id for name in keys_of(record) for our_id in by_name.get(name, ())})
            for key, record in theirs.items()
            if ids[key] == key and key not in ours
        }
        chosen = [name for names in meant.values() for name in names]
        for key, names in meant.items():
            if len(names) > 1 or any(chosen.count(name) > 1 for name in names):
                others = [other for other, candidates in meant.items() if set(candidates) & set(names)]
                raise NorecError(
                    f"a name of {kind} {join_names(others)} of {store} fits {join_names(names)} here: "
                    f"if two records are the same, give both the same id"
                )
            if names:
                ids[key] = names[0]
                free.remove(names[0])
    return ids


def _names(partner: Partner) -> set[tuple[str, str]]:
    """Return the name of a partner, with its country."""
    return {(fold(partner.name), partner.country)}


def _names_and_aliases(partner: Partner) -> set[tuple[str, str]]:
    """Return the name and the aliases of a partner, each with its country."""
    return {(fold(name), partner.country) for name in (partner.name, *partner.aliases)}


def _titles(project: "Project") -> set[str]:
    """Return the title of a project."""
    return {fold(project.title)}
