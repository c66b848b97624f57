"""`report flows`, `trend`, `statement` and `upcoming`: what they show, to whom, and what they refuse."""

import json
import re
from functools import partial
from pathlib import Path

import pytest

from norec_cli.commands.report import REPORTS
from support.lines import exchange_line
from support.program import DATA, Norec, make_store

GRID = ("-C", str(DATA / "grid-arendal"), "report")
STORES = sorted(path.parent.name for path in DATA.glob("*/norec.toml"))

line = partial(exchange_line, confirmed=True)


@pytest.fixture
def books(norec: Norec) -> Norec:
    """Three partners with something of every kind."""
    register = "".join(
        f'[partners.{key}]\nname = "{key.upper()} of {country}"\ncountry = "{country}"\n'
        for key, country in (("a", "NO"), ("b", "KE"), ("c", "KE"))
    )
    register += '[[partners.c.adjustments]]\non = 2024-07-01\nsent = 2\nreceived = 0\nreason = "before the books"\n'
    lines = [
        line("q1", "a", "b", "2024-01-01", end="2024-06-30", participants=3),
        line("q2", "b", "c", "2024-07-01", end="2024-12-31"),
        line("q3", "b", "a", "2025-01-01", ended_early="2025-02-28", reason="health"),
        line("q4", "c", "a", "2025-06-01", cancelled=True, reason="visa-refused"),
        line("q5", "c", "a", "2026-01-01", confirmed=False),
        line("q6", "a", "c", "2026-12-15", end="2027-03-31", confirmed=False),
    ]
    make_store(norec.cwd, register, "".join(lines))
    return norec


def test_flows_are_a_matrix_in_a_table_and_pairs_in_a_pipe(norec: Norec) -> None:
    assert norec(*GRID, "flows").ok() == (
        "grid-arendal-no\tnema-ug\t1\t10.0\t0\t0.0\n"
        "grid-arendal-no\tzema-zm\t1\t10.0\t0\t0.0\n"
        "nema-ug\tpartner-zw\t1\t10.0\t0\t0.0\n"
        "nesda-ci\tgrid-arendal-no\t1\t10.0\t0\t0.0\n"
        "partner-zw\tnema-ug\t1\t10.0\t0\t0.0\n"
        "zema-zm\tgrid-arendal-no\t1\t10.0\t0\t0.0\n"
    )
    assert norec(*GRID, "flows", "-f", "table").ok() == (
        "Who sent to whom in people, as of 2026-11-23\n"
        "   From             1  2  3  4  5  Sent\n"
        "───────────────────────────────────────\n"
        "1  grid-arendal-no     1        1     2\n"
        "2  nema-ug                   1        1\n"
        "3  nesda-ci         1                 1\n"
        "4  partner-zw          1              1\n"
        "5  zema-zm          1                 1\n"
        "   Received         2  2  0  1  1\n"
        "\n"
        "A line shows to whom it sent, a column from whom it received. The columns are numbered as the lines are.\n"
        "Counted: 6 people in 6 exchanges, 59.9 months, 10.0 months a stay.\n"
    )


def test_the_diagonal_of_a_matrix_shows_what_stayed_within_a_group(books: Norec) -> None:
    assert books("report", "flows", "--by", "country", "-f", "table").ok() == (
        "Who sent to whom, by country in people, as of 2026-11-23\n"
        "From      KE  NO  Sent\n"
        "──────────────────────\n"
        "KE         1   2     2\n"
        "NO         3         3\n"
        "Received   3   2\n"
        "\n"
        "A line shows to whom it sent, a column from whom it received.\n"
        "On the diagonal: 1 within a group, neither sent nor received.\n"
        "Upcoming, and not in the table: 1 person.\n"
        "Counted: 6 people in 4 exchanges, 25.9 months, 5.2 months a stay.\n"
        "1 of 4 counted from plans, not confirmed.\n"
        "1 of 6 people lack a length: no end is recorded.\n"
        "1 adjustment left out: it is of a partner as a whole, in people.\n"
    )


