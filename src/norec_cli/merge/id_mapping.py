"""The records of a store as they are compared with another's, whose ids are first made ours."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.ledger import NamedLedger
from norec_cli.model.partner import Partner
from norec_cli.model.wording import join_names

if TYPE_CHECKING:
    from norec_cli.model.project import Project, Round

Ids = Mapping[str, str]


class MappedLedger(msgspec.Struct, frozen=True):
    """Another store's records under our ids.

    Attributes:
        ledger: the records.
        partners: their id of each partner, and ours.
        projects: the same of the projects.
    """

    ledger: NamedLedger
    partners: Ids
    projects: Ids


def map_ids(theirs: NamedLedger, ours: NamedLedger) -> MappedLedger:
    """Another store's records with the ids that partners and projects have here; of those that are new, their own.

    A partner is the same if it has the same id, else if a name or alias of both is the same, without regard to case and
    outer blanks, in the same country. A project is the same by its id, else by its title.

    Raises:
        NorecError: if a name fits several, so that it can't be told which is meant.
    """
    partners = _ids("partner", theirs.name, theirs.partners, ours.partners, _called, _also_called)
    projects = _ids("project", theirs.name, theirs.projects, ours.projects, _titled)
    ledger = NamedLedger(
        name=theirs.name,
        settings=theirs.settings,
        partners={partners[key]: partner for key, partner in theirs.partners.items()},
        projects={projects[key]: _with_partners(project, partners) for key, project in theirs.projects.items()},
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


def folded(text: str) -> str:
    """A text as it is compared: without regard to case and outer blanks."""
    return text.strip().casefold()


def _ids(
    kind: str,
    store: str,
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
    *keys: Callable[[Any], Iterable[Any]],
) -> dict[str, str]:
    """Ours for each of their ids: the same, else that of the one record that is called the same."""
    found = {key: key for key in theirs}
    free = [key for key in ours if key not in theirs]
    for keys_of in keys:
        by: dict[Any, list[str]] = {}
        for key in free:
            for called in keys_of(ours[key]):
                by.setdefault(called, []).append(key)
        meant = {
            key: sorted({name for called in keys_of(record) for name in by.get(called, ())})
            for key, record in theirs.items()
            if found[key] == key and key not in ours
        }
        chosen = [name for names in meant.values() for name in names]
        for key, names in meant.items():
            if len(names) > 1 or any(chosen.count(name) > 1 for name in names):
                others = [one for one, those in meant.items() if set(those) & set(names)]
                raise NorecError(
                    f"{kind} {join_names(others)} of {store} may be {join_names(names)} here, by what they are called: "
                    f"give those that are the same the same id"
                )
            if names:
                found[key] = names[0]
                free.remove(names[0])
    return found


def _called(partner: Partner) -> set[tuple[str, str]]:
    return {(folded(partner.name), partner.country)}


def _also_called(partner: Partner) -> set[tuple[str, str]]:
    return {(folded(name), partner.country) for name in (partner.name, *partner.aliases)}


def _titled(project: "Project") -> set[str]:
    return {folded(project.title)}


def _with_partners(project: "Project", ids: Ids) -> "Project":
    """A project whose partners are called by our ids."""

    def swap(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(ids.get(name, name) for name in names)

    def planned(one: "Round") -> "Round":
        plan = (line.split(":") for line in one.plan)
        return one.model_copy(update={"plan": tuple(":".join([*swap(tuple(x[:2])), *x[2:]]) for x in plan)})

    return project.model_copy(
        update={
            "partners": swap(project.partners),
            "coordinator": None if project.coordinator is None else ids.get(project.coordinator, project.coordinator),
            "chosen_by": swap(project.chosen_by),
            "assessed_by": swap(project.assessed_by),
            "rounds": {number: planned(one) for number, one in project.rounds.items()},
        }
    )
