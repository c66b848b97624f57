"""Which column of somebody's table is read as which field: by its heading, or as the person says.

The names that are understood are in `columns.tsv`, by kind of record and field. A heading that no field has is left
over and reported; a field that could be read from two columns is refused, and the person says which it is.
"""

from collections import defaultdict
from importlib.resources import files
from typing import get_args

import pytest

from norec_cli.model.errors import UsageError
from norec_cli.transfer.record_columns import EXCHANGE
from norec_cli.transfer.rows.columns import ColumnMapping, match_columns
from norec_cli.transfer.rows.headings import TableKind, headings_of, normalise

KINDS: tuple[TableKind, ...] = get_args(TableKind)
TEXT = files("norec_cli.transfer.rows").joinpath("columns.tsv").read_text(encoding="utf-8")
# Kind, field, language, headings.
LINES = [
    (kind, field, language, names.split(", "))
    for kind, field, language, names in (line.split("\t") for line in TEXT.splitlines() if not line.startswith("#"))
]
NEEDS_OTHERS = {"other", "partner"}  # read only beside columns of other fields


def match(
    kind: TableKind, headings: str, maps: dict[str, str] | None = None, constants: dict[str, str] | None = None
) -> ColumnMapping:
    """Match the columns of a table whose headings are separated by a stroke."""
    return match_columns(kind, headings.split("|"), maps or {}, constants or {})


def columns_of(mapping: ColumnMapping) -> dict[str, str]:
    """Return the heading of the column that each field is read from."""
    return {field: mapping.headings[place] for field, place in mapping.columns.items()}


HEADINGS = [
    pytest.param("from", "from", id="a name as it is"),
    pytest.param("From Partner", "frompartner", id="capitals and blanks"),
    pytest.param("  from_partner: ", "frompartner", id="signs"),
    pytest.param("FRA (avsender)", "fraavsender", id="brackets"),
    pytest.param("Mål", "mal", id="a ring"),
    pytest.param("Område", "omrade", id="a ring in a longer word"),
    pytest.param("Ma\u030al", "mal", id="a ring as a character of its own"),
    pytest.param("Kjønn", "kjonn", id="a Norwegian ø"),
    pytest.param("BÆREKRAFT", "baerekraft", id="a Norwegian æ"),
    pytest.param("Straße", "strasse", id="a German ß"),
    pytest.param("SDG 4", "sdg4", id="digits stay"),
    pytest.param("e-mail", "email", id="hyphens"),
    pytest.param("?", "", id="signs alone"),
]


@pytest.mark.parametrize(("heading", "expected"), HEADINGS)
def test_headings_are_compared_without_what_people_write_differently(heading: str, expected: str) -> None:
    assert normalise(heading) == expected
    assert normalise(expected) == expected


MATCHED = [
    pytest.param(
        "exchanges",
        "from|to|participants|start|end",
        {"from": "from", "to": "to", "participants": "participants", "start": "start", "end": "end"},
        (),
        id="the keys of the store's own files",
    ),
    pytest.param(
        "exchanges",
        "Sending organisation|Receiving organisation|Number of participants|Start date|End date",
        {
            "from": "Sending organisation",
            "to": "Receiving organisation",
            "participants": "Number of participants",
            "start": "Start date",
            "end": "End date",
        },
        (),
        id="English headings",
    ),
    pytest.param(
        "exchanges",
        "Avsender|Mottaker|Antall deltakere|Kjønn|Startdato|Varighet",
        {
            "from": "Avsender",
            "to": "Mottaker",
            "participants": "Antall deltakere",
            "gender": "Kjønn",
            "start": "Startdato",
            "months": "Varighet",
        },
        (),
        id="Norwegian headings in Bokmål",
    ),
    pytest.param(
        "exchanges",
        "Sendarpartnar|Mottakar|Tal på deltakarar|Skoleår",
        {"from": "Sendarpartnar", "to": "Mottakar", "participants": "Tal på deltakarar", "year": "Skoleår"},
        (),
        id="Norwegian headings in Nynorsk",
    ),
    pytest.param(
        "exchanges",
        "Mobility ID|Sending Partner Erasmus Code|Receiving Partner Erasmus Code|Duration in months",
        {
            "from": "Sending Partner Erasmus Code",
            "to": "Receiving Partner Erasmus Code",
            "months": "Duration in months",
            "id": "Mobility ID",
        },
        (),
        id="headings of the European Commission's Mobility Tool",
    ),
    pytest.param(
        "exchanges",
        "No|from|to|Passport|",
        {"from": "from", "to": "to"},
        ("No", "Passport", ""),
        id="headings that are not known are left over",
    ),
    pytest.param(
        "exchanges",
        "sender|from|host",
        {"from": "from", "to": "host"},
        ("sender",),
        id="of two names of a field, the preferred one is taken",
    ),
    pytest.param(
        "exchanges",
        "Sending country|Receiving country|students",
        {
            "from": "Sending country",
            "to": "Receiving country",
            "participants": "students",
            "from_country": "Sending country",
            "to_country": "Receiving country",
        },
        (),
        id="in a table of countries, one column is the partner and its country",
    ),
    pytest.param(
        "exchanges",
        "from|to|Sending country",
        {"from": "from", "to": "to", "from_country": "Sending country"},
        (),
        id="beside a partner, a country is only a country",
    ),
    pytest.param(
        "partners",
        "Partner|Country code|Type of organisation|E-mail",
        {"name": "Partner", "country": "Country code", "sector": "Type of organisation", "contact": "E-mail"},
        (),
        id="a table of partners",
    ),
    pytest.param(
        "projects",
        "Agreement no|Agreement title|Agreement partner|Agreement period from|Agreement period to|SDG main target",
        {
            "title": "Agreement title",
            "coordinator": "Agreement partner",
            "goals": "SDG main target",
            "start": "Agreement period from",
            "end": "Agreement period to",
            "agreement": "Agreement no",
        },
        (),
        id="a table of projects from Norad's statistics",
    ),
    pytest.param("exchanges", "", {}, ("",), id="a table without headings"),
]


