"""`--map-value COLUMN:TEXT=MEANING` replaces texts before they are read, in columns of any field."""

import json

import pytest

from support.program import Norec, make_store

PARTNERS = """\
[partners.university-of-bergen]
name = "University of Bergen"
country = "NO"

[partners.kampala]
name = "Kampala"
country = "UG"
"""
TEXT = "Sender,Partner: host,people,Begin: day,Cancelled?,Sex,id\nUiB,Kampala,none yet,2024-01-15,nope,Jente,a1\n"


def test_texts_of_all_kinds_of_columns_may_be_explained(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text(TEXT, encoding="utf-8")
    words = [
        "Sender:uib=university-of-bergen", "people:none yet=1", "Partner: host:KAMPALA=kampala", "cancelled:nope=no",
        "#6:Jente=woman",
    ]  # fmt: skip
    options = [part for word in words for part in ("--map-value", word)]
    maps = ("--map", "to=Partner: host", "--map", "start=Begin: day", "--map", "cancelled=Cancelled?")
    assert norec("import", "exchanges", "t.csv", *maps).code == 1
    result = norec("import", "exchanges", "t.csv", *maps, *options)
    assert result.code == 0, result.err
    (record,) = map(json.loads, (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines())
    assert record == {
        "id": record["id"], "from": "university-of-bergen", "to": "kampala", "participants": 1, "women": 1,
        "start": "2024-01-15", "confirmed": True,
    }  # fmt: skip
    assert norec("import", "exchanges", "t.csv", *maps, *options).out == "0\t0\t1\t0\t0\n"


def test_an_empty_cell_may_be_explained(norec: Norec) -> None:
    text = b"from,to,out,in\nA,B,3,\n"
    assert norec("report", "flows", "--input", "-", "--map-value", "in:=0", stdin=text).out.startswith("A\tB\t3\t")


def test_other_texts_stay_as_they_are(norec: Norec) -> None:
    text = b"from,to,count\nA,B,3\nAB,B,2\n"
    result = norec("report", "flows", "--input", "-", "--map-value", "from:a=C", stdin=text)
    assert [line.split("\t")[0] for line in result.out.splitlines()] == ["AB", "C"]


@pytest.mark.parametrize("flag", ["--map-value", "--ignore", "--ignore-rest", "--skip-totals"])
def test_without_a_table_the_options_are_refused(norec: Norec, flag: str) -> None:
    words = [flag] if flag.startswith(("--ignore-", "--skip")) else [flag, "a:b=c"]
    assert norec("report", "reciprocity", *words).err == f"norec: {flag} works only with --input\n"


INVISIBLE = ["\u200b", "\ufeff", "\u200e", "\u00ad", "\u2060", "\u200d", "\u202a"]


@pytest.mark.parametrize("sign", INVISIBLE)
def test_invisible_characters_change_no_number_date_or_word(norec: Norec, sign: str) -> None:
    text = (
        "from,to,start,people,status,boys\n"
        f"A,B,{sign}2024-01-15,{sign}2,com{sign}pleted,{sign}1\n"
        f"A,B,2024-01-16{sign},1{sign}3,{sign},\n"
    )
    for more in (
        ("--map", "men=boys"),
        ("--ignore", "boys"),
        ("--map", "men=boys", "--map-value", "status:done=completed"),
    ):
        result = norec("report", "flows", "--input", "-", *more, stdin=text.encode())
        assert (result.code, result.out[:7]) == (0, "A\tB\t15\t"), result.err
    result = norec("report", "flows", "--input", "-", stdin=text.encode())
    assert (result.code, '"boys" isn\'t read, but may be numbers of people (1)' in result.err) == (2, True)


def test_no_message_shows_an_invisible_character_in_a_number(norec: Norec) -> None:
    result = norec("report", "flows", "--input", "-", stdin="from,to,people\nA,B,\u200b2x\n".encode())
    assert (result.code, 'people: "2x" is not a whole number' in result.err) == (1, True)
