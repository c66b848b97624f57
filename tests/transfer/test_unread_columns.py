"""Columns that aren't read, though they could change who is counted, are asked about; all others are left alone."""

import pytest

from norec_cli.transfer.rows.unread_columns import doubt_about
from support.program import Norec, make_store

PARTNERS = """\
[partners.bergen]
name = "Bergen"
country = "NO"

[partners.kampala]
name = "Kampala"
country = "UG"
"""

NUMBERS = [
    ("Personnes déplacées", "3 2 6"),
    ("Girls", "1 2 3"),
    ("Antall gutter", "3 2 3"),
    ("Number", "3 2 6"),  # of what?
    ("Number", "4"),
    ("Party", "3 persons|1 person|2 personer"),
    ("Party", "ca. 3|~10|>5"),
    ("Número", "1 2 3"),
    ("No", "3 2 6"),
    ("No of rooms booked", "3 2 6"),
    ("People (2024)", "3 ? 6 - 7"),
    ("Headings", "3.0 2,0 6"),
    ("Large", "1 234|5 600"),
    ("Nearly all", "3 2 6 7 8x"),
    ("", "3 2 6"),
    ("One row", "2012"),
    ("Population", "1990 4 17"),
    ("Day students", "3 2 6"),
]
STATES = [
    ("Outcome", "Completed Completed Abandoned"),
    ("Outcome", "ok ok ok ok ok ok ok ok ok cancelled"),
    ("Resultat", "gjennomført avlyst gjennomført"),
    ("Decisión", "aceptado rechazado"),
    ("Ergebnis", "abgesagt|durchgeführt"),
    ("Bilan", "réalisé annulé"),
    ("Fim", "Realizado Cancelado"),
    ("Phase", "closed|closed|open"),  # could be either
    ("Remarkable", "cancelled because of rain|in time"),
    ("Status (June)", "A B A"),
    ("Cancelled on", "2024-02-01"),
    ("Withdrawn?", "yes no no"),
    ("Travelled", "yes no no"),
]
DIRECTIONS = [
    ("Kind of mobility", "incoming outgoing incoming"),
    ("Ret.", "inn ut"),
    ("Flux", "entrant sortant"),
    ("Typ", "in out both"),
    ("Mobility direction 2024", "I O"),
]
LENGTHS = [
    ("Stay", "6 months|3 months"),
    ("Opphold", "6 mnd|10 uker"),
    ("Time there", "90 days|n/a|30 days"),
    ("Duration (d)", "60 90 60"),
    ("Nights", "60 90 60"),
    ("Hours", "60 90 60"),
]
LEFT_ALONE = [
    ("No.", "1 2 3"),
    ("#", "1"),
    ("", "0 1 2"),
    ("Lfd. Nr.", "3 1 2"),
    ("Serial no", "101 102 103"),
    ("Place in list", "1 2 3 4 5"),
    ("Age", "23 24 23"),
    ("Alder", "23 24 23"),
    ("Phone", "22334455 22334455"),
    ("Mobile no", "22334455 99887766"),
    ("Postcode", "5003 5020"),
    ("Where", "0150 5003"),  # no number begins with 0
    ("National register", "12345678901"),  # no number of people
    ("Grant (EUR)", "1200 1500 900"),
    ("Paid €", "1200 1500 900"),
    ("Budsjett", "1200 1500 900"),
    ("Cohort", "2019 2020 2019"),
    ("Birth year", "1999 2001"),
    ("ECTS", "30 15 30"),
    ("Hours", "7.5 3.25 6"[:12]),
    ("Name", "Anne Bo Carl"),
    ("Notes", "cancelled"),
    ("Comments on the stay", "cancelled|ok"),
    ("Bemerkungen", "abgesagt"),
    ("Faculty", "Medicine Law Medicine"),
    ("Nationality", "IN NO UG KE"),  # India
    ("Insured", "yes no yes"),
    ("Departed", ""),
    ("Departed", "? - n/a"),
    ("Days of the week", "Mon Tue"),
    ("Way", "10 km|25 km"),
    ("Street", "3 Park Road|17 Main Street"),
    ("Visa until", "2024-05-01 2024-06-01"),
]