@pytest.mark.parametrize(("kind", "headings", "columns", "left"), MATCHED)
def test_columns_are_found_by_their_headings(
    kind: TableKind, headings: str, columns: dict[str, str], left: tuple[str, ...]
) -> None:
    mapping = match(kind, headings)
    assert columns_of(mapping) == columns
    assert mapping.unused == left


SAID = [
    pytest.param({"from": "Org A"}, {}, {"from": "Org A", "to": "host"}, id="a person names the column of a field"),
    pytest.param({"from": "org a"}, {}, {"from": "Org A", "to": "host"}, id="in small letters"),
    pytest.param({"to": "Org A"}, {}, {"to": "Org A"}, id="and overrules the heading"),
    pytest.param({"to": ""}, {}, {}, id="and leaves a field out"),
    pytest.param({"note": "host"}, {}, {"note": "host"}, id="a column that is named is not read as another field too"),
    pytest.param({}, {"to": "a-no"}, {}, id="a text that holds for every row takes the place of a column"),
]


@pytest.mark.parametrize(("maps", "constants", "columns"), SAID)
def test_a_person_may_say_what_a_column_is(
    maps: dict[str, str], constants: dict[str, str], columns: dict[str, str]
) -> None:
    assert columns_of(match("exchanges", "Org A|host", maps, constants)) == columns


WRONG = [
    pytest.param(
        "from|From",
        {},
        {},
        ['two columns are called "from": say --map from=from or --map from=From'],
        id="two columns of the same name",
    ),
    pytest.param(
        "from|to",
        {"form": "from"},
        {},
        ["--map: there is no field form (did you mean from?)"],
        id="a field that does not exist, to be read",
    ),
    pytest.param(
        "from|to",
        {},
        {"form": "a-no"},
        ["--set: there is no field form (did you mean from?)"],
        id="a field that does not exist, to be set",
    ),
    pytest.param(
        "from|to",
        {"start": "begun"},
        {},
        ['--map: there is no column "begun"'],
        id="a column that does not exist",
    ),
    pytest.param(
        "Org|org",
        {"from": "ORG"},
        {},
        ['--map: there are several columns "ORG": name it by its place, #1 or #2'],
        id="a column of which there are two",
    ),
    pytest.param(
        "from|to", {"to": "to"}, {"to": "b"}, ["--map and --set both give to"], id="a field that is said twice"
    ),
    pytest.param(
        "from|from|x",
        {"form": "x"},
        {},
        [
            "--map: there is no field form (did you mean from?)",
            'two columns are called "from": say --map from=#1 or --map from=#2',
        ],
        id="everything that is wrong is said at once",
    ),
]


@pytest.mark.parametrize(("headings", "maps", "constants", "problems"), WRONG)
def test_unclear_or_unknown_columns_are_refused(
    headings: str, maps: dict[str, str], constants: dict[str, str], problems: list[str]
) -> None:
    with pytest.raises(UsageError) as refusal:
        match("exchanges", headings, maps, constants)
    assert [problem.text for problem in refusal.value.problems] == problems
    columns, fields = refusal.value.advice
    assert all(f'"{heading}"' in columns for heading in headings.split("|"))
    assert "participants" in fields


def test_of_two_columns_alike_the_exact_name_chooses_one() -> None:
    assert columns_of(match("exchanges", "Org|org|to", {"from": "org"}))["from"] == "org"


def test_a_country_set_for_all_rows_is_for_both_sides() -> None:
    constants = {"country": "NO", "to_country": "KE"}
    assert match("exchanges", "from|to", constants=constants).constants == {"from_country": "NO", "to_country": "KE"}


def test_a_field_is_read_from_its_cell_or_from_what_holds_for_every_row() -> None:
    mapping = match("exchanges", "to|from", constants={"project": "p"})
    row = ["b-ke", "a-no"]
    assert [mapping.text(row, field) for field in ("from", "to", "project", "note")] == ["a-no", "b-ke", "p", ""]
    assert [mapping.has(field) for field in ("from", "project", "note")] == [True, True, False]
    assert [mapping.source(field) for field in ("from", "project")] == ["from", "--set project"]


