"""Names that are nearly the same: which are near each other, which are not, and that no pair is missed."""

import unicodedata
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model import near_names as module
from norec_cli.model.folding import fold
from norec_cli.model.near_names import near_names, pairs_of_near_names

NEAR = [
    # words cut short
    ("Mulago hosp.", "Mulago Hospital"),
    ("Mulago Hosp", "Mulago Hospital"),
    ("Mulago\u200b Hosp", "Mula\u00adgo Hospital"),
    ("Univ. of Bergen", "University of Bergen"),
    ("Uni Bergen", "University of Bergen"),
    ("Nat. Env. Mgmt Auth.", "National Environment Management Authority"),
    ("Dept. of Health", "Department of Health"),
    ("Min. of Lands", "Ministry of Lands"),
    ("Kath. Hochschule", "Katholische Hochschule"),
    # small words, legal forms, other languages
    ("The University of Sheffield", "University of Sheffield"),
    ("Bergen University", "Universitetet i Bergen"),
    ("Haukeland Sjukehus", "Haukeland Hospital"),
    ("Kenya Solar", "Kenya Solar Ltd."),
    ("Fachhochschule Burgenland Gesellschaft m.b.H", "Fachhochschule Burgenland GmbH"),
    ("Changsha University of Science & Technology", "Changsha University of Science and Technology"),
    ("Health Center Mbale", "Health Centre, Mbale"),
    ("St. Mary's School", "Saint Marys School"),
    # accents, punctuation, blanks
    ("Università Pontificia", "Universita Pontificia"),
    ("Brønnøysund Kommune", "Bronnoysund kommune"),
    ("East-West College", "East West College"),
    ("Green Belt Movement", "Greenbelt Movement"),
    ("U. N. Women of Nepal", "UN Women, Nepal"),
    # other order
    ("Hospital Mulago", "Mulago Hospital"),
    ("Oslo University Hospital", "University Hospital of Oslo"),
    # slips of the keyboard
    ("Makarere University", "Makerere University"),
    ("Makerere Universty", "Makerere University"),
    ("Mulagoo Hospital", "Mulago Hospital"),
    ("Newcastle Univeristy", "Newcastle University"),
    ("Enviromental Managment Agency of Zambia", "Environmental Management Agency of Zambia"),
    # initials
    ("NEMA", "National Environment Management Authority"),
    ("UNHCR", "United Nations High Commissioner for Refugees"),
    ("NDF", "Network for Development in Forestry"),
    ("National Environment Management Authority (NEMA)", "National Environment Management Authority"),
]

FAR = [
    ("Nairobi Hospital", "Nairobi Hospice"),
    ("Nairobi Hosp.", "Nairobi Hospice"),
    ("University of Bergen", "University of Oslo"),
    ("Partner 12", "Partner 13"),
    ("Partner 1 2", "Partner 12"),
    ("School 100.", "School 1000"),
    ("Partner A", "Partner B"),
    ("School I", "School"),
    ("School I", "School II"),
    ("Region Nord", "Region Sør"),
    ("Region Nord", "Region Nordland"),
    ("Northern Region", "Southern Region"),
    ("Northgate Health Trust", "Southgate Health Trust"),
    ("Eastgate Farmers' Union", "Westgate Farmers' Union"),
    ("Universität Basel", "Universität Bern"),
    ("Masaka Hospital", "Masaba Hospital"),
    ("Matonga Mafinga", "Matongo Mapinga"),
    ("Makerere University", "Makerere University Business School"),
    ("Red Cross", "Red Crescent"),
    ("Bergen College", "University of Bergen"),
    ("Department of Health", "Department of Education"),
    ("Bluewater Rights Centre", "Bluewater Youth Network"),
    ("Pädagogische Hochschule Niederösterreich", "Pädagogische Hochschule Oberösterreich"),
    ("NEMA", "Northern Education Management"),
    ("hope", "Health of People Everywhere"),
    ("UN", "University of Nairobi"),
    ("常州信息职业技术学校", "常州信息职业技术学院"),
    ("???", "!!!"),
    ("", " - "),
    ("The And Of", "The"),
]


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_names_that_one_organisation_may_have_are_near(one: str, other: str) -> None:
    assert pairs_of_near_names([one, other]) == [(one, other)]
    assert pairs_of_near_names([other, one]) == [(other, one)]
    assert near_names([one], [other]) == {one: [other]}


