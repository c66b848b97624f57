"""Every option that changes a record is tried with an empty text, and with an entry that its list doesn't have."""

import json
from collections.abc import Iterator

import pytest
import typer

from norec_cli.app import app
from support.program import Norec, contents, make_store

PARTNERS = """\
[partners.a-no]
name = "A"
country = "NO"
city = "Oslo"
sector = "public"
side = "north"
needs = ["soil"]
capacities = ["law"]
aliases = ["AA"]
contact = "somebody"
note = "n"

[partners.b-ke]
name = "B"
country = "KE"
"""
PROJECTS = """\
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]
coordinator = "a-no"
chosen_by = ["b-ke"]
areas = ["health"]
issues = ["environment"]
goals = [3]
start = 2019-01-01
end = 2022-12-31
type = "other"
agreement = "17"
year_start = "09-01"
note = "n"

[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31
report_due = 2021-01-31
reported_on = 2021-01-30
"""
EXCHANGES = (
    '{"id":"q1","from":"a-no","to":"b-ke","participants":1,"women":1,"start":"2020-01-01","end":"2020-06-30",'
    '"confirmed":true,"project":"p","round":1,"topics":["soil"],"ref":"r","note":"n"}\n'
)

RECORDS = {"partners": "a-no", "projects": "p", "exchanges": "q1"}
# What a record can't be without.
NEEDED = {
    "partners": {"--name", "--country"},
    "projects": {"--title", "--partner"},
    "exchanges": {"--from", "--to", "--start", "--participants", "--confirmed", "--months"},
}


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, PARTNERS, EXCHANGES)
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


def options(*path: str) -> list[str]:
    """Return the options of a command that take a text, without the global ones."""
    command = typer.main.get_command(app)
    for name in path:
        command = command.get_command(None, name)  # type: ignore[attr-defined]  # a group but for the last
    return [
        param.opts[0]
        for param in command.params
        if param.param_type_name == "option"
        and not getattr(param, "is_flag", False)
        and getattr(param, "rich_help_panel", None) != "Global options"
        and param.opts[0] != "--help"
    ]


EDITS = [(noun, flag) for noun in RECORDS for flag in options(noun, "edit")]


def test_there_are_options_to_try() -> None:
    assert {("partners", "--city"), ("projects", "--sdg"), ("exchanges", "--remove-topic")} <= set(EDITS)


@pytest.mark.slow
@pytest.mark.parametrize("empty", ["", "  "], ids=["nothing", "blanks"])
@pytest.mark.parametrize(("noun", "flag"), EDITS)
def test_an_empty_option_clears_a_field_or_is_refused_if_the_field_is_required(
    books: Norec, noun: str, flag: str, empty: str
) -> None:
    before = contents(books.cwd)
    result = books(noun, "edit", RECORDS[noun], flag, empty)
    if flag in NEEDED[noun] or flag.startswith(("--add-", "--remove-")):
        assert (result.code, result.out, result.err) == (2, "", f"norec: {flag}: must not be empty\n")
        assert contents(books.cwd) == before
        return
    if flag == "--project":  # its round would be of no project
        assert (result.code, contents(books.cwd)) == (1, before)
        return
    assert result.ok() == RECORDS[noun] + "\n"
    field = {"--sdg": "goals", "--capacity": "capacities", "--alias": "aliases"}.get(flag, flag[2:].replace("-", "_"))
    was, now = (json.loads(text) for text in (first(before, noun), first(contents(books.cwd), noun)))
    gone = {key for key in was if key not in now}
    assert gone in ({field}, {f"{field}s"})
    assert now == {key: value for key, value in was.items() if key not in gone}


def first(files: dict[str, bytes], noun: str) -> str:
    """Return the first record of a register, read from its JSON."""
    import tomllib

    if noun == "exchanges":
        return files["exchanges.jsonl"].decode().splitlines()[0]
    records = tomllib.loads(files[f"{noun}.toml"].decode())[noun]
    return json.dumps(records[RECORDS[noun]], default=str)


