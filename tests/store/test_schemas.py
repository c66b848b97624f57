"""A store of every format that there was is read as it is; a newer one is refused.

Each folder of `schemas/` holds one, written by the program of its time and never changed since.
"""

import shutil
from pathlib import Path

import pytest

from norec_cli.model.settings import SCHEMA
from support.program import Norec, contents

STORES = sorted((Path(__file__).parent / "schemas").iterdir())
READ = {
    "1": (
        "grid-arendal-no\tGRID-Arendal\tNO\t2\t2\t0\t1.000000\tbalanced\t0\t0\t0\tfalse\t\n"
        "nema-ug\tNEMA\tUG\t1\t3\t-2\t0.500000\thosts-more\t1\t0\t0\tfalse\t\n"
        "nesda-ci\tNESDA\tCI\t2\t0\t2\t0.000000\tonly-sends\t1\t0\t0\tfalse\t\n"
        "partner-zw\tPartner in Zimbabwe (unnamed)\tZW\t1\t1\t0\t1.000000\tbalanced\t0\t0\t0\tfalse\t\n"
        "zema-zm\tZEMA\tZM\t1\t1\t0\t1.000000\tbalanced\t0\t0\t0\tfalse\t\n"
    )
}


def test_there_is_one_of_every_format() -> None:
    assert [path.name for path in STORES] == list(READ) == [str(number) for number in range(1, SCHEMA + 1)]


@pytest.mark.parametrize("store", STORES, ids=lambda path: path.name)
def test_it_is_read_as_it_is_and_can_be_changed(norec: Norec, store: Path) -> None:
    shutil.copytree(store, norec.cwd / "store")
    norec.cwd /= "store"
    before = contents(norec.cwd)
    assert norec("report", "reciprocity", "--as-of", "2012-12-31").ok() == READ[store.name]
    assert norec("history").ok().count("\n") == 2
    assert contents(norec.cwd) == before
    norec("partners", "edit", "nema-ug", "--city", "Entebbe").ok()
    assert norec("undo").code == 0
    assert contents(norec.cwd) == before


def test_a_newer_one_is_refused(norec: Norec) -> None:
    shutil.copytree(STORES[-1], norec.cwd / "store")
    norec.cwd /= "store"
    mark = norec.cwd / "norec.toml"
    mark.write_text(
        mark.read_text(encoding="utf-8").replace(f"schema = {SCHEMA}", f"schema = {SCHEMA + 1}"), encoding="utf-8"
    )
    before = contents(norec.cwd)
    for words in (("report", "reciprocity"), ("check",), ("partners", "edit", "nema-ug", "--city", "x"), ("undo",)):
        result = norec(*words)
        assert (result.code, result.out) == (5, ""), words
        assert f"schema {SCHEMA + 1} is newer than this program, which knows {SCHEMA}: update norec" in result.err
    assert contents(norec.cwd) == before
