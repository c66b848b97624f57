"""A process that runs command after command on a store, each as a process of its own would, and says what was confirmed.

    worker.py FOLDER SEED HOW_MANY

To start Python for each would take most of the time. Commands are drawn by chance; what is confirmed is printed, a line for each:
`log ID`, `note ID TEXT`, `rename NAME`.
"""

import io
import os
import random
import sys
from pathlib import Path

from norec_cli.app import main
from norec_cli.context import Context, GlobalOptions


def context(folder: Path, out: io.BytesIO, err: io.BytesIO) -> Context:
    found = Context.real()
    found.stdout, found.stderr, found.cwd = out, err, folder
    found.stdout_is_terminal = False
    found.environ = {"NOREC_USER": "worker"}
    found.options = GlobalOptions(wait=600.0)
    return found


def run(folder: Path, *argv: str) -> str:
    out, err = io.BytesIO(), io.BytesIO()
    code = main(argv, context(folder, out, err))
    if code:
        sys.exit(f"{argv}: {code}: {err.getvalue().decode()}")
    return out.getvalue().decode().strip()


def work(folder: Path, seed: int, how_many: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - it must be the same each time
    mine: list[str] = []
    for number in range(how_many):
        kind = chance.choice(("log", "log", "log", "note", "rename")) if mine else "log"
        if kind == "log":
            mine.append(
                run(
                    folder,
                    "exchanges",
                    "log",
                    "--from",
                    f"w{seed}",
                    "--to",
                    "b-ke",
                    "--start",
                    "2020-01-01",
                    "--months",
                    "6",
                    "--again",
                )
            )
            said = f"log {mine[-1]}"
        elif kind == "note":
            said = f"note {chance.choice(mine)} {seed}-{number}"
            run(folder, "exchanges", "edit", said.split()[1], "--note", said.split()[2])
        else:
            run(folder, "partners", "edit", f"w{seed}", "--name", f"W {number}")
            said = f"rename {number}"
        os.write(1, f"{said}\n".encode())


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
