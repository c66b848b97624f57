"""Strategies of Hypothesis for valid records."""

from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from norec_cli.model.country import countries
from norec_cli.model.exchange import Exchange, Reason
from norec_cli.model.partner import Adjustment, Partner, Sector
from norec_cli.model.project import Area, Issue, Overrides, Project, Round, Type

PARTNER_IDS = ("a", "b-ke", "c9", "nema-ug")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and text != ""
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
counts = st.integers(0, 1_000_000_000)
first_days = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: f"{day:%m-%d}")  # of years


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, max_size=3, unique_by=lambda value: value.strip().casefold()).map(tuple)


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    sender, host = draw(st.permutations(PARTNER_IDS))[:2]
    start = draw(st.dates(date(1900, 1, 1), date(2190, 1, 1)))
    end = draw(maybe(st.integers(1, 900).map(lambda n: start + timedelta(days=n))))
    early = draw(
        maybe(
            st.integers(0, ((end or start + timedelta(days=400)) - start).days - 1).map(
                lambda n: start + timedelta(days=n)
            )
        )
    )
    cancelled = early is None and draw(st.booleans())
    project = draw(maybe(st.just("p")))
    participants = draw(st.integers(1, 1_000_000_000))
    return Exchange(
        id=draw(st.from_regex(r"[a-z][a-z0-9]{9}", fullmatch=True)),
        sender=sender,
        host=host,
        participants=participants,
        women=draw(maybe(st.integers(0, participants))),
        start=start,
        end=end,
        ended_early=early,
        cancelled=cancelled,
        reason=draw(st.sampled_from(get_args(Reason))) if cancelled or early else None,
        confirmed=draw(st.booleans()),
        replaces=draw(maybe(st.just("q0"))),
        project=project,
        round=draw(maybe(st.integers(1, 99))) if project else None,
        topics=draw(some(texts)),
        ref=draw(maybe(texts)) if participants == 1 else None,
        note=draw(maybe(texts)),
    )


partners = st.builds(
    Partner,
    name=texts,
    country=st.sampled_from(sorted(countries())),
    city=maybe(texts),
    sector=maybe(st.sampled_from(get_args(Sector))),
    side=maybe(st.sampled_from(("north", "south"))),
    needs=some(texts),
    capacities=some(texts),
    aliases=some(texts),
    contact=maybe(texts),
    note=maybe(texts),
    ended=maybe(days),
    adjustments=st.lists(st.builds(Adjustment, on=days, sent=counts, received=counts, reason=texts), max_size=3).map(tuple),
)  # fmt: skip


@st.composite
def projects(draw: st.DrawFn) -> Project:
    names = st.lists(st.sampled_from(PARTNER_IDS), max_size=4, unique=True).map(tuple)
    members = draw(names.filter(lambda found: len(found) > 1))
    among = st.lists(st.sampled_from(members), max_size=4, unique=True).map(tuple)
    plan = ((f"{members[0]}:{members[1]}:2", f"{members[1]}:{members[0]}:1:10"), (f"{members[0]}:{members[1]}:1",), ())
    rounds = {}
    for number in draw(st.lists(st.integers(1, 99), max_size=3, unique=True)):
        start, end = sorted((draw(days), draw(days)))
        rounds[str(number)] = Round(
            start=start, end=end, report_due=draw(maybe(days)), reported_on=draw(maybe(days)), plan=draw(st.sampled_from(plan))
        )  # fmt: skip
    return Project(
        title=draw(texts),
        partners=members,
        coordinator=draw(maybe(st.sampled_from(members))),
        chosen_by=draw(among),
        chosen_on=draw(maybe(days)),
        assessed_on=draw(maybe(days)),
        assessed_by=draw(among),
        areas=draw(some(st.sampled_from(get_args(Area)))),
        issues=draw(some(st.sampled_from(get_args(Issue)))),
        goals=draw(st.lists(st.integers(1, 17), max_size=3, unique=True).map(tuple)),
        type=draw(maybe(st.sampled_from(get_args(Type)))),
        agreement=draw(maybe(texts)),
        year_start=draw(maybe(first_days)),
        note=draw(maybe(texts)),
        rules=Overrides(allowance=draw(maybe(counts))),
        rounds=rounds,
    )
