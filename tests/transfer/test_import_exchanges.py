"""`norec import exchanges`: what real tables of this field hold, in small files of the project's own."""

import csv
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from support.program import Norec, contents, make_store

PARTNERS = """\
[partners.nema-ug]
name = "NEMA"
country = "UG"
aliases = ["A  BADEN01", "Környezet"]

[partners.zema-zm]
name = "ZEMA"
country = "ZM"
aliases = ["z"]

[partners.twin-no]
name = "Twin"
country = "NO"

[partners.twin-ke]
name = "Twin"
country = "KE"
"""


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, PARTNERS)
    return norec


def write(norec: Norec, text: str | bytes, name: str = "t.csv") -> str:
    (norec.cwd / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def records(norec: Norec) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()]


def imported(norec: Norec, text: str | bytes, *more: str, name: str = "t.csv") -> list[dict[str, Any]]:
    """The exchanges after an import that goes well."""
    result = norec("import", "exchanges", write(norec, text, name), *more)
    assert result.code == 0, result.err
    return records(norec)


def refused(norec: Norec, text: str | bytes, *more: str, name: str = "t.csv") -> str:
    """What is said of an import that is refused, which changes nothing."""
    write(norec, text, name)
    before = contents(norec.cwd)
    result = norec("import", "exchanges", name, *more)
    assert result.code in (1, 2), result
    assert result.out == ""
    assert contents(norec.cwd) == before
    return "\n".join(line for line in result.err.splitlines() if not line.startswith(f"norec: {name}: "))


ONE = {
    "from": "nema-ug",
    "to": "zema-zm",
    "participants": 2,
    "start": "2012-01-15",
    "end": "2012-06-30",
    "confirmed": True,
}


@pytest.mark.parametrize(
    "heading",
    [
        "from,to,participants,start,end",
        "Sender;Host;People;Start date;End date",
        "Sending partner\tReceiving partner\tNumber of participants\tDeparture\tReturn",
        "Home|Host|Count|From date|To date",
        "ORIGIN,DESTINATION,COUNT,START,END",
        "Avsender;Mottaker;Antall deltakere;Startdato;Sluttdato",
        "Sendarpartnar;Mottakarpartnar;Tal på deltakarar;Oppstart;Slutt",
        "Fra;Til;Antall;Utreise;Hjemreise",
        "Sending Partner Erasmus Code,Receiving Partner Erasmus Code,Nr of Students,Start Date,End Date",
        "source_institution,Target-Institution,participants,start,end",
    ],
)
def test_the_fields_vocabularies(books: Norec, heading: str) -> None:
    delimiter = next(c for c in ";\t|," if c in heading)
    row = delimiter.join(("NEMA", "zema-zm", "2", "2012-01-15", "2012-06-30"))
    if heading.startswith("source_"):
        words = heading.split(",")
        (record,) = imported(books, f"{heading}\n{row}\n", "--map", f"from={words[0]}", "--map", f"to={words[1]}")
    else:
        (record,) = imported(books, f"{heading}\n{row}\n")
    assert {key: value for key, value in record.items() if key != "id"} == ONE


