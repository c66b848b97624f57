"""Signs between thousands in numbers of people: all cells of a column decide what a comma or point is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.transfer.tables.grouping import is_grouped, may_be_grouped, thousands_sign, ungrouped
from support.program import Norec

COLUMNS = {
    "1,338 7": ",",
    "1.338 7": ".",
    "1,234,567": ",",
    "1.234.567 2.000": ".",
    "1,338 0 d": ",",
    "9.000": "",
    "9,000 8,500": "",
    "1,338 7 1000": "",
    "1,338 7 12345": "",
    "1,338 1.338 7": "",
    "1,234,567 3.5": "",
    "1,338 7 0,125": "",
    "1,338 7 2'000": "",
    "1,338 7 3,0": "",
    "7 8": "",
    "": "",
}


@pytest.mark.parametrize(("texts", "sign"), COLUMNS.items())
def test_the_sign_of_a_column(texts: str, sign: str) -> None:
    assert thousands_sign(texts.split()) == sign


@given(st.lists(st.integers(0, 10**10), min_size=1), st.sampled_from(",."))
def test_a_column_written_with_signs_is_read_as_it_was_meant(numbers: list[int], sign: str) -> None:
    texts = [f"{number:,}".replace(",", sign) for number in numbers]
    certain = any(number < 1000 or number >= 10**6 for number in numbers) and max(numbers) >= 1000
    assert thousands_sign(texts) == (sign if certain else "")
    assert [int(ungrouped(text)) for text in texts] == numbers
    assert all(may_be_grouped(text) == (number >= 1000) for text, number in zip(texts, numbers, strict=True))


@pytest.mark.parametrize("sign", [" ", "\u00a0", "\u202f", "\u2009", "'", "\u2019"])
def test_other_signs_are_never_decimal_signs(norec: Norec, sign: str) -> None:
    assert is_grouped(f"1{sign}234")
    text = f"from;to;people\nA;B;1{sign}234{sign}567\n".encode()
    assert norec("report", "flows", "--input", "-", stdin=text).out.startswith("A\tB\t1234567\t")
    text = f"x;A;B\nA;;1{sign}234\nB;7000;\n".encode()
    result = norec("report", "flows", "--input", "-", "--matrix", "senders", stdin=text)
    assert result.out == "A\tB\t1234\t0.0\t0\t0.0\nB\tA\t7000\t0.0\t0\t0.0\n"


def test_a_list_with_commas_between_thousands(norec: Norec) -> None:
    text = b'from,to,people\nA,B,"1,338"\nB,A,7\n'
    result = norec("report", "flows", "--input", "-", stdin=text)
    assert result.out == "A\tB\t1338\t0.0\t0\t0.0\nB\tA\t7\t0.0\t0\t0.0\n"
    assert 'numbers of people have a comma between thousands: "1,234" is 1234\n' in result.err
    assert "decimal comma" not in result.err


DOUBT = "may be 9000 or a number with decimals: write it without the point or comma"


@pytest.mark.parametrize("others", ["8.000", "12345", "3,5"])
def test_a_list_in_which_nothing_shows_what_a_point_is(norec: Norec, others: str) -> None:
    text = f"from;to;people\nA;B;9.000\nB;A;{others}\n".encode()
    result = norec("report", "flows", "--input", "-", stdin=text)
    assert (result.code, result.out) == (1, "")
    assert f'standard input:2: people: "9.000" {DOUBT}' in result.err


def test_the_cells_of_a_matrix_are_one_column(norec: Norec) -> None:
    command = ("report", "flows", "--input", "-", "--matrix", "senders")
    result = norec(*command, stdin=b"x;A;B;C\nA;;9.000;8.000\nB;4;;\n")
    assert [line.split("\t")[:3] for line in result.out.splitlines()] == [
        ["A", "B", "9000"], ["A", "C", "8000"], ["B", "A", "4"],
    ]  # fmt: skip
    result = norec(*command, stdin=b"x;A;B;C\nA;;9.000;8.000\nB;4.000;;\n")
    assert (result.code, f'participants: "9.000" {DOUBT}' in result.err) == (1, True)


def test_a_column_with_signs_that_is_not_read_is_asked_about(norec: Norec) -> None:
    text = b'from,to,Male,Female,Other moves\nA,B,"1,338",2,"1,000"\nB,A,7,8,6\n'
    assert (
        '"Other moves" isn\'t read, but may be numbers of people'
        in norec("report", "flows", "--input", "-", stdin=text).err
    )
