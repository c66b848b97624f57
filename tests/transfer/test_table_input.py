"""`--input`: a report straight from a table of flows, without a store."""

import json

import pytest

from norec_cli.model.country import countries
from support.program import KNOWN_ANSWERS, Norec

FLOWS = "origin,destination,count\nABE,ATL,3\nATL,ABE,2\nATL,BHM,4\nATL,ATL,9\n"


def test_reciprocity_of_a_table_in_a_pipe(norec: Norec) -> None:
    result = norec("report", "reciprocity", "--input", "-", stdin=FLOWS.encode())
    assert result.code == 0
    assert result.out.splitlines() == [
        "ABE\tABE\t\t3\t2\t1\t0.800000\tbalanced\t0\t0\t0\tfalse\t",
        "ATL\tATL\t\t6\t3\t3\t0.666667\tsends-more\t2\t0\t0\tfalse\t",
        "BHM\tBHM\t\t0\t4\t-4\t0.000000\tonly-hosts\t3\t0\t0\tfalse\t",
    ]
    assert result.err == (
        "norec: standard input: CSV, UTF-8, columns separated by commas\n"
        '  from is "origin", to is "destination", participants is "count"\n'
        '  for example, line 2: "ABE" sends 3 people to "ATL"\n'
        '  line 3: "ATL" sends 2 people to "ABE"\n'
        '  line 4: "ATL" sends 4 people to "BHM"\n'
        "  left out: 1 row within one organisation (9 people)\n"
        "  people: 9 in 3 exchanges\n"
    )
    assert list(norec.cwd.iterdir()) == []


def test_the_published_five_country_table(norec: Norec) -> None:
    """See docs/reciprocity.md for where it is from: 5,599 people, 2,802 directly returned, 1,058 through others."""
    lines = (KNOWN_ANSWERS / "erasmus-five-2012.csv").read_text(encoding="utf-8")
    result = norec("report", "reciprocity", "--json", "--input", "-", stdin=lines.encode())
    totals = json.loads(result.out)["totals"]
    assert [totals[key] for key in ("people", "direct", "through_others", "unreturned")] == [5599, 2802, 1058, 1739]


def test_countries_and_dates_are_used_where_there_are_some(norec: Norec) -> None:
    text = "from,to,count,start,months,sending country,receiving country\nA,B,2,2012-01-01,6,Norway,UK\nB,A,1,2013-01-01,6,GB,NO\n"
    (norec.cwd / "f.csv").write_text(text, encoding="utf-8")
    by_country = norec("report", "reciprocity", "--by", "country", "--input", "f.csv").out
    assert by_country.startswith("GB\tUnited Kingdom\tGB\t1\t2\t")
    assert norec("report", "reciprocity", "--year", "2012", "--input", "f.csv").out.split("\t")[3] == "2"
    assert norec("report", "reciprocity", "--unit", "months", "--input", "f.csv").out.startswith(
        "A\tA\tNO\t12.0\t5.9\t"
    )
    assert norec("report", "trend", "--input", "f.csv").out.count("\n") == 4
    statement = norec("report", "statement", "A", "--input", "f.csv")
    assert statement.code == 0
    assert statement.out.count("\n") == 2
    assert norec("report", "flows", "--input", "f.csv").out == "A\tB\t2\t12.0\t0\t0.0\nB\tA\t1\t5.9\t0\t0.0\n"


@pytest.mark.parametrize(
    "words",
    [
        ("reciprocity", "--unit", "months"), ("reciprocity", "--year", "2012"), ("reciprocity", "--by", "year"), ("trend",), ("statement", "ABE"),
        ("reciprocity", "--by", "country"), ("reciprocity", "--by", "project"), ("reciprocity", "--project", "x"), ("reciprocity", "--map", "to=nowhere"),
    ],
)  # fmt: skip
def test_reports_that_need_more_than_the_table_has_are_refused(norec: Norec, words: tuple[str, ...]) -> None:
    result = norec("report", *words, "--input", "-", stdin=FLOWS.encode())
    assert (result.code, result.out) == (2, "")


def test_bad_rows_and_missing_columns(norec: Norec) -> None:
    result = norec("report", "reciprocity", "--input", "-", stdin=b"origin,destination,count\nA,B,x\nTotal,B,1\n")
    assert (result.code, result.out) == (1, "")
    assert 'standard input:2: count: "x" is not a whole number' in result.err
    assert 'standard input:3: origin: "Total" looks like a total row' in result.err
    assert norec("report", "reciprocity", "--input", "-", stdin=b"a,b\n1,2\n").code == 2
    assert norec("report", "reciprocity", "--map", "from=a").err == "norec: --map works only with --input\n"