def test_an_import_says_which_column_is_which_field_with_an_example(books: Norec) -> None:
    """Real files swap their columns: a person must be able to see it, and to say otherwise."""
    name = write(books, "to,from,when,what for\nNEMA,ZEMA,2012-01-15,x\n")
    result = books("import", "exchanges", name, "--map", "start=when")
    assert result.err == (
        "norec: t.csv: CSV, UTF-8, columns separated by commas\n"
        '  start is "when", from is "from", to is "to"\n'
        '  not imported: "what for"\n'
        '  for example, line 2: "ZEMA" sends 1 person to "NEMA" from 2012-01-15\n'
        "  no column says how many people: each row counts as one person\n"
        "  people: 1 in 1 exchange: NEMA sends 0 and receives 1; ZEMA sends 1 and receives 0\n"
    )
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t0\n")
    swapped = books("import", "exchanges", name, "--map", "start=when", "--map", "from=to", "--map", "to=from")
    assert '  for example, line 2: "NEMA" sends 1 person to "ZEMA" from 2012-01-15\n' in swapped.err
    assert [(one["from"], one["to"]) for one in records(books)] == [("zema-zm", "nema-ug"), ("nema-ug", "zema-zm")]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE"),
        ("cp1252", "Windows-1252"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings(books: Norec, encoding: str, said: str, newline: str) -> None:
    text = newline.join(("from;to;start;note", "Környezet;ZEMA;2012-01-15;å reise – blåbær", "")).encode(encoding)
    (record,) = imported(books, text, "--map", "note=note")
    assert record["note"] == "å reise – blåbær"
    again = books("import", "exchanges", "t.csv", "--map", "note=note")
    assert again.err.startswith(f"norec: t.csv: CSV, {said}, columns separated by semicolons\n")
    assert again.out == "0\t0\t1\t0\t0\n"


def test_an_encoding_that_cannot_be_told_is_refused(books: Norec) -> None:
    mixed = "from,to,start,note\nNEMA,ZEMA,2012-01-15,blåbær åå\n".encode() + b"NEMA,ZEMA,2012-01-16,bl\xe5b\n"
    assert (
        refused(books, mixed) == "t.csv:3: is not valid UTF-8 here, but other lines are: correct it, or say --encoding"
    )
    neither = b"from,to,start,note\nNEMA,ZEMA,2012-01-15,\x81\n"
    assert "t.csv:2: has a byte (0x81) that is neither UTF-8 nor Windows-1252: say --encoding" in refused(
        books, neither
    )
    (record,) = imported(books, neither, "--encoding", "latin-1", "--map", "note=note")
    assert record["note"] == "\x81"
    assert '--encoding: "utf8x" is not a known encoding' in refused(books, neither, "--encoding", "utf8x")


def test_names_ids_codes_and_aliases(books: Norec) -> None:
    text = "from,to,start\nnema-ug,z,2012-01-15\nNEMA,ZEMA,2012-01-16\n A  BADEN01 ,zema,2012-01-17\nkörnyezet,zema-zm,2012-01-18\na baden01,ZEMA-ZM,2012-01-19\n"
    assert {(one["from"], one["to"]) for one in imported(books, text)} == {("nema-ug", "zema-zm")}
    assert len(records(books)) == 5


def test_an_unknown_name_is_said_once_with_the_nearest(books: Norec) -> None:
    said = refused(books, "from,to,start\nNEMAA,ZEMA,2012-01-15\nNEMA,A BADEN1,2012-01-15\nNEMAA,ZEMA,2012-02-15\n")
    assert said.splitlines()[-4:] == [
        't.csv:2: from: "NEMAA" is no partner (did you mean NEMA or ZEMA or nema-ug?) (also on line 4)',
        't.csv:3: to: "A BADEN1" is no partner (did you mean A  BADEN01?)',
        "--create-partners adds the partners that the store doesn't have.",
        "3 rows of 3 have errors: nothing was imported.",
    ]


def test_a_name_that_several_partners_have_is_refused(books: Norec) -> None:
    assert 'from: "Twin" may be twin-ke or twin-no: use the id' in refused(
        books, "from,to,start\nTwin,ZEMA,2012-01-15\n"
    )
    said = refused(
        books,
        "from,home country,to,host country,start\nNew,Kenya,ZEMA,ZM,2012-01-15\nNew,Uganda,ZEMA,ZM,2012-01-15\n",
        "--create-partners",
    )
    assert 'from: "New" has several countries (KE and UG): are these different organisations?' in said


@pytest.mark.parametrize(
    ("country", "code"), [("UK", "GB"), ("GB", "GB"), ("EL", "GR"), ("Greece", "GR"), ("NA", "NA"), ("Kosovo", "XK")]
)
def test_partners_are_created_with_their_country(books: Norec, country: str, code: str) -> None:
    imported(books, f"from,to,start,sending country\nNew one,ZEMA,2012-01-15,{country}\n", "--create-partners")
    assert f'[partners.new-one-{code.lower()}]\nname = "New one"\ncountry = "{code}"\n' in (
        books.cwd / "partners.toml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("country", "code"),
    [("Norge", "NO"), ("Noreg", "NO"), ("Sør-Afrika", "ZA"), ("Storbritannia", "GB"), ("Elfenbenskysten", "CI")],
)
def test_countries_by_their_norwegian_names(books: Norec, country: str, code: str) -> None:
    imported(books, f"fra,til,startdato,avsenderland\nNew one,ZEMA,2012-01-15,{country}\n", "--create-partners")
    assert f"new-one-{code.lower()}" in (books.cwd / "partners.toml").read_text(encoding="utf-8")


def test_a_length_in_months_that_contradicts_the_end_is_refused(books: Norec) -> None:
    said = refused(books, "from,to,start,end,months\nNEMA,ZEMA,2012-02-01,2012-07-31,11\n")
    assert 't.csv:2: months: "11" contradicts the end 2012-07-31: a stay of this length ends on 2012-12-31' in said
    (record,) = imported(books, "from,to,start,end,months\nNEMA,ZEMA,2012-02-01,2012-07-20,6\n")
    assert record["end"] == "2012-07-20"  # months are rounded


def test_a_row_with_sum_in_any_column_is_called_a_total_row(books: Norec) -> None:
    said = refused(books, "no,from,to,count,start\n1,NEMA,ZEMA,1,2012-01-15\nSum,,,1,\n")
    assert (
        't.csv:3: no: "Sum" looks like a total row, which would be counted twice: --skip-totals leaves out such rows'
        in said
    )


def test_ids_do_not_depend_on_the_reference(books: Norec) -> None:
    """Else a guess at one that was erased could be proved."""
    one = imported(books, "from,to,start,ref\nNEMA,ZEMA,2012-01-15,P-1\n")
    (books.cwd / "exchanges.jsonl").write_text("", encoding="utf-8")
    other = imported(books, "from,to,start,ref\nNEMA,ZEMA,2012-01-15,P-2\n")
    assert one[0]["id"] == other[0]["id"]
    assert books("import", "exchanges", write(books, "from,to,start\nNEMA,ZEMA,2012-01-15\n")).out == "0\t0\t1\t0\t0\n"


def test_a_row_whose_date_was_corrected_is_reported_as_maybe_recorded_already(books: Norec) -> None:
    imported(books, "from,to,start\nNEMA,ZEMA,2012-03-31\n")
    result = books("import", "exchanges", write(books, "from,to,start\nNEMA,ZEMA,2012-04-01\n"))
    assert "norec: 1 new exchange may be recorded already under another id" in result.err
    result = books("import", "exchanges", write(books, "from,to,start\nNEMA,ZEMA,2012-05-01\n"))
    assert "may be recorded already" not in result.err


def test_partners_without_a_country_are_not_created(books: Norec) -> None:
    text = "from,to,start\nNew,ZEMA,2012-01-15\n"
    said = refused(books, text, "--create-partners")
    assert said.splitlines()[-4:] == [
        't.csv:2: from: "New" has no country, and a new partner needs one',
        (
            "To give new partners their countries, add --map from_country=COLUMN if columns have them, or"
            " --set from_country=US (all senders) if one fits all."
        ),
        "Otherwise add them first: norec partners add New --country US",
        "1 row of 1 has errors: nothing was imported.",
    ]
    imported(books, text, "--create-partners", "--set", "country=KE")
    assert records(books)[0]["from"] == "new-ke"


@pytest.mark.parametrize("word", ["Total", "SUM", "I alt", "Grand total", "World", "_T", "Tous les pays", "Sum Norge"])
def test_total_rows_are_refused(books: Norec, word: str) -> None:
    said = refused(
        books,
        f"from,to,participants,start\nNEMA,ZEMA,3,2012-01-15\n{word},ZEMA,3,2012-01-15\n",
        "--create-partners",
        "--set",
        "country=KE",
    )
    assert (
        f't.csv:3: from: "{word}" looks like a total row, which would be counted twice: --skip-totals leaves out such rows'
        in said
    )


def test_a_partner_may_be_called_like_a_total(books: Norec) -> None:
    with (books.cwd / "partners.toml").open("a", encoding="utf-8") as file:
        file.write('\n[partners.energy]\nname = "Total E&P"\ncountry = "FR"\naliases = ["World"]\n')
    text = "from,to,participants,start\n"
    kept = imported(books, f"{text}total e&p,ZEMA,3,2012-01-15\nZEMA,World,1,2012-01-15\n")
    assert [(record["from"], record["to"]) for record in kept] == [("energy", "zema-zm"), ("zema-zm", "energy")]
    assert 'from: "Total" looks like a total row' in refused(books, f"{text}Total,ZEMA,3,2012-01-15\n")


@pytest.mark.parametrize("unknown", ["???", "-", "(unknown)", "(size unknown)", "n/a", "", "ukjent", "–"])
def test_unknown_is_not_zero(books: Norec, unknown: str) -> None:
    said = refused(books, f"from,to,participants,start\nNEMA,ZEMA,{unknown},2012-01-15\n")
    assert "has no value, but one is required (write 0 if nobody went)" in said
    (record,) = imported(
        books,
        f"from,to,participants,women,start,end,note\nNEMA,ZEMA,3,{unknown},2012-01-15,{unknown},{unknown}\n",
        "--map",
        "note=note",
    )
    assert set(record) == {"id", "from", "to", "participants", "start", "confirmed"}


def test_rows_of_nobody_or_of_one_organisation_are_left_out(books: Norec) -> None:
    text = "from,to,participants,start\nNEMA,ZEMA,0,2012-01-15\nNEMA,nema-ug,7,2012-01-15\nNEMA,NEMA,4,2012-01-15\nNEMA,ZEMA,1,2012-01-15\n"
    result = books("import", "exchanges", write(books, text))
    assert "  left out: 2 rows within one organisation (11 people)\n  left out: 1 row of 0 people\n" in result.err
    assert len(records(books)) == 1


@pytest.mark.parametrize(
    ("cell", "number"),
    [("31", 31), ("31.0", 31), ("31,0", 31), ("1 234", 1234), ("1\N{NO-BREAK SPACE}234", 1234), ("12'345", 12345)],
)
def test_whole_numbers(books: Norec, cell: str, number: int) -> None:
    assert imported(books, f"from;to;participants;start\nNEMA;ZEMA;{cell};2012-01-15\n")[0]["participants"] == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1,234", "may be 1234 or a number with decimals: write it without the point or comma"),
        ("1.234", "may be 1234 or a number with decimals: write it without the point or comma"),
        ("2.5", "is not a whole number"), ("-1", "is not a whole number"), ("two", "is not a whole number"), ("1e3", "is not a whole number"),
        ("9999999999", "must be 1000000000 or less"), ("Sep-75", "looks like a number that a spreadsheet turned into a date: put the number back"),
    ],
)  # fmt: skip
def test_wrong_or_unclear_numbers_are_refused(books: Norec, cell: str, reason: str) -> None:
    assert f't.csv:2: participants: "{cell}" {reason}' in refused(
        books, f"from;to;participants;start\nNEMA;ZEMA;{cell};2012-01-15\n"
    )


