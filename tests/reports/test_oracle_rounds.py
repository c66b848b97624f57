"""`report rounds` and `report needs` are compared with simple arithmetic of this file, on generated stores.

The arithmetic here knows nothing of the program's code: it goes through the raw records once for each figure.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given

from support.generated_stores import AREAS, COUNTRY, MEMBERS, Record, Store, as_ofs, filters, flags_of, stores
from support.program import Norec

pytestmark = pytest.mark.slow

Round = tuple[str, int]


def days(record: Record, as_of: str) -> int:
    """Person-days from the start up to the day, the early end or the end, both included; none without an end."""
    last = record.get("ended_early") or record.get("end")
    if last is None or record["start"] > as_of:
        return 0
    length = date.fromisoformat(min(last, as_of)) - date.fromisoformat(record["start"])
    return int(record["participants"]) * (length.days + 1)


def in_months(total: int) -> float:
    """Days as months of 365.25/12 days, to one decimal, halves away from zero."""
    return int(Fraction(total * 480, 1461) + Fraction(1, 2)) / 10


def people(records: Iterable[Record]) -> int:
    return sum(record["participants"] for record in records)


class View:
    """A store with a selection of its records."""

    def __init__(self, store: Store, as_of: str, chosen: dict[str, str]) -> None:
        self.store, self.as_of, self.chosen = store, as_of, chosen
        self.only_between = {"partner", "country"} <= set(chosen)
        year = chosen.get("year")
        self.first = max(chosen.get("since", "0"), f"{year}-01-01" if year else "0")
        self.last = min(chosen.get("until", "9"), f"{year}-12-31" if year else "9")

    def has(self, project: str | None, number: int | None) -> bool:
        """Whether exchanges of a project and round are selected."""
        return (
            project == self.chosen.get("project", project)
            and ("area" not in self.chosen or self.chosen["area"] in AREAS.get(project or "", []))
            and str(number) == self.chosen.get("round", str(number))
        )

    def matches(self, record: Record) -> bool:
        """Whether an exchange is selected, cancelled or not."""
        in_time = self.first <= record["start"] <= self.last
        of_project = self.has(record.get("project"), record.get("round"))
        return of_project and in_time and self.includes_pair(record["from"], record["to"])

    def includes_pair(self, sender: str, host: str) -> bool:
        """Whether exchanges of two partners are selected: with a partner and a country, those between the two."""
        if not self.only_between:
            return True
        partner, country = self.chosen["partner"], self.chosen["country"]
        return (sender == partner and COUNTRY[host] == country) or (host == partner and COUNTRY[sender] == country)

    def shows(self, *names: str) -> bool:
        """Whether rows with any of these partners are shown."""
        if self.only_between:
            return self.chosen["partner"] in names
        return any(
            name == self.chosen.get("partner", name) and COUNTRY[name] == self.chosen.get("country", COUNTRY[name])
            for name in names
        )

    def shows_exchange(self, sender: str, host: str) -> bool:
        """Whether an exchange between two partners is shown, if its round is listed."""
        return self.shows(sender, host) and self.includes_pair(sender, host)

    def shows_project(self, names: Iterable[str]) -> bool:
        """Whether anything between partners of a project may be shown."""
        return any(self.shows_exchange(*pair) for pair in permutations(names, 2))

    def begun(self, records: Iterable[Record]) -> list[Record]:
        return [r for r in records if not r.get("cancelled") and r["start"] <= self.as_of]

    def ask(self, report: str) -> Record:
        """Return the program's answer."""
        with tempfile.TemporaryDirectory() as folder:
            self.store.write(Path(folder))
            flags = ["--json", "--as-of", self.as_of, *flags_of(self.chosen)]
            document: Record = json.loads(Norec(Path(folder))("report", report, *flags).ok())
        return document


