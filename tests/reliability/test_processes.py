"""When processes are killed, or many run at once, every confirmed change is in the store exactly once."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from support.program import Norec, make_store, run_process

pytestmark = pytest.mark.slow

WORKER = Path(__file__).with_name("worker.py")


def start(folder: Path, seed: int, how_many: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(folder), str(seed), str(how_many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def exchanges_by_id(folder: Path) -> dict[str, dict[str, object]]:
    lines = (folder / "exchanges.jsonl").read_bytes().splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    assert len(records) == len(lines)
    return records


def check_confirmed(norec: Norec, said: list[str], others: int = 0) -> int:
    """Hold the store against what was confirmed; returns how many records there are that nobody confirmed."""
    assert norec("partners", "edit", "b-ke", "--city", str(random.random())).code == 0  # noqa: S311 - puts right what was left
    assert norec("check").code == 0
    records = exchanges_by_id(norec.cwd)
    logged = [line.split()[1] for line in said if line.startswith("log ")]
    assert set(logged) <= records.keys()
    notes = {line.split()[1]: line.split()[2] for line in said if line.startswith("note ")}
    late = [key for key, note in notes.items() if records[key].get("note") != note]
    assert len(late) <= others  # an edit that was made when the process was killed, and not confirmed any more
    history = [json.loads(line) for line in (norec.cwd / "history.jsonl").read_bytes().splitlines()]
    told = Counter(change["verb"] for change in history)
    assert told["exchanges log"] == len(records)
    return len(records) - len(logged)


def test_killed_at_random_moments(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    make_store(norec.cwd, {"w1": "NO", "b-ke": "KE"})
    chance = random.Random(1)  # noqa: S311 - it must be the same each time
    said: list[str] = []
    kills = number(8, 1000)
    for kill in range(kills):
        process = start(norec.cwd, 1, 10_000)
        assert process.stdout is not None
        said += [process.stdout.readline().decode().strip() for _ in range(chance.randrange(1, 6))]
        for _ in range(chance.randrange(200_000)):
            pass  # a moment that nothing tells
        process.kill()
        rest, err = process.communicate()
        assert err == b""
        said += rest.decode().splitlines()
        unconfirmed = check_confirmed(norec, said, others=kill + 1)
        assert unconfirmed <= kill + 1  # one for each kill at the most
    counted("processes killed by SIGKILL", kills)


def test_eight_writers_and_readers(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    each = number(8, 250)
    make_store(norec.cwd, {**{f"w{n}": "NO" for n in range(8)}, "b-ke": "KE"})
    writers = [start(norec.cwd, seed, each) for seed in range(8)]
    readers = 0
    counts = [0]
    while any(writer.poll() is None for writer in writers) or readers < 3:
        document = json.loads(norec("report", "reciprocity", "--json").ok())
        counts.append(document["totals"]["exchanges"])
        assert sum(row["sent"] for row in document["rows"]) == counts[-1]
        readers += 1
    assert counts == sorted(counts)  # nothing that was seen is gone again
    said = []
    for writer in writers:
        out, err = writer.communicate()
        assert (writer.returncode, err) == (0, b"")
        said += out.decode().splitlines()
    assert len(said) == 8 * each
    assert check_confirmed(norec, said) == 0
    counted("changes by eight processes at once", len(said))
    counted("reports read meanwhile", readers)


@pytest.mark.parametrize("moment", ["first", "last"])
def test_who_is_killed_before_or_after_its_work(norec: Norec, moment: str) -> None:
    make_store(norec.cwd, {"w1": "NO", "b-ke": "KE"})
    process = start(norec.cwd, 1, 3)
    if moment == "first":
        process.kill()
    out, _ = process.communicate()
    check_confirmed(norec, out.decode().splitlines(), others=1)


def test_many_processes_make_one_store(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    rounds = number(2, 50)
    for place in range(rounds):
        folder = f"store{place}"
        makers = [run_process("init", folder, "--name", f"of {maker}", cwd=norec.cwd) for maker in range(6)]
        said = [maker.communicate(timeout=120)[1].decode() for maker in makers]
        codes = sorted(maker.returncode for maker in makers)
        assert codes == [0, 1, 1, 1, 1, 1], said
        (made,) = (at for at, maker in enumerate(makers) if maker.returncode == 0)
        assert said[made] == ""
        others = said[:made] + said[made + 1 :]
        assert all(
            "is a store already" in one or "another process is creating or changing a store" in one for one in others
        ), said
        assert f'name = "of {made}"' in (norec.cwd / folder / "norec.toml").read_text(encoding="utf-8")
        assert norec("-C", folder, "check").code == 0
    counted("processes that made one store at once", rounds * 6)