@pytest.mark.parametrize("flags", [["--sort", "people"], ["--partner", "b"], ["--by", "pair"], ["--by", "year"]])
def test_flows_are_a_list_if_options_need_columns_that_a_matrix_lacks(books: Norec, flags: list[str]) -> None:
    assert re.search(r"^From +To +People", books("report", "flows", "-f", "table", *flags).ok(), re.MULTILINE)


def test_a_matrix_too_wide_for_the_terminal_is_a_list(norec: Norec) -> None:
    assert "numbered" in norec(*GRID, "flows", terminal=True, columns=40).out
    assert "From" in (narrow := norec(*GRID, "flows", terminal=True, columns=38).out)
    assert "numbered" not in narrow


def test_a_matrix_of_many_partners_is_a_list(norec: Norec) -> None:
    names = {f"p{n:02}": "NO" for n in range(31)}
    lines = [line(f"q{n}", f"p{n:02}", f"p{(n + 1) % 31:02}", "2024-01-01") for n in range(31)]
    make_store(norec.cwd, names, "".join(lines))
    assert norec("report", "flows", "-f", "table").ok().splitlines()[1].split() == [
        "From",
        "To",
        "People",
        "Months",
        "Upcoming",
        "Upcoming",
        "months",
    ]


def test_both_flows_of_a_pair_are_next_to_each_other(books: Norec) -> None:
    rows = [row.split("\t") for row in books("report", "flows", "--by", "pair").ok().splitlines()]
    assert [(row[0], row[1], row[6]) for row in rows] == [
        ("a", "b", "a ~ b"), ("b", "a", "a ~ b"), ("a", "c", "a ~ c"), ("c", "a", "a ~ c"), ("b", "c", "b ~ c"),
    ]  # fmt: skip


def test_a_trend_has_a_row_for_each_partner_and_year(books: Norec) -> None:
    assert books("report", "trend", "-f", "csv").ok() == (
        "id,name,country,year,sent,received,balance,running_balance,verdict,upcoming_sent,upcoming_received,adjusted\n"
        "a,A of NO,NO,2024,3,0,3,3,only-sends,0,0,false\n"
        "a,A of NO,NO,2025,0,1,-1,2,sends-more,0,0,false\n"
        "a,A of NO,NO,2026,0,1,-1,1,balanced,1,0,false\n"
        "b,B of KE,KE,2024,1,3,-2,-2,hosts-more,0,0,false\n"
        "b,B of KE,KE,2025,1,0,1,-1,balanced,0,0,false\n"
        "c,C of KE,KE,2024,2,1,1,1,balanced,0,0,true\n"
        "c,C of KE,KE,2026,1,0,1,2,sends-more,0,1,false\n"
    )
    foot = books("report", "trend", "-f", "table").ok().split("\n\n")[1].splitlines()
    assert foot[:3] == [
        "2024: 3 of 4 not returned (75 %); so far 3 of 4 not returned (75 %).",
        "2025: 1 of 1 not returned (100 %); so far 2 of 5 not returned (40 %).",
        "2026: 1 of 1 not returned (100 %); so far 1 of 6 not returned (17 %); upcoming 1.",
    ]


def test_a_trend_by_year_has_all_partners_together(books: Norec) -> None:
    assert books("report", "trend", "--by", "year").ok() == (
        "2024\t4\t0\t1\t3\t0.250000\t4\t3\t0.250000\t0\n"
        "2025\t1\t0\t0\t1\t0.000000\t5\t2\t0.600000\t0\n"
        "2026\t1\t0\t0\t1\t0.000000\t6\t1\t0.833333\t1\n"
    )


def test_years_are_printed_without_a_thousands_separator(books: Norec) -> None:
    assert "2,024" not in books("report", "trend", "-f", "table").ok()
    assert json.loads(books("report", "trend", "--json").ok())["rows"][0]["year"] == 2024


