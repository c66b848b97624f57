"""`norec report reciprocity`: what it counts, and how it says it."""

import csv
import json
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from support.lines import exchange_line
from support.program import DATA, KNOWN_ANSWERS, Norec, make_store

PARTNERS = {"a": "NO", "b": "KE", "c": "UG"}


def report(norec: Norec, *flags: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(norec("report", "reciprocity", "--json", *flags).ok())
    return document


line = partial(exchange_line, confirmed=True)


def test_the_five_countries_have_the_printed_balances(norec: Norec) -> None:
    document = report(norec, "-C", str(DATA / "erasmus-2012"))
    rows = {row["id"]: row for row in document["rows"]}
    assert {key: (row["sent"], row["received"]) for key, row in rows.items()} == {
        "cz": (1422, 1024),
        "dk": (839, 772),
        "fi": (978, 819),
        "uk": (753, 2492),
        "tr": (1607, 492),
    }
    tenths = {key: Fraction(row["balance"], 10) for key, row in rows.items()}
    published = {"cz": "39.8", "dk": "6.7", "fi": "15.9", "uk": "-173.9", "tr": "111.5"}
    assert tenths == {key: Fraction(value) for key, value in published.items()}
    totals = document["totals"]
    assert (totals["people"], totals["direct"], totals["through_others"], totals["unreturned"]) == (
        5599, 2802, 1058, 1739,
    )  # fmt: skip
    assert totals["direct_share"] == 0.5004465083
    assert totals["effectiveness"] == 31.0591176996
    assert totals["without_end"] == 5599


def test_the_five_countries_store_is_the_published_table() -> None:
    with (KNOWN_ANSWERS / "erasmus-five-2012.csv").open(encoding="utf-8") as file:
        table = {(row["from"].lower(), row["to"].lower()): int(row["participants"]) for row in csv.DictReader(file)}
    lines = (DATA / "erasmus-2012" / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    assert {(r["from"], r["to"]): r["participants"] for r in map(json.loads, lines)} == table
    assert len(lines) == 20


def test_the_whole_json_document(norec: Norec) -> None:
    make_store(
        norec.cwd,
        PARTNERS,
        line("q1", "a", "b", participants=2, end="2020-01-31") + line("q2", "b", "a", start="2027-01-01"),
        "[rules]\ntolerance = 0.25\nallowance = 0\n",
    )
    assert norec("report", "reciprocity", "--json").ok() == json.dumps(
        {
            "schema": "norec.report.reciprocity/1",
            "as_of": "2026-11-23",
            "by": "partner",
            "unit": "people",
            "rule": {"tolerance": 0.25, "allowance": 0},
            "filters": {},
            "rows": [
                {
                    "id": "a", "name": "A", "country": "NO", "sent": 2, "received": 0, "balance": 2, "index": 0.0,
                    "verdict": "only-sends", "until_balanced": 2, "upcoming_sent": 0, "upcoming_received": 1,
                    "adjusted": False, "ended": None,
                },
                {
                    "id": "b", "name": "B", "country": "KE", "sent": 0, "received": 2, "balance": -2, "index": 0.0,
                    "verdict": "only-hosts", "until_balanced": 2, "upcoming_sent": 1, "upcoming_received": 0,
                    "adjusted": False, "ended": None,
                },
                {
                    "id": "c", "name": "C", "country": "UG", "sent": 0, "received": 0, "balance": 0, "index": None,
                    "verdict": "none", "until_balanced": 0, "upcoming_sent": 0, "upcoming_received": 0,
                    "adjusted": False, "ended": None,
                },
            ],
            "totals": {
                "rows": 3, "exchanges": 1, "people": 2, "unconfirmed": 0, "without_end": 0, "months": 2.0,
                "months_per_person": 1.0, "direct": 0, "through_others": 0, "unreturned": 2, "index": 0.0,
                "direct_share": 0.0, "effectiveness": 100.0,
                "verdicts": {"only-sends": 1, "only-hosts": 1, "none": 1}, "adjustments_left_out": 0, "within": 0,
                "shown": 3,
            },
        },
        indent=2,
    ) + "\n"  # fmt: skip


def test_plain_and_csv_hold_the_rows_in_the_same_order(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS, line("q1", "a", "b", participants=2) + line("q2", "b", "a"))
    assert norec("report", "reciprocity").ok() == (
        "a\tA\tNO\t2\t1\t1\t0.666667\tbalanced\t0\t0\t0\tfalse\t\n"
        "b\tB\tKE\t1\t2\t-1\t0.666667\tbalanced\t0\t0\t0\tfalse\t\n"
        "c\tC\tUG\t0\t0\t0\t\tnone\t0\t0\t0\tfalse\t\n"
    )
    assert norec("report", "reciprocity", "-f", "csv").ok() == (
        "id,name,country,sent,received,balance,index,verdict,until_balanced,upcoming_sent,upcoming_received,adjusted,ended\n"
        "a,A,NO,2,1,1,0.666667,balanced,0,0,0,false,\n"
        "b,B,KE,1,2,-1,0.666667,balanced,0,0,0,false,\n"
        "c,C,UG,0,0,0,,none,0,0,0,false,\n"
    )


def test_the_table_says_what_it_counted_and_by_which_rule(norec: Norec) -> None:
    words = ["report", "reciprocity", "-C", str(DATA / "erasmus-2012"), "--no-color"]
    assert norec(*words, terminal=True, columns=120).ok() == (
        "Reciprocity by partner in people, as of 2026-11-23\n"
        "Partner  Name            Country   Sent  Received  Balance  Index  Verdict     To balance\n"
        "─────────────────────────────────────────────────────────────────────────────────────────\n"
        "cz       Czechia         CZ       1,422     1,024      398   0.84  sends-more         140\n"
        "dk       Denmark         DK         839       772       67   0.96  balanced             0\n"
        "fi       Finland         FI         978       819      159   0.91  balanced             0\n"
        "tr       Türkiye         TR       1,607       492    1,115   0.47  sends-more         823\n"
        "uk       United Kingdom  GB         753     2,492   -1,739   0.46  hosts-more       1,286\n"
        "\n"
        "Verdicts: 2 balanced, 2 sends-more, 1 hosts-more\n"
        "Counted: 5,599 people in 20 exchanges.\n"
        "Came back: 2,802 directly, 1,058 through others; not returned: 1,739. Index 0.69.\n"
        "Balanced: each way at least once, apart by at most 1 person or 10 % of sent and received.\n"
        "This rule is the program's own: none is published for the model.\n"
        "5,599 of 5,599 people lack a length: no end is recorded.\n"
    )


def test_a_stay_is_upcoming_before_its_first_day_and_counted_from_then_on(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS, line("q1", "a", "b", start="2020-02-01", end="2020-03-31", participants=4))
    for as_of, sent, upcoming in (("2020-01-31", 0, 4), ("2020-02-01", 4, 0), ("2021-01-01", 4, 0)):
        row = report(norec, "--as-of", as_of)["rows"][0]
        assert (row["sent"], row["upcoming_sent"]) == (sent, upcoming)


@pytest.mark.parametrize(
    ("as_of", "days"),
    [("2020-01-31", 0), ("2020-02-01", 1), ("2020-02-29", 29), ("2020-03-31", 60), ("2021-01-01", 60)],
)
def test_person_days_are_counted_up_to_the_day_of_the_report(norec: Norec, as_of: str, days: int) -> None:
    make_store(norec.cwd, PARTNERS, line("q1", "a", "b", start="2020-02-01", end="2020-03-31", participants=487))
    row = report(norec, "--unit", "months", "--as-of", as_of)["rows"][0]
    assert row["sent"] == days * 16.0  # 487 people for a day are 16 months of 365.25/12 days


def test_an_early_end_shortens_the_months_but_not_the_number_of_people(norec: Norec) -> None:
    make_store(
        norec.cwd,
        PARTNERS,
        line(
            "q1",
            "a",
            "b",
            start="2020-01-01",
            end="2020-12-31",
            ended_early="2020-01-10",
            reason="health",
            participants=487,
        ),
    )
    assert report(norec)["rows"][0]["sent"] == 487
    assert report(norec, "--unit", "months")["rows"][0]["sent"] == 160.0
    assert report(norec, "--unit", "months", "--as-of", "2020-01-05")["rows"][0]["sent"] == 80.0


def test_a_cancelled_exchange_is_never_counted(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS, line("q1", "a", "b", cancelled=True, reason="visa-refused"))
    for as_of in ("2019-01-01", "2021-01-01"):
        document = report(norec, "--as-of", as_of)
        assert document["totals"]["exchanges"] == 0
        assert {row["verdict"] for row in document["rows"]} == {"none"}
        assert {row["upcoming_sent"] for row in document["rows"]} == {0}


def test_unconfirmed_plans_are_counted_and_mentioned(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS, line("q1", "a", "b", confirmed=False) + line("q2", "b", "a"))
    assert report(norec)["totals"]["unconfirmed"] == 1
    assert "1 of 2 counted from plans, not confirmed.\n" in norec("report", "reciprocity", "-f", "table").ok()
    assert "not confirmed" not in norec("report", "reciprocity", "-f", "table", "--as-of", "2019-01-01").ok()


def test_a_stay_without_an_end_counts_people_but_no_months(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS, line("q1", "a", "b", participants=3) + line("q2", "b", "a", end="2020-01-31"))
    document = report(norec, "--unit", "months")
    assert [row["sent"] for row in document["rows"]] == [0.0, 1.0, 0.0]
    assert document["totals"]["without_end"] == 3
    table = norec("report", "reciprocity", "--unit", "months", "-f", "table").ok()
    assert "3 of 4 people lack a length: no end is recorded.\n" in table


ADJUSTED = """\
[partners.a]
name = "A"
country = "NO"
[[partners.a.adjustments]]
on = 2020-01-01
sent = 5
received = 2
reason = "older books"
[[partners.a.adjustments]]
on = 2022-01-01
received = 3
reason = "settled"
[partners.b]
name = "B"
country = "KE"
"""


def test_adjustments_count_in_the_row_of_the_partner_but_not_in_totals(norec: Norec) -> None:
    make_store(norec.cwd, ADJUSTED, line("q1", "a", "b"))
    document = report(norec, "--as-of", "2021-01-01")
    a, b = document["rows"]
    assert (a["sent"], a["received"], a["adjusted"]) == (6, 2, True)
    assert (b["sent"], b["received"], b["adjusted"]) == (0, 1, False)
    assert (document["totals"]["people"], document["totals"]["unreturned"]) == (1, 1)
    assert report(norec)["rows"][0]["received"] == 5
    assert report(norec, "--as-of", "2019-12-31")["rows"][0]["adjusted"] is False


def test_a_report_in_months_says_that_adjustments_are_left_out(norec: Norec) -> None:
    make_store(norec.cwd, ADJUSTED, line("q1", "a", "b", end="2020-01-31"))
    document = report(norec, "--unit", "months")
    assert document["rows"][0]["received"] == 0.0
    assert document["rows"][0]["adjusted"] is False
    assert document["totals"]["adjustments_left_out"] == 2
    table = norec("report", "reciprocity", "--unit", "months", "-f", "table").ok()
    assert "2 adjustments left out: they are of a partner as a whole, in people.\n" in table


def test_the_rule_of_the_store_applies_unless_an_option_replaces_it(norec: Norec) -> None:
    lines = line("q1", "a", "b", participants=6, end="2020-01-31") + line(
        "q2", "b", "a", participants=3, end="2020-01-31"
    )
    make_store(norec.cwd, PARTNERS, lines, "[rules]\nallowance = 3\nallowance_months = 2.5\n")

    def verdict(*flags: str) -> str:
        return str(report(norec, *flags)["rows"][0]["verdict"])

    assert verdict() == "balanced"
    assert verdict("--allowance", "2") == "sends-more"
    assert verdict("--allowance", "0", "--tolerance", "0.34") == "balanced"
    assert verdict("--allowance", "0", "--tolerance", "0.33") == "sends-more"
    assert verdict("--unit", "months") == "sends-more"
    assert verdict("--unit", "months", "--allowance", "3.1") == "balanced"
    assert report(norec, "--unit", "months")["rule"] == {"tolerance": 0.1, "allowance": 2.5}


def test_the_table_says_where_the_rule_is_from(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    assert "This rule is the program's own: none is published" in norec("report", "reciprocity", "-f", "table").ok()
    chosen = norec("report", "reciprocity", "-f", "table", "--tolerance", "0.5", "--allowance", "5").ok()
    assert (
        "Balanced: each way at least once, apart by at most 5 people or 50 % of sent and received.\n"
        "This rule is chosen here: none is published for the model.\n"
    ) in chosen


def test_an_empty_store_is_a_valid_answer(norec: Norec) -> None:
    make_store(norec.cwd)
    assert norec("report", "reciprocity").ok() == ""
    document = report(norec)
    assert (document["rows"], document["totals"]["people"], document["totals"]["index"]) == ([], 0, None)
    assert (
        'No partners yet: norec partners add "NAME" --country KE\n'
        in norec("report", "reciprocity", "-f", "table").ok()
    )