def counted(cells: str) -> dict[str, int]:
    texts = cells.split("|") if "|" in cells else cells.split(" ")
    return {text: texts.count(text) for text in texts if text not in ("", "?", "-", "n/a")}


@pytest.mark.parametrize(
    ("heading", "cells", "doubt"),
    [
        *((heading, cells, "number") for heading, cells in NUMBERS),
        *((heading, cells, "state") for heading, cells in STATES),
        *((heading, cells, "direction") for heading, cells in DIRECTIONS),
        *((heading, cells, "length") for heading, cells in LENGTHS),
        *((heading, cells, None) for heading, cells in LEFT_ALONE),
    ],
)
def test_what_a_column_that_is_not_read_may_say(heading: str, cells: str, doubt: str | None) -> None:
    assert doubt_about(heading, counted(cells)) == doubt


def test_one_word_among_many_texts_says_nothing() -> None:
    texts = {f"text {number}": 1 for number in range(100)}
    assert doubt_about("Report", {**texts, "cancelled": 1}) is None
    assert doubt_about("Report", {**texts, "cancelled": 30}) == "state"


ASKED = [
    pytest.param(
        "from,to,start,Personer reist\nBergen,Kampala,2024-01-15,3\n",
        '"Personer reist" isn\'t read, but may be numbers of people (3): add --map "participants=Personer reist" or '
        '--ignore "Personer reist"',
        ("--map", "participants=Personer reist"),
        "3",
        id="a number where no count was found",
    ),
    pytest.param(
        "from,to,start,People,Boys\nBergen,Kampala,2024-01-15,3,2\n",
        '"Boys" isn\'t read, but may be numbers of people (2): add --map men=Boys or --ignore Boys',
        ("--ignore", "Boys"),
        "3",
        id="a number beside a count",
    ),
    pytest.param(
        "from,to,start,Outgoing,Back\nBergen,Kampala,2024-01-15,3,2\n",
        '"Back" isn\'t read, but may be numbers of people (2): add --map incoming=Back or --ignore Back',
        ("--map", "incoming=Back"),
        "3",
        id="who came back beside who went",
    ),
    pytest.param(
        "from,to,start,Women,Lads\nBergen,Kampala,2024-01-15,1,2\n",
        '"Lads" isn\'t read, but may be numbers of people (2): add --map men=Lads or --ignore Lads',
        ("--map", "men=Lads"),
        "3",
        id="men beside women",
    ),
    pytest.param(
        "from,to,start,People,Total\nBergen,Kampala,2024-01-15,3,5\n",
        '"Total" isn\'t read, but may be numbers of people (5): add --map FIELD=Total (FIELD: women, men, outgoing or '
        "incoming) or --ignore Total",
        ("--ignore", "total"),
        "3",
        id="a total beside a count",
    ),
    pytest.param(
        "from,to,start,People,Outcome\nBergen,Kampala,2024-01-15,3,completed\n",
        '"Outcome" isn\'t read, but may say who went ("completed"): add --map status=Outcome or --ignore Outcome',
        ("--map", "status=Outcome"),
        "3",
        id="words of states",
    ),
    pytest.param(
        "from,to,start,People,Way\nBergen,Kampala,2024-01-15,3,out\nBergen,Kampala,2024-01-16,1,in\n",
        '"Way" isn\'t read, but may say which way people went ("out", "in"): add --map direction=Way or --ignore Way',
        ("--map", "direction=Way"),
        "3",
        id="words of directions",
    ),
    pytest.param(
        "from,to,start,People,\nBergen,Kampala,2024-01-15,3,7\n",
        "column 5 (without a heading) isn't read, but may be numbers of people (7): add --map FIELD=#5 (FIELD: women, men, "
        'outgoing or incoming) or --ignore "#5"',
        ("--ignore", "#5"),
        "3",
        id="a column without a heading",
    ),
    pytest.param(
        "from,to,start,People,x,x\nBergen,Kampala,2024-01-15,3,7,a\n",
        '"x" isn\'t read, but may be numbers of people (7): add --map FIELD=#5 (FIELD: women, men, outgoing or incoming) '
        'or --ignore "#5"',
        ("--ignore-rest",),
        "3",
        id="one of two columns of the same name",
    ),
]


