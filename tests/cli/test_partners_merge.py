"""`norec partners merge`: two partners that are one organisation become one, and nothing is lost."""

import json
import tomllib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.settings import Settings
from support.generated_stores import Record, Store, as_ofs, stores
from support.lines import exchange_line, partner_table
from support.program import Norec, contents, make_store

HOSP, MULAGO = "mulago-hosp", "mulago"
MERGE = ("partners", "merge", HOSP, MULAGO)
FIELDS = {"name": '"Mulago Hospital"', "country": '"UG"'}
OTHERS = partner_table("bergen", name='"Bergen"', country='"NO"') + partner_table("nema", name='"NEMA"', country='"UG"')
ROUND = "start = 2020-01-01\nend = 2020-12-31\n"


def line(exchange_id: str, sender: str, host: str, **fields: object) -> str:
    return exchange_line(exchange_id, sender, host, **fields)


def books(
    norec: Norec,
    gone: str = "",
    kept: str = "",
    exchanges: str = "",
    projects: str = "",
    waivers: str = "",
    **names: str,
) -> Norec:
    """A store with the two partners; `gone` and `kept` are more lines of their tables."""
    register = (
        partner_table(MULAGO, **FIELDS)
        + f"{kept}\n# typed again\n"
        + partner_table(HOSP, name='"Mulago hosp."', country=names.get("country", '"UG"'))
        + f"{gone}{OTHERS}"
    )
    make_store(norec.cwd, register, exchanges, waivers)
    if projects:
        (norec.cwd / "projects.toml").write_text(projects, encoding="utf-8")
    return norec


def record_of(norec: Norec, partner_id: str) -> dict[str, Any]:
    register = tomllib.loads((norec.cwd / "partners.toml").read_text(encoding="utf-8"))
    record: dict[str, Any] = register["partners"][partner_id]
    return record


def refused(norec: Norec, *argv: str) -> str:
    """What a merge that is refused says; it must change no byte, tried out or not."""
    before = contents(norec.cwd)
    result = norec(*(argv or MERGE))
    assert (result.code, result.out) == (1, "")
    assert norec(*(argv or MERGE), "--dry-run") == result
    assert contents(norec.cwd) == before
    assert not (norec.cwd / "history.jsonl").exists()
    return result.err


WAIVER = '[[waivers]]\nrule = "{}"\nrecord = "{}"\nreason = "agreed"\nby = "all"\non = 2020-01-01\n'
PROJECT = """\
# one agreement
[projects.p]
title = "P"
partners = ["bergen", "mulago-hosp", "nema"] # three
coordinator = "mulago-hosp"
chosen_by = ["bergen", "nema"]
assessed_on = 2019-10-01
assessed_by = ["nema", "mulago-hosp"]
[projects.p.rounds.1]
start = 2020-01-01
end = 2020-12-31
plan = ["bergen:mulago-hosp:1", "mulago-hosp:nema:2:6"] # small

[projects.other]
title = "Mulago-hosp in its title"
partners = ["bergen", "nema", "mulago-hosp"]
coordinator = "nema"
chosen_by = ["mulago-hosp"]
"""


def test_everything_that_names_the_one_names_the_other_afterwards(norec: Norec) -> None:
    unchanged = line("q3", "bergen", "nema", note=f"asked {HOSP}") + line("q4", MULAGO, "nema", topics=[HOSP])
    store = books(
        norec,
        exchanges=line("q1", HOSP, "bergen", project="p", round=1) + unchanged + line("q2", "bergen", HOSP),
        projects=PROJECT,
        waivers="# ours\n" + WAIVER.format("both-ways", f"project p partner {HOSP}")
        + WAIVER.format("plans-met", f"project p round 1 bergen to {HOSP}"),
    )  # fmt: skip
    result = store(*MERGE)
    assert (result.code, result.out) == (0, f"{MULAGO}\n")
    files = {name: raw.decode() for name, raw in contents(store.cwd).items()}
    assert files["exchanges.jsonl"] == (
        line("q1", MULAGO, "bergen", project="p", round=1) + unchanged + line("q2", "bergen", MULAGO)
    )
    assert files["projects.toml"] == PROJECT.replace('"mulago-hosp', '"mulago').replace(":mulago-hosp:", ":mulago:")
    assert files["norec.toml"] == 'schema = 1\nname = "Test"\n# ours\n' + WAIVER.format(
        "both-ways", f"project p partner {MULAGO}"
    ) + WAIVER.format("plans-met", f"project p round 1 bergen to {MULAGO}")
    assert files["partners.toml"] == (
        partner_table(MULAGO, **FIELDS, aliases=f'[\n    "Mulago hosp.",\n    "{HOSP}",\n]')
        + f"\n# typed again\n{OTHERS}"
    )


