"""What words in other people's tables mean, in several languages, and which words are not guessed."""

import string
import unicodedata
from collections import defaultdict
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.transfer.rows import vocabulary
from norec_cli.transfer.rows.vocabulary import (
    Direction,
    Gender,
    State,
    Unit,
    answer_of,
    direction_of,
    gender_of,
    is_total,
    month_of,
    speaks_of_state,
    state_of,
    unit_of,
    words_of,
)

LANGUAGES = {"en", "no", "fr", "es", "pt", "de"}
LINES = vocabulary._lines()
MEANINGS = {
    "state": {*get_args(State), "unclear"},
    "direction": {*get_args(Direction), "unclear"},
    "total": {"alone", "part"},
    "month": {str(number) for number in range(1, 13)},
    "unit": {*get_args(Unit), "other"},
    "answer": {"yes", "no"},
    "gender": set(get_args(Gender)),
}


@pytest.mark.parametrize("kind", MEANINGS)
def test_each_language_has_words_for_each_meaning(kind: str) -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for line_kind, meaning, language, _ in LINES:
        if line_kind == kind and meaning != "code":
            languages[meaning].add(language)
    assert set(languages) == MEANINGS[kind]
    assert not {meaning: LANGUAGES - known for meaning, known in languages.items() if LANGUAGES - known}