@pytest.mark.parametrize(("text", "said", "option", "sent"), ASKED)
def test_a_column_that_could_matter_stops_until_a_person_decides(
    norec: Norec, text: str, said: str, option: tuple[str, ...], sent: str
) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    for words in (("import", "exchanges", "t.csv"), ("report", "reciprocity", "--input", "t.csv")):
        result = norec(*words)
        assert (result.code, result.out) == (2, "")
        assert result.err.splitlines()[-2:] == [
            f"norec: {said}",
            "--ignore-rest leaves out every column that isn't read.",
        ]
        assert norec(*words, *option).code == 0
    assert norec("report", "reciprocity", "--partner", "bergen").out.split("\t")[3] == sent


def test_every_column_in_doubt_is_named_at_once(norec: Norec) -> None:
    text = b"from,to,count,Lads,Lasses,Outcome,Notes\nA,B,3,1,2,cancelled,cancelled\n"
    result = norec("report", "flows", "--input", "-", stdin=text)
    named = [line.split('"')[1] for line in result.err.splitlines() if "isn't read" in line and "norec:" in line]
    assert named == ["Lads", "Lasses", "Outcome"]
    assert norec("report", "flows", "--input", "-", "--ignore", "Lads", "--ignore", "Lasses", stdin=text).code == 2
    assert norec("report", "flows", "--input", "-", "--ignore-rest", stdin=text).out.startswith("A\tB\t3\t")


def test_a_word_in_the_last_of_many_rows_stops_too(norec: Norec) -> None:
    rows = "".join(f"A,B,1,{'yes' if n < 12_000 else 'withdrawn'}\n" for n in range(12_001))
    result = norec("report", "flows", "--input", "-", stdin=f"from,to,count,Went\n{rows}".encode())
    assert (result.code, '"Went" isn\'t read, but may say who went' in result.err) == (2, True)


def test_a_field_that_a_person_leaves_out_is_not_asked_about(norec: Norec) -> None:
    text = b"from,to,count,Status,Outgoing\nA,B,3,rejected,4\n"
    result = norec("report", "flows", "--input", "-", "--map", "status=", "--map", "outgoing=", stdin=text)
    assert result.out.startswith("A\tB\t3\t")


def test_an_ignored_column_is_read_as_no_field(norec: Norec) -> None:
    text = b"from,to,count,Status\nA,B,3,rejected\n"
    result = norec("report", "flows", "--input", "-", "--ignore", "status", stdin=text)
    assert result.out.startswith("A\tB\t3\t")
    assert 'not read: "Status"' in result.err
    result = norec("report", "flows", "--input", "-", "--ignore", "Stat", stdin=text)
    assert (result.code, '--ignore: there is no column "Stat" (did you mean Status?)' in result.err) == (2, True)


@pytest.mark.parametrize(("noun", "records"), [("exchanges", 1), ("partners", 2), ("projects", 1)])
def test_exports_of_this_program_never_stop(norec: Norec, noun: str, records: int) -> None:
    make_store(norec.cwd, PARTNERS)
    norec("projects", "add", "Out", "--id", "p", "--partner", "bergen", "--partner", "kampala").ok()
    more = ("--project", "p") if noun == "exchanges" else ()
    norec(
        "exchanges", "log", "--from", "bergen", "--to", "kampala", "--start", "2024-01-15", "--topic", "in", *more
    ).ok()
    (norec.cwd / "e.csv").write_text(norec("export", noun).ok(), encoding="utf-8")
    assert norec("import", noun, "e.csv").out == f"0\t0\t{records}\t0\t0\n"
    if noun == "exchanges":
        assert norec("report", "flows", "--input", "e.csv").out.startswith("bergen\tkampala\t1\t")