@pytest.mark.slow
def test_the_flows_of_a_store_give_its_report(norec: Norec) -> None:
    """What `flows` prints as CSV is a table of flows: the numbers are the same again."""
    from support.program import DATA

    norec.cwd = DATA / "norec-2024"
    flows = norec("report", "flows", "-f", "csv", "--as-of", "2024-12-31").ok()
    stored = json.loads(norec("report", "reciprocity", "--json", "--as-of", "2024-12-31", "--since", "1900-01-01").ok())
    table = json.loads(
        norec(
            "report", "reciprocity", "--json", "--input", "-", "--map", "participants=people", stdin=flows.encode()
        ).out
    )
    assert {row["id"]: (row["sent"], row["received"], row["verdict"]) for row in table["rows"]} == {
        row["id"]: (row["sent"], row["received"], row["verdict"]) for row in stored["rows"] if row["verdict"] != "none"
    }
    for key in ("people", "direct", "through_others", "unreturned"):
        assert table["totals"][key] == stored["totals"][key]


def test_names_are_one_whatever_their_case(norec: Norec) -> None:
    result = norec("report", "reciprocity", "--input", "-", stdin=b"from,to,count\nOslo,Kampala,6\nKAMPALA,oslo,2\n")
    assert (
        result.out
        == "Kampala\tKampala\t\t2\t6\t-4\t0.500000\thosts-more\t3\t0\t0\tfalse\t\nOslo\tOslo\t\t6\t2\t4\t0.500000\tsends-more\t3\t0\t0\tfalse\t\n"
    )


def test_dates_of_a_table_that_can_be_read_in_two_ways(norec: Norec) -> None:
    text = b"from,to,count,start\nA,B,6,03/04/2012\n"
    assert "say --date-format DMY or MDY" in norec("report", "trend", "--input", "-", stdin=text).err
    assert norec("report", "trend", "--input", "-", "--date-format", "DMY", stdin=text).code == 0
    assert (
        norec("report", "trend", "--sheet", "x", "--map", "from=A").err
        == "norec: --map and --sheet work only with --input\n"
    )


def test_a_report_says_how_it_read_the_table_as_an_import_does(norec: Norec) -> None:
    """Rows that are left out, and what each row stands for where no column tells."""
    said = norec("report", "reciprocity", "--input", "-", stdin=b"from,to,count\nA,B,0\nA,B,2\n").err
    assert said.endswith("  left out: 1 row of 0 people\n  people: 2 in 1 exchange\n")
    said = norec("report", "reciprocity", "--input", "-", stdin=b"from,to,year\nA,B,2014-2015\n").err
    assert "  no column says how many people: each row counts as one person\n" in said
    assert "  a year starts on 1 January, an academic year (2014-2015) on 1 September" in said


def test_a_name_with_two_countries_has_none(norec: Norec) -> None:
    text = "from,to,count,sending country,receiving country\nA,B,1,NO,KE\nA,B,1,SE,KE\n"
    result = norec("report", "reciprocity", "--by", "country", "--input", "-", stdin=text.encode())
    assert (result.code, result.out) == (2, "")
    assert norec("report", "reciprocity", "--input", "-", stdin=text.encode()).out.startswith("A\tA\t\t2\t0\t")


def test_the_same_problem_in_many_rows_is_reported_once_with_its_lines(norec: Norec) -> None:
    result = norec("report", "reciprocity", "--input", "-", stdin=b"from,to,count\nA,B,x\nA,B,1\nA,B,x\n")
    assert result.err.splitlines()[-2:] == [
        'standard input:2: count: "x" is not a whole number (also on line 4)', "2 rows of 3 have errors. --skip-bad leaves them out.",
    ]  # fmt: skip


def test_a_report_on_a_table_takes_the_options_that_an_import_takes(norec: Norec) -> None:
    """Values for every row, the encoding, and rows with errors that are left out."""
    raw = "from;count\nMéxico;3\nOslo;x\nOslo;2\n".encode("cp1252")
    options = ("--set", "to=Nairobi", "--encoding", "cp1252", "--skip-bad", "--format", "plain")
    result = norec("report", "reciprocity", "--input", "-", *options, stdin=raw)
    assert [line.split("\t")[1:5] for line in result.out.splitlines()] == [
        ["México", "", "3", "0"], ["Nairobi", "", "0", "5"], ["Oslo", "", "2", "0"],
    ]  # fmt: skip
    assert 'standard input:3: count: "x" is not a whole number' in result.err
    assert "  left out: 1 of 3 rows with errors" in result.err.splitlines()


