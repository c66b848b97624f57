"""Wrong input is refused with a whole message and an exit code, and not a byte is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from support.program import Norec, contents, make_store

GOOD = '{"id":"q1","from":"a-no","to":"b-ke","participants":1,"start":"2020-01-01","confirmed":true}\n'
LOG = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-01-01")
READING = [
    ("report", "reciprocity"),
    ("report", "reciprocity", "--json"),
    ("exchanges", "list"),
    ("exchanges", "show", "q1"),
    ("info",),
]


def check_refused(norec: Norec, argv: tuple[str, ...], code: int, *message: str) -> None:
    before = contents(norec.cwd)
    result = norec(*argv)
    assert result.err.split("\n")[:-1] == list(message)
    assert (result.code, result.out) == (code, "")
    assert contents(norec.cwd) == before


COMMAND_LINES = [
    ((*LOG[:-1], "2011-02-30"), 2, 'norec: --start: there is no "2011-02-30": February 2011 has 28 days'),
    ((*LOG[:-1], "2011-13-01"), 2, 'norec: --start: there is no "2011-13-01": months run from 01 to 12'),
    ((*LOG[:-1], "0011-02-03"), 2, 'norec: --start: "0011-02-03" lies outside the years 1900 to 2199'),
    (
        (*LOG[:-1], "03/04/2012"), 2,
        'norec: --start: "03/04/2012" is not how a date is written here: write 2012-03-04 or 2012-04-03',
    ),
    (
        (*LOG[:-1], "31.4.2012"), 2,
        'norec: --start: "31.4.2012" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06',
    ),
    (
        (*LOG[:-1], "31.12.2012"), 2,
        'norec: --start: "31.12.2012" is not how a date is written here: write 2012-12-31',
    ),
    (
        (*LOG[:-1], "20110901"), 2,
        'norec: --start: "20110901" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06',
    ),
    (
        (*LOG[:-1], "２０１１-09-01"), 2,
        'norec: --start: "２０１１-09-01" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06',
    ),
    ((*LOG, "--end", "2019-12-31"), 2, "norec: end 2019-12-31 is before start 2020-01-01"),
    ((*LOG, "--end", "2020-05", "--months", "3"), 2, "norec: give --end or --months, not both"),
    ((*LOG, "--months", "0"), 2, "norec: --months: must be 1 or more, not 0"),
    ((*LOG[:-1], "2199-06-01", "--months", "12"), 2, "norec: --months: 12 months from 2199-06-01 end after 2199"),
    ((*LOG, "--participants", "-1"), 2, "norec: --participants: must be 1 or more, not -1"),
    ((*LOG, "--participants", "0"), 2, "norec: --participants: must be 1 or more, not 0"),
    ((*LOG, "--participants", "1.5"), 2, 'norec: --participants: "1.5" is not a whole number'),
    ((*LOG, "--participants", "٣"), 2, 'norec: --participants: "٣" is not a whole number'),
    ((*LOG, "--participants", "9" * 30), 2, f'norec: --participants: "{"9" * 30}" is not a whole number of at most 18 digits'),
    ((*LOG, "--women", "2"), 2, "norec: women 2 are more than participants 1"),
    ((*LOG, "--women", "-2"), 2, "norec: --women: must be 0 or more, not -2"),
    ((*LOG, "--participants", "2", "--ref", "P7"), 2, "norec: ref is for one person, not 2"),
    ((*LOG, "--topic", " "), 2, "norec: topic is empty"),
    ((*LOG, "--note", "\udce5"), 2, "norec: note is not valid UTF-8"),
    (
        ("exchanges", "log", "--from", "b-ke", "--to", "b-ke", "--start", "today"), 2,
        'norec: sender and host are both "b-ke": a stay within one organisation is no exchange',
    ),
    (
        ("exchanges", "log", "--from", "a", "--to", "zz", "--start", "today"), 1,
        'norec: no partner "a" (did you mean a-no?)',
        'norec: no partner "zz"',
    ),
    (("exchanges", "log", "--from", "B-KEE", "--to", "a-no", "--start", "today"), 1, 'norec: no partner "B-KEE" (did you mean b-ke?)'),
    (
        ("exchanges", "log", "--from", "a", "--to", "b", "--start", "x", "--end", "y", "--women", "z"), 2,
        'norec: --start: "x" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06',
        'norec: --end: "y" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06',
        'norec: --women: "z" is not a whole number',
    ),
    (("exchanges", "show", "zz"), 1, 'norec: no exchange "zz"', "norec exchanges list shows all exchanges"),
    (("exchanges", "show", ""), 2, "norec: the id of an exchange must not be empty"),
    (("partners", "add", "X", "--country", "Keny"), 2, 'norec: --country: no country "Keny" (did you mean Kenya?)'),
    (("partners", "add", "X", "--country", "zz"), 2, 'norec: --country: no country "zz": write its two-letter code, for example KE'),
    (
        ("partners", "add", "X", "--country", "congo"), 2,
        ('norec: --country: "congo" may be more than one country: write CD for Democratic Republic of the Congo or '
        "CG for Republic of the Congo"),
    ),
    (("partners", "add", "A", "--country", "no"), 1, 'norec: the id "a-no" is already used by A-NO: for another partner, use --id'),
    (("partners", "add", "X", "--id", "b-ke", "--country", "no"), 1, 'norec: the id "b-ke" is already used by B-KE: for another partner, use --id'),
    (
        ("partners", "add", "X", "--id", "../X", "--country", "no"), 2,
        'norec: --id: "../X" must be lower-case letters a-z, digits and single hyphens, at most 64; x would do',
    ),
    (("partners", "add", "مركز", "--country", "EG"), 2, 'norec: the name "مركز" gives no id: choose one with --id'),
    (("partners", "add", " ", "--country", "EG"), 2, "norec: NAME is empty"),
    (
        ("partners", "add", "\udcff", "--country", "EE", "--sector", "privat", "--side", "east", "--need", ""), 2,
        'norec: --sector: "privat" is not one of civil-society, public and private (did you mean private?)',
        'norec: --side: "east" is not one of north and south',
        "norec: NAME is not valid UTF-8",
        "norec: --need is empty",
    ),
    (("partners", "show", "A-NOO"), 1, 'norec: no partner "A-NOO" (did you mean a-no?)'),
    (("report", "reciprocity", "--as-of", "2012"), 2, 'norec: --as-of: "2012" is not a date: write YYYY-MM-DD, for example 2012-06-30'),
    (("report", "reciprocity", "--tolerance", "10%"), 2, 'norec: --tolerance: "10%" is not a number of at most 18 digits: write 0.1 for one tenth'),
    (("report", "reciprocity", "--tolerance", "1.01"), 2, "norec: --tolerance: must be from 0 to 1, not 1.01"),
    (("report", "reciprocity", "--tolerance", "nan"), 2, 'norec: --tolerance: "nan" is not a number of at most 18 digits: write 0.1 for one tenth'),
    (("report", "reciprocity", "--allowance", "1.5"), 2, 'norec: --allowance: "1.5" is not a whole number'),
    (("report", "reciprocity", "--unit", "weeks"), 2, 'norec: --unit: "weeks" is not one of people and months'),
    (
        ("report", "reciprocity", "-f", "xml"), 2,
        'norec: --format: "xml" is not one of table, plain, csv, json, jsonl, markdown and xlsx',
    ),
    (("partners", "list", "--json", "-f", "csv"), 2, "norec: give --json or --format csv, not both"),
    (("partners", "list", "--color", "blue"), 2, 'norec: --color: "blue" is not one of auto, always and never'),
    (("init",), 1, "norec: . is a store already: norec -C . info shows what it holds"),
    (("help", "exit"), 2, 'norec: no topic "exit" (did you mean exit-codes?)', "norec help lists the topics"),
    (("partner",), 2, "norec: no such command 'partner'. Did you mean 'partners'?", "Try: norec --help"),
    (("partners", "ad"), 2, "norec: no such command 'ad'. Did you mean 'add'?", "Try: norec partners --help"),
    (
        ("partners", "add", "X"), 2,
        "norec: missing option '--country'", "Try: norec partners add --help",
    ),
    (
        ("exchanges", "log", "--to", "b-ke"), 2,
        "norec: missing option '--from'", "norec: missing option '--start'", "Try: norec exchanges log --help",
    ),
    (("partners", "adjust"), 2, "norec: missing argument 'ID'", "norec: missing option '--on'",
     "norec: missing option '--reason'", "Try: norec partners adjust --help"),
    (
        ("partners", "list", "--fromat", "csv"), 2,
        "norec: no such option: --fromat (Possible options: --format)", "Try: norec partners list --help",
    ),
    (
        ("partners", "list", "--strict"), 2,
        "norec: no such option: --strict", "Commands that have --strict: check", "Try: norec partners list --help",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [(line[0], line[1], line[2:]) for line in COMMAND_LINES],
    ids=lambda v: " ".join(v)[-40:].encode("ascii", "replace").decode() if isinstance(v, tuple) else None,
)
def test_a_wrong_command_line_is_refused_and_changes_nothing(
    store: Norec, argv: tuple[str, ...], code: int, message: tuple[str, ...]
) -> None:
    (store.cwd / "exchanges.jsonl").write_text(GOOD, encoding="utf-8")
    check_refused(store, argv, code, *message)


LINES = [
    ("{", "exchanges.jsonl:2: the line is cut off: complete it, or delete it"),
    (GOOD[:40], "exchanges.jsonl:2: the line is cut off: complete it, or delete it"),
    ("?", "exchanges.jsonl:2: is not valid JSON: invalid character (column 1)"),
    ("[]", "exchanges.jsonl:2: must be an object {...}, not a list"),
    (GOOD.strip() + GOOD.strip(), "exchanges.jsonl:2: is not valid JSON: trailing characters (column 93)"),
    (
        GOOD.strip().replace("q1", "q2").replace('"start":"2020-01-01"', '"start":"2020-02-30"'),
        'exchanges.jsonl:2: start: there is no "2020-02-30": February 2020 has 29 days (exchange q2)',
    ),
    (
        GOOD.strip().replace("q1", "q2").replace('"start":"2020-01-01"', '"start":"1.2.2020"'),
        'exchanges.jsonl:2: start: "1.2.2020" is not how a date is written here: write 2020-01-02 or 2020-02-01 (exchange q2)',
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","end":"2011-03-01"}',
        "exchanges.jsonl:2: end 2011-03-01 is before start 2011-09-01 (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":-1,"start":"2011-09-01"}',
        "exchanges.jsonl:2: participants must be 1 or more (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":"1","start":"2011-09-01"}',
        "exchanges.jsonl:2: participants must be a whole number, not text in quotes (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1.0,"start":"2011-09-01"}',
        "exchanges.jsonl:2: participants must be a whole number, not a number with a fraction (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","cancelled":1}',
        "exchanges.jsonl:2: cancelled must be true or false, not a whole number (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a","to":"zz","participants":1,"start":"2011-09-01"}',
        (
            'exchanges.jsonl:2: no partner "a" (did you mean a-no?) (exchange q2)\n'
            'exchanges.jsonl:2: no partner "zz" (exchange q2)'
        ),
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2024-01-01","end":"2024-02-01","round":1}',
        "exchanges.jsonl:2: round 1 is given without its project (exchange q2)",
    ),
    (
        '{"from":"a-no"}',
        (
            "exchanges.jsonl:2: id is missing\nexchanges.jsonl:2: to is missing\n"
            "exchanges.jsonl:2: participants is missing\nexchanges.jsonl:2: start is missing"
        ),
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":0,"women":3,"start":"2024-13-01","end":"x","foo":1}',
        (
            "exchanges.jsonl:2: participants must be 1 or more (exchange q2)\n"
            'exchanges.jsonl:2: start: there is no "2024-13-01": months run from 01 to 12 (exchange q2)\n'
            'exchanges.jsonl:2: end: "x" is not a date: write YYYY-MM-DD, for example 2012-06-30 (exchange q2)\n'
            "exchanges.jsonl:2: foo is not known here (exchange q2)"
        ),
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"women":3,"start":"2024-01-01","foo":1}',
        (
            "exchanges.jsonl:2: foo is not known here (exchange q2)\n"
            "exchanges.jsonl:2: women 3 are more than participants 1 (exchange q2)"
        ),
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2024-01-01","note":"\\ud800"}',
        "exchanges.jsonl:2: is not valid JSON: half a character, written as \\ud800 or the like: write the text out (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","partisipants":2}',
        "exchanges.jsonl:2: partisipants is not known here (did you mean participants?) (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","from":"b-ke","to":"a-no","participants":1,"start":"2011-09-01"}',
        "exchanges.jsonl:2: from is given twice (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","cancelled":true}',
        "exchanges.jsonl:2: reason is missing: a stay that was cancelled or ended early has one (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","cancelled":true,"reason":"helth"}',
        (
            'exchanges.jsonl:2: reason "helth" must be visa-refused, permit, health, family, safety, conduct, funding, '
            "force-majeure or other (did you mean health?) (exchange q2)"
        ),
    ),
    (
        (
            '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","end":"2012-06-30",'
            '"ended_early":"2012-06-30","reason":"other"}'
        ),
        "exchanges.jsonl:2: ended_early 2012-06-30 is not before end 2012-06-30 (exchange q2)",
    ),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01","ended_early":"2011-08-01","reason":"other"}',
        "exchanges.jsonl:2: ended_early 2011-08-01 is before start 2011-09-01: cancelled means that it never began (exchange q2)",
    ),
    (
        '{"id":"Q 2","from":"a-no","to":"b-ke","participants":1,"start":"2011-09-01"}',
        'exchanges.jsonl:2: id "Q 2" must be lower-case letters a-z, digits and single hyphens, at most 64 (exchange Q 2)',
    ),
    (
        '{"id":"q2","from":"a-no","to":"a-no","participants":2,"women":3,"start":"2011-09-01"}',
        (
            'exchanges.jsonl:2: sender and host are both "a-no": a stay within one organisation is no exchange (exchange q2)\n'
            "exchanges.jsonl:2: women 3 are more than participants 2 (exchange q2)"
        ),
    ),
    (
        "<<<<<<< HEAD",
        "exchanges.jsonl:2: is a git conflict marker: keep the lines that are right, and delete this one",
    ),
    ("\0{\0", "exchanges.jsonl:2: is not UTF-8 text: save the file as UTF-8"),
    (
        '{"id":"q2","from":"a-no","to":"b-ke","participants":1,"start":20110901}',
        "exchanges.jsonl:2: start must be a date in quotes, not a whole number (exchange q2)",
    ),
    ("[" * 100_000, "exchanges.jsonl:2: must be an object {...}, not a list"),
]


@pytest.mark.parametrize(("line", "message"), LINES, ids=lambda text: text[-40:])
@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_a_broken_line_is_refused_with_its_number(store: Norec, argv: tuple[str, ...], line: str, message: str) -> None:
    (store.cwd / "exchanges.jsonl").write_text(GOOD + line + "\n", encoding="utf-8")
    check_refused(store, argv, 5, *message.split("\n"))


def test_a_line_that_is_not_utf8_is_refused(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_bytes(GOOD.encode() + b'{"id":"q\xff"}\n')
    check_refused(
        store,
        ("report", "reciprocity"),
        5,
        "exchanges.jsonl:2: is not valid UTF-8 (column 9): save the file as UTF-8, and correct the letter there",
    )


def test_every_broken_line_is_reported_at_once(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text("{\n" + GOOD + "\n}\n" + GOOD, encoding="utf-8")
    check_refused(
        store,
        ("report", "reciprocity"),
        5,
        "exchanges.jsonl:1: the line is cut off: complete it, or delete it",
        "exchanges.jsonl:4: is not valid JSON: invalid character (column 1)",
        'exchanges.jsonl:5: id "q1" is on line 2 too: keep one of them',
    )


def test_the_first_hundred_broken_lines_are_listed_and_the_others_counted(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text("{\n" * 150, encoding="utf-8")
    lines = [f"exchanges.jsonl:{n}: the line is cut off: complete it, or delete it" for n in range(1, 101)]
    check_refused(store, ("report", "reciprocity"), 5, *lines, "and 50 more")


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_two_lines_with_the_same_id_are_refused(store: Norec, argv: tuple[str, ...]) -> None:
    other = GOOD.replace("q1", "q2")
    (store.cwd / "exchanges.jsonl").write_text(GOOD + other + GOOD, encoding="utf-8")
    check_refused(store, argv, 5, 'exchanges.jsonl:3: id "q1" is on line 1 too: keep one of them')


def test_only_logging_works_in_a_store_with_a_broken_line(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text("{\n" + GOOD, encoding="utf-8")
    message = "exchanges.jsonl:1: the line is cut off: complete it, or delete it"
    check_refused(store, ("partners", "add", "X", "--country", "NO"), 5, message)
    check_refused(store, ("partners", "edit", "a-no", "--note", "x"), 5, message)
    store(*LOG, "--again").ok()


def test_a_byte_order_mark_is_accepted(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert store("exchanges", "list").ok().startswith("q1\t")
    store("exchanges", "edit", "q1", "--note", "x").ok()
    assert (store.cwd / "exchanges.jsonl").read_bytes() == GOOD.replace("}", ',"note":"x"}').encode()


def test_blank_lines_are_accepted(store: Norec) -> None:
    (store.cwd / "exchanges.jsonl").write_text("\n" + GOOD + " \r\n\n" + GOOD.replace("q1", "q2"), encoding="utf-8")
    assert len(store("exchanges", "list").ok().splitlines()) == 2


@pytest.mark.parametrize("last", [GOOD.strip() + "x", GOOD[:50], "{}", ">>>>>>> theirs\n", "{}\n"])
def test_logging_is_refused_if_the_last_line_is_broken(store: Norec, last: str) -> None:
    (store.cwd / "exchanges.jsonl").write_text(GOOD + last, encoding="utf-8")
    before = contents(store.cwd)
    result = store(*LOG)
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith("exchanges.jsonl: the last line: ")
    assert contents(store.cwd) == before


SETTINGS = [
    ('schema = 1\nname = "x', "norec.toml:2: is not valid TOML: Unterminated string at the end of the file"),
    ("", "norec.toml:1: name is missing", "norec.toml:1: schema is missing"),
    ("schema = 2\nnew = 1", "norec.toml:1: schema 2 is newer than this program, which knows 1: update norec"),
    ('name = "x"\nschema = 0', "norec.toml:2: there is no schema 0: this program knows 1"),
    ('name = "x"\nschema = "1"', 'norec.toml:2: schema must be a whole number, not "1"'),
    (
        'schema = 1\nname = "x"\n\n[rules]\ntolerance = 1.5\nallowance = -1\n# so\nallowence = 3\nallowance_months = "8"',
        "norec.toml:5: rules: tolerance must be 1 or less, not 1.5",
        "norec.toml:6: rules: allowance must be 0 or more, not -1",
        "norec.toml:8: rules: allowence is not known here (did you mean allowance or allowance_months?)",
        'norec.toml:9: rules: allowance_months must be a number, not "8"',
    ),
]
REGISTERS = [
    (
        "[partners.a",
        "partners.toml:1: is not valid TOML: Expected ']' at the end of a table declaration at the end of the file",
    ),
    (
        '[partners.a]\nname = "A"\ncountry = "NO"\n\n[partners.a]\nname = "B"\n',
        "partners.toml:5: is not valid TOML: partners.a stands twice (column 12)",
    ),
    (
        '# mine\n[partners.a]\nname = ""\ncountry = "Kenya"\nsector = "Public"\n\n[partners.b]\nnames = "B"\nneeds = [\n  "x",\n  3,\n]\n',
        "partners.toml:3: name is empty (partner a)",
        'partners.toml:4: country must be a two-letter code: write "KE" for Kenya, not "Kenya" (partner a)',
        'partners.toml:5: sector must be civil-society, public or private, not "Public" (partner a)',
        "partners.toml:7: country is missing (partner b)",
        "partners.toml:7: name is missing (partner b)",
        "partners.toml:8: names is not known here (did you mean name or needs?) (partner b)",
        "partners.toml:9: needs 2 must be text in quotes, not 3 (partner b)",
    ),
    (
        (
            '[partners.a]\nname = "A"\ncountry = "NO"\n[[partners.a.adjustments]]\non = 2020-01-01\nreason = "x"\n'
            '[[partners.a.adjustments]]\non = "2020-01-01"\nsent = -2\n'
        ),
        "partners.toml:7: adjustments 2: reason is missing (partner a)",
        'partners.toml:8: adjustments 2: on must be a date without quotes, for example 2012-06-30, not "2020-01-01" (partner a)',
        "partners.toml:9: adjustments 2: sent must be 0 or more, not -2 (partner a)",
    ),
    (
        '[partner.a]\nname = "A"\n[partners."A B"]\nname = "A"\ncountry = "NO"\n',
        "partners.toml:1: partner is not known here (did you mean partners?)",
        'partners.toml:3: the id "A B" must be lower-case letters a-z, digits and single hyphens, at most 64',
    ),
    (
        '[partners.a]\nname = "A"\n<<<<<<< HEAD\ncountry = "NO"\n=======\ncountry = "SE"\n>>>>>>> theirs\n',
        "partners.toml:3: is a git conflict marker: keep the lines that are right, and delete this one",
    ),
    (
        '[partners.a]\nname = "A"\ncountry = "XX"\n[partners.a.adjustments]\non = 2020-01-01\n',
        'partners.toml:3: country is not known: no country "XX": write its two-letter code, for example KE (partner a)',
        "partners.toml:4: adjustments must be a list of tables, each headed [[partners.ID.adjustments]] (partner a)",
    ),
    ("partners = 3\n", "partners.toml:1: partners must be tables: [partners.ID]"),
]
EVERYTHING = [
    ("report", "reciprocity"),
    ("partners", "list"),
    ("partners", "add", "X", "--country", "NO"),
    LOG,
    ("info",),
]


@pytest.mark.parametrize("case", SETTINGS, ids=lambda case: case[0][:20])
@pytest.mark.parametrize("argv", EVERYTHING, ids=lambda argv: " ".join(argv[:2]))
def test_errors_in_the_settings_file_are_refused(store: Norec, argv: tuple[str, ...], case: tuple[str, ...]) -> None:
    text, *messages = case
    (store.cwd / "norec.toml").write_text(text, encoding="utf-8")
    check_refused(store, argv, 5, *messages)


@pytest.mark.parametrize("case", REGISTERS, ids=lambda case: case[0][:20])
@pytest.mark.parametrize("argv", EVERYTHING, ids=lambda argv: " ".join(argv[:2]))
def test_errors_in_the_register_are_refused(store: Norec, argv: tuple[str, ...], case: tuple[str, ...]) -> None:
    text, *messages = case
    (store.cwd / "partners.toml").write_text(text, encoding="utf-8")
    check_refused(store, argv, 5, *messages)


def test_errors_in_the_settings_and_the_register_are_reported_together(store: Norec) -> None:
    (store.cwd / "norec.toml").write_text("schema = 1", encoding="utf-8")
    (store.cwd / "partners.toml").write_bytes(b'[partners.a]\nname = "\xe5"\n')
    check_refused(
        store, ("partners", "list"), 5,
        "norec.toml:1: name is missing", "partners.toml:2: is not valid UTF-8",
    )  # fmt: skip


def test_a_partner_cannot_be_added_to_a_register_written_inline(store: Norec) -> None:
    (store.cwd / "partners.toml").write_text('partners = {a-no = {name = "A", country = "NO"}}', encoding="utf-8")
    check_refused(
        store, ("partners", "add", "X", "--country", "NO"), 1,
        "partners.toml: partners are written here as one value, to which no table can be added",
        "Write each as a table of its own, [partners.ID], then try again.",
    )  # fmt: skip


MISSING = "is missing: put it back, or make an empty file with this name if it held nothing"


@pytest.mark.parametrize("file", ["partners.toml", "exchanges.jsonl"])
def test_a_missing_file_is_refused_not_taken_as_empty(store: Norec, file: str) -> None:
    (store.cwd / file).unlink()
    check_refused(store, ("report", "reciprocity"), 5, f"{file}: {MISSING}")
    check_refused(store, LOG, 5, f"{file}: {MISSING}")


NO_STORE = [
    "To begin:",
    "  norec init",
    '  norec partners add "NAME" --country KE',
    "  norec exchanges log --from ID --to ID --start 2026-09-01 --months 10",
]


def test_without_a_store_the_message_says_how_to_begin(norec: Norec) -> None:
    check_refused(norec, ("report", "reciprocity"), 1, f"norec: no store in {norec.cwd} or above it", *NO_STORE)
    check_refused(norec, ("-C", "x", "info"), 1, "norec: there is no folder x (--store)")
    check_refused(norec, ("-C", "", "info"), 1, "norec: --store is empty: name the folder of a store")
    norec.env["NOREC_STORE"] = "y"
    (norec.cwd / "y").mkdir()
    check_refused(
        norec, ("info",), 1, "norec: y (NOREC_STORE) is not a store: it holds no norec.toml", "norec init y makes one"
    )
    (norec.cwd / "z").write_text("", encoding="utf-8")
    check_refused(norec, ("-C", "z", "info"), 1, "norec: z (--store) is a file: name the folder that holds it")


def test_the_store_is_found_and_errors_name_its_files_as_typed(norec: Norec) -> None:
    make_store(norec.cwd / "one", {"a": "NO"}, "{\n")
    make_store(norec.cwd / "two", {"b": "NO"})
    (norec.cwd / "one" / "deep").mkdir()
    norec.env["NOREC_STORE"] = "two"
    assert norec("partners", "list").ok().startswith("b\t")
    assert norec("-C", "one", "partners", "list").ok().startswith("a\t")
    assert norec("-C", "two", "partners", "list", "-C", "one").ok().startswith("a\t")
    assert (
        norec("-C", "one", "exchanges", "list").err
        == "one/exchanges.jsonl:1: the line is cut off: complete it, or delete it\n"
    )
    norec.env.clear()
    norec.cwd /= "one/deep"
    assert norec("exchanges", "list").err == "../exchanges.jsonl:1: the line is cut off: complete it, or delete it\n"


def test_init_overwrites_nothing(norec: Norec) -> None:
    (norec.cwd / "partners.toml").write_text("[partners.a]", encoding="utf-8")
    (norec.cwd / "exchanges.jsonl").write_text("{}", encoding="utf-8")
    check_refused(
        norec, ("init",), 1,
        "norec: . holds a partners.toml already, but no norec.toml: move it away, or choose another folder",
        "norec: . holds a exchanges.jsonl already, but no norec.toml: move it away, or choose another folder",
    )  # fmt: skip
    check_refused(norec, ("init", "x", "-C", "y"), 2, "norec: give DIR or --store, not both")
    check_refused(norec, ("init", ""), 2, "norec: DIR is empty: name a folder, or leave it out for the current one")
    check_refused(norec, ("init", "x", "--name", " "), 2, "norec: --name: is empty")
    (norec.cwd / "file").write_text("", encoding="utf-8")
    check_refused(norec, ("init", "file"), 1, "norec: a store can't be created in file: Not a directory")


def test_init_completes_a_store_whose_creation_was_interrupted(norec: Norec) -> None:
    norec("init", "--name", "x").ok()
    whole = contents(norec.cwd)
    (norec.cwd / "norec.toml").unlink()
    (norec.cwd / "exchanges.jsonl").unlink()
    norec("init", "--name", "x").ok()
    assert contents(norec.cwd) == whole


@pytest.mark.parametrize("argv", [("partners", "add", "X", "--country", "NO"), LOG], ids=lambda argv: argv[1])
def test_a_store_in_a_read_only_folder_cannot_be_changed(
    store: Norec, argv: tuple[str, ...], denied: Callable[[Path], None]
) -> None:
    denied(store.cwd)
    check_refused(store, argv, 1, ".norec.lock: can't be written: Permission denied; nothing was changed")


def test_init_is_refused_in_a_read_only_folder(norec: Norec, denied: Callable[[Path], None]) -> None:
    denied(norec.cwd)
    check_refused(norec, ("init", "x"), 1, "norec: a store can't be created in x: Permission denied")
