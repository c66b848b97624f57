"""Commands that correct records change only the bytes that they must."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from norec_cli.store.files import disk
from support.faulty_os import DyingOs, Killed
from support.program import Norec, contents, make_store

REGISTER = """\
# Our partners
#   (kept by hand)

[partners.b-ke]   # the newest
name = "B"        # short
country = "KE"
needs = [
  "soil",   # since 2019
  "water",
]

# the oldest
[partners.a-no]
country = 'NO'
name    = 'A'

[[partners.a-no.adjustments]]
on = 2019-12-31   # the old books
sent = 2
reason = "before"


[partners.c-ug]
name = "C"
country = "UG"
"""
Q1 = '{"id":"q1x","from":"a-no","to":"b-ke","participants":4,"women":3,"start":"2020-01-01","end":"2020-12-31","confirmed":true}\n'
Q2 = '{"start":"2027-01-01", "id":"q2y", "from":"b-ke", "to":"a-no", "participants":1}\n'
EXCHANGES = Q1 + "\n" + Q2


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, REGISTER, EXCHANGES)
    return norec


def check_change(norec: Norec, argv: list[str], result: str, **after: str) -> None:
    """Check that a command prints a result, gives these files these contents, and changes no other file."""
    expected = contents(norec.cwd)
    for name, text in after.items():
        file = {"register": "partners.toml", "exchanges": "exchanges.jsonl"}[name]
        assert expected[file].decode() != text
        expected[file] = text.encode()
    assert norec(*argv).ok() == result
    assert contents(norec.cwd) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("argv", "before", "after"),
    [
        (["edit", "b-ke", "--name", "Bee"], 'name = "B"        # short', 'name = "Bee"        # short'),
        (["edit", "b-ke", "--country", "Uganda"], 'country = "KE"', 'country = "UG"'),
        (["edit", "b-ke", "--add-need", "seed"], '  "water",\n]', '  "water",\n  "seed",\n]'),
        (["edit", "b-ke", "--remove-need", " WATER"], '  "water",\n]', "]"),
        (["edit", "b-ke", "--need", "x"], '[\n  "soil",   # since 2019\n  "water",\n]', '[\n    "x"\n]'),
        (["edit", "b-ke", "--remove-need", "soil", "--remove-need", "water"], 'needs = [\n  "soil",   # since 2019\n  "water",\n]\n', ""),
        (["edit", "b-ke", "--city", "Nairobi"], '  "water",\n]\n', '  "water",\n]\ncity = "Nairobi"\n'),
        (["edit", "a-no", "--name", "Å"], "name    = 'A'", 'name    = "Å"'),
        (["edit", "a-no", "--note", "n"], "name    = 'A'\n", "name    = 'A'\nnote = \"n\"\n"),
        (["edit", "c-ug", "--alias", "Sea", "--sector", "Civil Society"], 'country = "UG"\n', 'country = "UG"\nsector = "civil-society"\naliases = [\n    "Sea",\n]\n'),
        (["end", "c-ug", "--on", "2026-06-30"], 'country = "UG"\n', 'country = "UG"\nended = 2026-06-30\n'),
        (
            ["adjust", "a-no", "--received", "3", "--on", "2021-01-01", "--reason", 'so "it" is'],
            'reason = "before"\n',
            'reason = "before"\n\n[[partners.a-no.adjustments]]\non = 2021-01-01\nreceived = 3\nreason = "so \\"it\\" is"\n',
        ),
        (["adjust", "c-ug", "--sent", "1", "--on", "today", "--reason", "x"], 'country = "UG"\n', 'country = "UG"\n\n[[partners.c-ug.adjustments]]\non = 2026-11-23\nsent = 1\nreason = "x"\n'),
    ],
    ids=lambda value: " ".join(value[:4]) if isinstance(value, list) else "",
)  # fmt: skip
def test_editing_a_partner_changes_only_its_own_lines(
    books: Norec, argv: list[str], before: str, after: str, newline: str
) -> None:
    register = books.cwd / "partners.toml"
    register.write_bytes(REGISTER.replace("\n", newline).encode())
    assert REGISTER.count(before) == 1
    expected = REGISTER.replace(before, after).replace("\n", newline)
    check_change(books, ["partners", *argv], f"{argv[1]}\n", register=expected)


def test_an_empty_option_clears_a_value(books: Norec) -> None:
    books("partners", "edit", "c-ug", "--note", "x", "--city", "y").ok()
    check_change(books, ["partners", "edit", "c-ug", "--note", "", "--city", ""], "c-ug\n", register=REGISTER)


def test_renaming_a_partner_changes_every_mention_of_it(books: Norec) -> None:
    check_change(
        books,
        ["partners", "rename", "a-no", "alpha-no"],
        "alpha-no\n",
        register=REGISTER.replace("partners.a-no", "partners.alpha-no"),
        exchanges=Q1.replace("a-no", "alpha-no")
        + '\n{"id":"q2y","from":"b-ke","to":"alpha-no","participants":1,"start":"2027-01-01"}\n',
    )


def test_a_partner_that_nothing_mentions_can_be_removed(books: Norec) -> None:
    gone = '[partners.c-ug]\nname = "C"\ncountry = "UG"\n'
    check_change(books, ["partners", "remove", "c-ug"], "c-ug\n", register=REGISTER.replace("\n\n" + gone, ""))


def test_removing_a_partner_in_the_middle_keeps_the_comments_around_it(books: Norec) -> None:
    (books.cwd / "exchanges.jsonl").write_text("", encoding="utf-8")
    gone = REGISTER[REGISTER.index("[partners.a-no]") : REGISTER.index("\n[[partners.a-no")]
    more = REGISTER[REGISTER.index("[[partners.a-no") : REGISTER.index("[partners.c-ug]")]
    expected = REGISTER.replace(gone, "").replace(more, "")
    check_change(books, ["partners", "remove", "a-no"], "a-no\n", register=expected)


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["edit", "q1", "--end", "2021-01-31"], Q1.replace("2020-12-31", "2021-01-31")),
        (["edit", "q1", "--months", "3"], Q1.replace("2020-12-31", "2020-03-31")),
        (["edit", "q1", "--start", "2020-02", "--months", "3"], Q1.replace("2020-01-01", "2020-02-01").replace("2020-12-31", "2020-04-30")),
        (["edit", "q1", "--end", ""], Q1.replace('"end":"2020-12-31",', "")),
        (["edit", "q1", "--women", ""], Q1.replace('"women":3,', "")),
        (["edit", "q1", "--to", "c-ug"], Q1.replace("b-ke", "c-ug")),
        (["edit", "q1", "--confirmed", "no"], Q1.replace(',"confirmed":true', "")),
        (["edit", "q1x", "--note", "n", "--topic", "soil"], Q1.replace("true}", 'true,"topics":["soil"],"note":"n"}')),
        (["cancel", "q1", "--reason", "visa refused"], Q1.replace('"confirmed":true', '"cancelled":true,"reason":"visa-refused"')),
        (["end", "q1", "--on", "2020-05-31", "--reason", "health"], Q1.replace('"confirmed"', '"ended_early":"2020-05-31","reason":"health","confirmed"')),
        (["remove", "q1"], ""),
    ],
    ids=lambda value: " ".join(value[:4]) if isinstance(value, list) else "",
)  # fmt: skip
def test_changing_an_exchange_rewrites_only_its_line(books: Norec, argv: list[str], line: str) -> None:
    check_change(books, ["exchanges", *argv], "q1x\n", exchanges=line + "\n" + Q2)


def test_several_exchanges_can_be_confirmed_at_once(books: Norec) -> None:
    (books.cwd / "exchanges.jsonl").write_text(
        Q1.replace(',"confirmed":true', "") + Q2.replace("2027", "2025"), encoding="utf-8"
    )
    check_change(
        books,
        ["exchanges", "confirm", "q1", "q2", "q1x"],
        "q1x\nq2y\n",
        exchanges=Q1
        + '{"id":"q2y","from":"b-ke","to":"a-no","participants":1,"start":"2025-01-01","confirmed":true}\n',
    )


@pytest.mark.parametrize(
    ("argv", "stopped"),
    [
        (["cancel", "q1", "--reason", "family"], '"cancelled":true,"reason":"family"'),
        (["end", "q1", "--on", "2020-03-01", "--reason", "permit"], '"ended_early":"2020-03-01","reason":"permit","confirmed":true'),
    ],
)  # fmt: skip
def test_part_of_a_group_leaves(books: Norec, argv: list[str], stopped: str) -> None:
    result = books("exchanges", *argv, "--participants", "1", "--women", "1").ok().strip()
    stay = Q1.replace('"participants":4,"women":3', '"participants":3,"women":2')
    left = Q1.replace("q1x", result).replace('"participants":4,"women":3', '"participants":1,"women":1')
    left = left.replace('"confirmed":true', stopped)
    assert (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == stay + left + "\n" + Q2


@pytest.mark.parametrize(("women", "rest", "left"), [(4, 3, 1), (0, 3, 0)])
def test_the_number_of_women_in_a_part_follows_if_all_or_none_of_the_group_are_women(
    books: Norec, women: int, rest: int, left: int
) -> None:
    exchanges_file = books.cwd / "exchanges.jsonl"
    exchanges_file.write_text(Q1.replace('"women":3', f'"women":{women}'), encoding="utf-8")
    result = books("exchanges", "cancel", "q1", "--reason", "other", "--participants", "1").ok().strip()
    found = {
        record["id"]: record["women"]
        for record in map(json.loads, exchanges_file.read_text(encoding="utf-8").splitlines())
    }
    assert found == {"q1x": rest if women else 0, result: left}


def test_an_exchange_can_replace_a_cancelled_one(books: Norec) -> None:
    books("exchanges", "cancel", "q1", "--reason", "other").ok()
    words = ["exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-02-01", "--replaces"]
    new = books(*words, "q1").ok().strip()
    assert json.loads(books("exchanges", "show", new, "--json").ok())["replaces"] == "q1x"
    refused = books("exchanges", "remove", "q1")
    assert refused.err == (
        f"norec: q1x is replaced by 1 exchange: change them first\n  {new}  a-no to b-ke, 2020-02-01\n"
    )
    assert books(*words, "q2").err == 'norec: replaces "q2y", which was neither cancelled nor ended early\n'


REFUSED = [
    (["partners", "edit", "x", "--city", "y"], 1, 'norec: no partner "x"'),
    (["partners", "edit", "b-ke", "--remove-need", "sun"], 1, 'norec: "sun" is not one of its needs'),
    (["partners", "edit", "b-ke", "--name", " "], 2, "norec: --name: must not be empty"),
    (["partners", "edit", "b-ke", "--country", "zz"], 2, 'norec: --country: no country "zz": write its two-letter code, for example KE'),
    (["partners", "edit", "b-ke"], 2, "norec: nothing to change: type the options to change, or use a terminal to edit the record"),
    (["partners", "rename", "b-ke", "a-no"], 1, 'norec: the id "a-no" is already used by A: choose another'),
    (["partners", "rename", "b-ke", "B"], 2, 'norec: NEW: "B" must be lower-case letters a-z, digits and single hyphens, at most 64; b would do'),
    (["partners", "end", "b-ke", "--on", "2026-12-31"], 1, "norec: b-ke can't end on 2026-12-31: 1 exchange starts later", "  q2y  b-ke to a-no, 2027-01-01"),
    (["partners", "remove", "b-ke"], 1, "norec: b-ke is used by 2 exchanges: reassign or remove them first, or keep the partner out of new ones with `norec partners end`", "  q1x  a-no to b-ke, 2020-01-01", "  q2y  b-ke to a-no, 2027-01-01"),
    (["partners", "adjust", "b-ke", "--on", "today", "--reason", "x"], 2, "norec: --sent or --received must be given"),
    (["partners", "adjust", "b-ke", "--on", "x", "--sent", "-1", "--reason", ""], 2, 'norec: --on: "x" is not a date: write YYYY-MM-DD, for example 2012-06-30', "norec: --sent: must be 0 or more, not -1", "norec: --reason is empty"),
    (["exchanges", "edit", "q", "--note", "x"], 1, 'norec: "q" begins the ids of 2 exchanges: type more of the id', "  q1x  a-no to b-ke, 2020-01-01", "  q2y  b-ke to a-no, 2027-01-01"),
    (["exchanges", "edit", "zz", "--note", "x"], 1, 'norec: no exchange "zz"', "norec exchanges list shows all exchanges"),
    (["exchanges", "edit", "q1", "--end", "2019-01-01", "--participants", "2"], 1, "norec: end 2019-01-01 is before start 2020-01-01 (exchange q1x)", "norec: women 3 are more than participants 2 (exchange q1x)"),
    (["exchanges", "edit", "q1", "--to", "nobody"], 1, 'norec: no partner "nobody"'),
    (["exchanges", "edit", "q1", "--end", "2021", "--months", "x"], 2, 'norec: --end: "2021" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06', 'norec: --months: "x" is not a whole number', "norec: give --end or --months, not both"),
    (["exchanges", "confirm", "q1", "q2"], 1, "norec: q2y starts on 2027-01-01: it can be confirmed from then on"),
    (["exchanges", "cancel", "q1", "--reason", "tired"], 2, 'norec: --reason: "tired" is not one of visa-refused, permit, health, family, safety, conduct, funding, force-majeure and other'),
    (["exchanges", "cancel", "q1", "--reason", "other", "--participants", "5"], 1, "norec: q1x has 4 participants, not 5"),
    (["exchanges", "cancel", "q1", "--reason", "other", "--participants", "1"], 1, "norec: 3 of the 4 are women: add --women N, the number among these 1"),
    (["exchanges", "cancel", "q2", "--reason", "other", "--women", "1"], 2, "norec: --women needs --participants"),
    (["exchanges", "end", "q1", "--on", "2019-12-31", "--reason", "other"], 1, "norec: ended_early 2019-12-31 is before start 2020-01-01: cancelled means that it never began (exchange q1x)"),
    (["exchanges", "end", "q1", "--on", "2020-12-31", "--reason", "other"], 1, "norec: ended_early 2020-12-31 is not before end 2020-12-31 (exchange q1x)"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: " ".join(case[0]))
def test_a_refused_correction_changes_nothing(books: Norec, case: tuple[Any, ...]) -> None:
    argv, code, *message = case
    before = contents(books.cwd)
    result = books(*argv)
    assert result.err.split("\n")[:-1] == message
    assert (result.code, result.out) == (code, "")
    assert contents(books.cwd) == before


def test_an_exchange_that_stopped_cannot_be_stopped_or_confirmed(books: Norec) -> None:
    books("exchanges", "cancel", "q1", "--reason", "other").ok()
    books("exchanges", "edit", "q2", "--start", "2025-01-01").ok()
    books("exchanges", "end", "q2", "--on", "2025-02-01", "--reason", "health").ok()
    for verb in (["cancel"], ["end", "--on", "2025-02-01"]):
        assert (
            books("exchanges", verb[0], "q1", *verb[1:], "--reason", "other").err
            == "norec: q1x is cancelled already (other)\n"
        )
        assert books("exchanges", verb[0], "q2", *verb[1:], "--reason", "other").err == (
            "norec: q2y ended early already, on 2025-02-01 (health)\n"
        )
    assert books("exchanges", "confirm", "q1").err == "norec: q1x is cancelled: it never began\n"


def test_no_exchange_starts_after_its_partners_end(books: Norec) -> None:
    books("partners", "end", "c-ug", "--on", "2026-06-30").ok()
    before = contents(books.cwd)
    result = books("exchanges", "log", "--from", "c-ug", "--to", "a-no", "--start", "2026-07-01")
    assert result.err == "norec: c-ug ended on 2026-06-30: none of its exchanges may start later\n"
    assert result.code == 1
    assert books("exchanges", "edit", "q2", "--from", "c-ug").err == result.err
    assert contents(books.cwd) == before
    books("exchanges", "log", "--from", "c-ug", "--to", "a-no", "--start", "2026-06-30").ok()


def test_nothing_can_be_corrected_while_a_line_is_broken(books: Norec) -> None:
    (books.cwd / "exchanges.jsonl").write_text(EXCHANGES + "{\n", encoding="utf-8")
    before = contents(books.cwd)
    for argv in (
        ["exchanges", "edit", "q1", "--note", "x"],
        ["partners", "rename", "a-no", "x"],
        ["partners", "remove", "c-ug"],
    ):
        result = books(*argv)
        assert (result.code, result.err) == (5, "exchanges.jsonl:4: the line is cut off: complete it, or delete it\n")
    assert contents(books.cwd) == before


def test_a_partner_in_a_register_written_inline_cannot_be_edited(books: Norec) -> None:
    inline = 'partners = {a-no = {name = "A", country = "NO"}}\n'
    (books.cwd / "partners.toml").write_text(inline, encoding="utf-8")
    (books.cwd / "exchanges.jsonl").write_text("", encoding="utf-8")
    for argv in (["edit", "a-no", "--city", "x"], ["rename", "a-no", "b-no"], ["remove", "a-no"]):
        result = books("partners", *argv)
        assert (result.code, result.err) == (
            1,
            (
                "partners.toml: is written in a way that this program can't edit without disturbing the rest\n"
                "Nothing was changed. Write each record under its own heading: [partners.ID], "
                "[[partners.ID.adjustments]], [projects.ID.rounds.1]. Then try again, or make the change by hand.\n"
            ),
        )
    assert (books.cwd / "partners.toml").read_text(encoding="utf-8") == inline


# In the editor


def edits(change: Callable[[str], str]) -> Callable[[str, Path], int]:
    def editor(_: str, path: Path) -> int:
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        return 0

    return editor


def test_a_partner_can_be_edited_in_the_editor(books: Norec) -> None:
    books.editor = edits(lambda text: text.replace('name = "B"', 'name = "Bee"').replace('"water",', ""))
    expected = REGISTER.replace('"B"', '"Bee"').replace('  "water",\n', "")
    before = contents(books.cwd)
    assert books("partners", "edit", "b-ke", terminal=True).ok() == "Changed partner b-ke: Bee (Kenya).\n"
    assert contents(books.cwd) == {**before, "partners.toml": expected.encode()}


def test_an_exchange_can_be_edited_in_the_editor(books: Norec) -> None:
    books.editor = edits(lambda text: text.replace("participants = 4", "participants = 5"))
    assert books("exchanges", "edit", "q1", terminal=True).ok() == (
        "Changed q1x: 5 people from a-no to b-ke, 2020-01-01.\n"
    )
    assert (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8").startswith(Q1.replace(":4", ":5"))


@pytest.mark.parametrize(
    ("noun", "record", "change", "message"),
    [
        ("partners", "b-ke", ('"KE"', '"Kenya"'), 'norec: country must be a two-letter code: write "KE" for Kenya, not "Kenya"'),
        ("partners", "b-ke", ("name", "names"), "norec: name is missing\nnorec: names is not known here (did you mean name or needs?)"),
        ("partners", "b-ke", ("=", ""), "norec: the text is not valid TOML: Expected '=' after a key in a key/value pair (at line 1, column 7); nothing was changed"),
        ("exchanges", "q1", ("2020-12-31", "2019-12-31"), "norec: end 2019-12-31 is before start 2020-01-01 (exchange q1x)"),
        ("exchanges", "q1", ("q1x", "q9"), "norec: the id can't be changed: set it back to q1x"),
    ],
)  # fmt: skip
def test_an_invalid_text_from_the_editor_is_refused_and_kept_in_a_file(
    books: Norec, noun: str, record: str, change: tuple[str, str], message: str
) -> None:
    before = contents(books.cwd)
    books.editor = edits(lambda text: text.replace(*change))
    result = books(noun, "edit", record, terminal=True, columns=200)
    found = re.search(r"Your text is kept in (.*)\n$", result.err)
    assert found
    assert result.err == f"{message}\n{found[0]}"
    assert change[1] in Path(found[1]).read_text(encoding="utf-8")
    assert contents(books.cwd) == before


@pytest.mark.parametrize(("noun", "record"), [("partners", "b-ke"), ("exchanges", "q1")])
def test_an_edit_is_refused_if_the_record_changed_meanwhile(books: Norec, noun: str, record: str) -> None:
    def editor(_: str, path: Path) -> int:
        books(noun, "edit", record, "--note", "theirs").ok()
        path.write_text(path.read_text(encoding="utf-8") + 'note = "mine"\n', encoding="utf-8")
        return 0

    books.editor = editor
    result = books(noun, "edit", record, terminal=True, columns=200)
    assert result.code == 1
    found = re.fullmatch(
        r"norec: somebody else changed this record meanwhile: nothing was changed\nYour text is kept in (.*)\n",
        result.err,
    )
    assert found
    assert 'note = "mine"' in Path(found[1]).read_text(encoding="utf-8")
    assert json.loads(books(noun, "show", record, "--json").ok())["note"] == "theirs"


def test_nothing_changes_if_the_editor_fails_or_the_text_stays_the_same(books: Norec) -> None:
    before = contents(books.cwd)
    assert books("partners", "edit", "b-ke", terminal=True).err == "norec: nothing was changed\n"
    books.editor = lambda editor, path: 3
    result = books("partners", "edit", "b-ke", terminal=True)
    assert result.err.startswith("norec: the editor ended with exit code 3: nothing was changed\nYour text is kept in ")
    assert contents(books.cwd) == before


def test_the_editor_is_the_one_that_the_environment_names(books: Norec) -> None:
    used: list[str] = []

    def editor(command: str, path: Path) -> int:
        used.append(command)
        return 1

    books.editor = editor
    for env in ({"EDITOR": "nano"}, {"EDITOR": "nano", "VISUAL": "code --wait"}, {}):
        books("partners", "edit", "b-ke", terminal=True, env=env)
    assert used[:2] == ["nano", "code --wait"]
    assert used[2] in ("vi", "notepad")


# Killed


PROJECT = """\
# by hand
[projects.p]
title = "P"
partners = ["a-no", "b-ke"] # two
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "argv",
    [
        ("partners", "rename", "a-no", "alpha-no"),
        ("projects", "rename", "p", "pp"),
        ("projects", "edit", "p", "--title", "Q"),
        ("partners", "edit", "b-ke", "--city", "Nairobi"),
        ("partners", "adjust", "b-ke", "--sent", "1", "--on", "2020-01-01", "--reason", "x"),
        ("partners", "remove", "c-ug"),
        ("exchanges", "edit", "q1", "--note", "n"),
        ("exchanges", "remove", "q1"),
        ("exchanges", "cancel", "q2", "--reason", "other"),
    ],
    ids=lambda argv: " ".join(argv[:2]),
)
def test_a_command_killed_at_any_disk_operation_leaves_the_old_or_the_new_store(
    books: Norec, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], after: bool
) -> None:
    def seen() -> tuple[str, ...]:
        words = (
            ["partners", "list"], ["projects", "list"], ["exchanges", "list"], ["report", "reciprocity"],
            ["exchanges", "show", "q1"],
        )  # fmt: skip
        results = [books(*one, "--json") for one in words]
        assert {result.code for result in results} <= {0, 1}
        return tuple(result.out for result in results)

    (books.cwd / "projects.toml").write_text(PROJECT, encoding="utf-8")
    old_files, old_seen = contents(books.cwd), seen()
    books(*argv).ok()
    new_files, new_seen = contents(books.cwd), seen()
    killed_at = []
    for number in range(1, 100):
        for path in books.cwd.iterdir():
            path.unlink()
        make_store(books.cwd, REGISTER, EXCHANGES)
        (books.cwd / "projects.toml").write_text(PROJECT, encoding="utf-8")
        dying = DyingOs(number, after=after)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", dying)
            try:
                books(*argv)
            except Killed:
                killed_at.append(dying.calls[-1])
        if not dying.dead:
            break
        state = seen()
        assert state in (old_seen, new_seen), f"operation {number}, {dying.calls[-1]}"
        # The next change puts right what was left, and adds its own.
        host = "a-no" if "c-ug" in argv else "c-ug"
        books("exchanges", "log", "--from", "b-ke", "--to", host, "--start", "2020-01-01").ok()
        files = contents(books.cwd)
        settled = old_files if state == old_seen else new_files
        assert set(files) == set(settled)
        assert files["partners.toml"] == settled["partners.toml"]
        assert files["projects.toml"] == settled["projects.toml"]
        assert files["exchanges.jsonl"].startswith(settled["exchanges.jsonl"])
    assert {"open", "write", "fsync", "replace"} <= set(killed_at)
