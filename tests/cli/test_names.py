"""A person can type an id, a name or the beginning of an id for a partner, a project or an exchange."""

import json
from collections.abc import Iterator

import pytest

from support.program import Norec, make_store

LONG = "x" * 60_000

PARTNERS = """\
[partners.mulago-ug]
name = "Mulago Hospital"
country = "UG"
aliases = ["MH", "Kampala's hospital"]

[partners.bergen-no]
name = "Helse Bergen"
country = "NO"

[partners.north-no]
name = "The Twin"
country = "NO"

[partners.south-ug]
name = "the twin"
country = "UG"

[partners.mh]
name = "Another"
country = "UG"
"""
PROJECTS = """\
[projects.nursing]
title = "Nurses and midwives"
agreement = "A-17"
partners = ["mulago-ug", "bergen-no"]

[projects.nursing.rounds.1]
start = 2020-01-01
end = 2020-12-31
"""
EXCHANGES = (
    '{"id":"q1aa","from":"mulago-ug","to":"bergen-no","participants":1,"start":"2020-01-01","end":"2020-06-30",'
    '"confirmed":true,"project":"nursing","round":1}\n'
    '{"id":"q1bb","from":"bergen-no","to":"mulago-ug","participants":1,"start":"2020-01-01","end":"2020-06-30",'
    '"confirmed":true}\n'
)


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, PARTNERS, EXCHANGES)
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


