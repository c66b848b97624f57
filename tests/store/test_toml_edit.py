"""How a TOML file is edited, so that every line that is not meant stays as it is, byte for byte.

Each row below shows a file, one edit, and the file after it. Every row is also tried in files with Windows line endings,
and with the byte-order mark that some editors put first. Where an edit can't be made without disturbing the rest, it is refused.
"""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest

from norec_cli.model.errors import NorecError
from norec_cli.store.formats.toml_edit import (
    add_table,
    append_entry,
    change_table,
    change_tables,
    remove_table,
    rename_table,
)

FILE = "partners.toml"
REFUSAL = f"{FILE}: is written in a way that this program can't edit without disturbing the rest"
BOM = b"\xef\xbb\xbf"

Edit = Callable[[bytes], bytes]
Path = tuple[str | int, ...]


def text(lines: str) -> str:
    """Return a file's text without the indentation that it has here."""
    return dedent(lines)


def values_at(raw: bytes, path: Path) -> dict[str, Any]:
    """Return what a table says."""
    found: Any = tomllib.loads(raw.removeprefix(BOM).decode(), parse_float=Decimal)
    for step in path:
        found = found[step]
    return dict(found)


def path_of(dotted: str) -> Path:
    """Return the path that `a.b.0` names; a whole number is a position in a list."""
    return tuple(int(step) if step.isdigit() else step for step in dotted.split(".") if step)


def change(table: str, **keys: Any) -> Edit:
    """Give keys of a table another value; None takes a key out."""

    def edit(raw: bytes) -> bytes:
        before = values_at(raw, path_of(table))
        after = {key: value for key, value in {**before, **keys}.items() if value is not None}
        return change_table(raw, FILE, path_of(table), before, after)

    return edit


def add(table: str, **keys: Any) -> Edit:
    """Add a table."""
    return lambda raw: add_table(raw, FILE, path_of(table), keys)


def append(entries: str, **keys: Any) -> Edit:
    """Add a table to the end of a list of tables."""
    return lambda raw: append_entry(raw, FILE, path_of(entries), keys)


def remove(table: str) -> Edit:
    """Take a table out, or one of a list of tables."""
    return lambda raw: remove_table(raw, FILE, path_of(table))


def rename(group: str, old: str, new: str) -> Edit:
    """Give a table of a group another key."""
    return lambda raw: rename_table(raw, FILE, group, old, new)


