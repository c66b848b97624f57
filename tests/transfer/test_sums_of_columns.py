"""Several columns that count different people are added up if a person says so; nothing is added up in silence."""

import pytest

from support.program import Norec, make_store

PARTNERS = """\
[partners.bergen]
name = "Bergen"
country = "NO"

[partners.kampala]
name = "Kampala"
country = "UG"
"""
BOTH = ("--map", "participants=Nurses+Doctors")
ADD = "If these columns count different people, add them up: "


def flows(norec: Norec, text: str, *more: str) -> dict[str, int]:
    result = norec("report", "flows", "--input", "-", *more, stdin=text.encode())
    assert result.code == 0, result.err
    lines = (line.split("\t") for line in result.out.splitlines())
    return {f"{sender}>{host}": int(people) for sender, host, people, *_ in lines}


@pytest.mark.parametrize(
    ("text", "more", "people"),
    [
        ("from,to,Nurses,Doctors\nA,B,3,4\nB,A,5,1\n", BOTH, {"A>B": 7, "B>A": 6}),
        ("from,to,Nurses,Doctors\nA,B,3,\nB,A,,1\nA,C,0,0\n", BOTH, {"A>B": 3, "B>A": 1}),
        ("from,to,a,b,c\nA,B,1,2,4\n", ("--map", "participants=#3+ b +c"), {"A>B": 7}),
        ("from,to,Nurses,Doctors\nA,B,3,?\n", (*BOTH, "--map-value", "Doctors:?=2"), {"A>B": 5}),
        ("from,to,Nurses,Doctors,People\nA,B,3,4,9\n", (*BOTH, "--ignore", "People"), {"A>B": 7}),
        ("from,to,Nurses+Doctors\nA,B,3\n", BOTH, {"A>B": 3}),
        (
            "from,to,Students out,Students in,Staff out,Staff in\nA,B,3,2,1,0\n",
            ("--map", "outgoing=Students out+Staff out", "--map", "incoming=Students in+Staff in"),
            {"A>B": 4, "B>A": 2},
        ),
        (
            "from,to,Girls,Ladies,Boys,Gents\nA,B,3,2,1,5\n",
            ("--map", "women=Girls+Ladies", "--map", "men=Boys+Gents"),
            {"A>B": 11},
        ),
        ("from,to,Nurses,Doctors\nA,B,3,4\nTotal,,3,4\n", (*BOTH, "--skip-totals"), {"A>B": 7}),
    ],
    ids=[
        "two",
        "empty cells",
        "by place",
        "a word that means a number",
        "another count",
        "one column of this name",
        "out and in",
        "by gender",
        "a total row",
    ],
)
def test_columns_are_added_up(norec: Norec, text: str, more: tuple[str, ...], people: dict[str, int]) -> None:
    assert flows(norec, text, *more) == people


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A,B,3,few", 'Nurses+Doctors: "Doctors: few" is not a whole number'),
        ("A,B,?,3", 'Nurses+Doctors: "Nurses: ?" is not a whole number'),
        ("A,B,,", "Nurses+Doctors: (empty) has no value, but one is required (write 0 if nobody went)"),
        ("A,B,3,#REF!", "Doctors: has the error #REF!, not a value: correct it in the spreadsheet"),
    ],
)
def test_a_number_that_cannot_be_added_is_refused_with_its_column(norec: Norec, row: str, said: str) -> None:
    text = f"from,to,Nurses,Doctors\nB,A,1,1\n{row}\n".encode()
    result = norec("report", "flows", "--input", "-", *BOTH, stdin=text)
    assert (result.code, result.out, f"standard input:3: {said}\n" in result.err) == (1, "", True)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("participants=Nurses+Doktors", '--map: there is no column "Doktors" (did you mean Doctors?)'),
        ("participants=Nurses+nurses", '--map: a column is twice in "Nurses+nurses"'),
        ("from=Nurses+Doctors", '--map: there is no column "Nurses+Doctors"'),
    ],
)
def test_what_cannot_be_added_up_is_refused(norec: Norec, option: str, said: str) -> None:
    result = norec("report", "flows", "--input", "-", "--map", option, stdin=b"from,to,Nurses,Doctors\nA,B,3,4\n")
    assert (result.code, result.out, said in result.err) == (2, "", True)
    assert 'The columns are "from", "to", "Nurses" and "Doctors".' in result.err


def test_bad_rows_are_written_as_the_file_has_them_and_can_be_imported_when_mended(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    text = "from,to,start,Nurses,Doctors\nBergen,Kampala,2024-01-15,3,4\nKampala,Bergen,2024-01-15,2,x\n"
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    assert norec("import", "exchanges", "t.csv", *BOTH, "--skip-bad").out == "1\t0\t0\t0\t1\n"
    bad = norec.cwd / "t.bad.csv"
    written = bad.read_text(encoding="utf-8")
    assert written.splitlines()[0].endswith("from,to,start,Nurses,Doctors")
    assert written.splitlines()[1].endswith("Kampala,Bergen,2024-01-15,2,x")
    bad.write_text(written.replace("2,x", "2,1"), encoding="utf-8")
    assert norec("import", "exchanges", "t.bad.csv", *BOTH).out == "1\t0\t0\t0\t0\n"
    assert norec("report", "reciprocity", "--partner", "bergen").out.split("\t")[3:5] == ["7", "3"]


SUGGESTED = [
    ("Nurses,Doctors\nA,B,3,4\nB,A,5,1\n", "--map participants=Nurses+Doctors"),
    ("Number of students,Number of staff\nA,B,3,1\n", '--map "participants=Number of students+Number of staff"'),
    (
        "Nurses out,Doctors out,Nurses in\nA,B,3,4,9\n",
        '--map "outgoing=Nurses out+Doctors out" --map "incoming=Nurses in"',
    ),
    (
        "Students out,Students in,Staff out,Staff in\nA,B,3,2,1,0\n",
        '--map "outgoing=Students out+Staff out" --map "incoming=Students in+Staff in"',
    ),
    ("Nurses,Nurses\nA,B,3,4\n", "--map participants=#3+#4"),
]
NOT_SUGGESTED = [
    "2019,2020,2021\nA,B,3,4,5\n",  # years
    "Nurses,Doctors,Everybody\nA,B,3,4,7\nB,A,1,1,2\n",  # the last has the sum
    "Nurses,Country,Doctors\nA,B,3,NO,4\n",  # not side by side
    "People,Nurses\nA,B,3,2\n",  # all, and some of them
    "Sent,Received,Received before\nA,B,3,2,9\n",  # others may be among these
    "Nurses,Doctors,Nurses in\nA,B,3,4,9\n",  # do the first ones go out?
    "Nurses\nA,B,3\n",
]


@pytest.mark.parametrize(("text", "options"), SUGGESTED)
def test_columns_that_count_different_people_may_be_added_up(norec: Norec, text: str, options: str) -> None:
    result = norec("report", "flows", "--input", "-", stdin=f"from,to,{text}".encode())
    assert (result.code, f"\n{ADD}{options}\n" in result.err) == (2, True)
    words = [word.strip('" ') for word in options.split("--map") if word]
    assert flows(norec, f"from,to,{text}", *(part for word in words for part in ("--map", word)))


@pytest.mark.parametrize("text", NOT_SUGGESTED)
def test_other_columns_are_not_suggested_to_be_added_up(norec: Norec, text: str) -> None:
    result = norec("report", "flows", "--input", "-", stdin=f"from,to,{text}".encode())
    assert (result.code, ADD in result.err) == (2, False)
