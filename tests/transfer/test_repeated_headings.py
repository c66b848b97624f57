"""Headings that come again among the rows, in other words: no partners are made of them."""

import pytest

from support.program import Norec, make_store

LEFT_OUT = "  left out: 1 row with the headings again, in other words\n"
PARTNERS = """\
[partners.bergen]
name = "Bergen"
country = "NO"

[partners.kampala]
name = "Kampala"
country = "UG"
"""


@pytest.mark.parametrize(
    ("text", "more", "people"),
    [
        ("Sending partner,Host partner\nA,B\nSending,Host\nB,A\n", (), {"A>B": "1", "B>A": "1"}),
        ("Sending partner,Host partner,People\nA,B,3\nFra,Til,Antall\nB,A,2\n", (), {"A>B": "3", "B>A": "2"}),
        ("Sending partner,Host partner,People\nA,B,3\nFra,Til,hvor mange\nB,A,2\n", (), {"A>B": "3", "B>A": "2"}),
        ("from,to,start\nA,B,2024-01-15\nOrigine,pays d'accueil,Départ\n", (), {"A>B": "1"}),
        ("from,to,count,Status\nA,B,3,completed\nOrigen,Destino,Total,Estado\n", (), {"A>B": "3"}),
        (
            "Partner,Outgoing,Incoming\nB,3,2\nPartner institution,Sent,Received\nC,1,0\n",
            ("--set", "from=A"),
            {"A>B": "3", "B>A": "2", "A>C": "1"},
        ),
        (
            "Clinic,Hospital,People\nA,B,3\nclinic,Hospital,Number\n",
            ("--map", "from=Clinic", "--map", "to=Hospital"),
            {"A>B": "3"},
        ),
    ],
    ids=["no count", "a count", "other words for a count", "dates", "a status", "one partner", "named by a person"],
)
def test_headings_in_other_words_are_left_out_and_counted(
    norec: Norec, text: str, more: tuple[str, ...], people: dict[str, str]
) -> None:
    result = norec("report", "flows", "--input", "-", *more, stdin=text.encode())
    assert result.code == 0, result.err
    assert {f"{line[0]}>{line[1]}": line[2] for line in map(str.split, result.out.splitlines())} == people
    assert LEFT_OUT in result.err


@pytest.mark.parametrize(
    "row", ["Sending,Host,3", "Sending,B,x", "A,Host,x"], ids=["a number", "a partner as host", "a partner as sender"]
)
def test_a_row_with_a_number_or_another_name_is_read(norec: Norec, row: str) -> None:
    result = norec("report", "flows", "--input", "-", stdin=f"from,to,count\nA,B,1\n{row}\n".encode())
    assert "in other words" not in result.err
    assert (result.code, "Sending\tHost\t3" in result.out) == ((0, True) if row.endswith("3") else (1, False))


def test_an_import_makes_no_partners_of_headings(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    text = "from,to,people,start,from_country,to_country\nBergen,Oslo,3,2024-01-15,NO,NO\nSender,Host,n,begin,,\n"
    (norec.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = norec("import", "exchanges", "t.csv", "--create-partners")
    assert (result.out, LEFT_OUT in result.err) == ("1\t0\t0\t0\t0\n", True)
    assert len(norec("partners", "list").out.splitlines()) == 3


def test_a_partner_of_the_store_may_be_called_like_a_heading(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS.replace('"Bergen"', '"Home"').replace('"Kampala"', '"Host"'))
    (norec.cwd / "t.csv").write_text("from,to,note\nHome,Host,2024\n", encoding="utf-8")
    result = norec("import", "exchanges", "t.csv", "--set", "start=2024-01-15")
    assert (result.out, "in other words" in result.err) == ("1\t0\t0\t0\t0\n", False)
