"""For each rule of `check` a store that breaks only that rule, and one that comes close but keeps it.

Each case is one line, however long, so that cases can be compared.
"""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from support.lines import exchange_line, partner_table
from support.program import make_store

line = partial(exchange_line, end="2020-06-30", confirmed=True)


def partner(key: str, country: str, **more: str) -> str:
    """Return a partner's table with a need and a capacity; the other fields are written as in TOML."""
    fields = {"name": f'"{key}"', "country": f'"{country}"', "needs": '["law"]', "capacities": '["soil"]', **more}
    return partner_table(key, **fields)


def project(round_: str = "", **more: str) -> str:
    """Return a project in which no rule finds anything, with some fields replaced; an empty value removes a key."""
    fields = {
        "title": '"P"',
        "partners": '["a-no", "b-ke"]',
        "coordinator": '"b-ke"',
        "chosen_by": '["a-no"]',
        "assessed_on": "2019-10-01",
        "assessed_by": '["b-ke", "a-no"]',
        **more,
    }
    lines = "".join(f"{name} = {value}\n" for name, value in fields.items() if value)
    return f"[projects.p]\n{lines}[projects.p.rounds.1]\n" + (
        round_ or 'start = 2020-01-01\nend = 2020-12-31\nplan = ["a-no:b-ke:1", "b-ke:a-no:1"]\n'
    )


def of_p(exchange_id: str, sender: str = "a-no", host: str = "b-ke", **more: object) -> str:
    return line(exchange_id, sender, host, **{"project": "p", "round": 1, **more})


TWO = partner("a-no", "NO") + partner("b-ke", "KE")
THREE = TWO + partner("c-ug", "UG")
GOOD = of_p("q1") + of_p("q2", "b-ke", "a-no")
PLANNED = 'start = 2020-01-01\nend = 2020-12-31\nplan = ["a-no:b-ke:2", "b-ke:a-no:1"]\n'
CANCELLED = {"cancelled": True, "reason": "other", "confirmed": False}


@dataclass(frozen=True)
class Case:
    """A store.

    Attributes:
        found: file, line, record and text of the finding; empty if no rule is broken.
    """

    lines: str = GOOD
    found: tuple[str, int, str, str] = ("", 0, "", "")
    register: str = TWO
    projects: str = project()
    settings: str = ""
    severity: str = ""

    def make(self, folder: Path, settings: str = "") -> None:
        make_store(folder, self.register, self.lines, self.settings + settings)
        (folder / "projects.toml").write_text(self.projects, encoding="utf-8")


def of_exchange(text: str) -> tuple[str, int, str, str]:
    return "exchanges.jsonl", 3, "exchange q3", text


def of_project(number: int, about: str, text: str) -> tuple[str, int, str, str]:
    return "projects.toml", number, f"project p{about}", text


def waiver(rule: str, record: str, **more: str) -> str:
    fields = {"rule": rule, "record": record, "reason": "agreed", "by": "the partners", **more}
    return (
        "[[waivers]]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in fields.items())
        + "on = 2021-01-01\n"
    )


LEAVER = partner("c-ug", "UG", ended="2021-01-01")
TAUGHT = of_p("q1", topics=["soil"]) + of_p("q2", "b-ke", "a-no", topics=["soil"])

