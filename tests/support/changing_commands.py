"""Every command that changes a store, the store that it needs, and what reports then print."""

import atexit
import shutil
import tempfile
from pathlib import Path

from support.changes import COMMANDS, LOG, Q1, make
from support.program import Norec, make_store

READ = (
    ("partners", "list"), ("partners", "show", "a-no"), ("projects", "list"), ("projects", "show", "p"), ("exchanges", "list"),
    ("history",),
)  # fmt: skip


# What some commands read beside the store.
INPUTS = Path(tempfile.mkdtemp(prefix="norec-inputs-"))


atexit.register(shutil.rmtree, INPUTS, ignore_errors=True)


IMPORT = ("import", "exchanges", str(INPUTS / "t.csv"), "--create-partners")


FILL = ("import", "store", str(INPUTS / "whole.zip"))


MERGE = ("merge", str(INPUTS / "other"), "--prefer", "ours")


MERGE_PARTNERS = ("partners", "merge", "c-2", "c-ug")


FORGET = ("forget", "P-1")


QUICK = [LOG, COMMANDS[1], COMMANDS[3], FORGET, ("undo",), ("check", "--repair")]


ALL = [*COMMANDS, IMPORT, FILL, MERGE, MERGE_PARTNERS, FORGET, ("undo",), ("redo",), ("check", "--repair")]


def named(argv: tuple[str, ...]) -> str:
    """Return a command as text for the name of a test."""
    return " ".join(Path(word).name for word in argv[:3])


def make_inputs() -> None:
    """Make the files that the commands read: a table, a store in one file and another store."""
    other = make_store(INPUTS / "other", {"a-no": "NO", "d-np": "NP"}, Q1.replace("b-ke", "d-np"))
    (INPUTS / "t.csv").write_text(
        "from,to,start,sending country\nNew,a-no,2020-01-01,UG\na-no,b-ke,2020-02-02,NO\n", encoding="utf-8"
    )
    assert Norec(other)("export", "store", "--private", "-o", str(INPUTS / "whole.zip")).code == 0


make_inputs()


def prepare(norec: Norec, argv: tuple[str, ...]) -> None:
    """Make a store with a history, so that there is a change to undo."""
    norec.ids = 50
    for path in norec.cwd.iterdir():
        path.unlink()
    make(norec.cwd)
    assert norec("exchanges", "log", "--from", "b-ke", "--to", "c-ug", "--start", "2019-01-01").code == 0
    if argv == ("partners", "remove", "c-ug") or argv[:3] == ("partners", "end", "c-ug"):
        assert norec("undo").code == 0
    if argv == ("redo",):
        assert norec("undo").code == 0
    if argv == MERGE_PARTNERS:
        assert norec("partners", "add", "C 2", "--country", "UG", "--need", "law", "--id", "c-2").code == 0
        assert norec("projects", "add", "R", "--partner", "c-2", "--partner", "a-no").code == 0
        assert norec("exchanges", "log", "--from", "c-2", "--to", "a-no", "--start", "2019-02-02").code == 0
    if argv == FORGET:
        assert norec("exchanges", "edit", "q2", "--ref", argv[1]).code == 0
    if argv == FILL:
        make_store(norec.cwd)
        (norec.cwd / "projects.toml").unlink()
        (norec.cwd / "history.jsonl").unlink()
    if argv == ("check", "--repair"):
        exchanges_file = norec.cwd / "exchanges.jsonl"
        exchanges_file.write_bytes(
            exchanges_file.read_bytes() + exchanges_file.read_bytes().splitlines(keepends=True)[0].rstrip(b"\n")
        )
    norec.ids = 0


def seen(norec: Norec) -> tuple[object, ...]:
    """Return what reports and lists print of the store."""
    results = [norec(*words, "--json") for words in READ]
    return tuple((result.code, result.out) for result in results)