def test_a_statement_lists_exchanges_and_adjustments_by_date(books: Norec) -> None:
    assert books("report", "statement", "c", "-f", "table").ok() == (
        "Statement of C of KE (c) in people, as of 2026-11-23\n"
        "Date        What        Exchange  With  Sent  Received  Balance  Will send  Will host  Until       State      Confirmed  Reason\n"
        "─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
        "2024-07-01  adjustment                     2         0        2          0          0                                    before the books\n"
        "2024-07-01  received    q2        b        0         1        1          0          0  2024-12-31  completed  yes\n"
        "2026-01-01  sent        q5        a        1         0        2          0          0              under-way  no\n"
        "2026-12-15  received    q6        a        0         0                   0          1  2027-03-31  upcoming   no\n"
        "\n"
        "In all: sent 3, received 1, balance 2, index 0.50: sends-more.\n"
        "Until balanced: 1.\n"
        "Upcoming, not in the balance: 0 to be sent, 1 to be received.\n"
        "Balanced: each way at least once, apart by at most 1 person or 10 % of sent and received.\n"
        "This rule is the program's own: none is published for the model.\n"
        "1 of 2 counted from plans, not confirmed.\n"
        "1 of 2 people lack a length: no end is recorded.\n"
        "1 cancelled exchange left out: nobody went.\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize(
    "flags", [[], ["--unit", "months"], ["--as-of", "2012-01-15"], ["--by", "country"], ["--by", "pair"]]
)
def test_a_statement_ends_with_the_figures_of_the_reciprocity_report(
    norec: Norec, name: str, flags: list[str], request: pytest.FixtureRequest
) -> None:
    where = ("-C", str(DATA / name), "report")
    rows = json.loads(norec(*where, "reciprocity", "--json", *flags).ok())["rows"]
    assert rows
    every = 1 if request.config.getoption("--long") else max(1, len(rows) // 20)
    for row in rows[::every]:
        document = json.loads(norec(*where, "statement", row["id"], "--json", *flags).ok())
        assert document["row"] == row
        counted = [entry["balance"] for entry in document["rows"] if entry["balance"] is not None]
        assert (counted or [0])[-1] == row["balance"]
        if "months" not in flags:
            for figure in ("sent", "received", "upcoming_sent", "upcoming_received"):
                assert sum(entry[figure] for entry in document["rows"]) == row[figure]


def test_a_statement_gives_a_reason_once_the_stay_has_ended_early(books: Norec) -> None:
    def state(as_of: str) -> tuple[str, str | None]:
        rows = json.loads(books("report", "statement", "b", "--as-of", as_of, "--json").ok())["rows"]
        (row,) = (row for row in rows if row["exchange"] == "q3")
        return row["state"], row["reason"]

    assert state("2024-12-31") == ("upcoming", None)
    assert state("2025-02-27") == ("under-way", None)
    assert state("2025-02-28") == ("ended-early", "health")


@pytest.mark.parametrize("report", [name for name in REPORTS if name not in ("upcoming", "mirror")])
def test_every_report_says_how_much_it_counts_from_plans(books: Norec, report: str) -> None:
    """Upcoming lists each such stay, and mirror counts nothing but records."""
    projects = '[projects.p]\ntitle = "P"\npartners = ["a", "b", "c"]\n[projects.p.rounds.1]\nstart = 2024-01-01\nend = 2027-12-31\n'
    (books.cwd / "projects.toml").write_text(projects, encoding="utf-8")
    exchanges = books.cwd / "exchanges.jsonl"
    records = map(json.loads, exchanges.read_text(encoding="utf-8").splitlines())
    lines = (json.dumps({**record, "project": "p", "round": 1}) + "\n" for record in records)
    exchanges.write_text("".join(lines), encoding="utf-8")
    words = ("report", report, *(["c"] if report == "statement" else []))
    counted = 2 if report == "statement" else 4
    totals = json.loads(books(*words, "--json").ok())["totals"]
    for total in ("exchanges", "unconfirmed"):
        assert total in totals or report == "summary", f"render/layouts/{report}.py: the totals lack {total}"
    assert totals["unconfirmed"] == 1
    assert report == "summary" or totals["exchanges"] == counted
    for form in ("table", "markdown"):
        shown = books(*words, "-f", form).ok()
        assert f"1 of {counted} counted from plans, not confirmed." in shown, (
            f"render/layouts/{report}.py: the footnotes lack from_plans(table) or caveats(table) of footnotes.py"
        )
        assert "counted from plans" not in books(*words, "-f", form, "--as-of", "2025-12-31").ok()


def test_a_statement_limited_to_one_partner_keeps_its_figures(books: Norec) -> None:
    whole, some = (
        json.loads(books("report", "statement", "a", "--json", *flags).ok()) for flags in ((), ("--partner", "c"))
    )
    assert [entry["exchange"] for entry in some["rows"]] == ["q5", "q6"]
    assert some["rows"] == [entry for entry in whole["rows"] if entry["with"] == "c"]
    assert some["row"] == whole["row"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["x"], 1, 'norec: no partner "x"'),
        (["C of KEE"], 1, 'norec: no partner "C of KEE" (did you mean C of KE or B of KE?)'),
        (["kenia", "--by", "country"], 1, 'norec: no country "kenia" here (did you mean Kenya?)'),
        (["2024", "--by", "year"], 2, "norec: a statement needs rows with a balance, and --by year has none: use another --by"),
        (["a", "--by", "pair"], 2, 'norec: "a" is not a pair: write "ID ~ ID" with two different partners'),
        (["a ~ a", "--by", "pair"], 2, 'norec: "a ~ a" is not a pair: write "ID ~ ID" with two different partners'),
        (["a ~ x", "--by", "pair"], 1, 'norec: no partner "x"'),
    ],
)  # fmt: skip
def test_a_statement_of_an_unknown_row_is_refused(books: Norec, words: list[str], code: int, message: str) -> None:
    result = books("report", "statement", *words)
    assert (result.code, result.out, result.err) == (code, "", message + "\n")


