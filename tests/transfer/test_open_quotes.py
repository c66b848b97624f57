"""A quote that isn't closed takes in rows: the file is refused. A text of several lines is read."""

import pytest

from norec_cli.model.errors import NorecError
from support.tables import problems_of, rows_of, table_of

HEADINGS = "from,to,participants,start,note\n"


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        # the next quote is that of another text, after which a letter follows
        ('A,B,3,2024-01-15,"by boat\nB,A,2,2024-01-16,late\nA,B,5,2024-01-18,"by train"\n', 2, "takes in 2 more lines, and line 3"),
        # the row with the next quote is the only one that is taken in
        ('A,B,3,2024-01-15,"by boat\nA,B,5,2024-01-18,"by train"\n', 2, "takes in 1 more line, and line 3"),
        # a lonely quote ends the text, so that the row is right as CSV
        ('A,B,3,2024-01-15,"by boat\nB,A,2,2024-01-16,"\nA,B,1,2024-01-17,x\n', 2, "takes in 1 more line, and line 3"),
        ('A,B,3,2024-01-15,"\nB,A,2,2024-01-16,"\n', 2, "takes in 1 more line, and line 3"),
        # the quote opens in the first cell, or in the middle
        ('A,B,1,2024-01-15,x\n"A,B,3,2024-01-15,x\nB,A,2,2024-01-16,y\n"C",D,1,2024-01-17,z\n', 3, "line 4 looks like a row"),
        ('A,"B,3,2024-01-15,x\nB,"A",2,2024-01-16,y\n', 2, "line 3 looks like a row"),
        # it is never closed
        ('A,B,3,2024-01-15,"by boat\nB,A,2,2024-01-16,x\nA,B,1,2024-01-17,y\n', 2, "takes in 2 more lines, and line 3"),
        # it opens in a row that has a text of several lines already
        ('A,"B\nnorth",3,2024-01-15,"by boat\nB,A,2,2024-01-16,x\n', 3, "takes in 1 more line, and line 4"),
        # it opens below a text that has several lines rightly
        ('A,B,3,2024-01-15,"one\ntwo"\nA,B,3,2024-01-15,"by boat\nB,A,2,2024-01-16,x\n', 4, "takes in 1 more line, and line 5"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_quote_that_takes_in_rows_is_refused(body: str, line: int, words: str, ends: str) -> None:
    table = table_of((HEADINGS + body).replace("\n", ends))
    with pytest.raises(NorecError) as refusal:
        list(table.rows())
    (problem,) = refusal.value.problems
    assert (problem.file, problem.line) == ("t.csv", line)
    assert words in problem.text
    assert problem.text.startswith("the quote that opens here ")


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ('A,B,3,2024-01-15,"went by boat,\nthen by train"\n', ["A", "B", "3", "2024-01-15", "went by boat,\nthen by train"]),
        ('A,B,3,2024-01-15,"we saw A, B, C, D\nin a, b, c, d, e"\n', ["A", "B", "3", "2024-01-15", "we saw A, B, C, D\nin a, b, c, d, e"]),
        ('"A\nin the north",B,3,2024-01-15,x\n', ["A\nin the north", "B", "3", "2024-01-15", "x"]),
        ('A,"B\n\n(one, two)",3,2024-01-15,"x ""y"",\n, z"\n', ["A", "B\n\n(one, two)", "3", "2024-01-15", 'x "y",\n, z']),
    ],
)  # fmt: skip
def test_a_text_of_several_lines_is_read(row: str, cells: list[str]) -> None:
    assert rows_of(table_of(HEADINGS + row)) == [cells]


def test_headings_of_several_lines_are_read() -> None:
    table = table_of('"Sending\npartner","Host\npartner"\nA,B\n')
    assert (table.headings, rows_of(table)) == (("Sending\npartner", "Host\npartner"), [["A", "B"]])


def test_wrong_quotes_within_one_row_make_one_bad_row() -> None:
    table = table_of(HEADINGS + 'A,B,3,2024-01-15,"x" y\nB,A,2,2024-01-16,z\n')
    assert [line for line, _ in problems_of(table)] == [2]
    assert len(rows_of(table)) == 1