class Rounds(View):
    """The answer to expect of `report rounds`."""

    def recorded(self) -> dict[Round, Record]:
        every = self.store.projects.items()
        return {(key, int(number)): one for key, project in every for number, one in project["rounds"].items()}

    def of_round(self, name: Round) -> list[Record]:
        return [r for r in self.store.exchanges if (r.get("project"), r.get("round")) == name]

    def listed(self) -> list[Round]:
        """The rounds with a day in the selected time; those that no project has, if an exchange of theirs starts in it."""
        recorded = self.recorded()
        asked = [name for name in recorded if self.has(*name) and self.first <= self.last]
        reach = [name for name in asked if recorded[name]["start"] <= self.last and recorded[name]["end"] >= self.first]
        named = {(r["project"], r["round"]) for r in self.store.exchanges if "round" in r and self.matches(r)}
        return sorted([*reach, *(named - set(recorded))])

    def plan(self, name: Round) -> dict[tuple[str, str], tuple[int, int | None]]:
        lines = [line.split(":") for line in self.recorded().get(name, {"plan": []})["plan"]]
        return {(a, b): (int(number), int(months[0]) if months else None) for a, b, number, *months in lines}

    def is_empty(self, name: Round) -> bool:
        one = self.recorded().get(name)
        return one is not None and one["start"] <= self.as_of and not one["plan"] and not self.of_round(name)

    def row(self, name: Round, sender: str, host: str) -> Record:
        mine = [r for r in self.of_round(name) if (r["from"], r["to"]) == (sender, host)]
        planned, months = self.plan(name).get((sender, host), (0, None))
        cancelled = [r for r in mine if r.get("cancelled")]
        kept = [r for r in mine if r not in cancelled]
        early = [r for r in kept if r["start"] <= self.as_of and r.get("ended_early", "9") <= self.as_of]
        replacing = 0
        for gone in (r for r in kept if "ended_early" in r):  # whenever: the places are known now
            replacing += min(gone["participants"], people(r for r in kept if r.get("replaces") == gone["id"]))
        reasons = Counter(reason for r in (*early, *cancelled) for reason in [r["reason"]] * r["participants"])
        begun = self.begun(mine)
        return {
            "project": name[0],
            "round": name[1],
            "from": sender,
            "to": host,
            "planned": planned,
            "begun": people(begun),
            "upcoming": people(kept) - people(begun),
            "replacing": replacing,
            "missing": planned - people(kept) + replacing,
            "planned_months": None if months is None else planned * months,
            "months": in_months(sum(days(r, self.as_of) for r in begun)),
            "ended_early": people(early),
            "cancelled": people(cancelled),
            "reasons": [f"{reason} {number}" for reason, number in sorted(reasons.items())],
        }

    def rows(self) -> list[Record]:
        rows = []
        for name in self.listed():
            pairs = {*self.plan(name), *((r["from"], r["to"]) for r in self.of_round(name))}
            rows += [self.row(name, *pair) for pair in sorted(pairs) if self.shows_exchange(*pair)]
            if self.is_empty(name) and self.shows_project(MEMBERS[name[0]]):
                rows.append({**self.row(name, "", ""), "months": 0.0})
        return rows

    def totals(self, rows: list[Record]) -> Record:
        listed = self.listed()
        visible = [r for r in self.store.exchanges if self.shows_exchange(r["from"], r["to"])]
        inside = [r for name in listed for r in self.of_round(name) if r in visible]
        counted = self.begun(inside)
        others = [r for r in visible if self.matches(r) and not r.get("cancelled") and r not in inside]
        lines = [name for name in listed if any(r in visible for r in self.of_round(name))]
        empty = [name for name in listed if self.is_empty(name) and self.shows_project(MEMBERS[name[0]])]
        return {
            "rows": len(rows),
            **{name: sum(row[name] for row in rows) for name in ("planned", "begun", "upcoming")},
            "missing": sum(max(0, row["missing"]) for row in rows),
            "beyond_plan": sum(max(0, -row["missing"]) for row in rows),
            "without_round": sum("round" not in r for r in others),
            "without_plan": [f"{key} {number}" for key, number in lines if not self.plan((key, number))],
            "exchanges": len(counted),
            "unconfirmed": sum("confirmed" not in r for r in counted),
            "without_end": people(r for r in counted if not r.get("end") and not r.get("ended_early")),
            "in_rounds_not_listed": sum("round" in r for r in others),
            "empty_rounds": [f"{key} {number}" for key, number in empty],
            "shown": len(rows),
        }


@given(stores(), as_ofs, filters())
def test_rounds_equal_simple_arithmetic(store: Store, as_of: str, chosen: dict[str, str]) -> None:
    query = Rounds(store, as_of, chosen)
    document = query.ask("rounds")
    assert document["rows"] == query.rows()
    assert document["totals"] == query.totals(query.rows())
    for row in document["rows"]:  # who stopped or never went has a reason, and nobody else
        assert row["ended_early"] + row["cancelled"] == sum(int(text.split()[1]) for text in row["reasons"])