@pytest.mark.parametrize(
    ("months", "end"),
    [
        ("3", "2012-04-14"),
        ("10", "2012-11-14"),
        ("9.75", "2012-11-06"),
        ("9,75", "2012-11-06"),
        ("0.5", "2012-01-29"),
        ("4,0", "2012-05-14"),
    ],
)
def test_lengths_in_months(books: Norec, months: str, end: str) -> None:
    """15 January and 3 months: 14 April, as `log` has it; three quarters of a month are 23 days of 365.25/12, half of one 15."""
    write(books, f"from;to;start;months\nNEMA;ZEMA;2012-01-15;{months}\n")
    result = books("import", "exchanges", "t.csv")
    assert records(books)[0]["end"] == end
    assert ("  numbers use a decimal comma\n" in result.err) == ("," in months)


@pytest.mark.parametrize("cell", ["Sep-75", "Mrz 25", "03. Mai", "Okt 75", "Apr-25", "05-Mar", "Des. 75", "1975-09-01"])
def test_a_duration_that_a_spreadsheet_made_a_date(books: Norec, cell: str) -> None:
    said = refused(books, f"from;to;start;Duration abroad\nNEMA;ZEMA;2012-01-15;9\nNEMA;ZEMA;2012-01-16;{cell}\n")
    assert (
        f't.csv:3: Duration abroad: "{cell}" looks like a number that a spreadsheet turned into a date: put the number back'
        in said
    )


