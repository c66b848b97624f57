"""The benchmarks measure what they say: the same flows in a store and in a journal. No time is judged here."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from support.program import Norec, contents

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def generate(folder: Path, *flags: str) -> None:
    subprocess.run([sys.executable, str(BENCHMARKS / "generate.py"), str(folder), *flags], check=True, timeout=60)


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", "7"), ("two", "7"), ("three", "8")):
        generate(tmp_path / name, "--exchanges", "200", "--seed", seed)
    one, two, three = (contents(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one != three


def test_a_generated_store_is_well_and_says_that_it_is_synthetic(tmp_path: Path) -> None:
    generate(tmp_path / "store", "--exchanges", "2000", "--partners", "20")
    norec = Norec(tmp_path / "store")
    assert norec("check", "--strict").ok() == ""
    assert json.loads(norec("report", "reciprocity", "--json").ok())["totals"]["exchanges"] == 2000
    assert "Synthetic" in (tmp_path / "store" / "norec.toml").read_text(encoding="utf-8")


def test_the_journal_has_the_same_flows(tmp_path: Path) -> None:
    generate(tmp_path / "store", "--exchanges", "500", "--partners", "9", "--journal", str(tmp_path / "journal"))
    lines = (tmp_path / "store" / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    flows = Counter((record["start"], record["from"], record["to"]) for record in map(json.loads, lines))
    entries = (tmp_path / "journal").read_text(encoding="utf-8").strip().split("\n\n")
    journal = Counter()
    for entry in entries:
        heading, sent, received = entry.split("\n")
        assert (sent[-5:], received[-6:]) == ("  1 P", "  -1 P")
        journal[heading[:10], sent.split()[0].removeprefix("sent:"), received.split()[0].removeprefix("received:")] += 1
    assert journal == flows


@pytest.mark.skipif(sys.platform == "win32", reason="the comparison needs wait4")
def test_the_comparison_prints_a_table(tmp_path: Path) -> None:
    words = [sys.executable, str(BENCHMARKS / "compare.py"), "--sizes", "40", "--rounds", "1"]
    done = subprocess.run(words, capture_output=True, check=True, timeout=120, encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()[2:]]
    assert {len(row) for row in rows} == {7}
    assert [row[1] for row in rows[2:6]] == [
        "Typer's hello-world", "norec report reciprocity", "norec check", "norec exchanges log",
    ]  # fmt: skip
    assert rows[2][5] == "1.00"


def test_the_benchmark_of_imports_imports_what_it_wrote(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, str(BENCHMARKS / "imports.py"), "--sizes", "200", "--rounds", "1"],
        check=True, capture_output=True, timeout=120, encoding="utf-8",
    )  # fmt: skip
    assert "200 rows" in process.stdout
    assert "| norec import |" in process.stdout
