"""Countries, dates and ids as people give them."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.model import country as country_module
from norec_cli.model.country import countries, find_country
from norec_cli.model.dates import end_after_months, parse_first_day, parse_last_day
from norec_cli.model.ids import LONGEST, exchange_id, is_id, slug
from norec_cli.model.wording import shorten

TODAY = date(2026, 11, 23)


def test_the_table_has_every_country() -> None:
    table = countries()
    # ISO 3166-1 has 249 areas; Kosovo is added.
    assert len(table) == 250
    assert list(table) == sorted(table)
    assert len({country.code3 for country in table.values()}) == 250
    assert table["NA"].name == "Namibia"


def test_the_file_of_the_table_keeps_the_columns_that_only_its_readers_need() -> None:
    text = Path(country_module.__file__).with_name("countries.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t"))
    # The DAC list has 141 recipients; Kosovo has no M49 code.
    assert sum(row["dac"] == "dac" for row in rows) == 141
    assert len({row["m49"] for row in rows if re.fullmatch("[0-9]{3}", row["m49"])}) == 249
    assert [row["m49"] for row in rows if row["code"] in ("AF", "XK")] == ["004", ""]


@pytest.mark.parametrize(
    ("code", "side"),
    [
        ("NO", "north"), ("CY", "north"), ("CA", "north"), ("US", "north"),
        ("AU", "north"), ("NZ", "north"), ("JP", "north"), ("KR", "north"),
        ("IL", "north"), ("UA", "north"), ("RS", "north"), ("XK", "north"),
        ("KE", "south"), ("MX", "south"), ("TR", "south"), ("AE", "south"),
        ("SG", "south"), ("CG", "south"), ("CN", "south"),
    ],
)  # fmt: skip
def test_sides(code: str, side: str) -> None:
    assert countries()[code].side == side


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KE", "KE"), ("ke", "KE"), ("KEN", "KE"), ("kenya", "KE"), ("UK", "GB"), ("EL", "GR"), ("na", "NA"),
        ("Ivory Coast", "CI"), ("Cote d'Ivoire", "CI"), ("CÔTE D’IVOIRE", "CI"), ("Tanzania", "TZ"),
        ("United Republic of Tanzania", "TZ"), ("the Gambia", "GM"), ("Viet Nam", "VN"), ("Vietnam", "VN"),
        ("Turkey", "TR"), ("türkiye", "TR"), ("Czech Republic", "CZ"), ("Swaziland", "SZ"), ("DR Congo", "CD"),
        ("Republic of the Congo", "CG"), ("South Korea", "KR"), ("St. Lucia", "LC"), ("Bosnia & Herzegovina", "BA"),
        ("Guinea", "GN"), ("Guinea-Bissau", "GW"), ("Niger", "NE"), ("Nigeria", "NG"), ("Kosovo", "XK"),
        ("Palestine", "PS"), ("Laos", "LA"), ("USA", "US"), ("Macedonia", "MK"), ("Dominica", "DM"),
    ],
)  # fmt: skip
def test_what_a_country_may_be_called(text: str, code: str) -> None:
    assert find_country(text).code == code


@pytest.mark.parametrize("text", ["Congo", "korea", "Virgin Islands", "Saint Martin"])
def test_an_ambiguous_country_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="may be more than one country"):
        find_country(text)


def test_every_country_is_found_by_each_of_its_own_names() -> None:
    for country in countries().values():
        for name in (country.code, country.code3, country.name):
            assert find_country(name) is country


@pytest.mark.slow
@given(st.text(max_size=20))
def test_no_text_breaks_the_country_table(text: str) -> None:
    try:
        assert find_country(text).code in countries()
    except ValueError as error:
        assert shorten(text) in str(error)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2020-01-15", 3, "2020-04-14"), ("2011-09-01", 10, "2012-06-30"), ("2020-01-31", 1, "2020-02-29"),
        ("2021-01-31", 1, "2021-02-28"), ("2021-08-31", 6, "2022-02-28"), ("2021-01-30", 1, "2021-02-28"),
        ("2021-01-28", 1, "2021-02-27"), ("2020-12-01", 12, "2021-11-30"), ("2020-02-29", 12, "2021-02-28"),
    ],
)  # fmt: skip
def test_stays_of_whole_months(start: str, months: int, end: str) -> None:
    assert end_after_months(date.fromisoformat(start), months) == date.fromisoformat(end)


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(days, st.integers(1, 600))
def test_a_longer_stay_ends_later_and_a_later_start_no_earlier(start: date, months: int) -> None:
    end = end_after_months(start, months)
    assert end < end_after_months(start, months + 1)
    assert end <= end_after_months(start + timedelta(days=1), months)


@given(days)
def test_dates_are_read_as_they_are_written(day: date) -> None:
    assert parse_first_day(day.isoformat(), TODAY) == parse_last_day(day.isoformat(), TODAY) == day
    month = day.isoformat()[:7]
    assert parse_first_day(month, TODAY) == day.replace(day=1)
    assert (parse_last_day(month, TODAY) + timedelta(days=1)).day == 1
    assert parse_last_day(month, TODAY).month == day.month


@given(st.text(max_size=12))
def test_no_text_breaks_the_dates(text: str) -> None:
    try:
        assert parse_last_day(text, TODAY).isoformat().startswith(text if text != "today" else "2026-11-23")
    except ValueError as error:
        assert shorten(text) in str(error)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NEMA", "nema"), ("Brønnøysund & Co.", "bronnoysund-co"), ("Łódź Ünïversity", "lodz-university"),
        ("National Environment Management Authority of Uganda", "national-environment-management"),
        ("A" * 50, "a" * 40), ("مركز", ""), ("  --  ", ""), ("Ægir Straße", "aegir-strasse"),
    ],
)  # fmt: skip
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=80))
def test_a_slug_is_an_id_or_nothing(name: str) -> None:
    made = slug(name)
    assert made == "" or (is_id(made) and len(made) <= 40)
    assert slug(made) == made


@pytest.mark.parametrize(
    "text", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "..", "é", "a\n", "٣", "a" * (LONGEST + 1)]
)
def test_texts_that_are_not_ids_are_refused(text: str) -> None:
    assert not is_id(text)


@given(st.binary(min_size=8, max_size=8))
def test_exchange_ids(random: bytes) -> None:
    made = exchange_id(random)
    assert is_id(made)
    assert len(made) == 10
    assert made[0].isalpha()
    assert not set(made) & set("ilou")


def test_a_million_exchange_ids_differ() -> None:
    spread = 2**64 // 1_000_000
    assert len({exchange_id((n * spread).to_bytes(8)) for n in range(0, 1_000_000, 10)}) == 100_000
