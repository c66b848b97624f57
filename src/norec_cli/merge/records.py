"""Merge two records of one partner or project."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from norec_cli.merge.exchanges import Preferred, merge_notes, merge_texts
from norec_cli.model.errors import NorecError
from norec_cli.model.folding import fold, fold_case
from norec_cli.model.partner import Adjustment, Partner
from norec_cli.model.project import parse_plan
from norec_cli.model.validation import Record, validation_messages

if TYPE_CHECKING:
    from norec_cli.model.project import Project

_Record = TypeVar("_Record", bound=Record)

# Merges two values of a key: returns the value, and the places in it where the two contradict each other.
_MergeValues = Callable[[Any, Any, Preferred], tuple[Any, list[str]]]


def merge_partner(ours: Partner, theirs: Partner, preferred: Preferred, about: str) -> tuple[Partner, tuple[str, ...]]:
    """Return one record made of two of a partner, and the keys in which they contradict each other.

    Args:
        ours: our record.
        theirs: their record.
        preferred: the record whose values are taken if the two contradict each other.
        about: the partner, as messages name it.

    Raises:
        NorecError: if the merged record is not valid.
    """
    values, contradicted = _merge_fields(ours, theirs, preferred, _OF_PARTNER)
    known = {fold(name) for name in (*ours.aliases, *theirs.aliases)}
    if "name" in contradicted and known & {
        fold(ours.name),
        fold(theirs.name),
    }:  # one has the other's name as an alias: no contradiction
        contradicted.remove("name")
        values["name"] = ours.name
        values["aliases"] = merge_texts(values["aliases"], (theirs.name,))
    of_ours = {fold(alias) for alias in ours.aliases}
    values["aliases"] = tuple(
        alias for alias in values["aliases"] if fold(alias) in of_ours or fold(alias) != fold(values["name"])
    )
    return _validate(Partner, values, about), tuple(contradicted)


def merge_project(
    ours: "Project", theirs: "Project", preferred: Preferred, about: str
) -> "tuple[Project, tuple[str, ...]]":
    """Return one record made of two of a project, and the keys in which they contradict each other.

    Args:
        ours: our record.
        theirs: their record, with our ids of partners.
        preferred: the record whose values are taken if the two contradict each other.
        about: the project, as messages name it.

    Raises:
        NorecError: if the merged record is not valid.
    """
    values, contradicted = _merge_fields(ours, theirs, preferred, _OF_PROJECT)
    if "coordinator" in contradicted:  # who chose whom, and when, belongs together
        chosen = ours if preferred == "ours" else theirs
        values |= {"chosen_by": chosen.chosen_by, "chosen_on": chosen.chosen_on}
    return _validate(type(ours), values, about), tuple(contradicted)


def _merge_fields(
    ours: Record, theirs: Record, preferred: Preferred, ways: Mapping[str, _MergeValues]
) -> tuple[dict[str, Any], list[str]]:
    """Return the merged fields of two records, and the keys in which they contradict each other.

    Args:
        ours: our record.
        theirs: their record.
        preferred: the record whose values are taken if the two contradict each other.
        ways: how to merge the values of some keys; those of others are alternatives.
    """
    values: dict[str, Any] = {}
    contradicted: list[str] = []
    for key, field in type(ours).model_fields.items():
        our_value, their_value = getattr(ours, key), getattr(theirs, key)
        default = field.get_default(call_default_factory=True) if not field.is_required() else None
        if their_value in (our_value, default):
            values[key] = our_value
        elif our_value == default:
            values[key] = their_value
        else:
            values[key], places = ways.get(key, _choose)(our_value, their_value, preferred)
            contradicted += [key if not step else f"{key}: {step}" for step in places]
    return values, contradicted


def _validate(model: type[_Record], values: Mapping[str, Any], about: str) -> _Record:
    """Return a valid record; raise NorecError if the values make none."""
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


def _choose(ours: Any, theirs: Any, preferred: Preferred) -> tuple[Any, list[str]]:
    if isinstance(ours, str) and isinstance(theirs, str) and fold_case(ours) == fold_case(theirs):
        return ours, []
    return (ours if preferred == "ours" else theirs), [""]


def _name(ours: str | None, theirs: str | None, preferred: Preferred) -> tuple[Any, list[str]]:
    same = ours is not None and theirs is not None and fold(ours) == fold(theirs)
    return (ours, []) if same else _choose(ours, theirs, preferred)


def _both(ours: Any, theirs: Any, _: Preferred) -> tuple[Any, list[str]]:
    return merge_texts(ours, theirs), []


def _each(ours: Any, theirs: Any, _: Preferred) -> tuple[Any, list[str]]:
    return tuple(dict.fromkeys((*ours, *theirs))), []


def _notes(ours: Any, theirs: Any, _: Preferred) -> tuple[Any, list[str]]:
    return merge_notes(ours, theirs), []


def _adjustments(
    ours: tuple[Adjustment, ...], theirs: tuple[Adjustment, ...], preferred: Preferred
) -> tuple[Any, list[str]]:
    """Merge adjustments: equal ones count once; if both sides have others, these may be about the same people."""
    more = _without(theirs, ours)
    if more and _without(ours, theirs):
        kept = _without(theirs, more)
        return (ours if preferred == "ours" else (*kept, *more)), [""]
    return (*ours, *more), []


def _without(some: Iterable[Adjustment], others: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Return some adjustments without others; each removes one that is equal to it."""
    rest, to_remove = [], list(others)
    for adjustment in some:
        if adjustment in to_remove:
            to_remove.remove(adjustment)
        else:
            rest.append(adjustment)
    return tuple(rest)


def _plans(ours: tuple[str, ...], theirs: tuple[str, ...], preferred: Preferred) -> tuple[Any, list[str]]:
    """Merge the lines of two plans; different lines of one pair contradict each other."""
    first, second = (theirs, ours) if preferred == "theirs" else (ours, theirs)
    of_pair = {parse_plan(line)[:2]: line for line in (*second, *first)}
    pairs = dict.fromkeys(parse_plan(line)[:2] for line in (*ours, *theirs))
    clash = len(set(ours) | set(theirs)) > len(pairs)
    return tuple(of_pair[pair] for pair in pairs), [""] if clash else []


def _tables(ways: Mapping[str, _MergeValues]) -> _MergeValues:
    """Return a way to merge two tables key by key."""

    def merge(ours: Record, theirs: Record, preferred: Preferred) -> tuple[Any, list[str]]:
        values, contradicted = _merge_fields(ours, theirs, preferred, ways)
        return values, contradicted

    return merge


def _rounds(ours: Mapping[str, Any], theirs: Mapping[str, Any], preferred: Preferred) -> tuple[Any, list[str]]:
    """Merge rounds: each number once, its fields merged if both have it."""
    merged: dict[str, Any] = {**theirs, **ours}
    contradicted: list[str] = []
    for number in ours.keys() & theirs.keys():
        merged[number], places = _merge_fields(ours[number], theirs[number], preferred, {"plan": _plans})
        contradicted += [f"{number}: {step}" for step in places]
    return merged, sorted(contradicted)


_OF_PARTNER: Mapping[str, _MergeValues] = {
    "name": _name,
    "city": _name,
    "needs": _both,
    "capacities": _both,
    "aliases": _both,
    "note": _notes,
    "adjustments": _adjustments,
}
_OF_PROJECT: Mapping[str, _MergeValues] = {
    "title": _name,
    **dict.fromkeys(("partners", "chosen_by", "assessed_by", "areas", "issues", "goals"), _each),
    "note": _notes,
    "rules": _tables({}),
    "rounds": _rounds,
}
