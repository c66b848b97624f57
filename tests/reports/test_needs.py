"""`report needs`: what partners teach and learn."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.lines import exchange_line, partner_table
from support.program import DATA, Norec, make_store

TOPICS = ["soil", "water", "law"]


def partner(key: str, needs: list[str], capacities: list[str]) -> str:
    topics = {"needs": json.dumps(needs), "capacities": json.dumps(capacities)}
    return partner_table(key, name=f'"{key}"', country='"KE"', **topics)


def line(exchange_id: str, sender: str, host: str, *topics: str, **more: object) -> str:
    return exchange_line(exchange_id, sender, host, **{"confirmed": True, "topics": list(topics), **more})


@pytest.fixture
def books(norec: Norec) -> Norec:
    register = (
        partner("a", ["Soil", "law"], ["water"]) + partner("b", ["water"], ["soil "]) + partner("c", ["soil"], ["law", "Bees"])
        + partner("d", [], ["law"])
    )  # fmt: skip
    lines = [
        line("q1", "a", "b", "WATER", participants=2), line("q2", "c", "a", "chess"), line("q3", "a", "b"),
        line("q4", "b", "a", "soil", cancelled=True, reason="other", confirmed=False), line("q5", "b", "a", "soil", start="2030-01-01", confirmed=False),
    ]  # fmt: skip
    make_store(norec.cwd, register, "".join(lines))
    (norec.cwd / "projects.toml").write_text('[projects.p]\ntitle = "P"\npartners = ["a", "d"]\n', encoding="utf-8")
    return norec


def test_needs_and_capacities(books: Norec) -> None:
    assert books("report", "needs").ok() == (
        "a\tneed\tSoil\topen\t\t0\tb\n"
        "a\tneed\tlaw\topen\t\t0\td; c\n"
        "a\tcapacity\twater\tused\tb\t2\t\n"
        "b\tneed\twater\tmet\ta\t2\t\n"
        "b\tcapacity\tsoil \tunused\t\t0\t\n"
        "c\tneed\tsoil\topen\t\t0\tb\n"
        "c\tcapacity\tlaw\tunused\t\t0\t\n"
        "c\tcapacity\tBees\tunused\t\t0\t\n"
        "d\tcapacity\tlaw\tunused\t\t0\t\n"
    )
    assert books("report", "needs", "-f", "table").ok().split("\n\n")[1].splitlines() == [
        "Only teach, and so far learn nothing: a.",
        "Only learn, and so far teach nothing: b.",
        "The model draws no line between those who give knowledge and those who get it.",
        "A need or a capacity is not recorded of d.",
        'Neither a need nor a capacity of their partners: "chess" (q2).',
        "1 exchange has no topic.",
    ]
    assert books("report", "needs", "--partner", "b").ok().count("\n") == 2
    later = json.loads(books("report", "needs", "--as-of", "2030-01-01", "--json").ok())
    assert (later["totals"]["met"], later["totals"]["only_teach"], later["totals"]["only_learn"]) == (2, [], [])


def test_partners_that_have_ended_are_not_proposed_for_any_need(books: Norec) -> None:
    def could(*flags: str) -> dict[str, list[str]]:
        rows = json.loads(books("report", "needs", "--json", *flags).ok())["rows"]
        return {f"{row['partner']} {row['topic']}": row["could"] for row in rows if row["state"] == "open"}

    register = books.cwd / "partners.toml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace('"d"\n', '"d"\nended = 2020-06-01\n'), encoding="utf-8")
    assert could("--as-of", "2020-05-31") == {"a Soil": ["b"], "a law": ["d", "c"], "c soil": ["b"]}
    assert could("--as-of", "2020-06-01") == {"a Soil": ["b"], "a law": ["c"], "c soil": ["b"]}
    register.write_text(text.replace('"c"\n', '"c"\nended = 2020-06-01\n'), encoding="utf-8")
    assert could() == {"a Soil": ["b"], "a law": ["d"], "c soil": []}
    totals = json.loads(books("report", "needs", "--json").ok())["totals"]
    assert (totals["ended"], totals["open"]) == (["c"], 3)
    assert (
        "\nc has ended: what is open or unused there is matched with nobody.\n"
        in books("report", "needs", "-f", "table").ok()
    )


def test_partners_of_a_common_project_come_first_until_it_ends(books: Norec) -> None:
    projects = books.cwd / "projects.toml"
    projects.write_text(projects.read_text(encoding="utf-8") + "end = 2020-12-31\n", encoding="utf-8")
    rows = {day: books("report", "needs", "--as-of", day).ok().splitlines()[1] for day in ("2020-12-31", "2021-01-01")}
    assert [row.split("\t")[-1] for row in rows.values()] == ["d; c", "c; d"]


def test_topics_that_fit_nobody_are_listed_by_start_and_id(books: Norec) -> None:
    lines = [
        line("q9", "a", "b", "zoo"),
        line("q8", "a", "b", "golf", start="2020-02-01"),
        line("q7", "a", "b", "golf", "chess", confirmed=False),
    ]
    for order in (lines, lines[::-1]):
        (books.cwd / "exchanges.jsonl").write_text("".join(order), encoding="utf-8")
        table = books("report", "needs", "-f", "table").ok()
        assert 'partners: "chess" (q7), "golf" (q7), "zoo" (q9), "golf" (q8).\n' in table
        assert "\n1 of 3 counted from plans, not confirmed.\n" in table
    totals = json.loads(books("report", "needs", "--json").ok())["totals"]
    assert (totals["exchanges"], totals["unconfirmed"]) == (3, 1)


def test_needs_that_grid_arendal_does_not_record_are_counted_as_not_recorded(norec: Norec) -> None:
    document = json.loads(norec("-C", str(DATA / "grid-arendal"), "report", "needs", "--json").ok())
    assert document["rows"] == []
    assert len(document["totals"]["not_recorded"]) == 5
    assert document["totals"]["without_topic"] == 6


texts = st.lists(st.sampled_from(TOPICS), max_size=3, unique=True)


@pytest.mark.slow
@given(
    st.fixed_dictionaries({key: st.tuples(texts, texts) for key in "abc"}),
    st.lists(st.tuples(st.permutations("abc").map(lambda names: names[:2]), texts, st.integers(1, 5)), max_size=6),
)
def test_needs_of_drawn_records_equal_simple_arithmetic(register: dict[str, Any], drawn: list[Any]) -> None:
    lines = [
        line(f"q{n}", sender, host, *topics, participants=people)
        for n, ((sender, host), topics, people) in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        norec = Norec(
            make_store(Path(folder), "".join(partner(key, *both) for key, both in register.items()), "".join(lines))
        )
        document = json.loads(norec("report", "needs", "--json").ok())
    seen = [(sender, host, topic, people) for (sender, host), topics, people in drawn for topic in topics]
    assert len(document["rows"]) == sum(len(texts) for both in register.values() for texts in both)
    for row in document["rows"]:
        mine = [s for s in seen if row["partner"] in s[:2] and s[2] == row["topic"]]
        assert row["people"] == sum(s[3] for s in mine)
        assert row["by"] == sorted({name for s in mine for name in s[:2]} - {row["partner"]})
        unused = [
            key for key, (_, capacities) in register.items()
            if row["topic"] in capacities and key != row["partner"] and not any(key in s[:2] and s[2] == row["topic"] for s in seen)
        ]  # fmt: skip
        assert row["could"] == (sorted(unused) if row["kind"] == "need" and not mine else [])
    teach, learn = set(), set()
    for sender, host, topic, _ in seen:
        if topic in register[sender][1] or topic in register[host][0]:
            teach.add(sender)
            learn.add(host)
        if topic in register[sender][0] or topic in register[host][1]:
            learn.add(sender)
            teach.add(host)
    assert document["totals"]["only_teach"] == sorted(teach - learn)
    assert document["totals"]["only_learn"] == sorted(learn - teach)


def test_with_a_filter_on_exchanges_only_partners_of_selected_ones_have_rows(books: Norec) -> None:
    def shown(*flags: str) -> set[str]:
        return {row["partner"] for row in json.loads(books("report", "needs", "--json", *flags).ok())["rows"]}

    assert shown() == {"a", "b", "c", "d"}
    assert shown("--year", "1950") == set()
    assert shown("--year", "2030") == {"a", "b"}  # planned
    assert shown("--project", "p") == {"a", "d"}  # its partners, though nobody goes