def test_a_statement_takes_a_country_by_name_and_a_pair_in_any_order(books: Norec) -> None:
    country = books("report", "statement", "Kenya", "--by", "country").ok()
    assert country == books("report", "statement", "KE", "--by", "country").ok()
    assert [row.split("\t")[1] for row in country.splitlines()] == [
        "received",
        "adjustment",
        "within",
        "sent",
        "sent",
        "received",
    ]
    pair = books("report", "statement", "b~a", "--by", "pair").ok()
    assert pair == books("report", "statement", "a ~ b", "--by", "pair").ok()


def test_upcoming_lists_departures_returns_and_unconfirmed_plans(books: Norec) -> None:
    assert books("report", "upcoming").ok() == (
        "2026-01-01\t-326\tnot-confirmed\tq5\tc\ta\t1\t\tfalse\t\t\n"
        "2026-12-15\t22\tdeparture\tq6\ta\tc\t1\t2027-03-31\tfalse\t\t\n"
    )
    assert books("report", "upcoming", "--days", "128", "--partner", "a").ok().splitlines()[2:] == [
        "2027-03-31\t128\treturn\tq6\ta\tc\t1\t2027-03-31\tfalse\t\t"
    ]
    table = books("report", "upcoming", "--days", "21", "-f", "table").ok()
    assert table.splitlines()[-3:] == [
        "Departures: 0 people in 0 exchanges.",
        "Returns: 0 people in 0 exchanges.",
        "1 exchange has begun by plan and not been confirmed: norec exchanges confirm ID, or cancel ID.",
    ]


def test_upcoming_includes_departures_and_returns_of_today(books: Norec) -> None:
    rows = [
        books("report", "upcoming", "--days", "0", "--as-of", day, "--partner", "a").ok().split("\t")[1:4]
        for day in ("2024-01-01", "2024-06-30")
    ]
    assert rows == [["0", "departure", "q1"], ["0", "return", "q1"]]


