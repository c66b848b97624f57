"""Portfolios in which all is well: partners, projects, rounds, plans and placements that add up to given figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from names import AREAS, ISSUES, KINDS, PLACES, SUBJECTS, TOPICS
from portfolio import Pair, Partner, Portfolio, Project, Round, Stay, months_on

NORTH = "NO"


@dataclass(frozen=True)
class Spec:
    """What a portfolio must add up to.

    Attributes:
        year: in which every placement starts.
        southern: partners by country, of which South-South and Triangular projects are made.
        northern: how many partners in Norway.
        apart: partners by country that are in North-South projects alone.
        sectors: how many partners of each sector, all together.
        kinds: how many projects of each type.
        participants: distinct people in South-South projects, and in the others.
        twice: people of South-South projects, and of the others, who have two placements in the year.
        replaced: people of South-South projects, and of the others, whose place somebody else took midway.
        goals: how many projects have each main goal.
        months: how many projects have stays of so many months.
        women: how many participants are women, and of how many that is recorded; None leaves both open.
        sent_home: how many projects a pandemic ends.
    """

    year: int
    southern: dict[str, int]
    northern: int
    apart: dict[str, int]
    sectors: dict[str, int]
    kinds: dict[str, int]
    participants: tuple[int, int]
    twice: tuple[int, int]
    replaced: tuple[int, int]
    goals: dict[int, int]
    months: dict[int, int]
    women: tuple[int, int] | None
    sent_home: int


def make_partners(spec: Spec, chance: Random) -> dict[str, Partner]:
    """All partners, with names that say that they are made up."""
    countries = [NORTH] * spec.northern
    for group in (spec.southern, spec.apart):
        countries += [code for code, number in group.items() for _ in range(number)]
    sectors = [sector for sector, number in spec.sectors.items() for _ in range(number)]
    chance.shuffle(sectors)
    partners: dict[str, Partner] = {}
    for country, sector in zip(countries, sectors, strict=True):
        taken = {partner.name for partner in partners.values()}
        names = [f"{place} {kind}" for place in PLACES for kind in KINDS[sector]]
        name = chance.choice([name for name in names if f"{name} (synthetic)" not in taken])
        key = "-".join([*name.lower().replace("'", "").split(), country.lower()])
        topics = chance.sample(TOPICS, 5)
        partners[key] = Partner(key, f"{name} (synthetic)", country, sector, topics[:2], topics[2:])
    return partners


def choose_members(spec: Spec, partners: dict[str, Partner], chance: Random) -> list[tuple[str, list[str]]]:
    """The type and the partners of each project; every partner is in one at least."""
    keys = list(partners)
    north, south = keys[: spec.northern], keys[spec.northern : len(keys) - sum(spec.apart.values())]
    apart = keys[len(keys) - sum(spec.apart.values()) :]
    chance.shuffle(south)
    coordinators = iter(north * 9)
    waiting = list(south)
    members: list[tuple[str, list[str]]] = []
    for kind in ("triangular", "south-south"):
        for _ in range(spec.kinds[kind]):
            first = waiting.pop()
            abroad = [name for name in waiting if partners[name].country != partners[first].country]
            second = abroad[-1] if abroad else _abroad(first, south, partners, chance)
            waiting = [name for name in waiting if name != second]
            members.append((kind, [*([next(coordinators)] if kind == "triangular" else []), first, second]))
    while waiting:  # the others join one by one
        _, team = members[chance.randrange(len(members))]
        if len(team) < 5:
            team.append(waiting.pop())
    for number in range(spec.kinds["north-south"]):
        pool = apart or south
        first = pool[number % len(pool)]
        same = [name for name in pool if partners[name].country == partners[first].country and name != first]
        team = [first, *(chance.sample(same, 1) if same and number % 3 == 0 else [])]
        members.append(("north-south", [next(coordinators), *team]))
    assert {name for _, team in members for name in team} == set(keys)
    return members


def _abroad(name: str, south: Sequence[str], partners: dict[str, Partner], chance: Random) -> str:
    return chance.choice([other for other in south if partners[other].country != partners[name].country])


def people_a_project(sizes: Sequence[int], total: int, chance: Random) -> list[int]:
    """How many placements each project has, so that they add up, and cycles can be made of them."""
    numbers = list(sizes)
    while total - sum(numbers) >= 2:
        at = min(chance.sample(range(len(numbers)), 3), key=lambda place: numbers[place])
        numbers[at] += 2
    if total > sum(numbers):
        at = next(n for n, size in enumerate(sizes) if size >= 3 and numbers[n] >= size + 2)
        numbers[at] += 1
    return numbers


def cycles(team: Sequence[str], number: int, chance: Random) -> list[Pair]:
    """So many pairs of sender and host, in which everybody sends as many as they host."""
    pairs = list(zip(team, [*team[1:], team[0]], strict=True))
    if (number - len(pairs)) % 2:
        trio = chance.sample(team, 3)
        pairs += zip(trio, [*trio[1:], trio[0]], strict=True)
    while len(pairs) < number:
        one, other = chance.sample(team, 2)
        pairs += [(one, other), (other, one)]
    return pairs


def build(spec: Spec, seed: int) -> Portfolio:
    """A portfolio with projects and what they planned; its placements come with `fill`."""
    chance = Random(seed)  # noqa: S311 - it must be the same each time
    portfolio = Portfolio(spec.year, chance, make_partners(spec, chance))
    members = choose_members(spec, portfolio.partners, chance)
    placements: dict[int, int] = {}
    for southern, people, twice, replaced in zip(
        (True, False), spec.participants, spec.twice, spec.replaced, strict=True
    ):
        places = [n for n, (kind, _) in enumerate(members) if (kind == "south-south") is southern]
        numbers = people_a_project([len(members[n][1]) for n in places], people + twice - replaced, chance)
        placements.update(zip(places, numbers, strict=True))
    goals, months = (
        [value for value, number in counts.items() for _ in range(number)] for counts in (spec.goals, spec.months)
    )
    chance.shuffle(goals)
    chance.shuffle(months)
    for number, (kind, team) in enumerate(members, start=1):
        portfolio.projects.append(_project(spec.year, number, kind, team, goals.pop(), months.pop(), chance))
        portfolio.projects[-1].pairs = cycles(team, placements[number - 1], chance)
    return portfolio


def _project(year: int, number: int, kind: str, team: list[str], goal: int, months: int, chance: Random) -> Project:
    areas = chance.sample(AREAS, chance.choice((1, 1, 2)))
    coordinator = team[0]
    return Project(
        id=f"{areas[0]}-{number:02d}",
        title=f"{SUBJECTS[areas[0]]}, partnership {number} (synthetic)",
        kind=kind,
        partners=team,
        areas=areas,
        issues=sorted(chance.sample(ISSUES, chance.choice((0, 1, 2)))),
        goals=[goal, *(g for g in chance.sample(range(1, 18), chance.choice((0, 1))) if g != goal)],
        start=date(year - 1, 7, 1),
        end=date(year + 1, 12, 31),
        months=months,
        agreement=f"SYN-{year}-{number:03d}",
        coordinator=coordinator,
        chosen_by=[name for name in team if name != coordinator],
        chosen_on=date(year - 1, 5, chance.randrange(1, 29)),
        assessed_on=date(year - 1, 4, chance.randrange(1, 29)),
        assessed_by=list(team),
    )


def fill(portfolio: Portfolio, project: Project) -> None:
    """Rounds, plans and placements of a project; one of six months has two rounds in the year."""
    year, chance = portfolio.year, portfolio.chance
    if project.months == 6:
        starts = [date(year, 1, 15), date(year, 7, 15)]
    else:
        starts = [date(year, chance.choice((2, 3, 8, 9)), chance.choice((1, 15)))]
    parts: list[list[Pair]] = [[] for _ in starts]
    for number, pair in enumerate(project.pairs):  # two by two: there and back are often neighbours
        parts[number // 2 % len(starts)].append(pair)
    for number, (start, pairs) in enumerate(zip(starts, filter(None, parts), strict=False), start=1):
        end = months_on(start, project.months)
        due = months_on(end.replace(day=1), 4)
        project.rounds[number] = Round(start, end, Counter(pairs), project.months, due, due.replace(day=1))
        for pair, people in Counter(pairs).items():
            _place(portfolio, project, number, pair, people)


def _place(portfolio: Portfolio, project: Project, number: int, pair: Pair, people: int) -> None:
    """The people of a pair: as a group, or one by one."""
    one = project.rounds[number]
    groups = [people] if people > 1 and portfolio.chance.random() < 0.4 else [1] * people
    for size in groups:
        stay = project.add(Stay(project.id, number, *pair, one.start, one.end, people=size))
        stay.topics = topics_of(portfolio, pair)
        if stay.sender == project.learns_away:
            stay.topics.append(portfolio.partners[stay.sender].needs[0])
        if size == 1:
            stay.ref = f"{project.id}-{stay.number:02d}"


def topics_of(portfolio: Portfolio, pair: Pair) -> list[str]:
    """What a placement is about: something that the sender can teach, or else that the host wants to learn."""
    sender, host = (portfolio.partners[name] for name in pair)
    known = [topic for topic in sender.capacities if topic in host.needs] or sender.capacities or host.needs
    return [portfolio.chance.choice(known)] if known else []


def send_twice(projects: Iterable[Project], people: int) -> None:
    """Let so many people go once in each round of a project, under one ref."""
    for project in projects:
        for first in project.singles() if people and not project.spoilt else ():
            second = next((s for s in project.singles() if (s.round, s.sender) == (2, first.sender)), None)
            if first.round == 1 and second is not None:
                second.ref = first.ref
                project.spoilt = True
                people -= 1
                break
    assert people == 0


def record_women(portfolio: Portfolio, women: int, recorded: int) -> None:
    """Record of so many participants that so many are women; each person alike in all placements."""
    heads: list[tuple[str, int]] = []
    for stay in portfolio.counted():
        heads += [(stay.ref or stay.id, 0)] if stay.ref else [(stay.id, n) for n in range(stay.people)]
    heads = list(dict.fromkeys(heads))
    portfolio.chance.shuffle(heads)
    unknown = [head for head in heads if head[0] in {s.ref for s in portfolio.counted()}][: len(heads) - recorded]
    known = [head for head in heads if head not in unknown]
    assert len(known) == recorded
    chosen = Counter(name for name, _ in known[:women])
    for stay in portfolio.counted():
        name = stay.ref or stay.id
        stay.women = None if (name, 0) in unknown else chosen[name]
