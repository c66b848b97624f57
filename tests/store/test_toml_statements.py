"""How a TOML file is cut into statements, and on which line each of its values is found.

A statement is a header such as `[partners.a-no]`, or a key with its value, however many lines it takes. Comments and blank
lines between statements belong to none. Each row below shows a file and the statements found in it: the first and
the last line, the table, and what the statement says (nothing, if it is a header).
"""

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.store.formats.toml_statements import find_lines, find_statements

Found = tuple[int, int, tuple[str | int, ...], dict[str, Any]]


def text(lines: str) -> str:
    """Return a file's text without the indentation that it has here."""
    return dedent(lines)


STATEMENTS = [
    pytest.param("", [], id="an empty file has none"),
    pytest.param("# only a comment\n\n   \n", [], id="comments and blank lines are none"),
    pytest.param("schema = 1\n", [(1, 1, (), {"schema": 1})], id="a key on a line"),
    pytest.param("schema = 1", [(1, 1, (), {"schema": 1})], id="the last line may lack its line feed"),
    pytest.param(
        text("""\
        # The year that we began.

        since = 2012  # in June
        """),
        [(3, 3, (), {"since": 2012})],
        id="a comment above does not belong to the key below it",
    ),
    pytest.param(
        text("""\
        [partners.a-no]
        country = "NO"
        """),
        [(1, 1, ("partners", "a-no"), {}), (2, 2, ("partners", "a-no"), {"country": "NO"})],
        id="a header opens the table of the keys that follow",
    ),
    pytest.param(
        text("""\
        [a]

        [b]
        x = 1
        """),
        [(1, 1, ("a",), {}), (3, 3, ("b",), {}), (4, 4, ("b",), {"x": 1})],
        id="the next header closes it",
    ),
    pytest.param("[a.b] # ] [c]\n", [(1, 1, ("a", "b"), {})], id="a comment beside a header is no header"),
    pytest.param(
        "  [ partners . 'a no' . \"b.c\" ]\n",
        [(1, 1, ("partners", "a no", "b.c"), {})],
        id="a header may have blanks and quoted keys",
    ),
    pytest.param(
        "rules.tolerance = 2\n",
        [(1, 1, (), {"rules": {"tolerance": 2}})],
        id="a dotted key says a table within the table that it is in",
    ),
    pytest.param('"a key = 1" = 2\n', [(1, 1, (), {"a key = 1": 2})], id="a quoted key may look like a statement"),
    pytest.param(
        "rules = { tolerance = 2, unit = 'people' }\n",
        [(1, 1, (), {"rules": {"tolerance": 2, "unit": "people"}})],
        id="an inline table is one value",
    ),
    pytest.param(
        text("""\
        needs = [
            "law",  # with a comment

            # and one between
            "health",
        ]
        after = 1
        """),
        [(1, 6, (), {"needs": ["law", "health"]}), (7, 7, (), {"after": 1})],
        id="a list of several lines ends with its bracket",
    ),
    pytest.param(
        text("""\
        needs = [
            "law]",
            # ]
            "health"
        ]
        """),
        [(1, 5, (), {"needs": ["law]", "health"]})],
        id="a bracket within a text or a comment ends no list",
    ),
    pytest.param(
        text("""\
        pairs = [
            ["a", "b"],
            ["c", "d"] ]
        """),
        [(1, 3, (), {"pairs": [["a", "b"], ["c", "d"]]})],
        id="a line of a list that begins with a bracket is no header",
    ),
    pytest.param(
        text('''\
        note = """
        [partners.a-no]
        country = "NO"

        # no comment
        """
        after = 1
        '''),
        [
            (1, 6, (), {"note": '[partners.a-no]\ncountry = "NO"\n\n# no comment\n'}),
            (7, 7, (), {"after": 1}),
        ],
        id="a text of several lines may look like TOML",
    ),
    pytest.param(
        text("""\
        note = '''
        it's "so"
        '''
        """),
        [(1, 3, (), {"note": 'it\'s "so"\n'})],
        id="so may one in single quotes",
    ),
    pytest.param(
        text('''\
        note = """\\
            one \\
            line"""
        '''),
        [(1, 3, (), {"note": "one line"})],
        id="a text that goes on behind a backslash",
    ),
    pytest.param(
        text("""\
        [[partners.a.adjustments]]
        sent = 1
        [[partners.a.adjustments]]
        sent = 2
        """),
        [
            (1, 1, ("partners", "a", "adjustments", 0), {}),
            (2, 2, ("partners", "a", "adjustments", 0), {"sent": 1}),
            (3, 3, ("partners", "a", "adjustments", 1), {}),
            (4, 4, ("partners", "a", "adjustments", 1), {"sent": 2}),
        ],
        id="tables of a list are counted from 0",
    ),
    pytest.param(
        text("""\
        [[p.a.rounds]]
        [[p.b.rounds]]
        [[p.a.rounds]]
        """),
        [
            (1, 1, ("p", "a", "rounds", 0), {}),
            (2, 2, ("p", "b", "rounds", 0), {}),
            (3, 3, ("p", "a", "rounds", 1), {}),
        ],
        id="each list counts its own tables",
    ),
    pytest.param(
        text("""\
        [[rounds]]
        [[rounds.plan]]
        [[rounds.plan]]
        [[rounds]]
        [[rounds.plan]]
        """),
        [
            (1, 1, ("rounds", 0), {}),
            (2, 2, ("rounds", 0, "plan", 0), {}),
            (3, 3, ("rounds", 0, "plan", 1), {}),
            (4, 4, ("rounds", 1), {}),
            (5, 5, ("rounds", 1, "plan", 0), {}),
        ],
        id="a list within a list's table begins anew with each table",
    ),
    pytest.param(
        text("""\
        [[rounds]]
        [rounds.report]
        due = 1
        """),
        [
            (1, 1, ("rounds", 0), {}),
            (2, 2, ("rounds", 0, "report"), {}),
            (3, 3, ("rounds", 0, "report"), {"due": 1}),
        ],
        id="a plain table within a list's table leads through the newest one",
    ),
]


