"""Time the import of a table, beside DuckDB turning the same CSV into JSON lines, and the smallest program of its kind.

    python benchmarks/imports.py --sizes 100000 --rounds 5

Each is a whole process; in each round every one runs once, in turn, and the first round only warms up. The store that
rows come into is made anew before each run, and what it then holds is counted. DuckDB is run by a Python that has its
package (`--duckdb PYTHON`); without one it is left out.
"""

import argparse
import csv
import random
import shutil
import statistics
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from compare import HELLO, NOREC, Timed, output

DUCKDB = "import duckdb, sys; duckdb.sql(f\"copy (from read_csv('{sys.argv[1]}')) to '{sys.argv[2]}' (format json)\")"
NAMES = [f"Organisation {number} (synthetic)" for number in range(300)]


def write_tables(folder: Path, rows: int) -> None:
    """A table of partners, and one of exchanges between them, always the same for so many rows."""
    chance = random.Random(rows)  # noqa: S311 - it must be the same each time
    with (folder / "partners.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "country"), *((name, "KE") for name in NAMES)])
    with (folder / "exchanges.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("from", "to", "participants", "start", "end"))
        for _ in range(rows):
            start = date(2010, 1, 1) + timedelta(chance.randrange(4000))
            sender, host = chance.sample(NAMES, 2)
            writer.writerow((sender, host, chance.randrange(1, 5), start, start + timedelta(chance.randrange(90, 400))))


def make_store(store: Path, tables: Path) -> None:
    """A store of the partners alone."""
    shutil.rmtree(store, ignore_errors=True)
    output([*NOREC, "init", str(store)])
    output([*NOREC, "-C", str(store), "import", "partners", str(tables / "partners.csv")])


def compare(rows: int, rounds: int, duckdb: str | None) -> None:
    """Time everything for a number of rows, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, rows)
        (folder / "hello.py").write_text(HELLO, encoding="utf-8")
        table, store = str(folder / "exchanges.csv"), folder / "store"
        importing = Timed("norec import", [*NOREC, "-C", str(store), "import", "exchanges", table])
        timed = [Timed("Typer's hello-world", [sys.executable, str(folder / "hello.py")]), importing]
        if duckdb is not None:
            timed.append(Timed("DuckDB to JSON lines", [duckdb, "-c", DUCKDB, table, str(folder / "duck.jsonl")]))
        for number in range(rounds + 1):
            make_store(store, folder)
            for one in timed:
                one.run()
            if number == 0:
                assert (store / "exchanges.jsonl").read_bytes().count(b"\n") == rows
                for one in timed:
                    one.seconds.clear()
        print(f"\n{rows:,} rows\n\n| | median s | best s | most memory MB |\n|---|---:|---:|---:|")
        for one in timed:
            print(f"| {one.name} | {statistics.median(one.seconds):.3f} | {min(one.seconds):.3f} | {one.peak:.0f} |")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--duckdb", metavar="PYTHON")
    options = parser.parse_args()
    for rows in options.sizes:
        compare(rows, options.rounds, options.duckdb)


if __name__ == "__main__":
    main()
