"""Tables of every kind that people keep are counted as a plain count of this file counts them.

The count here knows nothing of the program's code: each generated row says by itself who went where.
"""

import csv
import io
import json
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.program import Norec, make_store

pytestmark = pytest.mark.slow

NAMES = ("Bergen", "Kampala", "Nairobi")
PARTNERS = "".join(f'[partners.{name.lower()}]\nname = "{name}"\ncountry = "NO"\n' for name in NAMES)
FIRST = date(2024, 1, 1)  # all of these stays have begun on the day of the tests, 23 November 2026

Row = dict[str, str]
Counted = Counter[tuple[str, str]]
Days = Counter[tuple[str, str]]

counts = st.integers(0, 5)
pairs = st.permutations(NAMES).map(lambda names: names[:2])
starts = st.integers(0, 300).map(lambda days: FIRST + timedelta(days=days))

CANCELLED = ["cancelled", "Avlyst", "annulée", "Withdrawn", "trukket", "retirado"]
NO_EXCHANGE = ["Rejected", "avslått", "refusé", "nominated", "venteliste", "abgelehnt"]
KEPT = ["Completed", "gjennomført", "terminée", "confirmed", "in progress", "planned", "", "?"]


@st.composite
def by_status(draw: st.DrawFn) -> tuple[list[Row], Counted]:
    """Rows with a status: cancelled ones, and those that are no exchanges, count for nobody."""
    rows, counted = [], Counted()
    for _ in range(draw(st.integers(1, 8))):
        (sender, host), people = draw(pairs), draw(counts)
        word = draw(st.sampled_from((*CANCELLED, *NO_EXCHANGE, *KEPT, *KEPT)))
        rows.append({"from": sender, "to": host, "people": str(people), "Status": word})
        counted[sender, host] += people if word in KEPT else 0
    return rows, counted


@st.composite
def by_direction(draw: st.DrawFn) -> tuple[list[Row], Counted]:
    """The own table of Bergen, which has a partner and a direction in each row."""
    rows, counted = [], Counted()
    for _ in range(draw(st.integers(1, 8))):
        partner, people = draw(st.sampled_from(NAMES[1:])), draw(counts)
        out = draw(st.booleans())
        word = draw(st.sampled_from(("out", "utgående", "sortant") if out else ("in", "Innkommende", "entrant")))
        rows.append({"Partner": partner, "Direction": word, "people": str(people)})
        counted[("Bergen", partner) if out else (partner, "Bergen")] += people
    return rows, counted


@st.composite
def by_gender(draw: st.DrawFn) -> tuple[list[Row], Counted]:
    rows, counted, total = [], Counted(), draw(st.booleans())
    for _ in range(draw(st.integers(1, 8))):
        (sender, host), women, men = draw(pairs), draw(counts), draw(counts)
        row = {"from": sender, "to": host, "Kvinner": str(women), "Menn": str(men)}
        rows.append(row | ({"Total": str(women + men)} if total else {}))
        counted[sender, host] += women + men
    return rows, counted


@st.composite
def by_way(draw: st.DrawFn) -> tuple[list[Row], Counted]:
    """Rows with two numbers each; of two partners always the same one has the rows."""
    rows, counted, total = [], Counted(), draw(st.booleans())
    for _ in range(draw(st.integers(1, 8))):
        (home, host), out, back = sorted(draw(pairs)), draw(counts), draw(counts)
        row = {"Home institution": home, "Host institution": host, "Outgoing": str(out), "Incoming": str(back)}
        rows.append(row | ({"Total": str(out + back)} if total else {}))
        counted[home, host] += out
        counted[host, home] += back
    return rows, counted


@st.composite
def with_totals(draw: st.DrawFn) -> tuple[list[Row], Counted]:
    """Rows among which stand sums, and headings of sections, which are left out."""
    rows, counted = [], Counted()
    for _ in range(draw(st.integers(1, 8))):
        (sender, host), people = draw(pairs), draw(counts)
        rows.append({"from": sender, "to": host, "people": str(people)})
        counted[sender, host] += people
        word = draw(st.sampled_from(("", "", "Total", "Sum Norge", "_T", "Somme", "North", "Sør")))
        if word in ("North", "Sør"):
            rows.append({"from": word, "to": "", "people": ""})
        elif word:
            side = draw(st.sampled_from(("from", "to")))
            rows.append({"from": sender, "to": host, "people": "99"} | {side: word})
    return rows, counted


