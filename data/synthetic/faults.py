"""What goes wrong in a portfolio on purpose, each with what `norec check` is to find of it."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from build import cycles, topics_of
from portfolio import Pair, Portfolio, Project, Stay, months_on

Fits = Callable[[Project], bool]


def take(portfolio: Portfolio, fits: Fits) -> Project:
    """The first project that nothing was done to and that fits; it is taken from then on."""
    project = next(p for p in portfolio.projects if not p.spoilt and fits(p))
    project.spoilt = True
    return project


def partners_and_terms(portfolio: Portfolio) -> None:
    """Topics and names that are missing or stand twice; choices and assessments that lack somebody."""
    for number, lacking in enumerate(("need", "capacity", "capacity", "need and no capacity")):
        project = take(portfolio, lambda p: p.kind == "south-south" and len(p.partners) > 2)
        partner = portfolio.partners[project.partners[-1]]
        if "need" in lacking:
            partner.needs = []
        if "capacity" in lacking:
            partner.capacities = []
        portfolio.expect("warning", "topics-recorded", f"partner {partner.id}", f"no {lacking} is recorded", "partners")
        if number == 0:
            other = min(
                (p for p in portfolio.partners.values() if p.country == partner.country and p.id != partner.id),
                key=lambda p: p.id,
            )
            first, second = sorted((partner, other), key=lambda p: p.id)
            second.aliases = [first.name.upper()]
            text = f'is called "{first.name.upper()}", as {first.id} is'
            portfolio.expect("warning", "names-distinct", f"partner {second.id}", text, "partners")

    project = take(portfolio, lambda p: len(p.partners) > 2)
    project.coordinator, project.chosen_by, project.chosen_on = None, [], None
    _of(portfolio, project, "coordinator-chosen", "no coordinator is recorded")
    project = take(portfolio, lambda p: len(p.partners) > 2)
    last = project.chosen_by.pop()
    _of(portfolio, project, "coordinator-chosen", f"that {last} chose {project.coordinator} is not recorded")
    for _ in range(2):
        project = take(portfolio, lambda p: p.kind == "north-south")
        project.assessed_on, project.assessed_by = None, []
        _of(portfolio, project, "needs-assessed", "no joint assessment of needs and capacities is recorded")
    project = take(portfolio, lambda p: len(p.partners) > 2)
    absent = project.assessed_by.pop()
    _of(portfolio, project, "needs-assessed", f"that {absent} took part in the assessment is not recorded")


def one_way(portfolio: Portfolio) -> None:
    """Partners that only send, in one project that has ended and in one that has no end on record."""
    for agreement_ends in (True, False):
        project = take(
            portfolio,
            lambda p: (
                p.kind == "south-south"
                and len(p.partners) == 3
                and len(p.pairs) > 4
                and _is_nowhere_else(portfolio, p.partners[2])
            ),
        )
        a, b, c = project.partners
        project.learns_away = c
        back = [(c, a)] if len(project.pairs) % 2 else [(c, a), (c, b)]
        project.pairs = [pair for _ in range((len(project.pairs) - len(back)) // 2) for pair in ((a, b), (b, a))] + back
        text = f"{c} sent {len(back)} and received 0: only-sends"
        if not agreement_ends:
            project.end = None
        _of(portfolio, project, "both-ways", text, "error" if agreement_ends else "warning", f"partner {c}")
        if agreement_ends:
            partner = portfolio.partners[c]
            partner.ended = date(portfolio.year + 1, 12, 31)
            text = f"ended on {partner.ended} with {len(back)} sent and 0 received: only-sends"
            portfolio.expect("warning", "leavers-balanced", f"partner {c}", text, "partners")


def _is_nowhere_else(portfolio: Portfolio, name: str) -> bool:
    return sum(name in p.partners for p in portfolio.projects) == 1


def uneven(portfolio: Portfolio) -> None:
    """Partners that send two more than they host, in one project against the rule, in another within its own."""
    for has_rules in (False, True):
        project = take(portfolio, lambda p: len(p.partners) == 3 and len(p.pairs) in (7, 8, 9))
        a, b, c = project.partners
        project.pairs = [*cycles(project.partners, len(project.pairs) - 2, portfolio.chance), (a, b), (a, c)]
        if has_rules:
            project.rules = {"allowance": 2, "allowance_months": 24}


def taught_one_way(portfolio: Portfolio) -> None:
    """Two partners of whom one only teaches and the other only learns."""
    project = take(portfolio, lambda p: len(p.partners) == 2 and bool(_own_topic(portfolio, p)))
    a, b = project.partners
    for stay in project.stays:
        stay.topics = _own_topic(portfolio, project)[:1]
    told = ((a, "only teaches, and learns"), (b, "only learns, and teaches"))
    for name, only in told:
        text = f"{name} {only} nothing so far"
        _of(portfolio, project, "teach-and-learn", text, "warning", f"partner {name}")


def _own_topic(portfolio: Portfolio, project: Project) -> list[str]:
    a, b = (portfolio.partners[name] for name in project.partners[:2])
    return [topic for topic in a.capacities if topic not in b.capacities]


def placements(portfolio: Portfolio) -> None:
    """Placements of odd lengths and dates, without word or without end, of the wrong project."""
    year = portfolio.year
    project = take(portfolio, lambda p: p.months == 8 and len(p.singles()) > 3)
    short, other, unsaid, endless = project.singles()[:4]
    short.end = months_on(short.start, 2)
    _about(portfolio, short, "lengths-usual", f"from {short.start} to {short.end}: lasts less than 3 months")
    other.replaces = short.id
    text = f'replaces "{short.id}", which was neither cancelled nor ended early'
    _about(portfolio, other, "replacements-fit", text)
    unsaid.confirmed = False
    _about(portfolio, unsaid, "plans-confirmed", f"was to start on {unsaid.start}, and nobody has confirmed it")
    endless.end = None
    _about(portfolio, endless, "ends-recorded", f"starts on {endless.start} and has no end")

    project = take(portfolio, lambda p: p.months == 10 and len(p.singles()) > 1)
    long, outside = project.singles()[:2]
    one = project.rounds[1]
    long.end = one.end = months_on(long.start, 19)
    project.end = date(year + 2, 6, 30)
    _about(portfolio, long, "lengths-usual", f"from {long.start} to {long.end}: lasts more than 18 months")
    outside.start -= timedelta(days=20)
    _about(portfolio, outside, "within-round", f"starts on {outside.start}, and round 1 on {one.start}")
    one.report_due, one.reported_on = date(year + 2, 6, 30), None
    text = f"its report was due on {one.report_due}, and is not recorded as handed in"
    _of(portfolio, project, "reports-in", text, "warning", "round 1")

    project = take(portfolio, lambda p: p.kind == "south-south" and _often_hosted(p) is not None)
    stay = _often_hosted(project)
    assert stay is not None
    stranger = next(
        n for p in portfolio.projects if p.kind == "south-south" for n in p.partners if n not in project.partners
    )
    project.rounds[stay.round].plan[stay.sender, stay.host] -= 1
    stay.host = stranger
    stay.topics = topics_of(portfolio, (stay.sender, stay.host))
    _about(portfolio, stay, "within-project", f"{stranger} is no partner of project {project.id}", "error")

    project = take(
        portfolio,
        lambda p: len(p.partners) == 2 and p.rounds[1].start.month > 3 and _is_nowhere_else(portfolio, p.partners[1]),
    )
    home = project.partners[1]
    portfolio.partners[home].ended = date(year, 3, 31)
    for stay in project.stays:
        text = f"starts on {stay.start}, but {home} ended on {year}-03-31"
        _about(portfolio, stay, "nothing-after-end", text, "error")


def _often_hosted(project: Project) -> Stay | None:
    return next((s for s in project.singles() if sum(t.people for t in project.stays if t.host == s.host) > 2), None)


def people_twice(portfolio: Portfolio) -> None:
    """One person in two places at a time; the two count as one."""
    project = take(portfolio, lambda p: p.kind == "south-south" and _same_sender(p) is not None)
    pair = _same_sender(project)
    assert pair is not None
    first, second = sorted(pair, key=lambda stay: stay.id)
    second.ref = first.ref
    text = f'starts on {second.start}, and "{first.ref}" is away with exchange {first.id} until {first.end}'
    _about(portfolio, second, "refs-apart", text, "error")


def _same_sender(project: Project) -> tuple[Stay, Stay] | None:
    if len(project.rounds) > 1:
        return None
    singles = project.singles()
    return next(((s, t) for s in singles for t in singles if s is not t and s.sender == t.sender), None)


def plans(portfolio: Portfolio) -> None:
    """Rounds without a plan, or with one that was not met; reports that are not in."""
    year = portfolio.year
    project = take(portfolio, lambda p: len(p.rounds) == 1)
    project.rounds[1].plan = Counter()
    _of(portfolio, project, "plans-recorded", "began without a plan on record", "information", "round 1")
    for _ in range(2):
        project = take(portfolio, lambda p: len(p.rounds) == 1)
        project.rounds[1].reported_on = None
        text = f"its report was due on {project.rounds[1].report_due}, and is not recorded as handed in"
        _of(portfolio, project, "reports-in", text, "warning", "round 1")
    project = take(portfolio, lambda p: len(p.rounds) == 1 and len(p.partners) == 2)  # the round after never came about
    a, b = project.partners
    start = date(year + 1, 9, 1)
    project.rounds[2] = type(project.rounds[1])(start, date(year + 1, 12, 31), Counter({(a, b): 1, (b, a): 2}), 4)
    _missing(portfolio, project, 2, (a, b), 1, 1)
    _missing(portfolio, project, 2, (b, a), 2, 2)


def changes(portfolio: Portfolio) -> None:
    """Cancellations and early returns, with and without replacements; all but one leave the plan as it was."""
    reasons = ("visa-refused", "permit", "health", "family", "funding", "safety", "conduct", "other")
    for number, reason in enumerate(reasons):
        project = take(portfolio, lambda p: len(p.singles()) > 1)
        stay = project.singles()[0]
        gone = _again(project, stay, cancelled=True, reason=reason, confirmed=False)
        if number < 5:
            stay.replaces = gone.id
        else:
            project.rounds[stay.round].plan[stay.sender, stay.host] += 1
            planned = project.rounds[stay.round].plan[stay.sender, stay.host]
            _missing(portfolio, project, stay.round, (stay.sender, stay.host), planned, 1)
        if number == 0:
            gone.confirmed = True
            _about(portfolio, gone, "confirmed-begun", "is confirmed, and cancelled")
        if number == 1:
            second = project.singles()[0]
            second.replaces = gone.id
            if (second.sender, second.host) == (gone.sender, gone.host):
                one, second = sorted((stay, second), key=lambda s: (s.start, s.id))
                text = f'replaces "{gone.id}", but exchange {one.id} has already taken its place'
            else:
                text = f'replaces "{gone.id}", which is from {gone.sender} to {gone.host}'
            _about(portfolio, second, "replacements-fit", text)
    for reason in reasons[2:6]:
        project = take(portfolio, lambda p: p.months == 8 and len(p.singles()) > 1)
        stay = project.singles()[-1]
        stay.ended_early, stay.reason = months_on(stay.start, 3), reason


def pandemic(portfolio: Portfolio, number: int) -> None:
    """Everybody of some projects comes home on one day in March of the year after."""
    for _ in range(number):
        project = take(portfolio, lambda p: len(p.rounds) == 1 and p.rounds[1].start.month > 7)
        for stay in project.stays:
            stay.ended_early, stay.reason = date(portfolio.year + 1, 3, 20), "force-majeure"


def replaced_midway(portfolio: Portfolio, number: int, *, southern: bool) -> None:
    """Early returns whose places were filled again: two people in one slot each, so that they come on top."""
    for _ in range(number):
        project = take(
            portfolio,
            lambda p: (
                p.months == 8
                and p.rounds[1].start.month < 9  # whoever comes after starts in the same year
                and (p.kind == "south-south") is southern
                and len(p.singles()) > 1
            ),
        )
        stay = project.singles()[0]
        stay.ended_early, stay.reason = months_on(stay.start, 3), "family"
        heir = _again(project, stay, replaces=stay.id)
        heir.start = months_on(stay.start, 4) + timedelta(days=1)
        heir.ref = f"{project.id}-{heir.number:02d}"


def waive(portfolio: Portfolio) -> None:
    """Waivers of a few findings, and one of nothing."""
    for rule in ("needs-assessed", "plans-met"):
        found = next(one for one in portfolio.findings if one.rule == rule)
        portfolio.findings.remove(found)
        portfolio.findings.append(type(found)(**{**vars(found), "waived": True}))
        portfolio.waivers.append(_waiver(portfolio, rule, found.record))
    portfolio.waivers.append(_waiver(portfolio, "reports-in", f"project {portfolio.projects[0].id} round 9"))
    text = f"waives nothing: project {portfolio.projects[0].id} round 9 doesn't break reports-in"
    portfolio.expect("warning", "waivers-fit", "waiver 3", text, "norec")


def _waiver(portfolio: Portfolio, rule: str, record: str) -> dict[str, object]:
    agreed = "agreed by the partners (synthetic)"
    return {"rule": rule, "record": record, "reason": agreed, "by": "coordinator", "on": date(portfolio.year + 2, 3, 1)}


def _again(project: Project, stay: Stay, **more: object) -> Stay:
    """Another placement like one that is there, of another person."""
    same = {name: getattr(stay, name) for name in ("project", "round", "sender", "host", "start", "end", "topics")}
    return project.add(Stay(**{**same, **more}))


def _missing(portfolio: Portfolio, project: Project, number: int, pair: Pair, planned: int, missing: int) -> None:
    are = "1 person is" if missing == 1 else f"{missing} people are"
    text = f"{pair[0]} was to send {planned} to {pair[1]}, and {are} missing"
    _of(portfolio, project, "plans-met", text, "warning", f"round {number} {pair[0]} to {pair[1]}")


def _of(
    portfolio: Portfolio, project: Project, rule: str, text: str, severity: str = "warning", about: str = ""
) -> None:
    record = " ".join(part for part in ("project", project.id, about) if part)
    portfolio.expect(severity, rule, record, text, "projects")


def _about(portfolio: Portfolio, stay: Stay, rule: str, text: str, severity: str = "warning") -> None:
    portfolio.expect(severity, rule, f"exchange {stay.id}", text, "exchanges")