def test_a_mapping_without_a_field_counts_its_column_as_unused() -> None:
    mapping = match("exchanges", "from|to|note").without("note")
    assert (columns_of(mapping), mapping.unused) == ({"from": "from", "to": "to"}, ("note",))


@pytest.mark.parametrize("maps", [{"from_country": "Sending country"}, {"to_country": "Receiving country"}])
def test_a_column_that_is_mapped_to_a_country_may_still_be_the_partner(maps: dict[str, str]) -> None:
    headings = "Sending country|Receiving country|students"
    assert columns_of(match("exchanges", headings, maps)) == columns_of(match("exchanges", headings))


# Two fields that one heading may stand for, and why.
SHARED = {
    frozenset(
        {"from", "from_country"}
    ): "in a table of countries, one column is the partner and its country; see above",
    frozenset({"to", "to_country"}): "likewise",
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_belongs_to_two_fields(kind: TableKind) -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for field, names in headings_of(kind).items():
        for name in names:
            meanings[name].add(field)
    assert {frozenset(fields) for fields in meanings.values() if len(fields) > 1} <= set(SHARED)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("exchanges", "from to participants women men outgoing incoming direction status gender"),
        ("exchanges", "start end months weeks days year from_country to_country"),
        ("partners", "name country"),
        ("projects", "title partners start end"),
    ],
)
def test_each_language_has_headings_for_the_fields_that_count(kind: TableKind, fields: str) -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for line_kind, field, language, _ in LINES:
        if line_kind == kind:
            languages[field].add(language)
    missing = {field: {"en", "no", "fr", "es", "pt", "de"} - languages[field] for field in fields.split()}
    assert not {field: some for field, some in missing.items() if some}


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_is_known_by_its_own_name_first(kind: TableKind) -> None:
    for field, names in headings_of(kind).items():
        assert names[0] == normalise(field)
        assert all(name and name == normalise(name) for name in names)
        if field not in NEEDS_OTHERS and (kind, field) != ("exchanges", "note"):
            assert columns_of(match(kind, field)).get(field) == field


IN_LANGUAGES = [
    "Établissement d'envoi|Établissement d'accueil|Nombre de participants|Date de début|Date de fin|Durée en mois",
    "Établissement d\N{RIGHT SINGLE QUOTATION MARK}origine|Université d\N{RIGHT SINGLE QUOTATION MARK}accueil|Nb de personnes|Début|Fin|Durée (mois)",
    "Institución de origen|Institución de destino|Número de participantes|Fecha de inicio|Fecha de fin|Duración (meses)",
    "Instituição de origem|Instituição de acolhimento|Nº de pessoas|Data de início|Data de fim|Duração em meses",
    "Entsendende Einrichtung|Aufnehmende Einrichtung|Anzahl Teilnehmende|Beginn|Ende|Dauer in Monaten",
    "Avsender|Mottaker|Antall personer|Startdato|Sluttdato|Varighet (mnd)",
    "Frå|Til|Tal på deltakarar|Oppstart|Slutt|Varigheit i månader",
    "HOME INSTITUTION|Hosted by|Number of people|Starting date|Date of return|Length of stay (months)",
    "Origin|Destination|# Pax|Beginning|Finish|Months abroad",
]  # fmt: skip


@pytest.mark.parametrize("headings", IN_LANGUAGES)
def test_headings_in_several_languages(headings: str) -> None:
    mapping = match("exchanges", headings)
    assert list(columns_of(mapping)) == ["from", "to", "participants", "start", "end", "months"]
    assert not mapping.unused


@pytest.mark.parametrize(
    "heading",
    ["Number of people", "Pax", "n", "Value", "OBS_VALUE", "Total", "Total participants", "Antall personer", "Antall personar", "Antal deltakere", "Anzahl", "Headcount"],
)  # fmt: skip
def test_headings_of_counts(heading: str) -> None:
    assert columns_of(match("exchanges", f"from|to|{heading}"))["participants"] == heading
    weak = columns_of(match("exchanges", "from|to|Value|Total|n|People"))
    assert weak["participants"] == "People"


@pytest.mark.parametrize("heading", ["note", "Notes", "Comments", "Remarks", "Merknad", "Kommentar"])
def test_free_text_about_people_is_read_only_if_a_person_asks(heading: str) -> None:
    mapping = match("exchanges", f"from|to|{heading}")
    assert mapping.unused == (heading,)
    assert columns_of(match("exchanges", f"from|to|{heading}", {"note": heading}))["note"] == heading
    assert columns_of(match("partners", f"name|{heading}"))["note"] == heading


def test_what_this_program_exported_is_read_with_its_notes() -> None:
    headings = "|".join(field.key for field in EXCHANGE)
    assert not match("exchanges", headings).unused
    assert match("exchanges", headings + "|more").unused == ("note", "more")
