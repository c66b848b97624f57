"""Two records of one partner or project made one."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from norec_cli.merge.exchanges import Preferred, both_notes, united
from norec_cli.merge.id_mapping import folded
from norec_cli.model.errors import NorecError
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.validation import Record, validation_messages

if TYPE_CHECKING:
    from norec_cli.model.project import Project

_Record = TypeVar("_Record", bound=Record)

# How two values of a key become one: the value, and what of it is contradicted.
_Unite = Callable[[Any, Any, Preferred], tuple[Any, list[str]]]


def merge_partner(ours: Partner, theirs: Partner, preferred: Preferred, about: str) -> tuple[Partner, tuple[str, ...]]:
    """One record of two of a partner, and the keys in which they contradict each other.

    Args:
        ours: our record.
        theirs: theirs.
        preferred: whose version holds where they contradict each other.
        about: what messages call it.

    Raises:
        NorecError: if the two together are no valid record.
    """
    values, contradicted = _united(ours, theirs, preferred, _OF_PARTNER)
    known = {folded(name) for name in (*ours.aliases, *theirs.aliases)}
    if "name" in contradicted and known & {folded(ours.name), folded(theirs.name)}:  # they know of each other's
        contradicted.remove("name")
        values["name"] = ours.name
        values["aliases"] = united(values["aliases"], (theirs.name,))
    of_ours = {folded(alias) for alias in ours.aliases}
    values["aliases"] = tuple(
        alias for alias in values["aliases"] if folded(alias) in of_ours or folded(alias) != folded(values["name"])
    )
    return _made(Partner, values, about), tuple(contradicted)


def merge_project(
    ours: "Project", theirs: "Project", preferred: Preferred, about: str
) -> "tuple[Project, tuple[str, ...]]":
    """One record of two of a project; see `unite_partners`. Their partners are called by our ids."""
    values, contradicted = _united(ours, theirs, preferred, _OF_PROJECT)
    if "coordinator" in contradicted:  # who chose whom, and when, belongs together
        wins = ours if preferred == "ours" else theirs
        values |= {"chosen_by": wins.chosen_by, "chosen_on": wins.chosen_on}
    return _made(type(ours), values, about), tuple(contradicted)


def _united(
    ours: Record, theirs: Record, preferred: Preferred, ways: Mapping[str, _Unite]
) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    contradicted: list[str] = []
    for key, field in type(ours).model_fields.items():
        one, other = getattr(ours, key), getattr(theirs, key)
        lacks = field.get_default(call_default_factory=True) if not field.is_required() else None
        if other in (one, lacks):
            values[key] = one
        elif one == lacks:
            values[key] = other
        else:
            values[key], wrong = ways.get(key, _one_of_them)(one, other, preferred)
            contradicted += [key if not step else f"{key}: {step}" for step in wrong]
    return values, contradicted


def _made(model: type[_Record], values: Mapping[str, Any], about: str) -> _Record:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise NorecError(
            *(
                f"{about}: the two records don't fit together: {' '.join(map(str, place))} {phrase}"
                for place, phrase in validation_messages(error, model)
            ),
            advice=("Change one of them first; nothing was changed.",),
        ) from None


def _one_of_them(ours: Any, theirs: Any, preferred: Preferred) -> tuple[Any, list[str]]:
    if isinstance(ours, str) and isinstance(theirs, str) and folded(ours) == folded(theirs):
        return ours, []
    return (ours if preferred == "ours" else theirs), [""]


def _both(ours: Any, theirs: Any, _: Preferred) -> tuple[Any, list[str]]:
    return united(ours, theirs), []


def _each(ours: Any, theirs: Any, _: Preferred) -> tuple[Any, list[str]]:
    return tuple(dict.fromkeys((*ours, *theirs))), []


def _notes(ours: Any, theirs: Any, _: Preferred) -> tuple[Any, list[str]]:
    return both_notes(ours, theirs), []


def _adjustments(
    ours: tuple[Adjustment, ...], theirs: tuple[Adjustment, ...], preferred: Preferred
) -> tuple[Any, list[str]]:
    """The equal ones stand once; where each side has others, they may stand for the same people."""
    more = _without(theirs, ours)
    if more and _without(ours, theirs):
        kept = _without(theirs, more)
        return (ours if preferred == "ours" else (*kept, *more)), [""]
    return (*ours, *more), []


def _without(some: Iterable[Adjustment], others: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    rest, gone = [], list(others)
    for one in some:
        if one in gone:
            gone.remove(one)
        else:
            rest.append(one)
    return tuple(rest)


def _plans(ours: tuple[str, ...], theirs: tuple[str, ...], preferred: Preferred) -> tuple[Any, list[str]]:
    """The lines of two plans; of one pair they may not say two things."""
    first, second = (theirs, ours) if preferred == "theirs" else (ours, theirs)
    of_pair = {tuple(line.split(":")[:2]): line for line in second}
    of_pair |= {tuple(line.split(":")[:2]): line for line in first}
    every = {tuple(line.split(":")[:2]): None for line in (*ours, *theirs)}
    clash = len(set(ours) | set(theirs)) > len(every)
    return tuple(of_pair[pair] for pair in every), [""] if clash else []


def _tables(ways: Mapping[str, _Unite]) -> _Unite:
    def unite(ours: Record, theirs: Record, preferred: Preferred) -> tuple[Any, list[str]]:
        values, contradicted = _united(ours, theirs, preferred, ways)
        return values, contradicted

    return unite


def _rounds(ours: Mapping[str, Any], theirs: Mapping[str, Any], preferred: Preferred) -> tuple[Any, list[str]]:
    found: dict[str, Any] = {**theirs, **ours}
    contradicted: list[str] = []
    for number in ours.keys() & theirs.keys():
        found[number], wrong = _united(ours[number], theirs[number], preferred, {"plan": _plans})
        contradicted += [f"{number}: {step}" for step in wrong]
    return found, sorted(contradicted)


_OF_PARTNER: Mapping[str, _Unite] = {
    "needs": _both,
    "capacities": _both,
    "aliases": _both,
    "note": _notes,
    "adjustments": _adjustments,
}
_OF_PROJECT: Mapping[str, _Unite] = {
    **dict.fromkeys(("partners", "chosen_by", "assessed_by", "areas", "issues", "goals"), _each),
    "note": _notes,
    "rules": _tables({}),
    "rounds": _rounds,
}