VALUES = [
    pytest.param(
        text("""\
        [partners.a]
        name = "A"       # as registered
        country = "NO"   # since 2012
        """),
        change("partners.a", country="KE"),
        text("""\
        [partners.a]
        name = "A"       # as registered
        country = "KE"   # since 2012
        """),
        id="a value is replaced, and the comment beside it stays",
    ),
    pytest.param(
        text("""\
        [partners.a]
        name='A'
        [partners.b]
        name='B'
        """),
        change("partners.a", city="Bergen"),
        text("""\
        [partners.a]
        name='A'
        city = "Bergen"
        [partners.b]
        name='B'
        """),
        id="a new key comes behind the last key of its table",
    ),
    pytest.param(
        text("""\
        [partners.a]
        name = "A"

        # This comment is about b.
        [partners.b]
        name = "B"
        """),
        change("partners.a", city="Bergen"),
        text("""\
        [partners.a]
        name = "A"
        city = "Bergen"

        # This comment is about b.
        [partners.b]
        name = "B"
        """),
        id="a new key does not come between the next table and its comment",
    ),
    pytest.param(
        text("""\
        [partners.a]

        [partners.b]
        """),
        change("partners.a", city="Bergen"),
        text("""\
        [partners.a]
        city = "Bergen"

        [partners.b]
        """),
        id="the first key of an empty table comes behind its header",
    ),
    pytest.param(
        text("""\
        # our books
        schema = 1

        [rules]
        """),
        change("", name="Test"),
        text("""\
        # our books
        schema = 1
        name = "Test"

        [rules]
        """),
        id="a new key of the file itself comes before the first table",
    ),
    pytest.param("", change("", schema=1), "schema = 1\n", id="an empty file gets its first key"),
    pytest.param(
        "schema = 1",
        change("", name="Test"),
        'schema = 1\nname = "Test"\n',
        id="a last line without line feed gets one before a new line follows",
    ),
    pytest.param(
        "schema = 1", change("", schema=2), "schema = 2\n", id="a last line that is replaced gets a line feed"
    ),
    pytest.param(
        "schema = 1\nname = 'Test'",
        change("", schema=2),
        "schema = 2\nname = 'Test'",
        id="a last line that is not touched stays without line feed",
    ),
    pytest.param(
        text("""\
        a = 1

        # about b
        b = 2  # two
        c = 3
        """),
        change("", b=None),
        text("""\
        a = 1

        # about b
        c = 3
        """),
        id="a key that is removed takes its own line alone",
    ),
    pytest.param(
        text("""\
        needs = [
            "law",     # until 2020
            # to be asked again
            "health",
        ]
        """),
        change("", needs=["law", "climate"]),
        text("""\
        needs = [
            "law",     # until 2020
            # to be asked again
            "climate",
        ]
        """),
        id="an entry of a list is replaced in its place, with every comment kept",
    ),
    pytest.param(
        text("""\
        needs = [
            "law",     # until 2020
            "health",  # always
        ]
        """),
        change("", needs=["law", "health", "climate"]),
        text("""\
        needs = [
            "law",     # until 2020
            "health",  # always
            "climate",
        ]
        """),
        id="an entry is added to a list of several lines on a line of its own",
    ),
    pytest.param(
        'needs = ["law", "health"]  # ours\n',
        change("", needs=["health"]),
        'needs = ["health"]  # ours\n',
        id="an entry is taken out of a list",
    ),
    pytest.param(
        text('''\
        note = """
        one
        two
        """
        after = 1
        '''),
        change("", note="short"),
        text("""\
        note = "short"
        after = 1
        """),
        id="a text of several lines is replaced as a whole",
    ),
    pytest.param(
        text('''\
        note = """
        [rules]
        unit = "x"
        """
        [rules]
        unit = "people"
        '''),
        change("rules", unit="months"),
        text('''\
        note = """
        [rules]
        unit = "x"
        """
        [rules]
        unit = "months"
        '''),
        id="lines of a text that look like the table are left alone",
    ),
    pytest.param(
        "tolerance = 0.10 # one tenth\n",
        change("", tolerance=Decimal("0.150")),
        "tolerance = 0.150 # one tenth\n",
        id="a number is written with the decimals that it was given",
    ),
    pytest.param(
        "allowance = 1\n",
        change("", allowance=Decimal("1E+1")),
        "allowance = 10\n",
        id="a number is never written with an exponent",
    ),
    pytest.param(
        '[partners."a.b" ]  # quoted\n"my key" = 1\n',
        lambda raw: change_table(raw, FILE, ("partners", "a.b"), {"my key": 1}, {"my key": 2}),
        '[partners."a.b" ]  # quoted\n"my key" = 2\n',
        id="tables and keys in quotes are found",
    ),
    pytest.param(
        text("""\
        [[rounds]]
        number = 1
        [[rounds]]
        number = 2
        """),
        change("rounds.1", number=3),
        text("""\
        [[rounds]]
        number = 1
        [[rounds]]
        number = 3
        """),
        id="of a list of tables, the one that is named is changed",
    ),
]

