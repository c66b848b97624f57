"""Names in a table that may be other spellings of a partner: nobody becomes two partners, or one of two, unasked."""

import json
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.model.wording import option_text
from support.program import Norec, contents, make_store

STORE = '[partners.mulago-hospital]\nname = "Mulago Hospital"\ncountry = "UG"\n\n[partners.bergen-no]\nname = "Bergen"\ncountry = "NO"\n'
HEADING = "from,to,participants,start,from_country,to_country\n"
KNOWN = f"{HEADING}Mulago hosp.,Bergen,2,2024-01-15,UG,NO\n"
SPELLINGS = f"""{HEADING}Haukeland University Hospital,Bergen,2,2024-01-15,NO,NO
Haukeland Univ. Hospital,Bergen,3,2024-02-15,NO,NO
Bergen,Haukeland Universty Hospital,4,2024-03-15,NO,NO
Haukeland University Hospital,Bergen,5,2024-04-15,NO,NO
"""


@pytest.fixture
def books(norec: Norec) -> Norec:
    make_store(norec.cwd, STORE)
    return norec


def write(norec: Norec, text: str) -> str:
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    return "t.csv"


def refused(norec: Norec, text: str, *more: str, code: int = 1) -> list[str]:
    """Check that an import is refused and changes nothing; return what it says after what it understood."""
    write(norec, text)
    before = contents(norec.cwd)
    result = norec("import", "exchanges", "t.csv", "--create-partners", *more)
    assert (result.code, result.out) == (code, ""), result
    assert contents(norec.cwd) == before
    return [line for line in result.err.splitlines() if not line.startswith(("norec: t.csv:", "  "))]


def partners(norec: Norec) -> dict[str, tuple[int, int]]:
    """Return what each partner sent and received, by its id."""
    rows = json.loads(norec("report", "reciprocity", "--json").out)["rows"]
    return {row["id"]: (row["sent"], row["received"]) for row in rows}


def test_a_new_name_near_a_known_one_stops_the_import_with_the_words_to_add(books: Norec) -> None:
    assert refused(books, KNOWN) == [
        (
            't.csv:2: from: "Mulago hosp." is near "Mulago Hospital": add --same "Mulago hosp."=mulago-hospital if both are'
            ' one partner, or --new "Mulago hosp." if they are two'
        ),
        "1 name may be another spelling: nothing was imported.",
    ]


def test_same_reads_the_name_as_the_partner_and_names_the_lasting_cure(books: Norec) -> None:
    result = books("import", "exchanges", write(books, KNOWN), "--same", "Mulago hosp.=mulago-hospital")
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t0\n")
    assert partners(books) == {"bergen-no": (0, 2), "mulago-hospital": (2, 0)}
    cure = 'norec partners edit mulago-hospital --add-alias "Mulago hosp."'
    assert result.err.splitlines()[-1] == f'To have "Mulago hosp." known from now on: {cure}'
    books(*shlex.split(cure)[1:]).ok()
    again = books("import", "exchanges", "t.csv")
    assert (again.code, again.out) == (0, "0\t0\t1\t0\t0\n")
    with_same = books("import", "exchanges", "t.csv", "--same", "Mulago hosp.=mulago-hospital")
    assert (with_same.code, with_same.out) == (0, "0\t0\t1\t0\t0\n")
    assert "known from now on" not in with_same.err


def test_new_makes_a_partner_of_its_own(books: Norec) -> None:
    result = books("import", "exchanges", write(books, KNOWN), "--create-partners", "--new", "Mulago hosp.")
    assert (result.code, result.out) == (0, "1\t0\t0\t0\t0\n")
    assert partners(books) == {"bergen-no": (0, 2), "mulago-hosp-ug": (2, 0), "mulago-hospital": (0, 0)}
    again = books("import", "exchanges", "t.csv", "--create-partners", "--new", "Mulago hosp.")
    assert (again.code, again.out) == (0, "0\t0\t1\t0\t0\n")


