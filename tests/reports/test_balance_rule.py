"""The rule for one partner: whether what it sent and what it received are approximately equal, in people.

The rule, with S sent, R received and n = S + R: a partner is balanced if S and R differ by no more than an allowance
(1 person), or no more than a tolerance (0.1) of n. Who only sends or only hosts is never balanced, however little it is.

Answers that others have published or printed, with their sources, are set beside what the rule makes of them:

- Grubel and Lloyd, *Intra-Industry Trade* (1975): the index 1 - |S - R| / n, for trade in goods. The textbook case of 300
  against 200 has an index of 0.80.
- Teichler, Ferencz and Wächter, *Mapping mobility in European higher education* (2011): mobility is called balanced if incoming
  and outgoing differ by less than ten percentage points. Of this the tolerance of one tenth is made.
- The five countries of `data/erasmus-2012`, whose README names the source: (S - R) / 10 is printed there.
- GRID-Arendal's round of 2011-12, `data/grid-arendal`, whose README names the public pages.
- Volda University College's 39 sent and 44 received, and the 14 and 25 of Haukeland and Black Lion hospitals, as published by them.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.reports.core.balance import VERDICTS, Balance, BalanceRule, Verdict

DEFAULT = BalanceRule(tolerance=Fraction(1, 10), allowance=Fraction(1), unit="people")


VERDICTS_BY_THE_DEFAULT_RULE = [
    # sent, received, verdict, until_balanced
    pytest.param(0, 0, "none", 0, id="nobody went"),
    pytest.param(1, 0, "only-sends", 1, id="a first one was sent, and nobody came back"),
    pytest.param(0, 1, "only-hosts", 1, id="a first one was received, and nobody went"),
    pytest.param(1, 1, "balanced", 0, id="one each way"),
    pytest.param(2, 1, "balanced", 0, id="three people can't be shared equally"),
    pytest.param(3, 1, "sends-more", 1, id="two are more than the allowance, and more than a tenth of four"),
    pytest.param(1, 3, "hosts-more", 1, id="the same in the other direction"),
    pytest.param(10, 9, "balanced", 0, id="one is always allowed"),
    pytest.param(10, 8, "sends-more", 1, id="two of 18 are more than a tenth"),
    pytest.param(11, 9, "balanced", 0, id="two of 20 are exactly a tenth"),
    pytest.param(9, 11, "balanced", 0, id="exactly a tenth in the other direction"),
    pytest.param(12, 9, "sends-more", 1, id="three of 21 are more than a tenth; of 22, two are allowed"),
    pytest.param(17, 14, "balanced", 0, id="three of 31 are less than a tenth"),
    pytest.param(10, 0, "only-sends", 9, id="nine bring it within one person"),
    pytest.param(100, 0, "only-sends", 82, id="82 bring it within a tenth: 18 of 182"),
    pytest.param(110, 90, "balanced", 0, id="twenty of 200, ten percentage points (Teichler and others)"),
    pytest.param(111, 90, "sends-more", 1, id="21 of 201 are more"),
    pytest.param(39, 44, "balanced", 0, id="Volda University College: five of 83"),
    pytest.param(14, 25, "hosts-more", 7, id="Haukeland and Black Lion: 21 to 25 are four of 46, 20 to 25 five of 45"),
    pytest.param(6, 4, "sends-more", 1, id="six and four: a fifth one makes it one person"),
    pytest.param(2, 2, "balanced", 0, id="GRID-Arendal"),
    pytest.param(1, 2, "balanced", 0, id="Uganda's NEMA in the same round"),
    pytest.param(1, 0, "only-sends", 1, id="Ivory Coast's NESDA in the same round"),
    pytest.param(103, 114, "balanced", 0, id="eleven places are owed, and yet it is within a tenth of 217"),
    pytest.param(1422, 1024, "sends-more", 140, id="Czech Republic, Erasmus 2012-13: 140 leave 258 of 2586"),
    pytest.param(839, 772, "balanced", 0, id="Denmark, Erasmus 2012-13: 67 of 1611"),
    pytest.param(978, 819, "balanced", 0, id="Finland, Erasmus 2012-13: 159 of 1797"),
    pytest.param(753, 2492, "hosts-more", 1286, id="United Kingdom, Erasmus 2012-13: 1286 leave 453 of 4531"),
    pytest.param(1607, 492, "sends-more", 823, id="Türkiye, Erasmus 2012-13: 823 leave 292 of 2922"),
]


@pytest.mark.parametrize(("sent", "received", "verdict", "until"), VERDICTS_BY_THE_DEFAULT_RULE)
def test_the_verdict_and_until_balanced_of_an_example(sent: int, received: int, verdict: Verdict, until: int) -> None:
    balance = Balance(sent, received, DEFAULT)
    assert (balance.verdict, balance.until_balanced) == (verdict, until)
    assert verdict in VERDICTS


INDEXES = [
    pytest.param(300, 200, Fraction(4, 5), id="the textbook case of Grubel and Lloyd"),
    pytest.param(0, 0, None, id="nothing has no index"),
    pytest.param(5, 0, Fraction(0), id="all one way"),
    pytest.param(0, 5, Fraction(0), id="all the other way"),
    pytest.param(5, 5, Fraction(1), id="equal"),
    pytest.param(2, 1, Fraction(2, 3), id="two and one"),
    pytest.param(110, 90, Fraction(9, 10), id="a difference of a tenth"),
    pytest.param(39, 44, Fraction(78, 83), id="Volda University College"),
    pytest.param(14, 25, Fraction(28, 39), id="Haukeland and Black Lion"),
]


@pytest.mark.parametrize(("sent", "received", "index"), INDEXES)
def test_the_index_of_grubel_and_lloyd(sent: int, received: int, index: Fraction | None) -> None:
    assert Balance(sent, received, DEFAULT).index == index


@pytest.mark.parametrize(
    ("country", "sent", "received", "printed"),
    [
        ("CZ", 1422, 1024, "39.8"),
        ("DK", 839, 772, "6.7"),
        ("FI", 978, 819, "15.9"),
        ("UK", 753, 2492, "-173.9"),
        ("TR", 1607, 492, "111.5"),
    ],
)
def test_the_balances_of_five_countries_are_the_printed_ones(
    country: str, sent: int, received: int, printed: str
) -> None:
    assert Fraction(Balance(sent, received, DEFAULT).difference, 10) == Fraction(printed)


OTHER_RULES = [
    # tolerance, allowance, sent, received, verdict, until_balanced
    pytest.param("0", 0, 5, 5, "balanced", 0, id="an exact rule: equal"),
    pytest.param("0", 0, 5, 4, "sends-more", 1, id="an exact rule: one too many"),
    pytest.param("0", 0, 0, 7, "only-hosts", 7, id="an exact rule: all of them must come back"),
    pytest.param("0", 3, 13, 10, "balanced", 0, id="an allowance of three alone"),
    pytest.param("0", 3, 14, 10, "sends-more", 1, id="one more than that"),
    pytest.param("0", 9, 5, 0, "only-sends", 1, id="a wide allowance: something must come back all the same"),
    pytest.param("1", 0, 100, 1, "balanced", 0, id="a tolerance of everything"),
    pytest.param("1", 0, 100, 0, "only-sends", 1, id="but not if nothing came back"),
    pytest.param("0.1", 0, 2, 1, "sends-more", 1, id="no allowance: one of three is more than a tenth"),
    pytest.param("0.2", 0, 6, 4, "balanced", 0, id="a fifth of ten"),
    pytest.param("0.25", 1, 5, 3, "balanced", 0, id="a quarter of eight"),
    pytest.param("0.3", 0, 13, 7, "balanced", 0, id="three tenths of twenty; a binary 0.3 is less"),
]


@pytest.mark.parametrize(("tolerance", "allowance", "sent", "received", "verdict", "until"), OTHER_RULES)
def test_a_store_or_project_may_have_another_rule(
    tolerance: str, allowance: int, sent: int, received: int, verdict: Verdict, until: int
) -> None:
    balance = Balance(sent, received, BalanceRule.of(Decimal(tolerance), allowance, "people"))
    assert (balance.verdict, balance.until_balanced) == (verdict, until)


@pytest.mark.parametrize(
    ("total", "allowed"),
    [
        pytest.param(0, Fraction(1), id="the allowance, of nothing"),
        pytest.param(10, Fraction(1), id="both are the same at ten"),
        pytest.param(11, Fraction(11, 10), id="from there on a tenth, exactly"),
        pytest.param(10**15 + 1, Fraction(10**15 + 1, 10), id="at any size"),
    ],
)
def test_the_greater_of_allowance_and_tolerance_is_allowed(total: int, allowed: Fraction) -> None:
    assert DEFAULT.allowed(total) == allowed


@given(st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=50)
def test_until_balanced_is_found_by_adding_one_at_a_time_too(sent: int, received: int) -> None:
    more = 0
    grown = Balance(sent, received, DEFAULT)
    while grown.verdict not in ("balanced", "none"):
        more += 1
        grown = Balance(sent, received + more, DEFAULT) if sent > received else Balance(sent + more, received, DEFAULT)
    assert Balance(sent, received, DEFAULT).until_balanced == more
