"""How the history remembers what a change did to a file: in hunks, places where some whole lines became others.

A hunk says where in the new file it begins, in bytes, which lines were there, and which are there now. With the hunks and the new
file, the old file is made again byte for byte.
"""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model.change import Hunk
from norec_cli.store.formats.hunks import hunks_between, reversed_hunks, take_back

CHANGES = [
    pytest.param("", "", [], id="two empty files"),
    pytest.param("a\nb\n", "a\nb\n", [], id="nothing changed"),
    pytest.param("", "a\nb\n", [Hunk(0, "", "a\nb\n")], id="lines in an empty file"),
    pytest.param("a\nb\n", "", [Hunk(0, "a\nb\n", "")], id="all lines gone"),
    pytest.param("a\n", "a\nb\n", [Hunk(2, "", "b\n")], id="a line added at the end"),
    pytest.param("b\n", "a\nb\n", [Hunk(0, "", "a\n")], id="a line added at the beginning"),
    pytest.param("a\nc\n", "a\nb\nc\n", [Hunk(2, "", "b\n")], id="a line added between others"),
    pytest.param("a\nb\nc\n", "a\nc\n", [Hunk(2, "b\n", "")], id="a line removed between others"),
    pytest.param("a\nb\nc\n", "a\nB\nc\n", [Hunk(2, "b\n", "B\n")], id="a line replaced"),
    pytest.param("a\nb\n", "a\nb\nc\nd\n", [Hunk(4, "", "c\nd\n")], id="neighbouring lines make one hunk"),
    pytest.param(
        "a\nb\nc\n",
        "A\nb\nC\n",
        [Hunk(0, "a\n", "A\n"), Hunk(4, "c\n", "C\n")],
        id="lines that are apart make two hunks",
    ),
    pytest.param(
        "a\nb\nc\n",
        "new\na\nc\nnew\n",
        [Hunk(0, "", "new\n"), Hunk(6, "b\n", ""), Hunk(8, "", "new\n")],
        id="places are counted in the new file",
    ),
    pytest.param("å\nb\n", "å\nB\n", [Hunk(3, "b\n", "B\n")], id="places are counted in bytes, of which å has two"),
    pytest.param("a\nb", "a\nb\n", [Hunk(2, "b", "b\n")], id="the last line gets its line feed"),
    pytest.param("a\nb", "a\nb\nc", [Hunk(2, "b", "b\nc")], id="a line added behind one without line feed"),
    pytest.param(
        "a\r\nb\r\n", "a\r\nc\r\n", [Hunk(3, "b\r\n", "c\r\n")], id="Windows line endings belong to the lines"
    ),
    pytest.param("a\r\n", "a\n", [Hunk(0, "a\r\n", "a\n")], id="another line ending is another line"),
    pytest.param("\ufeffa\nb\n", "\ufeffa\n", [Hunk(5, "b\n", "")], id="a byte-order mark belongs to the first line"),
    pytest.param("a\n\n\nb\n", "a\n\nb\n", [Hunk(3, "\n", "")], id="of two blank lines, one is removed"),
    pytest.param("a\na\na\n", "a\na\n", [Hunk(4, "a\n", "")], id="of equal lines, the last is removed"),
    pytest.param(
        "a\u2028b\n", "a\u2028c\n", [Hunk(0, "a\u2028b\n", "a\u2028c\n")], id="a line ends where the bytes say so"
    ),
]


@pytest.mark.parametrize(("before", "after", "hunks"), CHANGES)
def test_a_change_is_described_in_hunks(before: str, after: str, hunks: list[Hunk]) -> None:
    assert hunks_between(before.encode(), after.encode()) == hunks


@pytest.mark.parametrize(("before", "after", "hunks"), CHANGES)
def test_hunks_are_taken_back(before: str, after: str, hunks: list[Hunk]) -> None:
    assert b"".join(take_back([after.encode()], hunks)) == before.encode()


@pytest.mark.parametrize(("before", "after", "hunks"), CHANGES)
def test_hunks_that_were_taken_back_are_made_again(before: str, after: str, hunks: list[Hunk]) -> None:
    assert b"".join(take_back([before.encode()], reversed_hunks(hunks))) == after.encode()


def test_the_reverse_of_hunks_counts_in_the_old_file() -> None:
    hunks = [Hunk(0, "", "new\n"), Hunk(6, "b\n", ""), Hunk(8, "", "more\n")]  # made "a b c" into "new a c more"
    assert reversed_hunks(hunks) == [Hunk(0, "new\n", ""), Hunk(2, "", "b\n"), Hunk(6, "more\n", "")]


CHANGED_SINCE = [
    pytest.param("a\nc\n", [Hunk(2, "", "b\n")], "it was changed since", id="another line is in its place"),
    pytest.param("a\n", [Hunk(2, "", "b\n")], "the file is shorter than it was", id="the line is gone"),
    pytest.param("", [Hunk(0, "", "b\n")], "the file is shorter than it was", id="the file is empty"),
    pytest.param("a\n", [Hunk(4, "b\n", "")], "the file is shorter than it was", id="its place is behind the end"),
    pytest.param(
        "a\nb\n",
        [Hunk(2, "", "b\n"), Hunk(0, "", "a\n")],
        "the places are not in order",
        id="the hunks are in the wrong order",
    ),
]


@pytest.mark.parametrize(("after", "hunks", "reason"), CHANGED_SINCE)
def test_a_file_that_was_changed_since_is_refused(after: str, hunks: list[Hunk], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(take_back([after.encode()], hunks))


def test_what_was_added_behind_the_hunks_since_stays() -> None:
    hunks = hunks_between(b"a\nb\n", b"a\nB\n")
    assert b"".join(take_back([b"a\nB\nadded since\n"], hunks)) == b"a\nb\nadded since\n"


def test_two_thousand_lines_are_compared_too() -> None:
    before = b"".join(b"country = %d\n" % (n % 3) for n in range(2000))
    lines = before.splitlines(keepends=True)
    after = b"".join([*lines[:1500], b"new\n", *lines[1500:1999]])
    assert b"".join(take_back([after], hunks_between(before, after))) == before


# Few different lines, so that many of them are equal; endings of every kind, and characters of several bytes.
lines_of_text = st.lists(st.sampled_from(("a\n", "b\n", "\n", "å\n", "a\r\n", "🌍\n")), max_size=12)
texts = st.builds(lambda lines, end: "".join(lines) + end, lines_of_text, st.sampled_from(("", "a", "å")))


def pieces(raw: bytes, length: int) -> Iterator[bytes]:
    """Cut bytes into pieces of some length, as a file is read."""
    return (raw[start : start + length] for start in range(0, len(raw), length))


@given(texts, texts, st.integers(1, 9))
@settings(max_examples=50)
def test_any_change_can_be_taken_back_and_made_again(before: str, after: str, length: int) -> None:
    old, new = before.encode(), after.encode()
    hunks = hunks_between(old, new)
    assert b"".join(take_back(pieces(new, length), hunks)) == old
    assert b"".join(take_back(pieces(old, length), reversed_hunks(hunks))) == new
    assert reversed_hunks(reversed_hunks(hunks)) == hunks