FIRES = {
    "well-formed": Case(GOOD + line("q3", participants=0), of_exchange("participants must be 1 or more")),
    "ids-unique": Case(GOOD + line("q1"), ("exchanges.jsonl", 3, "", 'id "q1" is on line 1 too: keep one of them')),
    "partners-known": Case(GOOD + line("q3", host="b-kf"), of_exchange('no partner "b-kf" (did you mean b-ke?)')),
    "projects-known": Case(GOOD + line("q3", project="q"), of_exchange('no project "q"')),
    "dates-in-order": Case(GOOD + line("q3", start="2020-07-01"), of_exchange("end 2020-06-30 is before start 2020-07-01")),
    "sender-not-host": Case(GOOD + line("q3", host="a-no"), of_exchange('sender and host are both "a-no": a stay within one organisation is no exchange')),
    "nothing-after-end": Case(GOOD + line("q3", start="2020-02-02"), of_exchange("starts on 2020-02-02, but a-no ended on 2020-02-01"), register=partner("a-no", "NO", ended="2020-02-01") + partner("b-ke", "KE")),
    "within-project": Case(GOOD + of_p("q3", "c-ug", "d-ug", round=2) + line("q4", "d-ug", "c-ug"), of_exchange("c-ug is no partner of project p; d-ug is no partner of project p; project p has no round 2"), register=THREE + partner("d-ug", "UG")),
    "within-round": Case(GOOD + of_p("q3", start="2019-12-31", end="2021-01-01"), of_exchange("starts on 2019-12-31, and round 1 on 2020-01-01; ends on 2021-01-01, and round 1 on 2020-12-31"), projects=project(rules="{allowance_months = 20}")),
    "refs-apart": Case(line("q1", ref="anna", start="2020-01-31") + line("q2", ref="berit") + line("q3", "b-ke", "a-no", ref="anna", start="2020-06-30", end="2020-12-31"), of_exchange('starts on 2020-06-30, and "anna" is away with exchange q1 until 2020-06-30'), projects=""),
    "lengths-usual": Case(GOOD + line("q3", start="2020-01-15", end="2020-04-13"), of_exchange("from 2020-01-15 to 2020-04-13: lasts less than 3 months")),
    "replacements-fit": Case(GOOD + line("q3", replaces="q9"), of_exchange('replaces "q9", which is not in the store')),
    "ids-reserved": Case(found=("partners.toml", 11, "partner total", "has an id with a meaning of its own: norec partners rename total NEW"), register=TWO + partner("total", "UG")),
    "recorded-once": Case(line("q0") + of_p("q1") + line("q3", note="again") + of_p("q2", "b-ke", "a-no") + line("q4"), of_exchange("says the same as exchange q0, and so 1 other does"), severity="information"),
    "names-distinct": Case(found=("partners.toml", 11, "partner c-ke", 'is called "B‑KE ", as b-ke is and "b-ke", as b-ke is'), register=TWO + partner("c-ke", "KE", name='"B‑KE "', aliases='["b-ke"]')),
    "names-apart": Case(found=("partners.toml", 16, "partner d-ug and partner c-ug", 'is called "Mulago hosp.", nearly as c-ug is, "Mulago Hospital": if they are one, norec partners merge d-ug c-ug; if not, a waiver says so'), register=TWO + partner("c-ug", "UG", name='"Mulago Hospital"') + partner("d-ug", "UG", name='"Mulago hosp."'), severity="information"),
    "plans-confirmed": Case(GOOD + line("q3", confirmed=False), of_exchange("was to start on 2020-01-01, and nobody has confirmed it")),
    "confirmed-begun": Case(GOOD + line("q3", start="2026-11-24", end=None, ended_early="2027-01-01", reason="other"), of_exchange("is confirmed, and starts on 2026-11-24")),
    "ends-recorded": Case(GOOD + line("q3", end=None), of_exchange("starts on 2020-01-01 and has no end")),
    "leavers-balanced": Case(GOOD + line("q3", host="c-ug", participants=2), ("partners.toml", 11, "partner c-ug", "ended on 2021-01-01 with 0 sent and 2 received: only-hosts"), register=TWO + LEAVER),
    "both-ways": Case(GOOD + of_p("q3", host="c-ug", round=None), of_project(3, " partner c-ug", "c-ug sent 0 and received 1: only-hosts"), register=THREE, projects=project(partners='["a-no", "b-ke", "c-ug"]', chosen_by='["a-no", "c-ug"]', assessed_by='["b-ke", "a-no", "c-ug"]'), severity="warning"),
    "balanced-people": Case(GOOD + of_p("q3", "b-ke", "a-no", round=None) + of_p("q4", "c-ug", "a-no", participants=2, round=None) + of_p("q5", host="c-ug", round=None), of_project(3, " partner a-no", "a-no sent 2 and received 4: hosts-more"), register=THREE, projects=project(partners='["a-no", "b-ke", "c-ug"]', chosen_by='["a-no", "c-ug"]', assessed_by='["b-ke", "a-no", "c-ug"]', rules="{allowance_months = 20}"), severity="warning"),
    "balanced-months": Case(of_p("q1", end="2020-03-31") + of_p("q2", "b-ke", "c-ug") + of_p("q3", "c-ug", "a-no", end="2020-12-31", round=None), of_project(3, " partner a-no", "a-no sent 3.0 months and received 12.0: hosts-more"), register=THREE, projects=project('start = 2020-01-01\nend = 2020-12-31\nplan = ["a-no:b-ke:1"]\n', partners='["a-no", "b-ke", "c-ug"]', chosen_by='["a-no", "c-ug"]', assessed_by='["b-ke", "a-no", "c-ug"]'), severity="warning"),
    "teach-and-learn": Case(of_p("q1", "a-no", "c-ug", topics=["soil"], round=None) + of_p("q2", "b-ke", "a-no", topics=["soil"]) + of_p("q3", "c-ug", "b-ke", topics=["soil"], round=None), of_project(3, " partner c-ug", "c-ug only learns, and teaches nothing so far"), register=TWO + partner("c-ug", "UG", capacities='["bees"]', needs='["cows"]'), projects=project('start = 2020-01-01\nend = 2020-12-31\nplan = ["b-ke:a-no:1"]\n', partners='["a-no", "b-ke", "c-ug"]', chosen_by='["a-no", "c-ug"]', assessed_by='["b-ke", "a-no", "c-ug"]'), severity="warning"),
    "topics-recorded": Case(found=("partners.toml", 1, "partner a-no", "no need and no capacity is recorded"), register=partner("a-no", "NO", needs="[]", capacities="[]") + partner("b-ke", "KE")),
    "needs-assessed": Case(found=of_project(6, "", "that a-no took part in the assessment is not recorded"), projects=project(assessed_by='["b-ke"]')),
    "coordinator-chosen": Case(found=of_project(1, "", "no coordinator is recorded"), projects=project(coordinator="", chosen_by="")),
    "plans-recorded": Case(found=of_project(8, " round 1", "began without a plan on record"), projects=project("start = 2020-01-01\nend = 2020-12-31\n"), severity="information"),
    "plans-met": Case(GOOD + of_p("q3", **CANCELLED), of_project(11, " round 1 a-no to b-ke", "a-no was to send 2 to b-ke, and 1 person is missing"), projects=project(PLANNED)),
    "reports-in": Case(found=of_project(11, " round 1", "its report was due on 2021-03-31, and is not recorded as handed in"), projects=project('start = 2020-01-01\nend = 2020-12-31\nreport_due = 2021-03-31\nplan = ["a-no:b-ke:1", "b-ke:a-no:1"]\n')),
    "waivers-fit": Case(found=("norec.toml", 3, "waiver 1", "waives nothing: exchange q1 doesn't break ends-recorded"), settings=waiver("ends-recorded", "exchange q1")),
}  # fmt: skip

