"""Time the program side by side with ledger and hledger on the same flows, and with the smallest program of its kind.

    python benchmarks/compare.py --sizes 12000 100000 --rounds 9

Each command is a whole process whose output goes to a pipe. In each round every command runs once, in turn, so that
what else the machine does falls on all alike; the first round only warms up. Before anything is timed, what ledger and
hledger make of the flows is compared with what this program makes of them. Those that are not installed are left out.
The table is Markdown. It needs a system with `wait4` (Linux, macOS).
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from generate import write_store

HELLO = """
import typer

def main(name: str = "world") -> None:
    typer.echo(f"Hello {name}")

typer.run(main)
"""
NOREC = [sys.executable, "-m", "norec_cli"]
# Python keeps what it has compiled, as it does for whoever uses a program.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass
class Timed:
    """A command, and what its runs took.

    Attributes:
        name: how the table calls it.
        argv: the words.
        seconds: of each run, from start to end of the process.
        peak: the most memory that any run held, in MB.
    """

    name: str
    argv: list[str]
    seconds: list[float] = field(default_factory=list)
    peak: float = 0.0

    def run(self) -> None:
        """Run once, and note what it took."""
        begin = time.perf_counter()
        process = subprocess.Popen(self.argv, stdout=subprocess.PIPE, env=ENVIRONMENT)
        assert process.stdout is not None
        with process.stdout:
            while process.stdout.read(1 << 16):
                pass
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{self.name} failed with {process.returncode}: {' '.join(self.argv)}")
        self.seconds.append(seconds)
        in_bytes = used.ru_maxrss if platform.system() == "Darwin" else used.ru_maxrss * 1024
        self.peak = max(self.peak, in_bytes / 1e6)


def output(argv: list[str]) -> str:
    """What a command prints."""
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True, env=ENVIRONMENT, encoding="utf-8").stdout


def sums_of_norec(folder: Path) -> dict[str, int]:
    """People by account, as this program counts them."""
    sums = {}
    for line in output([*NOREC, "-C", str(folder), "report", "reciprocity"]).splitlines():
        partner, _, _, sent, received, *_ = line.split("\t")
        sums[f"sent:{partner}"], sums[f"received:{partner}"] = int(sent), -int(received)
    return {account: people for account, people in sums.items() if people}


def sums_of_journal(lines: Iterable[str]) -> dict[str, int]:
    """People by account, in a flat balance of ledger or hledger."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        words = line.split()
        if len(words) == 3 and words[1] == "P":
            sums[words[2]] += int(words[0])
    return dict(sums)


def compare(size: int, rounds: int, others: list[str], folder: Path) -> list[Timed]:
    """Time every command on the flows of so many exchanges."""
    store, journal, hello = folder / f"store-{size}", folder / f"{size}.journal", folder / "hello.py"
    write_store(store, size, journal=journal)
    grown = shutil.copytree(store, folder / f"grown-{size}")  # by what is logged; the others read the same flows
    hello.write_text(HELLO, encoding="utf-8")
    log = [
        "exchanges",
        "log",
        "--from",
        "partner-000",
        "--to",
        "partner-001",
        "--start",
        "2020-01-01",
        "--months",
        "6",
        "--again",
    ]
    found = [
        Timed("Typer's hello-world", [sys.executable, str(hello)]),
        Timed("norec report reciprocity", [*NOREC, "-C", str(store), "report", "reciprocity"]),
        Timed("norec check", [*NOREC, "-C", str(store), "check"]),
        Timed("norec exchanges log", [*NOREC, "-C", str(grown), *log]),
    ]
    expected = sums_of_norec(store)
    for name in others:
        argv = [name, "-f", str(journal), "balance", "--flat"]
        if sums_of_journal(output(argv).splitlines()) != expected:
            raise SystemExit(f"{name} counts these flows otherwise: nothing was timed")
        found.append(Timed(f"{name} balance", argv))
    for _ in range(rounds + 1):
        for timed in found:
            timed.run()
    return found


def table(size: int, found: list[Timed]) -> Iterable[str]:
    """The lines of a table, the first round left out."""
    hello = statistics.median(found[0].seconds[1:])
    for timed in found:
        seconds = timed.seconds[1:]
        middle = statistics.median(seconds)
        figures = f"{middle:.3f} | {min(seconds):.3f} | {max(seconds):.3f} | {middle / hello:.2f} | {timed.peak:.0f}"
        yield f"| {size:,} | {timed.name} | {figures} |"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Time the program side by side with ledger and hledger.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[12_000, 100_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--without", nargs="*", default=[], help="programs to leave out, though installed")
    given = parser.parse_args()
    others = [name for name in ("ledger", "hledger") if shutil.which(name) and name not in given.without]
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores, {given.rounds} rounds.\n")
    print("| exchanges | command | median s | least s | most s | x hello-world | peak MB |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for size in given.sizes:
            for line in table(size, compare(size, given.rounds, others, Path(folder))):
                print(line, flush=True)


if __name__ == "__main__":
    main()
