"""Change the files of a store with a fuzzer: each changed store must be refused or read correctly.

    python tests/reliability/fuzz.py -runs=20000

The fuzzer, atheris, looks for changes that reach new lines of the program. Install it for this; the tests don't need it.
"""

import json
import sys
import tempfile
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent.parent)]

with atheris.instrument_imports(include=["norec_cli"]):
    from support.mutated_stores import FILES, sent_and_received
    from support.program import DATA, Norec

NOREC = Norec(Path(tempfile.mkdtemp(prefix="norec-fuzz-")))
SOUND = {name: (DATA / "grid-arendal" / name).read_bytes() for name in FILES[:4]}


def try_one(data: bytes) -> None:
    """Replace a part of a file by bytes of the fuzzer, and read the store."""
    provider = atheris.FuzzedDataProvider(data)
    name = provider.PickValueInList(list(SOUND))
    raw = SOUND[name]
    first = provider.ConsumeIntInRange(0, len(raw))
    last = provider.ConsumeIntInRange(first, min(len(raw), first + 80))
    for file, whole in SOUND.items():
        (NOREC.cwd / file).write_bytes(whole)
    (NOREC.cwd / name).write_bytes(raw[:first] + provider.ConsumeBytes(200) + raw[last:])
    before = {path.name: path.read_bytes() for path in NOREC.cwd.iterdir()}
    report, check = NOREC("report", "reciprocity", "--json"), NOREC("check", "--json")
    assert "something unexpected" not in report.err + check.err, (report.err, check.err)
    assert report.code in (0, 5), report
    assert check.code in (0, 3, 5), check
    assert {path.name: path.read_bytes() for path in NOREC.cwd.iterdir()} == before
    if report.code == 0:
        rows = json.loads(report.out)["rows"]
        assert {row["id"]: [row["sent"], row["received"]] for row in rows} == sent_and_received(NOREC.cwd)


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