def test_upcoming_says_that_there_is_nothing(norec: Norec) -> None:
    make_store(norec.cwd)
    assert norec("report", "upcoming").ok() == ""
    assert norec("report", "upcoming", "-f", "table").ok() == (
        "Upcoming, 2026-11-23 to 2027-01-22\nNo departures, returns, deadlines or unconfirmed plans in this period.\n"
    )
    assert json.loads(norec("report", "upcoming", "--json").ok())["totals"] == {
        "rows": 0, "not-confirmed": 0, "report-overdue": 0, "departure": 0, "return": 0, "round-ends": 0,
        "agreement-ends": 0, "report-due": 0, "shown": 0,
    }  # fmt: skip


PROJECT = """\
[projects.p]
title = "P"
partners = ["a", "b"]
areas = ["health"]
end = 2021-03-31
[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31
report_due = 2021-03-31
[projects.p.rounds.2]
start = 2021-01-01
end = 2021-01-31
report_due = 2021-01-15
reported_on = 2021-01-20
"""


@pytest.mark.parametrize(
    ("flags", "events"),
    [
        (("--as-of", "2020-12-31", "--days", "15"), [("2020-12-31", "round-ends", 1), ("2021-01-15", "report-due", 2)]),
        (("--as-of", "2021-01-16", "--days", "15"), [("2021-01-15", "report-overdue", 2), ("2021-01-31", "round-ends", 2)]),
        (("--as-of", "2021-01-20", "--days", "15"), [("2021-01-31", "round-ends", 2)]),
        (("--as-of", "2021-02-01", "--days", "58"), [("2021-03-31", "agreement-ends", None), ("2021-03-31", "report-due", 1)]),
        (("--as-of", "2021-02-01", "--round", "2"), []),
        (("--as-of", "2021-02-01", "--project", "p"), [("2021-03-31", "agreement-ends", None), ("2021-03-31", "report-due", 1)]),
        (("--as-of", "2021-02-01", "--area", "climate"), []),
        (("--as-of", "2021-02-01", "--until", "2021-12"), []),
        (("--as-of", "2021-02-01", "--since", "2019-01"), []),
        (("--as-of", "2021-03-31", "--days", "0"), [("2021-03-31", "agreement-ends", None), ("2021-03-31", "report-due", 1)]),
        (("--as-of", "2021-02-01", "--year", "2021"), []),
        (("--as-of", "2021-02-01", "--partner", "c"), []),
        (("--as-of", "2021-04-01"), [("2021-03-31", "report-overdue", 1)]),
    ],
)  # fmt: skip
def test_upcoming_lists_ends_of_rounds_and_agreements_and_reports_due(
    norec: Norec, flags: tuple[str, ...], events: list[object]
) -> None:
    make_store(norec.cwd, {"a": "NO", "b": "KE", "c": "UG"})
    (norec.cwd / "projects.toml").write_text(PROJECT, encoding="utf-8")
    rows = json.loads(norec("report", "upcoming", "--json", *flags).ok())["rows"]
    assert [(row["date"], row["what"], row["round"]) for row in rows] == events
    assert {row["project"] for row in rows} <= {"p"}


@pytest.mark.parametrize("days", ["-1", "x", "40000"])
def test_upcoming_refuses_a_number_of_days_out_of_range(books: Norec, days: str) -> None:
    result = books("report", "upcoming", "--days", days)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("norec: --days: ")


def test_upcoming_looks_no_further_than_the_last_possible_day(books: Norec) -> None:
    document = json.loads(books("report", "upcoming", "--as-of", "2199-12-31", "--days", "36525", "--json").ok())
    assert document["until"] == "2300-01-01"


@pytest.mark.parametrize("report", ["flows", "trend", "upcoming"])
def test_an_empty_store_has_empty_reports(norec: Norec, report: str) -> None:
    make_store(norec.cwd)
    assert norec("report", report).ok() == ""
    assert json.loads(norec("report", report, "--json").ok())["rows"] == []
    assert norec("report", report, "-f", "markdown").ok().count("\n") == 3


def test_an_unknown_report_suggests_the_nearest(store: Norec) -> None:
    result = store("report", "statment")
    assert (result.code, result.out) == (2, "")
    assert "statement" in result.err


