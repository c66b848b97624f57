"""Tables in which both partners say how many went out and came in: nobody is counted twice in silence."""

import pytest

from support.program import Norec, make_store

HEADINGS = "Home,Host,Out,In\n"
SAME = "say the same from both sides"
PARTNERS = """\
[partners.bergen]
name = "Bergen"
country = "NO"
aliases = ["UiB"]

[partners.kampala]
name = "Kampala"
country = "UG"
"""


def flows(norec: Norec, rows: str, *more: str) -> dict[str, int]:
    result = norec("report", "flows", "--input", "-", *more, stdin=(HEADINGS + rows).encode())
    assert result.code == 0, result.err
    lines = (line.split("\t") for line in result.out.splitlines())
    return {f"{sender}>{host}": int(people) for sender, host, people, *_ in lines}


REFUSED = [
    pytest.param(
        "A,B,3,2\nB,A,2,3\n",
        [f"lines 2 and 3 {SAME}: --map incoming= counts each once (as the sender says)"],
        id="one pair",
    ),
    pytest.param(
        "A,B,3,2\nA,C,1,0\nC,A,0,1\nB,A,2,3\n",
        [f"lines 2 and 5 {SAME} (and 1 other pair of rows too): --map incoming= counts each once (as the sender says)"],
        id="several pairs",
    ),
    pytest.param(
        "A,B,3,2\nB,A,2,3\nA,C,1,4\nC,A,3,1\n",
        [
            f"lines 2 and 3 {SAME}: --map incoming= counts each once (as the sender says)",
            'lines 4 and 5 contradict each other, from both sides: 3 or 4 from "C" to "A"',
            "--map outgoing= counts each as the host says.",
        ],
        id="a contradiction",
    ),
    pytest.param(
        "A,B,3,2\nB,A,1,4\n",
        [
            (
                'lines 2 and 3 contradict each other, from both sides: 3 or 4 from "A" to "B" and 1 or 2 from "B" to "A": '
                "--map incoming= counts each once (as the sender says)"
            ),
            "--map outgoing= counts each as the host says.",
        ],
        id="only a contradiction",
    ),
    pytest.param(
        "A,B,3,2\nB,A,2,3\nA,C,1,4\n",
        [f"lines 2 and 3 {SAME}: take one of each such two rows out (line 4 has no second one)"],
        id="a pair that only one of them says",
    ),
    pytest.param(
        "A,B,3,2\nB,A,2,3\nA,C,1,0\n",
        [f"lines 2 and 3 {SAME}: --map incoming= counts each once (as the sender says)"],
        id="nobody comes in where only one says it",
    ),
]


@pytest.mark.parametrize(("rows", "said"), REFUSED)
def test_what_both_partners_say_of_the_same_exchanges_is_refused(norec: Norec, rows: str, said: list[str]) -> None:
    result = norec("report", "flows", "--input", "-", stdin=(HEADINGS + rows).encode())
    assert (result.code, result.out) == (2, "")
    assert [line.removeprefix("norec: ") for line in result.err.splitlines()[2:]] == said


def test_each_is_counted_once_as_one_side_says(norec: Norec) -> None:
    rows = "A,B,3,2\nB,A,1,4\n"
    assert flows(norec, rows, "--map", "incoming=") == {"A>B": 3, "B>A": 1}
    assert flows(norec, rows, "--map", "outgoing=") == {"A>B": 4, "B>A": 2}


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        ("A,B,3,2\nA,C,1,4\nB,C,2,2\n", {"A>B": 3, "B>A": 2, "A>C": 1, "C>A": 4, "B>C": 2, "C>B": 2}),
        ("A,B,3,0\nB,A,2,0\n", {"A>B": 3, "B>A": 2}),
        ("A,B,3,2\nA,B,1,1\n", {"A>B": 4, "B>A": 3}),
        ("A,B,3,2\nB,A,0,0\n", {"A>B": 3, "B>A": 2}),
    ],
    ids=["one row of each pair", "only who goes out", "two rows of one side", "one says nobody"],
)
def test_rows_that_count_nobody_twice_are_read(norec: Norec, rows: str, people: dict[str, int]) -> None:
    assert flows(norec, rows) == people


def test_a_column_that_a_person_named_is_to_be_ignored_by_its_name(norec: Norec) -> None:
    text = b"Home,Host,Away,Came here\nA,B,3,2\nB,A,2,3\n"
    words = ("report", "flows", "--input", "-", "--map", "outgoing=Away")
    refusal = norec(*words, "--map", "incoming=Came here", stdin=text)
    assert '--map incoming= --ignore "Came here" counts each once' in refusal.err
    assert norec(*words, "--map", "incoming=", "--ignore", "Came here", stdin=text).code == 0


def test_partners_of_the_store_are_known_by_all_of_their_names_and_years_tell_rows_apart(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    headings, one = "Home,Host,Year,Out,In\n", "Bergen,Kampala,2023,3,2\n"
    (norec.cwd / "t.csv").write_text(f"{headings}{one}Kampala,UiB,2023,2,3\n", encoding="utf-8")
    for more in ((), ("--skip-bad",)):
        result = norec("import", "exchanges", "t.csv", *more)
        assert (result.code, f"lines 2 and 3 {SAME}" in result.err) == (2, True)
    (norec.cwd / "t.csv").write_text(f"{headings}{one}Kampala,UiB,2024,2,3\n", encoding="utf-8")
    assert norec("import", "exchanges", "t.csv").out == "4\t0\t0\t0\t0\n"