TABLES = [
    pytest.param(
        text("""\
        [partners.a]
        name = "A"
        """),
        add("partners.b", name="B", country="KE"),
        text("""\
        [partners.a]
        name = "A"

        [partners.b]
        name = "B"
        country = "KE"
        """),
        id="a table comes at the end of its group, behind a blank line",
    ),
    pytest.param(
        'schema = 1\n\n[rules]\nunit = "people"\n',
        add("areas", health="Health"),
        'schema = 1\n\n[rules]\nunit = "people"\n\n[areas]\nhealth = "Health"\n',
        id="a table of the file itself comes at its end",
    ),
    pytest.param(
        text("""\
        [projects.p]
        title = "P"
        [[projects.p.rounds]]
        number = 1

        # about q
        [projects.q]
        """),
        add("projects.p.rules", unit="people"),
        text("""\
        [projects.p]
        title = "P"
        [[projects.p.rounds]]
        number = 1

        [projects.p.rules]
        unit = "people"

        # about q
        [projects.q]
        """),
        id="a table of a record comes behind everything else of the record",
    ),
    pytest.param(
        text("""\
        [projects.p]
        title = "P"

        [projects.q]
        """),
        lambda raw: add_table(raw, FILE, ("projects", "p", "rounds", "1"), {"start": "2012-01"}),
        text("""\
        [projects.p]
        title = "P"

        [projects.p.rounds.1]
        start = "2012-01"

        [projects.q]
        """),
        id="a table within a record's table that is not there yet",
    ),
    pytest.param(
        text("""\
        [projects.p]
        title = "P"
        """),
        append("projects.p.rounds", number=1),
        text("""\
        [projects.p]
        title = "P"

        [[projects.p.rounds]]
        number = 1
        """),
        id="the first table of a list",
    ),
    pytest.param(
        text("""\
        [projects.p]
        [[projects.p.rounds]]
        number = 1  # the first

        [projects.q]
        """),
        append("projects.p.rounds", number=2),
        text("""\
        [projects.p]
        [[projects.p.rounds]]
        number = 1  # the first

        [[projects.p.rounds]]
        number = 2

        [projects.q]
        """),
        id="the next table of a list",
    ),
    pytest.param(
        text("""\
        [partners.a]
        name = "A"

        [partners.b]
        name = "B"

        [partners.c]
        """),
        remove("partners.b"),
        text("""\
        [partners.a]
        name = "A"

        [partners.c]
        """),
        id="a table is removed with the blank lines behind it",
    ),
    pytest.param(
        text("""\
        [partners.a]
        name = "A"

        [partners.b]
        name = "B"
        """),
        remove("partners.b"),
        text("""\
        [partners.a]
        name = "A"
        """),
        id="the last table is removed with the blank lines before it",
    ),
    pytest.param(
        text("""\
        # b is a hospital.
        [partners.b]  # since 2012
        name = "B"
        # It moved.
        city = "Kampala"

        [partners.c]
        """),
        remove("partners.b"),
        text("""\
        # b is a hospital.
        # It moved.
        [partners.c]
        """),
        id="comments on lines of their own stay",
    ),
    pytest.param(
        text("""\
        [partners.a]
        [[partners.a.adjustments]]
        sent = 1
        [partners.b]
        [[partners.a.adjustments]]
        sent = 2
        """),
        remove("partners.a"),
        "[partners.b]\n",
        id="a table is removed with the tables within it, wherever they are",
    ),
    pytest.param(
        text("""\
        [partners.a]

        [[partners.a.adjustments]]
        sent = 1

        [[partners.a.adjustments]]
        sent = 2
        """),
        remove("partners.a.adjustments.0"),
        text("""\
        [partners.a]

        [[partners.a.adjustments]]
        sent = 2
        """),
        id="one table of a list is removed",
    ),
    pytest.param(
        text("""\
        [partners.a]
        [[partners.a.adjustments]]
        sent = 1
        """),
        remove("partners.a.adjustments.0"),
        "[partners.a]\n",
        id="with its last table the list goes",
    ),
    pytest.param("[partners.a]\nname = 'A'\n", remove("partners.a"), "", id="with its last table the group goes"),
    pytest.param(
        "[partners]\n\n[partners.a]\nname = 'A'\n",
        remove("partners.a"),
        "[partners]\n",
        id="a group with a header of its own stays",
    ),
    pytest.param(
        text("""\
        # a is old.
        [partners.a]  # a
        name = "a"
        [[ partners . "a" . adjustments ]]
        [partners.ab]
        """),
        rename("partners", "a", "new"),
        text("""\
        # a is old.
        [partners.new]  # a
        name = "a"
        [[ partners . new . adjustments ]]
        [partners.ab]
        """),
        id="a table gets another key in every header, and nowhere else",
    ),
]


