"""Every report, list and record fits a real terminal of any width, with any text in the data, and without data."""

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
import typer

from norec_cli.app import app
from support.program import Norec, Result, make_store

if sys.platform == "win32":
    pytest.skip("this system has no pseudo-terminals", allow_module_level=True)

import fcntl
import pty
import struct
import termios

pytestmark = pytest.mark.slow

WIDTHS = (40, 80, 120)
DAY = date(2024, 6, 1)
DOCUMENTED = (0, 1, 2, 3)
LONG_ID = "a-very-long-identifier-of-a-partner-in-the-north-of-norway-12345"  # as long as an id may be
LONG_NAME = " ".join(["Organisation"] * 23)  # 298 characters
SEPARATOR = "\x1e"

PARTNERS = f"""\
[partners.{LONG_ID}]
name = "{LONG_NAME}"
country = "NO"
needs = ["water \U00020000\U0001f4a7", "e\u0301te\u0301"]
[partners.kyoto]
name = "京都大学国際交流センター"
country = "JP"
capacities = ["water \U00020000\U0001f4a7"]
[[partners.kyoto.adjustments]]
on = 2012-01-01
sent = 3
reason = "opening balance of the old books"
[partners.haifa]
name = "אוניברסיטת חיפה"
country = "IL"
[partners.gulu-ug]
name = "Gulu wome\u0301n's association"
country = "UG"
city = "Gulu"
"""
PROJECTS = f"""\
[projects.water-for-everyone]
title = "Water 水 for everyone, everywhere, in every village"
partners = ["{LONG_ID}", "kyoto", "haifa", "gulu-ug"]
coordinator = "kyoto"
[projects.water-for-everyone.rounds.1]
start = 2023-01-01
end = 2024-06-30
plan = ["{LONG_ID}:kyoto:2", "kyoto:{LONG_ID}:2"]
report_due = 2024-07-01
[projects.other]
title = "Other"
partners = ["haifa", "gulu-ug"]
"""
EXCHANGES = (
    {"id": "x1", "from": LONG_ID, "to": "kyoto", "participants": 2, "start": "2023-02-01", "end": "2024-06-15",
     "project": "water-for-everyone", "round": 1, "topics": ["water \U00020000\U0001f4a7"], "confirmed": True},
    {"id": "x2", "from": "kyoto", "to": "gulu-ug", "participants": 1, "start": "2024-06-20", "end": "2024-12-31",
     "project": "water-for-everyone"},
    {"id": "x3", "from": "haifa", "to": "gulu-ug", "participants": 1, "start": "2022-01-01", "end": "2022-06-30",
     "ended_early": "2022-03-01", "reason": "family", "confirmed": True, "note": LONG_NAME},
    {"id": "x4", "from": "gulu-ug", "to": "haifa", "participants": 3, "women": 2, "start": "2021-01-01",
     "end": "2021-06-30", "confirmed": True},
)  # fmt: skip

# What stands for the arguments of a command, by their names. A command with another argument needs a line here.
ARGUMENTS = {"partner": "kyoto", "row": "kyoto", "partner_id": "kyoto", "project": "water-for-everyone", "other": "other",
             "project_id": "water-for-everyone", "exchange": "x1", "exchange_id": "x1"}  # fmt: skip

# What says which record a row is, where neither an id nor a name does.
SAYS_WHICH = {
    ("report", "upcoming"): ("what", "date"),
    ("report", "rounds"): ("project", "round", "from", "to"),
    ("report", "flows"): ("from", "to"),
    ("report", "statement"): ("date",),
    ("report", "needs"): ("partner", "topic"),
    ("report", "mirror"): ("from", "to"),
    ("report", "summary"): (),
    ("history",): ("at",),
    ("check", "--explain"): ("rule",),
    ("check",): ("record",),
    ("info",): ("item",),
}