def test_info_shows_how_much_a_store_holds(books: Norec) -> None:
    import os

    for path in Path(books.cwd).iterdir():
        os.utime(path, (1_790_000_000, 1_790_000_000))
    rows = {row["item"]: row["value"] for row in json.loads(books("info", "--json").ok())["rows"]}
    assert (rows["rules.least_months"], rows["rules.most_months"], rows["waivers"]) == ("3", "18", 0)
    assert {key: rows[key] for key in list(rows)[11:]} == {
        "bytes of norec.toml": 25, "last change of norec.toml": "2026-09-21 14:13 UTC",
        "bytes of partners.toml": 228, "last change of partners.toml": "2026-09-21 14:13 UTC",
        "bytes of exchanges.jsonl": rows["bytes of exchanges.jsonl"],
        "last change of exchanges.jsonl": "2026-09-21 14:13 UTC",
        "partners": 3, "partners ended": 0, "adjustments": 1, "projects": 0, "exchanges": 6, "people": 8,
        "first start": "2024-01-01", "last start": "2026-12-15", "last end": "2027-03-31", "upcoming": 1,
        "under way": 1, "completed": 2, "open ended": 1, "unconfirmed": 1, "cancelled": 1, "ended early": 1,
    }  # fmt: skip


def test_a_filtered_trend_says_that_its_totals_are_of_all_rows(books: Norec) -> None:
    whole, some = (books("report", "trend", *flags).ok().splitlines() for flags in ((), ("--partner", "b")))
    assert some == [row for row in whole if row.startswith("b\t")]
    assert books("report", "trend", "--country", "NO").ok().splitlines() == [
        row for row in whole if row.startswith("a\t")
    ]
    table = books("report", "trend", "--partner", "b", "-f", "table").ok()
    assert "\n2024, all partners: 3 of 4 not returned (75 %)" in table
    assert "\nCounted, all partners: 6 people in 4 exchanges" in table
    assert "\nCounted, all partners: 6 people" in books("report", "reciprocity", "--partner", "b", "-f", "table").ok()


def test_a_trend_since_a_day_says_since_when_it_runs(books: Norec) -> None:
    said = "\nSo far: since the first exchange that is selected.\n"
    assert said in books("report", "trend", "--since", "2025-01", "-f", "table").ok()
    assert said not in books("report", "trend", "-f", "table").ok()


def test_a_trend_has_no_sentence_about_a_year_without_months(norec: Norec) -> None:
    make_store(norec.cwd, {"a": "NO", "b": "KE"}, line("q1", "a", "b", "2020-01-01"))
    assert "2020" not in norec("report", "trend", "--unit", "months", "-f", "table").ok().split("\n\n")[1]


@pytest.mark.parametrize("report", ["reciprocity", "trend"])
@pytest.mark.parametrize("flags", [("--partner", "b"), ("--country", "NO")])
def test_partner_filters_are_refused_for_rows_of_years(books: Norec, report: str, flags: tuple[str, str]) -> None:
    result = books("report", report, "--by", "year", *flags)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"norec: {flags[0]} chooses rows of partners, and this answer has none\n")


@pytest.mark.parametrize(
    ("words", "option", "others"),
    [
        (("info", "--by", "country"), "--by", "report reciprocity"),
        (("report", "upcoming", "--unit", "months"), "--unit", "report trend"),
        (("exchanges", "list", "--tolerance", "0.2"), "--tolerance", "check"),
        (("partners", "list", "--as-of", "2024-01-01"), "--as-of", "exchanges list"),
        (("partners", "show", "a", "--partner", "b"), "--partner", "partners list"),
        (("exchanges", "show", "q1", "--since", "2024-01"), "--since", "exchanges list"),
    ],
)  # fmt: skip
def test_an_option_that_a_command_lacks_is_refused_with_the_commands_that_have_it(
    books: Norec, words: tuple[str, ...], option: str, others: str
) -> None:
    result = books(*words)
    assert (result.code, result.out) == (2, "")
    first, second, _ = result.err.splitlines()
    assert first.startswith(f"norec: no such option: {option}")
    assert second.startswith(f"Commands that have {option}: ")
    assert others in second


