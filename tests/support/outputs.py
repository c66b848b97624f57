"""Output of reports and lists of the example stores for scripts, kept to be compared with what they print today.

`python tests/support/outputs.py` writes the file anew. Do that only when a change of these outputs is meant.
"""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent.parent.parent / "data"
KEPT = Path(__file__).parent / "outputs.json.xz"
STORES = ("erasmus-2012", "grid-arendal", "norec-2019", "norec-2024")
DAYS = ("2012-03-31", "2019-06-30")

_BY = ("partner", "project", "pair", "country", "region", "side", "sector", "area", "year", "round")
_OF_A_STORE = (
    *(("report", "reciprocity", "--by", by) for by in _BY),
    ("report", "reciprocity", "--unit", "months"),
    ("report", "reciprocity", "--country", "UG", "--sort", "balance"),
    *(("report", "flows", "--by", by) for by in ("partner", "pair", "country")),
    ("report", "trend"),
    ("report", "trend", "--by", "round"),
    ("report", "trend", "--by", "country", "--unit", "months"),
    ("report", "summary"),
    ("report", "needs"),
    ("report", "rounds"),
    ("report", "upcoming", "--days", "365"),
    ("partners", "list"),
    ("projects", "list"),
    ("exchanges", "list"),
    ("check",),
    ("export", "partners"),
    ("export", "projects"),
    ("export", "exchanges"),
)
_OF_SOME = {
    "grid-arendal": (
        ("report", "statement", "nema-ug"),
        ("report", "statement", "UG", "--by", "country"),
        ("partners", "show", "nema-ug"),
        ("projects", "show", "grid-arendal-2011"),
    ),
}


def commands(store: str) -> Iterator[tuple[str, ...]]:
    """Return the command lines that are compared on a store, each as JSON and as plain lines."""
    takes_a_day = {"report", "check", "exchanges"}
    for words in (*_OF_A_STORE, *_OF_SOME.get(store, ())):
        for day in DAYS if words[0] in takes_a_day else DAYS[:1]:
            for form in ("json", "plain"):
                yield (*words, *(("--as-of", day) if words[0] in takes_a_day else ()), "-f", form)


def kept() -> dict[str, dict[str, str]]:
    """Return what was printed when the file was written, by store and command line."""
    found: dict[str, dict[str, str]] = json.loads(lzma.decompress(KEPT.read_bytes()))
    return found


def _write() -> None:
    from support.program import Norec

    found = {store: {" ".join(words): Norec(DATA / store)(*words).out for words in commands(store)} for store in STORES}
    KEPT.write_bytes(lzma.compress(json.dumps(found, sort_keys=True).encode()))


if __name__ == "__main__":
    _write()
