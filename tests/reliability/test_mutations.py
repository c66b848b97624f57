"""Files changed at random are refused or read correctly, and never written; random command lines end without a traceback."""

import json
import random
from collections.abc import Callable

import pytest

from support.mutated_stores import mutated_stores, sent_and_received
from support.program import DATA, Norec, contents, run_process

pytestmark = pytest.mark.slow

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_file_is_refused_or_read_correctly(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None], part: int
) -> None:
    chance = random.Random(f"files {part}")  # noqa: S311 - it must be the same each time
    how_many = number(600, 100_000) // PARTS
    refused = 0
    for case, name in enumerate(mutated_stores(norec, chance, how_many)):
        before = {path.name: path.read_bytes() for path in norec.cwd.iterdir()}
        raw = before[name]
        report = norec("report", "reciprocity", "--json")
        others = (("check", "--json"), ("history", "--json"), ("undo", "--dry-run"))
        for result in (report, norec(*others[case % 3])):
            assert result.code in (0, 1, 3, 5), (name, raw, result)
            assert "something unexpected" not in result.err, (name, raw, result)
        assert {path.name: path.read_bytes() for path in norec.cwd.iterdir()} == before, (name, raw)
        if report.code:
            refused += 1
            assert report.out == "", (name, raw)
            assert report.err != "", (name, raw)
        else:
            rows = json.loads(report.out)["rows"]
            sums = sent_and_received(norec.cwd)
            if name == ".norec.pending":  # what is pending may be read as made, or not
                assert all(row["sent"] + row["received"] >= 0 for row in rows)
            else:
                assert {row["id"]: [row["sent"], row["received"]] for row in rows} == sums, (name, raw)
    assert 0 < refused < how_many
    counted("mutated files of a store", how_many)


def test_a_change_of_a_mutated_store_is_made_or_leaves_every_byte(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    chance = random.Random(8)  # noqa: S311 - it must be the same each time
    how_many = number(100, 10_000)
    for name in mutated_stores(norec, chance, how_many):
        before = contents(norec.cwd)
        readable = norec("report", "reciprocity").code == 0
        result = norec("partners", "edit", "nema-ug", "--city", "Kampala")
        assert "something unexpected" not in result.err, (name, before.get(name, b""), result)
        if not readable:
            assert result.code != 0
            after = contents(norec.cwd)
            if name != ".norec.pending":
                assert after == before, name
        elif result.code == 0:
            assert norec("partners", "show", "nema-ug", "--json").ok().count('"Kampala"') == 1
    counted("changes of mutated stores", how_many)


WORDS = [
    "partners", "projects", "exchanges", "report", "check", "history", "undo", "redo", "info", "help", "init", "add", "list", "show", "edit", "log",
    "reciprocity", "statement", "summary", "trend", "--from", "--to", "--start", "--end", "--months", "--participants", "--json", "-f", "--by", "--year",
    "--as-of", "--project", "--sort", "--only", "-o", "nema-ug", "zema-zm", "2012-01-01", "2012-13-45", "-1", "0", "1e9", "", " ", "--", "-", "é\u202e",
    "\x1b[31m", "x" * 5000, "../../etc", "csv", "table", "--repair", "--dry-run", "--wait", "grid-arendal-2011", "--color", "always", "--help",
]  # fmt: skip


def test_a_random_command_line_ends_with_a_documented_exit_code(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    chance = random.Random(9)  # noqa: S311 - it must be the same each time
    how_many = number(12, 500)
    for path in (DATA / "grid-arendal").iterdir():
        (norec.cwd / path.name).write_bytes(path.read_bytes())
    for _ in range(how_many // 4):
        lines = [[chance.choice(WORDS) for _ in range(chance.randrange(1, 8))] for _ in range(4)]
        processes = [run_process(*line, cwd=norec.cwd, env={"EDITOR": "true", "LANG": "C"}) for line in lines]
        for line, process in zip(lines, processes, strict=True):
            out, err = process.communicate(timeout=60)
            assert process.returncode in (0, 1, 2, 3, 4, 5), (line, err)
            assert b"Traceback" not in err + out, (line, err)
            assert b"something unexpected" not in err, (line, err)
            out.decode()
            err.decode()
    assert norec("report", "reciprocity").code == 0
    counted("mutated command lines", how_many)