def test_a_statement_says_which_adjustments_it_includes(books: Norec) -> None:
    def left_out(*words: str) -> int:
        document = json.loads(books("report", "statement", *words, "--json").ok())
        return int(document["totals"]["adjustments_left_out"])

    assert left_out("b ~ c", "--by", "pair") == 1
    assert left_out("a ~ b", "--by", "pair") == 0
    assert left_out("c", "--unit", "months") == 1
    assert left_out("b", "--unit", "months") == 0
    rows = json.loads(books("report", "statement", "KE", "--by", "country", "--json").ok())["rows"]
    assert [row["with"] for row in rows if row["what"] == "adjustment"] == ["c"]
    only_a = books("report", "statement", "KE", "--by", "country", "--partner", "a").ok()
    assert "adjustment" not in only_a
    assert "adjustment" in books("report", "statement", "KE", "--by", "country", "--partner", "c").ok()


def test_a_statement_says_what_it_does_not_list(books: Norec) -> None:
    table = books("report", "statement", "a", "--partner", "c", "-f", "table").ok()
    assert "\n2 of 4 entries are listed; the balance runs over all.\n" in table
    none = books("report", "statement", "a", "--partner", "b", "--year", "2026", "-f", "table").ok()
    assert none.splitlines()[1:3] == [
        "No entries with the selected partners.",
        "0 of 2 entries are listed; the balance runs over all.",
    ]


def test_the_title_of_upcoming_names_the_filters(books: Norec) -> None:
    title = books("report", "upcoming", "--partner", "a", "--year", "2026", "-f", "table").ok().splitlines()[0]
    assert title == "Upcoming, 2026-11-23 to 2027-01-22, year 2026, partner a"


def test_a_trend_says_that_no_row_has_the_verdict(books: Norec) -> None:
    table = books("report", "trend", "--partner", "b", "--only", "one-way", "-f", "table").ok()
    assert table.splitlines()[1] == "No rows with this verdict."


def test_flows_from_and_to_the_selected_partner_are_listed(books: Norec) -> None:
    rows = [row.split("\t")[:2] for row in books("report", "flows", "--partner", "b").ok().splitlines()]
    assert rows == [["a", "b"], ["b", "a"], ["b", "c"]]


def test_since_and_until_accept_months_and_since_must_not_be_later(books: Norec) -> None:
    july = books("exchanges", "list", "--since", "2024-07", "--until", "2024-07").ok()
    assert [row.split("\t")[0] for row in july.splitlines()] == ["q2"]
    result = books("exchanges", "list", "--since", "2024-08", "--until", "2024-07")
    assert (result.code, result.err) == (2, "norec: --since 2024-08-01 is after --until 2024-07-31\n")


def test_info_sorts_numbers_before_texts(books: Norec) -> None:
    values = [row["value"] for row in json.loads(books("info", "--json", "--sort", "value").ok())["rows"]]
    numbers = [value for value in values if isinstance(value, int)]
    assert values[: len(numbers)] == sorted(numbers)


def test_info_counts_partners_that_have_ended_by_the_day(books: Norec) -> None:
    books("partners", "end", "b", "--on", "2026-01-31").ok()
    for day, number in (("2026-01-30", 0), ("2026-01-31", 1)):
        rows = {row["item"]: row["value"] for row in json.loads(books("info", "--json", "--as-of", day).ok())["rows"]}
        assert rows["partners ended"] == number


def test_a_partner_named_only_by_exchanges_is_an_error_in_the_files(books: Norec) -> None:
    register = books.cwd / "partners.toml"
    register.write_text(register.read_text(encoding="utf-8").replace("partners.b]", "partners.bb]"), encoding="utf-8")
    for words in (("statement", "b"), ("trend", "--partner", "b")):
        result = books("report", *words)
        assert (result.code, result.out) == (5, "")
        assert result.err.startswith('exchanges.jsonl:1: no partner "b" (did you mean bb?) (exchange q1)\n')
