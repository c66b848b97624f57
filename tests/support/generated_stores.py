"""Stores of every kind of record, generated as plain values and written as files in any order; nothing of the program."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from support.lines import partner_table
from support.program import make_store

Record = dict[str, Any]

FIRST = date(2020, 1, 1)
COUNTRY = {"a": "NO", "b": "KE", "c": "UG", "d": "KE"}
MEMBERS = {"p": ["a", "b", "c", "d"], "q": ["a", "b", "c"]}
AREAS = {"p": ["health", "climate"], "q": []}
TOPICS = ("soil", "water", "Law")
REASONS = ("health", "family", "visa-refused")


class Store(NamedTuple):
    """What the files of a store hold.

    Attributes:
        partners: by id, each with needs, capacities and perhaps the day on which it ended.
        projects: by id, each with rounds by number and perhaps the day on which it ends.
        exchanges: the records.
    """

    partners: dict[str, Record]
    projects: dict[str, Record]
    exchanges: list[Record]

    def write(self, folder: Path, order: Sequence[int] = ()) -> None:
        """Write the files.

        Args:
            folder: the folder to write to.
            order: numbers by which lines and tables are put in another order; without them they are in the order drawn.
        """
        lines = [json.dumps(record, separators=(",", ":")) + "\n" for record in self.exchanges]
        partners = [_partner(key, record) for key, record in self.partners.items()]
        make_store(folder, "".join(shuffled(partners, order)), "".join(shuffled(lines, order)))
        projects = [_project(key, record, order) for key, record in self.projects.items()]
        (folder / "projects.toml").write_text("".join(shuffled(projects, order)), encoding="utf-8")


def shuffled(texts: list[str], order: Sequence[int]) -> list[str]:
    """Return the texts in an order that the numbers choose; as they are without numbers."""
    if not order:
        return texts
    places = sorted(range(len(texts)), key=lambda place: (order[place % len(order)], -place))
    return [texts[place] for place in places]


def after(number: int) -> str:
    """Return the day so many days after the first, as files have it."""
    return (FIRST + timedelta(days=number)).isoformat()


def _partner(key: str, record: Record) -> str:
    fields = {"name": json.dumps(key.upper()), "country": json.dumps(COUNTRY[key])}
    fields |= {name: json.dumps(record[name]) for name in ("needs", "capacities")}
    fields |= {"ended": record["ended"]} if "ended" in record else {}
    return partner_table(key, **fields)


def _project(key: str, record: Record, order: Sequence[int]) -> str:
    rounds = [
        f"[projects.{key}.rounds.{number}]\nstart = {one['start']}\nend = {one['end']}\nplan = {json.dumps(one['plan'])}\n"
        for number, one in record["rounds"].items()
    ]
    fields = {"title": json.dumps(key), "partners": json.dumps(MEMBERS[key]), "areas": json.dumps(AREAS[key])}
    fields |= {"end": record["end"]} if "end" in record else {}
    head = f"[projects.{key}]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items())
    return head + "".join(shuffled(rounds, order))


topics = st.lists(st.sampled_from(TOPICS), max_size=2, unique=True)


@st.composite
def partners(draw: st.DrawFn) -> Record:
    record: Record = {"needs": draw(topics), "capacities": draw(topics)}
    ended = draw(st.none() | st.none() | st.integers(-100, 900))
    return record if ended is None else {**record, "ended": after(ended)}


@st.composite
def projects(draw: st.DrawFn, members: list[str]) -> Record:
    pairs = st.permutations(members).map(lambda names: tuple(names[:2]))
    line = st.tuples(st.integers(1, 5), st.none() | st.integers(1, 12))
    rounds: Record = {}
    last = 0
    for number in draw(st.lists(st.sampled_from((1, 2, 10)), max_size=3, unique=True)):
        start = draw(st.integers(-60, 700))
        last = max(last, end := start + draw(st.integers(0, 400)))
        plan = draw(st.dictionaries(pairs, line, max_size=2))
        rounds[str(number)] = {
            "start": after(start),
            "end": after(end),
            "plan": [
                f"{a}:{b}:{people}" + ("" if months is None else f":{months}") for (a, b), (people, months) in plan.items()
            ],
        }  # fmt: skip
    end_of_all = draw(st.none() | st.integers(0, 100).map(lambda more: after(last + more)))
    return {"rounds": rounds} | ({} if end_of_all is None else {"end": end_of_all})


@st.composite
def exchanges(draw: st.DrawFn, exchange_id: str) -> Record:
    sender, host = draw(st.permutations(sorted(COUNTRY)))[:2]
    start = draw(st.integers(-100, 900))
    people = draw(st.integers(1, 4))
    record: Record = {"id": exchange_id, "from": sender, "to": host, "participants": people, "start": after(start)}
    length = draw(st.none() | st.integers(1, 300))
    record |= {} if length is None else {"end": after(start + length)}
    fate = draw(st.sampled_from(("kept", "kept", "early", "cancelled")))
    if fate == "early":
        record |= {"ended_early": after(start + draw(st.integers(0, (length or 100) - 1)))}
    elif fate == "cancelled":
        record |= {"cancelled": True}
    record |= {"reason": draw(st.sampled_from(REASONS))} if fate != "kept" else {}
    record |= {"confirmed": True} if draw(st.booleans()) else {}
    replaced = draw(st.none() | st.sampled_from(("q0", "q1", "q2", "gone")).filter(lambda other: other != exchange_id))
    record |= {} if replaced is None else {"replaces": replaced}
    project = draw(st.sampled_from((None, "p", "p", "p", "q")))
    if project is not None:
        number = draw(st.sampled_from((None, 1, 1, 2, 10, 3)))  # no project has a round 3
        record |= {"project": project} | ({} if number is None else {"round": number})
    about = draw(topics)
    record |= {"topics": about} if about else {}
    return record | ({"ref": "r"} if people == 1 and draw(st.booleans()) else {})


@st.composite
def stores(draw: st.DrawFn) -> Store:
    number = draw(st.integers(0, 8))
    return Store(
        {key: draw(partners()) for key in COUNTRY},
        {key: draw(projects(members)) for key, members in MEMBERS.items()},
        [draw(exchanges(f"q{place}")) for place in range(number)],
    )


as_ofs = st.integers(-150, 1100).map(after)


@st.composite
def filters(draw: st.DrawFn) -> dict[str, str]:
    """Options that choose exchanges and rows, by their names without dashes."""
    chosen: dict[str, str] = {}
    when = draw(st.sampled_from(("", "", "year", "since", "until", "both", "all")))
    since, until = sorted((draw(st.integers(-100, 900)), draw(st.integers(-100, 900))))
    chosen |= {"year": str(draw(st.integers(2019, 2022)))} if when in ("year", "all") else {}
    chosen |= {"since": after(since)} if when in ("since", "both", "all") else {}
    chosen |= {"until": after(until)} if when in ("until", "both", "all") else {}
    of = draw(st.sampled_from(({}, {}, {"project": "p"}, {"project": "q"}, {"area": "climate"})))
    chosen |= of | draw(st.sampled_from(({}, {}, {}, {"round": "1"}, {"round": "3"})))
    return chosen | draw(
        st.sampled_from(({}, {}, {"partner": "b"}, {"country": "KE"}, {"partner": "b", "country": "KE"}))
    )


def flags_of(chosen: dict[str, str]) -> list[str]:
    """Return options as they are typed."""
    return [word for name, value in chosen.items() for word in (f"--{name}", value)]