def check_edit(before: bytes, edit: Edit, after: bytes) -> None:
    assert edit(before).decode() == after.decode()


@pytest.mark.parametrize(("before", "edit", "after"), [*VALUES, *TABLES])
def test_an_edit_touches_nothing_else(before: str, edit: Edit, after: str) -> None:
    check_edit(before.encode(), edit, after.encode())


@pytest.mark.parametrize(("before", "edit", "after"), [*VALUES, *TABLES])
def test_windows_line_endings_stay(before: str, edit: Edit, after: str) -> None:
    if "\n" in before:  # a file without any line feed has no line endings yet
        check_edit(before.replace("\n", "\r\n").encode(), edit, after.replace("\n", "\r\n").encode())


@pytest.mark.parametrize(("before", "edit", "after"), [*VALUES, *TABLES])
def test_a_byte_order_mark_stays(before: str, edit: Edit, after: str) -> None:
    if before:
        comment = BOM + b"# The first line of the file.\n"
        check_edit(comment + before.encode(), edit, comment + after.encode())
        check_edit(BOM + before.encode(), edit, BOM + after.encode())


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        pytest.param(change("a", y=2), b"[a]\r\nx = 1\r\ny = 2\r\n", id="a key behind it"),
        pytest.param(add("b", y=2), b"[a]\r\nx = 1\r\n\r\n[b]\r\ny = 2\r\n", id="a table behind it"),
    ],
)
def test_an_open_last_line_gets_the_line_ending_of_its_file(edit: Edit, after: bytes) -> None:
    check_edit(b"[a]\r\nx = 1", edit, after)


REFUSED = [
    pytest.param(
        'partners = { a = { name = "A" } }\n',
        change("partners.a", name="B"),
        id="a record that is written as an inline table",
    ),
    pytest.param(
        'partners.a.name = "A"\n',
        change("partners.a", name="B"),
        id="a record that is written in dotted keys",
    ),
    pytest.param(
        '[partners]\na.name = "A"\n',
        remove("partners.a"),
        id="a record to remove that has no header",
    ),
    pytest.param(
        '[partners]\na = { name = "A" }\n',
        rename("partners", "a", "b"),
        id="a record to rename that has no header",
    ),
    pytest.param(
        "[partners.a]\nadjustments = [{ sent = 1 }]\n",
        append("partners.a.adjustments", sent=2),
        id="a list of tables that is written inline",
    ),
    pytest.param(
        "[partners.a]\nadjustments = [{ sent = 1 }, { sent = 2 }]\n",
        remove("partners.a.adjustments.0"),
        id="one table of a list that is written inline",
    ),
    pytest.param(
        'partners = { a = { name = "A" } }\n',
        add("partners.b", name="B"),
        id="a table to add to a group that is written inline",
    ),
    pytest.param(
        "[rules]\nlimit.low = 1\nlimit.high = 2\n",
        change("rules", limit=3),
        id="a key that dotted keys say in several statements",
    ),
]


@pytest.mark.parametrize(("before", "edit"), REFUSED)
def test_what_cannot_be_edited_by_lines_is_refused(before: str, edit: Edit) -> None:
    with pytest.raises(NorecError) as refusal:
        edit(before.encode())
    (problem,) = refusal.value.problems
    assert f"{problem.file}: {problem.text}" == REFUSAL


def test_several_tables_are_changed_at_once() -> None:
    before = b"[a]\nx = 1\n\n[b]\ny = 2\n\n[c]\nz = 3\n"
    changed: dict[Path, tuple[dict[str, Any], dict[str, Any]]] = {
        ("a",): ({"x": 1}, {"x": 1, "new": True}),
        ("b",): ({"y": 2}, {}),
        ("c",): ({"z": 3}, {"z": 3}),
    }
    assert change_tables(before, FILE, changed) == b"[a]\nx = 1\nnew = true\n\n[b]\n\n[c]\nz = 3\n"


def test_nothing_to_change_gives_the_same_bytes_back() -> None:
    raw = b"not even = TOML ="
    assert change_table(raw, FILE, ("a",), {"x": 1}, {"x": 1}) is raw
