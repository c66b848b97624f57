"""Fixtures of the tests that break things on purpose: how many cases to try, quick or with --long, and their count."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

COUNTED: Counter[str] = Counter()


@pytest.fixture
def number(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How many cases are tried: the first number, or with --long the second."""
    return lambda quick, long: long if request.config.getoption("--long") else quick


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Iterator[Callable[[str, int], None]]:
    """Tells how many cases of a kind were tried and found right."""

    def count(kind: str, cases: int = 1) -> None:
        COUNTED[kind] += cases

    COUNTED.clear()
    yield count
    for kind, cases in COUNTED.items():
        record_property(f"cases: {kind}", cases)
