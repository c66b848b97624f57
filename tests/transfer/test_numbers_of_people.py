"""How many people a row says, and which way they go: by gender, out and in, by a column of directions."""

import json

import pytest

from support.program import Norec, make_store

PARTNERS = "".join(
    f'[partners.{name.lower()}]\nname = "{name}"\ncountry = "NO"\n' for name in ("Bergen", "Kampala", "Nairobi")
)


def flows(norec: Norec, text: str, *more: str) -> dict[str, int]:
    """People by sender and host, as a report on the table counts them."""
    result = norec("report", "flows", "--input", "-", *more, stdin=text.encode())
    assert result.code == 0, result.err
    lines = (line.split("\t") for line in result.out.splitlines())
    return {f"{sender}>{host}": int(people) for sender, host, people, *_ in lines}


def refused(norec: Norec, text: str, *more: str) -> tuple[int, str]:
    result = norec("report", "flows", "--input", "-", *more, stdin=text.encode())
    assert result.out == ""
    return result.code, "\n".join(result.err.splitlines()[2:])


UNDERSTOOD = [
    pytest.param("from,to,Female,Male\nA,B,1,4\nB,A,0,3\nB,A,1,1\n", (), {"A>B": 5, "B>A": 5}, id="women and men"),
    pytest.param("Fra;Til;Kvinner;Menn\nA;B;2;1\n", (), {"A>B": 3}, id="in Norwegian"),
    pytest.param("Origen;Destino;Mujeres;Hombres\nA;B;2;1\n", (), {"A>B": 3}, id="in Spanish"),
    pytest.param("from,to,women,men,non-binary\nA,B,2,1,1\n", (), {"A>B": 4}, id="and others"),
    pytest.param("from,to,women,men,total\nA,B,2,1,3\n", (), {"A>B": 3}, id="with their sum"),
    pytest.param("from,to,women,men,total\nA,B,2,,3\n", (), {"A>B": 3}, id="with a number that isn't known"),
    pytest.param("from,to,men,total\nA,B,1,3\n", (), {"A>B": 3}, id="men among all"),
    pytest.param("from,to,women,men,total\nA,B,2,1,\n", (), {"A>B": 3}, id="without the sum in a row"),
    pytest.param("from,to,women,men\nA,B,0,0\nB,A,1,0\n", (), {"B>A": 1}, id="nobody"),
    pytest.param("from,to,Lads,women\nA,B,1,2\n", ("--map", "men=Lads"), {"A>B": 3}, id="men under another name"),
    pytest.param(
        "Home institution,Host institution,Outgoing,Incoming\nA,B,3,2\nA,C,1,4\n",
        (),
        {"A>B": 3, "B>A": 2, "A>C": 1, "C>A": 4},
        id="out and in",
    ),
    pytest.param("from,to,utreisende,innreisende\nA,B,3,0\n", (), {"A>B": 3}, id="nobody comes in"),
    pytest.param("from,to,Outgoing\nA,B,3\n", (), {"A>B": 3}, id="out only"),
    pytest.param("from,to,Outgoing,women,men\nA,B,3,1,2\n", (), {"A>B": 3}, id="out only, with women and men"),
    pytest.param("from,to,Incoming,women,men\nA,B,3,1,2\n", (), {"B>A": 3}, id="in only, with women and men"),
    pytest.param("from,to,count,x\nA,B,3,1\n", ("--map", "other=x"), {"A>B": 3}, id="others among all"),
    pytest.param("from,to,Incoming\nA,B,3\n", (), {"B>A": 3}, id="in only"),
    pytest.param("from,to,out,in,total\nA,B,3,2,5\nA,C,1,0,1\n", (), {"A>B": 3, "B>A": 2, "A>C": 1}, id="with a total"),
    pytest.param("from,to,out,total\nA,B,3,3\n", (), {"A>B": 3}, id="out, twice"),
    pytest.param("Partner,Outgoing,Incoming\nB,3,2\n", ("--set", "from=A"), {"A>B": 3, "B>A": 2}, id="one partner"),
    pytest.param(
        "from,to,out,in,people\nA,B,3,2,9\n", ("--map", "participants=out", "--ignore", "in", "--ignore", "people"),
        {"A>B": 3}, id="a person says which number counts",
    ),
    pytest.param(
        "Home,Partner,Direction,count\nA,B,out,3\nA,B,in,2\nA,C,in,1\n",
        ("--map", "from=Home", "--map", "to=Partner"),
        {"A>B": 3, "B>A": 2, "C>A": 1},
        id="a direction of one's own people and others",
    ),
    pytest.param(
        "Sender,Host,Direction,count\nA,B,Outgoing,3\nB,A,Incoming,2\n", (), {"A>B": 3, "B>A": 2}, id="a direction that only repeats",
    ),
    pytest.param("from,to,way,count\nA,B,in,3\nA,C,in,1\n", ("--map", "direction=way"), {"B>A": 3, "C>A": 1}, id="all come in"),
    pytest.param("from,to,direction,count\nA,B,in,3\nA,C,in,1\n", (), {"B>A": 3, "C>A": 1}, id="all come to one host"),
    pytest.param("from,to,direction,count\nB,A,in,3\nC,A,in,1\n", (), {"B>A": 3, "C>A": 1}, id="as the columns say already"),
    pytest.param("Partner;Retning;Antall\nB;ut;3\nB;inn;2\n", ("--set", "from=A"), {"A>B": 3, "B>A": 2}, id="a partner and a direction"),
    pytest.param(
        "Partner organisation,Direction,count\nB,sortant,3\nC,entrant,1\n", ("--set", "from=A"), {"A>B": 3, "C>A": 1}, id="in French",
    ),
    pytest.param(
        "from,to,direction,count\nA,B,E,3\nA,B,S,1\n",
        ("--map", "direction=direction", "--map-value", "direction:E=in", "--map-value", "direction:S=out"),
        {"B>A": 3, "A>B": 1},
        id="letters that a person explains",
    ),
    pytest.param("from,to,direction,count\nA,B,in,3\n", ("--map", "direction="), {"A>B": 3}, id="a direction left out"),
    pytest.param("from,to,count\nA,B,3\n", ("--set", "direction=in"), {"B>A": 3}, id="a direction for all rows"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "more", "people"), UNDERSTOOD)