def table_of(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows({"start": FIRST.isoformat(), **row} if "start" in rows[0] else row for row in rows)
    return text.getvalue()


def flows_of(printed: str, column: int = 2) -> dict[tuple[str, str], str]:
    lines = [line.split("\t") for line in printed.splitlines()]
    return {(line[0].lower(), line[1].lower()): line[column] for line in lines}


def check(rows: list[Row], counted: Counted, *options: str) -> None:
    """Compare the report on rows, and that on a store made of them, with the count; export and import again."""
    dated = [{**row, "start": row.get("start", FIRST.isoformat())} for row in rows]
    check_text(table_of(dated), counted, *options)


def check_text(text: str, counted: Counted, *options: str) -> None:
    """Do as `check`, with the text of a table."""
    expected = {(a.lower(), b.lower()): str(people) for (a, b), people in counted.items() if people}
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        make_store(norec.cwd, PARTNERS)
        (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
        report = norec("report", "flows", "--input", "t.csv", *options)
        assert (report.code, flows_of(report.out)) == (0, expected), report.err
        first = norec("import", "exchanges", "t.csv", *options)
        assert first.code == 0, first.err
        stored = norec("report", "flows", "--since", "2000-01-01")
        assert flows_of(stored.out) == expected
        again = norec("import", "exchanges", "t.csv", *options)
        assert again.code == 0
        assert again.out.split("\t")[:2] == ["0", "0"]
        before = (norec.cwd / "exchanges.jsonl").read_bytes()
        if before:
            (norec.cwd / "e.csv").write_text(norec("export", "exchanges", "--private").ok(), encoding="utf-8")
            assert norec("import", "exchanges", "e.csv", "--update").code == 0
            (norec.cwd / "exchanges.jsonl").write_bytes(b"")
            assert norec("import", "exchanges", "e.csv").code == 0
        assert sorted((norec.cwd / "exchanges.jsonl").read_bytes().splitlines()) == sorted(before.splitlines())


@given(by_status())
def test_rows_with_a_status(made: tuple[list[Row], Counted]) -> None:
    check(*made)


@given(by_direction())
def test_rows_with_a_direction(made: tuple[list[Row], Counted]) -> None:
    check(*made, "--set", "from=Bergen")


@given(by_gender())
def test_rows_with_women_and_men(made: tuple[list[Row], Counted]) -> None:
    check(*made)


@given(by_way())
def test_rows_with_people_out_and_in(made: tuple[list[Row], Counted]) -> None:
    check(*made)


@given(with_totals())
def test_rows_among_totals_and_headings(made: tuple[list[Row], Counted]) -> None:
    rows, counted = made
    dated = [{**row, "start": FIRST.isoformat() if row["people"] else ""} for row in rows]
    check(dated, counted, "--skip-totals")


# Powers of two: none is the sum of others, so that no partner looks like a total.
POWERS = st.permutations([2**n for n in range(9)])
SOME = st.lists(st.booleans(), min_size=9, max_size=9)


@given(st.permutations(NAMES), POWERS, SOME, st.sampled_from(("senders", "hosts")))
def test_matrices_of_who_went_to_whom(names: list[str], powers: list[int], went: list[bool], rows_are: str) -> None:
    """The diagonal stays within one organisation, and 0 is nobody."""
    numbers = [power if some else 0 for power, some in zip(powers, went, strict=True)]
    cells = {(row, column): numbers[3 * m + n] for m, row in enumerate(names) for n, column in enumerate(NAMES)}
    lines = [f"{row},{','.join(str(cells[row, column]) for column in NAMES)}" for row in names]
    counted = Counted()
    for (row, column), people in cells.items():
        if row != column:
            counted[(row, column) if rows_are == "senders" else (column, row)] += people
    text = "\n".join((f",{','.join(NAMES)}", *lines, ""))
    check_text(text, counted, "--matrix", rows_are, "--set", f"start={FIRST}")


LENGTHS = st.integers(1, 300).map(lambda days: (f"{days} days", days)) | st.integers(1, 40).map(
    lambda weeks: (f"{weeks} uker", weeks * 7)
)


@given(st.lists(st.tuples(pairs, starts, LENGTHS), min_size=1, max_size=8))
def test_rows_with_lengths_in_days_and_weeks(made: list[tuple[list[str], date, tuple[str, int]]]) -> None:
    rows, counted, days = [], Counted(), Days()
    for (sender, host), start, (text, length) in made:
        rows.append({"from": sender, "to": host, "start": start.isoformat(), "Duration": text})
        counted[sender, host] += 1
        days[sender, host] += length
    check(rows, counted)
    report = Norec(Path())("report", "flows", "--json", "--input", "-", stdin=table_of(rows).encode())
    found = {(row["from"], row["to"]): row["months"] for row in json.loads(report.out)["rows"]}
    for pair, number in days.items():
        assert abs(found[pair] - number * 48 / 1461) <= 0.05 + 1e-9, pair
