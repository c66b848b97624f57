"""How `exchanges.jsonl` is read and rewritten: one exchange a line, every line checked, every fault named with its line.

The file is read in blocks of whole lines. A block whose lines all look as this program writes them takes a fast way; any
other is read line by line. Both ways must find the same, so the rows below are read once as a single block and once with
each line as a block.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model.change import Hunk
from norec_cli.model.errors import StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.store.formats.exchanges_jsonl import (
    Blocks,
    ExchangesReader,
    check_line,
    encode,
    read_exchanges,
    rewrite_exchanges,
)

FILE = "exchanges.jsonl"
PARTNERS = {"a-no", "b-ke"}
PROJECTS = {"p"}
BOM = b"\xef\xbb\xbf"


def exchange(name: str, **more: object) -> Exchange:
    """Return an exchange of one participant."""
    values = {"sender": "a-no", "host": "b-ke", "participants": 1, "start": date(2012, 1, 1), **more}
    return Exchange(id=name, **values)  # type: ignore[arg-type]


def line(name: str, rest: str = "") -> str:
    """Return an exchange's line as this program writes it, without its line feed."""
    return f'{{"id":"{name}","from":"a-no","to":"b-ke","participants":1,"start":"2012-01-01"{rest}}}'


SIZE = len(line("x1")) + 1  # bytes of such a line with its line feed


def in_blocks(*raw: bytes) -> Blocks:
    """Return what opens a file that is read in these blocks."""

    @contextmanager
    def opened() -> Iterator[Iterable[bytes]]:
        yield iter(raw)

    return opened


def each_line(raw: bytes) -> list[bytes]:
    """Cut a file so that each line is a block."""
    return [one + b"\n" for one in raw.removesuffix(b"\n").split(b"\n")] if raw else []


def read(*raw: bytes, most: int | None = None) -> tuple[list[str], list[str]]:
    """Return the ids of the valid exchanges of a file, and its faults as `line: text`."""
    reading = ExchangesReader(in_blocks(*raw), FILE, PARTNERS, PROJECTS, most=most)
    ids = [one.id for block in reading.run() for one in block.exchanges if one is not None]
    return ids, [f"{problem.line}: {problem.text}" for problem in reading.problems]


READ = [
    pytest.param("", [], [], id="an empty file"),
    pytest.param(f"{line('x1')}\n{line('x2')}\n", ["x1", "x2"], [], id="lines as this program writes them"),
    pytest.param(f"{line('x1')}\n{line('x2')}", ["x1", "x2"], [], id="a last line without line feed"),
    pytest.param(f"\n{line('x1')}\n\n  \n{line('x2')}\n\n", ["x1", "x2"], [], id="blank lines are passed over"),
    pytest.param(f"{line('x1')}\r\n{line('x2')}\r\n", ["x1", "x2"], [], id="Windows line endings"),
    pytest.param(f"\ufeff{line('x1')}\n", ["x1"], [], id="a byte-order mark before the first line"),
    pytest.param(
        f"{line('x1')}\n\ufeff{line('x2')}\n",
        ["x1"],
        ["2: is not valid JSON: invalid character (column 1)"],
        id="a byte-order mark before another line",
    ),
    pytest.param(
        '{ "to": "b-ke", "from": "a-no", "start": "2012-01-01", "participants": 1, "id": "x1" }\n',
        ["x1"],
        [],
        id="blanks and another order of the keys",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')[:20]}\n{line('x3')}\n",
        ["x1", "x3"],
        ["2: the line is cut off: complete it, or delete it"],
        id="a line that is cut off",
    ),
    pytest.param(
        "{'id': 'x1'}\n",
        [],
        ["1: is not valid JSON: object keys must be strings (column 2)"],
        id="single quotes, which JSON does not have",
    ),
    pytest.param(
        f"{line('x1')}\n<<<<<<< HEAD\n{line('x2')}\n",
        ["x1", "x2"],
        ["2: is a git conflict marker: keep the lines that are right, and delete this one"],
        id="a conflict marker of git",
    ),
    pytest.param("[1, 2]\n", [], ["1: must be an object {...}, not a list"], id="JSON that is no record"),
    pytest.param(
        '\n{"id":"x1","from":"a-no","participants":0,"start":"2012-02-30"}\n',
        [],
        [
            "2: participants must be 1 or more",
            '2: start: there is no "2012-02-30": February 2012 has 29 days',
            "2: to is missing",
        ],
        id="everything that is wrong with a line",
    ),
    pytest.param(
        line("x1", ',"colour":"red"') + "\n", [], ["1: colour is not known here"], id="a key that is not known"
    ),
    pytest.param(
        line("x1", ',"note":"one","note":"two"') + "\n", [], ["1: note is given twice"], id="a key that is given twice"
    ),
    pytest.param(
        line("x1", ',"end":"2011-12-31"') + "\n",
        [],
        ["1: end 2011-12-31 is before start 2012-01-01"],
        id="values that contradict each other",
    ),
    pytest.param(
        line("x1").replace("b-ke", "b-kee") + "\n",
        [],
        ['1: no partner "b-kee" (did you mean b-ke?)'],
        id="a partner that does not exist",
    ),
    pytest.param(line("x1", ',"project":"q"') + "\n", [], ['1: no project "q"'], id="a project that does not exist"),
    pytest.param(line("x1", ',"project":"p"') + "\n", ["x1"], [], id="a project that exists"),
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n{line('x1')}\n{line('x1')}\n",
        ["x1", "x2", "x1", "x1"],
        [
            '3: id "x1" is on line 1 too: keep one of them',
            '4: id "x1" is on line 1 too: keep one of them',
        ],
        id="an id that is there three times",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n{line('x1')}\n",
        ["x1", "x2", "x1"],
        ['3: id "x1" is on line 1 too: keep one of them'],
        id="an id that is there again behind others",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x1')[:-1]}\n",
        ["x1"],
        ["2: the line is cut off: complete it, or delete it"],
        id="the same id on a line that is no record is no second one",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x1').replace('b-ke', 'c')}\n",
        ["x1"],
        ['2: id "x1" is on line 1 too: keep one of them', '2: no partner "c"'],
        id="an id that a faulty record repeats",
    ),
]


