"""The rule, against answers from outside and against what must hold whatever the numbers."""

import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.model.rounding import rounded
from norec_cli.reports.core.balance import Balance, BalanceRule
from norec_cli.reports.core.returned import measure_returned
from support.program import KNOWN_ANSWERS

PEOPLE = BalanceRule(Fraction(1, 10), Fraction(1), "people")
MONTHS = BalanceRule(Fraction(1, 10), Fraction(8), "months")
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
    BalanceRule,
    tolerance=st.fractions(0, 1, max_denominator=1000),
    allowance=st.integers(0, 20).map(Fraction),
    unit=st.sampled_from(("people", "months")),
)
amounts = st.integers(0, 5000)


@pytest.mark.parametrize("row", VERDICTS, ids=lambda row: f"{row['sent']}-{row['received']}")
def test_verdicts_of_the_known_answers(row: dict[str, str]) -> None:
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


def test_the_file_of_known_verdicts_is_complete() -> None:
    assert len(VERDICTS) == 30


def test_the_textbook_case_of_grubel_and_lloyd() -> None:
    assert Balance(300, 200, PEOPLE).index == Fraction(4, 5)


def test_a_tolerance_of_one_tenth_is_exact() -> None:
    # 0.1 as a binary float is a little more than a tenth: 3 * 0.1 > 0.3.
    rule = BalanceRule(Fraction(1, 10), Fraction(0), "people")
    assert Balance(11, 9, rule).verdict == "balanced"
    assert Balance(1_000_000_000_011, 818_181_818_190, rule).verdict == "sends-more"


def test_months_are_compared_in_the_tenths_that_are_printed() -> None:
    # Eight calendar months are 242 to 245 days, from 7.95 to 8.05 months: all are printed as 8.0.
    for days in (242, 243, 244, 245):
        assert Balance(days + 1, 1, MONTHS).verdict == "balanced"
    # 246 days are 8.08 months, printed as 8.1. One tenth of a month mends it.
    assert Balance(246 + 1, 1, MONTHS).verdict == "sends-more"
    assert Balance(246 + 1, 1, MONTHS).until_balanced == 1


def test_a_first_stay_is_no_shorter_than_the_shortest_usual_one() -> None:
    # Nothing came back: no stay of three days helps, though less than eight months are missing.
    assert Balance(100, 0, MONTHS).until_balanced == 30
    # 487 days are 16.0 months: more than three are missing. Of 365 days 12.0 months; four are.
    assert Balance(0, 487, MONTHS).until_balanced == 80
    assert Balance(0, 365, MONTHS).until_balanced == 40
    assert Balance(0, 365, BalanceRule(Fraction(1, 10), Fraction(8), "months", least_months=6)).until_balanced == 60
    # One day is less than a tenth of a month, and yet something went that way.
    assert Balance(100, 1, MONTHS).verdict == "balanced"
    assert Balance(365, 1, MONTHS).until_balanced == 40


def test_the_share_of_months_is_rounded_as_it_would_be_printed() -> None:
    rule = BalanceRule(Fraction(1, 10), Fraction(0), "months")
    # 1461 and 1196 days are 48.0 and 39.3 months: 8.7 apart, and a tenth of 87.3 is 8.73.
    assert Balance(1461, 1196, rule).verdict == "balanced"
    # 1195 days: 8.74 apart, printed as 8.7; a tenth of 87.26 is 8.726.
    assert Balance(1461, 1195, rule).verdict == "balanced"
    # 1192 days are 39.16 months: 8.84 apart, printed as 8.8; a tenth of 87.16 is 8.7.
    assert Balance(1461, 1192, rule).verdict == "sends-more"


@pytest.mark.slow
@given(amounts, amounts, rules.filter(lambda rule: rule.unit == "months"), st.integers(1, 24))
def test_until_balanced_in_months_is_the_fewest_tenths(sent: int, received: int, rule: BalanceRule, least: int) -> None:
    rule = BalanceRule(rule.tolerance, rule.allowance, "months", least)
    balance = Balance(sent, received, rule)
    tenth = Fraction(1461, 480)  # in days

    def after(tenths: int) -> str:
        more = tenths * tenth
        lacks_received = sent > received
        return Balance(sent + more * (not lacks_received), received + more * lacks_received, rule).verdict

    tenths = balance.until_balanced
    one_way = balance.verdict in ("only-sends", "only-hosts")
    too_long = one_way and tenths == 10 * least  # the shortest stay may be more than was missing
    if not too_long or 10 * least <= rule.steps(abs(sent - received)):
        assert after(tenths) in ("balanced", "none")
    if tenths and not (one_way and tenths == 10 * least):
        assert after(tenths - 1) != "balanced"


@pytest.mark.slow
@given(amounts, amounts, rules)
def test_swapping_flips_the_balance_and_mirrors_the_verdict(sent: int, received: int, rule: BalanceRule) -> None:
    one, other = Balance(sent, received, rule), Balance(received, sent, rule)
    assert one.difference == -other.difference
    assert other.verdict == MIRRORED[one.verdict]
    assert (one.index, one.until_balanced) == (other.index, other.until_balanced)


@pytest.mark.slow
@given(amounts, amounts, rules.filter(lambda rule: rule.unit == "people"))
def test_until_balanced_is_the_fewest(sent: int, received: int, rule: BalanceRule) -> None:
    balance = Balance(sent, received, rule)

    def after(more: int) -> str:
        lacks_received = sent > received
        return Balance(sent + more * (not lacks_received), received + more * lacks_received, rule).verdict

    more = balance.until_balanced
    assert after(more) == ("none" if sent == received == 0 else "balanced")
    if more:
        assert after(more - 1) != "balanced"


@given(amounts.filter(bool), amounts.filter(bool), st.integers(2, 9))
def test_the_index_does_not_depend_on_scale(sent: int, received: int, factor: int) -> None:
    assert Balance(sent, received, PEOPLE).index == Balance(sent * factor, received * factor, PEOPLE).index


partners = st.sampled_from("abcdef")
flows = st.dictionaries(
    st.tuples(partners, partners).filter(lambda pair: pair[0] != pair[1]), st.integers(0, 1000), max_size=20
)


@given(flows)
def test_direct_through_others_and_unreturned_add_up_to_the_total(amounts: dict[tuple[str, str], int]) -> None:
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


def test_a_small_negative_number_is_rounded_to_zero_without_a_sign() -> None:
    assert str(rounded(Fraction(-1, 1000), 1)) == "0.0"


def test_halves_are_rounded_away_from_zero() -> None:
    assert str(rounded(Fraction(1, 128), 6)) == "0.007813"
    assert str(rounded(Fraction(-1, 128), 6)) == "-0.007813"
