"""`norec check --repair`, and what git makes of a store that was changed in two clones."""

import itertools
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from support.lines import exchange_line
from support.program import Norec, contents, make_store

PARTNERS = {"a-no": "NO", "b-ke": "KE", "c-ug": "UG"}


def line(exchange_id: str, **more: object) -> str:
    end = f"2020-06-2{exchange_id[-1]}"  # if all had the same, they would seem to be one, recorded twice
    return exchange_line(exchange_id, **{"end": end, "confirmed": True, **more})


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, PARTNERS, line("q1") + line("q2") + line("q3"))
    return norec


def exchange_lines(norec: Norec) -> list[str]:
    return (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def put(norec: Norec, *lines: str) -> None:
    (norec.cwd / "exchanges.jsonl").write_text("".join(lines), encoding="utf-8")


def test_where_nothing_need_be_mended_nothing_is_done(books: Norec) -> None:
    before = contents(books.cwd)
    assert books("check", "--repair").ok() == ""
    assert contents(books.cwd) == before
    assert not (books.cwd / "history.jsonl").exists()


def test_the_version_that_was_made_of_the_others_stays(books: Norec) -> None:
    versions = [exchange_lines(books)[0]]
    for note in ("one", "two"):
        books("exchanges", "edit", "q1", "--note", note).ok()
        versions.append(exchange_lines(books)[0])
    for order in itertools.permutations(versions):
        put(books, *order, line("q2"))
        assert books("report", "reciprocity").code == 5
        result = books("check", "--repair")
        assert (result.code, result.out) == (0, "")
        stays = order.index(versions[2]) + 1
        assert sorted(result.err.splitlines()) == sorted(
            f"exchanges.jsonl:{number}: removed, because line {stays} is a later version of it: {text.strip()}"
            for number, text in enumerate(order, start=1)
            if number != stays
        )
        assert exchange_lines(books) == [versions[2], line("q2")]
        undone = books("undo")
        assert (undone.code, exchange_lines(books)) == (0, [*order, line("q2")])


def test_what_was_changed_and_changed_back_is_what_it_is_now(books: Norec) -> None:
    first = exchange_lines(books)[0]
    books("exchanges", "edit", "q1", "--note", "x").ok()
    second = exchange_lines(books)[0]
    assert books("undo").code == 0
    put(books, first, second)
    assert books("check", "--repair").code == 0
    assert exchange_lines(books) == [first]


def test_versions_of_which_none_was_made_of_the_other_are_for_a_person(books: Norec) -> None:
    books("exchanges", "edit", "q1", "--note", "here", "--end", "2020-05-31").ok()
    here = exchange_lines(books)[0]
    put(books, line("q1"), line("q2"))
    books("exchanges", "edit", "q1", "--note", "there").ok()
    there = exchange_lines(books)[0]
    put(books, here, line("q2"), there)
    before = contents(books.cwd)
    result = books("check", "--repair")
    assert result.code == 3
    assert result.out.startswith("error\tids-unique\texchanges.jsonl\t3\t")
    assert result.err.splitlines() == [
        "exchanges.jsonl:1 and exchanges.jsonl:3: 2 versions of exchange q1: keep the right one",
        "  end: 2020-05-31 | 2020-06-21",
        "  note: here | there",
    ]
    assert contents(books.cwd) == before


def test_the_same_line_twice_is_one(books: Norec) -> None:
    put(books, line("q1"), line("q2"), line("q1"))
    assert books("check", "--repair").code == 0
    assert exchange_lines(books) == [line("q1"), line("q2")]


def test_a_missing_line_feed_and_a_line_that_was_cut_off(books: Norec) -> None:
    put(books, line("q1"), line("q2").rstrip("\n"))
    result = books("check", "--repair")
    assert (result.code, result.err) == (0, "exchanges.jsonl: missing line feed added at its end\n")
    assert exchange_lines(books) == [line("q1"), line("q2")]
    put(books, line("q1"), '{"id":"q2","fr')
    result = books("check", "--repair")
    assert (result.code, result.out) == (0, "")
    assert result.err == 'exchanges.jsonl:2: incomplete line moved to exchanges.torn: {"id":"q2","fr\n'
    assert exchange_lines(books) == [line("q1")]
    assert (books.cwd / "exchanges.torn").read_bytes() == b'{"id":"q2","fr\n'
    put(books, line("q1"), "{")
    assert books("check", "--repair").code == 0
    assert (books.cwd / "exchanges.torn").read_bytes() == b'{"id":"q2","fr\n{\n'  # nothing set aside is lost


def test_what_a_person_must_decide_stays_as_it_is(books: Norec) -> None:
    put(books, line("q1"), "{\n", line("q2", participants=0))
    before = contents(books.cwd)
    result = books("check", "--repair")
    assert (result.code, result.err, contents(books.cwd)) == (3, "", before)
    (books.cwd / "partners.toml").write_text("[partners", encoding="utf-8")
    assert books("check", "--repair").code == 5


# With git

ME = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x",
    "HOME": "/nowhere",
}
VERBS: dict[str, tuple[str, ...]] = {
    "log": ("exchanges", "log", "--from", "b-ke", "--to", "c-ug", "--start", "2021-01-01", "--end", "2021-06-30"),
    "edit": ("exchanges", "edit", "q2", "--note", "WHO"),
    "cancel": ("exchanges", "cancel", "q2", "--reason", "health"),
    "remove": ("exchanges", "remove", "q2"),
    "edit another": ("exchanges", "edit", "q3", "--note", "WHO"),
    "undo": ("undo",),
}


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    found = shutil.which("git")
    assert found
    return subprocess.run([found, *words], cwd=folder, env=ME, capture_output=True, check=False)


