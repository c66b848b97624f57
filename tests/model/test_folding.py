"""Which ways to type a name or topic are the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.model.folding import distinct, fold, fold_case, visible
from support.lines import exchange_line, partner_table
from support.program import Norec, make_store

SAME = {
    "case": ("NEMA Uganda", "nema uganda"),
    "case of other letters": ("ÅRSTAD", "årstad"),
    "a letter that is two in capitals": ("Straße", "STRASSE"),
    "composed and decomposed accents": ("S\u00e3o Paulo", "Sa\u0303o Paulo"),
    "a ligature": ("\ufb01sheries", "fisheries"),
    "full width letters": ("\uff2e\uff25\uff2d\uff21", "NEMA"),
    "blanks around it": ("  soil\t", "soil"),
    "several blanks": ("soil   care", "soil care"),
    "a blank that does not break": ("soil\u00a0care", "soil care"),
    "a thin blank": ("soil\u2009care", "soil care"),
    "a line break": ("soil\ncare", "soil care"),
    "a blank of no width": ("so\u200bil", "soil"),
    "a soft hyphen": ("so\u00adil", "soil"),
    "a byte order mark": ("\ufeffsoil", "soil"),
    "joiners": ("so\u200c\u200dil", "soil"),
    "a word joiner": ("so\u2060il", "soil"),
    "marks of direction": ("\u200esoil\u200f\u202a\u202c", "soil"),
    "a variation selector": ("soil\ufe0f", "soil"),
    "something invisible before an accent": ("Sa\u200b\u0303o", "S\u00e3o"),
    "a right quote": ("Farmers\u2019 Hub", "Farmers' Hub"),
    "a left quote": ("Farmers\u2018 Hub", "Farmers' Hub"),
    "an apostrophe that is a letter": ("Farmers\u02bc Hub", "Farmers' Hub"),
    "an acute accent": ("Farmers\u00b4 Hub", "Farmers' Hub"),
    "a grave accent": ("Farmers` Hub", "Farmers' Hub"),
    "double quotes": ("\u201cHub\u201d \u00abHub\u00bb", "'Hub' \"Hub\""),
    "a hyphen": ("Addis\u2010Hub", "Addis-Hub"),
    "a hyphen that does not break": ("Addis\u2011Hub", "Addis-Hub"),
    "an en dash": ("Addis\u2013Hub", "Addis-Hub"),
    "an em dash": ("Addis\u2014Hub", "Addis-Hub"),
    "a minus": ("Addis\u2212Hub", "Addis-Hub"),
    "a full width hyphen": ("Addis\uff0dHub", "Addis-Hub"),
    "an abbreviation": ("Univ. of Bergen", "Univ of Bergen"),
    "an abbreviation at the end": ("Nordic Hub Ltd.", "Nordic Hub Ltd"),
    "dots between letters": ("U.N. Hub", "UN Hub"),
    "a dot after an accent": ("Caf\u00e9. Hub", "Caf\u00e9 Hub"),
    "a dot after a number": ("Hub 2.", "Hub 2"),
    "an ellipsis": ("soil\u2026", "soil..."),
}
DIFFERENT = {
    "an accent": ("Sao", "São"),
    "a blank": ("soil care", "soilcare"),
    "a dash": ("Addis-Hub", "Addis Hub"),
    "an apostrophe": ("Farmers' Hub", "Farmers Hub"),
    "a dot between digits": ("version 1.2", "version 12"),
    "a digit": ("Hub 1", "Hub 2"),
    "nothing but invisible characters": ("\u200b", "\u200d"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_two_ways_to_type_a_name_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_two_names_are_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_a_folded_name_is_its_own_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aB.-'`\"1 \t"))
def test_what_records_refuse_together_is_the_same_name(text: str) -> None:
    assert fold(fold_case(text)) == fold(text)
    assert fold(text + "\u200b") == fold(text) or not text.strip()


def test_of_the_same_names_the_first_is_kept() -> None:
    assert distinct(["U.N.", "UN", "São", "Sao", "un"]) == ("U.N.", "São", "Sao")
    assert distinct(["UN", "Sao"], ["u.n."]) == ("Sao",)


PARTNERS = partner_table(
    "a-no", name='"U.N. Hub"', country='"NO"', aliases='["On-line", "On\u2013line"]', capacities='["soil-care"]'
) + partner_table("b-ke", name='"B"', country='"KE"', needs='["Soil\u2010Care."]')


@pytest.fixture
def alike(norec: Norec) -> Norec:
    """Return a program in a store whose lists hold texts that are the same name or topic."""
    topics = ["soil care", "soil care.", "soil-care", "soil\u2011care"]
    make_store(norec.cwd, PARTNERS, exchange_line("q1", topics=topics, end="2020-06-30", confirmed=True))
    return norec


def test_a_store_with_two_spellings_in_a_list_stays_readable_and_is_counted_once(alike: Norec) -> None:
    needs = [row.split("\t") for row in alike("report", "needs").ok().splitlines()]
    # kind, topic, state, by whom, people: one person went, though the exchange names the topic in two spellings.
    assert [row[1:6] for row in needs] == [
        ["capacity", "soil-care", "used", "b-ke", "1"],
        ["need", "Soil\u2010Care.", "met", "a-no", "1"],
    ]
    assert "well-formed" not in alike("check").out


def test_a_partner_is_found_by_each_way_to_type_its_name(alike: Norec) -> None:
    for name in ("UN Hub", "u.n\u00a0hub", "on\u2014line", "ON-LINE"):
        assert json.loads(alike("partners", "show", name, "--json").ok())["id"] == "a-no"


def test_an_edit_of_a_list_leaves_its_other_entries(alike: Norec) -> None:
    register = alike.cwd / "partners.toml"
    assert alike("partners", "edit", "a-no", "--add-alias", "on\u2010line", "--add-alias", "Hub").code == 0
    assert 'aliases = ["On-line", "On\u2013line", "Hub"]' in register.read_text(encoding="utf-8")
    assert alike("partners", "edit", "a-no", "--remove-alias", "On\u2013line").code == 0
    assert 'aliases = ["On-line", "Hub"]' in register.read_text(encoding="utf-8")
    assert alike("partners", "edit", "a-no", "--remove-alias", "on\u2014line").code == 0
    assert 'aliases = ["Hub"]' in register.read_text(encoding="utf-8")


def test_an_export_of_partners_comes_back_with_both_spellings(alike: Norec) -> None:
    assert alike("export", "partners", "-o", "p.csv").code == 0
    register = alike.cwd / "partners.toml"
    register.write_text(PARTNERS.replace(', "On\u2013line"', ""), encoding="utf-8")
    assert alike("import", "partners", "p.csv", "--update").code == 0
    assert '["On-line", "On\u2013line"]' in register.read_text(encoding="utf-8")


def test_a_project_with_a_title_of_two_is_refused(norec: Norec) -> None:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"})
    (norec.cwd / "projects.toml").write_text(
        "".join(
            f'[projects.{key}]\ntitle = "{title}"\npartners = ["a-no", "b-ke"]\n'
            for key, title in (("p1", "U.N. Reef"), ("p2", "UN reef"))
        ),
        encoding="utf-8",
    )
    (norec.cwd / "t.csv").write_text("title,partners\nun reef,a-no; b-ke\n", encoding="utf-8")
    refused = norec("import", "projects", "t.csv", "--update")
    assert 't.csv:2: title: "un reef" may be p1 or p2: use the id' in refused.err


def test_a_second_record_with_its_topic_typed_otherwise_is_the_same_record(alike: Norec) -> None:
    log = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-01-01", "--end", "2020-06-30")
    twin = alike(*log, "--topic", "on-line")
    assert twin.code == 0
    refused = alike(*log, "--topic", "On\u2013line.")
    assert (refused.code, f"exchange {twin.out.split()[0]} says the same" in refused.err) == (1, True)


@pytest.mark.parametrize("word", ["Grand\u00a0total", "Sum.", "\u200bTotal :"])
def test_a_total_row_is_known_by_each_way_to_type_it(alike: Norec, word: str) -> None:
    table = f"from,to,start,participants\n{word},b-ke,2021-01-01,3\n"
    (alike.cwd / "t.csv").write_text(table, encoding="utf-8")
    refused = alike("import", "exchanges", "t.csv", "--create-partners", "--set", "country=NO")
    assert (refused.code, "looks like a total row" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Kampala\N{ZERO WIDTH SPACE}", "Kampala"),
        ("Ber\N{SOFT HYPHEN}gen", "Bergen"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}Bergen  By", "Bergen By"),
        (
            "Universit\N{LATIN SMALL LETTER E WITH ACUTE}\N{NO-BREAK SPACE}de Dakar",
            "Universit\N{LATIN SMALL LETTER E WITH ACUTE} de Dakar",
        ),
        (
            "\u0645\u06cc\N{ZERO WIDTH NON-JOINER}\u0631\u0648\u062f\N{ZERO WIDTH JOINER}",
            "\u0645\u06cc\N{ZERO WIDTH NON-JOINER}\u0631\u0648\u062f",
        ),
        ("\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH SPACE}"),
    ],
)
def test_a_name_as_it_is_seen(text: str, seen: str) -> None:
    assert visible(text) == seen