@pytest.mark.parametrize(("document", "expected"), STATEMENTS)
def test_a_file_is_cut_into_statements(document: str, expected: list[Found]) -> None:
    found = [(one.first, one.last, one.table, one.said) for one in find_statements(document)]
    assert found == expected
    assert [one.is_header for one in find_statements(document)] == [not said for *_, said in expected]


LINES = [
    pytest.param("\n# nothing\n", {}, id="a file of comments names no line"),
    pytest.param("\n\nschema = 1\n", {("schema",): 3}, id="blank lines are counted"),
    pytest.param(
        "[partners.a-no]\ncountry = 'NO'\n",
        {("partners",): 1, ("partners", "a-no"): 1, ("partners", "a-no", "country"): 2},
        id="a header is the line of the tables that it leads through",
    ),
    pytest.param(
        "[p.a]\n[p.b]\n",
        {("p",): 1, ("p", "a"): 1, ("p", "b"): 2},
        id="a table that was seen before keeps its first line",
    ),
    pytest.param(
        "[p.a]\n[p]\n",
        {("p",): 1, ("p", "a"): 1},
        id="even where its own header comes later",
    ),
    pytest.param(
        "\nneeds = [\n  'law',\n  'health',\n]\n",
        {("needs",): 2, ("needs", 0): 2, ("needs", 1): 2},
        id="every entry of a list is found where the list begins",
    ),
    pytest.param(
        "rules = { unit = 'people' }\n",
        {("rules",): 1, ("rules", "unit"): 1},
        id="the keys of an inline table are found on its line",
    ),
    pytest.param(
        "rules.a = 1\nrules.b = 2\n",
        {("rules",): 1, ("rules", "a"): 1, ("rules", "b"): 2},
        id="dotted keys have a line each",
    ),
    pytest.param(
        "[[rounds]]\nnumber = 1\n[[rounds]]\nnumber = 2\n",
        {
            ("rounds",): 1,
            ("rounds", 0): 1,
            ("rounds", 0, "number"): 2,
            ("rounds", 1): 3,
            ("rounds", 1, "number"): 4,
        },
        id="tables of a list have a line each",
    ),
    pytest.param(
        "plan = [\n  { people = 2 },\n]\nnote = '''\n\n'''\nend = 1\n",
        {("plan",): 1, ("plan", 0): 1, ("plan", 0, "people"): 1, ("note",): 4, ("end",): 7},
        id="what follows values of several lines is found behind them",
    ),
]


@pytest.mark.parametrize(("document", "expected"), LINES)
def test_each_value_is_found_on_a_line(document: str, expected: dict[tuple[str | int, ...], int]) -> None:
    assert find_lines(document) == expected


pieces = st.sampled_from(
    (
        "k{n} = 1\n",
        "k{n} = [\n 1,\n]\n",
        "k{n} = '''\n[x]\n'''\n",
        "[t{n}]\n",
        "[[l{n}]]\n",
        "# c\n",
        "\n",
        "a{n}.b = 1\n",
    )
)


@given(st.lists(pieces, max_size=12))
@settings(max_examples=50)
def test_statements_never_overlap_and_skip_only_comments_and_blank_lines(parts: list[str]) -> None:
    document = "".join(part.format(n=n) for n, part in enumerate(parts))
    lines = document.split("\n")
    covered: set[int] = set()
    for statement in find_statements(document):
        own = set(range(statement.first, statement.last + 1))
        assert not own & covered
        covered |= own
    for number in set(range(1, len(lines) + 1)) - covered:
        assert not lines[number - 1].strip() or lines[number - 1].startswith("#")
