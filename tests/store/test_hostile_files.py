"""Values that are nested, long, many or contradictory are refused in words that can be read, at no square cost."""

import json
from typing import Any

import pytest

from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.store.files import reading
from norec_cli.store.formats.exchange_errors import refuse_repeated_keys
from norec_cli.store.formats.toml_statements import find_statements
from support.program import Norec, make_store

LINE = '{"id":"x1","from":"a-no","to":"b-ke","participants":1,"start":"2020-01-01"}\n'
COMMANDS = (("report", "reciprocity"), ("check",), ("history",), ("undo",), ("redo",), ("partners", "edit", "a-no", "--city", "Oslo"), ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2021-01-01"), ("check", "--repair"), ("forget", "P-1", "--yes"))  # fmt: skip


def check_told(norec: Norec) -> str:
    """Run every kind of command: none may fail unexpectedly or say more than can be read; returns what is said."""
    said = ""
    for argv in COMMANDS:
        result = norec(*argv)
        assert "something unexpected" not in result.err, (argv, result.err)
        assert all(len(line) <= 500 for line in result.err.splitlines()), argv
        said += result.err + result.out
    return said


@pytest.mark.parametrize("depth", [1000, 100_000])
@pytest.mark.parametrize("file", ["exchanges.jsonl", "history.jsonl", ".norec.pending"])
def test_json_that_is_nested_deep(store: Norec, file: str, depth: int) -> None:
    text = '{"note":' + "[" * depth + "]" * depth + "}\n"
    (store.cwd / file).write_text(text, encoding="utf-8")
    assert f"{file}" in check_told(store)


@pytest.mark.slow
@pytest.mark.parametrize("depth", [1000, 100_000])
@pytest.mark.parametrize("kind", ["lists", "dots", "header"])
@pytest.mark.parametrize("file", ["norec.toml", "partners.toml", "projects.toml"])
def test_toml_that_is_nested_deep(store: Norec, file: str, kind: str, depth: int) -> None:
    dots = ".".join("a" * min(depth, 2000))
    text = {"lists": "a = " + "[" * depth + "]" * depth, "dots": f"{dots} = 1", "header": f"[{dots}]"}[kind]
    before = (store.cwd / file).read_text(encoding="utf-8") if file != "projects.toml" else ""
    (store.cwd / file).write_text(f"{text}\n{before}", encoding="utf-8")
    assert f"{file}:" in check_told(store)


def change(**values: Any) -> dict[str, Any]:
    """A line of the history, with other values."""
    hunk = [0, "", LINE]
    files = {"exchanges.jsonl": {"hunks": [hunk]}}
    return {
        "id": "c1",
        "at": "2026-11-23T12:00:00Z",
        "by": "me@here",
        "verb": "exchanges log",
        "files": files,
        **values,
    }


def hunks(*found: list[Any], **more: Any) -> dict[str, Any]:
    return {"exchanges.jsonl": {"hunks": list(found), **more}}


ADDED = {"at": 0, "size": 10, "sha256": "x", "ids": ["x1"]}
REFUSED = [
    [change(undoes="nothing")],
    [change(redoes="nothing")],
    [change(undoes="c1")],
    [change(redoes="c1")],
    [change(), change(id="c2", undoes="c1", redoes="c1")],
    [change(id="c2", undoes="c1"), change()],
    [change(), change()],
    [change(at="never")],
    [change(at="2026-11-23T25:00:00Z")],
    [change(at=5)],
    [change(verb=None)],
    [change(by=[])],
    [change(files=hunks([-1, "", LINE]))],
    [change(files=hunks([1 << 80, "", LINE]))],
    [change(files=hunks(["0", "", LINE]))],
    [change(files=hunks([0, ""]))],
    [change(files=hunks(added={**ADDED, "ids": []}))],
    [change(files=hunks(added={**ADDED, "size": -1}))],
    [change(files=hunks(added={**ADDED, "at": 1 << 70}))],
    [change(id="x" * 100_000), change(id="x" * 100_000)],
]


@pytest.mark.parametrize("lines", REFUSED, ids=range(len(REFUSED)))
def test_a_history_that_contradicts_itself_is_refused_with_its_line(store: Norec, lines: list[dict[str, Any]]) -> None:
    make_store(store.cwd, {"a-no": "NO", "b-ke": "KE"}, LINE)
    (store.cwd / "history.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    before = (store.cwd / "exchanges.jsonl").read_bytes()
    for argv in (("history",), ("undo",), ("redo",)):
        result = store(*argv)
        assert (result.code, result.out) == (5, "")
        assert result.err.startswith("history.jsonl:")
        assert len(result.err) < 500
    assert (store.cwd / "exchanges.jsonl").read_bytes() == before
    check_told(store)


ODD = [
    hunks([10**17, "", LINE]),
    hunks([0, "", LINE], [0, "", LINE], sha256="0"),
    hunks([50, "x", "y"], [0, "a", "b"]),
    hunks([3, "", ""]),
    hunks(added={**ADDED, "size": (1 << 63) - 1}),
    hunks(added={**ADDED, "at": (1 << 63) - 1}),
    hunks(added={**ADDED, "ids": ["\n"]}),
    {"partners.toml": {"hunks": [[(1 << 63) - 1, "", "x"]], "sha256": "0"}},
    {"partners.toml": {"hunks": [[0, "x", ""]]}},
    {"../elsewhere": {"hunks": [[0, "x", ""]]}},
    {"x" * 100_000: {"hunks": []}},
    {},
]


@pytest.mark.parametrize("files", ODD, ids=range(len(ODD)))
def test_a_history_that_does_not_fit_the_files_takes_nothing_back(store: Norec, files: dict[str, Any]) -> None:
    make_store(store.cwd, {"a-no": "NO", "b-ke": "KE"}, LINE)
    (store.cwd / "history.jsonl").write_text(json.dumps(change(files=files)) + "\n", encoding="utf-8")
    check_told(store)
    assert store("partners", "list").code in (0, 5)


PENDING = ["{}", "5", '"x"', "null", "[1]", '{"staged":[null]}', '{"appended":{"exchanges.jsonl":{"size":-1,"text":""}}}', '{"appended":{"exchanges.jsonl":{"size":99999999999999999999,"text":"x"}}}', '{"appended":{"exchanges.jsonl":{"size":9999999999,"text":"x"}}}', '{"before":{"x":1}}', '{"staged":["../x","partners.toml"]}', "\xff", '"' + "x" * 1_000_000]  # fmt: skip


@pytest.mark.parametrize("text", PENDING, ids=range(len(PENDING)))
def test_a_pending_change_made_by_hand(store: Norec, text: str) -> None:
    (store.cwd / ".norec.pending").write_text(text, encoding="latin-1")
    check_told(store)


@pytest.mark.slow
@pytest.mark.parametrize("command", [("report", "reciprocity"), ("check",), ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2021-01-01")], ids=lambda argv: argv[-1])  # fmt: skip
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_line_of_many_megabytes_is_refused_by_its_number_and_size(
    store: Norec, place: str, command: tuple[str, ...]
) -> None:
    long = '{"id":"' + "x" * 40_000_000 + '"}\n'
    text = LINE + long + LINE if place == "first" else LINE + LINE + long
    (store.cwd / "exchanges.jsonl").write_text(text, encoding="utf-8")
    result = store(*command)
    if "log" in command and place == "first":
        assert result.code == 0  # it reads no more than the last line
        return
    if command == ("check",):  # one problem among others
        assert (result.code, result.err) == (3, "")
        assert "has more than 1,048,576 bytes (40,000,010): shorten the line, or delete it" in result.out
        return
    assert (result.code, result.out) == (5, "")
    where = "" if "log" in command else ":2" if place == "first" else ":3"
    size = "" if "log" in command else " (40,000,010)"
    assert result.err == (
        f"exchanges.jsonl{where}: has more than 1,048,576 bytes{size}: shorten the line, or delete it\n"
    )


@pytest.mark.slow
def test_a_check_names_a_line_that_is_too_long_beside_the_other_problems(store: Norec) -> None:
    long = '{"id":"' + "x" * 2_000_000 + '"}\n'
    lines = "broken\n" + "\n" * 1_500_000 + "broken\n" + long + "broken\n"
    (store.cwd / "exchanges.jsonl").write_text(lines, encoding="utf-8")
    (store.cwd / "partners.toml").write_text('[partners.a-no]\nname = "A"\n', encoding="utf-8")
    result = store("check")
    assert result.code == 3
    assert [tuple(line.split("\t")[2:4]) for line in result.out.splitlines()] == [
        ("exchanges.jsonl", "1"),
        ("exchanges.jsonl", "1500002"),
        ("exchanges.jsonl", "1500003"),
        ("partners.toml", "1"),
    ]
    assert "(2,000,010): shorten the line, or delete it; no line after it was checked\n" in result.out


def test_a_long_line_of_the_history_is_read_and_a_longer_one_refused(
    store: Norec, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = json.dumps(change(files=hunks([0, "", LINE * 40_000]))) + "\n"
    (store.cwd / "history.jsonl").write_text(json.dumps(change(id="c0")) + "\n" + long, encoding="utf-8")
    assert store("history").code == 0
    monkeypatch.setattr(reading, "MOST_HISTORY", 1 << 20)
    result = store("history")
    assert result.code == 5
    assert result.err.startswith("history.jsonl:2: has more than 1,048,576 bytes")


LONG = "x" * 300_000
QUOTED: dict[str, tuple[str, str]] = {
    "id": ("exchanges.jsonl", LINE.replace("x1", LONG)),
    "sender": ("exchanges.jsonl", LINE.replace("a-no", LONG)),
    "key": ("exchanges.jsonl", LINE.replace('"start"', f'"{LONG}"')),
    "date": ("exchanges.jsonl", LINE.replace("2020-01-01", LONG)),
    "ref": ("exchanges.jsonl", LINE.replace("}", f',"ref":" {LONG}"}}')),
    "reason": ("exchanges.jsonl", LINE.replace("}", f',"reason":"{LONG}"}}')),
    "project": ("exchanges.jsonl", LINE.replace("}", f',"project":"{LONG}"}}')),
    "twice": ("exchanges.jsonl", LINE.replace("}", f',"{LONG[:9]}":1,"{LONG[:9]}":2}}')),
    "toml key": ("partners.toml", f"{LONG} = 1\n"),
    "toml id": ("partners.toml", f'[partners.{LONG}]\nname = "A"\ncountry = "NO"\n'),
    "country": ("partners.toml", f'[partners.a-no]\nname = "A"\ncountry = "{LONG}"\n'),
    "sector": ("partners.toml", f'[partners.a-no]\nname = "A"\ncountry = "NO"\nsector = "{LONG}"\n'),
    "topics": ("partners.toml", f'[partners.a-no]\nname = "A"\ncountry = "NO"\nneeds = ["{LONG}", "{LONG}"]\n'),
    "table twice": ("partners.toml", f"[{LONG}]\n[{LONG}]\n"),
    "unclosed": ("partners.toml", f'a = """{LONG}'),
    "setting": ("norec.toml", f'schema = 1\nname = "x"\n"{LONG}" = 1\n'),
    "plan": ("projects.toml", f'[projects.p]\ntitle = "P"\npartners = ["a-no", "b-ke"]\n[projects.p.rounds.1]\nplan = ["{LONG}"]\n'),
    "of project": ("projects.toml", f'[projects.p]\ntitle = "P"\npartners = ["a-no", "{LONG}"]\n'),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", QUOTED)
def test_a_message_quotes_no_more_of_a_value_than_can_be_read(store: Norec, case: str) -> None:
    file, text = QUOTED[case]
    (store.cwd / file).write_text(text, encoding="utf-8")
    result = store("report", "reciprocity")
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith(file)
    assert "unexpected" not in result.err
    assert all(len(line) <= 500 for line in result.err.splitlines())
    check_told(store)


def test_very_many_faults_are_counted(norec: Norec) -> None:
    make_store(norec.cwd, "".join(f'[partners.p{n}]\nname = "P"\ncountry = "QQ"\n' for n in range(300)))
    lines = norec("report", "reciprocity").err.splitlines()
    assert len(lines) == 101
    assert lines[-1] == "and 200 more"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [("a", 60, "a"), ("x" * 60, 60, "x" * 60), ("x" * 61, 60, "x" * 59 + "…"), ("a\nb\tc\x1b", 60, "a b c "), ("", 5, "")],
)  # fmt: skip
def test_a_text_is_shortened(text: str, most: int, expected: str) -> None:
    assert shorten(text, most) == expected


def test_sixty_thousand_keys_of_which_the_last_is_given_twice() -> None:
    """To count each key among all the others took billions of comparisons."""
    keys = ",".join(f'"k{n}":1' for n in range(60_000))
    with pytest.raises(ValueError, match=r"^k59999 is given twice$"):
        refuse_repeated_keys(f'{{{keys},"k59999":2}}'.encode())


def test_a_word_of_a_million_letters_is_compared_with_no_name() -> None:
    assert did_you_mean("x" * 1_000_000, ["x" * 1_000_000, "xx"]) == ""


@pytest.mark.slow
@pytest.mark.parametrize("text", ['[t]\na = """\n' + "x]\n" * 200_000 + '"""\n', "[t]\na = [\n" + '["a", "b"],\n' * 50_000 + "]\n"], ids=["text", "list"])  # fmt: skip
def test_a_statement_of_very_many_lines_is_parsed_once(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    import tomllib

    real = tomllib.loads
    parsed: list[str] = []
    monkeypatch.setattr(tomllib, "loads", lambda piece: (parsed.append(piece), real(piece))[1])
    found = list(find_statements(text))
    assert [(one.first, one.last) for one in found] == [(1, 1), (2, text.count("\n"))]
    assert len(parsed) == 3  # and what follows the last line feed


def test_a_statement_ends_where_the_texts_and_brackets_in_it_end() -> None:
    text = (
        'a = """x\n]\n"" "\n\\""" y"""\nb = [1, # ]\n"]", [2]\n]\nc = {x = "}"}\n[t."a]b".c]\n'
        "q = '''it''s \"\n]'''''\nr = \"\\\"[\"\ns = '\\'\n"
    )
    assert [(one.first, one.last) for one in find_statements(text)] == [(1, 4), (5, 7), (8, 8), (9, 9), (10, 11), (12, 12), (13, 13)]  # fmt: skip