def text_fields(kind: Any, place: str) -> set[str]:
    """The places of a record, at any depth, that hold a text which can be anything; not a choice of some words."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {name: field.annotation for name, field in kind.model_fields.items()}
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    elif get_origin(kind) in (UnionType, Union, tuple, list) or hasattr(kind, "__metadata__"):
        parts = (get_args(kind)[0],) if hasattr(kind, "__metadata__") else get_args(kind)
        return {found for part in parts for found in text_fields(part, place)}
    elif get_origin(kind) is dict:
        key, value = get_args(kind)
        return text_fields(key, f"{place}(key)") | text_fields(value, place)
    else:
        return {place} if kind is str else set()
    return {found for name, part in fields.items() for found in text_fields(part, f"{place}.{name}")}


# Where an id of a partner stands, and where any other text does.
IDS_OF_PARTNERS = {
    "exchange.sender", "exchange.host", "project.partners", "project.coordinator", "project.chosen_by",
    "project.assessed_by", "project.rounds.plan", "settings.waivers.record",
}  # fmt: skip
OTHER_TEXTS = {
    "exchange.id", "exchange.replaces", "exchange.project", "exchange.topics", "exchange.ref", "exchange.note",
    "project.title", "project.agreement", "project.note", "project.rounds(key)", "project.year_start",
    "partner.name", "partner.country", "partner.city", "partner.needs", "partner.capacities", "partner.aliases",
    "partner.contact", "partner.note", "partner.adjustments.reason",
    "settings.name", "settings.year_start", "settings.waivers.rule", "settings.waivers.reason", "settings.waivers.by",
}  # fmt: skip


def test_no_field_that_may_hold_the_id_of_a_partner_is_forgotten() -> None:
    """A new field of text belongs in one of the two lists; if it holds ids, in the test of everything that names one."""
    kinds = {"exchange": Exchange, "project": Project, "partner": Partner, "settings": Settings}
    found = {place for name, kind in kinds.items() for place in text_fields(kind, name)}
    assert found == IDS_OF_PARTNERS | OTHER_TEXTS, "add the field to IDS_OF_PARTNERS or OTHER_TEXTS"


def test_the_record_gets_everything_that_the_other_says(norec: Norec) -> None:
    store = books(
        norec,
        kept='needs = ["Soil"]\naliases = ["MH"]\nnote = "old"\n',
        gone='needs = ["soil", "law"]\ncapacities = ["bees"]\naliases = ["mh", "Mulago"]\nnote = "new"\ncity = "Kampala"\n'
        'sector = "public"\ncontact = "a@b.ug"\n',
    )  # fmt: skip
    gained = store(*MERGE, "--dry-run").err.splitlines()
    assert gained[:-2] == [
        f"mulago gets the other names Mulago hosp., Mulago and {HOSP}",
        "mulago gets the need law",
        "mulago gets the capacity bees",
        "mulago gets the city Kampala",
        "mulago gets the sector public",
        "mulago gets the contact a@b.ug",
        f"mulago gets the note of {HOSP}",
    ]
    assert store(*MERGE).ok() == "mulago\n"
    assert record_of(store, MULAGO) == {
        "name": "Mulago Hospital",
        "country": "UG",
        "needs": ["Soil", "law"],
        "capacities": ["bees"],
        "aliases": ["MH", "Mulago hosp.", "Mulago", HOSP],
        "note": "old / new",
        "city": "Kampala",
        "sector": "public",
        "contact": "a@b.ug",
    }
    assert json.loads(store("partners", "show", HOSP, "--json").out)["id"] == MULAGO


def test_a_name_and_an_id_that_are_the_same_word_become_one_alias(norec: Norec) -> None:
    store = books(norec)
    store("partners", "merge", "nema", MULAGO).ok()
    assert record_of(store, MULAGO)["aliases"] == ["NEMA"]


def test_of_two_different_values_one_goes_into_the_note_and_that_is_said(norec: Norec) -> None:
    store = books(
        norec,
        kept='city = "Kampala"\nsector = "public"\ncontact = "a@b.ug"\nside = "north"\n',
        gone='city = "KAMPALA "\nsector = "private"\ncontact = "c@d.ug"\nside = "south"\nnote = "by phone"\n',
    )
    result = store(*MERGE)
    assert record_of(store, MULAGO) == {
        "name": "Mulago Hospital",
        "country": "UG",
        "city": "Kampala",
        "sector": "public",
        "contact": "a@b.ug",
        "side": "north",
        "aliases": ["Mulago hosp.", HOSP],
        "note": f"by phone / {HOSP}: sector private, side south, contact c@d.ug",
    }
    assert result.err.splitlines() == [
        "norec: mulago keeps the sector public; the sector private goes into its note",
        "norec: mulago keeps the side north; the side south goes into its note",
        "norec: mulago keeps the contact a@b.ug; the contact c@d.ug goes into its note",
    ]


@pytest.mark.parametrize(
    ("kept", "gone", "ended", "note"),
    [
        ("", "2020-06-30", None, f"{HOSP}: ended on 2020-06-30"),
        ("2020-06-30", "", None, "mulago: ended on 2020-06-30"),
        ("2020-06-30", "2021-06-30", "2021-06-30", "mulago: ended on 2020-06-30"),
        ("2021-06-30", "2020-06-30", "2021-06-30", f"{HOSP}: ended on 2020-06-30"),
        ("2020-06-30", "2020-06-30", "2020-06-30", None),
        ("", "", None, None),
    ],
)
def test_exchanges_may_start_as_long_as_those_of_either_could(
    norec: Norec, kept: str, gone: str, ended: str | None, note: str | None
) -> None:
    store = books(norec, *(f"ended = {day}\n" if day else "" for day in (gone, kept)))
    result = store(*MERGE)
    record = record_of(store, MULAGO)
    assert (record.get("ended"), record.get("note")) == (date.fromisoformat(ended) if ended else None, note)
    assert ("no longer holds; it goes into the note of mulago" in result.err) == (note is not None)


ADJUSTED = '[[partners.{}.adjustments]]\non = 2019-12-31\nsent = {}\nreceived = 1\nreason = "older books"\n'


def test_every_adjustment_is_kept_even_one_that_both_have(norec: Norec) -> None:
    store = books(norec, kept=ADJUSTED.format(MULAGO, 2), gone=ADJUSTED.format(HOSP, 2) + ADJUSTED.format(HOSP, 5))
    assert "mulago gets 2 adjustments: 7 sent, 2 received\n" in store(*MERGE, "--dry-run").err
    store(*MERGE).ok()
    entry = {"on": date(2019, 12, 31), "sent": 2, "received": 1, "reason": "older books"}
    assert record_of(store, MULAGO)["adjustments"] == [entry, entry, {**entry, "sent": 5}]
    row = json.loads(store("report", "reciprocity", "--partner", MULAGO, "--json").out)["rows"][0]
    assert (row["sent"], row["received"]) == (9, 3)


def test_a_project_of_both_names_the_one_once_and_its_plan_has_the_people_of_both(norec: Norec) -> None:
    project = (
        '[projects.p]\ntitle = "P"\npartners = ["mulago", "bergen", "mulago-hosp"]\ncoordinator = "mulago"\n'
        'chosen_by = ["mulago-hosp", "bergen", "mulago"]\nassessed_by = ["mulago-hosp", "mulago"]\n'
        f'[projects.p.rounds.1]\n{ROUND}plan = ["bergen:mulago:2", "mulago:bergen:1:6", "bergen:mulago-hosp:3",'
        ' "mulago-hosp:bergen:04:6"]\n'
    )  # fmt: skip
    store = books(norec, projects=project)
    assert store(*MERGE).code == 0
    after = tomllib.loads((store.cwd / "projects.toml").read_text(encoding="utf-8"))["projects"]["p"]
    assert {key: after[key] for key in ("partners", "coordinator", "chosen_by", "assessed_by")} == {
        "partners": ["mulago", "bergen"],
        "coordinator": "mulago",
        "chosen_by": ["mulago", "bergen"],
        "assessed_by": ["mulago"],
    }
    assert after["rounds"]["1"]["plan"] == ["bergen:mulago:5", "mulago:bergen:5:6"]


WITHIN = (
    "would be within one organisation: correct the sender or host (norec exchanges edit ID), "
    "or remove it (norec exchanges remove ID)"
)


def test_exchanges_between_the_two_are_listed_and_nothing_is_changed(norec: Norec) -> None:
    ids = [f"x{number:02}" for number in range(12)]
    between = "".join(line(key, HOSP, MULAGO) for key in reversed(ids[1:])) + line(ids[0], MULAGO, HOSP)
    store = books(norec, exchanges=line("a1", HOSP, "nema") + between)
    assert refused(store).splitlines() == [
        f"norec: 12 exchanges between {HOSP} and mulago {WITHIN}",
        "  x00  mulago to mulago-hosp, 2020-01-01",
        *(f"  {key}  mulago-hosp to mulago, 2020-01-01" for key in ids[1:10]),
        "  and 2 more",
        "Nothing was changed.",
    ]


def test_all_that_stands_in_the_way_is_said_at_once(norec: Norec) -> None:
    project = (
        f'[projects.p]\ntitle = "P"\npartners = ["mulago", "{HOSP}"]\n'
        '[projects.q]\ntitle = "Q"\npartners = ["mulago", "bergen", "mulago-hosp"]\n'
        f'[projects.q.rounds.2]\n{ROUND}plan = ["mulago:{HOSP}:1", "bergen:mulago:1", "bergen:{HOSP}:1:6"]\n'
        f'[projects.q.rounds.3]\n{ROUND}plan = ["bergen:mulago:1000000000", "bergen:{HOSP}:1"]\n'
    )
    store = books(
        norec,
        exchanges=line("q1", HOSP, MULAGO),
        projects=project,
        waivers=WAIVER.format("names-apart", f"partner {HOSP} and partner {MULAGO}"),
        country='"KE"',
    )
    change = "change its plan first (norec projects edit q)"
    country = f"if one of them is wrong, correct it first (norec partners edit {HOSP} --country UG)"
    partner = "give it one (norec projects edit p --add-partner ID), or remove the project (norec projects remove p)"
    assert refused(store).splitlines() == [
        f"norec: {HOSP} is in Kenya, and mulago in Uganda: {country}",
        f"norec: project p has no other partner: {partner}",
        f"norec: round 2 of project q plans exchanges between {HOSP} and mulago: {change}",
        f"norec: round 2 of project q would plan exchanges of different lengths from bergen to mulago: {change}",
        f"norec: round 3 of project q would plan more than 1,000,000,000 people from bergen to mulago: {change}",
        'norec: waiver 1 is about both partners (names-apart, by all: "agreed"): take it out of norec.toml first',
        f"norec: 1 exchange between {HOSP} and mulago {WITHIN}",
        f"  q1  {HOSP} to mulago, 2020-01-01",
        "Nothing was changed.",
    ]


def test_two_waivers_that_become_alike_both_stay_and_check_points_to_the_second(norec: Norec) -> None:
    two = "".join(WAIVER.format("topics-recorded", f"partner {key}") for key in (MULAGO, HOSP))
    store = books(norec, projects=PROJECT, waivers=two)
    store(*MERGE).ok()
    waivers = tomllib.loads((store.cwd / "norec.toml").read_text(encoding="utf-8"))["waivers"]
    assert [one["record"] for one in waivers] == [f"partner {MULAGO}", f"partner {MULAGO}"]
    assert "waiver 2\tsays what waiver 1 says\n" in store("check").out


def test_a_partner_that_does_not_exist_or_is_the_same_is_refused(norec: Norec) -> None:
    store = books(norec)
    assert refused(store, "partners", "merge", MULAGO, "MULAGO HOSPITAL") == (
        "norec: mulago can't be merged into itself: name two partners\n"
    )
    assert refused(store, "partners", "merge", "mulago-hos", MULAGO) == (
        f'norec: no partner "mulago-hos" (did you mean {HOSP}?)\n'
    )
    assert (
        refused(store, "partners", "merge", HOSP, "mulag")
        == 'norec: no partner "mulag" (did you mean mulago or mulago-hosp?)\n'
    )
    assert store("partners", "merge", HOSP).code == 2


def test_names_are_understood_and_a_terminal_gets_a_sentence(norec: Norec) -> None:
    store = books(norec, exchanges=line("q1", HOSP, "nema") + line("q2", "nema", HOSP), projects=PROJECT,
                  waivers=WAIVER.format("topics-recorded", f"partner {HOSP}"))  # fmt: skip
    result = store("partners", "merge", "mulago HOSP.", "mulago  hospital", terminal=True)
    assert result.out == f"Merged {HOSP} into mulago, also in 2 exchanges, 2 projects and 1 waiver.\n"


def test_dry_run_says_what_would_change_and_changes_nothing(norec: Norec) -> None:
    store = books(norec, exchanges=line("q1", HOSP, "nema"), projects=PROJECT)
    before = contents(store.cwd)
    result = store(*MERGE, "--dry-run")
    assert (result.code, result.out) == (0, "")
    assert result.err == (
        f"mulago gets the other names Mulago hosp. and {HOSP}\n"
        f"{HOSP} would become mulago in 1 exchange and 2 projects.\n"
        "Nothing was changed.\n"
    )
    assert contents(store.cwd) == before
    assert not (store.cwd / "history.jsonl").exists()


def test_it_is_one_change_that_the_history_tells_and_undo_takes_back(norec: Norec) -> None:
    store = books(
        norec,
        gone='needs = ["law"]\n' + ADJUSTED.format(HOSP, 1),
        exchanges=line("q1", HOSP, "nema") + line("q2", "bergen", HOSP).rstrip("\n"),
        projects=PROJECT,
        waivers=WAIVER.format("topics-recorded", f"partner {HOSP}"),
    )
    before = contents(store.cwd)
    assert store(*MERGE).code == 0
    after = contents(store.cwd)
    (entry,) = json.loads(store("history", "--json").out)["rows"]
    assert entry["verb"] == "partners merge"
    told = store("history").ok()
    assert f"removed partner {HOSP}: Mulago hosp." in told
    assert "exchange q2: to mulago, was mulago-hosp" in told
    assert "project p: partners" in told
    assert store("undo").code == 0
    assert contents(store.cwd) == before
    assert store("redo").code == 0
    assert contents(store.cwd) == after


def test_a_store_that_cannot_be_read_is_not_merged(norec: Norec) -> None:
    store = books(norec, exchanges=line("q1", HOSP, "nema") + "{\n")
    before = contents(store.cwd)
    for more in ((), ("--dry-run",)):
        assert store(*MERGE, *more).code == 5
        assert contents(store.cwd) == before


def apart(store: Store) -> Store:
    """The store without what stands in the way of merging d into b."""
    both = {"b", "d"}
    projects = {
        key: {
            **project,
            "rounds": {
                number: {**one, "plan": [text for text in one["plan"] if not both & set(text.split(":")[:2])]}
                for number, one in project["rounds"].items()
            },
        }
        for key, project in store.projects.items()
    }
    return store._replace(
        projects=projects, exchanges=[one for one in store.exchanges if {one["from"], one["to"]} != both]
    )


def rows(norec: Norec, as_of: str, *more: str) -> dict[str, Record]:
    report = json.loads(norec("report", "reciprocity", "--as-of", as_of, "--json", *more).ok())
    return {row["id"]: row for row in report["rows"]}


@pytest.mark.slow
@given(stores().map(apart), as_ofs, st.integers(0, 5))
@settings(max_examples=40)
def test_the_figures_of_the_one_are_the_sums_of_both(store: Store, as_of: str, sent: int) -> None:
    with TemporaryDirectory() as folder:
        norec = Norec(Path(folder))
        store.write(norec.cwd)
        for key in "bd":
            adjusted = norec(
                "partners", "adjust", key, "--sent", str(sent), "--received", "1", "--on", as_of, "--reason", "x"
            )
            assert adjusted.code == 0
        before = contents(norec.cwd)
        people, months = (rows(norec, as_of, "--unit", unit) for unit in ("people", "months"))
        assert norec("partners", "merge", "d", "b").code == 0
        for was, unit in ((people, "people"), (months, "months")):
            now = rows(norec, as_of, "--unit", unit)
            assert now.keys() == was.keys() - {"d"}
            for figure in ("sent", "received", "upcoming_sent", "upcoming_received"):
                assert now["b"][figure] == pytest.approx(was["b"][figure] + was["d"][figure], abs=0.16)
                assert {key: now[key][figure] for key in "ac"} == {key: was[key][figure] for key in "ac"}
        assert norec("undo").code == 0
        assert contents(norec.cwd) == before