@pytest.mark.parametrize("cell", ["0", "-3", "9 years", "1,2,3", "1201"])
def test_wrong_lengths_in_months_are_refused(books: Norec, cell: str) -> None:
    assert "t.csv:2: months: " in refused(books, f"from;to;start;months\nNEMA;ZEMA;2012-01-15;{cell}\n")


@pytest.mark.parametrize(
    "cells",
    [
        ("2012-01-15", "2012-06-30"), ("15/01/2012", "30/06/2012"), ("15.01.2012", "30.6.2012"), ("15-01-2012", "30-06-2012"), ("01/15/2012", "06/30/2012"),
        ("2012/01/15", "2012/06/30"), ("15-JAN-2012 00.00.00", "30-JUN-2012 00.00.00"), ("15 Jan 2012", "30 June 2012"), ("January 15, 2012", "June 30 2012"),
        ("15. januar 2012", "30. juni 2012"), ("2012-01-15 00:00:00", "2012-06-30T00:00:00"), ("2012-01-15", "2012-06"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(books: Norec, cells: tuple[str, str]) -> None:
    text = f'from;to;participants;start;end\nNEMA;ZEMA;2;"{cells[0]}";"{cells[1]}"\n'
    (record,) = imported(books, text)
    assert {key: value for key, value in record.items() if key != "id"} == ONE


def test_the_order_of_day_and_month_is_that_of_the_whole_column(books: Norec) -> None:
    text = "from,to,start\nNEMA,ZEMA,03/04/2012\nNEMA,ZEMA,05/05/2012\nNEMA,ZEMA,25/12/2012\n"
    assert [one["start"] for one in imported(books, text)] == ["2012-04-03", "2012-05-05", "2012-12-25"]
    american = text.replace("25/12", "12/25")
    assert [one["start"] for one in imported(books, american)][3:] == ["2012-03-04"]


def test_a_column_of_unclear_dates_is_refused_without_date_format(books: Norec) -> None:
    text = "from,to,start\nNEMA,ZEMA,03/04/2012\nNEMA,ZEMA,01/02/2012\n"
    said = refused(books, text)
    assert 't.csv:2: start: "03/04/2012" may have the day or the month first' in said.replace("  ", " ")
    assert "say --date-format DMY or MDY" in said
    assert [one["start"] for one in imported(books, text, "--date-format", "DD/MM/YYYY")] == [
        "2012-04-03",
        "2012-02-01",
    ]
    assert [one["start"] for one in imported(books, text, "--date-format", "mdy")][2:] == ["2012-03-04", "2012-01-02"]
    assert "is neither DMY (the day first) nor MDY" in refused(books, text, "--date-format", "YMD")


def test_a_column_that_has_both_orders_is_refused(books: Norec) -> None:
    said = refused(books, "from,to,start\nNEMA,ZEMA,25/12/2012\nNEMA,ZEMA,12/25/2012\n")
    assert (
        't.csv:2: start: "25/12/2012" has the day first, "12/25/2012" the month: say --date-format DMY or MDY' in said
    )


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("41520", "is a bare number, as spreadsheets keep dates"), ("31/02/2012", "doesn't exist in the calendar"),
        ("12/05/13", "has a year of two digits: write the year in full, 2013-05-12 or 2013-12-05"), ("soon", "is not a date: write it like 2012-06-30"), ("0212-01-15", "must be in the years 1900 to 2199"),
        ("2012", "is a year: if it stands for the whole year, say so with --map year=start"),
        ("Sep-12", "has a year of two digits, or none: write the year in full, 2012-09 (or YYYY-09-12 if it is 12 September)"),
        ("2011/12", "may be a year: if it stands for the whole year, say so with --map year=start"), ("2 Junie 2012", 'has "Junie" where a month should be: write it like 2012-06-30'),
    ],
)  # fmt: skip
def test_wrong_dates_are_refused(books: Norec, cell: str, reason: str) -> None:
    assert f't.csv:2: start: "{cell}" {reason}' in refused(books, f"from,to,start\nNEMA,ZEMA,{cell}\n")


def test_the_option_for_a_year_can_be_typed_whatever_its_column_is_called(books: Norec) -> None:
    text = 'from,to,"Start ""x"" day"\nNEMA,ZEMA,2012\n'
    said = refused(books, text, "--map", 'start=Start "x" day')
    (advice,) = re.findall("say so with (.*)", said)
    assert [one["start"] for one in imported(books, text, *shlex.split(advice))] == ["2012-01-01"]


def test_months_that_are_academic_years_are_refused(books: Norec) -> None:
    text = "from,to,Start date\nNEMA,ZEMA,2011-12\nNEMA,ZEMA,{}\n"
    said = refused(books, text.format("2012-13"))
    option = 'if it stands for the whole year, say so with --map "year=Start date"'
    assert f't.csv:2: Start date: "2011-12" may be a year: {option}' in said
    assert f't.csv:3: Start date: "2012-13" is a year: {option}' in said
    assert [one["start"] for one in imported(books, text.format("2012-11"))] == ["2011-12-01", "2012-11-01"]
    more = imported(books, text.format("2012-13"), "--map", "year=Start date")
    assert [one["start"] for one in more[2:]] == ["2011-09-01", "2012-09-01"]
    assert '--set start: "2011" is a year: if it stands for the whole year, say so with --set year=2011' in refused(
        books, "from,to\nNEMA,ZEMA\n", "--set", "start=2011"
    )
    assert 'end: "2011" is a year: write it like 2012-06-30' in refused(
        books, "from,to,start,end\nNEMA,ZEMA,2011-01-15,2011\n"
    )


def test_a_month_alone_is_its_first_and_its_last_day(books: Norec) -> None:
    for months in (
        "Jan 2025,Feb 2025",
        "janvier 2025,févr. 2025",
        "01/2025,02/2025",
        "01.2025,02.2025",
        "2025-01,2025-02",
    ):
        (record,) = imported(books, f"from,to,start,end\nNEMA,ZEMA,{months}\n")
        assert (record["start"], record["end"]) == ("2025-01-01", "2025-02-28")


@pytest.mark.parametrize(
    ("year", "start"),
    [("2014", "2014-01-01"), ("2014-2015", "2014-09-01"), ("2014/15", "2014-09-01"), ("1999-2000", "1999-09-01")],
)
def test_years(books: Norec, year: str, start: str) -> None:
    (record,) = imported(books, f"from,to,academic year\nNEMA,ZEMA,{year}\n")
    assert record["start"] == start
    assert "end" not in record


@pytest.mark.parametrize("year", ["2014-2016", "2014-13", "14/15", "20145"])
def test_wrong_years_are_refused(books: Norec, year: str) -> None:
    assert "t.csv:2: academic year: " in refused(books, f"from,to,academic year\nNEMA,ZEMA,{year}\n")


def test_set_gives_a_value_to_every_row(books: Norec) -> None:
    (record,) = imported(
        books,
        "from,count\nNEMA,3\n",
        "--set",
        "start=2013-09-01",
        "--set",
        "to=ZEMA",
        "--set",
        "note=from the old table",
    )
    assert (record["start"], record["to"], record["participants"], record["note"]) == (
        "2013-09-01",
        "zema-zm",
        3,
        "from the old table",
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            (),
            "norec: no column of dates or years found: name it with --map start=…, or give one date with --set start=2013-09-01",
        ),
        (("--map", "from="), "norec: no column found for the sender (from): name it with --map from=…"),
        (("--map", "start=whn"), 'norec: --map: there is no column "whn" (did you mean when?)'),
        (("--map", "strt=when"), "norec: --map: there is no field strt (did you mean start or status?)"),
        (("--map", "when"), 'norec: --map: "when" is not FIELD=COLUMN'),
        (("--map", "start=when", "--map", "start=to"), "norec: --map: start is given twice"),
        (("--map", "start=when", "--set", "start=2012"), "norec: --map and --set both give start"),
        (("--sheet", "One"), "norec: --sheet is only for workbooks, and t.csv is not one: leave --sheet out"),
    ],
)
def test_wrong_options_are_refused(books: Norec, more: tuple[str, ...], said: str) -> None:
    assert said in refused(books, "from,to,when\nNEMA,ZEMA,2012-01-15\n", *more).splitlines()