@pytest.mark.parametrize("kind", MEANINGS)
def test_no_word_means_two_things(kind: str) -> None:
    """A word that one language uses otherwise than another belongs to neither; about states it is "unclear"."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for line_kind, meaning, _, words in LINES:
        for word in words if line_kind == kind else ():
            assert words_of(word), f"{word!r} of {meaning} has no letters"
            meanings["".join(words_of(word))].add(meaning)
    assert not {word: several for word, several in meanings.items() if len(several) > 1}


STATES = {
    "cancelled": "Cancelled canceled CANCELLED. No-show avlyst kansellert annulé annulée annulés cancelado cancelada anuladas "
    "storniert abgesagt aflyst",
    "withdrawn": "Withdrawn withdrew trukket désisté désistement retiré retirado desistiu zurückgezogen",
    "rejected": "rejected not-selected avslått avslag refusé rejetée rechazado denegada rejeitado abgelehnt",
    "nominated": "nominated applied nominert venteliste nommé candidature nominado postulada nomeado nominiert Warteliste",
    "planned": "planned scheduled planlagt prévu previsto planificada geplant",
    "confirmed": "confirmed accepted approved bekreftet stadfesta confirmé acceptée aceptado confirmada aprovado bestätigt",
    "under-way": "ongoing under_way underway pågår en-cours en-curso em-curso laufend",
    "completed": "completed finished returned gjennomført fullført réalisé terminée realizado finalizadas concluído "
    "abgeschlossen",
    "ended-early": "interrupted avbrutt interrompu interrumpido interrompida abgebrochen",
}


@pytest.mark.parametrize("state", get_args(State))
def test_the_words_of_a_state(state: State) -> None:
    assert {word: state_of(word) for word in STATES[state].split()} == dict.fromkeys(STATES[state].split(), state)
    assert all(map(speaks_of_state, STATES[state].split()))


@pytest.mark.parametrize(
    "word",
    ["terminated", "closed", "pending", "on-hold", "postponed", "declined", "dropped-out", "Abandoned", "innstilt"],
)
def test_a_word_that_could_mean_two_states_is_not_guessed(word: str) -> None:
    assert state_of(word) is None
    assert speaks_of_state(word)


@pytest.mark.parametrize("text", ["", "-", "Bergen", "Cancelled flights", "not cancelled", "2024"])
def test_other_texts_mean_no_state(text: str) -> None:
    assert state_of(text) is None
    assert not speaks_of_state(text)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        *((word, "out") for word in ["Out", "OUTGOING", "sending", "sent", "ut", "utgående", "utreisende", "sortants"]),
        *((word, "out") for word in ["sortante", "saliente", "saída", "enviados", "ausgehend", "Outgoing mobility"]),
        *((word, "in") for word in ["In", "incoming", "received", "hosted", "inn", "innkommende", "innreisende"]),
        *((word, "in") for word in ["entrant", "entrante", "entrada", "recebidos", "eingehend"]),
        *((word, None) for word in ["N-S", "S-N", "North-South", "South to North", "both", "Inn of Court", ""]),
    ],
)
def test_the_words_of_a_direction(text: str, direction: Direction | None) -> None:
    assert direction_of(text) == direction


TOTALS = [
    "Total", "TOTAL:", "Sum", "Summe", "Somme", "Suma", "Soma", "Ukupno", "Sum totalt", "Totalt", "I alt",
    "Total general", "Total général", "Grand total", "Sub-total", "Sous-total", "Insgesamt", "Gesamt", "Alle", "All",
    "All partners", "All countries", "Tous les pays", "Todos los países", "Alle Länder", "World", "Monde", "Mundo",
    "Verden", "Welt", "_T", "TOT", "WLD", "W0", "Bergen Total", "Total Bergen", "Sum Norge", "Norge i alt",
    "Subtotal: Nairobi", "Total (all partners)", "OECD total", "Developing countries, total", "\u200bTotal",
]  # fmt: skip
NAMES = [
    "Totalförsvaret", "TotalEnergies", "Alliance", "Summit", "Allgemeines Krankenhaus", "Sumo", "World Bank",
    "All Saints Hospital", "Le Monde diplomatique", "Alle Menschen e.V.", "Center for Total Health", "Welthungerhilfe", "T", "W", "1",
    "001", "Africa", "EU27", "Others", "Rest of the world", "Everywhere else", "", "-",
]  # fmt: skip


@pytest.mark.parametrize("text", TOTALS)
def test_a_word_or_code_of_a_total_marks_a_total_row(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_that_only_looks_like_a_total_marks_none(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(
            (text, "days")
            for text in ["days", "180 days", "180days", "Duration (days)", "Days abroad", "døgn", "dagar"]
        ),
        *((text, "days") for text in ["Durée en jours", "Duración (días)", "dias", "Dauer in Tagen"]),
        *(
            (text, "weeks")
            for text in ["6 weeks", "Varighet i uker", "veker", "semaines", "semanas", "Wochen", "12wks"]
        ),
        *((text, "months") for text in ["6 mnd.", "månader", "Durée en mois", "6 meses", "mês", "Monate", "6months"]),
        *((text, None) for text in ["6", "", "1 year", "1 year 2 months", "1 month 10 days", "days per week", "6 m"]),
        *((text, None) for text in ["working days", "Arbeitstage", "semester", "Monatsgehalt", "Daytona"]),
    ],
)
def test_the_unit_of_a_length(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, True) for text in ["yes", "Y", "TRUE", "1", "x", "ja", "oui", "Sí", "si", "sim"]),
        *((text, False) for text in ["no", "N", "false", "0", "nei", "non", "não", "nao", "nein"]),
        *((text, None) for text in ["", "maybe", "2", "-1", "1.0", "yes and no"]),
    ],
)
def test_an_answer(text: str, answer: bool | None) -> None:
    assert answer_of(text) is answer


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        *((text, "woman") for text in ["F", "female", "W", "kvinne", "K", "femme", "mujer", "Feminino", "weiblich"]),
        *((text, "man") for text in ["M", "male", "mann", "homme", "hombre", "Masculino", "männlich"]),
        *((text, "other") for text in ["other", "X", "non-binary", "annet", "autre", "otro", "outro", "divers"]),
        *((text, None) for text in ["", "unknown", "2"]),
    ],
)
def test_a_gender(text: str, gender: Gender | None) -> None:
    assert gender_of(text) == gender


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("January jan. januar janvier janv. enero ene. janeiro JAN jänner", 1),
        ("February feb. februar février févr. fevrier febrero fevereiro fev.", 2),
        ("March mar. mars marzo março marco März Maerz mrz", 3),
        ("April apr. avril avr. abril abr.", 4),
        ("May mai mayo maio maj", 5),
        ("June juni juin junio junho", 6),
        ("July juli juillet juil. julio julho", 7),
        ("August aug. août aout agosto ago.", 8),
        ("September sep. sept. septembre septiembre setiembre setembro set.", 9),
        ("October oktober okt. octobre octubre outubro out.", 10),
        ("November nov. novembre noviembre novembro", 11),
        ("December desember des. décembre déc. diciembre dic. dezembro dez. Dezember", 12),
    ],
)
def test_the_names_of_months(words: str, month: int) -> None:
    assert {word: month_of(word) for word in words.split()} == dict.fromkeys(words.split(), month)


@pytest.mark.parametrize("word", ["jui", "ma", "ju", "month", "Marsh", "Mayor", "Decem", "", "5"])
def test_a_word_that_is_no_month_or_could_be_two_is_none(word: str) -> None:
    assert month_of(word) is None


@given(st.sampled_from([word for kind, *_, words in LINES if kind == "state" for word in words]), st.data())
def test_case_accents_blanks_and_signs_make_no_difference(word: str, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from([str.upper, str.title, str.casefold]))(word)
    spelling = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), spelling)
    spelling = data.draw(st.sampled_from(["{}", " {} ", "{}.", "({})", '"{}"'])).format(spelling)
    spelling = spelling.replace(" ", data.draw(st.sampled_from([" ", "_", "-", "\u00a0", "  "])))
    assert state_of(spelling) == state_of(word)
    assert speaks_of_state(spelling)


@given(st.text(string.ascii_letters + " ", min_size=1, max_size=20))
def test_a_total_at_either_end_of_a_name_marks_it(name: str) -> None:
    assert is_total(f"Total {name}")
    assert is_total(f"{name}, sum")