def test_a_report_of_flows_is_read_again(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    norec(
        "exchanges", "log", "--from", "bergen", "--to", "kampala", "--start", "2024-01-15", "--participants", "2"
    ).ok()
    for more in ((), ("--by", "year")):
        flows = norec("report", "flows", "-f", "csv", *more).ok()
        assert norec("report", "flows", "--input", "-", stdin=flows.encode()).out.startswith("bergen\tkampala\t2\t")


ONE_SIDE = ("--set", "from=Bergen", "--map", "to=Partner")


@pytest.mark.parametrize(
    ("out", "back"),
    [
        ("Avsender", "Vert"),
        ("Sender", "Host"),
        ("→", "←"),
        ("->", "<-"),
        ("N→S", "S→N"),
        ("Bort", "Hit"),
        ("+", "±"),
        ("Nord", "Sør"),
        ("yes", "no"),
    ],
)
def test_words_that_may_be_directions_stop_where_one_side_is_always_the_same(norec: Norec, out: str, back: str) -> None:
    def report(*more: str) -> tuple[int, str, str]:
        text = f"Partner;Rolle;Antall\nKampala;{out};3\nKampala;{back};2\nKampala;{out};1\n"
        result = norec("report", "flows", "--input", "-", *ONE_SIDE, *more, stdin=text.encode())
        return result.code, result.err, "".join(line.rsplit("\t", 3)[0] + "\n" for line in result.out.splitlines())

    code, said, _ = report()
    assert code == 2
    assert f'"Rolle" isn\'t read, but may say which way people went ("{out}", "{back}")' in said
    assert "add --map direction=Rolle or --ignore Rolle" in said
    assert report("--ignore", "Rolle")[2] == "Bergen\tKampala\t6\n"
    code, said, _ = report("--map", "direction=Rolle")
    assert (code, f'Rolle: "{out}" (2 rows) isn\'t understood' in said) == (2, True)
    meanings = ("--map-value", f"Rolle:{out}=out", "--map-value", f"Rolle:{back}=in")
    assert report("--map", "direction=Rolle", *meanings)[2] == "Bergen\tKampala\t4\nKampala\tBergen\t2\n"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Partner,Role\nKampala,Host\n", ONE_SIDE),
        ("Partner,Visit\nKampala,x\nOslo,\n", ONE_SIDE),
        ("School,Partner,Role\nBergen,Kampala,A\nBergen,Oslo,B\n", ("--map", "from=School", "--map", "to=Partner")),
        ("Partner,Role\nKampala,Host\n", ("--set", "to=Bergen", "--map", "from=Partner")),
    ],
    ids=["one word of a role", "a mark", "a side that is the same in each row", "a host that is the same"],
)
def test_a_role_beside_a_side_that_is_always_the_same_stops(norec: Norec, text: str, options: tuple[str, ...]) -> None:
    result = norec("report", "flows", "--input", "-", *options, stdin=text.encode())
    assert (result.code, "but may say which way people went" in result.err) == (2, True)


def test_a_few_words_beside_columns_of_sender_and_host_are_left_alone(norec: Norec) -> None:
    text = b"from,to,Level\nBergen,Kampala,BA\nBergen,Kampala,MA\n"
    assert norec("report", "flows", "--input", "-", stdin=text).out.startswith("Bergen\tKampala\t2")


def test_a_length_that_is_not_read_stops_where_nothing_else_says_it(norec: Norec) -> None:
    """Six months of two people are twelve months; without dates, or beside ends, the column changes no figure."""
    words = ("report", "flows", "--input", "-")
    rows = "A,B,2,2024-01-15,{},2024-07-14\n"
    for heading, cell, option, field in (
        ("Stay", "6 months", "months=Stay", "months=Stay"),
        ("Nights", "180", "FIELD=Nights (FIELD: days, weeks or months)", "days=Nights"),
    ):
        text = f"from,to,people,start,{heading},x\n{rows.format(cell)}".encode()
        result = norec(*words, stdin=text)
        said = f'"{heading}" isn\'t read, but may say how long people stay ({{}}): add --map {option} or --ignore {heading}'
        assert (result.code, said.format(f'"{cell}"') in result.err) == (2, True)
        assert norec(*words, "--map", field, "--unit", "months", stdin=text).code == 0
        for heads in (f"from,to,people,x,{heading},y", f"from,to,people,start,{heading},end"):
            assert norec(*words, stdin=f"{heads}\n{rows.format(cell)}".encode()).code == 0
