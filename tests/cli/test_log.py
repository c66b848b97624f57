"""`exchanges log` refuses an exchange that is there already or replaces none, and warns of an unusual length."""

import json
from typing import Any

import pytest

from support.check_cases import line, partner
from support.program import Norec, contents, make_store

REGISTER = partner("a-no", "NO") + partner("b-ke", "KE")
PROJECTS = """\
[projects.p]
title = "P"
partners = ["a-no", "b-ke"]

[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31

[projects.p.rounds.2]
start = 2021-01-01
end = 2021-12-31

[projects.long]
title = "Long"
partners = ["a-no", "b-ke"]
rules = { least_months = 6, most_months = 12 }
"""
LOG = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-01-01", "--end", "2020-06-30")
GONE = {"cancelled": True, "reason": "other", "confirmed": False}


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, REGISTER, line("q1"))
    (norec.cwd / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    return norec


def write(books: Norec, *lines: str) -> None:
    (books.cwd / "exchanges.jsonl").write_text("".join(lines), encoding="utf-8")


def exchange(books: Norec, exchange_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(books("exchanges", "show", exchange_id.strip(), "--json").ok())
    return found


def recorded(books: Norec) -> list[str]:
    """Return the ids of the recorded exchanges, in the order of the file."""
    return [json.loads(text)["id"] for text in (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]


def check_refused(books: Norec, argv: tuple[str, ...], message: str) -> None:
    before = contents(books.cwd)
    result = books(*argv)
    assert (result.code, result.out, result.err) == (1, "", message + "\n")
    assert contents(books.cwd) == before


def test_the_same_exchange_is_logged_twice_only_with_again(books: Norec) -> None:
    check_refused(books, LOG, "norec: exchange q1 says the same: add --again if this is a second one")
    new = books(*LOG, "--again").ok().strip()
    assert {**exchange(books, new), "id": "q1"} == exchange(books, "q1")
    check_refused(books, LOG, f"norec: exchange {new} says the same: add --again if this is a second one")


def test_a_note_does_not_make_an_exchange_different(books: Norec) -> None:
    check_refused(books, (*LOG, "--note", "x"), "norec: exchange q1 says the same: add --again if this is a second one")


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "b-ke", "--to", "a-no"), ("--start", "2020-01-02"), ("--end", "2020-07-01"), ("--participants", "2"),
        ("--project", "p"), ("--project", "p", "--round", "1"), ("--ref", "anna"), ("--women", "1"), ("--topic", "law"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_any_other_difference_makes_another_exchange(books: Norec, words: tuple[str, ...]) -> None:
    new = books(*LOG, *words).ok().strip()
    assert recorded(books) == ["q1", new]


@pytest.mark.parametrize("gone", [GONE, {"ended_early": "2020-02-01", "reason": "health"}])
def test_an_exchange_that_stopped_may_be_logged_anew(books: Norec, gone: dict[str, Any]) -> None:
    write(books, line("q1", **gone))
    new = books(*LOG).ok().strip()
    assert recorded(books) == ["q1", new]


def test_log_reads_only_the_end_of_a_long_file_and_check_all_of_it(books: Norec) -> None:
    others = [line(f"r{number}", start="2019-01-01", end="2019-06-30", note="x" * 100) for number in range(1500)]
    write(books, line("q1"), *others, line("q2", start="2020-01-02"))
    check_refused(
        books,
        (*LOG, "--start", "2020-01-02"),
        "norec: exchange q2 says the same: add --again if this is a second one",
    )
    new = books(*LOG).ok().strip()
    rows = [row.split("\t") for row in books("check", "--since", "2020-01-01").out.splitlines()]
    assert [row[4:] for row in rows if row[1] == "recorded-once"] == [
        [f"exchange {new}", "says the same as exchange q1"]
    ]


def test_an_unreadable_line_is_skipped_in_the_search_for_duplicates(books: Norec) -> None:
    write(books, line("q1"), '{"start":"2020-01-01"\n', line("q2", start="2020-01-02"))
    check_refused(books, LOG, "norec: exchange q1 says the same: add --again if this is a second one")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--months", "2"), "lasts less than 3 months"),
        (("--months", "19"), "lasts more than 18 months"),
        (("--months", "5", "--project", "long"), "lasts less than 6 months"),
        (("--months", "13", "--project", "Long"), "lasts more than 12 months"),
        (("--months", "3"), ""),
        (("--months", "18"), ""),
        (("--months", "12", "--project", "long"), ""),
        ((), ""),
    ],
    ids=" ".join,
)
def test_an_unusual_length_is_logged_with_a_warning(books: Norec, words: tuple[str, ...], problem: str) -> None:
    result = books("exchanges", "log", "--from", "b-ke", "--to", "a-no", "--start", "2020-01-01", *words)
    warning = f"norec: exchange {result.out.strip()} {problem}, which is unusual: check its dates (norec check --explain lengths-usual)\n"
    assert (result.code, result.err) == (0, warning if problem else "")
    found = [row.split("\t") for row in books("check").out.splitlines() if "lengths-usual" in row]
    assert [row[4] for row in found] == ([f"exchange {result.out.strip()}"] if problem else [])


def test_the_rules_of_a_store_decide_which_length_is_unusual(books: Norec) -> None:
    make_store(books.cwd, REGISTER, "", "[rules]\nleast_months = 1\n")
    books("exchanges", "log", "--from", "b-ke", "--to", "a-no", "--start", "2020-01-01", "--months", "1").ok()


REPLACES = (
    "exchanges",
    "log",
    "--from",
    "a-no",
    "--to",
    "b-ke",
    "--start",
    "2020-03-01",
    "--end",
    "2020-06-30",
    "--replaces",
)


def test_a_replacement_has_the_project_and_round_of_the_replaced_exchange(books: Norec) -> None:
    write(books, line("q1", project="p", round=1, participants=3, **GONE))
    found = exchange(books, books(*REPLACES, "Q1").ok())
    assert (found["replaces"], found["project"], found["round"]) == ("q1", "p", 1)
    found = exchange(books, books(*REPLACES, "q1", "--round", "2").ok())
    assert (found["project"], found["round"]) == ("p", 2)
    found = exchange(books, books(*REPLACES, "q1", "--project", "long", "--end", "2020-12-31").ok())
    assert (found["project"], found["round"]) == ("long", None)


def test_a_replacement_in_another_direction_is_refused(books: Norec) -> None:
    write(books, line("q1", "b-ke", "a-no", **GONE))
    check_refused(books, (*REPLACES, "q1"), 'norec: replaces "q1", which is from b-ke to a-no')


def test_an_exchange_that_goes_on_cannot_be_replaced(books: Norec) -> None:
    check_refused(books, (*REPLACES, "q1"), 'norec: replaces "q1", which was neither cancelled nor ended early')


def test_a_replacement_has_no_more_people_than_places_that_became_free(books: Norec) -> None:
    write(books, line("q1", participants=3, **GONE))
    first = books(*REPLACES, "q1", "--participants", "2").ok().strip()
    message = 'norec: is of 2 people, but only 1 of the 3 places of "q1" is free'
    check_refused(books, (*REPLACES, "q1", "--participants", "2", "--again"), message)
    books(*REPLACES, "q1").ok()
    check_refused(
        books, (*REPLACES, "q1", "--again"), f'norec: replaces "q1", but exchange {first} has already taken its place'
    )


def test_a_place_becomes_free_again_if_its_replacement_is_cancelled(books: Norec) -> None:
    write(books, line("q1", **GONE))
    first = books(*REPLACES, "q1").ok().strip()
    check_refused(
        books, (*REPLACES, "q1", "--again"), f'norec: replaces "q1", but exchange {first} has already taken its place'
    )
    books("exchanges", "cancel", first, "--reason", "other").ok()
    books(*REPLACES, "q1").ok()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "b-ke", "--to", "a-no"), 'replaces "q1", which is from a-no to b-ke'),
        (("--participants", "3"), 'is of 3 people, but only 2 of the 2 places of "q1" are free'),
    ],
)
def test_an_edit_that_takes_a_place_that_is_not_free_is_refused(
    books: Norec, words: tuple[str, ...], message: str
) -> None:
    write(books, line("q1", participants=2, **GONE), line("q2", replaces="q1"))
    check_refused(books, ("exchanges", "edit", "q2", *words), f"norec: {message}")
    books("exchanges", "edit", "q2", "--participants", "2", "--note", "x").ok()


