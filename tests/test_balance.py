"""The rule, against answers from outside and against what must hold whatever the numbers."""

import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import KNOWN_ANSWERS
from norec_cli.render.sheet import rounded
from norec_cli.reports.balance import Balance, Rule
from norec_cli.reports.returned import measure_returned

PEOPLE = Rule(Fraction(1, 10), Fraction(1), "people")
MONTHS = Rule(Fraction(1, 10), Fraction(8), "months")
MIRRORED = {
    "balanced": "balanced",
    "none": "none",
    "sends-more": "hosts-more",
    "hosts-more": "sends-more",
    "only-sends": "only-hosts",
    "only-hosts": "only-sends",
}

with (KNOWN_ANSWERS / "verdicts.csv").open(encoding="utf-8") as file:
    VERDICTS = list(csv.DictReader(file))

rules = st.builds(
    Rule,
    tolerance=st.fractions(0, 1, max_denominator=1000),
    allowance=st.integers(0, 20).map(Fraction),
    unit=st.sampled_from(("people", "months")),
)
amounts = st.integers(0, 5000)


@pytest.mark.parametrize("row", VERDICTS, ids=lambda row: f"{row['sent']}-{row['received']}")
def test_every_known_verdict(row: dict[str, str]) -> None:
    balance = Balance(int(row["sent"]), int(row["received"]), PEOPLE)
    index = balance.index
    assert {
        "sent": str(balance.sent),
        "received": str(balance.received),
        "balance": str(balance.difference),
        "index": "" if index is None else str(rounded(index, 6)),
        "verdict": balance.verdict,
        "until_balanced": str(balance.until_balanced),
    } == row


def test_the_known_verdicts_are_all_there() -> None:
    assert len(VERDICTS) == 30


def test_the_textbook_case_of_grubel_and_lloyd() -> None:
    assert Balance(300, 200, PEOPLE).index == Fraction(4, 5)


def test_a_tolerance_of_one_tenth_is_one_tenth() -> None:
    # 0.1 as a binary float is a little more than a tenth: 3 * 0.1 > 0.3.
    rule = Rule(Fraction(1, 10), Fraction(0), "people")
    assert Balance(11, 9, rule).verdict == "balanced"
    assert Balance(1_000_000_000_011, 818_181_818_190, rule).verdict == "sends-more"


def test_months_are_compared_exactly() -> None:
    # Eight months are 243.5 days.
    assert Balance(243 + 1, 1, MONTHS).verdict == "balanced"
    assert Balance(244 + 1, 1, MONTHS).verdict == "sends-more"
    # One half day too much: one tenth of a month mends it.
    assert Balance(244 + 1, 1, MONTHS).until_balanced == 1
    # Nothing came back: within eight months, but a tenth of a month at least must come.
    assert Balance(100, 0, MONTHS).until_balanced == 1
    assert Balance(304, 0, MONTHS).until_balanced == 20


@given(amounts, amounts, rules)
def test_swapping_flips_the_balance_and_mirrors_the_verdict(sent: int, received: int, rule: Rule) -> None:
    one, other = Balance(sent, received, rule), Balance(received, sent, rule)
    assert one.difference == -other.difference
    assert other.verdict == MIRRORED[one.verdict]
    assert (one.index, one.until_balanced) == (other.index, other.until_balanced)


@given(amounts, amounts, rules.filter(lambda rule: rule.unit == "people"))
def test_until_balanced_is_the_fewest(sent: int, received: int, rule: Rule) -> None:
    balance = Balance(sent, received, rule)

    def after(more: int) -> str:
        lacks_received = sent > received
        return Balance(sent + more * (not lacks_received), received + more * lacks_received, rule).verdict

    more = balance.until_balanced
    assert after(more) == ("none" if sent == received == 0 else "balanced")
    if more:
        assert after(more - 1) != "balanced"


@given(amounts.filter(bool), amounts.filter(bool), st.integers(2, 9))
def test_the_index_knows_no_scale(sent: int, received: int, factor: int) -> None:
    assert Balance(sent, received, PEOPLE).index == Balance(sent * factor, received * factor, PEOPLE).index


partners = st.sampled_from("abcdef")
flows = st.dictionaries(
    st.tuples(partners, partners).filter(lambda pair: pair[0] != pair[1]), st.integers(0, 1000), max_size=20
)


@given(flows)
def test_direct_through_others_and_unreturned_make_the_whole(amounts: dict[tuple[str, str], int]) -> None:
    returned = measure_returned(amounts)
    assert returned.direct + returned.through_others + returned.unreturned == returned.total == sum(amounts.values())
    assert min(returned.direct, returned.through_others, returned.unreturned) >= 0


@given(flows)
def test_unreturned_is_half_of_all_differences(amounts: dict[tuple[str, str], int]) -> None:
    names = {name for pair in amounts for name in pair}
    differences = sum(
        abs(sum(n for (i, _), n in amounts.items() if i == name) - sum(n for (_, j), n in amounts.items() if j == name))
        for name in names
    )
    assert measure_returned(amounts).unreturned * 2 == differences


def test_a_ring_of_ten_comes_back_through_others() -> None:
    returned = measure_returned({(str(i), str((i + 1) % 10)): 1 for i in range(10)})
    assert (returned.direct, returned.through_others, returned.unreturned) == (0, 10, 0)


@pytest.mark.parametrize(
    ("rows", "effectiveness", "direct_share"),
    [
        (((0, 10, 10), (20, 0, 20), (30, 30, 0)), Fraction(25), Fraction(2, 3)),
        (((0, 20, 20), (30, 0, 50), (20, 20, 0)), Fraction(25), Fraction(3, 4)),
    ],
)
def test_known_matrices(rows: tuple[tuple[int, ...], ...], effectiveness: Fraction, direct_share: Fraction) -> None:
    returned = measure_returned({(str(i), str(j)): n for i, row in enumerate(rows) for j, n in enumerate(row) if n})
    assert (returned.effectiveness, returned.direct_share) == (effectiveness, direct_share)


@given(st.fractions(max_denominator=10**7), st.integers(0, 10))
def test_rounding_is_the_same_on_both_sides_of_zero(value: Fraction, places: int) -> None:
    assert Fraction(rounded(-value, places)) == -Fraction(rounded(value, places))
    assert abs(Fraction(rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


def test_nothing_is_never_less_than_nothing() -> None:
    assert str(rounded(Fraction(-1, 1000), 1)) == "0.0"


def test_halves_go_away_from_zero() -> None:
    assert str(rounded(Fraction(1, 128), 6)) == "0.007813"
    assert str(rounded(Fraction(-1, 128), 6)) == "-0.007813"