class Needs(View):
    """The answer to expect of `report needs`."""

    def __init__(self, store: Store, as_of: str, chosen: dict[str, str]) -> None:
        super().__init__(store, as_of, chosen)
        self.picked = [r for r in store.exchanges if self.matches(r) and not r.get("cancelled")]
        self.counted = self.begun(self.picked)
        self.about = [(r["from"], r["to"], topic, r) for r in self.counted for topic in r.get("topics", [])]

    def has_topic(self, name: str, kind: str, topic: str) -> bool:
        return topic.lower() in [text.lower() for text in self.store.partners[name][kind]]

    def has_ended(self, name: str) -> bool:
        return bool(self.store.partners[name].get("ended", "9") <= self.as_of)

    def shown_partners(self) -> list[str]:
        in_time = {name for r in self.picked for name in (r["from"], r["to"])}
        of_exchanges = self.only_between or set(self.chosen) - {"partner", "country"}
        members = MEMBERS[self.chosen["project"]] if "project" in self.chosen else []
        return [name for name in COUNTRY if self.shows(name) and (not of_exchanges or name in {*in_time, *members})]

    def with_whom(self, name: str, topic: str) -> list[Record]:
        return [r for a, b, about, r in self.about if name in (a, b) and about.lower() == topic.lower()]

    def could(self, name: str, topic: str) -> list[str]:
        """The partners that could meet a need; those of a common project that has not ended come first."""
        free = [
            other
            for other in COUNTRY
            if other != name
            and not self.has_ended(other)
            and self.has_topic(other, "capacities", topic)
            and not self.with_whom(other, topic)
        ]
        running = [key for key, one in self.store.projects.items() if one.get("end", "9") >= self.as_of]
        near = [one for one in free if any({one, name} <= set(MEMBERS[key]) for key in running)]
        return sorted(near) + sorted(set(free) - set(near))

    def rows(self) -> list[Record]:
        rows = []
        states = {"needs": ("need", "met", "open"), "capacities": ("capacity", "used", "unused")}
        for name in self.shown_partners():
            for kind, (called, done, idle) in states.items():
                for topic in self.store.partners[name][kind]:
                    mine = self.with_whom(name, topic)
                    proposed = kind == "needs" and not mine and not self.has_ended(name)
                    others = sorted({other for r in mine for other in (r["from"], r["to"])} - {name})
                    rows.append(
                        {
                            "partner": name,
                            "kind": called,
                            "topic": topic,
                            "state": done if mine else idle,
                            "by": others,
                            "people": people(mine),
                            "could": self.could(name, topic) if proposed else [],
                        }
                    )
        return rows

    def totals(self, rows: list[Record]) -> Record:
        teach, learn, unmatched = set(), set(), []
        for a, b, topic, r in self.about:
            taught = self.has_topic(a, "capacities", topic) or self.has_topic(b, "needs", topic)
            learnt = self.has_topic(a, "needs", topic) or self.has_topic(b, "capacities", topic)
            teach |= ({a} if taught else set()) | ({b} if learnt else set())
            learn |= ({b} if taught else set()) | ({a} if learnt else set())
            unmatched += [] if taught or learnt else [(r["start"], r["id"], topic)]
        shown = self.shown_partners()
        idle = {row["partner"] for row in rows if row["state"] in ("open", "unused")}
        return {
            "rows": len(rows),
            **{state: sum(row["state"] == state for row in rows) for state in ("met", "open", "used", "unused")},
            "only_teach": [name for name in shown if name in teach - learn],
            "only_learn": [name for name in shown if name in learn - teach],
            "not_recorded": [
                name for name in shown if not all(self.store.partners[name][kind] for kind in ("needs", "capacities"))
            ],
            "unmatched": [{"exchange": key, "topic": topic} for _, key, topic in sorted(unmatched)],
            "without_topic": sum("topics" not in r for r in self.counted),
            "exchanges": len(self.counted),
            "unconfirmed": sum("confirmed" not in r for r in self.counted),
            "ended": [name for name in shown if name in idle and self.has_ended(name)],
            "shown": len(rows),
        }


@given(stores(), as_ofs, filters())
def test_needs_equal_simple_arithmetic(store: Store, as_of: str, chosen: dict[str, str]) -> None:
    query = Needs(store, as_of, chosen)
    document = query.ask("needs")
    assert document["rows"] == query.rows()
    assert document["totals"] == query.totals(query.rows())