def test_an_edit_in_the_editor_that_takes_a_place_that_is_not_free_is_refused(books: Norec) -> None:
    def editor(_: str, path: Any) -> int:
        path.write_text(path.read_text() + 'replaces = "q1"\n')
        return 0

    write(books, line("q1", **GONE), line("q2", replaces="q1"), line("q3", start="2020-01-02"))
    books.editor = editor
    result = books("exchanges", "edit", "q3", terminal=True)
    assert (result.code, result.err.split("\n")[0]) == (
        1,
        'norec: replaces "q1", but exchange q2 has already taken its place',
    )


def test_part_of_a_replacing_group_may_leave(books: Norec) -> None:
    write(books, line("q1", participants=2, **GONE), line("q2", replaces="q1", participants=2))
    books("exchanges", "end", "q2", "--participants", "1", "--on", "2020-02-01", "--reason", "family").ok()
    assert "replacements-fit" not in books("check").out


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        ((line("q1", participants=2, **GONE), line("q2", replaces="q1"), line("q3", replaces="q1", women=1)), []),
        (
            (line("q1", participants=2, **GONE), line("q2", replaces="q1"), line("q3", replaces="q1", participants=2)),
            ['is of 2 people, but only 1 of the 2 places of "q1" is free'],
        ),
        ((line("q1", "b-ke", "a-no", **GONE), line("q2", replaces="q1")), ['replaces "q1", which is from b-ke to a-no']),
        ((line("q1", **GONE), line("q2", replaces="q1", **GONE), line("q3", replaces="q1")), []),
    ],
)  # fmt: skip
def test_check_finds_replacements_that_do_not_fit(books: Norec, lines: tuple[str, ...], texts: list[str]) -> None:
    write(books, *lines)
    rows = [row.split("\t") for row in books("check").ok().splitlines()]
    assert [row[5] for row in rows if row[1] == "replacements-fit"] == texts
