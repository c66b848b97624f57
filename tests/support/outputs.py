"""Output of reports and lists of the example stores for scripts, kept to be compared with what they print today.

`PYTHONPATH=tests python tests/support/outputs.py` adds those that are not kept yet, such as those of a new report. With
`--all` it writes the file anew. Do that only when a change of these outputs is meant.
"""

import json
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

from norec_cli.commands.report import REPORTS

DATA = Path(__file__).parent.parent.parent / "data"
KEPT = Path(__file__).parent / "outputs.json.xz"
STORES = ("erasmus-2012", "grid-arendal", "norec-2019", "norec-2024")
DAYS = ("2012-03-31", "2019-06-30")

_BY = ("partner", "project", "pair", "country", "region", "side", "sector", "area", "year", "round")
# Every report, once for each list of words here, or else without any.
_OF_REPORTS: dict[str, list[tuple[str, ...]]] = {
    "reciprocity": [*(("--by", by) for by in _BY), ("--unit", "months"), ("--country", "UG", "--sort", "balance")],
    "flows": [("--by", by) for by in ("partner", "pair", "country")],
    "trend": [(), ("--by", "round"), ("--by", "country", "--unit", "months")],
    "upcoming": [("--days", "365")],
    "statement": [],  # needs a partner: below
    "mirror": [],  # needs another store
}
_OF_A_STORE = (
    *(("report", name, *words) for name in REPORTS for words in _OF_REPORTS.get(name, [()])),
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


def _write(*, anew: bool) -> None:
    from support.program import Norec

    before, found = {} if anew else kept(), {}
    for store in STORES:
        known = before.get(store, {})
        names = {" ".join(words): words for words in commands(store)}
        found[store] = {
            name: known[name] if name in known else Norec(DATA / store)(*words).out for name, words in names.items()
        }
    KEPT.write_bytes(lzma.compress(json.dumps(found, sort_keys=True).encode()))


if __name__ == "__main__":
    _write(anew="--all" in sys.argv)
