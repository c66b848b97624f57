"""Every report and list is the same whatever the order of lines and tables in the files."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.generated_stores import Store, as_ofs, filters, flags_of, stores
from support.program import Norec

pytestmark = pytest.mark.slow

GROUPS = ("partner", "pair", "country", "region", "side", "sector", "year", "project", "area", "round")
LISTS = [(noun, "list") for noun in ("exchanges", "partners", "projects")]
EXPORTS = [("export", noun) for noun in ("exchanges", "partners", "projects")]
OTHERS = [("report", name) for name in ("summary", "needs", "rounds", "upcoming")]
OTHERS += [
    ("report", "statement", "b"),
    ("report", "statement", "KE", "--by", "country"),
    ("report", "mirror", "other"),
]


def commands(by: str) -> list[tuple[str, ...]]:
    """Return every report, with one kind of rows, and every list."""
    grouped = [("report", name, "--by", by) for name in ("reciprocity", "flows")]
    trend = [] if by in ("project", "area") else [("report", "trend", "--by", by)]
    return [*OTHERS, *grouped, *trend, *LISTS, *EXPORTS]


orders = st.lists(st.integers(0, 99), min_size=8, max_size=8)


def said(norec: Norec, words: tuple[str, ...], as_of: str, form: str) -> tuple[int, str]:
    """Return the exit code of a command and what it prints."""
    undated = words in LISTS[1:] or words[0] == "export" or words[:2] == ("report", "mirror")
    day = [] if undated else ["--as-of", as_of]
    result = norec(*words, *day, "-f", form)
    return result.code, result.out


def findings(norec: Norec, as_of: str) -> list[Any]:
    """Return what `check` finds, without the numbers of lines, which depend on the order."""
    document = json.loads(norec("check", "--as-of", as_of, "--json").out)
    rows = [{name: value for name, value in row.items() if name != "line"} for row in document["rows"]]
    return [sorted(rows, key=lambda row: (row["rule"], row["record"], row["finding"])), document["totals"]]


@settings(max_examples=20)
@given(
    stores(), stores(), as_ofs, filters(), orders, st.sampled_from(GROUPS), st.sampled_from(("json", "plain", "table"))
)  # fmt: skip
def test_the_order_of_lines_and_tables_does_not_change_any_answer(
    store: Store, other: Store, as_of: str, chosen: dict[str, str], order: list[int], by: str, form: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        worlds = [Norec(Path(folder) / name) for name in ("drawn", "shuffled")]
        for norec, numbers in zip(worlds, ((), order), strict=True):
            store.write(norec.cwd, numbers)
            other.write(norec.cwd / "other", numbers)
        filtered = [("report", name, *flags_of(chosen)) for name in ("rounds", "needs")]
        for words in (*commands(by), *filtered, *(("exchanges", "show", one["id"]) for one in store.exchanges[:1])):
            drawn, turned = (said(norec, words, as_of, form) for norec in worlds)
            assert drawn == turned, words
            assert drawn[0] == 0, words
        drawn_findings, turned_findings = (findings(norec, as_of) for norec in worlds)
        assert drawn_findings == turned_findings