@pytest.mark.parametrize(("noun", "flag"), [edit for edit in EDITS if edit[1].startswith("--remove-")])
def test_an_entry_that_is_not_in_a_list_cannot_be_removed(books: Norec, noun: str, flag: str) -> None:
    before = contents(books.cwd)
    result = books(noun, "edit", RECORDS[noun], flag, "nosuch", "--note", "x")
    field = {"--remove-capacity": "capacities", "--remove-alias": "aliases"}.get(
        flag, flag.removeprefix("--remove-") + "s"
    )
    assert (result.code, result.out, result.err) == (1, "", f'norec: "nosuch" is not one of its {field}\n')
    assert contents(books.cwd) == before


@pytest.mark.parametrize(
    ("noun", "flag", "near", "there"),
    [
        ("partners", "--remove-need", "soild", "soil"), ("projects", "--remove-partner", "b-kee", "b-ke"),
        ("exchanges", "--remove-topic", "soild", "soil"),
    ],
)  # fmt: skip
def test_the_message_names_the_most_similar_entry(books: Norec, noun: str, flag: str, near: str, there: str) -> None:
    said = books(noun, "edit", RECORDS[noun], flag, near).err
    assert said.startswith(f'norec: "{near}" is not one of its ')
    assert said.endswith(f" (did you mean {there}?)\n")


@pytest.mark.parametrize(
    ("noun", "flag", "entry"),
    [("partners", "--add-need", "Soil"), ("projects", "--add-partner", "b-ke"), ("exchanges", "--add-topic", "soil ")],
)
def test_an_entry_that_is_in_a_list_already_can_be_added(books: Norec, noun: str, flag: str, entry: str) -> None:
    before = contents(books.cwd)
    assert books(noun, "edit", RECORDS[noun], flag, entry).ok() == RECORDS[noun] + "\n"
    assert contents(books.cwd) == before


def test_clearing_the_project_clears_the_round_too(books: Norec) -> None:
    books("exchanges", "edit", "q1", "--project", "", "--round", "").ok()
    record = json.loads((books.cwd / "exchanges.jsonl").read_text(encoding="utf-8"))
    assert not {"project", "round"} & record.keys()


OTHERS = {
    ("partners", "add"): ("C", "--country", "KE"),
    ("partners", "end"): ("a-no", "--on", "today"),
    ("partners", "adjust"): ("a-no", "--on", "today", "--sent", "1", "--reason", "x"),
    ("projects", "add"): ("T", "--partner", "a-no", "--partner", "b-ke"),
    ("projects", "end"): ("p", "--on", "today"),
    ("projects", "coordinator"): ("p", "b-ke", "--chosen-by", "a-no"),
    ("projects", "assess"): ("p", "--on", "today", "--by", "a-no"),
    ("projects", "round"): ("p", "1"),
    ("exchanges", "log"): ("--from", "a-no", "--to", "b-ke", "--start", "2020-02-01", "--end", "2020-06-30"),
    ("exchanges", "cancel"): ("q1", "--reason", "other"),
    ("exchanges", "end"): ("q1", "--on", "2020-02-01", "--reason", "other"),
}
CLEARS = {("projects", "round", "--report-due"), ("projects", "round", "--reported-on")}


def given_empty() -> Iterator[tuple[str, ...]]:
    """Return command lines with one empty option or argument that are otherwise right."""
    for path, words in OTHERS.items():
        for flag in options(*path):
            if (*path, flag) not in CLEARS:
                kept = list(words)
                while flag in kept:
                    place = kept.index(flag)
                    del kept[place : place + 2]
                yield (*path, *kept, flag, "")
        for place, word in enumerate(words):
            if not word.startswith("--") and not words[place - 1].startswith("--"):
                yield (*path, *words[:place], "", *words[place + 1 :])


@pytest.mark.parametrize("argv", list(given_empty()), ids=lambda argv: " ".join(word or "''" for word in argv))
def test_an_empty_argument_is_refused_and_changes_nothing(books: Norec, argv: tuple[str, ...]) -> None:
    before = contents(books.cwd)
    result = books(*argv)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("norec: ")
    assert "unexpected" not in result.err
    assert contents(books.cwd) == before


@pytest.mark.parametrize("flag", ["--report-due", "--reported-on"])
def test_an_empty_option_clears_the_days_of_a_round_report(books: Norec, flag: str) -> None:
    books("projects", "round", "p", "1", flag, "").ok()
    assert flag.removeprefix("--").replace("-", "_") not in (books.cwd / "projects.toml").read_text(encoding="utf-8")