def test_three_spellings_of_a_new_partner_become_one_with_the_words_that_the_refusal_names(books: Norec) -> None:
    said = refused(books, SPELLINGS)
    assert [line.split(" is near ")[0] for line in said[:2]] == [
        't.csv:3: from: "Haukeland Univ. Hospital"',
        't.csv:4: to: "Haukeland Universty Hospital"',
    ]
    assert said[2] == "2 names may be another spelling: nothing was imported."
    words = said[3].removeprefix("If each is another spelling of that name, add: ")
    assert words == (
        '--same "Haukeland Univ. Hospital"="Haukeland University Hospital"'
        ' --same "Haukeland Universty Hospital"="Haukeland University Hospital"'
    )
    result = books("import", "exchanges", "t.csv", "--create-partners", *shlex.split(words))
    assert (result.code, result.out) == (0, "4\t0\t0\t0\t0\n")
    assert partners(books) == {
        "bergen-no": (4, 10),
        "haukeland-university-hospital-no": (10, 4),
        "mulago-hospital": (0, 0),
    }
    assert books("import", "exchanges", "t.csv").out == "0\t0\t4\t0\t0\n"  # the other spellings became aliases


def test_each_pair_is_asked_about_until_all_are_decided(books: Norec) -> None:
    one = ("--same", "Haukeland Univ. Hospital=Haukeland University Hospital")
    said = refused(books, SPELLINGS, *one)
    assert len(said) == 2
    assert said[0].startswith('t.csv:4: to: "Haukeland Universty Hospital" is near ')
    result = books("import", "exchanges", "t.csv", "--create-partners", *one, "--new", "Haukeland Universty Hospital")
    assert result.code == 0
    assert partners(books)["haukeland-universty-hospital-no"] == (0, 4)


def test_a_name_near_others_stops_the_import_also_if_bad_rows_are_left_out(books: Norec) -> None:
    bad = f"{KNOWN}Bergen,Mulago Hospital,x,2024-01-15,NO,UG\n"
    said = refused(books, bad, "--skip-bad")
    assert said[0].startswith('t.csv:2: from: "Mulago hosp." is near')
    assert said[1].startswith('t.csv:3: participants: "x" is not a whole number')
    assert said[2:] == ["1 name may be another spelling: nothing was imported."]
    assert not (books.cwd / "t.bad.csv").exists()


def test_near_names_of_different_countries_are_different_partners(books: Norec) -> None:
    result = books("import", "exchanges", write(books, KNOWN.replace(",UG,", ",KE,")), "--create-partners")
    assert result.code == 0
    assert partners(books)["mulago-hosp-ke"] == (2, 0)


def test_a_near_name_without_a_country_is_asked_about(books: Norec) -> None:
    said = refused(books, KNOWN.replace(",UG,", ",,"))
    assert [line for line in said if " is near " in line]
    assert not [line for line in said if "no country" in line]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--same", "Mulago=mulago-hospital"), '--same: no row names a partner "Mulago"'),
        (("--new", "Mulago"), '--new: no row names a partner "Mulago"'),
        (("--same", "Mulago hosp.="), '--same: "Mulago hosp.=" is not NAME=ID'),
        (("--same", "Mulago hosp.=x", "--new", "MULAGO HOSP"), '--same and --new both say who "Mulago hosp." is'),
        (("--same", "Mulago hosp.=Bergen", "--same", "Bergen=Mulago hosp."), '"Mulago hosp." is said to be itself'),
    ],
)
def test_decisions_that_mean_nothing_are_refused(books: Norec, more: tuple[str, ...], said: str) -> None:
    assert said in "\n".join(refused(books, KNOWN, *more, code=2))


@pytest.mark.parametrize("create", [True, False])
def test_a_partner_that_does_not_exist_is_refused_after_same(books: Norec, create: bool) -> None:
    words = ("--same", "Mulago hosp.=mulago-hopsital", *(("--create-partners",) if create else ()))
    result = books("import", "exchanges", write(books, KNOWN), *words)
    assert (result.code, result.out) == (1, "")
    assert 't.csv:2: from: "Mulago hosp." is said to be "mulago-hopsital", which is n' in result.err


def test_a_new_partner_is_called_as_the_table_spells_it_without_what_cannot_be_seen(books: Norec) -> None:
    rows = "".join(
        f"{name},Bergen,1,2024-01-15,KE,NO\n" for name in ("Naku\u200bru", "\ufeffNakuru", "Nakuru", "NAKURU")
    )
    assert books("import", "exchanges", write(books, HEADING + rows), "--create-partners").code == 0
    assert partners(books)["nakuru-ke"] == (4, 0)
    assert json.loads(books("partners", "show", "nakuru-ke", "--json").out)["name"] == "Nakuru"


def test_same_decides_between_partners_of_one_name(books: Norec) -> None:
    text = HEADING + "Twin,Bergen,2,2024-01-15,,\n"
    make_store(books.cwd, STORE + "".join(f'[partners.twin-{x}]\nname = "Twin"\ncountry = "NO"\n' for x in "ab"))
    assert books("import", "exchanges", write(books, text)).code == 1
    assert books("import", "exchanges", "t.csv", "--same", "Twin=twin-b").code == 0
    assert partners(books)["twin-b"] == (2, 0)