def test_two_columns_of_one_name(books: Norec) -> None:
    said = refused(books, "from,to,From,start\nNEMA,ZEMA,x,2012-01-15\n")
    assert 'norec: two columns are called "from": say --map from=from or --map from=From' in said


def test_an_impossible_date_is_not_called_doubtful(books: Norec) -> None:
    said = refused(books, "from,to,start\na-no,b-ke,25/26/2012\n")
    assert '"25/26/2012" doesn\'t exist in the calendar' in said
    assert "--date-format" not in said


def test_all_problems_are_reported_at_once_and_written_as_a_table(books: Norec) -> None:
    text = "from;to;participants;start;end\nNEMA;ZEMA;x;2012-13-01;\nNEMA;nobody;=1+1;2012-01-15;2011-01-01\nNEMA;ZEMA;1;2012-01-15;2011-01-01\nNEMA;ZEMA;1;2012-01-15;\n"
    name = write(books, text)
    result = books("import", "exchanges", name, "--errors", "e.csv")
    assert result.code == 1
    assert [line for line in result.err.splitlines() if line.startswith("t.csv:")] == [
        't.csv:2: participants: "x" is not a whole number',
        't.csv:2: start: "2012-13-01" doesn\'t exist in the calendar: correct the date',
        't.csv:3: to: "nobody" is no partner',
        't.csv:3: participants: "=1+1" is not a whole number',
        "t.csv:4: end 2011-01-01 is before start 2012-01-15",
    ]
    rows = list(csv.reader((books.cwd / "e.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["line", "column", "value", "reason"]
    assert [row[:3] for row in rows[1:]] == [
        ["2", "participants", "x"], ["2", "start", "2012-13-01"], ["3", "to", "nobody"], ["3", "participants", "'=1+1"], ["4", "", ""],
    ]  # fmt: skip
    assert records(books) == []


def test_skip_bad_imports_the_good_rows_and_keeps_the_bad_ones(books: Norec) -> None:
    text = "from;to;participants;start\r\nNEMA;ZEMA;2;2012-01-15\r\nNEMA;ZEMA; Inc;x;2012-01-15\r\nNEMA;\r\n'=x;ZEMA;1;2012-01-15\r\n"
    result = books("import", "exchanges", write(books, text.encode("cp1252")), "--skip-bad")
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t3\n")
    assert (
        't.csv:3: the row has 5 columns, but there are 4 headings: put quotes around texts that contain ";"'
        in result.err
    )
    assert "t.csv:4: the row has only 2 of 4 columns: is it cut off?" in result.err
    assert "Wrote 3 bad rows to t.bad.csv" in result.err
    kept = (books.cwd / "t.bad.csv").read_text(encoding="utf-8")
    assert re.sub(r"(?m)^[a-z0-9]{10};", "1;", kept) == (
        "id;from;to;participants;start\n1;NEMA;ZEMA;Inc;x;2012-01-15\n1;NEMA;\n1;'=x;ZEMA;1;2012-01-15\n"
    )
    assert len(records(books)) == 1
    assert books("import", "exchanges", "t.csv", "--skip-bad").out == "0\t0\t1\t0\t3\n"
    (books.cwd / "t.bad.csv").write_text("mine", encoding="utf-8")
    result = books("import", "exchanges", "t.csv", "--skip-bad")
    assert (result.code, result.out) == (1, "")
    assert "t.bad.csv exists, and norec doesn't recognise it as its own: nothing was written" in result.err
    assert (books.cwd / "t.bad.csv").read_text(encoding="utf-8") == "mine"


def test_a_dry_run_changes_nothing(books: Norec) -> None:
    name = write(books, "from,to,start\nNEMA,ZEMA,2012-01-15\nNEMA,x,2012-01-15\n")
    before = contents(books.cwd)
    result = books("import", "exchanges", name, "--dry-run", "--skip-bad", terminal=True)
    assert (result.code, result.out) == (
        0,
        "Dry run: 1 of 2 rows would be added; 1 with errors.\n",
    )
    assert contents(books.cwd) == before
    assert not (books.cwd / "history.jsonl").exists()


def test_one_import_is_one_change_and_one_undo(books: Norec) -> None:
    before = contents(books.cwd)
    name = write(books, "from,to,start\nNEMA,New,2012-01-15\nNew,NEMA,2012-02-15\n")
    assert books("import", "exchanges", name, "--create-partners", "--set", "country=KE").out == "2\t0\t0\t0\t0\n"
    after = contents(books.cwd)
    (change,) = [json.loads(line) for line in (books.cwd / "history.jsonl").read_text(encoding="utf-8").splitlines()]
    from hashlib import sha256

    assert (change["verb"], change["source"]) == (
        "import exchanges",
        sha256((books.cwd / name).read_bytes()).hexdigest(),
    )
    assert books("undo").code == 0
    assert contents(books.cwd) == {**before, name: (books.cwd / name).read_bytes()}
    assert books("redo").code == 0
    assert contents(books.cwd) == after


LARGE = "from,to,start\n" + "".join(f"NEMA,ZEMA,20{n % 20 + 10}-01-{n % 28 + 1:02}\n" for n in range(2500))


@pytest.mark.parametrize("open_end", [False, True])
def test_a_large_import_is_taken_back_and_made_again(books: Norec, open_end: bool) -> None:
    line = '{"id":"q2","from":"zema-zm","to":"nema-ug","participants":1,"start":"2012-02-01"}'
    (books.cwd / "exchanges.jsonl").write_text(line if open_end else line + "\n", encoding="utf-8")
    name = write(books, LARGE)
    before = contents(books.cwd)
    assert books("import", "exchanges", name).out == "2500\t0\t0\t0\t0\n"
    after = contents(books.cwd)
    history = (books.cwd / "history.jsonl").read_bytes()
    assert len(history) < 2500 * 14 + 600  # the ids, not what they say
    told = json.loads(books("history", "--json").ok())["rows"][0]
    assert len(told["what"]) == 2500
    assert books("undo").code == 0
    assert contents(books.cwd) == before
    assert books("redo").code == 0
    assert contents(books.cwd) == after
    assert books("undo").code == 0
    assert contents(books.cwd) == before


def test_a_large_import_is_taken_back_from_among_later_changes(books: Norec) -> None:
    books("exchanges", "log", "--from", "nema-ug", "--to", "zema-zm", "--start", "2001-01-01").ok()
    first = records(books)[0]["id"]
    assert books("import", "exchanges", write(books, LARGE)).code == 0
    books.machine = "elsewhere"
    books("exchanges", "edit", first, "--note", "a longer line before them").ok()
    books("exchanges", "log", "--from", "nema-ug", "--to", "zema-zm", "--start", "2002-01-01").ok()
    books.machine = "here"
    assert books("undo").code == 0
    assert [one["start"] for one in records(books)] == ["2001-01-01", "2002-01-01"]
    assert books("redo").code == 0
    books("exchanges", "edit", records(books)[5]["id"], "--note", "x").ok()
    assert books("undo").code == 0
    books.machine = "elsewhere"
    books("exchanges", "edit", records(books)[7]["id"], "--note", "x").ok()
    books.machine = "here"
    result = books("undo")
    assert result.code == 1
    assert "changed since: this can't be undone" in result.err
    assert len(records(books)) == 2502


def test_the_same_file_again_changes_nothing(books: Norec) -> None:
    text = "from,to,count,start\nNEMA,ZEMA,2,2012-01-15\nNEMA,ZEMA,2,2012-01-15\nNEMA,ZEMA,1,2012-01-16\n"
    assert len(imported(books, text)) == 3  # two alike are two
    before = contents(books.cwd)
    result = books("import", "exchanges", "t.csv")
    assert result.out == "0\t0\t3\t0\t0\n"
    assert contents(books.cwd) == before
    assert len((books.cwd / "history.jsonl").read_bytes().splitlines()) == 1
    assert len(imported(books, text + "NEMA,ZEMA,1,2012-01-17\n")) == 4
    assert len(imported(books, text.replace("2012-01-15", "15.01.2012"))) == 4  # however the date is written


def test_a_table_with_both_directions_can_be_imported_once_for_each(books: Norec) -> None:
    name = write(books, "who,out,back,start\nNEMA,2,3,2012-01-15\n")
    assert (
        books(
            "import",
            "exchanges",
            name,
            "--map",
            "from=who",
            "--set",
            "to=ZEMA",
            "--map",
            "participants=out",
            "--ignore",
            "back",
        ).out
        == "1\t0\t0\t0\t0\n"
    )
    assert (
        books(
            "import",
            "exchanges",
            name,
            "--map",
            "to=who",
            "--set",
            "from=ZEMA",
            "--map",
            "participants=back",
            "--ignore",
            "out",
        ).out
        == "1\t0\t0\t0\t0\n"
    )
    assert {(one["from"], one["participants"]) for one in records(books)} == {("nema-ug", 2), ("zema-zm", 3)}


def test_a_row_near_a_logged_exchange_is_reported_as_maybe_recorded_already(books: Norec) -> None:
    books(
        "exchanges", "log", "--from", "nema-ug", "--to", "zema-zm", "--start", "2012-01-15", "--participants", "2"
    ).ok()
    name = write(books, "from,to,count,start\nNEMA,ZEMA,2,2012-01-14\nNEMA,ZEMA,1,2012-01-16\n")
    result = books("import", "exchanges", name)
    assert result.out == "2\t0\t0\t0\t0\n"
    assert "norec: 1 new exchange may be recorded already under another id: the same partners" in result.err
    assert "if both are the same exchange, take one out with norec exchanges remove" in result.err


def test_recorded_values_stay_unless_update_is_given(books: Norec) -> None:
    first = imported(
        books, "id,from,to,count,start,end\nM-1,NEMA,ZEMA,2,2012-01-15,2012-06-30\nM-2,NEMA,ZEMA,2,2012-01-15,\n"
    )
    books("exchanges", "edit", first[0]["id"], "--note", "seen").ok()
    name = write(
        books, "id,from,to,count,start,end\nM-1,NEMA,ZEMA,3,2012-01-15,2012-05-31\nM-2,NEMA,ZEMA,2,2012-01-15,\n"
    )
    result = books("import", "exchanges", name)
    assert result.out == "0\t0\t2\t0\t0\n"
    said = f"norec: exchange {first[0]['id']}: "
    lines = [line for line in result.err.splitlines() if line.startswith(said)]
    assert len(lines) == 1
    assert "participants 2 but here 3" in lines[0]
    assert "end 2012-06-30 but here 2012-05-31" in lines[0]
    assert records(books)[0]["participants"] == 2
    result = books("import", "exchanges", name, "--update")
    assert result.out == "0\t1\t1\t0\t0\n"
    assert "participants 2 is now 3" in result.err
    record = records(books)[0]
    assert (record["participants"], record["end"], record["note"]) == (3, "2012-05-31", "seen")
    assert books("import", "exchanges", name).out == "0\t0\t2\t0\t0\n"
    assert books("undo").code == 0
    assert records(books)[0]["participants"] == 2


def test_an_id_in_the_row_is_kept_if_it_is_valid(books: Norec) -> None:
    found = imported(books, "id,from,to,start\nx7,NEMA,ZEMA,2012-01-15\n2013-1-NO1 /7,NEMA,ZEMA,2012-01-15\n")
    assert found[0]["id"] == "x7"
    assert found[1]["id"].isalnum()
    said = refused(books, "id,from,to,start\nx8,NEMA,ZEMA,2012-01-15\nx8,NEMA,ZEMA,2012-01-16\n")
    assert 't.csv:3: id: "x8" is also on line 2: each row needs its own id' in said


def test_every_field_of_an_exchange_is_read(books: Norec) -> None:
    heading = "from,to,participants,women,start,end,cancelled,reason,confirmed,topics,ref,note,project,round"
    (books.cwd / "projects.toml").write_text(
        '[projects.p]\ntitle = "Clean rivers"\nagreement = "A-1"\npartners = ["nema-ug", "zema-zm"]\n[projects.p.rounds.1]\nstart = 2012-01-01\nend = 2012-12-31\n',
        encoding="utf-8",
    )
    rows = (
        "NEMA,ZEMA,1,1,2012-01-15,2012-06-30,no,,no,law; soil,P-7,x,Clean rivers,1",
        "NEMA,ZEMA,2,,2012-01-15,,yes,Visa refused,,,,,A-1,",
    )
    one, other = imported(books, "\n".join((heading, *rows)), "--map", "note=note")
    assert one == {
        "id": one["id"], "from": "nema-ug", "to": "zema-zm", "participants": 1, "women": 1, "start": "2012-01-15", "end": "2012-06-30", "project": "p",
        "round": 1, "topics": ["law", "soil"], "ref": "P-7", "note": "x",
    }  # fmt: skip
    assert (other["cancelled"], other["reason"], other["project"]) == (True, "visa-refused", "p")
    assert "women 3 are more than participants 1" in refused(
        books, "from,to,participants,women,start\nNEMA,ZEMA,1,3,2012-01-15\n"
    )
    assert 'project: "Dirty rivers" is no project' in refused(
        books, "from,to,start,project\nNEMA,ZEMA,2012-01-15,Dirty rivers\n"
    )
    assert "twin-no is no partner of project p" in refused(books, "from,to,start,project\nNEMA,twin-no,2012-01-15,p\n")
    assert "project p has no round 2" in refused(books, "from,to,start,project,round\nNEMA,ZEMA,2012-01-15,p,2\n")


def test_a_column_n_that_numbers_the_rows_counts_nobody(books: Norec) -> None:
    rows = "N,from,to,start\n1,NEMA,ZEMA,2012-01-15\n2,NEMA,ZEMA,2012-02-15\n{},ZEMA,NEMA,2012-03-15\n"
    said = refused(books, rows.format(3))
    assert (
        't.csv:2: N: "1" is on the first row, 2 on the second and so on, so the column seems to number the rows: '
        in said
    )
    assert "leave it out with --map participants=" in said
    assert [one["participants"] for one in imported(books, rows.format(3), "--map", "participants=")] == [1, 1, 1]


@pytest.mark.parametrize("heading", ["N", "n", "Value", "People"])
def test_a_column_n_that_counts_people_is_read(books: Norec, heading: str) -> None:
    rows = f"{heading},from,to,start\n1,NEMA,ZEMA,2012-01-15\n2,NEMA,ZEMA,2012-02-15\n5,ZEMA,NEMA,2012-03-15\n"
    assert [one["participants"] for one in imported(books, rows)] == [1, 2, 5]


def test_a_column_of_row_numbers_is_no_count(books: Norec) -> None:
    for heading in ("N°", "Nº", "No", "#", "Nr"):
        result = books(
            "import", "exchanges", write(books, f"{heading},from,to,start\n7,NEMA,ZEMA,2012-01-15\n"), "--dry-run"
        )
        assert "each row counts as one person" in result.err


@pytest.mark.parametrize(
    ("genders", "women"),
    [("HM", [0, 1]), ("mh", [1, 0]), ("MF", [0, 1]), ("HF", [0, 1]), ("MK", [0, 1]), ("MHF", [0, 0, 1])],
)
def test_the_letter_m_means_a_woman_beside_h(books: Norec, genders: str, women: list[int]) -> None:
    """Spanish and Portuguese: hombre and mujer, homem and mulher."""
    rows = "".join(f"NEMA,ZEMA,2012-01-15,{letter}\n" for letter in genders)
    assert [one["women"] for one in imported(books, "from,to,start,Sexo\n" + rows)] == women


@pytest.mark.parametrize(
    ("gender", "women"), [("F", 1), ("female", 1), ("Kvinne", 1), ("M", 0), ("male", 0), ("x", None)]
)
def test_the_gender_of_one_participant(books: Norec, gender: str, women: int | None) -> None:
    (record,) = imported(books, f"from,to,start,Participant Gender\nNEMA,ZEMA,2012-01-15,{gender}\n")
    assert record.get("women") == women


def test_columns_with_names_of_people_are_not_imported(books: Norec) -> None:
    text = "from,to,start,Participant First Name,Participant Email,Participant ID\nNEMA,ZEMA,2012-01-15,Somebody,s@example.org,010190\n"
    imported(books, text)
    assert b"Somebody" not in b"".join(path.read_bytes() for path in books.cwd.iterdir() if path.name != "t.csv")
    assert b"010190" not in b"".join(path.read_bytes() for path in books.cwd.iterdir() if path.name != "t.csv")


def test_an_exchange_after_its_partner_ended_is_refused(books: Norec) -> None:
    books("partners", "end", "zema-zm", "--on", "2011-12-31").ok()
    assert "zema-zm ended on 2011-12-31" in refused(books, "from,to,start\nNEMA,ZEMA,2012-01-15\n")


def test_a_future_exchange_is_not_confirmed(books: Norec) -> None:
    old, new = imported(books, "from,to,start\nNEMA,ZEMA,2026-11-23\nNEMA,ZEMA,2026-11-24\n")
    assert old["confirmed"] is True
    assert "confirmed" not in new


def test_a_store_with_errors_refuses_imports(books: Norec) -> None:
    (books.cwd / "exchanges.jsonl").write_text("{\n", encoding="utf-8")
    name = write(books, "from,to,start\nNEMA,ZEMA,2012-01-15\n")
    assert books("import", "exchanges", name).code == 5
    assert (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == "{\n"


def test_lines_that_people_wrote_stay(books: Norec) -> None:
    line = '{"start":"2012-02-01", "id":"q2", "from":"zema-zm", "to":"nema-ug", "participants":1}'
    (books.cwd / "exchanges.jsonl").write_text(line, encoding="utf-8")  # no line feed
    imported(books, "from,to,start\nNEMA,ZEMA,2012-01-15\n")
    text = (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8")
    assert text.startswith(line + "\n")
    assert text.count("\n") == 2
    assert books("undo").code == 0
    assert (books.cwd / "exchanges.jsonl").read_text(encoding="utf-8") == line


def test_progress_is_for_terminals(books: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    from norec_cli.render.screen import Progress

    monkeypatch.setattr(Progress, "_STEP", 2)
    name = write(books, "from,to,start\n" + "NEMA,ZEMA,2012-01-15\n" * 5)
    assert "\r2 rows read\r4 rows read\r\x1b[K" in books("import", "exchanges", name, terminal=True).err
    assert "\r" not in books("import", "exchanges", name).err


@pytest.mark.parametrize("file", ["nothing.csv", ".", "a\0b"])
def test_a_missing_file_is_refused(books: Norec, file: str) -> None:
    result = books("import", "exchanges", file)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("norec: ")


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04no zip", b"{", b"[1, 2]", b'"a"', b"\xff\xfe"]
)
def test_files_that_are_not_tables_are_refused(books: Norec, raw: bytes, tmp_path: Path) -> None:
    for name in ("t.csv", "t.xlsx", "t.json", "t.jsonl", "t"):
        if name != "t.jsonl" or raw.strip():
            refused(books, raw, name=name)


@pytest.mark.parametrize(
    ("name", "text"), [("t.jsonl", ""), ("t.jsonl", "\n"), ("t.json", "[]"), ("t.json", '{"rows": []}')]
)
def test_a_table_without_records_changes_nothing(books: Norec, name: str, text: str) -> None:
    (books.cwd / name).write_text(text, encoding="utf-8")
    before = contents(books.cwd)
    result = books("import", "exchanges", name)
    assert (result.code, result.out) == (0, "0\t0\t0\t0\t0\n")
    assert contents(books.cwd) == before
    assert books("report", "reciprocity", "--input", name).code == 0
