"""Every report and list prints the same JSON and plain lines of the example stores as before, because scripts read them."""

import pytest

from support.outputs import DATA, STORES, commands, kept
from support.program import Norec

OUTPUTS = "tests/support/outputs.py"
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("store", STORES)
def test_json_and_plain_output_are_as_they_were(store: str) -> None:
    norec, before = Norec(DATA / store), kept()[store]
    names = {" ".join(words) for words in commands(store)}
    assert not names - before.keys(), f"not kept yet: {names - before.keys()}: run PYTHONPATH=tests python {OUTPUTS}"
    assert not before.keys() - names, (
        f"kept, and no longer compared: {before.keys() - names}: are they missing in {OUTPUTS}?"
    )
    for words in commands(store):
        assert norec(*words).out == before[" ".join(words)], " ".join(words)