def test_options_of_a_table_need_a_table(store: Norec) -> None:
    result = store("report", "reciprocity", "--set", "to=x", "--skip-bad")
    assert (result.code, result.err) == (2, "norec: --set and --skip-bad work only with --input\n")


def test_the_names_of_a_report_hold_nothing_that_cannot_be_seen(norec: Norec) -> None:
    raw = "from,to,count\nBergen,Kampala\u200b,3\nKampala,\ufeffBergen,2\nBer\u00adgen,Kampala,1\n".encode()
    result = norec("report", "reciprocity", "--input", "-", "--format", "plain", stdin=raw)
    assert [line.split("\t")[:5] for line in result.out.splitlines()] == [
        ["Bergen", "Bergen", "", "4", "2"], ["Kampala", "Kampala", "", "2", "4"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("TBD", "is no name: write the name of the partner, or leave the row out"),
        ("Inconnu", "is no name: write the name of the partner, or leave the row out"),
        ("[object Object]", "is no name: write the name of the partner, or leave the row out"),
        ("ditto", "is no name: write the name of the partner in each row"),
        ("som over", "is no name: write the name of the partner in each row"),
        ("\N{HORIZONTAL ELLIPSIS}", "is no name: write the name of the partner in each row"),
        ("#", "is no name: write the name of the partner in each row"),
        ("AVLYST", "says that nobody went: say so in a column of its own, called Status, beside the name"),
        ("Kampala (cancelled)", "says that nobody went: say so in a column of its own, called Status, beside the name"),
        ("Annulé: Bergen", "says that nobody went: say so in a column of its own, called Status, beside the name"),
        ("TromsÃ¸", "has letters that were decoded wrongly: write Tromsø"),
    ],
)
def test_what_stands_in_the_place_of_a_name_is_no_partner(norec: Norec, name: str, reason: str) -> None:
    raw = f"from;to;count\nBergen;Kampala;3\n{name};Kampala;2\n".encode()
    result = norec("report", "reciprocity", "--input", "-", stdin=raw)
    assert (result.code, f'standard input:3: from: "{name}" {reason}' in result.err.splitlines()) == (1, True), (
        result.err
    )


def test_a_partner_whose_name_is_such_a_word_is_found(store: Norec) -> None:
    store("partners", "add", "Ditto", "--country", "KE", "--id", "ditto-ke").ok()
    store("partners", "add", "Zema", "--country", "KE", "--id", "zema-ke").ok()
    (store.cwd / "t.csv").write_text("from,to,count,start\nDitto,Zema,1,2024-01-01\n", encoding="utf-8")
    assert store("import", "exchanges", "t.csv").out == "1\t0\t0\t0\t0\n"


def test_a_value_of_json_with_parts_is_no_name(norec: Norec) -> None:
    raw = b'{"results": [{"from": {"name": "Bergen"}, "to": "Kampala", "count": 1}], "page": 1, "pages": 5}'
    result = norec("report", "reciprocity", "--input", "-", stdin=raw)
    assert (result.code, "is a value of JSON with parts: write only the name of the partner" in result.err) == (1, True)


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ('"page": 1, "pages": 5', "the file holds page 1 of 5"),
        ('"total": 90', 'the file holds 1 row, and "total" says 90'),
        ('"meta": {"next_page_token": "x"}', 'the file holds only some of the rows ("next_page_token" says'),
    ],
)
def test_a_page_of_several_says_so(norec: Norec, more: str, note: str) -> None:
    raw = f'{{"results": [{{"from": "Bergen", "to": "Kampala", "count": 1}}], {more}}}'.encode()
    result = norec("report", "reciprocity", "--input", "-", stdin=raw)
    assert (result.code, note in result.err) == (0, True), result.err


def test_a_report_says_how_many_people_a_table_has(norec: Norec) -> None:
    """1,500 and 2, without those within one organisation and those who never went."""
    text = b"from,to,count,status\nA,B,1500,\nB,A,2,\nA,A,7,\nB,A,4,cancelled\n"
    said = norec("report", "reciprocity", "--input", "-", stdin=text).err
    assert "  people: 1,502 in 2 exchanges\n  1 more exchange cancelled\n" in said


def test_every_code_and_name_of_a_country_may_name_a_partner(norec: Norec) -> None:
    """Tables of countries have these as senders and hosts: DO is the Dominican Republic, and no ditto."""
    known = countries().values()
    for texts in ([one.code for one in known], [one.code3 for one in known], [one.name for one in known]):
        rows = "".join(f"{text};Elsewhere;1\n" for text in texts)
        result = norec("report", "reciprocity", "--input", "-", "-f", "plain", stdin=f"from;to;count\n{rows}".encode())
        assert (result.code, len(result.out.splitlines())) == (0, len(texts) + 1), result.err[-300:]