def exchange(books: Norec, exchange_id: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(books("exchanges", "show", exchange_id, "--json").ok())
    return found


@pytest.mark.parametrize(
    "word",
    ["mulago-ug", "MULAGO-UG", "Mulago Hospital", "mulago  HOSPITAL", " Mulago\N{NO-BREAK SPACE}Hospital ", "kampala's hospital", "MH"],
)  # fmt: skip
def test_a_partner_is_found_by_id_name_or_alias_in_any_case(books: Norec, word: str) -> None:
    assert books("partners", "show", word, "-f", "plain").ok().startswith("mulago-ug\t")


def test_an_exact_id_is_preferred_to_a_name_in_another_case(books: Norec) -> None:
    assert books("partners", "show", "mh", "-f", "plain").ok().startswith("mh\t")
    assert books("partners", "show", "Mh").err == 'norec: "Mh" may be mh or mulago-ug: use the id\n'


def test_an_exact_name_is_preferred_to_one_in_another_case(books: Norec) -> None:
    assert books("partners", "show", "The Twin", "-f", "plain").ok().startswith("north-no\t")
    assert books("partners", "show", "the twin", "-f", "plain").ok().startswith("south-ug\t")
    result = books("partners", "show", "THE TWIN")
    assert (result.code, result.err) == (1, 'norec: "THE TWIN" may be north-no or south-ug: use the id\n')


def test_ten_of_many_possible_partners_are_named(norec: Norec) -> None:
    register = "".join(f'[partners.p{n:02}]\nname = "Same"\ncountry = "KE"\n' for n in range(13))
    make_store(norec.cwd, register)
    names = ", ".join(f"p{n:02}" for n in range(10))
    assert norec("partners", "show", "same").err == f'norec: "same" may be {names} and 3 more: use the id\n'


@pytest.mark.parametrize("word", ["nursing", "NURSING", "nurses and midwives", "A-17", "a-17"])
def test_a_project_is_found_by_id_title_or_agreement(books: Norec, word: str) -> None:
    assert books("projects", "show", word, "-f", "plain").ok().startswith("nursing\t")


@pytest.mark.parametrize("word", ["q1a", "Q1A", "Q1AA", " q1aa "])
def test_an_exchange_is_found_by_a_beginning_of_its_id_in_any_case(books: Norec, word: str) -> None:
    assert exchange(books, word)["id"] == "q1aa"
    assert books("exchanges", "edit", word, "--note", "x").ok() == "q1aa\n"


HOSPITAL, BERGEN, NURSES = "mulago hospital", "Helse  Bergen", "nurses and midwives"


@pytest.mark.parametrize(
    ("argv", "out"),
    [
        (("partners", "edit", HOSPITAL, "--city", "Kampala"), "mulago-ug\n"),
        (("partners", "end", HOSPITAL, "--on", "2026-12-31"), "mulago-ug\n"),
        (("partners", "adjust", HOSPITAL, "--on", "2020-01-01", "--sent", "1", "--reason", "x"), "mulago-ug\n"),
        (("partners", "remove", "another"), "mh\n"),
        (("partners", "rename", "another", "third"), "third\n"),
        (("projects", "edit", NURSES, "--add-partner", "Another"), "nursing\n"),
        (("projects", "edit", NURSES, "--partner", HOSPITAL, "--partner", BERGEN), "nursing\n"),
        (("projects", "end", NURSES, "--on", "2020-12-31"), "nursing\n"),
        (("projects", "rename", NURSES, "nurses"), "nurses\n"),
        (("projects", "coordinator", NURSES, HOSPITAL, "--chosen-by", BERGEN), "nursing\n"),
        (("projects", "assess", NURSES, "--on", "2019-01-01", "--by", HOSPITAL, "--by", BERGEN), "nursing\n"),
        (("projects", "round", NURSES, "1", "--plan", f"{HOSPITAL}:{BERGEN}:2:6"), "nursing 1\n"),
        (("exchanges", "edit", "q1a", "--from", BERGEN, "--to", HOSPITAL, "--project", NURSES), "q1aa\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_records_that_are_changed_by_name_are_stored_and_reported_by_id(
    books: Norec, argv: tuple[str, ...], out: str
) -> None:
    assert books(*argv).ok() == out
    stored = "".join((books.cwd / name).read_text(encoding="utf-8") for name in ("projects.toml", "exchanges.jsonl"))
    assert not [name for name in (HOSPITAL, BERGEN) if name in stored]
    books("report", "summary").ok()


def test_a_record_that_is_added_by_name_holds_the_id_that_the_name_means(books: Norec) -> None:
    books(
        "projects", "add", "X", "--partner", HOSPITAL, "--partner", BERGEN, "--coordinator", "mh", "--chosen-by", BERGEN
    )
    argv = ("projects", "add", "Y", "--partner", HOSPITAL, "--partner", BERGEN, "--coordinator", HOSPITAL)
    assert books(*argv, "--chosen-by", BERGEN).ok() == "y\n"
    books("projects", "round", "Y", "1", "--start", "2020-01-01", "--end", "2020-12-31").ok()
    books("projects", "round", "Y", "1", "--add-plan", f"{HOSPITAL}:{BERGEN}:2").ok()
    found = json.loads(books("projects", "show", "y", "--json").ok())
    assert (found["partners"], found["coordinator"], found["chosen_by"]) == (
        ["mulago-ug", "bergen-no"], "mulago-ug", ["bergen-no"]
    )  # fmt: skip
    assert 'plan = [\n    "mulago-ug:bergen-no:2",\n]' in (books.cwd / "projects.toml").read_text(encoding="utf-8")
    new = books(
        "exchanges",
        "log",
        "--from",
        HOSPITAL,
        "--to",
        BERGEN,
        "--start",
        "2020-01-01",
        "--months",
        "6",
        "--project",
        "A-17",
    )
    record = exchange(books, new.ok().strip())
    assert (record["from"], record["to"], record["project"]) == ("mulago-ug", "bergen-no", "nursing")


def test_a_partner_can_be_removed_from_a_project_by_name(books: Norec) -> None:
    books("projects", "edit", "nursing", "--add-partner", "another").ok()
    books("projects", "edit", "nursing", "--remove-partner", "Another").ok()
    assert json.loads(books("projects", "show", "nursing", "--json").ok())["partners"] == ["mulago-ug", "bergen-no"]


@pytest.mark.parametrize(
    "argv",
    [
        ("report", "reciprocity"), ("report", "flows"), ("report", "summary"), ("report", "rounds"), ("report", "needs"),
        ("report", "trend"), ("report", "upcoming"), ("exchanges", "list"), ("check",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_reports_can_be_filtered_by_name_as_by_id(books: Norec, argv: tuple[str, ...]) -> None:
    for flag, key, name in (("--partner", "mulago-ug", HOSPITAL), ("--project", "nursing", NURSES)):
        by_id, by_name = books(*argv, flag, key), books(*argv, flag, name)
        assert (by_id.code, by_id.out) == (by_name.code, by_name.out)
        unknown = books(*argv, flag, "nosuch")
        assert unknown.code == (2 if argv == ("report", "summary") and flag == "--partner" else 1)


def test_a_statement_can_be_asked_for_by_name(books: Norec) -> None:
    assert books("report", "statement", HOSPITAL).ok() == books("report", "statement", "mulago-ug").ok()
    pair = books("report", "statement", f"{HOSPITAL} ~ {BERGEN}", "--by", "pair").ok()
    assert pair == books("report", "statement", "bergen-no ~ mulago-ug", "--by", "pair").ok()
    assert books("report", "statement", f"MH ~ {HOSPITAL}", "--by", "pair").code == 2


def commands_with(word: str) -> Iterator[tuple[str, ...]]:
    """Return command lines that name a partner, a project or an exchange by a word."""
    yield from (
        ("partners", "show", word), ("partners", "edit", word, "--city", "x"), ("partners", "end", word, "--on", "today"),
        ("partners", "rename", word, "new"), ("partners", "remove", word),
        ("partners", "adjust", word, "--on", "today", "--sent", "1", "--reason", "x"),
        ("projects", "show", word), ("projects", "edit", word, "--title", "x"), ("projects", "end", word, "--on", "today"),
        ("projects", "rename", word, "new"), ("projects", "remove", word), ("projects", "round", word, "1", "--end", "today"),
        ("projects", "coordinator", word, "mulago-ug", "--chosen-by", "bergen-no"),
        ("projects", "coordinator", "nursing", word, "--chosen-by", "bergen-no"),
        ("projects", "coordinator", "nursing", "mulago-ug", "--chosen-by", word),
        ("projects", "assess", "nursing", "--on", "today", "--by", word),
        ("projects", "edit", "nursing", "--partner", word), ("projects", "edit", "nursing", "--add-partner", word),
        ("projects", "edit", "nursing", "--remove-partner", word),
        ("projects", "round", "nursing", "1", "--plan", f"{word}:bergen-no:1"),
        ("projects", "add", "T", "--partner", word, "--partner", "mulago-ug"),
        ("projects", "add", "T", "--partner", "bergen-no", "--partner", "mulago-ug", "--coordinator", word),
        ("exchanges", "show", word), ("exchanges", "edit", word, "--note", "x"), ("exchanges", "confirm", word),
        ("exchanges", "remove", word), ("exchanges", "cancel", word, "--reason", "other"),
        ("exchanges", "end", word, "--on", "2020-02-01", "--reason", "other"), ("exchanges", "edit", "q1a", "--from", word),
        ("exchanges", "log", "--from", word, "--to", "mulago-ug", "--start", "today"),
        ("exchanges", "log", "--to", word, "--from", "mulago-ug", "--start", "today"),
        ("exchanges", "log", "--from", "bergen-no", "--to", "mulago-ug", "--start", "today", "--project", word),
        ("exchanges", "log", "--from", "bergen-no", "--to", "mulago-ug", "--start", "today", "--replaces", word),
        ("report", "statement", word), ("report", "reciprocity", "--partner", word), ("check", "--project", word),
    )  # fmt: skip


@pytest.mark.parametrize("word", ["", "  ", "nosuch", "No Such", LONG, "No " + LONG], ids=lambda word: repr(word[:10]))
def test_an_unknown_name_is_refused_in_a_short_message_and_changes_nothing(books: Norec, word: str) -> None:
    before = {path.name: path.read_bytes() for path in books.cwd.iterdir() if path.suffix != ".lock"}
    for argv in commands_with(word):
        result = books(*argv)
        assert result.code in (1, 2), argv
        assert result.out == "", argv
        assert "unexpected" not in result.err, argv
        assert all(len(line) <= 220 for line in result.err.splitlines()), argv
        if not word.strip() and "--plan" not in argv:
            assert (result.code, "must not be empty" in result.err) == (2, True), argv
    assert {path.name: path.read_bytes() for path in books.cwd.iterdir() if path.suffix != ".lock"} == before
