"""How much of what was sent came back: from the same partner (direct), through others, or not at all (unreturned).

With w(i, j) people sent from i to j, W their sum, and sent and received per partner:

- direct is the sum over ordered pairs of min(w(i, j), w(j, i)); direct / W is the reciprocity of weighted networks (Squartini, Picciolo,
  Ruzzenenti and Garlaschelli, *Scientific Reports* 3:2729, 2013);
- unreturned is W less the sum of min(sent, received); 100 times unreturned / W is the migration effectiveness index;
- through others is the rest.

The examples: small networks that a reader can draw; the five countries of `data/erasmus-2012` and the six people of
`data/grid-arendal`, whose READMEs name the sources.
"""

import csv
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.reports.core.returned import measure_returned
from support.program import KNOWN_ANSWERS


def flows(drawn: str) -> dict[tuple[str, str], int]:
    """Return the flows of a drawing: `A>B 3` is three people from A to B."""
    found: dict[tuple[str, str], int] = {}
    for arrow in filter(None, drawn.split(", ")):
        pair, amount = arrow.split(" ")
        sender, host = pair.split(">")
        found[sender, host] = int(amount)
    return found


NETWORKS = [
    # drawing, total, direct, through others, unreturned
    pytest.param("", 0, 0, 0, 0, id="nobody went"),
    pytest.param("A>B 3", 3, 0, 0, 3, id="all one way"),
    pytest.param("A>B 3, B>A 3", 6, 6, 0, 0, id="three each way"),
    pytest.param("A>B 3, B>A 1", 4, 2, 0, 2, id="one of three came back: two people are a pair, two are not"),
    pytest.param("A>B 1, B>C 1, C>A 1", 3, 0, 3, 0, id="a ring of three, where nobody has a pair"),
    pytest.param("A>B 2, B>C 1, C>A 1", 4, 0, 3, 1, id="a ring with one too many"),
    pytest.param("A>B 1, B>C 1", 2, 0, 1, 1, id="a chain: B gave what it got, A gave one and C got one"),
    pytest.param("H>A 1, H>B 1, H>C 1", 3, 0, 0, 3, id="a star that only sends"),
    pytest.param("H>A 1, H>B 1, A>H 1, B>H 1", 4, 4, 0, 0, id="a star that gets everything back"),
    pytest.param("H>A 2, B>H 2", 4, 0, 2, 2, id="what goes to one and comes from another is through others for H"),
    pytest.param("A>B 2, B>A 1, B>C 1, C>A 1", 5, 2, 3, 0, id="a pair and a ring that share an arrow's ends"),
    pytest.param("A>B 2, B>A 1, B>C 1, C>B 1", 5, 4, 0, 1, id="two pairs, and one too many from A"),
    pytest.param("A>B 1, C>D 5, D>C 5", 11, 10, 0, 1, id="parts of a network that have nothing to do with each other"),
    pytest.param("A>A 7, A>B 1", 1, 0, 0, 1, id="who stays at home was not sent"),
    pytest.param("A>B 0, B>A 2", 2, 0, 0, 2, id="a flow of nobody"),
    pytest.param("A>B 1000000000, B>A 999999999", 1_999_999_999, 1_999_999_998, 0, 1, id="large numbers, exactly"),
    pytest.param(
        "NO>UG 1, NO>ZM 1, ZM>NO 1, CI>NO 1, UG>ZW 1, ZW>UG 1",
        6,
        4,
        1,
        1,
        id="GRID-Arendal's exchange round of 2011-12",
    ),
    pytest.param(
        "A>B 10, A>C 10, B>A 20, B>C 20, C>A 30, C>B 30", 120, 80, 10, 30, id="a table whose effectiveness is 25"
    ),
    pytest.param(
        "A>B 20, A>C 20, B>A 30, B>C 50, C>A 20, C>B 20", 160, 120, 0, 40, id="another one, with more of it direct"
    ),
    pytest.param("V>X 39, X>V 44", 83, 78, 0, 5, id="Volda University College, with everybody else as one partner"),
    pytest.param(", ".join(f"P{n}>P{(n + 1) % 10} 1" for n in range(10)), 10, 0, 10, 0, id="a ring of ten"),
]