def test_without_creating_partners_a_near_name_is_answered_with_the_command_that_adds_it(books: Norec) -> None:
    result = books("import", "exchanges", write(books, KNOWN))
    assert (result.code, result.out) == (1, "")
    line = next(line for line in result.err.splitlines() if line.startswith("t.csv:2:"))
    start = 't.csv:2: from: "Mulago hosp." is no partner, but near "Mulago Hospital": if both are one partner, '
    assert line.startswith(start)
    books(*shlex.split(line.removeprefix(start))[1:]).ok()
    assert books("import", "exchanges", "t.csv").code == 0


def test_a_report_on_a_table_stops_at_near_names_too(norec: Norec) -> None:
    """Split into three, the hospital would be nearly balanced, or only send, or only host."""
    write(norec, SPELLINGS)
    words = ("report", "reciprocity", "--input", "t.csv")
    stopped = norec(*words)
    assert (stopped.code, stopped.out) == (1, "")
    *_, count, advice = stopped.err.splitlines()
    assert count == "2 names may be another spelling."
    added = shlex.split(advice.split("add: ")[1])
    joined = norec(*words, *added)
    assert [line.split("\t")[:5] for line in joined.out.splitlines()] == [
        ["Bergen", "Bergen", "NO", "4", "10"],
        ["Haukeland University Hospital", "Haukeland University Hospital", "NO", "10", "4"],
    ]
    apart = norec(*words, "--new", "Haukeland Univ. Hospital", "--new", "Haukeland Universty Hospital")
    assert [line.split("\t")[3:5] for line in apart.out.splitlines()] == [
        ["4", "10"],
        ["3", "0"],
        ["7", "0"],
        ["0", "4"],
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--same", "Oslo=Bergen"), '--same: no row names a partner "Oslo"'),
        (("--same", "Bergen=Oslo"), '--same: no row names a partner "Oslo"'),
        (("--new", "Oslo"), '--new: no row names a partner "Oslo"'),
    ],
)
def test_a_report_on_a_table_refuses_decisions_about_names_that_it_lacks(
    norec: Norec, more: tuple[str, ...], said: str
) -> None:
    result = norec("report", "reciprocity", "--input", write(norec, KNOWN), *more)
    assert (result.code, result.out, said in result.err) == (2, "", True)


def test_names_with_an_equals_sign_are_decided_as_the_report_advises(norec: Norec) -> None:
    text = "from,to,people\nHaukeland=Bergen Hospital,Oslo,2\nHaukeland=Bergen Hospitl,Oslo,3\n"
    words = ("report", "reciprocity", "--input", write(norec, text))
    (option,) = re.findall("(--same .*) if both", norec(*words).err)
    joined = norec(*words, *shlex.split(option)).out
    assert [line.split("\t")[:5:2] for line in joined.splitlines()] == [
        ["Haukeland=Bergen Hospital", "", "0"],
        ["Oslo", "", "5"],
    ]
    twice = norec(*words, *shlex.split(option) * 2)
    assert (twice.code, twice.err.splitlines()[-1]) == (2, "norec: --same: Haukeland=Bergen Hospitl is given twice")


def test_countries_with_near_names_are_no_spellings_of_each_other(norec: Norec) -> None:
    result = norec("report", "reciprocity", "--input", "-", stdin=b"from,to,people\nIceland,Ireland,3\n")
    assert (result.code, result.out.count("\n")) == (0, 2)


def test_a_table_of_norecs_own_is_not_asked_about_its_ids(books: Norec) -> None:
    ids = "".join(f'[partners.{x}]\nname = "{x}"\ncountry = "UG"\n' for x in ("mulago-hospital", "mulago-hospitl"))
    make_store(books.cwd, ids)
    books("exchanges", "log", "--from", "mulago-hospital", "--to", "mulago-hospitl", "--start", "2024-01-15").ok()
    table = books("export", "exchanges", "-f", "csv").out
    assert books("report", "reciprocity", "--input", "-", stdin=table.encode()).out.count("\n") == 2


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_a_shell_reads_the_words_to_add_as_they_were_meant(text: str) -> None:
    assert shlex.split(option_text(text)) == [text]
    assert not re.search(r"[^'\s]!", option_text(text)) or "'" in option_text(text)  # a shell replaces "a!b"