def test_people_are_counted_the_way_they_went(
    norec: Norec, text: str, more: tuple[str, ...], people: dict[str, int]
) -> None:
    assert flows(norec, text, *more) == people


ASKED = [
    pytest.param(
        "from,to,men\nA,B,3\n",
        '"men" counts men, but no column counts women, or all: name it with --map women=…, or add --map participants=men '
        "if nobody else went",
        id="men alone",
    ),
    pytest.param(
        "from,to,women,out,in\nA,B,1,3,2\n",
        "\"women\" doesn't say how many of them went out and how many came in: leave it out with --map women=",
        id="women of both ways",
    ),
    pytest.param(
        "from,to,direction,out\nA,B,in,3\n",
        '"direction" and "out" both say the direction: leave one out with --map direction= or --map outgoing=',
        id="the direction twice",
    ),
    pytest.param(
        "from,to,out,in,total\nA,B,3,2,5\nA,C,3,2,6\n",
        '"total" is not the sum of "out" and "in" on line 3 (6, not 5): leave out what isn\'t to be counted with '
        "--map outgoing=, --map incoming= or --map participants=",
        id="a total that is none",
    ),
    pytest.param(
        "from,to,out,total\nA,B,3,5\n",
        '"total" is not the sum of "out" on line 2 (5, not 3): leave out what isn\'t to be counted with '
        "--map outgoing= or --map participants=",
        id="a total with those who come in",
    ),
    pytest.param(
        "from,to,direction,count\nA,B,out,3\nC,D,in,2\n",
        '"direction" says that people come in, but not whether "from" still sends them: add --map direction= if it does, '
        "or --map direction=direction if it hosts them",
        id="a direction of nobody's",
    ),
    pytest.param(
        "from,to,direction,count\nA,B,in,3\n",
        '"direction" says that people come in, but not whether "from" still sends them: add --map direction= if it does, '
        "or --map direction=direction if it hosts them",
        id="a direction of one row",
    ),
    pytest.param(
        "from,to,direction,count\nA,B,out,3\nA,B,sideways,2\n",
        'direction: "sideways" (1 row) isn\'t understood: add --map-value direction:sideways=out, or with another meaning',
        id="no direction",
    ),
    pytest.param(
        "Partner,Direction,count\nB,out,3\n",
        "the table has a partner in each row, but doesn't say whose table it is: add --set from=ID with the organisation "
        "that sends those who go out",
        id="nobody's table",
    ),
    pytest.param(
        "Home institution,Sent by,to,count\nA,A,B,3\n",
        '"Home institution" and "Sent by" may both be from: say --map "from=Home institution" or --map "from=Sent by"',
        id="two senders",
    ),
    pytest.param(
        "from,to,count,Arrival,Departure\nA,B,3,2024-01-15,2024-06-30\n",
        '"Arrival" and "Departure" may both be start: say --map start=Arrival or --map start=Departure',
        id="two days that may be the first",
    ),
    pytest.param(
        "from,to,to,count\nA,B,C,3\n", 'two columns are called "to": say --map to=#2 or --map to=#3', id="two columns of one name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), ASKED)
def test_what_could_be_two_things_is_asked(norec: Norec, text: str, said: str) -> None:
    result = norec("report", "flows", "--input", "-", stdin=text.encode())
    assert (result.code, result.out) == (2, "")
    assert f"norec: {said}" in result.err.splitlines()


BAD = [
    pytest.param("from,to,Outgoing,women,men\nA,B,3,1,1\n", 'Outgoing: "3" contradicts women 1 and men 1, which make 2', id="not all who go out"),
    pytest.param("from,to,women,men,total\nA,B,2,2,3\n", 'total: "3" contradicts women 2 and men 2, which make 4', id="too many"),
    pytest.param("from,to,women,men,total\nA,B,1,1,3\n", 'total: "3" contradicts women 1 and men 1, which make 2', id="too few"),
    pytest.param("from,to,men,total\nA,B,4,3\n", 'total: "3" contradicts men 4, which make 4', id="more men than all"),
    pytest.param("from,to,women,men\nA,B,2,\n", "men: (empty) has no value, but one is required (write 0 if nobody went)", id="men not known"),
    pytest.param("from,to,women,men\nA,B,?,1\n", 'women: "?" has no value, but one is required (write 0 if nobody went)', id="women not known"),
    pytest.param("from,to,out,in\nA,B,2,\n", "in: (empty) has no value, but one is required (write 0 if nobody went)", id="in not known"),
    pytest.param("from,to,way,n\nA,B,out,2\nA,B,,2\n", "way: (empty) has no value, but one is required", id="no direction"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_row_whose_numbers_contradict_each_other_or_are_missing_is_refused(
    norec: Norec, text: str, said: str
) -> None:
    more = ("--map", "direction=way") if "way" in text else ()
    code, lines = refused(norec, text, *more)
    assert code == 1
    assert f": {said}" in lines


def test_the_two_exchanges_of_a_row_keep_their_ids(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)

    def read(text: str, *more: str) -> dict[str, tuple[str, int]]:
        (norec.cwd / "t.csv").write_text(f"from,to,start,{text}", encoding="utf-8")
        assert norec("import", "exchanges", "t.csv", *more).code == 0
        lines = (norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()
        return {one["id"]: (one["from"], one["participants"]) for one in map(json.loads, lines)}

    first = read("out,in\nBergen,Kampala,2024-01-15,3,2\nBergen,Nairobi,2024-01-15,0,1\n")
    assert sorted(first.values()) == [("bergen", 3), ("kampala", 2), ("nairobi", 1)]
    assert read("out,in\nBergen,Kampala,2024-01-15,3,2\nBergen,Nairobi,2024-01-15,0,1\n") == first
    later = read("out,in\nBergen,Kampala,2024-01-15,4,2\nBergen,Nairobi,2024-01-15,5,1\n", "--update")
    assert first.keys() <= later.keys()
    assert sorted(later.values()) == [("bergen", 4), ("bergen", 5), ("kampala", 2), ("nairobi", 1)]


def test_women_are_kept_when_they_are_summed_with_men(norec: Norec) -> None:
    make_store(norec.cwd, PARTNERS)
    (norec.cwd / "t.csv").write_text("from,to,start,women,men\nBergen,Kampala,2024-01-15,1,4\n", encoding="utf-8")
    assert norec("import", "exchanges", "t.csv").code == 0
    record = json.loads((norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8"))
    assert (record["participants"], record["women"]) == (5, 1)


def test_what_is_understood_from_the_values_is_said(norec: Norec) -> None:
    said = norec("report", "flows", "--input", "-", stdin=b"from,to,out,in,total\nA,B,3,2,5\n").err
    assert '  "total" is the sum of "out" and "in" in every row, so it isn\'t read\n' in said
    said = norec("report", "flows", "--input", "-", stdin=b"from,to,direction,n\nA,B,out,3\nC,A,in,2\n").err
    assert '  "direction" repeats what "from" and "to" say, so it isn\'t read\n' in said
    said = norec("report", "flows", "--input", "-", stdin=b"from,to,direction,n\nA,B,in,3\nA,C,out,2\n").err
    assert 'for example, line 2: "B" sends 3 people to "A"\n' in said


def test_the_sender_of_all_rows_may_have_a_column_of_countries(norec: Norec) -> None:
    text = "to,Sending country,Receiving country,count\nB,Norway,Kenya,3\n"
    assert flows(norec, text, "--set", "from=A") == {"A>B": 3}


def test_columns_may_be_named_by_their_places(norec: Norec) -> None:
    text = "x,x,y,x\nA,B,Z,3\n"
    assert flows(norec, text, "--map", "from=#1", "--map", "to=#2", "--map", "participants=#4") == {"A>B": 3}
    result = norec("report", "flows", "--input", "-", "--map", "from=x", "--map", "to=#5", stdin=text.encode())
    assert result.code == 2
    assert '--map: there are several columns "x": name it by its place, #1, #2 or #4' in result.err
    assert '--map: there is no column "#5"' in result.err


SHARES = [
    "% women", "Women %", "Women (%)", "Women ％", "Women ‰", "Share of women", "Women, percent", "Pct female",
    "Andel kvinner", "Kvinneandel", "Kvinner i prosent", "Part des femmes", "Part de femmes", "Femmes (%)",
    "Porcentaje de mujeres", "Mujeres %", "Proporção de mulheres", "Frauenanteil", "Anteil Frauen", "Frauen in Prozent",
]  # fmt: skip


@pytest.mark.parametrize("heading", SHARES)
def test_a_share_of_women_is_no_number_of_women(norec: Norec, heading: str) -> None:
    assert flows(norec, f"from;to;{heading};People\nA;B;40;3\n") == {"A>B": 3}
    code, said = refused(norec, f"from;to;{heading};Men\nA;B;40;3\n")
    assert code == 2
    assert '"Men" counts men, but no column counts women' in said
    code, said = refused(norec, f"from;to;{heading}\nA;B;40\n")
    assert code == 2
    assert f'"{heading}" is a share of people (40), but no column says how many they are' in said
    column = ("--ignore", heading)
    assert flows(norec, f"from;to;{heading}\nA;B;40\n", *column) == {"A>B": 1}


@pytest.mark.parametrize("heading", ["Participants %", "People (%)", "Out %", "Antall €", "Total %", "Men %"])
def test_no_share_and_no_money_is_a_number_of_people(norec: Norec, heading: str) -> None:
    assert flows(norec, f"from;to;{heading};Women;Boys\nA;B;40;2;1\n", "--map", "men=Boys") == {"A>B": 3}


@pytest.mark.parametrize("heading", ["Women (n)", "Women [n]", "Kvinner (antall)", "Frauen (Anzahl)", "Women (No.)"])
def test_a_number_of_women_beside_their_share_is_read(norec: Norec, heading: str) -> None:
    assert flows(norec, f"from;to;% women;{heading};Men\nA;B;40;2;3\n") == {"A>B": 5}


def test_men_of_every_row_are_all_people_if_a_person_says_so(norec: Norec) -> None:
    text, men = b"from,to\nA,B\n", ("report", "flows", "--input", "-", "--set", "men=2")
    result = norec(*men, stdin=text)
    assert (result.code, "or add --set participants=2 if nobody else went" in result.err) == (2, True)
    assert norec(*men, "--set", "participants=2", stdin=text).out.startswith("A\tB\t2\t")


@pytest.mark.parametrize(
    "headings",
    [
        "Organisation,Partner,Sent,Received",
        "Institution,Partner university,Outgoing,Incoming",
        "Organisasjon,Samarbeidspartner,Utreisende,Innreisende",
        "Our organisation,Organisation,Sent,Received",
        "Universität,Partnerhochschule,Ausgehende,Eingehende",
    ],
)
def test_the_organisation_before_its_partner_is_whose_table_it_is(norec: Norec, headings: str) -> None:
    assert flows(norec, f"{headings}\nA,B,3,2\nA,C,1,4\n") == {"A>B": 3, "B>A": 2, "A>C": 1, "C>A": 4}


def test_the_organisation_beside_a_direction_is_whose_table_it_is(norec: Norec) -> None:
    text = "Organisation,Partner,Direction,People\nA,B,out,3\nA,B,in,2\n"
    assert flows(norec, text) == {"A>B": 3, "B>A": 2}


def test_an_organisation_that_may_be_of_the_partner_is_asked_about(norec: Norec) -> None:
    text = "Partner,Organisation,Sent,Received\nB,A,3,2\n"
    result = norec("report", "flows", "--input", "-", stdin=text.encode())
    assert (result.code, result.out) == (2, "")
    assert "doesn't say whose table it is: add --map from=Organisation or --set from=ID with" in result.err
    assert flows(norec, text, "--map", "from=Organisation") == {"A>B": 3, "B>A": 2}


@pytest.mark.parametrize(
    "text",
    [
        "Organisation,Partner,Sent,Received\nA,B,3,2\n",
        "Partner,Sent,Received,Organisation\nB,3,2,A\n",
        "Partner,Sent,Received,Organisation\nB,3,2,A\nA,1,0,A\n",
    ],
)
def test_a_column_of_organisations_stops_beside_a_side_that_is_said_to_be_the_same(norec: Norec, text: str) -> None:
    code, said = refused(norec, text, "--set", "from=C")
    assert code == 2
    assert '"Organisation" isn\'t read, but may say who sends ("A"): say --map from=Organisation instead of ' in said
    counted = flows(norec, text, "--set", "from=C", "--ignore", "Organisation")
    assert (counted["C>B"], counted["B>C"]) == (3, 2)


def test_a_column_with_the_names_of_partners_stops_beside_a_side_that_is_the_same(norec: Norec) -> None:
    text = "Partner,Sent,Received,Lead\nB,3,2,A\nA,1,0,A\n"
    code, said = refused(norec, text, "--set", "from=C")
    assert (code, '"Lead" isn\'t read, but may say who sends ("A")' in said) == (2, True)


GENDERS = [
    "F,M", "W,M", "K,M", "F,H", "M,H", "Girls,Boys", "Jenter,Gutter", "Filles,Garçons", "Niñas,Niños", "Meninas,Meninos",
    "Mädchen,Jungen", "Piger,Drenge", "Flickor,Pojkar", "Chicas,Chicos", "f (n),m (n)",
]  # fmt: skip


@pytest.mark.parametrize("headings", GENDERS)
def test_a_pair_of_words_for_women_and_men_is_read(norec: Norec, headings: str) -> None:
    women, men = headings.split(",")
    for order, numbers in ((f"{women},{men}", "2,1"), (f"{men},{women}", "1,2")):
        result = norec("report", "flows", "--input", "-", stdin=f"from,to,{order}\nA,B,{numbers}\n".encode())
        assert result.out.startswith("A\tB\t3\t")
        assert f'women is "{women}", men is "{men}"' in result.err
    code, _ = refused(norec, f"from,to,{headings},People\nA,B,2,1,4\n")
    assert code == 1


def test_women_men_and_diverse_are_read(norec: Norec) -> None:
    assert flows(norec, "from,to,w,m,d\nA,B,2,1,1\n") == {"A>B": 4}


def test_a_pair_that_a_person_leaves_out_is_not_read(norec: Norec) -> None:
    left_out = ("--ignore", "F", "--ignore", "M")
    assert flows(norec, "from,to,F,M\nA,B,2,1\n", *left_out) == {"A>B": 1}


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("from,to,F\nA,B,2\n", "--map FIELD=F (FIELD: women or men)"),
        ("from,to,Girls\nA,B,2\n", "--map women=Girls"),
        ("from,to,People,Gutter\nA,B,2,1\n", "--map men=Gutter"),
        ("from,to,Women (n),M\nA,B,2,1\n", "--map men=M"),
        ("from,to,F,M,Girls\nA,B,2,1,1\n", "--map women=Girls"),
    ],
)
def test_a_word_for_women_or_men_alone_is_asked_about_as_such(norec: Norec, text: str, option: str) -> None:
    result = norec("report", "flows", "--input", "-", stdin=text.encode())
    assert (result.code, result.out) == (2, "")
    assert f"add {option} or --ignore" in result.err


def test_columns_that_a_person_adds_up_are_no_pair_of_women_and_men(norec: Norec) -> None:
    assert flows(norec, "from,to,F,M,Rest\nA,B,2,1,1\n", "--map", "participants=F+M+Rest") == {"A>B": 4}


def test_women_alone_are_asked_about(norec: Norec) -> None:
    text = "from;to;Kvinner\nA;B;1\nB;A;0\n"
    code, said = refused(norec, text)
    assert code == 2
    assert (
        '"Kvinner" counts women, but no column counts men, or all: name it with --map men=… or --map participants=…'
        in said
    )
    assert flows(norec, text, "--set", "participants=1") == {"A>B": 1, "B>A": 1}
    assert flows(norec, text, "--map", "participants=Kvinner") == {"A>B": 1}
