"""Two records of one partner made one: whatever they say, nothing is lost."""

from collections import Counter

import pytest
from hypothesis import given, settings

from norec_cli.merge.one_partner import merge_two_partners
from norec_cli.model.folding import fold
from norec_cli.model.partner import Partner
from support.records import partners


@pytest.mark.slow
@given(partners, partners)
@settings(max_examples=60)
def test_the_record_is_valid_and_has_everything_that_either_says(gone: Partner, kept: Partner) -> None:
    gone = gone.model_copy(update={"country": kept.country})
    one = merge_two_partners("gone-id", gone, "kept-id", kept)
    record, note = one.record, one.record.note or ""
    assert Partner.model_validate(record.model_dump()) == record
    assert (record.name, record.country) == (kept.name, kept.country)
    called = {fold(name) for name in (record.name, *record.aliases)}
    assert called >= {fold(name) for name in (gone.name, *gone.aliases, *kept.aliases, "gone-id")}
    for key in ("needs", "capacities"):
        both = (*getattr(kept, key), *getattr(gone, key))
        assert set(map(fold, getattr(record, key))) == set(map(fold, both))
    assert Counter(map(repr, record.adjustments)) == Counter(map(repr, (*kept.adjustments, *gone.adjustments)))
    for key in ("city", "sector", "side", "contact"):
        mine, others = getattr(kept, key), getattr(gone, key)
        assert getattr(record, key) == (mine or others)
        if None not in (mine, others) and mine.strip().casefold() != others.strip().casefold():
            assert f"{key} {others}" in note
            assert f"kept-id keeps the {key} {mine}; the {key} {others} goes into its note" in one.no_longer_held
    for part in (kept.note or "", gone.note or ""):
        assert all(words in note for words in part.split(" / "))
    assert record.ended is None or record.ended == max(filter(None, (kept.ended, gone.ended)))
    for partner in (kept, gone):
        if partner.ended != record.ended and partner.ended is not None:
            assert f"ended on {partner.ended}" in note


@given(partners)
@settings(max_examples=30)
def test_a_partner_that_says_the_same_adds_its_id_and_its_adjustments_alone(partner: Partner) -> None:
    record = merge_two_partners("gone-id", partner, "kept-id", partner).record
    assert record.adjustments == (*partner.adjustments, *partner.adjustments)
    assert record.model_copy(update={"adjustments": (), "aliases": ()}) == partner.model_copy(
        update={"adjustments": (), "aliases": ()}
    )
    assert record.aliases[: len(partner.aliases)] == partner.aliases