def leaves(command: Any, context: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(context):
        yield from leaves(command.get_command(context, name), context, (*path, name))


@cache
def queries() -> tuple[tuple[str, ...], ...]:
    """Return every command that has formats, with words for its arguments."""
    root = typer.main.get_command(app)
    found = []
    for path, command in leaves(root, typer.Context(root)):
        names = {parameter.name for parameter in command.params}
        if "form" not in names or path[:2] == ("export", "report"):  # which has those of `report` once more
            continue
        given = []
        for parameter in command.params:
            if parameter.param_type_name == "argument" and parameter.required:
                assert parameter.name in ARGUMENTS, f"say in ARGUMENTS what stands for {parameter.name} of {path}"
                given.append(ARGUMENTS[parameter.name])
        found.append((*path, *given))
    return tuple(found)


def commands() -> list[tuple[str, ...]]:
    more = [
        ("report", "reciprocity", "--by", by)
        for by in ("project", "pair", "country", "region", "area", "year", "round")
    ]
    more += [("report", "trend", "--by", "pair"), ("report", "trend", "--by", "round"), ("check", "--explain", "all"),
             ("check", "--explain", "both-ways"), ("report", "flows", "--by", "pair"), ("report", "mirror", "other", "--all"),
             ("partners", "show", LONG_ID), ("report", "reciprocity", "--unit", "months")]  # fmt: skip
    return [(*words, "-f", "table") for words in (*queries(), *more)]


def width_of(line: str) -> int:
    """Return the columns that a line takes, by the tables of Unicode."""
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Mn", "Me")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in line
    )  # fmt: skip


