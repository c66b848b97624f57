"""Two records of one exchange made one: what they contradict each other in, and what each adds to the other."""

from typing import Any, Literal

import msgspec

from norec_cli.model.exchange import Exchange

Preferred = Literal["ours", "theirs"]

# What belongs together: where it is contradicted, one side's version of all of it holds.
_PARTS = (
    ("sender", "host"),
    ("participants", "women", "ref"),
    ("start", "end", "ended_early", "cancelled", "reason", "confirmed"),
    ("project", "round"),
    ("replaces",),
)
_MAY_LACK = ("women", "ref", "end", "project", "round", "replaces")
_BETWEEN = " / "
_KEYS = {"sender": "from", "host": "to"}
_IN_WORDS = {
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
    """The keys in which two records of one exchange contradict each other; one may lack what the other has."""
    return tuple(
        _KEYS.get(field, field)
        for part in _PARTS
        for field in part
        if _contradict(field, getattr(ours, field), getattr(theirs, field))
    )


def lacking(ours: Exchange, theirs: Exchange) -> int:
    """How many facts only one of two records has."""
    fields = (*_MAY_LACK, "topics", "note")
    return sum(bool(getattr(ours, field)) != bool(getattr(theirs, field)) for field in fields)


def merge_exchange(ours: Exchange, theirs: Exchange, preferred: Preferred = "ours") -> Exchange:
    """One record of two, under our id: each fact that one of them has.

    Args:
        ours: our record.
        theirs: their record of the same exchange.
        preferred: whose version holds where they contradict each other, with all that belongs together.
    """
    wins = ours if preferred == "ours" else theirs
    values: dict[str, Any] = {}
    whole = any(_contradict(field, getattr(ours, field), getattr(theirs, field)) for field in _PARTS[0])
    for part in _PARTS:
        pairs = {field: (getattr(ours, field), getattr(theirs, field)) for field in part}
        if whole or any(_contradict(field, *pair) for field, pair in pairs.items()):
            values |= {field: getattr(wins, field) for field in part}
        else:
            values |= {field: other if one is None else one for field, (one, other) in pairs.items()}
            if "confirmed" in pairs:
                values["confirmed"] = any(pairs["confirmed"])
    return msgspec.structs.replace(
        ours, **values, topics=united(ours.topics, theirs.topics), note=both_notes(ours.note, theirs.note)
    )


def in_words(differences: tuple[str, ...]) -> str:
    """What two records contradict each other in, in words."""
    return ", ".join(dict.fromkeys(_IN_WORDS[key] for key in differences))


def united(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Two lists of texts as one: ours first, each text once, without regard to case and outer blanks."""
    found: dict[str, str] = {}
    for text in (*ours, *theirs):
        found.setdefault(text.strip().casefold(), text)
    return tuple(found.values())


def both_notes(ours: str | None, theirs: str | None) -> str | None:
    """Two notes as one, which says each once: `ours / theirs`."""
    if ours is None or theirs is None or ours == theirs:
        return ours or theirs
    said = ours.split(_BETWEEN)
    return _BETWEEN.join([ours, *(part for part in dict.fromkeys(theirs.split(_BETWEEN)) if part not in said)])


def _contradict(field: str, one: Any, other: Any) -> bool:
    if field == "confirmed" or (field in _MAY_LACK and None in (one, other)):
        return False
    return bool(one != other)