@pytest.mark.parametrize(("text", "ids", "problems"), READ)
def test_a_file_is_read_in_one_block(text: str, ids: list[str], problems: list[str]) -> None:
    found, wrong = read(text.encode())
    assert (found, sorted(wrong)) == (ids, problems)


@pytest.mark.parametrize(("text", "ids", "problems"), READ)
def test_a_file_is_read_in_a_block_for_each_line(text: str, ids: list[str], problems: list[str]) -> None:
    found, wrong = read(*each_line(text.encode()))
    assert (found, sorted(wrong)) == (ids, problems)


def test_the_lines_of_faults_are_counted_through_all_blocks() -> None:
    first, second = f"{line('x1')}\n\nbroken\n", f"{line('x2')}\nbroken\n"
    _, problems = read(first.encode(), second.encode())
    assert [problem.split(":")[0] for problem in problems] == ["3", "5"]


def test_the_faults_of_a_record_name_it() -> None:
    reading = ExchangesReader(in_blocks(line("x1", ',"women":2').encode()), FILE, PARTNERS, PROJECTS)
    assert [one.exchanges for one in reading.run()] == [[None]]
    (problem,) = reading.problems
    assert (problem.file, problem.line, problem.about) == (FILE, 1, "exchange x1")
    assert reading.has("x1")


def test_bytes_that_are_no_text_are_a_fault_of_their_line() -> None:
    raw = line("x1", ',"note":"\u00e5"').encode("latin-1") + b"\n"
    _, problems = read(line("x0").encode() + b"\n" + raw)
    assert [problem.split(" (")[0] for problem in problems] == ["2: is not valid UTF-8"]


def test_partners_are_not_checked_where_the_register_cannot_be_read() -> None:
    reading = ExchangesReader(in_blocks(line("x1", ',"project":"q"').encode()), FILE, None, None)
    assert [[one.id for one in block.exchanges if one] for block in reading.run()] == [["x1"]]
    assert reading.well


def test_more_faults_than_help_anybody_are_counted() -> None:
    reading = ExchangesReader(in_blocks(b"broken\n" * 5), FILE, PARTNERS, PROJECTS, most=2)
    for _ in reading.run():
        pass
    assert len(reading.problems) == 2
    with pytest.raises(StoreReadError) as refusal:
        reading.raise_problems()
    assert refusal.value.advice == ("and 3 more",)


def test_a_block_with_a_problem_yields_nothing_and_ends_refused() -> None:
    good, bad = f"{line('x1')}\n".encode(), f"{line('x2')}\nbroken\n".encode()
    found: list[Exchange] = []
    with pytest.raises(StoreReadError):
        found += read_exchanges(in_blocks(good), FILE, set(), PROJECTS)
    assert found == []
    exchanges = read_exchanges(in_blocks(good, bad), FILE, PARTNERS, PROJECTS)
    assert next(exchanges).id == "x1"
    with pytest.raises(StoreReadError):
        next(exchanges)


ODD = '{"from": "a-no", "id": "odd", "to": "b-ke", "participants": 1, "start": "2012-01-01"}'

