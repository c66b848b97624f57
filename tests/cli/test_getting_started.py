"""From an empty folder to the report, as a person and as a script would do it."""

import json
from pathlib import Path

import pytest

from support.program import DATA, Norec, contents, run_process

PARTNERS = [
    ("GRID-Arendal", "NO", "grid-arendal-no"),
    ("NEMA", "Uganda", "nema-ug"),
    ("ZEMA", "zmb", "zema-zm"),
    ("NESDA", "Ivory Coast", "nesda-ci"),
    ("Partner", "zw", "partner-zw"),
]
FLOWS = [
    ("grid-arendal-no", "nema-ug"),
    ("grid-arendal-no", "zema-zm"),
    ("zema-zm", "grid-arendal-no"),
    ("nesda-ci", "grid-arendal-no"),
    ("nema-ug", "partner-zw"),
    ("partner-zw", "nema-ug"),
]
# The round of 2011-12, see data/grid-arendal/README.md.
ROWS = {
    "grid-arendal-no": (2, 2, "balanced"),
    "nema-ug": (1, 2, "balanced"),
    "nesda-ci": (1, 0, "only-sends"),
    "partner-zw": (1, 1, "balanced"),
    "zema-zm": (1, 1, "balanced"),
}


def test_the_commands_build_a_store_and_report_on_it(norec: Norec) -> None:
    assert norec("init", "--name", "Round of 2011-12").ok() == ".\n"
    for name, country, partner_id in PARTNERS:
        assert norec("partners", "add", name, "--country", country).ok() == f"{partner_id}\n"
    ids = [
        norec("exchanges", "log", "--from", home, "--to", host, "--start", "2011-09", "--months", "10").ok()
        for home, host in FLOWS
    ]
    assert len(set(ids)) == len(FLOWS)

    report = json.loads(norec("report", "reciprocity", "--json", "--as-of", "2012-12-31").ok())

    assert {row["id"]: (row["sent"], row["received"], row["verdict"]) for row in report["rows"]} == ROWS
    totals = report["totals"]
    assert (totals["people"], totals["direct"], totals["through_others"], totals["unreturned"]) == (
        6,
        4,
        1,
        1,
    )
    assert (totals["months"], totals["months_per_person"]) == (59.9, 10.0)


def test_the_example_store_is_what_the_commands_make(norec: Norec) -> None:
    report = json.loads(norec("-C", str(DATA / "grid-arendal"), "report", "reciprocity", "--json").ok())
    assert {row["id"]: (row["sent"], row["received"], row["verdict"]) for row in report["rows"]} == ROWS
    lines = (DATA / "grid-arendal" / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
    stays = [(line["from"], line["to"], line["start"], line["end"]) for line in map(json.loads, lines)]
    assert stays == [(home, host, "2011-09-01", "2012-06-30") for home, host in FLOWS]


def test_a_person_reads_sentences(norec: Norec) -> None:
    assert norec("init", "books", terminal=True).ok() == (
        'Created the store "books" in books. Next: norec partners add "NAME" --country KE\n'
    )
    norec.cwd /= "books"
    assert norec("partners", "add", "NEMA", "--country", "UG", terminal=True).ok() == (
        "Added partner nema-ug: NEMA (Uganda).\n"
    )
    norec("partners", "add", "NESDA", "--country", "CI")
    logged = norec(
        "exchanges", "log", "--from", "nema-ug", "--to", "nesda-ci", "--start", "2027-01-15", "--months", "3",
        "--participants", "2", terminal=True, columns=200,
    ).ok()  # fmt: skip
    exchange_id = norec("exchanges", "list").ok().split("\t")[0]
    assert logged == (
        f"Logged {exchange_id}: 2 people from nema-ug to nesda-ci, 2027-01-15 to 2027-04-14, "
        "a plan until it is confirmed.\n"
    )


def test_quiet_omits_the_sentence_but_not_the_result(norec: Norec) -> None:
    norec("init")
    assert norec("partners", "add", "NEMA", "--country", "UG", "--quiet", terminal=True).ok() == "nema-ug\n"
    assert norec("-q", "partners", "add", "X", "--country", "UG", terminal=True).ok() == "x-ug\n"


@pytest.mark.slow
def test_the_program_runs_as_a_process(tmp_path: Path) -> None:
    def run(*argv: str) -> tuple[int, bytes, bytes]:
        process = run_process(*argv, cwd=tmp_path, env={"LC_ALL": "C", "PYTHONUTF8": "0"})
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    assert run("init", "--name", "Øvelse") == (0, b".\n", b"")
    assert run("partners", "add", "Høgskulen på Vestlandet", "--country", "NO") == (
        0, b"hogskulen-pa-vestlandet-no\n", b"",
    )  # fmt: skip
    code, out, err = run("partners", "list")
    assert (code, err) == (0, b"")
    assert out.decode().split("\t")[1] == "Høgskulen på Vestlandet"


def test_reading_writes_nothing(norec: Norec) -> None:
    norec("init")
    norec("partners", "add", "NEMA", "--country", "UG")

    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in norec.cwd.iterdir()}

    before = state()
    for words in (["info"], ["partners", "list"], ["exchanges", "list"], ["report", "reciprocity"]):
        norec(*words).ok()
    assert state() == before


def test_adding_a_record_keeps_what_people_wrote_in_the_files(store: Norec) -> None:
    register = store.cwd / "partners.toml"
    mine = '\ufeff# mine\r\n\r\n[partners.z-ug]  # last\r\ncountry = "UG"\r\nname = "Z"'.encode()
    register.write_bytes(mine)
    before = contents(store.cwd)

    store("partners", "add", "New", "--country", "KE", "--need", "soil").ok()

    assert contents(store.cwd) == {
        **before,
        "partners.toml": mine
        + b'\r\n\r\n[partners.new-ke]\r\nname = "New"\r\ncountry = "KE"\r\nneeds = [\r\n    "soil",\r\n]\r\n',
    }


def test_logging_appends_one_line_and_nothing_else(store: Norec) -> None:
    exchanges_file = store.cwd / "exchanges.jsonl"
    exchanges_file.write_bytes(
        b'{"id":"q1", "from":"a-no", "to":"b-ke", "start":"2020-01-01", "participants":3}\n\n'
        b'{"id":"q2","from":"b-ke","to":"a-no","participants":1,"start":"2020-01-01"}'
    )
    before = contents(store.cwd)
    exchange_id = store(
        "exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2027-01-01", "--women", "1", "--ref", "P 7",
        "--topic", " soil ", "--topic", "Soil", "--topic", "wät", "--note", "n",
    ).ok().strip()  # fmt: skip
    line = (
        f'\n{{"id":"{exchange_id}","from":"a-no","to":"b-ke","participants":1,"women":1,"start":"2027-01-01",'
        '"topics":["soil","wät"],"ref":"P 7","note":"n"}\n'
    )
    assert contents(store.cwd) == {**before, "exchanges.jsonl": before["exchanges.jsonl"] + line.encode()}