ERRORS = {
    "well-formed",
    "ids-unique",
    "partners-known",
    "projects-known",
    "dates-in-order",
    "sender-not-host",
    "nothing-after-end",
    "within-project",
    "refs-apart",
}
BY_STAGE = {"both-ways", "balanced-people", "balanced-months", "teach-and-learn"}

KEEPS = {
    "well-formed": Case("\n" + GOOD),
    "ids-unique": Case(GOOD + line("q11")),
    "partners-known": Case(),
    "projects-known": Case(GOOD + of_p("q3", round=None)),
    "dates-in-order": Case(GOOD + line("q3", start="2020-03-31", end="2020-06-30")),
    "sender-not-host": Case(),
    "nothing-after-end": Case(GOOD + line("q3", start="2020-02-01") + line("q4", start="2020-02-02", **CANCELLED), register=partner("a-no", "NO", ended="2020-02-01") + partner("b-ke", "KE")),
    "within-project": Case(GOOD + of_p("q3", round=None)),
    "within-round": Case(GOOD + of_p("q3", end="2020-12-31", round=None) + of_p("q4", "b-ke", "a-no", start="2020-09-15", end=None, ended_early="2020-12-31", reason="other") + of_p("q5", start="2019-01-01", end="2021-12-31", **CANCELLED), projects=project(start="2020-01-01", end="2020-12-31", rules="{allowance_months = 20}")),
    "refs-apart": Case(line("q1", ref="anna") + line("q2", "b-ke", "a-no", ref="anna", start="2020-07-01", end="2020-12-31") + line("q3", ref="anna", **CANCELLED), projects=""),
    "lengths-usual": Case(GOOD + line("q3", start="2020-01-15", end="2020-04-14") + line("q4", start="2020-01-01", end="2021-06-30") + line("q5", ended_early="2020-01-02", reason="health") + line("q6", start="2020-08-31", end="2020-11-30")),
    "replacements-fit": Case(GOOD + line("q3", replaces="q4") + line("q4", **CANCELLED)),
    "ids-reserved": Case(register=TWO + partner("none", "UG")),
    "recorded-once": Case(line("q1") + line("q2", women=1) + line("q3", topics=["soil"]) + line("q4", end="2020-07-01") + line("q5", **CANCELLED) + line("q6", participants=2) + line("q7", "b-ke", "a-no"), projects=""),
    "names-distinct": Case(register=TWO + partner("c-ug", "UG", name='"b-ke"', aliases='["c", "d"]')),
    "names-apart": Case(register=TWO + partner("c-ke", "KE", name='"Nairobi Hospital"', aliases='["Nairobi Hosp.", "Hospital Nairobi"]') + partner("d-ke", "KE", name='"Nairobi Hospice"') + partner("d-ug", "UG", name='"Nairobi hosp."')),
    "plans-confirmed": Case(GOOD + line("q3", confirmed=False, start="2026-11-24", end="2027-06-30") + line("q4", **CANCELLED)),
    "confirmed-begun": Case(GOOD + line("q3", start="2026-11-23", end="2027-05-23")),
    "ends-recorded": Case(GOOD + line("q3", end=None, ended_early="2020-02-01", reason="other") + line("q4", end=None, **CANCELLED)),
    "leavers-balanced": Case(GOOD + line("q3", host="d-ug", participants=2) + line("q4", "d-ug", "b-ke", **CANCELLED), register=TWO + LEAVER + partner("d-ug", "UG", ended="2021-01-01") + '[[partners.d-ug.adjustments]]\non = 2021-01-01\nsent = 3\nreceived = 0\nreason = "settled"\n'),
    "both-ways": Case(GOOD + line("q3", host="c-ug") + of_p("q4", "b-ke", "a-no", round=None, **CANCELLED), register=THREE),
    "balanced-people": Case(GOOD + of_p("q3", round=None, participants=9) + of_p("q4", "b-ke", "a-no", round=None, participants=8)),
    "balanced-months": Case(of_p("q1", end="2020-12-31") + of_p("q2", "b-ke", "a-no", end="2020-05-02") + of_p("q3", end="2020-12-31", round=None) + of_p("q4", "b-ke", "a-no", end="2020-12-31", round=None)),
    "teach-and-learn": Case(TAUGHT),
    "topics-recorded": Case(register=TWO + partner("c-ug", "UG", needs="[]", capacities="[]")),
    "needs-assessed": Case(),
    "coordinator-chosen": Case(),
    "plans-recorded": Case(projects=project() + "[projects.p.rounds.2]\nstart = 2026-11-24\nend = 2027-12-31\n"),
    "plans-met": Case(GOOD + of_p("q3", **CANCELLED) + of_p("q4", replaces="q3"), projects=project(PLANNED) + '[projects.p.rounds.2]\nstart = 2026-01-01\nend = 2026-11-23\nplan = ["a-no:b-ke:9"]\n'),
    "reports-in": Case(projects=project('start = 2020-01-01\nend = 2020-12-31\nreport_due = 2021-03-31\nreported_on = 2021-05-01\nplan = ["a-no:b-ke:1", "b-ke:a-no:1"]\n') + "[projects.p.rounds.2]\nstart = 2026-11-24\nend = 2027-12-31\nreport_due = 2026-11-23\n"),
    "waivers-fit": Case(GOOD + line("q3", end=None), settings=waiver("ends-recorded", "exchange q3")),
}  # fmt: skip