def on_terminal(folder: Path, width: int, lines: list[tuple[str, ...]]) -> list[tuple[int, str]]:
    """Run command lines on a terminal of a width; return the exit code of each and all that it printed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    tests = str(Path(__file__).parent.parent / "support")
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NOREC_STORE")}
    process = Popen(
        [sys.executable, f"{tests}/on_terminal.py", json.dumps(lines)],
        cwd=folder, env={**environment, "NO_COLOR": "1"}, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    printed = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # how a terminal says on Linux that nobody writes to it any more
            break
        if not piece:
            break
        printed += piece
    os.close(ours)
    assert process.wait() == 0, printed.decode()
    parts = printed.decode().replace("\r\n", "\n").split(SEPARATOR)
    return [(int(code), text) for text, code in zip(parts[::2], parts[1::2], strict=False)]


def full_store(folder: Path) -> Path:
    make_store(folder, PARTNERS, "".join(json.dumps(one) + "\n" for one in EXCHANGES))
    (folder / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    other = [*EXCHANGES[:2], {**EXCHANGES[2], "end": "2022-07-31"}]
    make_store(folder / "other", PARTNERS, "".join(json.dumps(one) + "\n" for one in other))
    (folder / "other" / "projects.toml").write_text(PROJECTS, encoding="utf-8")
    norec = Norec(folder)
    norec("partners", "edit", "gulu-ug", "--note", LONG_NAME).ok()
    norec("exchanges", "edit", "x4", "--participants", "123456789", "--women", "12345678").ok()
    return folder


def pieces(word: str) -> list[str]:
    """Return the parts of a word between which a line may break: after a hyphen in an id, between ideographs."""
    return [part for part in re.split(r"(?<=\w-)(?=\w)|(?<=[\u3040-\u9fff])(?=[\u3040-\u9fff])", word) if part]


def broken_words(shown: str, whole: str, width: int) -> list[str]:
    """Return the words on a narrow terminal that are neither words of the full text nor whole parts of one."""
    words = set(re.split(r"\s+", whole))
    allowed = set(words)
    for word in words:
        parts = pieces(word)
        allowed |= {"".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
    too_wide = [word for word in words if width_of(word) > width]
    return [
        word
        for word in re.split(r"\s+", shown)
        if word not in allowed and word.removesuffix(":") not in allowed
        and not set(word) <= {"─"} and not any(word in one for one in too_wide)
    ]  # fmt: skip


def refuse_bad_layout(words: tuple[str, ...], code: int, shown: str, whole: str, width: int) -> None:
    assert code in DOCUMENTED, (words, shown)
    assert "unexpected" not in shown, (words, shown)
    assert "Traceback" not in shown, (words, shown)
    wide = [line for line in shown.split("\n") if width_of(line) > width]
    assert not wide, (words, width, wide)
    notes = "Left out for lack of width A wider terminal, or -f plain, has all. The same in all rows : ; . , Nothing"
    known = f"{whole} {notes} {whole.lower()} " + " ".join(
        f"{w}; {w}. {w}, {w.lower()}, {w.lower()}." for w in whole.split()
    )
    assert not (broken := broken_words(shown, known, width)), (words, width, broken, shown)


Answers = dict[tuple[str, ...], tuple[Result, dict[str, Any]]]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answers]:
    """Return a store with everything, and the answer of each command as text on lines of any length and as JSON."""
    folder = full_store(tmp_path_factory.mktemp("full"))
    norec = Norec(folder, today=DAY)
    answers = {}
    for words in commands():
        document = norec(*words[:-2], "--json")
        assert document.out, (words, document)
        answers[words] = widest(norec, words), json.loads(document.out)
    return folder, answers


def widest(norec: Norec, words: tuple[str, ...]) -> Result:
    """Return the answer on a terminal that is wide enough to wrap nothing."""
    return norec(*words, terminal=True, columns=100_000, env={"NO_COLOR": "1"})


def identity_of(words: tuple[str, ...], row: dict[str, Any]) -> tuple[str, ...]:
    """Return the fields that say which record a row is."""
    for command, names in SAYS_WHICH.items():
        if words[: len(command)] == command:
            return names
    return (next((name for name in ("name", "title", "id") if row.get(name)), next(iter(row))),)


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_fits_a_terminal(full: tuple[Path, Answers], width: int) -> None:
    folder, answers = full
    pairs = Norec(folder, today=DAY)(
        "report", "flows", "--by", "pair", "-f", "table"
    ).out  # what a narrow matrix becomes
    found = on_terminal(folder, width, list(answers))
    for (words, (piped, document)), (code, shown) in zip(answers.items(), found, strict=True):
        refuse_bad_layout(words, code, shown, piped.out + piped.err + pairs, width)
        assert code == piped.code
        for row in document.get("rows", [document]):
            if row.get("verdict") == "agreed" and "--all" not in words:
                continue
            for name in identity_of(words, row):
                for word in str(row[name] or "").split():
                    assert all(part in shown for part in pieces(word)), (words, width, name, row, shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_terminal_gets_a_sentence_if_there_is_nothing_to_show(tmp_path: Path, width: int) -> None:
    make_store(tmp_path)
    make_store(tmp_path / "other")
    norec = Norec(tmp_path, today=DAY)
    tables = [words for words in commands() if not {"show", "statement", LONG_ID} & set(words)]
    lines = [*tables, *(words[:-2] for words in tables if words[0] != "export")]  # which is CSV without -f table
    whole = {words: widest(norec, words) for words in tables}
    for words, (code, shown) in zip(lines, on_terminal(tmp_path, width, lines), strict=True):
        piped = whole[words if words in whole else (*words, "-f", "table")]
        refuse_bad_layout(words, code, shown, piped.out + piped.err, width)
        assert shown.strip(), words


@pytest.mark.parametrize("width", WIDTHS)
def test_messages_fit_a_terminal(tmp_path: Path, width: int) -> None:
    folder = full_store(tmp_path)
    lines = [
        ("partners", "show", "nobody-of-that-name"),
        ("report", "reciprocity", "--sort", "nothing"),
        ("report", "reciprocity", "--by", "x", "--year", "20"),
        ("merge", "other", "--dry-run", "--prefer", "ours"),
        ("exchanges", "list", "--fromm"),
        ("exchanges", "cancel", "x1", "--reason", "visa-refused"),
    ]
    norec = Norec(folder, today=DAY)
    expected = [norec(*words) for words in lines[:-1]]
    found = on_terminal(folder, width, lines)
    for words, (code, shown), piped in zip(lines[:-1], found[:-1], expected, strict=True):
        assert code == piped.code, words
        assert max(map(width_of, shown.split("\n"))) <= width, (words, shown)
    assert max(map(width_of, found[-1][1].split("\n"))) <= width