@pytest.mark.parametrize(("one", "other"), FAR)
def test_names_that_tell_two_organisations_apart_are_not_near(one: str, other: str) -> None:
    assert pairs_of_near_names([one, other]) == []
    assert near_names([one], [other]) == {}


def test_a_name_that_is_only_typed_in_another_way_is_the_same_name_and_not_a_near_one() -> None:
    assert (
        pairs_of_near_names(["Mulago  Hospital", "MULAGO hospital ", "Mulago Hospital", "Mula\u00adgo Hospital."]) == []
    )
    assert pairs_of_near_names(["U.N. Women", "UN Women"]) == []
    assert near_names(["MULAGO hospital "], ["Mulago  Hospital", "Mulago hosp."]) == {}


def test_a_new_name_is_told_with_all_known_names_near_it_and_not_with_new_ones() -> None:
    known = ["Mulago Hospital", "Oslo Hospital", "Mulago hosp."]
    new = ["Hospital Mulago", "Bergen", "hospital  MULAGO", "Mulagoo Hospital"]
    near = ["Mulago Hospital", "Mulago hosp."]
    assert near_names(new, known) == {
        "Hospital Mulago": near,
        "hospital  MULAGO": near,
        "Mulagoo Hospital": ["Mulago Hospital", "Mulago hosp."],
    }


def test_pairs_come_in_the_order_of_the_names() -> None:
    names = ["Oslo Univ.", "Mulago hosp.", "Mulago Hospital", "University of Oslo", "Hospital, Mulago"]
    assert pairs_of_near_names(names) == [
        ("Oslo Univ.", "University of Oslo"),
        ("Mulago hosp.", "Mulago Hospital"),
        ("Mulago hosp.", "Hospital, Mulago"),
        ("Mulago Hospital", "Hospital, Mulago"),
    ]


WORDS = """
Mulago Mulagoo Hospital hosp. Hospitl Univ. University Bergen of the 12 13 A B I Ltd NEMA National Environmental mgmt
Enviromental Managment Management Authority Auth auth. Green Belt GreenBelt Greenbelt (NEMA) Nord Nordland St. Saint
U.N. Région Region Northern Southern Norhtern
"""
NAMES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=5).map(" ".join)


@pytest.mark.slow
@given(st.lists(NAMES, min_size=2, max_size=12))
@settings(max_examples=60)
def test_no_pair_is_missed_because_only_few_names_are_compared(names: list[str]) -> None:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    each = [pair for pair in combinations(first.values(), 2) if pairs_of_near_names(pair)]
    assert pairs_of_near_names(names) == each


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_texts_can_be_compared_and_either_may_come_first(one: str, other: str) -> None:
    assert bool(pairs_of_near_names([one, other])) == bool(pairs_of_near_names([other, one]))


@given(NAMES)
def test_accents_written_as_letters_and_marks_make_no_difference(name: str) -> None:
    accented = name.replace("e", "é")
    assert pairs_of_near_names([accented, unicodedata.normalize("NFD", accented)]) == []
    assert near_names([name], [unicodedata.normalize("NFD", accented)]).keys() <= {name}


@pytest.mark.slow
def test_of_thousands_of_names_only_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [
        f"{start}{middle}{end}" for start in "BDFGKLMNPR" for middle in ("ala", "ori") for end in ("be", "mu", "ti")
    ]
    kinds = ["Youth Network", "Health Trust", "Farmers' Union", "University College", "Women's Association"]
    names = [f"{place} {kind} {number}" for place in places for kind in kinds for number in range(17)]
    assert len(names) > 5000
    compared = 0

    def counted(*_: object) -> bool:
        nonlocal compared
        compared += 1
        return False

    monkeypatch.setattr(module, "_are_near", counted)
    pairs_of_near_names(names)
    assert compared < len(names)


def test_very_long_names_are_compared_like_others() -> None:
    long = "a" * 20_000
    assert pairs_of_near_names([long, long + "b", " ".join(long), "Mulago hosp.", "Mulago Hospital"])[-1] == (
        "Mulago hosp.",
        "Mulago Hospital",
    )