REWRITTEN = [
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n",
        {},
        f"{line('x1')}\n{line('x2')}\n",
        [],
        id="nothing changes",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n",
        {"x2": [exchange("x2", participants=3)]},
        f"{line('x1')}\n{line('x2').replace(':1,', ':3,')}\n",
        [Hunk(SIZE, line("x2") + "\n", line("x2").replace(":1,", ":3,") + "\n")],
        id="an exchange is replaced",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n",
        {"x1": []},
        f"{line('x2')}\n",
        [Hunk(0, line("x1") + "\n", "")],
        id="an exchange is removed",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n",
        {"x1": [exchange("y1"), exchange("y2")]},
        f"{line('y1')}\n{line('y2')}\n{line('x2')}\n",
        [Hunk(0, line("x1") + "\n", f"{line('y1')}\n{line('y2')}\n")],
        id="two take the place of one",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}\n",
        {"x1": [], "x2": [exchange("y2")]},
        f"{line('y2')}\n",
        [Hunk(0, line("x1") + "\n", ""), Hunk(0, line("x2") + "\n", line("y2") + "\n")],
        id="places are counted in the new file",
    ),
    pytest.param(
        f"{ODD}  \r\n\n{line('x1')}\r\n",
        {"x1": [exchange("y1")]},
        f"{ODD}  \r\n\n{line('y1')}\n",
        [Hunk(len(ODD) + 5, line("x1") + "\r\n", line("y1") + "\n")],
        id="the others keep their blanks, their order of keys and their line endings",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}",
        {"x1": [exchange("y1")]},
        f"{line('y1')}\n{line('x2')}",
        [Hunk(0, line("x1") + "\n", line("y1") + "\n")],
        id="a last line without line feed stays without",
    ),
    pytest.param(
        f"{line('x1')}\n{line('x2')}",
        {"x2": [exchange("y2")]},
        f"{line('x1')}\n{line('y2')}\n",
        [Hunk(SIZE, line("x2"), line("y2") + "\n")],
        id="a last line without line feed gets one when it is replaced",
    ),
    pytest.param(
        f"\ufeff{line('x1')}\n{line('x2')}\n",
        {"x2": []},
        f"\ufeff{line('x1')}\n",
        [Hunk(3 + SIZE, line("x2") + "\n", "")],
        id="a byte-order mark stays with its line",
    ),
    pytest.param(
        f"\ufeff{line('x1')}\n{line('x2')}\n",
        {"x1": [exchange("y1")]},
        f"{line('y1')}\n{line('x2')}\n",
        [Hunk(0, f"\ufeff{line('x1')}\n", f"{line('y1')}\n")],
        id="a byte-order mark goes with its line, and is in the hunk",
    ),
    pytest.param(
        f"{line('x1')}\n",
        {"x1": [exchange("x1")]},
        f"{line('x1')}\n",
        [],
        id="the same record again is no change",
    ),
]


@pytest.mark.parametrize("cut", [lambda raw: [raw], each_line], ids=["in one block", "in a block for each line"])
@pytest.mark.parametrize(("before", "changes", "after", "hunks"), REWRITTEN)
def test_rewriting_leaves_the_bytes_of_other_lines(
    before: str,
    changes: dict[str, list[Exchange]],
    after: str,
    hunks: list[Hunk],
    cut: Callable[[bytes], list[bytes]],
) -> None:
    blocks = cut(before.encode())
    if not before.endswith("\n"):  # a file's last block ends where the file does
        blocks[-1] = blocks[-1].removesuffix(b"\n")
    noted: list[Hunk] = []
    chunks = rewrite_exchanges(
        in_blocks(*blocks), FILE, PARTNERS, PROJECTS, lambda one: changes.get(one.id), noted.append
    )
    assert b"".join(chunks).decode() == after
    assert noted == hunks


def test_a_file_with_a_fault_is_not_rewritten() -> None:
    raw = f"{line('x1')}\nbroken\n".encode()
    with pytest.raises(StoreReadError):
        list(rewrite_exchanges(in_blocks(raw), FILE, PARTNERS, PROJECTS, lambda _: [], lambda _: None))


def test_a_single_line_is_checked_without_a_number() -> None:
    check_line(line("x1").encode(), FILE, PARTNERS, PROJECTS)
    for bad in (line("x1")[:-1].encode(), BOM + line("x1").encode(), line("x1").replace("b-ke", "c").encode()):
        with pytest.raises(StoreReadError) as refusal:
            check_line(bad, FILE, PARTNERS, PROJECTS)
        (problem,) = refusal.value.problems
        assert problem.line is None
        assert problem.text.startswith("the last line: ")


records = st.builds(
    exchange,
    st.text("abc123", min_size=1, max_size=3),
    participants=st.integers(1, 1000),
    confirmed=st.booleans(),
    topics=st.lists(st.sampled_from(("law", "health", "å")), unique=True).map(tuple),
    note=st.none() | st.text(st.characters(min_codepoint=32, exclude_categories=["C"]), min_size=1).filter(str.strip),
)


@given(st.lists(records, unique_by=lambda one: one.id, max_size=8), st.integers(1, 3))
@settings(max_examples=50)
def test_what_is_written_is_read_again_however_it_is_cut(exchanges: list[Exchange], lines: int) -> None:
    written = [encode(one) for one in exchanges]
    blocks = [b"".join(written[start : start + lines]) for start in range(0, len(written), lines)]
    assert list(read_exchanges(in_blocks(*blocks), FILE, PARTNERS, PROJECTS)) == exchanges
