"""Merge two records of one exchange: find what they contradict each other in, and what each adds."""

from typing import Any, Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import distinct

Preferred = Literal["ours", "theirs"]

# Fields that belong together: if one of them is contradicted, all are taken from the same record.
_FIELD_GROUPS = (
    ("sender", "host"),
    ("participants", "women", "ref"),
    ("start", "end", "ended_early", "cancelled", "reason", "confirmed"),
    ("project", "round"),
    ("replaces",),
)
_OPTIONAL = ("women", "ref", "end", "project", "round", "replaces")
_SEPARATOR = " / "
_KEYS = {"sender": "from", "host": "to"}
_KEY_WORDS = {
    "from": "who sends",
    "to": "who receives",
    "participants": "the number of participants",
    "women": "the number of women",
    "ref": "the reference",
    "start": "the start",
    "end": "the end",
    "ended_early": "whether it ended early",
    "cancelled": "whether it took place",
    "reason": "the reason",
    "project": "the project",
    "round": "the round",
    "replaces": "what it replaces",
}


def contradictions(ours: Exchange, theirs: Exchange) -> tuple[str, ...]:
    """Return the keys in which two records contradict each other; a missing value is no contradiction."""
    return tuple(
        _KEYS.get(field, field)
        for group in _FIELD_GROUPS
        for field in group
        if _contradict(field, getattr(ours, field), getattr(theirs, field))
    )


def count_lacking(ours: Exchange, theirs: Exchange) -> int:
    """Return the number of values that only one of two records has."""
    fields = (*_OPTIONAL, "topics", "note")
    return sum(bool(getattr(ours, field)) != bool(getattr(theirs, field)) for field in fields)


def merge_exchange(ours: Exchange, theirs: Exchange, preferred: Preferred = "ours") -> Exchange:
    """Return one record made of two, with our id and every value that one of them has.

    Args:
        ours: our record.
        theirs: their record of the same exchange.
        preferred: the record whose values are taken if the two contradict each other.
    """
    chosen = ours if preferred == "ours" else theirs
    values: dict[str, Any] = {}
    other_pair = any(_contradict(field, getattr(ours, field), getattr(theirs, field)) for field in _FIELD_GROUPS[0])
    for group in _FIELD_GROUPS:
        pairs = {field: (getattr(ours, field), getattr(theirs, field)) for field in group}
        if other_pair or any(_contradict(field, *pair) for field, pair in pairs.items()):
            values |= {field: getattr(chosen, field) for field in group}
        else:
            values |= {
                field: our_value if our_value is not None else their_value
                for field, (our_value, their_value) in pairs.items()
            }
            if "confirmed" in pairs:
                values["confirmed"] = any(pairs["confirmed"])
    return msgspec.structs.replace(
        ours, **values, topics=merge_texts(ours.topics, theirs.topics), note=merge_notes(ours.note, theirs.note)
    )


def describe_keys(differences: tuple[str, ...]) -> str:
    """Return in words the keys in which two records contradict each other."""
    return ", ".join(dict.fromkeys(_KEY_WORDS[key] for key in differences))


def merge_texts(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Return all of our texts, then those of theirs that we don't have, compared by `fold`."""
    return (*ours, *distinct(theirs, ours))


def merge_notes(ours: str | None, theirs: str | None) -> str | None:
    """Return two notes as one, `ours / theirs`, without repeating a part."""
    if ours is None or theirs is None or ours == theirs:
        return ours or theirs
    our_parts = ours.split(_SEPARATOR)
    return _SEPARATOR.join([ours, *(part for part in dict.fromkeys(theirs.split(_SEPARATOR)) if part not in our_parts)])


def _contradict(field: str, one: Any, other: Any) -> bool:
    """Return whether two values of a field contradict each other."""
    if field == "confirmed" or (field in _OPTIONAL and None in (one, other)):
        return False
    return bool(one != other)
