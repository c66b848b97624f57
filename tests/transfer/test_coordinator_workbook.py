"""From a coordinator's workbook to right figures, with nothing but the words that the program itself suggests."""

import json
import re
import shlex

import pytest

from support.coordinator_workbook import PARTNERS, PEOPLE, SENT_AND_RECEIVED, write_workbook
from support.program import Norec, contents, make_store

_OPTION = re.compile(r'--(?:map-value|same) (?:"[^"]*"|[^\s"=]+)(?:=(?:"[^"]*"|[^\s":,]+))?|--skip-totals')
_MOST_COMMANDS = 5


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd / "store")
    write_workbook(norec.cwd / "workbook.xlsx")
    norec.cwd /= "store"
    return norec


def test_five_commands_that_the_program_suggests_lead_to_the_right_figures(books: Norec) -> None:
    commands = ["norec import exchanges ../workbook.xlsx"]
    options: dict[str, None] = {}
    before = contents(books.cwd)
    while (result := books(*shlex.split(commands[-1])[1:])).code != 0:
        assert result.out == ""
        assert len(result.err.splitlines()) <= 24
        options |= dict.fromkeys(_OPTION.findall(result.err))
        if whole := re.search("Import it first: (norec .*)", result.err):
            commands.append(whole[1])
            assert books(*shlex.split(whole[1])[1:]).out == f"{len(PARTNERS)}\t0\t0\t0\t0\n"
        else:
            assert contents(books.cwd) == before
        commands.append(" ".join((commands[0], *options)))
        assert len(commands) < _MOST_COMMANDS
    assert result.out == "22\t0\t0\t4\t0\n"
    rows = json.loads(books("report", "reciprocity", "--json").out)["rows"]
    assert {row["id"]: (row["sent"], row["received"]) for row in rows} == SENT_AND_RECEIVED


@pytest.mark.slow
def test_nothing_about_people_but_their_number_gets_into_the_store(books: Norec) -> None:
    books("import", "partners", "../workbook.xlsx")
    words = ("--skip-totals", "--map-value", "Status:Abandoned=cancelled", "--map-value", "Departure:Aug-23=2023-08")
    same = ("--same", "Rivertown clin.=Rivertown Clinic", "--same", "Rivertwon Clinic=Rivertown Clinic")
    assert books("import", "exchanges", "../workbook.xlsx", *words, *same).code == 0
    texts = b"".join(contents(books.cwd).values()).decode()
    assert [word for word in ("Person", "nurse", "asthma", "was ill", "team") if word in texts] == []


@pytest.mark.slow
def test_what_is_said_before_the_question_fits_a_screen(books: Norec) -> None:
    books("import", "partners", "../workbook.xlsx")
    words = ("--skip-totals", "--map-value", "Status:Abandoned=cancelled", "--map-value", "Departure:Aug-23=2023-08")
    same = ("--same", "Rivertown clin.=Rivertown Clinic", "--same", "Rivertwon Clinic=Rivertown Clinic")
    asked = books("import", "exchanges", "../workbook.xlsx", *words, *same, terminal=True, columns=80, answers="n\n")
    *summary, question, stopped = asked.err.splitlines()
    assert (question, stopped) == ("Import 22 exchanges? (y: yes; n: no)", "norec: stopped: nothing was imported")
    assert len([*summary, question]) <= 24


def test_the_answer_by_hand_adds_up() -> None:
    sent, received = (sum(pair[side] for pair in SENT_AND_RECEIVED.values()) for side in (0, 1))
    assert (sent, received, len(SENT_AND_RECEIVED)) == (PEOPLE, PEOPLE, len(PARTNERS))