def commit(norec: Norec) -> None:
    git(norec.cwd, "add", "-A")
    assert git(norec.cwd, "commit", "-qm", "x").returncode == 0


@pytest.fixture
def clones(norec: Norec) -> tuple[Norec, Norec]:
    ours = replace(norec, cwd=norec.cwd / "ours", machine="ours")
    norec("init", "ours").ok()
    make_store(ours.cwd, PARTNERS, line("q1") + line("q2") + line("q3"))
    assert git(ours.cwd, "init", "-qb", "main").returncode == 0
    commit(ours)
    assert git(norec.cwd, "clone", "-q", "ours", "theirs").returncode == 0
    theirs = replace(norec, cwd=norec.cwd / "theirs", machine="theirs", ids=500)
    for one, note in ((ours, "ours"), (theirs, "theirs")):
        one("exchanges", "edit", "q1", "--note", note).ok() if note == "ours" else None
    commit(ours)
    assert git(theirs.cwd, "pull", "-q", "--no-rebase").returncode == 0
    return ours, theirs


@pytest.mark.slow
@pytest.mark.parametrize(("mine", "their"), list(itertools.product(VERBS, VERBS)))
def test_two_clones_changed_and_merged(clones: tuple[Norec, Norec], mine: str, their: str) -> None:
    ours, theirs = clones
    logged = []
    for one, verb, who in ((ours, mine, "ours"), (theirs, their, "theirs")):
        if verb == "undo":
            one("exchanges", "edit", "q3", "--note", "mistaken").ok()
        result = one(*(who if word == "WHO" else word for word in VERBS[verb]))
        assert result.code == 0
        logged += [result.out.strip()] if verb == "log" else []
        commit(one)
    pulled = git(theirs.cwd, "pull", "-q", "--no-rebase")
    assert pulled.returncode == 0, pulled
    result = theirs("check", "--repair")
    ids = [json.loads(row)["id"] for row in (theirs.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]
    assert set(logged) <= set(ids)
    assert {"q1", "q3"} <= set(ids)
    if {mine, their} <= {"edit", "cancel"} and (mine == "edit" or mine != their):
        # Two people changed one record, each in another way: both versions are there for a person to choose from.
        assert (result.code, ids.count("q2")) == (3, 2)
        assert "2 versions of exchange q2: keep the right one" in result.err
        return
    if mine == their == "edit another":
        assert (result.code, ids.count("q3")) == (3, 2)
        return
    assert result.code == 0, result
    assert len(ids) == len(set(ids))
    if "remove" in (mine, their) and {"edit", "cancel"} & {mine, their}:
        assert "q2" in ids  # what somebody has just changed is not lost because somebody else removed it
    assert theirs("report", "reciprocity").code == 0
    told = [row["by"] for row in json.loads(theirs("history", "--json").ok())["rows"]]
    assert {"somebody@ours", "somebody@theirs"} <= set(told)


def test_what_one_clone_changed_is_merged_into_what_the_other_left(clones: tuple[Norec, Norec]) -> None:
    ours, theirs = clones
    ours("exchanges", "edit", "q2", "--note", "ours").ok()
    theirs("exchanges", "log", "--from", "b-ke", "--to", "c-ug", "--start", "2021-01-01", "--end", "2021-06-30").ok()
    commit(ours)
    commit(theirs)
    assert git(theirs.cwd, "pull", "-q", "--no-rebase").returncode == 0
    assert theirs("check", "--repair").code == 0
    notes = {row["id"]: row.get("note") for row in map(json.loads, exchange_lines(theirs))}
    assert notes["q2"] == "ours"
    assert len(notes) == len(exchange_lines(theirs)) == 4
    assert theirs("undo").code == 0  # what was done here, though the other's change came in between
    assert len(exchange_lines(theirs)) == 3