@pytest.mark.parametrize(("drawn", "total", "direct", "through_others", "unreturned"), NETWORKS)
def test_what_came_back_in_small_networks(
    drawn: str, total: int, direct: int, through_others: int, unreturned: int
) -> None:
    found = measure_returned(flows(drawn))
    assert (found.total, found.direct, found.through_others, found.unreturned) == (
        total,
        direct,
        through_others,
        unreturned,
    )
    assert direct + through_others + unreturned == total


SHARES = [
    # drawing, index, direct share, effectiveness
    pytest.param("", None, None, None, id="of nothing there are no shares"),
    pytest.param("A>B 3", Fraction(0), Fraction(0), Fraction(100), id="nothing came back"),
    pytest.param("A>B 3, B>A 3", Fraction(1), Fraction(1), Fraction(0), id="everything came back directly"),
    pytest.param(
        "A>B 1, B>C 1, C>A 1", Fraction(1), Fraction(0), Fraction(0), id="everything came back through others"
    ),
    pytest.param(
        "A>B 10, A>C 10, B>A 20, B>C 20, C>A 30, C>B 30",
        Fraction(3, 4),
        Fraction(2, 3),
        Fraction(25),
        id="a table whose effectiveness is 25 and direct share two thirds",
    ),
    pytest.param(
        "A>B 20, A>C 20, B>A 30, B>C 50, C>A 20, C>B 20",
        Fraction(3, 4),
        Fraction(3, 4),
        Fraction(25),
        id="another one, whose direct share is three quarters",
    ),
]


@pytest.mark.parametrize(("drawn", "index", "direct_share", "effectiveness"), SHARES)
def test_shares_of_what_was_sent(
    drawn: str, index: Fraction | None, direct_share: Fraction | None, effectiveness: Fraction | None
) -> None:
    found = measure_returned(flows(drawn))
    assert (found.index, found.direct_share, found.effectiveness) == (index, direct_share, effectiveness)


def test_half_of_the_printed_balances_of_five_countries_is_unreturned() -> None:
    """Half of the printed balances, 398 + 67 + 159 + 1739 + 1115 = 3478, is unreturned: 1739.

    Direct is twice the smaller flow of each two countries: 2 * (42 + 181 + 186 + 230 + 28 + 244 + 119 + 228 + 48 + 95) = 2802.
    """
    with (KNOWN_ANSWERS / "erasmus-five-2012.csv").open(encoding="utf-8", newline="") as file:
        table = {(row["from"], row["to"]): int(row["participants"]) for row in csv.DictReader(file)}
    found = measure_returned(table)
    assert (found.total, found.direct, found.through_others, found.unreturned) == (5599, 2802, 1058, 1739)
    assert f"{float(found.direct_share or 0):.10f}" == "0.5004465083"
    assert f"{float(found.effectiveness or 0):.10f}" == "31.0591176996"


names = st.sampled_from("ABCDE")
networks = st.dictionaries(st.tuples(names, names), st.integers(0, 20), max_size=15)


@given(networks)
@settings(max_examples=50)
def test_unreturned_is_how_many_new_exchanges_balance_everybody(
    amounts: dict[tuple[str, str], int],
) -> None:
    """Whoever received too much sends one to whoever sent too much, until nobody is left."""
    surplus: Counter[str] = Counter()
    for (sender, host), amount in amounts.items():
        surplus[sender] += amount
        surplus[host] -= amount
    made = 0
    squared = dict(amounts)
    while any(surplus.values()):
        giver, taker = min(surplus, key=lambda name: surplus[name]), max(surplus, key=lambda name: surplus[name])
        surplus[giver] += 1
        surplus[taker] -= 1
        squared[giver, taker] = squared.get((giver, taker), 0) + 1
        made += 1
    assert measure_returned(amounts).unreturned == made
    assert measure_returned(squared).unreturned == 0


@given(networks, st.integers(2, 9))
@settings(max_examples=50)
def test_the_shares_depend_neither_on_scale_nor_on_names(amounts: dict[tuple[str, str], int], factor: int) -> None:
    once = measure_returned(amounts)
    more = measure_returned({(host.lower(), sender.lower()): n * factor for (sender, host), n in amounts.items()})
    assert (more.index, more.direct_share, more.effectiveness) == (once.index, once.direct_share, once.effectiveness)
